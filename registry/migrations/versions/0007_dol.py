"""DOL: premises, notifications, staff, confirmations, the outbox; since when dealers are there

Revision: 0007, after 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
MOMENT = sa.DateTime(timezone=True)
# What becomes of a column that may be empty now, and what an older register needs instead.
LOOSENED = (
    ("dealers", "municipality_code", sa.String(length=6), "''", "ix_dealers_municipality_code"),
    ("dealers", "email", sa.String(length=254), "''", None),
    ("dealers", "address", JSON, "'{}'", None),
    ("hits", "municipality_code", sa.String(length=6), "''", "ix_hits_municipality_code"),
)
ADDED = (
    ("email_confirmed_at", MOMENT),
    ("responsible", JSON),
    ("contact", JSON),
    ("started_at", MOMENT),
    ("dol_from", MOMENT),
    ("dor_from", MOMENT),
    ("ended_at", MOMENT),
    ("import_key", sa.String(length=64)),
)


def upgrade() -> None:
    for table, column, kind, _empty, index in LOOSENED:
        _nullable(table, column, kind, index, nullable=True, empty=None)
    for name, kind in ADDED:
        op.add_column("dealers", sa.Column(name, kind, nullable=True))
    op.add_column(
        "dealers", sa.Column("country", sa.String(length=2), server_default="NL", nullable=False)
    )
    op.execute(f"UPDATE dealers SET country = {_country()}")  # noqa: S608 - names of our own
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column("dealers", "country", server_default=None)
    op.execute(
        "UPDATE dealers SET dol_from = decided_at, dor_from = decided_at WHERE status = 'approved'"
    )
    op.create_index(op.f("ix_dealers_status"), "dealers", ["status"], unique=False)
    op.create_index("ix_dealers_import_key", "dealers", ["import_key"], unique=True)
    op.add_column(
        "stolen_good_versions", sa.Column("returned_to_owner", sa.Boolean(), nullable=True)
    )
    _create_premises()
    _create_notifications()
    _create_confirmations()
    _create_staff()
    _create_outbox()
    op.add_column("access_tokens", sa.Column("member", sa.Uuid(), nullable=True))
    _index("access_tokens", "member")


def downgrade() -> None:
    _drop_member()
    for table in (
        "outgoing_messages",
        "staff_members",
        "email_confirmations",
        "notifications",
        "premises",
    ):
        op.drop_table(table)
    op.drop_column("stolen_good_versions", "returned_to_owner")
    op.drop_index("ix_dealers_import_key", "dealers")
    op.drop_index(op.f("ix_dealers_status"), "dealers")
    op.drop_column("dealers", "country")
    for name, _kind in ADDED:
        op.drop_column("dealers", name)
    for table, column, kind, empty, index in LOOSENED:
        _nullable(table, column, kind, index, nullable=False, empty=empty)


def _create_premises() -> None:
    op.create_table(
        "premises",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dealer_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("address", JSON, nullable=False),
        sa.Column("municipality_code", sa.String(length=6), nullable=False),
        sa.Column("goods", JSON, nullable=True),
        sa.Column("submitted_at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        *_audited(revised=True),
        _of_dealer("premises"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_premises")),
    )
    _index("premises", "dealer_id")
    _index("premises", "municipality_code")


def _create_notifications() -> None:
    op.create_table(
        "notifications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dealer_id", sa.Uuid(), nullable=False),
        sa.Column("premises_id", sa.Uuid(), nullable=True),
        sa.Column("about", sa.String(length=16), nullable=False),
        sa.Column("municipality_code", sa.String(length=6), nullable=False),
        sa.Column("previous_municipality_code", sa.String(length=6), nullable=True),
        sa.Column("happened_at", MOMENT, nullable=False),
        sa.Column("notified_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("days_late", sa.Integer(), nullable=False),
        sa.Column("outcomes", JSON, nullable=False),
        *_audited(revised=False),
        _of_dealer("notifications"),
        sa.ForeignKeyConstraint(
            ["premises_id"],
            ["premises.id"],
            name=op.f("fk_notifications_premises_id_premises"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
    )
    _index("notifications", "dealer_id")
    _index("notifications", "municipality_code")


def _create_confirmations() -> None:
    op.create_table(
        "email_confirmations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dealer_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        *_audited(revised=True),
        _of_dealer("email_confirmations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_confirmations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_email_confirmations_token_hash")),
    )
    _index("email_confirmations", "dealer_id")


def _create_staff() -> None:
    op.create_table(
        "staff_members",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dealer_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        *_audited(revised=True),
        _of_dealer("staff_members"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_members")),
    )
    _index("staff_members", "dealer_id")


def _create_outbox() -> None:
    op.create_table(
        "outgoing_messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("recipient", sa.String(length=64), nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_messages")),
    )
    op.create_index("ix_outgoing_messages_due", "outgoing_messages", ["status", "due_at"])


def _drop_member() -> None:
    # Nobody could tell any more whose tokens these were.
    op.execute("DELETE FROM access_tokens WHERE member IS NOT NULL")
    op.drop_index(op.f("ix_access_tokens_member"), "access_tokens")
    op.drop_column("access_tokens", "member")


def _audited(*, revised: bool) -> list[sa.Column]:
    columns = [sa.Column("salt", sa.LargeBinary(), nullable=False)]
    if revised:
        columns.append(sa.Column("revision", sa.Integer(), nullable=False))
    return columns


def _of_dealer(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["dealer_id"],
        ["dealers.id"],
        name=op.f(f"fk_{table}_dealer_id_dealers"),
        initially="DEFERRED",
        deferrable=True,
    )


def _index(table: str, column: str) -> None:
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def _country() -> str:
    if op.get_bind().dialect.name == "sqlite":
        return "coalesce(json_extract(address, '$.country'), 'NL')"
    return "coalesce(address->>'country', 'NL')"


def _nullable(
    table: str,
    column: str,
    kind: sa.types.TypeEngine,
    index: str | None,
    *,
    nullable: bool,
    empty: str | None,
) -> None:
    """Change whether a column may be empty; SQLite makes room for another one, as in 0004."""
    if empty is not None:
        op.execute(f"UPDATE {table} SET {column} = {empty} WHERE {column} IS NULL")  # noqa: S608 - names of our own
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column(table, column, existing_type=kind, nullable=nullable)
        return
    if index is not None:
        op.drop_index(index, table)
    default = None if nullable else sa.text("''")
    op.add_column(
        table, sa.Column(f"{column}_new", kind, nullable=nullable, server_default=default)
    )
    op.execute(f"UPDATE {table} SET {column}_new = {column}")  # noqa: S608 - names of our own
    op.drop_column(table, column)
    op.alter_column(table, f"{column}_new", new_column_name=column)
    if index is not None:
        op.create_index(index, table, [column], unique=False)
