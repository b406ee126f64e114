"""Figures of a period: checks (Stop Heling), entries (DOR), and what came of matching them.

Days are those of the Netherlands, first and last included. Figures of hits are about those that
were found in the period, as they stand now.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from math import ceil
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from registry.access.actors import Actor, Role
from registry.errors import Forbidden, Invalid
from registry.rules import check_days
from registry.rules.adoption import beginning, end_of
from registry.rules.check_days import OUTCOMES
from registry.rules.newest import NEWEST_GOOD
from registry.tables import (
    Dealer,
    Hit,
    Purchase,
    RuleOutcome,
    StolenGood,
    StolenGoodVersion,
)

LONGEST = timedelta(days=3660)
# Anybody may ask for these, so one question does not cost much.
LONGEST_OF_CHECKS = timedelta(days=400)
STANDINGS = ("breached", "to_be_judged", "mended")


def checks(session: Session, first: date, last: date) -> dict[str, Any]:
    """Return how many theft checks were answered, by outcome and by day; every day has a line.

    Raises Invalid for a period that ends before it begins or is longer than 400 days.
    """
    require_period(first, last, LONGEST_OF_CHECKS)
    per_day = check_days.by_day(session, first, last)
    total: Counter[str] = sum(per_day.values(), Counter())
    return {
        "first": first,
        "last": last,
        "checks": total.total(),
        **{outcome: total[outcome] for outcome in OUTCOMES},
        "days": [
            {
                "day": day,
                "checks": found.total(),
                **{outcome: found[outcome] for outcome in OUTCOMES},
            }
            for day, found in per_day.items()
        ],
    }


def matching(
    session: Session, actor: Actor, first: date, last: date, *, municipality: str | None = None
) -> dict[str, Any]:
    """Return entries, hits and what became of them, of the country or of one municipality.

    A municipality and its inspectors are given their own area and nothing else. Times from report
    to signal are in seconds: from when the theft was reported to the police until the hit was
    found, of all hits and of those that were found backwards, by the report. Raises Invalid for a
    period that can't be, and Forbidden for another's area.
    """
    require_period(first, last)
    area = _area(actor, municipality)
    within = (beginning(first), end_of(last))
    entries = _entries(session, within, area)
    hits = _hits(session, within, area)
    standing = [hit for hit in hits if hit[0] != "withdrawn"]
    return {
        "first": first,
        "last": last,
        "municipality": area,
        "entries": entries,
        "hits": len(standing),
        "hits_per_1000_entries": round(1000 * len(standing) / entries, 3) if entries else None,
        "hits_found_backwards": sum(found_by == "report" for _, found_by, _ in standing),
        "hits_confirmed": sum(status == "confirmed" for status, _, _ in standing),
        "hits_withdrawn": len(hits) - len(standing),
        "report_to_signal": _spread([seconds for _, _, seconds in standing]),
        "report_to_signal_backwards": _spread(
            [seconds for _, found_by, seconds in standing if found_by == "report"]
        ),
        "goods_returned": _returned(session, within, area),
    }


def compliance(
    session: Session, actor: Actor, first: date, last: date, *, municipality: str | None = None
) -> dict[str, Any]:
    """Return per article how many breaches came up in a period, and how many were mended.

    They are those that the rule checks keep (`registry.rules.rule_checks`): breached, breached
    in the eyes of the machine and for a person to judge, and mended since. Raises as `matching`.
    """
    require_period(first, last)
    area = _area(actor, municipality)
    statement = (
        select(RuleOutcome.article, RuleOutcome.status, RuleOutcome.to_be_judged, func.count())
        .where(RuleOutcome.judged_at >= beginning(first), RuleOutcome.judged_at < end_of(last))
        .group_by(RuleOutcome.article, RuleOutcome.status, RuleOutcome.to_be_judged)
    )
    if area is not None:
        there = select(Dealer.id).where(Dealer.municipality_code == area)
        statement = statement.where(RuleOutcome.dealer_id.in_(there))
    articles: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for article, status, to_be_judged, count in session.execute(statement):
        standing = "to_be_judged" if to_be_judged else "breached"
        articles[article]["mended" if status != "breached" else standing] += count
    return {
        "first": first,
        "last": last,
        "municipality": area,
        "articles": [
            {"article": article, **{name: found[name] for name in STANDINGS}}
            for article, found in sorted(articles.items())
        ],
    }


def require_period(first: date, last: date, longest: timedelta = LONGEST) -> None:
    """Raise Invalid for a period that ends before it begins, or is too long."""
    if last < first:
        raise Invalid.field("/last", "ends_before_it_begins")
    if last - first > longest:
        raise Invalid.field("/last", "period_too_long")


_Period = tuple[datetime, datetime]
_Hit = tuple[str, str, float]


def _area(actor: Actor, municipality: str | None) -> str | None:
    if actor.role not in {Role.MUNICIPALITY, Role.INSPECTOR}:
        return municipality
    if municipality not in {None, actor.subject}:
        raise Forbidden("not_your_area")
    return actor.subject


def _entries(session: Session, within: _Period, area: str | None) -> int:
    statement = select(func.count()).select_from(Purchase)
    if area is not None:
        statement = statement.join(Dealer, Dealer.id == Purchase.dealer_id).where(
            Dealer.municipality_code == area
        )
    first, last = within
    return session.scalars(
        statement.where(Purchase.registered_at >= first, Purchase.registered_at < last)
    ).one()


def _hits(session: Session, within: _Period, area: str | None) -> list[_Hit]:
    """Return of each hit its status, what found it, and the seconds from report to hit."""
    rows = session.execute(
        select(Hit.status, Hit.found_by, Hit.created_at, StolenGoodVersion.reported_at)
        .join(StolenGood, StolenGood.id == Hit.stolen_good_id)
        .join(StolenGoodVersion, NEWEST_GOOD)
        .where(*_found(within, area))
    )
    return [
        (status, found_by, (created_at - reported_at).total_seconds())
        for status, found_by, created_at, reported_at in rows
    ]


def _found(within: _Period, area: str | None) -> list[ColumnElement[bool]]:
    first, last = within
    conditions = [Hit.created_at >= first, Hit.created_at < last]
    return conditions if area is None else [*conditions, Hit.municipality_code == area]


def _returned(session: Session, within: _Period, area: str | None) -> int:
    """Count the goods of which the police noted that their owner has them back.

    Of an area those count that were hit in a register there.
    """
    first, last = within
    statement = (
        select(func.count())
        .select_from(StolenGoodVersion)
        .where(
            StolenGoodVersion.returned_to_owner.is_(True),
            StolenGoodVersion.recorded_at >= first,
            StolenGoodVersion.recorded_at < last,
        )
    )
    if area is not None:
        hit_there = select(Hit.stolen_good_id).where(Hit.municipality_code == area)
        statement = statement.where(StolenGoodVersion.stolen_good_id.in_(hit_there))
    return session.scalars(statement).one()


def _spread(seconds: Sequence[float]) -> dict[str, int | None]:
    """Return median and 90th percentile (nearest rank), rounded to seconds; None of nothing."""
    if not seconds:
        return {"median": None, "p90": None}
    ranked = sorted(seconds)
    return {
        "median": round(median(ranked)),
        "p90": round(ranked[ceil(0.9 * len(ranked)) - 1]),
    }
