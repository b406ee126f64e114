"""Stop Heling, disputes: a citizen holds a listing to be wrong, and the police answer in a term."""

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from matching import Identifier, Item, nearest_numbers
from registry.access.actors import Actor
from registry.access.hashing import secret_hash
from registry.access.keys import Keys
from registry.audit.names import EventName
from registry.db import take_turns
from registry.errors import Conflict, Invalid, NotFound
from registry.ids import new_id
from registry.journal import append
from registry.law.answer_terms import DISPUTE, answer_term
from registry.law.in_force import local_day
from registry.rules import contacts, outbox, stolen_goods
from registry.rules.match_desk import MatchDesk
from registry.rules.pages import decode_cursor, page_of
from registry.tables import Dispute, SealedIdentity

Decision = Literal["withdrawn", "kept"]
# Crockford's base 32, without letters that are read as digits; five bits each.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH, GROUP = 20, 4
_READ_AS = str.maketrans("OIL", "011")


def file(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    keys: Keys,
    dispute: Mapping[str, Any],
    receipt: Mapping[str, Any],
) -> tuple[Dispute, str]:
    """File a dispute of what a theft check answered, and return it with its author's code.

    `receipt` is that of the check, verified. The code lies nowhere: only its hash is kept.
    Raises Conflict with code `not_listed_to_you` if the check did not answer `listed`, and
    `already_disputed` if it carries a dispute.
    """
    statement = receipt["statement"]
    if statement["outcome"] != "listed":
        raise Conflict("not_listed_to_you")
    take_turns(session, f"dispute of {statement['event']}")
    if session.scalar(select(Dispute.id).where(Dispute.checked == statement["event"])):
        raise Conflict("already_disputed")
    contact = contacts.kept(session, now, keys, dispute.get("contact"))
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    row = Dispute(
        id=new_id(),
        code_hash=secret_hash(code),
        filed_at=now,
        due_at=now + answer_term(DISPUTE, local_day(None, now)),
        number=statement["number"],
        checked=statement["event"],
        reason=dispute["reason"],
        explanation=dispute["explanation"],
        contact_id=contact.id if contact else None,
    )
    session.add(row)
    append(
        session,
        actor,
        now,
        EventName.DISPUTE_FILE,
        object_id=row.id,
        object_version=1,
        rows=[contact] if contact else [],
        recipient="police",
    )
    outbox.put(session, now, recipient="police", kind="dispute_filed", facts={})
    return row, "-".join(code[at : at + GROUP] for at in range(0, CODE_LENGTH, GROUP))


def answer_to(session: Session, actor: Actor, now: datetime, *, code: str) -> Dispute:
    """Return the dispute that a code belongs to, for its author; the view is recorded.

    The code may be typed with spaces, in small letters and with look-alikes. Raises Invalid with
    code `code_not_known`.
    """
    plain = "".join(filter(str.isalnum, code.upper())).translate(_READ_AS)
    row = session.scalar(select(Dispute).where(Dispute.code_hash == secret_hash(plain)))
    if row is None:
        raise Invalid.field("/code", "code_not_known")
    append(session, actor, now, EventName.DISPUTE_ANSWER, object_id=row.id, recipient="its author")
    return row


def index(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    answered: bool,
    limit: int,
    cursor: str | None = None,
) -> tuple[list[Dispute], str | None]:
    """Return a page of disputes: the open ones, soonest due first, or the answered ones.

    So what is overdue comes first. The answered ones come with the last due first. The view is
    recorded.
    """
    key = tuple_(Dispute.due_at, Dispute.id)
    statement = select(Dispute).where(
        Dispute.decision.is_not(None) if answered else Dispute.decision.is_(None)
    )
    if cursor is not None:
        last = tuple_(*decode_cursor(cursor, datetime.fromisoformat, UUID))
        statement = statement.where(key < last if answered else key > last)
    columns = (Dispute.due_at, Dispute.id)
    order = [column.desc() if answered else column.asc() for column in columns]
    rows = session.scalars(statement.order_by(*order).limit(limit + 1)).all()
    page, following = page_of(rows, limit, lambda row: [row.due_at.isoformat(), row.id])
    append(
        session,
        actor,
        now,
        EventName.DISPUTE_CONSULT,
        details={"listed": [str(row.id) for row in page]},
    )
    return list(page), following


def show(session: Session, actor: Actor, now: datetime, *, dispute_id: UUID) -> Dispute:
    """Return one dispute, its contact still sealed; the view is recorded. Raises NotFound."""
    row = _found(session, dispute_id)
    append(session, actor, now, EventName.DISPUTE_CONSULT, object_id=row.id)
    return row


def decide(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    dispute_id: UUID,
    decision: Decision,
    answer: str,
    listed: Collection[UUID],
    stolen_good_id: UUID | None = None,
) -> Dispute:
    """Answer a dispute: the listing is withdrawn, here and now, or kept.

    `listed` are the goods under its number (`listings`). Where none is left, somebody withdrew
    it before. Its author is told by mail that there is an answer, if there is an address. Raises
    Conflict with code `dispute_answered`, Invalid where none of `listed` is named to withdraw, and
    what `stolen_goods.withdraw` does.
    """
    row = _found(session, dispute_id, lock=True)
    if row.decision is not None:
        raise Conflict("dispute_answered")
    if decision == "withdrawn" and listed:
        if stolen_good_id is None:
            raise Invalid.field("/stolen_good_id", "required")
        if stolen_good_id not in listed:
            raise Invalid.field("/stolen_good_id", "not_one_of_these")
        stolen_goods.withdraw(session, actor, now, good_id=stolen_good_id, reason=answer)
        row.stolen_good_id = stolen_good_id
    row.decision, row.answer, row.answered_at = decision, answer, now
    row.answered_by = actor.subject
    append(
        session,
        actor,
        now,
        EventName.DISPUTE_DECIDE,
        object_id=row.id,
        object_version=2,
        details={"decision": decision},
        recipient="its author",
    )
    if row.contact_id is not None:
        outbox.put(
            session,
            now,
            recipient=f"dispute:{row.id}",
            kind="dispute_withdrawn" if decision == "withdrawn" else "dispute_kept",
            facts={},
        )
    return row


def disclose_contact(
    session: Session, actor: Actor, now: datetime, *, dispute_id: UUID, purpose: str
) -> SealedIdentity:
    """Give leave to open who filed a dispute, recorded; see `contacts.disclose`."""
    return contacts.disclose(session, actor, now, of=_found(session, dispute_id), purpose=purpose)


def listings(session: Session, desk: MatchDesk, dispute_id: UUID) -> list[UUID]:
    """Return the goods that are listed under the number of a dispute. Raises NotFound."""
    number = _found(session, dispute_id).number
    item = Item(category="other", identifiers=(Identifier(None, number),))
    return [
        held.id
        for held, _ in desk.weighed(session, item)
        if (near := nearest_numbers(held.item, item)) and near.slips == 0
    ]


def goods(
    session: Session, actor: Actor, now: datetime, ids: Collection[UUID]
) -> list[dict[str, Any]]:
    """Return these goods for the police, each view recorded."""
    return [stolen_goods.show(session, actor, now, good_id=id_) for id_ in ids]


def _found(session: Session, dispute_id: UUID, *, lock: bool = False) -> Dispute:
    row = session.get(Dispute, dispute_id, with_for_update={"key_share": True} if lock else None)
    if row is None:
        raise NotFound
    return row
