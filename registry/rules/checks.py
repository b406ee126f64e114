"""Stop Heling, the theft check that anybody can do before buying second-hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from matching import Identifier, Item, Number, nearest_numbers, recognise
from registry.access.actors import Actor, Role
from registry.access.hashing import keyed_hash
from registry.access.keys import Keys
from registry.audit.names import EventName
from registry.ids import new_id
from registry.journal import append, close
from registry.rules.held import PURCHASE
from registry.rules.match_desk import MatchDesk
from registry.rules.receipts import leaf_hashes, make_receipt
from registry.tables import Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a number was found to be, with nothing of the goods themselves.

    `reason` is the code of why it is not checkable, if it is not.
    """

    number: Number
    outcome: str
    reason: str | None = None


def find(session: Session, desk: MatchDesk, question: Mapping[str, Any]) -> Finding:
    """Look a number up among the stolen goods.

    `listed` means that a stolen number equals this one after clean-up; `similar_listed` that one
    is a slip of the hand away, or that the evidence speaks for one, as it may for a part of a
    number; `not_checkable` that this is no number, or a part that too many numbers have.
    """
    number = recognise(question["identifier"])
    if not number.usable:
        return Finding(number=number, outcome="not_checkable", reason=number.reason)
    item = Item(
        category=question.get("category") or "other",
        brand=question.get("brand"),
        identifiers=(Identifier(None, question["identifier"]),),
    )
    in_range = [nearest_numbers(held.item, item) for held in desk.near(session, item)]
    if any(near and near.slips == 0 for near in in_range):
        return Finding(number=number, outcome="listed")
    # Two slips away lies half of all honest numbers; only what is nearer, or what the evidence
    # as a whole speaks for, is worth a warning.
    (like,) = desk.like_each(session, PURCHASE, [item])
    if like or any(near and (near.slips == 1 or near.looks_alike) for near in in_range):
        return Finding(number=number, outcome="similar_listed")
    if desk.is_usual_part(session, number.canonical):
        return Finding(number=number, outcome="not_checkable", reason="too_usual")
    return Finding(number=number, outcome="not_listed")


def answer(session: Session, actor: Actor, now: datetime, *, finding: Finding, keys: Keys) -> Check:
    """Answer a theft check with what was found; the number is kept only as a keyed hash.

    A dealer that is signed in has it kept as its own, with the number: its proof that it checked.
    """
    number, outcome = finding.number, finding.outcome
    own = actor.role is Role.DEALER
    check = Check(
        id=new_id(),
        checked_at=now,
        outcome=outcome,
        number_hash=keyed_hash(keys.fingerprint, "number", number.canonical),
        dealer_id=actor.dealer_id if own else None,
        number=number.canonical if own else None,
        answer={"outcome": outcome, "kind": number.kind, "reason": finding.reason},
    )
    check.event_id = append(
        session,
        actor,
        now,
        EventName.CHECK_ANSWER,
        object_id=check.id,
        details={"outcome": outcome, "number_hash": check.number_hash},
    )
    session.add(check)
    close(session)  # The receipt is for the leaf.
    return check


def present(
    session: Session, keys: Keys, check: Check, question: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the answer with its receipt; the asker's own number comes from the question."""
    number = recognise(question["identifier"]).canonical
    return {
        **check.answer,
        "checked_at": check.checked_at,
        "receipt": receipt_of(session, keys, check, number),
    }


def receipt_of(session: Session, keys: Keys, check: Check, number: str) -> dict[str, Any]:
    """Return the receipt of a check of this number; that of a dealer's own check names it."""
    (leaf_hash,) = leaf_hashes(session, [check.event_id]).values()
    statement = {
        "number": number,
        "outcome": check.outcome,
        "checked_at": check.checked_at.isoformat(),
    }
    if check.dealer_id is not None:
        statement["dealer"] = str(check.dealer_id)
    return make_receipt(keys, "theft-check", leaf_hash, statement)
