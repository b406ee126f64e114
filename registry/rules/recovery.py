"""What comes back: hits and what the police judged, and goods returned to their owners, by month.

Hits are counted in the month in which they were found; goods in the month in which the police
noted that the owner has them back. A hit that was closed counts by what the police had judged of
it, and not at all if that was nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import ceil
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from registry.rules.adoption import ZONE, beginning, end_of
from registry.rules.newest import NEWEST_PURCHASE
from registry.rules.small_counts import LEAST, shown
from registry.tables import Hit, HitVersion, Purchase, PurchaseVersion, StolenGoodVersion

EURO = "EUR"
JUDGED = ("confirmed", "rejected")
COUNTS = ("hits", "confirmed", "rejected", "open", "returned")
# Amounts for all are rounded, so that no price follows from two of them.
ROUNDED_TO = 100
HOUR = 3600


@dataclass(slots=True)
class _Month:
    hits: int = 0
    confirmed: int = 0
    rejected: int = 0
    returned: int = 0
    prices: list[Decimal] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)


def months_until(now: datetime, count: int) -> list[date]:
    """Return the first days of the last months, the present one last."""
    today = now.astimezone(ZONE).date()
    at = today.year * 12 + today.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(at - count + 1, at + 1)]


def by_month(
    session: Session, months: list[date], *, municipality: str | None = None
) -> list[dict[str, Any]]:
    """Return for each month what was found, judged and given back; exact, so not for all.

    `value` is what dealers paid for the goods of confirmed hits, in euros, as far as the price is
    in euros. `hours_half` and `hours_most` are the median and the 90th percentile of the hours
    from a hit until the police first judged it.
    """
    last = months[-1]
    within = (beginning(months[0]), end_of(_month_after(last) - timedelta(days=1)))
    found = {month: _Month() for month in months}
    verdicts = _verdicts(session, within)
    paid: dict[UUID, dict[str, Any] | None] = {}
    for hit in _hits(session, within, municipality):
        month = found[_month_of(hit.created_at)]
        judged_at, verdict = verdicts.get(hit.id, (None, None))
        if hit.status == "withdrawn" and verdict is None:
            continue
        month.hits += 1
        if judged_at is not None:
            month.waits.append((judged_at - hit.created_at).total_seconds())
        # A hit is closed when its good is back, so what was judged of it before is what counts.
        status = verdict if hit.status == "withdrawn" else hit.status
        if status == "confirmed":
            month.confirmed += 1
            if hit.purchase_id not in paid:
                paid[hit.purchase_id] = hit.price
                month.prices.extend(_euros(hit.price))
        elif status == "rejected":
            month.rejected += 1
    for recorded_at in _returned(session, within, municipality):
        found[_month_of(recorded_at)].returned += 1
    return [_line(month, of) for month, of in found.items()]


def for_all(lines: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the same months for all: small counts are not told, nor amounts or times of a few."""
    return [
        {
            "month": line["month"],
            **{name: shown(line[name]) for name in COUNTS},
            "value": _rounded(line["value"]) if line["priced"] >= LEAST else None,
            **{
                name: line[name] if line["judged"] >= LEAST else None
                for name in ("hours_half", "hours_most")
            },
        }
        for line in lines
    ]


_Period = tuple[datetime, datetime]


def _line(month: date, of: _Month) -> dict[str, Any]:
    waits = sorted(of.waits)
    return {
        "month": month,
        "hits": of.hits,
        "confirmed": of.confirmed,
        "rejected": of.rejected,
        "open": of.hits - of.confirmed - of.rejected,
        "returned": of.returned,
        "value": sum(of.prices, Decimal(0)),
        "priced": len(of.prices),
        "judged": len(waits),
        "hours_half": round(median(waits) / HOUR, 1) if waits else None,
        "hours_most": round(waits[ceil(0.9 * len(waits)) - 1] / HOUR, 1) if waits else None,
    }


def _hits(session: Session, within: _Period, municipality: str | None) -> Sequence[Row[Any]]:
    """Return the hits that were found in a period, each with what the dealer paid."""
    statement = (
        select(Hit.id, Hit.created_at, Hit.status, Hit.purchase_id, PurchaseVersion.price)
        .join(Purchase, Purchase.id == Hit.purchase_id)
        .join(PurchaseVersion, NEWEST_PURCHASE)
        .where(Hit.created_at >= within[0], Hit.created_at < within[1])
        .order_by(Hit.created_at)
    )
    if municipality is not None:
        statement = statement.where(Hit.municipality_code == municipality)
    return session.execute(statement).all()


def _verdicts(session: Session, within: _Period) -> dict[UUID, tuple[datetime, str]]:
    """Return of each judged hit of a period when it was first judged, and what last."""
    rows = session.execute(
        select(HitVersion.hit_id, HitVersion.recorded_at, HitVersion.status)
        .join(Hit, Hit.id == HitVersion.hit_id)
        .where(
            Hit.created_at >= within[0],
            Hit.created_at < within[1],
            HitVersion.judged_by.is_not(None),
            HitVersion.status.in_(JUDGED),
        )
        .order_by(HitVersion.hit_id, HitVersion.version)
    )
    found: dict[UUID, tuple[datetime, str]] = {}
    for hit_id, recorded_at, status in rows:
        first, _ = found.get(hit_id, (recorded_at, status))
        found[hit_id] = first, status
    return found


def _euros(price: Mapping[str, Any] | None) -> list[Decimal]:
    if price is None or price.get("currency") != EURO:
        return []
    return [Decimal(price["amount"])]


def _returned(session: Session, within: _Period, municipality: str | None) -> list[datetime]:
    statement = select(StolenGoodVersion.recorded_at).where(
        StolenGoodVersion.returned_to_owner.is_(True),
        StolenGoodVersion.recorded_at >= within[0],
        StolenGoodVersion.recorded_at < within[1],
    )
    if municipality is not None:
        hit_there = select(Hit.stolen_good_id).where(Hit.municipality_code == municipality)
        statement = statement.where(StolenGoodVersion.stolen_good_id.in_(hit_there))
    return list(session.scalars(statement))


def _rounded(value: Decimal) -> int:
    return int((value / ROUNDED_TO).to_integral_value()) * ROUNDED_TO


def _month_of(moment: datetime) -> date:
    return moment.astimezone(ZONE).date().replace(day=1)


def _month_after(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
