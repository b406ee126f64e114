"""the law in DOR: holds kept, sales and returns, orders, notices, demands, metals

Revision: 0006, after 0005
"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# What every entry was told until holds were kept: decision 9.
TOLD_DAYS, TOLD_BASIS = 3, "apv-model-2:68:3-days"
DUTCH_TIME = ZoneInfo("Europe/Amsterdam")
PURCHASES = sa.table(
    "purchases",
    sa.column("id", sa.Uuid()),
    sa.column("registered_at", sa.DateTime(timezone=True)),
    sa.column("hold_until", sa.DateTime(timezone=True)),
)
BATCH = 1_000
JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
TABLES = (
    "notice_breaches",
    "notice_deliveries",
    "notice_addressees",
    "notices",
    "demands",
    "hold_orders",
    "disposals",
)


def upgrade() -> None:
    _holds()
    op.add_column("purchase_versions", sa.Column("weight_grams", sa.String(16), nullable=True))
    op.add_column("purchase_versions", sa.Column("fineness", sa.Integer(), nullable=True))
    _disposals()
    _hold_orders()
    _demands()
    _notices()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    for column in ("weight_grams", "fineness"):
        op.drop_column("purchase_versions", column)
    for column in ("hold_until", "hold_basis", "hold_profile"):
        op.drop_column("purchases", column)


def _holds() -> None:
    """Give each entry the hold that it was told, with a default that SQLite can't take away."""
    began = "1970-01-01 00:00:00.000000"
    embedded = op.get_bind().dialect.name == "sqlite"
    default = began if embedded else f"{began}+00"
    for column in (
        sa.Column("hold_until", sa.DateTime(timezone=True), server_default=default, nullable=False),
        sa.Column("hold_basis", sa.String(64), server_default=TOLD_BASIS, nullable=False),
    ):
        op.add_column("purchases", column)
        if not embedded:
            op.alter_column("purchases", column.name, server_default=None)
    op.add_column("purchases", sa.Column("hold_profile", sa.String(32), nullable=True))
    last = None
    while rows := _next(last):
        op.get_bind().execute(
            sa.update(PURCHASES)
            .where(PURCHASES.c.id == sa.bindparam("its_id"))
            .values(hold_until=sa.bindparam("its_end")),
            [{"its_id": id_, "its_end": _told(registered_at)} for id_, registered_at in rows],
        )
        last = rows[-1][0]


def _next(last: object) -> list[sa.Row]:
    page = sa.select(PURCHASES.c.id, PURCHASES.c.registered_at).order_by(PURCHASES.c.id)
    if last is not None:
        page = page.where(PURCHASES.c.id > last)
    return op.get_bind().execute(page.limit(BATCH)).all()


def _told(registered_at: datetime) -> datetime:
    aware = registered_at if registered_at.tzinfo else registered_at.replace(tzinfo=UTC)
    day = aware.astimezone(DUTCH_TIME).date() + timedelta(days=TOLD_DAYS + 1)
    end = datetime.combine(day, time.min, tzinfo=DUTCH_TIME).astimezone(UTC)
    return end if registered_at.tzinfo else end.replace(tzinfo=None)


def _disposals() -> None:
    op.create_table(
        "disposals",
        sa.Column("purchase_id", sa.Uuid(), nullable=False),
        sa.Column("dealer_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        _moment("gone_at"),
        _moment("recorded_at"),
        sa.Column("price", JSON, nullable=True),
        sa.Column("conditions", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("reason", sa.String(32), nullable=True),
        sa.Column("buyer_id", sa.Uuid(), nullable=True),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        _salt(),
        _to("disposals", "purchase_id", "purchases"),
        _to("disposals", "dealer_id", "dealers"),
        _to("disposals", "buyer_id", "sealed_identities"),
        _to("disposals", "event_id", "audit_events"),
        sa.PrimaryKeyConstraint("purchase_id", name=op.f("pk_disposals")),
        sa.UniqueConstraint("dealer_id", "number", name=op.f("uq_disposals_dealer_id_number")),
    )
    op.create_index(op.f("ix_disposals_buyer_id"), "disposals", ["buyer_id"], unique=False)


def _hold_orders() -> None:
    op.create_table(
        "hold_orders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purchase_id", sa.Uuid(), nullable=False),
        sa.Column("dealer_id", sa.Uuid(), nullable=False),
        _moment("ordered_at"),
        sa.Column("ordered_by", sa.String(128), nullable=False),
        _moment("until"),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        _moment("released_at", nullable=True),
        sa.Column("released_by", sa.String(128), nullable=True),
        sa.Column("release_reason", sa.Text(), nullable=True),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        _revision(),
        _salt(),
        _to("hold_orders", "purchase_id", "purchases"),
        _to("hold_orders", "dealer_id", "dealers"),
        _to("hold_orders", "event_id", "audit_events"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold_orders")),
        sa.UniqueConstraint("purchase_id", name=op.f("uq_hold_orders_purchase_id")),
    )
    op.create_index(op.f("ix_hold_orders_dealer_id"), "hold_orders", ["dealer_id"], unique=False)


def _demands() -> None:
    op.create_table(
        "demands",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dealer_id", sa.Uuid(), nullable=False),
        _moment("demanded_at"),
        sa.Column("demanded_by", sa.String(128), nullable=False),
        sa.Column("case_number", sa.String(64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _moment("due_at"),
        _moment("answered_at", nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        _revision(),
        _salt(),
        _to("demands", "dealer_id", "dealers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demands")),
    )
    op.create_index("ix_demands_case", "demands", ["dealer_id", "case_number"], unique=False)


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        _moment("sent_at"),
        sa.Column("sent_by", sa.String(128), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("item", JSON, nullable=False),
        _salt(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_table(
        "notice_addressees",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("addressee", sa.String(36), nullable=False),
        _salt(),
        _to("notice_addressees", "notice_id", "notices"),
        sa.PrimaryKeyConstraint("notice_id", "addressee", name=op.f("pk_notice_addressees")),
    )
    op.create_index(
        op.f("ix_notice_addressees_addressee"), "notice_addressees", ["addressee"], unique=False
    )
    op.create_table(
        "notice_deliveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("dealer_id", sa.Uuid(), nullable=False),
        _moment("delivered_at"),
        _salt(),
        _to("notice_deliveries", "notice_id", "notices"),
        _to("notice_deliveries", "dealer_id", "dealers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_deliveries")),
        sa.UniqueConstraint(
            "notice_id", "dealer_id", name=op.f("uq_notice_deliveries_notice_id_dealer_id")
        ),
    )
    op.create_index(
        op.f("ix_notice_deliveries_dealer_id"), "notice_deliveries", ["dealer_id"], unique=False
    )
    op.create_table(
        "notice_breaches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("purchase_id", sa.Uuid(), nullable=False),
        sa.Column("purchase_version", sa.Integer(), nullable=False),
        sa.Column("dealer_id", sa.Uuid(), nullable=False),
        _moment("found_at"),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("p_item", sa.Float(), nullable=False),
        sa.Column("match_profile", sa.String(64), nullable=False),
        _salt(),
        _to("notice_breaches", "notice_id", "notices"),
        _to("notice_breaches", "purchase_id", "purchases"),
        _to("notice_breaches", "dealer_id", "dealers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_breaches")),
        sa.UniqueConstraint(
            "notice_id", "purchase_id", name=op.f("uq_notice_breaches_notice_id_purchase_id")
        ),
    )
    op.create_index(
        "ix_notice_breaches_dealer", "notice_breaches", ["dealer_id", "found_at"], unique=False
    )


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _salt() -> sa.Column:
    return sa.Column("salt", sa.LargeBinary(), nullable=False)


def _revision() -> sa.Column:
    return sa.Column("revision", sa.Integer(), nullable=False)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{other}.id"],
        name=op.f(f"fk_{table}_{column}_{other}"),
        initially="DEFERRED",
        deferrable=True,
    )
