"""Stop Heling for dealers: the theft checks that a dealer did, as proof that it looked.

Who checked first and registered is not punishable (article 417bis Sr asks what one should have
suspected), so the receipt of a check is worth money to a dealer.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching import recognise
from registry.access.actors import Actor
from registry.access.hashing import keyed_hash
from registry.access.keys import Keys
from registry.errors import NotFound
from registry.rules.checks import receipt_of
from registry.rules.pages import newest_first, page_of
from registry.tables import Check

MOST_FOUND = 100


def index(
    session: Session, actor: Actor, *, limit: int, cursor: str | None = None
) -> tuple[list[dict[str, Any]], str | None]:
    """Return a page of the dealer's own checks, newest first."""
    statement = select(Check).where(Check.dealer_id == actor.dealer_id)
    rows = session.scalars(newest_first(statement, Check.id, limit, cursor)).all()
    page, following = page_of(rows, limit, lambda check: [check.id])
    return [_line(check) for check in page], following


def of_number(session: Session, actor: Actor, *, number: str, keys: Keys) -> list[dict[str, Any]]:
    """Return the dealer's own checks of a number, however it is written, newest first."""
    hashed = keyed_hash(keys.fingerprint, "number", recognise(number).canonical)
    rows = session.scalars(
        select(Check)
        .where(Check.dealer_id == actor.dealer_id, Check.number_hash == hashed)
        .order_by(Check.id.desc())
        .limit(MOST_FOUND)
    )
    return [_line(check) for check in rows]


def show(session: Session, actor: Actor, *, check_id: UUID, keys: Keys) -> dict[str, Any]:
    """Return one of the dealer's own checks with its receipt. Raises NotFound for any other."""
    check = session.scalar(
        select(Check).where(Check.id == check_id, Check.dealer_id == actor.dealer_id)
    )
    if check is None or check.number is None:
        raise NotFound
    return {**_line(check), "receipt": receipt_of(session, keys, check, check.number)}


def _line(check: Check) -> dict[str, Any]:
    return {
        "id": check.id,
        "checked_at": check.checked_at,
        "number": check.number,
        "outcome": check.outcome,
        "reason": check.answer.get("reason"),
    }
