"""The pages of the audit log."""

from tests.pages.page import Ids, Page
from tests.world import World


def settle(_world: World) -> Ids:
    """Put into the town what these pages need, and return the ids."""
    return {}


PAGES = (
    Page("audit-log", "audit_pages.log.index", lambda _ids: "/log"),
    Page("audit-verify", "audit_pages.log.verify", lambda _ids: "/verify"),
)
