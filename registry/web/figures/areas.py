"""What is asked of figures: a period and an area, out of the query of the address."""

from datetime import timedelta
from typing import Any

from marshmallow import ValidationError

from registry.access.actors import Role
from registry.http.context import current_actor, current_register
from registry.law.in_force import local_day
from registry.pointers import refusals
from registry.web.choices import municipalities
from registry.web.forms import Form, asked
from schemas.figures import AreaQuery

A_YEAR = timedelta(days=365)


def area_asked() -> tuple[Form, dict[str, Any]]:
    """Return the filters as they were filled in, and what they ask for: by default a year.

    What is wrong with them stands in the form; then they ask for nothing.
    """
    today = local_day(None, current_register().clock())
    form = Form({"first": str(today - A_YEAR), "last": str(today), **asked()})
    query: dict[str, Any] = {}
    try:
        query = AreaQuery().load(form.values)
    except ValidationError as error:
        for field in refusals(error):
            form.refuse(field.pointer.strip("/"), field.code)
    query.pop("format", None)
    return form, query


def areas() -> list[tuple[str, str]]:
    """Return the areas that may be chosen from; none for who is given the own area only."""
    if current_actor().role in {Role.MUNICIPALITY, Role.INSPECTOR}:
        return []
    return municipalities()
