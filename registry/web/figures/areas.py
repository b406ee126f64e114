"""What is asked of figures: a period and an area, out of the query of the address."""

from datetime import timedelta
from typing import Any

from flask import request
from marshmallow import ValidationError

from registry.access.actors import Role
from registry.http.context import current_actor, current_register
from registry.law.places import place_names
from registry.pointers import refusals
from registry.rules.adoption import ZONE
from registry.web.forms import Form
from schemas.figures import AreaQuery

A_YEAR = timedelta(days=365)


def asked() -> tuple[Form, dict[str, Any]]:
    """Return the filters as they were filled in, and what they ask for: by default a year.

    What is wrong with them stands in the form; then they ask for nothing.
    """
    today = current_register().clock().astimezone(ZONE).date()
    given = {name: value for name, value in request.args.items() if value.strip()}
    form = Form({"first": str(today - A_YEAR), "last": str(today), **given})
    query: dict[str, Any] = {}
    try:
        query = AreaQuery().load(form.values)
    except ValidationError as error:
        for field in refusals(error):
            form.refuse(field.pointer.strip("/"), field.code)
    query.pop("format", None)
    return form, query


def choices() -> list[tuple[str, str]]:
    """Return the areas that may be chosen from; none for who is given the own area only."""
    if current_actor().role in {Role.MUNICIPALITY, Role.INSPECTOR}:
        return []
    return sorted(place_names().items(), key=lambda place: place[1].lstrip("'").casefold())
