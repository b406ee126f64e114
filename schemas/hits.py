"""Hits on the wire: both goods, the evidence in bits, the judgement."""

from typing import ClassVar

from marshmallow import fields

from schemas.checks import BothLanguages
from schemas.fields import (
    Choice,
    Id,
    Many,
    Moment,
    Number,
    PageQuery,
    Part,
    Place,
    Prose,
    StrictSchema,
    Text,
)
from schemas.purchases import PurchaseOut
from schemas.stolen_goods import StolenGoodOut

STATUSES = ("new", "confirmed", "rejected", "unsure", "withdrawn")


class HitQuery(PageQuery):
    """Which hits."""

    status = Choice(*STATUSES)
    since = Moment()
    municipality = Place()
    dealer = Id()


class EvidenceSchema(StrictSchema):
    """One piece of evidence: how many bits it counts for or against, and why."""

    feature = Text()
    bits = fields.Float()
    text = Part(BothLanguages)


class HitOut(StrictSchema):
    """A hit; prior_bits and all bits add up to the log-odds of p_item in base 2."""

    noun: ClassVar[str | None] = "hit"

    id = Id()
    version = Number()
    status = Text()
    found_by = Text()
    created_at = Moment()
    p_item = fields.Float()
    verdict = Text()
    prior_bits = fields.Float()
    chance_twins = fields.Float()
    profile = Text()
    evidence = Many(Part(EvidenceSchema))
    stolen_good = Part(StolenGoodOut)
    purchase = Part(PurchaseOut)
    dealer_id = Id()
    municipality_code = Text()
    judged_by = Text(allow_none=True)
    note = Text(allow_none=True)


class HitPage(StrictSchema):
    """A page of hits."""

    items = Many(Part(HitOut))
    next = Text(allow_none=True)


class JudgementIn(StrictSchema):
    """What an officer makes of a hit."""

    judgement = Choice("confirmed", "rejected", "unsure", required=True)
    note = Prose(longest=2000, allow_none=True)
