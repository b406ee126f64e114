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
from registry.tables.accounts import (
    Account,
    MailedCode,
    Passkey,
    RecoveryCode,
    SignInAttempts,
    SignInStep,
)
from registry.tables.base import Audited, Revised, Table, new_salt
from registry.tables.checks import Check, CheckDay
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
from registry.tables.disputes import Dispute
from registry.tables.hit_claims import HitClaim
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
from registry.tables.offers import Offer
from registry.tables.outbox import OutgoingMessage
from registry.tables.photos import Photo, PhotoContent
from registry.tables.purchases import Purchase, PurchaseVersion
from registry.tables.rule_outcomes import RuleOutcome
from registry.tables.saved_searches import SavedSearch, SearchAlert
from registry.tables.sign_ups import SignUpDraft
from registry.tables.stolen_goods import StolenGood, StolenGoodVersion
from registry.tables.uploads import Upload, UploadMapping

__all__ = [
    "AccessToken",
    "Account",
    "AuditEvent",
    "Audited",
    "Check",
    "CheckDay",
    "ClaimDossier",
    "Dealer",
    "Demand",
    "Disposal",
    "Dispute",
    "EmailConfirmation",
    "FollowerCursor",
    "Hit",
    "HitClaim",
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
    "MailedCode",
    "MatchProfile",
    "Notice",
    "NoticeAddressee",
    "NoticeBreach",
    "NoticeDelivery",
    "Notification",
    "Offer",
    "OutgoingMessage",
    "Passkey",
    "Photo",
    "PhotoContent",
    "Premises",
    "Purchase",
    "PurchaseVersion",
    "RateCounter",
    "RecoveryCode",
    "Rematch",
    "Revised",
    "RuleOutcome",
    "SavedSearch",
    "SealedIdentity",
    "SearchAlert",
    "SignInAttempts",
    "SignInStep",
    "SignUpDraft",
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
