"""The one table of permissions against the app as it is."""

import uuid
from pathlib import Path

import pytest

from registry.access.actors import Role
from registry.access.permissions import PERMISSIONS, may
from registry.settings import Mode
from tests.stores import Stores
from tests.world import World

ROLES = [Role.PUBLIC, Role.DEALER, Role.POLICE, Role.INSPECTOR, Role.MUNICIPALITY, Role.ADMIN]


def test_every_endpoint_stands_in_the_table_and_nothing_else(small_world: World) -> None:
    assert set(small_world.app.view_functions) == set(PERMISSIONS)


def test_an_endpoint_outside_the_table_is_refused_to_everybody() -> None:
    assert not any(may(role, "forgotten.view") for role in ROLES)


def test_outside_demo_mode_the_demo_does_not_exist(stores: Stores, keys: Path) -> None:
    demo = World(stores.sqlite(), keys)
    token = demo.token(Role.POLICE, "somebody")
    cookie = _signed_in_cookie(demo)
    production = World(str(demo.settings.database_url), keys, Mode.PRODUCTION)
    assert not any(name.startswith("demo.") for name in production.app.view_functions)
    assert production.client.get("/demo").status_code == 404
    headers = {"Authorization": f"Bearer {token}"}
    assert demo.client.get("/api/v1/hits", headers=headers).status_code == 200
    assert production.client.get("/api/v1/hits", headers=headers).status_code == 401
    production.client.set_cookie("__Host-register_staff", cookie)
    assert production.client.get("/police/hits/").status_code == 401


def _signed_in_cookie(world: World) -> str:
    world.app.config["WTF_CSRF_ENABLED"] = False
    answer = world.client.post("/demo", data={"role": "police"})
    world.app.config["WTF_CSRF_ENABLED"] = True
    assert answer.status_code == 303
    cookie = world.client.get_cookie("register_staff")
    assert cookie is not None
    return str(cookie.value)


def _api_calls(world: World) -> list[tuple[str, str, str]]:
    calls = []
    for rule in world.app.url_map.iter_rules():
        if rule.rule.startswith("/api/"):
            path = rule.rule.replace("/api/v1", "")
            for name in rule.arguments:
                path = path.replace(f"<uuid:{name}>", str(uuid.uuid4()))
            methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
            calls += [(rule.endpoint, method, path) for method in sorted(methods)]
    return calls


@pytest.mark.parametrize("role", ROLES)
def test_each_endpoint_refuses_who_may_not(small_world: World, role: Role) -> None:
    calls = _api_calls(small_world)
    assert len(calls) > 10
    for endpoint, method, path in calls:
        answer = small_world.call(method, path, role, key=uuid.uuid4().hex, json={})
        if may(role, endpoint):
            assert answer.status_code not in {401, 403} or answer.json["code"] == (
                "purpose_required"
            ), (endpoint, answer.json)
        else:
            expected = 401 if role is Role.PUBLIC else 403
            assert answer.status_code == expected, (endpoint, answer.json)
            assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer ", "Basic YTpi", "nonsense"])
def test_a_bad_token_is_nobodys(small_world: World, header: str) -> None:
    answer = small_world.client.get("/api/v1/hits", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    # Even where no token is needed, a bad one is an error and not a visitor.
    public = small_world.client.post(
        "/api/v1/checks", json={"identifier": "ABC12345"}, headers={"Authorization": header}
    )
    assert public.status_code == 401


def test_a_token_ends(small_world: World) -> None:
    headers = small_world.headers(Role.POLICE)
    assert small_world.client.get("/api/v1/hits", headers=headers).status_code == 200
    from datetime import timedelta

    small_world.clock.move(timedelta(days=4000))
    assert small_world.client.get("/api/v1/hits", headers=headers).status_code == 401


class TestSomebodyElses:
    """Somebody else's object is not found; nobody learns that it exists."""

    def test_dealers(self, small_world: World) -> None:
        own, other = small_world.dealer, small_world.new_dealer(municipality_code="GM0363")
        assert small_world.call("GET", f"/dealers/{own}", Role.DEALER).status_code == 200
        assert small_world.call("GET", f"/dealers/{other}", Role.DEALER).status_code == 404
        assert small_world.call("GET", f"/dealers/{other}", Role.MUNICIPALITY).status_code == 404
        assert small_world.call("GET", f"/dealers/{other}", Role.INSPECTOR).status_code == 404
        assert small_world.call("GET", f"/dealers/{other}", Role.POLICE).status_code == 200
        listed = small_world.call("GET", "/dealers", Role.MUNICIPALITY).json["items"]
        assert [dealer["id"] for dealer in listed] == [own]
        decided = small_world.call(
            "POST",
            f"/dealers/{other}/decision",
            Role.MUNICIPALITY,
            json={"decision": "reject", "reason": "not ours"},
        )
        assert decided.status_code == 404

    def test_purchases(self, small_world: World) -> None:
        bought = small_world.buy()
        other = small_world.new_dealer(municipality_code="GM0363")
        path = f"/purchases/{bought['id']}"
        assert small_world.call("GET", path, Role.DEALER).status_code == 200
        assert small_world.call("GET", path, Role.DEALER, subject=other).status_code == 404
        assert small_world.call("GET", path, Role.INSPECTOR).status_code == 200
        elsewhere = small_world.call("GET", path, Role.INSPECTOR, subject="GM0363")
        assert elsewhere.status_code == 404
        correction = {"reason": "typing error", "payment": "bank"}
        corrected = small_world.call(
            "POST", f"{path}/corrections", Role.DEALER, subject=other, json=correction
        )
        assert corrected.status_code == 404

    def test_the_police_state_a_purpose_unless_there_is_a_hit(self, small_world: World) -> None:
        bought = small_world.buy()
        path = f"/purchases/{bought['id']}"
        refused = small_world.call("GET", path, Role.POLICE)
        assert (refused.status_code, refused.json["code"]) == (403, "purpose_required")
        stated = small_world.call("GET", path, Role.POLICE, query_string={"purpose": "case 12"})
        assert stated.status_code == 200
        small_world.lose()
        assert small_world.call("GET", path, Role.POLICE).status_code == 200
        assert small_world.call("GET", "/purchases", Role.POLICE).status_code == 403
