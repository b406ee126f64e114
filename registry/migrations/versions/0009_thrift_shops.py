"""which dealers are thrift shops

Revision: 0009, after 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dealers", sa.Column("thrift_shop", sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_column("dealers", "thrift_shop")
