"""Forms: what a browser sends, held against the same schemas as the API."""

from typing import Any

from flask import request
from marshmallow import Schema, ValidationError

from registry.pointers import refusals

CSRF_FIELD = "csrf_token"


def load_form(schema: Schema) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the loaded form and the code of the error of each bad field.

    A field left empty counts as not sent.
    """
    sent = {
        name: value for name, value in request.form.items() if name != CSRF_FIELD and value.strip()
    }
    try:
        return schema.load(sent), {}
    except ValidationError as error:
        found = refusals(error)
        return {}, {field.pointer.strip("/"): field.code for field in found}
