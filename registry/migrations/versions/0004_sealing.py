"""sealed identities: blind index, term, erasure

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLE = "sealed_identities"
EMPTIED = ("wrapped_key", "ciphertext")
LIVING = sa.text("erased_at IS NULL")
ERASED = sa.text("erased_at IS NOT NULL")
INDEXES = {
    "ix_sealed_identities_blind": (["blind_key", "blind_index"], None),
    "ix_sealed_identities_living_by_entry": (["entered_at"], LIVING),
    "ix_sealed_identities_living_by_key": (["master_key"], LIVING),
    "ix_sealed_identities_erased": (["erased_at"], ERASED),
}


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("blind_key", sa.String(length=32), nullable=True))
    op.add_column(TABLE, sa.Column("blind_index", sa.String(length=64), nullable=True))
    op.add_column(TABLE, sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(TABLE, sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(TABLE, sa.Column("erased_because", sa.String(length=200), nullable=True))
    op.create_index(
        op.f("ix_purchase_versions_seller_id"), "purchase_versions", ["seller_id"], unique=False
    )
    op.execute(
        "UPDATE sealed_identities SET blind_key = 'none', entered_at = coalesce("
        "(SELECT min(purchases.registered_at) FROM purchases JOIN purchase_versions"
        " ON purchase_versions.purchase_id = purchases.id"
        " WHERE purchase_versions.seller_id = sealed_identities.id), sealed_at)"
    )
    _nullable("entered_at", sa.DateTime(timezone=True), nullable=False)
    for name in EMPTIED:
        _nullable(name, sa.LargeBinary(), nullable=True)
    for name, (columns, where) in INDEXES.items():
        op.create_index(name, TABLE, columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, TABLE)
    # An erased person stays erased: in the older form that is a record without bytes.
    for name in EMPTIED:
        op.execute(f"UPDATE {TABLE} SET {name} = {_no_bytes()} WHERE {ERASED}")  # noqa: S608 - names of our own
    for name in EMPTIED:
        _nullable(name, sa.LargeBinary(), nullable=False)
    op.drop_index(op.f("ix_purchase_versions_seller_id"), "purchase_versions")
    for name in ("blind_key", "blind_index", "entered_at", "erased_at", "erased_because"):
        op.drop_column(TABLE, name)


def _nullable(name: str, kind: sa.types.TypeEngine, *, nullable: bool) -> None:
    """Change whether a column may be empty.

    SQLite can't, and making the table anew would break the references to it within the
    transaction, so there the column makes room for one of the other kind.
    """
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column(TABLE, name, existing_type=kind, nullable=nullable)
        return
    default = None if nullable else sa.text(_no_bytes())
    op.add_column(TABLE, sa.Column(f"{name}_new", kind, nullable=nullable, server_default=default))
    op.execute(f"UPDATE {TABLE} SET {name}_new = {name}")  # noqa: S608 - names of our own
    op.drop_column(TABLE, name)
    op.alter_column(TABLE, f"{name}_new", new_column_name=name)


def _no_bytes() -> str:
    """Write an empty string of bytes, which in SQLite is not the empty text."""
    return "x''" if op.get_bind().dialect.name == "sqlite" else "''"
