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
        "municipality_code",
        "email",
        "goods",
        "address",
        "submitted_at",
        "decided_at",
        "decision_reason",
    }
)
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
        "hold",
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

VIEWS: Mapping[str, Mapping[Role, frozenset[str]]] = MappingProxyType(
    {
        "submission": dict.fromkeys(_EVERYBODY, frozenset({"id", "status"})),
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
        "seller": {Role.DEALER: _SELLER, Role.POLICE: _SELLER},
        "same_seller": {Role.POLICE: frozenset({"purchase_id", "dealer_id"})},
        "stolen_good": {Role.POLICE: _STOLEN_GOOD},
        "hit": {Role.POLICE: _HIT},
        "check": dict.fromkeys(_EVERYBODY, _CHECK),
        "receipt_key": dict.fromkeys(_EVERYBODY, frozenset({"key", "public_key", "keys"})),
        # What proves the log is everybody's; what stands in it is not.
        "checkpoint": dict.fromkeys(_EVERYBODY, frozenset({"size", "root", "note", "signed_at"})),
        "proof": dict.fromkeys(_EVERYBODY, _PROOF),
        "consistency": dict.fromkeys(_EVERYBODY, _CONSISTENCY),
        "verification": dict.fromkeys(_EVERYBODY, _VERIFICATION),
        "log_entry": {Role.POLICE: _LOG_ENTRY, Role.ADMIN: _LOG_ENTRY},
        "rule_check": dict.fromkeys(_CONTROLLERS, _RULE_CHECK),
        "rule_outcome": dict.fromkeys(_CONTROLLERS, _RULE_OUTCOME),
        "match_profile": {Role.POLICE: _PROFILE, Role.ADMIN: _PROFILE},
    }
)


def shown(noun: str, role: Role) -> frozenset[str]:
    """Return the fields of a noun that somebody of this role is shown: none, unless it says so."""
    return VIEWS.get(noun, {}).get(role, _NOTHING)
