"""DOC on the wire: the report of an inspection, and its receipt."""

from typing import ClassVar

from schemas.fields import Choice, Part, Pattern, StrictSchema, Text
from schemas.receipts import ReceiptSchema

LANGUAGES = ("nl", "en")


class ReportQuery(StrictSchema):
    """In which language the report is."""

    lang = Choice(*LANGUAGES, load_default="nl")


class ReceiptQuery(ReportQuery):
    """Of which report the receipt is asked: by the hash of the file, or the newest."""

    sha256 = Pattern(r"[0-9a-f]{64}", code="not_a_hash")


class ReportReceiptOut(StrictSchema):
    """The signed receipt of a report: its statement names the SHA-256 of the file."""

    noun: ClassVar[str | None] = "report_receipt"

    sha256 = Text()
    receipt = Part(ReceiptSchema)
