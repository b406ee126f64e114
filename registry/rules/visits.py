"""DOC, who needs a visit: the dealers of an area in the order in which an inspector looks at them.

The order is one of plain counts, so that anybody can see why a dealer stands where it does. Only
what is shown is counted in full; the ranking needs the outcomes that stand, silence and visits.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.access.actors import Actor, Role
from registry.audit.names import EventName
from registry.journal import append
from registry.rules.compliance import (
    lines,
    on_dor_alone,
    standing_of,
    usual_period,
    with_silence,
)
from registry.rules.dealers import in_area, visible_dealers
from registry.rules.inspections import visible_inspections
from registry.tables import Dealer, Inspection

SORTS = ("need", "visited", "name")
SIGNALS = ("breached", "to_be_judged", "silent", "on_dor_not_on_dol", "never_visited")
PAGE = 25
_NEVER = datetime.min.replace(tzinfo=UTC)


class _Candidate(NamedTuple):
    """A dealer of the area, and what the ranking knows of it."""

    dealer: Dealer
    silent: bool
    counts: Mapping[str, int]
    visited_at: datetime | None
    open_visit: UUID | None

    @property
    def signals(self) -> frozenset[str]:
        """What asks for a visit."""
        here = {
            "breached": self.counts["breached"] > 0,
            "to_be_judged": self.counts["to_be_judged"] > 0,
            "silent": self.silent,
            "never_visited": self.visited_at is None,
        }
        return frozenset(name for name, stands in here.items() if stands)


def overview(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    sort: str = "need",
    signal: str | None = None,
    municipality: str | None = None,
    page: int = 1,
) -> dict[str, Any]:
    """Return a page of the dealers of an area, how each keeps its register, and its visits.

    The area is the actor's own; the police name a `municipality`, and see nothing without one. By
    `need` the dealers with most rules that stand breached come first, then those with signs to be
    judged, then the silent, then whoever was visited longest ago. Looking is recorded.
    """
    wanted = actor.subject if actor.role is not Role.POLICE else municipality
    ranked = _ranked(session, actor, now, sort, signal, wanted) if wanted else []
    shown = ranked[(page - 1) * PAGE : page * PAGE]
    append(
        session,
        actor,
        now,
        EventName.COMPLIANCE_CONSULT,
        details={"listed": [str(each.dealer.id) for each in shown]},
    )
    counted = lines(session, [(each.dealer, each.silent) for each in shown], now, usual_period(now))
    return {
        "municipality": wanted,
        "total": len(ranked),
        "pages": -(-len(ranked) // PAGE),
        "items": [
            {**line, "visited_at": each.visited_at, "open_visit": each.open_visit}
            for line, each in zip(counted, shown, strict=True)
        ],
    }


def compliance_of(session: Session, now: datetime, dealer_id: UUID) -> dict[str, Any]:
    """Return how one dealer did over the usual period; that it is looked at, the caller records."""
    statement = with_silence(select(Dealer).where(Dealer.id == dealer_id), now)
    dealer, silent = session.execute(statement).one()
    (line,) = lines(session, [(dealer, silent)], now, usual_period(now))
    return line


def _ranked(
    session: Session, actor: Actor, now: datetime, sort: str, signal: str | None, area: str
) -> list[_Candidate]:
    statement = visible_dealers(actor).where(in_area(area), Dealer.ended_at.is_(None))
    rows = session.execute(with_silence(statement, now)).all()
    ids = [dealer.id for dealer, _ in rows]
    standing = standing_of(session, ids)
    last, unfinished = _visits(session, actor, ids)
    nothing = {"breached": 0, "to_be_judged": 0}
    found = [
        _Candidate(
            dealer,
            bool(silent),
            standing.get(dealer.id, nothing),
            last.get(dealer.id),
            unfinished.get(dealer.id),
        )
        for dealer, silent in rows
    ]
    if signal == "on_dor_not_on_dol":
        found = [each for each in found if on_dor_alone(each.dealer, now)]
    elif signal is not None:
        found = [each for each in found if signal in each.signals]
    return sorted(found, key=_KEYS[sort])


def _by_need(each: _Candidate) -> Any:
    return (
        -each.counts["breached"],
        -each.counts["to_be_judged"],
        not each.silent,
        each.visited_at or _NEVER,
        each.dealer.id,
    )


_KEYS = {
    "need": _by_need,
    "visited": lambda each: (each.visited_at or _NEVER, each.dealer.id),
    "name": lambda each: (each.dealer.name.casefold(), each.dealer.id),
}


def _visits(
    session: Session, actor: Actor, dealers: Sequence[UUID]
) -> tuple[dict[UUID, datetime], dict[UUID, UUID]]:
    """Return when each dealer was last concluded to have been visited, and its open visit."""
    mine = visible_inspections(actor).where(Inspection.dealer_id.in_(dealers))
    last = mine.with_only_columns(Inspection.dealer_id, func.max(Inspection.planned_at))
    concluded = last.where(Inspection.status == "concluded").group_by(Inspection.dealer_id)
    unfinished = mine.with_only_columns(Inspection.dealer_id, Inspection.id).where(
        Inspection.status != "concluded"
    )
    # The newest comes last and stays, since ids are in the order of time.
    newest = session.execute(unfinished.order_by(Inspection.id)).all()
    return dict(session.execute(concluded).all()), dict(newest)
