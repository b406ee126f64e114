"""The audit log on the wire: checkpoints and proofs for all, entries for those who may read them.

Hashes within proofs are in base64, as in signed notes; leaf hashes and roots in hexadecimal.
"""

from typing import ClassVar

from marshmallow import ValidationError, fields

from schemas.fields import Many, Moment, Number, PageQuery, Part, Prose, StrictSchema, Text

LONGEST_RECEIPT = 5_000


def natural(number: int) -> None:
    """Refuse a size or a position below nought."""
    if not 0 <= number < 2**53:
        raise ValidationError("out_of_range")


class ProofOut(StrictSchema):
    """That a leaf is in the log: its index, counted from 0, and the audit path of RFC 9162.

    `checkpoint` is the signed note of the tree of `size` leaves, to whose root the path leads.
    """

    noun: ClassVar[str | None] = "proof"

    leaf_hash = Text()
    index = Number()
    size = Number()
    proof = Many(fields.String())
    checkpoint = fields.String()


class ConsistencyQuery(StrictSchema):
    """Two sizes of the log; the second is by default that of the newest checkpoint."""

    first = Number(required=True, validate=natural)
    second = Number(validate=natural)


class ConsistencyOut(StrictSchema):
    """That the log of the first size begins that of the second (RFC 9162)."""

    noun: ClassVar[str | None] = "consistency"

    first = Number()
    second = Number()
    proof = Many(fields.String())
    checkpoint = fields.String()


class CheckpointOut(StrictSchema):
    """A checkpoint: the note as it was signed, and when."""

    noun: ClassVar[str | None] = "checkpoint"

    size = Number()
    root = Text()
    note = fields.String()
    signed_at = Moment()


class CheckpointList(StrictSchema):
    """The newest checkpoints, newest first, and the verifier keys of the log in C2SP form."""

    items = Many(Part(CheckpointOut))
    keys = Many(Text())


class EntryQuery(PageQuery):
    """Which part of the log, and what it is read for (article 32a Wpg)."""

    purpose = Prose(longest=500, required=True)


class EntryOut(StrictSchema):
    """One event: the exact text of its leaf (canonical JSON), and the hash of that."""

    noun: ClassVar[str | None] = "log_entry"

    position = Number()
    leaf = fields.String()
    leaf_hash = Text()


class EntryPage(StrictSchema):
    """Events in the order of the log."""

    items = Many(Part(EntryOut))
    next = Text(allow_none=True)


class ReceiptForm(StrictSchema):
    """A receipt as it was pasted: its JSON."""

    receipt = Prose(longest=LONGEST_RECEIPT, required=True)


class VerificationOut(StrictSchema):
    """What a receipt is worth: signed by us or not, and the proof that its event is in the log.

    `proof` is null while no checkpoint covers the event, which takes a minute at most.
    """

    noun: ClassVar[str | None] = "verification"

    signed = fields.Boolean()
    event = Text(allow_none=True)
    covered = fields.Boolean()
    proof = Part(ProofOut, allow_none=True)
