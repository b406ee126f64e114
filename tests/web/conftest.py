"""A world whose dealer may sign in."""

import pytest

from tests.web.signing_in import confirmed_dealer
from tests.world import World


@pytest.fixture
def town(small_world: World) -> World:
    """Give a world whose dealer may sign in."""
    confirmed_dealer(small_world)
    return small_world
