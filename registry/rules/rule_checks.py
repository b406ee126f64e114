"""Rule checks of articles 437, 437bis and 437ter Sr: at entry, nightly and on demand (DOC).

The rules themselves are pure functions of facts (`registry.law`). Here the facts are gathered, and
what comes of them is written down: at entry an event for each entry; for a run one event with a
commitment to every finding, and one for each outcome that changed.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from registry.access.actors import Actor, Role
from registry.audit.canonical import canonical
from registry.audit.names import EventName
from registry.ids import new_id
from registry.journal import append
from registry.law.facts import Facts
from registry.law.outcome import Status
from registry.law.rulebook import Finding, judged
from registry.rules.law_facts import dealer_facts, entry_facts
from registry.rules.newest import NEWEST_PURCHASE
from registry.tables import Dealer, Purchase, PurchaseVersion, RuleOutcome

PURCHASE, DEALER, NOTIFICATION = "purchase", "dealer", "notification"
CHECKER = Actor(Role.SYSTEM, "law", origin="follower")


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules say of one object."""

    kind: str
    object_id: UUID
    dealer_id: UUID
    findings: Sequence[Finding]

    @property
    def breached(self) -> list[Finding]:
        """The findings of breaches, those that a person has to judge included."""
        return [f for f in self.findings if f.outcome.status is Status.BREACHED]


@dataclass(slots=True)
class Tally:
    """What a run of checks came to, and the commitment to every finding in it."""

    objects: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    changed: int = 0
    _hash: Any = field(default_factory=hashlib.sha256)

    def add(self, judged: Judged) -> None:
        """Count the findings of one object, and commit to them."""
        self.objects += 1
        self.outcomes.update(finding.outcome.status.value for finding in judged.findings)
        told = [_told(finding) for finding in judged.findings]
        self._hash.update(canonical([str(judged.object_id), told]) + b"\n")

    @property
    def commitment(self) -> str:
        """The SHA-256 of all findings in their order, in hexadecimal."""
        digest: str = self._hash.hexdigest()
        return digest


def at_entry(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    purchase: Purchase,
    version: PurchaseVersion,
    dealer: Dealer,
) -> Judged:
    """Check an entry that is being made or corrected, and record what the rules say of it."""
    judged_ = _judge_entry(session, purchase, version, dealer, now)
    record(session, actor, now, judged_, version=version.version)
    return judged_


def record(session: Session, actor: Actor, now: datetime, judged_: Judged, **details: Any) -> None:
    """Record a check that was made because the actor did something, and keep its outcomes."""
    append(
        session,
        Actor(Role.SYSTEM, "law", actor.trace_id, actor.origin),
        now,
        EventName.RULES_CHECK,
        object_id=judged_.object_id,
        details={
            **details,
            "profile": judged_.findings[0].profile if judged_.findings else None,
            "checks": [_told(finding) for finding in judged_.findings],
        },
    )
    settle(session, now, judged_)


def settle(session: Session, now: datetime, judged_: Judged) -> int:
    """Make the outcomes that are kept agree with what the rules say; return how many changed.

    A breach is kept from the first time on. When it is mended its outcome says so.
    """
    kept = {
        row.rule: row
        for row in session.scalars(
            select(RuleOutcome)
            .where(RuleOutcome.object_id == judged_.object_id)
            .order_by(RuleOutcome.rule)
            .with_for_update(key_share=True)
        )
    }
    changed = 0
    for finding in judged_.findings:
        row = kept.get(finding.rule)
        if row is None and finding.outcome.status is not Status.BREACHED:
            continue
        before = (row.status, row.reason) if row else (None, None)
        if before == (finding.outcome.status.value, finding.outcome.reason):
            continue
        row = _keep(session, now, judged_, finding, row)
        changed += 1
        append(
            session,
            CHECKER,
            now,
            EventName.OUTCOME_CHANGE,
            object_id=row.id,
            details={
                "kind": judged_.kind,
                "object": str(judged_.object_id),
                "rule": finding.rule,
                "article": finding.article,
                "before": before[0],
                "after": row.status,
                "reason": row.reason,
            },
        )
    return changed


def entries_judged(
    session: Session, now: datetime, *, dealer_id: UUID | None = None, batch: int = 1_000
) -> Iterator[Judged]:
    """Judge the newest version of every entry, in the order of their ids."""
    last: UUID | None = None
    while True:
        statement = _entries(dealer_id).order_by(Purchase.id).limit(batch)
        rows = session.execute(
            statement if last is None else statement.where(Purchase.id > last)
        ).all()
        for purchase, version, dealer in rows:
            yield _judge_entry(session, purchase, version, dealer, now)
        if len(rows) < batch:
            return
        last = rows[-1][0].id
        session.expunge_all()


def dealers_judged(
    session: Session, now: datetime, *, dealer_id: UUID | None = None
) -> Iterator[Judged]:
    """Judge every approved dealer."""
    statement = select(Dealer).where(Dealer.status == "approved").order_by(Dealer.id)
    if dealer_id is not None:
        statement = statement.where(Dealer.id == dealer_id)
    for dealer in session.scalars(statement):
        yield _judge(DEALER, dealer.id, dealer.id, dealer_facts(dealer, now))


def entry_judged(session: Session, now: datetime, purchase_id: UUID) -> Judged:
    """Lock an entry and judge it as it is now."""
    locked = _entries(None).where(Purchase.id == purchase_id)
    purchase, version, dealer = session.execute(
        locked.with_for_update(of=Purchase, key_share=True)
    ).one()
    return _judge_entry(session, purchase, version, dealer, now)


def kept_objects(session: Session) -> set[UUID]:
    """Return the objects that have outcomes."""
    return set(session.scalars(select(RuleOutcome.object_id).distinct()))


def record_run(
    session: Session, actor: Actor, now: datetime, tally: Tally, *, dealer_id: UUID | None
) -> None:
    """Record a run of checks: how much was looked at, and the commitment to what was found."""
    append(
        session,
        actor,
        now,
        EventName.RULES_RUN,
        object_id=dealer_id,
        details={
            "objects": tally.objects,
            "outcomes": dict(sorted(tally.outcomes.items())),
            "changed": tally.changed,
            "findings_sha256": tally.commitment,
        },
    )


def _entries(dealer_id: UUID | None) -> Select[Purchase, PurchaseVersion, Dealer]:
    statement = (
        select(Purchase, PurchaseVersion, Dealer)
        .join(PurchaseVersion, NEWEST_PURCHASE)
        .join(Dealer, Dealer.id == Purchase.dealer_id)
    )
    return statement if dealer_id is None else statement.where(Purchase.dealer_id == dealer_id)


def _judge_entry(
    session: Session, purchase: Purchase, version: PurchaseVersion, dealer: Dealer, now: datetime
) -> Judged:
    facts = entry_facts(session, purchase, version, dealer, now)
    return _judge(PURCHASE, purchase.id, dealer.id, facts)


def _judge(kind: str, object_id: UUID, dealer_id: UUID, facts: Facts) -> Judged:
    return Judged(kind, object_id, dealer_id, judged(facts))


def _keep(
    session: Session, now: datetime, judged_: Judged, finding: Finding, row: RuleOutcome | None
) -> RuleOutcome:
    if row is None:
        row = RuleOutcome(
            id=new_id(),
            kind=judged_.kind,
            object_id=judged_.object_id,
            dealer_id=judged_.dealer_id,
            rule=finding.rule,
            article=finding.article,
        )
        session.add(row)
    row.profile = finding.profile
    row.status, row.reason = finding.outcome.status.value, finding.outcome.reason
    row.to_be_judged = finding.outcome.to_be_judged
    row.facts = plain(finding.outcome.facts)
    row.judged_at = now
    return row


def plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts as plain JSON, moments as text in UTC."""
    return {name: _plain(value) for name, value in facts.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_plain(each) for each in value]
    return value


def _told(finding: Finding) -> list[Any]:
    """Return which rule, which article, what came of it and why; for a breach the facts too."""
    outcome = finding.outcome
    said: list[Any] = [finding.rule, finding.article, outcome.status.value, outcome.reason]
    return [*said, plain(outcome.facts)] if outcome.status is Status.BREACHED else said
