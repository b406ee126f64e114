"""The tables: SQLAlchemy mappings and nothing else, one file a noun.

Importing this package registers every table with `Table.metadata`.
"""

from registry.tables.access import AccessToken, RateCounter, SealedIdentity, WebSession
from registry.tables.base import Audited, Revised, Table, new_salt
from registry.tables.checks import Check
from registry.tables.dealers import Dealer
from registry.tables.hits import Hit, HitVersion
from registry.tables.journal import AuditEvent, FollowerCursor, IdempotencyKey, JournalEntry
from registry.tables.log import LogCheckpoint, LogTile
from registry.tables.match_profiles import MatchProfile, Rematch
from registry.tables.purchases import Purchase, PurchaseVersion
from registry.tables.rule_outcomes import RuleOutcome
from registry.tables.stolen_goods import StolenGood, StolenGoodVersion

__all__ = [
    "AccessToken",
    "AuditEvent",
    "Audited",
    "Check",
    "Dealer",
    "FollowerCursor",
    "Hit",
    "HitVersion",
    "IdempotencyKey",
    "JournalEntry",
    "LogCheckpoint",
    "LogTile",
    "MatchProfile",
    "Purchase",
    "PurchaseVersion",
    "RateCounter",
    "Rematch",
    "Revised",
    "RuleOutcome",
    "SealedIdentity",
    "StolenGood",
    "StolenGoodVersion",
    "Table",
    "WebSession",
    "new_salt",
]
