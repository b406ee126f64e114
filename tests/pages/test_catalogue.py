"""The catalogue against the app: no page is forgotten, and each is what it says."""

from collections import Counter

from registry.access.permissions import may
from registry.http.problems import MACHINES
from tests.pages.catalogue import NOT_PAGES, PAGES, settle
from tests.world import World


def page_endpoints(world: World) -> set[str]:
    """Return the endpoints that a browser opens with GET."""
    return {
        rule.endpoint
        for rule in world.app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.rule.startswith(MACHINES)
    }


def test_every_page_stands_in_the_catalogue(small_world: World) -> None:
    shown = {page.endpoint for page in PAGES}
    assert sorted(page_endpoints(small_world) - shown - set(NOT_PAGES)) == []


def test_what_is_no_page_is_there_and_is_not_shown(small_world: World) -> None:
    assert set(NOT_PAGES) <= page_endpoints(small_world)
    assert all(NOT_PAGES.values())
    assert {page.endpoint for page in PAGES} & set(NOT_PAGES) == set()


def test_every_page_is_there_for_its_role(small_world: World) -> None:
    endpoints = set(small_world.app.view_functions)
    for page in PAGES:
        assert page.endpoint in endpoints, page.name
        # What is done on it first may be that somebody comes in.
        assert page.then is not None or may(page.role, page.endpoint), page.name


def test_every_path_leads_to_its_endpoint(small_world: World) -> None:
    ids = settle(small_world)
    router = small_world.app.url_map.bind("localhost")
    for page in PAGES:
        if page.then is None:
            assert router.match(page.path(ids).partition("?")[0])[0] == page.endpoint, page.name


def test_names_are_unique() -> None:
    assert [name for name, times in Counter(page.name for page in PAGES).items() if times > 1] == []
