"""No audit, no commit: a session that changed a register can't commit without an entry."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

from registry.db import Database
from registry.tables import Table

CHANGED = "changed_tables"
RECORDED = "journal_entries"
# An execution option for an INSERT that may turn out to do nothing; its caller records the row
# that it did make.
ONLY_IF_NEW = "register_only_if_new"


class UnrecordedChange(RuntimeError):
    """A programming error: a change was about to be committed with no audit event."""


def guard(database: Database) -> None:
    """Watch every write session of this store."""
    event.listen(database.writers, "after_flush", _note_flushed)
    event.listen(database.writers, "do_orm_execute", _note_executed)
    event.listen(database.writers, "before_commit", _refuse_unrecorded)


def mark_recorded(session: Session) -> None:
    """Note that this transaction has a journal entry."""
    session.info[RECORDED] = session.info.get(RECORDED, 0) + 1


def _note_flushed(session: Session, _context: Any) -> None:
    changed: set[str] = session.info.setdefault(CHANGED, set())
    for instance in (*session.new, *session.dirty, *session.deleted):
        if isinstance(instance, Table) and instance.audited:
            changed.add(instance.__tablename__)


def _note_executed(state: ORMExecuteState) -> None:
    if not (state.is_insert or state.is_update or state.is_delete):
        return
    if state.execution_options.get(ONLY_IF_NEW):
        return
    for mapper in state.all_mappers:
        if issubclass(mapper.class_, Table) and mapper.class_.audited:
            state.session.info.setdefault(CHANGED, set()).add(mapper.class_.__tablename__)


def _refuse_unrecorded(session: Session) -> None:
    session.flush()
    changed = session.info.get(CHANGED)
    if changed and not session.info.get(RECORDED):
        raise UnrecordedChange(f"no audit event for changes in {', '.join(sorted(changed))}")
