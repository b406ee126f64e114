"""Figures on the wire: adoption at a day; checks, entries and hits of a period."""

from typing import Any, ClassVar

from marshmallow import fields, validate

from schemas.fields import Choice, Day, Many, Number, Part, Place, StrictSchema, Text


class FormQuery(StrictSchema):
    """In which form; without it JSON, unless the request accepts CSV only."""

    format = Choice("json", "csv")


class AdoptionQuery(FormQuery):
    """At which day; by default today."""

    at = Day()


class PeriodQuery(FormQuery):
    """From which day to which, both included."""

    first = Day(required=True)
    last = Day(required=True)


class MatchingQuery(PeriodQuery):
    """A period, and one municipality if not the whole country."""

    municipality = Place()


class CampaignQuery(FormQuery):
    """The campaign that began on which day; by default the newest."""

    campaign = Day()


class MunicipalitiesQuery(AdoptionQuery):
    """At which day, and in which order."""

    sort = Choice("municipality", "dor", "dol")


class AreaQuery(FormQuery):
    """A period and an area; by default the last year, of all that one may see."""

    first = Day()
    last = Day()
    municipality = Place()


class DorFigures(StrictSchema):
    """DOR at a day."""

    dealers_nl = Number()
    municipalities = Number()
    dealers_foreign = Number()


class DolFigures(StrictSchema):
    """DOL at a day; Dutch dealers."""

    dealers = Number()
    municipalities = Number()


class AdoptionOut(StrictSchema):
    """How many dealers in how many municipalities."""

    noun: ClassVar[str | None] = "adoption"

    dor = Part(DorFigures)
    dol = Part(DolFigures)


class ChecksOfDay(StrictSchema):
    """The theft checks of one day, by outcome."""

    day = Day()
    checks = Number()
    listed = Number()
    similar_listed = Number()
    not_listed = Number()
    not_checkable = Number()


class ChecksOut(StrictSchema):
    """The theft checks of a period, by outcome and by day."""

    noun: ClassVar[str | None] = "check_figures"

    first = Day()
    last = Day()
    checks = Number()
    listed = Number()
    similar_listed = Number()
    not_listed = Number()
    not_checkable = Number()
    days = Many(Part(ChecksOfDay))


class SpreadSchema(StrictSchema):
    """Half of the times are at most the median, nine of ten at most p90; in seconds."""

    median = Number(allow_none=True)
    p90 = Number(allow_none=True)


class MatchingOut(StrictSchema):
    """Entries of a period, the hits found in it, and what became of these."""

    noun: ClassVar[str | None] = "matching_figures"

    first = Day()
    last = Day()
    municipality = Text(allow_none=True)
    entries = Number()
    hits = Number()
    hits_per_1000_entries: fields.Field[Any] = fields.Float(
        allow_none=True, validate=validate.Range(min=0)
    )
    hits_found_backwards = Number()
    hits_confirmed = Number()
    hits_withdrawn = Number()
    report_to_signal = Part(SpreadSchema)
    report_to_signal_backwards = Part(SpreadSchema)
    goods_returned = Number()


class ArticleFigures(StrictSchema):
    """Breaches of one article: standing, standing for a person to judge, and mended."""

    article = Text()
    breached = Number()
    to_be_judged = Number()
    mended = Number()


class ComplianceFiguresOut(StrictSchema):
    """What the rule checks of a period found, per article."""

    noun: ClassVar[str | None] = "compliance_figures"

    first = Day()
    last = Day()
    municipality = Text(allow_none=True)
    articles = Many(Part(ArticleFigures))
