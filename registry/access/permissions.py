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
# Who goes into shops, and so sees the goods part of entries (article 552 Sv).
INSPECTORS = frozenset({Role.POLICE, Role.INSPECTOR})
SIGNED_IN = frozenset({Role.DEALER, Role.POLICE, Role.INSPECTOR, Role.MUNICIPALITY, Role.ADMIN})

PERMISSIONS: Mapping[str, frozenset[Role]] = MappingProxyType(
    {
        # DOL
        "dealers.submit": PUBLIC,
        "dealers.index": frozenset({Role.DEALER, Role.POLICE, Role.INSPECTOR, Role.MUNICIPALITY}),
        "dealers.show": frozenset({Role.DEALER, Role.POLICE, Role.INSPECTOR, Role.MUNICIPALITY}),
        "dealers.decide": frozenset({Role.MUNICIPALITY}),
        "dealers.confirm": PUBLIC,
        "dealers.move": DEALER,
        "dealers.end": DEALER,
        "premises.open_branch": DEALER,
        "premises.of_dealer": frozenset(
            {Role.DEALER, Role.POLICE, Role.INSPECTOR, Role.MUNICIPALITY}
        ),
        "premises.decide": frozenset({Role.MUNICIPALITY}),
        "premises.end": DEALER,
        "notifications.index": frozenset(
            {Role.DEALER, Role.POLICE, Role.INSPECTOR, Role.MUNICIPALITY}
        ),
        "staff.add": DEALER,
        "staff.of_dealer": DEALER,
        "staff.end": DEALER,
        # DOR
        "purchases.register": DEALER,
        "purchases.index": frozenset({Role.DEALER, Role.POLICE, Role.INSPECTOR}),
        "purchases.show": frozenset({Role.DEALER, Role.POLICE, Role.INSPECTOR}),
        "purchases.register_together": DEALER,
        "purchases.correct": DEALER,
        "disposals.sell": DEALER,
        "disposals.give_back": DEALER,
        "hold_orders.issue": POLICE,
        "hold_orders.index": DEALER | POLICE,
        "hold_orders.release": POLICE,
        "notices.send": POLICE,
        "notices.index": DEALER | POLICE,
        "demands.send": POLICE,
        "demands.index": DEALER | POLICE,
        "demands.answer": DEALER,
        "sellers.disclose": POLICE,
        "sellers.consult": DEALER,
        "sellers.same": POLICE,
        "sellers.disclose_buyer": POLICE,
        "sellers.consult_buyer": DEALER,
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
        # Figures
        "figures.adoption": PUBLIC,
        "figures.checks": PUBLIC,
        "figures.matching": frozenset({Role.POLICE, Role.INSPECTOR, Role.MUNICIPALITY, Role.ADMIN}),
        "figures.compliance": frozenset(
            {Role.POLICE, Role.INSPECTOR, Role.MUNICIPALITY, Role.ADMIN}
        ),
        "compliance.index": frozenset({Role.POLICE, Role.INSPECTOR, Role.MUNICIPALITY}),
        "inspections.plan": INSPECTORS,
        "inspections.index": frozenset({Role.POLICE, Role.INSPECTOR, Role.MUNICIPALITY}),
        "inspections.show": INSPECTORS,
        "inspections.record": INSPECTORS,
        "inspections.conclude": INSPECTORS,
        "inspections.report": INSPECTORS,
        "inspections.receipt": INSPECTORS,
        "inspections.history": frozenset({Role.POLICE, Role.INSPECTOR, Role.MUNICIPALITY}),
        # The audit log
        "audit.checkpoint": PUBLIC,
        "audit.checkpoints": PUBLIC,
        "audit.proof": PUBLIC,
        "audit.consistency": PUBLIC,
        "audit.tile": PUBLIC,
        "audit.verify": PUBLIC,
        "audit.entries": frozenset({Role.POLICE, Role.ADMIN}),
        # Pages
        "audit_pages.log.index": PUBLIC,
        "audit_pages.log.verify": PUBLIC,
        "citizen.check.show": PUBLIC,
        "police.hits.index": POLICE,
        "police.hits.show": POLICE,
        "police.hits.judge": POLICE,
        "dealer.photos.show": DEALER,
        "dealer.photos.add": DEALER,
        "dealer.photos.remove": DEALER,
        "dealer.uploads.index": DEALER,
        "dealer.uploads.send": DEALER,
        "dealer.uploads.columns_form": DEALER,
        "dealer.uploads.set_columns": DEALER,
        "dealer.uploads.show": DEALER,
        "dealer.uploads.take": DEALER,
        "dealer.uploads.refused_file": DEALER,
        "dealer.uploads.remove": DEALER,
        "dealer.credentials.index": DEALER,
        "dealer.credentials.make": DEALER,
        "dealer.credentials.revoke": DEALER,
        "dealer.checks.index": DEALER,
        "dealer.checks.search": DEALER,
        "dealer.checks.show": DEALER,
        "dealer.checks.receipt": DEALER,
        "dealer.claims.index": DEALER,
        "dealer.claims.show": DEALER,
        "dealer.claims.make": DEALER,
        "dealer.claims.receipt": DEALER,
        "photos.show": DEALER | INSPECTORS,
        "photos.small": DEALER | INSPECTORS,
        "account.visit.language": PUBLIC,
        "account.visit.sign_out": SIGNED_IN,
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
