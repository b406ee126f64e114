"""The transparency log: the hashes of the tree that the events grow, and signed checkpoints."""

from datetime import datetime

from sqlalchemy import BigInteger, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.tables.base import Table


class LogTile(Table):
    """Up to 256 hashes of the Merkle tree that stand side by side (see `registry.audit.tree`).

    What stands here follows from the events and is written down to prove quickly.
    """

    __tablename__ = "log_tiles"

    level: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    hashes: Mapped[bytes] = mapped_column(LargeBinary)


class LogCheckpoint(Table):
    """One signed statement of the size of the log and of the root of its tree.

    `note` is the whole statement in the form of C2SP tlog-checkpoint; `root` in hexadecimal.
    """

    __tablename__ = "log_checkpoints"

    size: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    root: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(Text)
    signed_at: Mapped[datetime]
