"""DOC on the wire: what pages of inspectors send, as forms and from a tablet's queue."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from schemas.enforcement import ConclusionIn
from schemas.fields import (
    Choice,
    Day,
    Id,
    Many,
    Number,
    Part,
    Place,
    Prose,
    StrictSchema,
    Text,
    length,
    within,
)
from schemas.findings import MOST_FINDINGS, OUTCOMES
from schemas.inspections import CAPACITIES
from schemas.items import ItemSchema


class SentFindings(StrictSchema):
    """What a tablet sends when the network is back; each finding is weighed by itself.

    `kind` is the part of `FindingsIn` that the finding is of; `knew` are the findings on the same
    thing that the inspector saw, or made, when ticking it off.
    """

    class SentFinding(StrictSchema):
        """One finding, still unread, and what was known when it was made."""

        kind = Choice("entries", "asked", "unregistered", "remarks", required=True)
        knew = Many(Id(), load_default=list, validate=length(0, MOST_FINDINGS))
        finding = fields.Dict(keys=Text(), required=True)

    findings = Many(Part(SentFinding), required=True, validate=length(1, 50))


class SentPhoto(StrictSchema):
    """A photo that a tablet kept, under the id that it has there; the file comes beside it."""

    id = Id(required=True)


class _Note(Prose):
    """A note from a form, whose lines end as everywhere else."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> str:
        return super()._deserialize(value, attr, data, **kwargs).replace("\r\n", "\n")


class SheetForm(StrictSchema):
    """A part of the sheet as a form: what was ticked off, and the other entries untouched."""

    class TickSchema(StrictSchema):
        """An entry of the sheet; the id was made when the sheet was shown."""

        id = Id(required=True)
        purchase_id = Id(required=True)
        outcome = Choice(*OUTCOMES)
        note = _Note(longest=2000)
        articles = Many(Text(longest=32), load_default=list, validate=length(0, 50))

        @validates_schema
        def _has_an_outcome(self, data: dict[str, Any], **_kwargs: Any) -> None:
            if (data.get("note") or data["articles"]) and "outcome" not in data:
                raise ValidationError("outcome_missing", "outcome")

    entries = Many(Part(TickSchema), required=True, validate=length(1, MOST_FINDINGS))


class AskedForm(StrictSchema):
    """The questions to the dealer as a form."""

    class AnswerSchema(StrictSchema):
        """Whether it was shown; the id was made when the sheet was shown."""

        id = Id(required=True)
        answer = Choice("yes", "no")

    register_shown = Part(AnswerSchema)
    good_shown = Part(AnswerSchema)
    place_shown = Part(AnswerSchema)
    sign_shown = Part(AnswerSchema)


class GoodForm(StrictSchema):
    """A good that is not in the register, as a form."""

    id = Id(required=True)
    item = Part(ItemSchema, required=True)
    note = _Note(longest=2000)


class RemarkForm(StrictSchema):
    """What else was seen, as a form, with one rule at most."""

    id = Id(required=True)
    note = _Note(required=True, longest=2000)
    article = Text(longest=32)


class PlanForm(StrictSchema):
    """The plan of an inspection as a form; days are days of the place."""

    officer = Text(longest=100)
    capacity = Choice(*CAPACITIES)
    confidence = Choice("0.8", "0.9", "0.95", required=True)
    tolerated_share = Choice("0.05", "0.1", "0.2", required=True)
    since = Day()
    until = Day()

    @validates_schema
    def _whole_period(self, data: dict[str, Any], **_kwargs: Any) -> None:
        for one, other in (("since", "until"), ("until", "since")):
            if one in data and other not in data:
                raise ValidationError("required", other)
        if "since" in data and "until" in data and data["since"] > data["until"]:
            raise ValidationError("ends_before_it_begins", "until")


class OverviewQuery(StrictSchema):
    """Which dealers of the area, and in which order."""

    sort = Choice("need", "visited", "name", load_default="need")
    signal = Choice("breached", "to_be_judged", "silent", "on_dor_not_on_dol", "never_visited")
    municipality = Place()
    page = Number(load_default=1, validate=within(1, 10_000))


class ConclusionForm(ConclusionIn):
    """The decision with the version of the inspection that was looked at."""

    version = Number(required=True)
