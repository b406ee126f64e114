"""The steps in the life of a hit: found, renewed, reopened, closed; each with its event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching import Decision
from registry.access.actors import SYSTEM
from registry.audit.names import EventName
from registry.db import insert
from registry.ids import new_id
from registry.journal import ONLY_IF_NEW, append
from registry.tables import Dealer, Hit, HitVersion, Purchase

GOOD_WITHDRAWN, GOOD_MERGED = "good_withdrawn", "good_merged"
NO_LONGER_MATCHES = "no_longer_matches"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one version of a good and one version of a purchase are to each other."""

    good_version: int
    purchase_version: int
    good_listed: bool
    good_merged: bool = False
    decision: Decision

    @property
    def matches(self) -> bool:
        """Whether the pair is to be a hit."""
        return self.good_listed and self.decision.verdict != "none"

    def repeats(self, earlier: HitVersion) -> bool:
        """Whether the same versions of both were compared then."""
        return (earlier.stolen_good_version, earlier.purchase_version) == (
            self.good_version,
            self.purchase_version,
        )

    @property
    def reason(self) -> str | None:
        """The code of why the pair is to be no hit, if it is not."""
        if not self.good_listed:
            return GOOD_MERGED if self.good_merged else GOOD_WITHDRAWN
        return None if self.matches else NO_LONGER_MATCHES


def find(
    session: Session, now: datetime, good_id: UUID, purchase_id: UUID, finding: Finding
) -> Hit:
    """Make the hit of a pair, or return the one that somebody else has just made."""
    purchase = session.get_one(Purchase, purchase_id)
    dealer = session.get_one(Dealer, purchase.dealer_id)
    hit_id = session.scalars(
        insert(session, Hit)
        .values(
            id=new_id(),
            stolen_good_id=good_id,
            purchase_id=purchase_id,
            dealer_id=dealer.id,
            municipality_code=dealer.municipality_code,
            # UUIDv7 tells which of the two came later, whoever compares them.
            found_by="report" if good_id > purchase_id else "purchase",
            created_at=now,
            version=1,
            revision=1,
            status="new",
            verdict=finding.decision.verdict,
            p_item=finding.decision.p_item,
        )
        .on_conflict_do_nothing(index_elements=[Hit.stolen_good_id, Hit.purchase_id])
        .returning(Hit.id),
        execution_options={ONLY_IF_NEW: True},
    ).one_or_none()
    if hit_id is None:
        return session.scalars(
            select(Hit).where(Hit.stolen_good_id == good_id, Hit.purchase_id == purchase_id)
        ).one()
    hit = session.get_one(Hit, hit_id)
    _write(session, now, hit, EventName.HIT_FIND, finding)
    return hit


def renew(session: Session, now: datetime, hit: Hit, finding: Finding) -> None:
    """Take over a newer comparison of the pair, and close or reopen the hit if it says so."""
    last = session.get_one(HitVersion, (hit.id, hit.version))
    if finding.repeats(last) and last.evaluation["profile"] == finding.decision.profile:
        return
    before, after = hit.status, _status_after(_judgement(session, hit), finding)
    if before == after == "withdrawn":
        return
    hit.version += 1
    hit.status = after
    if finding.matches:
        # A closed hit keeps the place on the desk that its last match gave it.
        hit.verdict, hit.p_item = finding.decision.verdict, finding.decision.p_item
    _write(session, now, hit, _step(before, after), finding)


def evaluation_of(decision: Decision) -> dict[str, Any]:
    """Return the decision as it is kept with the hit and shown to the police."""
    return {
        "p_item": decision.p_item,
        "verdict": decision.verdict,
        "prior_bits": decision.prior_bits,
        "chance_twins": decision.chance_twins,
        "profile": decision.profile,
        "evidence": [
            {"feature": e.feature, "bits": e.bits, "text": dict(e.text)} for e in decision.evidence
        ],
    }


def bits_of(evaluation: Mapping[str, Any]) -> float:
    """Return the log-odds of the pair in base 2."""
    return float(evaluation["prior_bits"] + sum(e["bits"] for e in evaluation["evidence"]))


def _judgement(session: Session, hit: Hit) -> HitVersion | None:
    """Return the version in which an officer judged the hit last."""
    return session.scalars(
        select(HitVersion)
        .where(HitVersion.hit_id == hit.id, HitVersion.judged_by.is_not(None))
        .order_by(HitVersion.version.desc())
        .limit(1)
    ).one_or_none()


def _status_after(judged: HitVersion | None, finding: Finding) -> str:
    """Return the status that follows from what was judged last and what is found now.

    A confirmed hit stays confirmed whatever the dealer's register says afterwards: only the
    police end it, by withdrawing the good. A rejection holds for the versions that were judged,
    whatever a later profile makes of them; newer ones with more evidence ask for a new judgement.
    """
    standing = judged.status if judged else "new"
    if not finding.good_listed:
        return "withdrawn"
    if standing == "confirmed":
        return "confirmed"
    if not finding.matches:
        return "withdrawn"
    if (
        judged
        and standing == "rejected"
        and not finding.repeats(judged)
        and bits_of(evaluation_of(finding.decision)) > bits_of(judged.evaluation)
    ):
        return "new"
    return standing


def _step(before: str, after: str) -> EventName:
    if after == "withdrawn":
        return EventName.HIT_CLOSE
    reopened = before == "withdrawn" or (before, after) == ("rejected", "new")
    return EventName.HIT_REOPEN if reopened else EventName.HIT_RENEW


def _write(session: Session, now: datetime, hit: Hit, name: EventName, finding: Finding) -> None:
    session.add(
        HitVersion(
            hit_id=hit.id,
            version=hit.version,
            recorded_at=now,
            status=hit.status,
            stolen_good_version=finding.good_version,
            purchase_version=finding.purchase_version,
            evaluation=evaluation_of(finding.decision),
            note=finding.reason,
        )
    )
    append(
        session,
        SYSTEM,
        now,
        name,
        object_id=hit.id,
        object_version=hit.version,
        details={
            "stolen_good": str(hit.stolen_good_id),
            "purchase": str(hit.purchase_id),
            "status": hit.status,
            "verdict": finding.decision.verdict,
            "reason": finding.reason,
        },
        rows=[hit],
    )
