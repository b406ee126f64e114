"""profiles of the matching, and how far each has been applied

Revision: 0002, after 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "match_profiles",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("weights", sa.Text(), nullable=False),
        sa.Column("statistics", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["audit_events.id"],
            name=op.f("fk_match_profiles_event_id_audit_events"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_profiles")),
        sa.UniqueConstraint("name", name=op.f("uq_match_profiles_name")),
        sa.UniqueConstraint("number", name=op.f("uq_match_profiles_number")),
    )
    op.create_table(
        "rematches",
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("last_purchase_id", sa.Uuid(), nullable=True),
        sa.Column("compared", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["match_profiles.id"],
            name=op.f("fk_rematches_profile_id_match_profiles"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("profile_id", name=op.f("pk_rematches")),
    )


def downgrade() -> None:
    op.drop_table("rematches")
    op.drop_table("match_profiles")
