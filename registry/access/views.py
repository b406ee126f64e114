"""Who sees what: each noun, and the fields of it that each role is shown.

The API takes everything else out of what it answers (see `registry.api.blueprint`), so a rule
that returns too much leaks nothing. Which objects somebody may see at all is the rules' matter:
a dealer its own, an inspector and a municipality those of their area.
"""

from collections.abc import Mapping
from types import MappingProxyType

from registry.access.actors import Role

_NOTHING: frozenset[str] = frozenset()
_EVERYBODY = (
    Role.PUBLIC,
    Role.DEALER,
    Role.POLICE,
    Role.INSPECTOR,
    Role.MUNICIPALITY,
    Role.ADMIN,
)
_DEALER = frozenset(
    {
        "id",
        "version",
        "status",
        "name",
        "kvk_number",
        "country",
        "municipality_code",
        "email",
        "email_confirmed_at",
        "goods",
        "thrift_shop",
        "address",
        "responsible",
        "contact",
        "started_at",
        "submitted_at",
        "decided_at",
        "decision_reason",
        "dol_from",
        "dor_from",
        "ended_at",
    }
)
_PREMISES = frozenset(
    {
        "id",
        "version",
        "dealer_id",
        "status",
        "name",
        "address",
        "municipality_code",
        "goods",
        "submitted_at",
        "decided_at",
        "decision_reason",
        "ended_at",
        "notification",
    }
)
# Of a notification whoever sends it, which anybody may, is told whether it was in time.
_NOTIFICATION = frozenset(
    {
        "id",
        "dealer_id",
        "premises_id",
        "about",
        "municipality_code",
        "previous_municipality_code",
        "happened_at",
        "notified_at",
        "due_at",
        "late",
        "days_late",
        "outcomes",
    }
)
_STAFF = frozenset({"id", "dealer_id", "name", "email", "role", "created_at", "ended_at"})
_STOPPED = frozenset({"dealer_id", "ended_at", "notification"})
# Whether the goods were found among the stolen ones is between the dealer and the police.
_GOODS_PART = frozenset(
    {
        "id",
        "version",
        "sequence_number",
        "dealer_id",
        "registered_at",
        "acquired_at",
        "acquisition",
        "item",
        "price",
        "conditions",
        "payment",
        "premises_id",
        "weight_grams",
        "fineness",
        "hold",
        "disposal",
        "entry",
        "receipt",
    }
)
_PURCHASE = _GOODS_PART | {"match"}
_STOLEN_GOOD = frozenset(
    {
        "id",
        "version",
        "status",
        "registered_at",
        "item",
        "stolen_at",
        "stolen_between",
        "reported_at",
        "report_number",
        "place",
        "owner_reference",
        "merged_into",
    }
)
_HIT = frozenset(
    {
        "id",
        "version",
        "status",
        "found_by",
        "created_at",
        "p_item",
        "verdict",
        "prior_bits",
        "chance_twins",
        "profile",
        "evidence",
        "stolen_good",
        "purchase",
        "dealer_id",
        "municipality_code",
        "judged_by",
        "note",
    }
)
_SALE = frozenset(
    {
        "purchase_id",
        "dealer_id",
        "number",
        "sold_at",
        "recorded_at",
        "price",
        "conditions",
        "description",
        "receipt",
    }
)
_RETURN = frozenset(
    {"purchase_id", "dealer_id", "number", "returned_at", "recorded_at", "reason", "receipt"}
)
_HOLD_ORDER = frozenset(
    {
        "id",
        "purchase_id",
        "dealer_id",
        "ordered_at",
        "until",
        "ground",
        "note",
        "stands",
        "released_at",
        "release_reason",
        "receipt",
    }
)
# Whoever else was told, and what came of it, is the police's.
_NOTICE = frozenset({"id", "sent_at", "text", "item"})
_DEMAND = frozenset(
    {
        "id",
        "dealer_id",
        "demanded_at",
        "case_number",
        "text",
        "due_at",
        "answered_at",
        "answer",
        "judgement",
    }
)
_BUYER = frozenset({"name", "address"})
_CHECK_FIGURES = frozenset(
    {
        "first",
        "last",
        "checks",
        "listed",
        "similar_listed",
        "not_listed",
        "not_checkable",
        "days",
    }
)
_MATCHING_FIGURES = frozenset(
    {
        "first",
        "last",
        "municipality",
        "entries",
        "hits",
        "hits_per_1000_entries",
        "hits_found_backwards",
        "hits_confirmed",
        "hits_withdrawn",
        "report_to_signal",
        "report_to_signal_backwards",
        "goods_returned",
    }
)
_SELLER = frozenset({"name", "address", "id_document"})
_PROFILE = frozenset(
    {
        "name",
        "published_at",
        "applied_at",
        "digest",
        "register_size",
        "prior_bits",
        "weights",
    }
)
_PROOF = frozenset({"leaf_hash", "index", "size", "proof", "checkpoint"})
_CONSISTENCY = frozenset({"first", "second", "proof", "checkpoint"})
_VERIFICATION = frozenset({"signed", "event", "covered", "proof"})
_LOG_ENTRY = frozenset({"position", "leaf", "leaf_hash"})
_CHECK = frozenset({"outcome", "kind", "reason", "explanation", "checked_at", "receipt"})

_CONTROLLERS = (Role.POLICE, Role.INSPECTOR, Role.MUNICIPALITY)
_RULE_CHECK = frozenset({"objects", "outcomes", "changed", "findings_sha256"})
_RULE_OUTCOME = frozenset(
    {
        "id",
        "kind",
        "object_id",
        "dealer_id",
        "rule",
        "article",
        "profile",
        "status",
        "reason",
        "to_be_judged",
        "facts",
        "judged_at",
    }
)

_COMPLIANCE = frozenset(
    {
        "dealer_id",
        "name",
        "municipality_code",
        "status",
        "entries",
        "incomplete",
        "complete_share",
        "late",
        "in_time_share",
        "sold_in_hold",
        "open_orders",
        "breached",
        "to_be_judged",
        "last_entry_at",
        "silent",
        "on_dor_not_on_dol",
    }
)
_INSPECTION = frozenset(
    {
        "id",
        "version",
        "status",
        "dealer_id",
        "municipality_code",
        "dealer",
        "planned_at",
        "planned_by",
        "capacity",
        "officer",
        "confidence",
        "tolerated_share",
        "period",
        "up_to_number",
        "up_to_disposal",
        "population",
        "population_digest",
        "sample_size",
        "seed",
        "entries",
        "findings",
        "tally",
        "breaches",
        "proposal",
        "conclusion",
    }
)
_INSPECTION_LINE = frozenset(
    {
        "id",
        "version",
        "status",
        "dealer_id",
        "municipality_code",
        "planned_at",
        "sample_size",
        "decided_at",
        "breached",
        "decision",
    }
)
_ENFORCEMENT = frozenset({"dealer_id", "municipality_code", "ladder", "history", "at_next_breach"})
_INSPECTORS = (Role.POLICE, Role.INSPECTOR)

VIEWS: Mapping[str, Mapping[Role, frozenset[str]]] = MappingProxyType(
    {
        "submission": dict.fromkeys(_EVERYBODY, frozenset({"id", "status", "notification"})),
        "notification": dict.fromkeys(_EVERYBODY, _NOTIFICATION),
        "confirmation": dict.fromkeys(_EVERYBODY, frozenset({"dealer_id", "confirmed_at"})),
        "stopped": {Role.DEALER: _STOPPED},
        "premises": {
            Role.DEALER: _PREMISES,
            Role.POLICE: _PREMISES,
            Role.INSPECTOR: _PREMISES,
            Role.MUNICIPALITY: _PREMISES,
        },
        "staff_member": {Role.DEALER: _STAFF},
        "dealer": {
            Role.DEALER: _DEALER,
            Role.POLICE: _DEALER,
            Role.INSPECTOR: _DEALER,
            Role.MUNICIPALITY: _DEALER,
        },
        "purchase": {
            Role.DEALER: _PURCHASE,
            Role.POLICE: _PURCHASE,
            Role.INSPECTOR: _GOODS_PART,
        },
        "sale": {Role.DEALER: _SALE},
        "return": {Role.DEALER: _RETURN},
        "hold_order": {Role.DEALER: _HOLD_ORDER, Role.POLICE: _HOLD_ORDER},
        "notice": {
            Role.DEALER: _NOTICE | {"delivered_at"},
            Role.POLICE: _NOTICE | {"addressees", "deliveries", "breaches"},
        },
        "demand": {Role.DEALER: _DEMAND, Role.POLICE: _DEMAND},
        "buyer": {Role.DEALER: _BUYER, Role.POLICE: _BUYER},
        "seller": {Role.DEALER: _SELLER, Role.POLICE: _SELLER},
        "same_seller": {Role.POLICE: frozenset({"purchase_id", "dealer_id"})},
        "stolen_good": {Role.POLICE: _STOLEN_GOOD},
        "hit": {Role.POLICE: _HIT},
        "check": dict.fromkeys(_EVERYBODY, _CHECK),
        "adoption": dict.fromkeys(_EVERYBODY, frozenset({"dor", "dol"})),
        "check_figures": dict.fromkeys(_EVERYBODY, _CHECK_FIGURES),
        "compliance_figures": dict.fromkeys(
            (*_CONTROLLERS, Role.ADMIN), frozenset({"first", "last", "municipality", "articles"})
        ),
        "matching_figures": dict.fromkeys(
            (Role.POLICE, Role.INSPECTOR, Role.MUNICIPALITY, Role.ADMIN), _MATCHING_FIGURES
        ),
        "receipt_key": dict.fromkeys(_EVERYBODY, frozenset({"key", "public_key", "keys"})),
        # What proves the log is everybody's; what stands in it is not.
        "checkpoint": dict.fromkeys(_EVERYBODY, frozenset({"size", "root", "note", "signed_at"})),
        "proof": dict.fromkeys(_EVERYBODY, _PROOF),
        "consistency": dict.fromkeys(_EVERYBODY, _CONSISTENCY),
        "verification": dict.fromkeys(_EVERYBODY, _VERIFICATION),
        "log_entry": {Role.POLICE: _LOG_ENTRY, Role.ADMIN: _LOG_ENTRY},
        "rule_check": dict.fromkeys(_CONTROLLERS, _RULE_CHECK),
        "rule_outcome": dict.fromkeys(_CONTROLLERS, _RULE_OUTCOME),
        "compliance": dict.fromkeys(_CONTROLLERS, _COMPLIANCE),
        # Goods of a dealer are for who looks for them in the shop, as they are in its register.
        "inspection": dict.fromkeys(_INSPECTORS, _INSPECTION),
        "inspection_line": dict.fromkeys(_CONTROLLERS, _INSPECTION_LINE),
        "enforcement": dict.fromkeys(_CONTROLLERS, _ENFORCEMENT),
        "report_receipt": dict.fromkeys(_INSPECTORS, frozenset({"sha256", "receipt"})),
        "match_profile": {Role.POLICE: _PROFILE, Role.ADMIN: _PROFILE},
    }
)


def shown(noun: str, role: Role) -> frozenset[str]:
    """Return the fields of a noun that somebody of this role is shown: none, unless it says so."""
    return VIEWS.get(noun, {}).get(role, _NOTHING)
