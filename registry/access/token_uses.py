"""When tokens were last used, to the hour, so that their owner sees which are idle."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access.hashing import secret_hash
from registry.db import insert
from registry.tables import AccessToken, TokenUse

TO_THE = timedelta(hours=1)


def is_noted(session: Session, now: datetime, secret: str) -> bool:
    """Tell whether it is known that the token with this secret was used within the hour."""
    used_at = session.scalar(
        select(TokenUse.used_at)
        .join(AccessToken, AccessToken.id == TokenUse.token_id)
        .where(AccessToken.token_hash == secret_hash(secret))
    )
    return used_at is not None and now - used_at < TO_THE


def note(session: Session, now: datetime, secret: str) -> None:
    """Note that the token with this secret is used now."""
    token_id = session.scalar(
        select(AccessToken.id).where(AccessToken.token_hash == secret_hash(secret))
    )
    if token_id is not None:
        statement = insert(session, TokenUse).values(token_id=token_id, used_at=now)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=[TokenUse.token_id], set_={"used_at": now}
            )
        )
