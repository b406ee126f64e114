"""Who a member of staff is here by what a provider says; whatever else it says is nobody."""

from typing import Any

import pytest

from registry.access.actors import Actor, Role
from registry.errors import Forbidden
from registry.rules import staff_sign_in
from tests.world import UTRECHT, World

VISITOR = Actor(Role.PUBLIC, origin="account.staff.come_back")


def known(world: World, **claims: Any) -> Actor:
    with world.register.database.read() as session:
        return staff_sign_in.known_by(session, VISITOR, claims, role="role", subject="subject")


def test_role_and_subject_make_somebody_of_staff(small_world: World) -> None:
    found = known(small_world, role="inspector", subject=UTRECHT)
    assert (found.role, found.subject) == (Role.INSPECTOR, UTRECHT)


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"role": "police"},
        {"role": "dealer", "subject": UTRECHT},
        {"role": "public", "subject": "officer"},
        {"role": "system", "subject": "matcher"},
        {"role": ["police"], "subject": "officer"},
        {"role": {"police": True}, "subject": "officer"},
        {"role": "police", "subject": ["officer"]},
        {"role": "police", "subject": "officer\nadmin"},
        {"role": "inspector", "subject": "GM9999"},
    ],
    ids=repr,
)
def test_anything_else_is_refused(small_world: World, claims: dict[str, Any]) -> None:
    with pytest.raises(Forbidden):
        known(small_world, **claims)
