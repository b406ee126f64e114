"""the municipality in which goods were bought

Revision: 0016, after 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "purchase_versions", sa.Column("municipality_code", sa.String(length=6), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("purchase_versions", "municipality_code")
