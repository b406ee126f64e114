"""Stop Heling on the wire: disputes of listings, and the police's answers."""

from schemas.audit import LONGEST_RECEIPT
from schemas.contacts import ContactSchema
from schemas.fields import Choice, Id, PageQuery, Part, Prose, QueryFlag, StrictSchema, Text

REASONS = ("recovered", "sold_lawfully", "not_mine", "other")
DECISIONS = ("withdrawn", "kept")


class DisputeForm(StrictSchema):
    """Why a listing is held to be wrong; `receipt` is that of the check that answered `listed`."""

    receipt = Prose(required=True, longest=LONGEST_RECEIPT)
    reason = Choice(*REASONS, required=True)
    explanation = Prose(required=True, longest=2000)
    contact = Part(ContactSchema)


class CodeForm(StrictSchema):
    """The code with which who filed a dispute reads the answer."""

    code = Text(required=True, longest=60)


class DisputeQuery(PageQuery):
    """Which disputes."""

    answered = QueryFlag(load_default=False)


class DecisionForm(StrictSchema):
    """The police's answer; to withdraw a listing it is named."""

    decision = Choice(*DECISIONS, required=True)
    answer = Prose(required=True, longest=2000)
    stolen_good_id = Id()
