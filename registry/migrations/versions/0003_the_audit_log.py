"""salts and revisions, to bind rows to the log; the tiles and checkpoints of the log

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WRITTEN_ONCE = (
    "checks",
    "hit_versions",
    "match_profiles",
    "purchase_versions",
    "stolen_good_versions",
)
REVISED = (
    "access_tokens",
    "dealers",
    "hits",
    "purchases",
    "sealed_identities",
    "stolen_goods",
)


def upgrade() -> None:
    for table in (*WRITTEN_ONCE, *REVISED):
        _add(table, sa.Column("salt", sa.LargeBinary(), server_default="", nullable=False))
        op.execute(f"UPDATE {table} SET salt = {_random_bytes()}")  # noqa: S608 - names of our own
    for table in REVISED:
        _add(table, sa.Column("revision", sa.Integer(), server_default="1", nullable=False))
    op.create_table(
        "log_tiles",
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "number", name=op.f("pk_log_tiles")),
    )
    op.create_table(
        "log_checkpoints",
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_log_checkpoints")),
    )


def downgrade() -> None:
    op.drop_table("log_checkpoints")
    op.drop_table("log_tiles")
    for table in REVISED:
        op.drop_column(table, "revision")
    for table in (*WRITTEN_ONCE, *REVISED):
        op.drop_column(table, "salt")


def _add(table: str, column: sa.Column) -> None:
    """Add a column that rows already there need a value for.

    SQLite can't take the default away again without making the table anew.
    """
    op.add_column(table, column)
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column(table, column.name, server_default=None)


def _random_bytes() -> str:
    if op.get_bind().dialect.name == "sqlite":
        return "randomblob(16)"
    return "uuid_send(gen_random_uuid())"
