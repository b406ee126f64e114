"""photos; files of purchases; claims; names and uses of tokens; whose a theft check is

Revision: 0013, after 0012
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "token_uses",
    "claim_dossiers",
    "upload_mappings",
    "uploads",
    "photo_contents",
    "photos",
)


def upgrade() -> None:
    op.create_table(
        "photos",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("added_by", sa.String(length=160), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.Column("removed_because", sa.String(length=16), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photos")),
    )
    op.create_index("ix_photos_subject", "photos", ["subject_kind", "subject_id"])
    op.create_table(
        "photo_contents",
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("jpeg", sa.LargeBinary(), nullable=False),
        sa.Column("small", sa.LargeBinary(), nullable=False),
        _of("photo_contents", "photo_id", "photos"),
        sa.PrimaryKeyConstraint("photo_id", name=op.f("pk_photo_contents")),
    )
    _uploads()
    op.create_table(
        "claim_dossiers",
        sa.Column("hit_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("dealer_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        _of("claim_dossiers", "hit_id", "hits"),
        _of("claim_dossiers", "dealer_id", "dealers"),
        _of("claim_dossiers", "event_id", "audit_events"),
        sa.PrimaryKeyConstraint("hit_id", "sha256", name=op.f("pk_claim_dossiers")),
    )
    op.create_index(op.f("ix_claim_dossiers_dealer_id"), "claim_dossiers", ["dealer_id"])
    op.create_table(
        "token_uses",
        sa.Column("token_id", sa.Uuid(), nullable=False),
        sa.Column("used_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("token_id", name=op.f("pk_token_uses")),
    )
    op.add_column("access_tokens", sa.Column("name", sa.String(length=80), nullable=True))
    op.add_column("checks", sa.Column("dealer_id", sa.Uuid(), nullable=True))
    op.add_column("checks", sa.Column("number", sa.Text(), nullable=True))
    op.create_index("ix_checks_of_dealer", "checks", ["dealer_id", "id"])


def _uploads() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dealer_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("master_key", sa.String(length=32), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=True),
        sa.Column("box", sa.LargeBinary(), nullable=True),
        sa.Column("mapping", JSON, nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("next_line", sa.Integer(), nullable=False),
        sa.Column("registered", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("refusals", JSON, nullable=False),
        _of("uploads", "dealer_id", "dealers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
    )
    op.create_index(op.f("ix_uploads_dealer_id"), "uploads", ["dealer_id"])
    op.create_index(op.f("ix_uploads_created_at"), "uploads", ["created_at"])
    op.create_table(
        "upload_mappings",
        sa.Column("dealer_id", sa.Uuid(), nullable=False),
        sa.Column("mapping", JSON, nullable=False),
        _of("upload_mappings", "dealer_id", "dealers"),
        sa.PrimaryKeyConstraint("dealer_id", name=op.f("pk_upload_mappings")),
    )


def downgrade() -> None:
    op.drop_index("ix_checks_of_dealer", "checks")
    op.drop_column("checks", "number")
    op.drop_column("checks", "dealer_id")
    op.drop_column("access_tokens", "name")
    for table in TABLES:
        op.drop_table(table)


def _of(table: str, column: str, referred: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{referred}.id"],
        name=op.f(f"fk_{table}_{column}_{referred}"),
        initially="DEFERRED",
        deferrable=True,
    )
