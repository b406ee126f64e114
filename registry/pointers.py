"""From marshmallow's nested messages to JSON pointers with codes (RFC 6901)."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError

from registry.errors import FieldError

LONGEST_STEP = 100


def refusals(error: ValidationError) -> list[FieldError]:
    """Return what a schema refused."""
    messages: dict[str, Any] = error.normalized_messages()  # type: ignore[no-untyped-call]  # untyped in the library
    return field_errors(messages)


def field_errors(messages: Any, pointer: str = "") -> list[FieldError]:
    """Return one error for each message; messages about a whole object point at the object."""
    if isinstance(messages, Mapping):
        found = []
        for key, below in messages.items():
            step = "" if key == "_schema" else f"/{_escaped(str(key))}"
            found += field_errors(below, pointer + step)
        return found
    return [FieldError(pointer, str(code)) for code in messages]


def _escaped(step: str) -> str:
    printable = "".join(c if c.isprintable() else "?" for c in step[:LONGEST_STEP])
    return printable.replace("~", "~0").replace("/", "~1")
