"""How to reach a citizen, on the wire; all of it may be left out."""

from marshmallow.validate import Email

from schemas.fields import Pattern, StrictSchema, Text


class ContactSchema(StrictSchema):
    """What somebody gives to be reached by."""

    name = Text(longest=100)
    email = Text(longest=200, validate=[Email(error="not_an_email")])
    phone = Pattern(r"\+?[0-9 ()-]{6,24}", code="not_a_phone_number", longest=25)
