"""drafts of notifications

Revision: 0012, after 0009
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_up_drafts",
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column(
            "answers",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.Column("dealer_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("secret_hash", name="pk_sign_up_drafts"),
    )
    op.create_index("ix_sign_up_drafts_touched_at", "sign_up_drafts", ["touched_at"])


def downgrade() -> None:
    op.drop_table("sign_up_drafts")
