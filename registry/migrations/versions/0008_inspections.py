"""inspections: samples, findings, conclusions, reports; entries by dealer and time

Revision: 0008, after 0007
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "inspection_reports",
    "inspection_conclusions",
    "inspection_findings",
    "inspection_entries",
    "inspections",
)


def upgrade() -> None:
    op.create_index("ix_purchases_of_dealer", "purchases", ["dealer_id", "registered_at"])
    op.create_table(
        "inspections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("dealer_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_code", sa.String(length=6), nullable=False),
        sa.Column("dealer", JSON, nullable=False),
        sa.Column("planned_at", MOMENT, nullable=False),
        sa.Column("planned_by", sa.String(length=160), nullable=False),
        sa.Column("capacity", sa.String(length=16), nullable=False),
        sa.Column("officer", sa.String(length=100), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("tolerated_share", sa.Float(), nullable=False),
        sa.Column("period_from", MOMENT, nullable=True),
        sa.Column("period_until", MOMENT, nullable=True),
        sa.Column("up_to_number", sa.Integer(), nullable=False),
        sa.Column("up_to_disposal", sa.Integer(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("population_digest", sa.String(length=64), nullable=False),
        sa.Column("sample_size", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        _of("inspections", "dealer_id", "dealers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspections")),
    )
    op.create_index("ix_inspections_area", "inspections", ["municipality_code", "id"])
    op.create_index(op.f("ix_inspections_dealer_id"), "inspections", ["dealer_id"])
    op.create_table(
        "inspection_entries",
        sa.Column("inspection_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("purchase_id", sa.Uuid(), nullable=False),
        sa.Column("purchase_version", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        _of("inspection_entries", "inspection_id", "inspections"),
        _of("inspection_entries", "purchase_id", "purchases"),
        sa.PrimaryKeyConstraint("inspection_id", "position", name=op.f("pk_inspection_entries")),
    )
    op.create_table(
        "inspection_findings",
        sa.Column("inspection_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("found_at", MOMENT, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by", sa.String(length=160), nullable=False),
        sa.Column("purchase_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("item", JSON, nullable=True),
        sa.Column("answers", JSON, nullable=True),
        sa.Column("articles", JSON, nullable=False),
        sa.Column("checks", JSON, nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        _of("inspection_findings", "inspection_id", "inspections"),
        _of("inspection_findings", "purchase_id", "purchases"),
        sa.PrimaryKeyConstraint("inspection_id", "id", name=op.f("pk_inspection_findings")),
    )
    op.create_table(
        "inspection_conclusions",
        sa.Column("inspection_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.Column("decided_by", sa.String(length=160), nullable=False),
        sa.Column("breached", sa.Boolean(), nullable=False),
        sa.Column("proposed", sa.String(length=16), nullable=True),
        sa.Column("because_of", sa.Uuid(), nullable=True),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        _of("inspection_conclusions", "inspection_id", "inspections"),
        sa.PrimaryKeyConstraint("inspection_id", "version", name=op.f("pk_inspection_conclusions")),
    )
    op.create_table(
        "inspection_reports",
        sa.Column("inspection_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        _of("inspection_reports", "inspection_id", "inspections"),
        _of("inspection_reports", "event_id", "audit_events"),
        sa.PrimaryKeyConstraint("inspection_id", "sha256", name=op.f("pk_inspection_reports")),
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    op.drop_index("ix_purchases_of_dealer", "purchases")


def _of(table: str, column: str, referred: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{referred}.id"],
        name=op.f(f"fk_{table}_{column}_{referred}"),
        initially="DEFERRED",
        deferrable=True,
    )
