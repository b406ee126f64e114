"""No audit, no commit: a session that changed a register can't commit without events of it."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

from registry.db import Database
from registry.journal.append import CHANGED, LEAVES, PENDING, UnrecordedChange, close
from registry.journal.sink import Sink
from registry.tables import Audited

# An execution option for an INSERT that may turn out to do nothing; its caller records the row
# that it did make.
ONLY_IF_NEW = "register_only_if_new"


def guard(database: Database, sink: Sink | None = None) -> None:
    """Watch every write session of this store; a sink gets the events before they commit."""

    def record(session: Session) -> None:
        close(session)
        leaves = session.info.pop(LEAVES, None)
        if leaves and sink:
            sink.write(leaves)

    event.listen(database.writers, "after_flush", _note_flushed)
    event.listen(database.writers, "do_orm_execute", _refuse_unseen)
    event.listen(database.writers, "before_commit", record)
    event.listen(database.writers, "after_rollback", _forget)


def _note_flushed(session: Session, _context: Any) -> None:
    changed: dict[int, Audited] = session.info.setdefault(CHANGED, {})
    for instance in (*session.new, *session.dirty, *session.deleted):
        if isinstance(instance, Audited) and (
            instance not in session.dirty or session.is_modified(instance)
        ):
            changed[id(instance)] = instance


def _refuse_unseen(state: ORMExecuteState) -> None:
    """Refuse a statement that changes audited rows without loading them.

    No event could commit to what it leaves behind.
    """
    if not (state.is_insert or state.is_update or state.is_delete):
        return
    if state.execution_options.get(ONLY_IF_NEW):
        return
    for mapper in state.all_mappers:
        if issubclass(mapper.class_, Audited):
            raise UnrecordedChange(f"{mapper.class_.__tablename__} must be changed row by row")


def _forget(session: Session) -> None:
    for name in (CHANGED, LEAVES, PENDING):
        session.info.pop(name, None)
