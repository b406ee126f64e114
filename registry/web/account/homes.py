"""Where each role begins once it has come in."""

from registry.access.actors import Role

HOMES = {
    Role.DEALER: "dealer.counter.show",
    Role.POLICE: "police.hits.index",
    Role.INSPECTOR: "inspector.overview.index",
    Role.MUNICIPALITY: "municipality.dealers.index",
}


def home_of(role: Role) -> str:
    """Return the endpoint of the role's first page."""
    return HOMES.get(role, "citizen.check.show")
