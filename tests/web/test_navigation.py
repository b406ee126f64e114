"""The navigation: few places for each role, and each page in one of them."""

import re

import pytest

from registry.access.actors import Role
from registry.access.permissions import PERMISSIONS
from registry.web import DOORS
from registry.web.door import links_for
from tests.browsing import sign_in
from tests.pages.catalogue import PAGES
from tests.world import World

# What somebody takes in at a glance.
MOST_PLACES = 7
OWN_DOORS = {
    Role.DEALER: {"dealer"},
    Role.POLICE: {"police", "inspector"},
    Role.INSPECTOR: {"inspector"},
    Role.MUNICIPALITY: {"municipality"},
}
OWN_PAGES = sorted(
    {
        (page.role, page.endpoint)
        for page in PAGES
        if page.endpoint.partition(".")[0] in OWN_DOORS.get(page.role, set())
    }
)


@pytest.mark.parametrize("role", Role)
def test_each_role_has_few_places_and_may_open_them_all(role: Role) -> None:
    links = links_for(DOORS, role)
    assert len(links) <= MOST_PLACES
    shown = Role.PUBLIC if role is Role.ADMIN else role
    for link in links:
        assert len(link.tabs) != 1
        assert all(shown in PERMISSIONS[each.endpoint] for each in (link, *link.tabs))


@pytest.mark.parametrize(("role", "endpoint"), OWN_PAGES)
def test_each_page_of_a_door_belongs_to_one_place(role: Role, endpoint: str) -> None:
    near = [link for link in links_for(DOORS, role) if link.nearness(endpoint)]
    assert len(near) == 1
    assert not near[0].tabs or near[0].tab_at(endpoint)


def test_the_place_and_the_tab_of_a_page_are_marked(small_world: World) -> None:
    sign_in(small_world)
    page = small_world.client.get("/dealer/demands").text
    marked = re.findall(r'aria-current="(\w+)">([^<]+)</a>', page)
    assert marked == [("true", "Politie"), ("page", "Vorderingen")]
