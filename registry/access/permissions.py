"""The one table of permissions: each endpoint, and the roles that may call it.

An endpoint that does not stand here is refused to everybody, and a test holds the table
against the endpoints of the app. What of an object somebody may see is the rules' matter.
"""

from collections.abc import Mapping
from types import MappingProxyType

from registry.access.actors import Role

PUBLIC = frozenset({Role.PUBLIC})
DEALER = frozenset({Role.DEALER})
POLICE = frozenset({Role.POLICE})
SIGNED_IN = frozenset({Role.DEALER, Role.POLICE, Role.INSPECTOR, Role.MUNICIPALITY, Role.ADMIN})

PERMISSIONS: Mapping[str, frozenset[Role]] = MappingProxyType(
    {
        # DOL
        "dealers.submit": PUBLIC,
        "dealers.index": frozenset({Role.DEALER, Role.POLICE, Role.INSPECTOR, Role.MUNICIPALITY}),
        "dealers.show": frozenset({Role.DEALER, Role.POLICE, Role.INSPECTOR, Role.MUNICIPALITY}),
        "dealers.decide": frozenset({Role.MUNICIPALITY}),
        # DOR
        "purchases.register": DEALER,
        "purchases.index": frozenset({Role.DEALER, Role.POLICE, Role.INSPECTOR}),
        "purchases.show": frozenset({Role.DEALER, Role.POLICE, Role.INSPECTOR}),
        "purchases.correct": DEALER,
        "sellers.disclose": POLICE,
        "sellers.consult": DEALER,
        "sellers.same": POLICE,
        # Stop Heling
        "stolen_goods.report": POLICE,
        "stolen_goods.show": POLICE,
        "stolen_goods.change": POLICE,
        "stolen_goods.withdraw": POLICE,
        "checks.answer": PUBLIC,
        "checks.receipt_key": PUBLIC,
        # The desk
        "hits.index": POLICE,
        "hits.show": POLICE,
        "hits.judge": POLICE,
        "match_profiles.index": frozenset({Role.POLICE, Role.ADMIN}),
        # DOC
        "rule_checks.run": frozenset({Role.POLICE, Role.INSPECTOR, Role.MUNICIPALITY}),
        "rule_checks.index": frozenset({Role.POLICE, Role.INSPECTOR, Role.MUNICIPALITY}),
        # The audit log
        "audit.checkpoint": PUBLIC,
        "audit.checkpoints": PUBLIC,
        "audit.proof": PUBLIC,
        "audit.consistency": PUBLIC,
        "audit.tile": PUBLIC,
        "audit.verify": PUBLIC,
        "audit.entries": frozenset({Role.POLICE, Role.ADMIN}),
        # Pages
        "log.index": PUBLIC,
        "log.verify": PUBLIC,
        "citizen.check": PUBLIC,
        "desk.index": POLICE,
        "desk.show": POLICE,
        "desk.judge": POLICE,
        "visit.language": PUBLIC,
        "visit.sign_out": SIGNED_IN,
        "demo.page": PUBLIC,
        "demo.sign_in": PUBLIC,
        "static": PUBLIC,
        # Running it
        "health.healthz": PUBLIC,
        "health.readyz": PUBLIC,
        "health.metrics": PUBLIC,
        "api-docs.openapi_json": PUBLIC,
    }
)


def may(role: Role, endpoint: str) -> bool:
    """Tell whether somebody of this role may call the endpoint."""
    roles = PERMISSIONS.get(endpoint, frozenset())
    return Role.PUBLIC in roles or role in roles
