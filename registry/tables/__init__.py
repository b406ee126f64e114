"""The tables: SQLAlchemy mappings and nothing else, one file a noun.

Importing this package registers every table with `Table.metadata`.
"""

from registry.tables.access import (
    AccessToken,
    RateCounter,
    SealedIdentity,
    TokenUse,
    WebSession,
)
from registry.tables.base import Audited, Revised, Table, new_salt
from registry.tables.checks import Check
from registry.tables.claims import ClaimDossier
from registry.tables.dealers import (
    Dealer,
    EmailConfirmation,
    Notification,
    Premises,
    StaffMember,
)
from registry.tables.demands import Demand
from registry.tables.disposals import Disposal
from registry.tables.hits import Hit, HitVersion
from registry.tables.hold_orders import HoldOrder
from registry.tables.inspections import (
    Inspection,
    InspectionConclusion,
    InspectionEntry,
    InspectionFinding,
    InspectionReport,
)
from registry.tables.journal import AuditEvent, FollowerCursor, IdempotencyKey, JournalEntry
from registry.tables.log import LogCheckpoint, LogTile
from registry.tables.match_profiles import MatchProfile, Rematch
from registry.tables.notices import Notice, NoticeAddressee, NoticeBreach, NoticeDelivery
from registry.tables.outbox import OutgoingMessage
from registry.tables.photos import Photo, PhotoContent
from registry.tables.purchases import Purchase, PurchaseVersion
from registry.tables.rule_outcomes import RuleOutcome
from registry.tables.stolen_goods import StolenGood, StolenGoodVersion
from registry.tables.uploads import Upload, UploadMapping

__all__ = [
    "AccessToken",
    "AuditEvent",
    "Audited",
    "Check",
    "ClaimDossier",
    "Dealer",
    "Demand",
    "Disposal",
    "EmailConfirmation",
    "FollowerCursor",
    "Hit",
    "HitVersion",
    "HoldOrder",
    "IdempotencyKey",
    "Inspection",
    "InspectionConclusion",
    "InspectionEntry",
    "InspectionFinding",
    "InspectionReport",
    "JournalEntry",
    "LogCheckpoint",
    "LogTile",
    "MatchProfile",
    "Notice",
    "NoticeAddressee",
    "NoticeBreach",
    "NoticeDelivery",
    "Notification",
    "OutgoingMessage",
    "Photo",
    "PhotoContent",
    "Premises",
    "Purchase",
    "PurchaseVersion",
    "RateCounter",
    "Rematch",
    "Revised",
    "RuleOutcome",
    "SealedIdentity",
    "StaffMember",
    "StolenGood",
    "StolenGoodVersion",
    "Table",
    "TokenUse",
    "Upload",
    "UploadMapping",
    "WebSession",
    "new_salt",
]
