"""Receipts on the wire: signed statements that anybody can verify."""

from typing import ClassVar

from marshmallow import fields

from schemas.fields import Choice, Prose, StrictSchema, Text


class ReceiptSchema(StrictSchema):
    """An Ed25519 signature over the canonical JSON (RFC 8785) of the statement."""

    statement = fields.Dict(keys=Text(), required=True)
    key = Text(required=True)
    signature = Text(required=True)


class ReceiptKeySchema(StrictSchema):
    """The public keys to verify receipts with, in PEM: the one that signs now, and all by name."""

    noun: ClassVar[str | None] = "receipt_key"

    key = Text(required=True)
    public_key = Text(required=True)
    keys = fields.Dict(keys=Text(), values=Text(), required=True)


class PaperForm(StrictSchema):
    """A receipt, as text, that is to be printed in a language."""

    receipt = Prose(required=True, longest=5_000)
    language = Choice("nl", "en", required=True)
