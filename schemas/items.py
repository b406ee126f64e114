"""The item: goods as they are described, in purchases and stolen goods alike."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from matching import CATEGORIES, IDENTIFIER_TYPES
from schemas.fields import Choice, Many, Part, Prose, StrictSchema, Text, length


class IdentifierSchema(StrictSchema):
    """A number on the goods, as it was read; its type is recognised when absent."""

    type = Choice(*IDENTIFIER_TYPES, allow_none=True)
    value = Text(required=True, longest=120)


class ItemSchema(StrictSchema):
    """Goods; one of identifiers, description and marks is required beside the category."""

    category = Choice(*CATEGORIES, required=True)
    brand = Text(longest=100, allow_none=True)
    model = Text(longest=200, allow_none=True)
    colour = Text(longest=100, allow_none=True)
    identifiers = Many(Part(IdentifierSchema), validate=length(0, 20))
    description = Prose(longest=4000, shortest=0, allow_none=True)
    marks = Prose(longest=2000, shortest=0, allow_none=True)

    @validates_schema
    def _says_something(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if not any(data.get(name) for name in ("identifiers", "description", "marks")):
            raise ValidationError("nothing_to_recognise_it_by", "identifiers")
