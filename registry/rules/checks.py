"""Stop Heling, the theft check that anybody can do before buying second-hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from matching import SHORTEST_PART, Identifier, Item, Number, nearest_numbers, recognise
from registry.access.actors import Actor, Role
from registry.access.hashing import keyed_hash
from registry.access.keys import Keys
from registry.audit.names import EventName
from registry.ids import new_id
from registry.journal import append, close
from registry.rules.held import Held
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
    number, or that one has this part where the asker says that it is one; `not_checkable` that
    this is no number, or a part that too many numbers have or that is too short.

    The same work is done whatever is found.
    """
    number = number_in(question)
    if not number.usable:
        return Finding(number=number, outcome="not_checkable", reason=number.reason)
    if question.get("is_part") and len(number.canonical) < SHORTEST_PART:
        return Finding(number=number, outcome="not_checkable", reason="part_too_short")
    item = Item(
        category=question.get("category") or "other",
        brand=question.get("brand"),
        identifiers=(Identifier(question.get("type"), question["identifier"]),),
    )
    weighed = desk.weighed(session, item)
    usual = desk.is_usual_part(session, number.canonical)
    near = [found for held, _ in weighed if (found := nearest_numbers(held.item, item))]
    if any(one.slips == 0 for one in near):
        return Finding(number=number, outcome="listed")
    # Two slips away lies half of all honest numbers; only what is nearer, or what the evidence
    # as a whole speaks for, is worth a warning.
    like = any(decision for _, decision in weighed)
    slip = any(one.slips == 1 or one.looks_alike for one in near)
    part = question.get("is_part") and any(_has(held, number.canonical) for held, _ in weighed)
    if like or slip or part:
        return Finding(number=number, outcome="similar_listed")
    if usual:
        return Finding(number=number, outcome="not_checkable", reason="too_usual")
    return Finding(number=number, outcome="not_listed")


def number_in(question: Mapping[str, Any]) -> Number:
    """Return the number that is asked about, as it was understood."""
    return recognise(question["identifier"], question.get("type"))


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
    number = number_in(question).canonical
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


def _has(held: Held, part: str) -> bool:
    return any(part in number.canonical for number in held.item.numbers)
