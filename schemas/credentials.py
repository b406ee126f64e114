"""DOR, tokens for a till in a browser."""

from schemas.fields import Number, StrictSchema, Text, within


class TokenForm(StrictSchema):
    """A new token: what its owner calls it, and for how many days it is."""

    name = Text(required=True, longest=80)
    days = Number(required=True, validate=within(1, 365))
