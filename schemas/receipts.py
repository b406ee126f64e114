"""Receipts on the wire: signed statements that anybody can verify."""

from marshmallow import fields

from schemas.fields import StrictSchema, Text


class ReceiptSchema(StrictSchema):
    """An Ed25519 signature over the canonical JSON (RFC 8785) of the statement."""

    statement = fields.Dict(keys=Text(), required=True)
    key = Text(required=True)
    signature = Text(required=True)


class ReceiptKeySchema(StrictSchema):
    """The public key to verify receipts with, in PEM."""

    key = Text(required=True)
    public_key = Text(required=True)
