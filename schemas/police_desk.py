"""What the police's pages send: filters of the desk, claims, orders, forms of stolen goods."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from matching import CATEGORIES
from schemas.demands import DemandIn
from schemas.fields import (
    Choice,
    Day,
    Id,
    Many,
    Number,
    PageQuery,
    Place,
    Prose,
    QueryFlag,
    StrictSchema,
    Text,
    length,
)
from schemas.hits import STATUSES, JudgementIn
from schemas.hold_orders import HoldOrderIn
from schemas.local_times import LocalMoment
from schemas.stolen_goods import StolenGoodIn

ORDERS = ("urgent", "hold", "evidence")
VERDICTS = ("identical", "probable", "possible")
CLAIMS = ("unclaimed", "mine", "others")
SIDES = ("good", "purchase")


class DeskQuery(PageQuery):
    """Which hits of the desk, in which order."""

    order = Choice(*ORDERS, load_default="urgent")
    status = Choice("any", *STATUSES, load_default="new")
    verdict = Choice(*VERDICTS)
    municipality = Place()
    category = Choice(*CATEGORIES)
    claim = Choice(*CLAIMS)
    dealer = Id()


class JudgementForm(JudgementIn):
    """The judgement with the version of the hit that the officer was looking at."""

    version = Number(required=True)


class TakeOverForm(StrictSchema):
    """Why a hit is taken over from another officer."""

    reason = Prose(required=True, longest=500)


class HoldOrderForm(HoldOrderIn):
    """An order, with its end by the Dutch clock."""

    until = LocalMoment(required=True)


class GoodForm(StolenGoodIn):
    """A report of a stolen good, with times by the Dutch clock."""

    stolen_at = LocalMoment()
    stolen_between = Many(LocalMoment(), validate=length(2, 2))
    reported_at = LocalMoment(required=True)


class GoodChangeForm(GoodForm):
    """A whole report as it is to be from now on, and why."""

    version = Number(required=True)
    reason = Prose(longest=2000)


class WithdrawalForm(StrictSchema):
    """Why a good is taken off the list, and whether its owner has it back."""

    version = Number(required=True)
    reason = Prose(required=True, longest=2000)
    returned_to_owner = QueryFlag(allow_none=True)


class MergeForm(StrictSchema):
    """Into which report this one is merged, chosen or named by its number, and why."""

    version = Number(required=True)
    into = Id()
    report_number = Text(longest=64)
    reason = Prose(required=True, longest=2000)

    @validates_schema
    def _names_one(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if ("into" in data) == ("report_number" in data):
            raise ValidationError("required", "report_number")


class PartForm(StrictSchema):
    """Why a merge is undone."""

    version = Number(required=True)
    reason = Prose(required=True, longest=2000)


class DemandForm(DemandIn):
    """A demand, with its term by the Dutch clock."""

    due_at = LocalMoment(required=True)


class CriteriaSchema(StrictSchema):
    """What is searched for."""

    number = Text(longest=120)
    words = Text(longest=200)
    category = Choice(*CATEGORIES)
    brand = Text(longest=100)
    place = Text(longest=100)
    first = Day()
    last = Day()


class SearchForm(CriteriaSchema):
    """A search of one register, and for which purpose (article 32a Wpg)."""

    side = Choice(*SIDES, required=True)
    purpose = Prose(required=True, longest=500)
    cursor = Text(longest=500)
    name = Text(longest=100)


class SameSellerForm(PageQuery):
    """Why it is asked who else bought from a seller."""

    purpose = Prose(required=True, longest=500)


class DealersQuery(PageQuery):
    """Which dealers with hits."""

    municipality = Place()


class ImportForm(StrictSchema):
    """A file of stolen goods: what it says, and how its columns are to be read.

    `content` is the file in base64, as it came from the browser and goes back with the preview.
    """

    content = Text(longest=900_000)
    mapping = Prose(longest=20_000)
