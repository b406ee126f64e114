"""DOL and DOR, adoption: how many dealers in how many municipalities, as parliament is told.

A dealer is on a system at a day when it was on it at the end of that day. Who notified over the
API is on both from the approval, so no figure of the past changes by a later decision. The
municipality is that of the dealer itself and not those of its premises.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from registry.tables import Dealer, Notification

NETHERLANDS = "NL"
ZONE = ZoneInfo("Europe/Amsterdam")


def adoption(session: Session, day: date) -> dict[str, dict[str, int]]:
    """Return the figures of a day by the Dutch calendar.

    `dor` has the Dutch dealers, the municipalities they are in and the foreign dealers, `dol` the
    Dutch dealers and their municipalities.
    """
    moved = _before_moves(session, day)
    dol = _places(session, Dealer.dol_from, day, moved)
    dor = _places(session, Dealer.dor_from, day, moved)
    dutch_on_dol, dutch_on_dor = _dutch(dol), _dutch(dor)
    return {
        "dor": {
            "dealers_nl": len(dutch_on_dor),
            "municipalities": _distinct(dutch_on_dor),
            "dealers_foreign": len(dor) - len(dutch_on_dor),
        },
        "dol": {"dealers": len(dutch_on_dol), "municipalities": _distinct(dutch_on_dol)},
    }


def growth(session: Session, days: Iterable[date]) -> list[dict[str, Any]]:
    """Return how many Dutch dealers were on DOR and on DOL at the end of each day."""
    rows = session.execute(
        select(Dealer.dor_from, Dealer.dol_from, Dealer.ended_at).where(
            Dealer.country == NETHERLANDS
        )
    ).all()
    lines = []
    for day in days:
        over = end_of(day)
        there = [(dor, dol) for dor, dol, ended in rows if ended is None or ended >= over]
        lines.append(
            {
                "day": day,
                "dor": sum(dor is not None and dor < over for dor, _ in there),
                "dol": sum(dol is not None and dol < over for _, dol in there),
            }
        )
    return lines


def by_municipality(session: Session, day: date) -> dict[str, dict[str, int]]:
    """Return for DOR and for DOL how many Dutch dealers each municipality had at a day.

    Only municipalities with a dealer on either are there, and they are there for both.
    """
    moved = _before_moves(session, day)
    counts = {
        system: Counter(
            code for _, code in _dutch(_places(session, since, day, moved)) if code is not None
        )
        for system, since in (("dor", Dealer.dor_from), ("dol", Dealer.dol_from))
    }
    codes = sorted(set().union(*counts.values()))
    return {system: {code: found[code] for code in codes} for system, found in counts.items()}


def beginning(day: date) -> datetime:
    """Return the moment (UTC) at which a day begins in the Netherlands."""
    return datetime.combine(day, time.min, tzinfo=ZONE).astimezone(UTC)


def end_of(day: date) -> datetime:
    """Return the moment (UTC) at which a day is over in the Netherlands, exclusive."""
    return beginning(day + timedelta(days=1))


_Place = tuple[str, str | None]


def _places(
    session: Session,
    since: InstrumentedAttribute[datetime | None],
    day: date,
    moved: dict[UUID, str | None],
) -> list[_Place]:
    """Return country and municipality, as they were, of each dealer that was there on a day."""
    rows = session.execute(
        select(Dealer.id, Dealer.country, Dealer.municipality_code).where(
            since < end_of(day), or_(Dealer.ended_at.is_(None), Dealer.ended_at >= end_of(day))
        )
    )
    return [(country, moved.get(id_, code)) for id_, country, code in rows]


def _before_moves(session: Session, day: date) -> dict[UUID, Any]:
    """Return where dealers were that have moved to another municipality since."""
    rows = session.execute(
        select(Notification.dealer_id, Notification.previous_municipality_code)
        .where(Notification.about == "move", Notification.happened_at >= end_of(day))
        .order_by(Notification.happened_at.desc(), Notification.id.desc())
    )
    # The first move after the day stands last, and tells where the dealer was.
    return dict(rows.all())


def _dutch(places: Iterable[_Place]) -> list[_Place]:
    return [place for place in places if place[0] == NETHERLANDS]


def _distinct(places: Iterable[_Place]) -> int:
    return len({code for _country, code in places if code is not None})
