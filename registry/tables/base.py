"""What every table shares: names of constraints, aware times, portable JSON, salts."""

import secrets
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    ForeignKey,
    LargeBinary,
    MetaData,
    TypeDecorator,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

SALT_BYTES = 16


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite, which knows no zones, keeps it naive."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time: nobody could tell what it meant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time can't be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - the signature is SQLAlchemy's
    ) -> datetime | None:
        """Give the moment back aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def reference(column: str) -> ForeignKey:
    """Return a foreign key that is checked at the commit, so rows may be written in any order."""
    return ForeignKey(column, deferrable=True, initially="DEFERRED")


Json = JSON().with_variant(JSONB(), "postgresql")


class Table(DeclarativeBase):
    """The root of all mappings."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment(),
        UUID: Uuid(),
        dict[str, Any]: Json,
        list[Any]: Json,
    }


def new_salt() -> bytes:
    """Return a fresh salt for a row."""
    return secrets.token_bytes(SALT_BYTES)


class Audited(Table):
    """A table whose rows the audit log is bound to.

    A change of a row can't be committed unless an event commits to its new content
    (see `registry.journal.guard`); `salt` keeps that commitment from telling what it is.
    """

    __abstract__ = True

    salt: Mapped[bytes] = mapped_column(LargeBinary, default=new_salt)


class Revised(Audited):
    """An audited table whose rows change; `revision` counts the writings of a row from 1.

    Of the events that commit to one row, the one with the highest revision tells its content.
    """

    __abstract__ = True

    revision: Mapped[int]

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        """Count every update, and refuse one that has not seen the last."""
        return {"version_id_col": cls.__table__.c.revision}
