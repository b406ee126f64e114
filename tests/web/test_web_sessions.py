"""Sessions: what they outlast, and what ends them."""

import json
import re
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from registry.access.actors import Role
from registry.settings import Mode
from registry.tables import Account, AuditEvent, WebSession
from tests.browsing import send
from tests.stores import Stores
from tests.web.signing_in import (
    CLERK,
    PASSWORD,
    app_code,
    confirmed_dealer,
    mailed_code,
    second,
    set_up,
    sign_in,
)
from tests.world import World


class TestSessions:
    """Sessions end on the server: at their time, alone, signed out, with who leaves."""

    def test_a_session_left_alone_ends(self, town: World) -> None:
        set_up(town)
        for _ in range(5):
            town.clock.move(timedelta(minutes=119))
            assert town.client.get("/account").status_code == 200
        town.clock.move(timedelta(minutes=120))
        assert town.client.get("/account").status_code == 401

    def test_a_session_ends_at_its_time_however_busy(self, town: World) -> None:
        set_up(town)
        for _ in range(11):
            town.clock.move(timedelta(minutes=60))
            assert town.client.get("/account").status_code == 200
        town.clock.move(timedelta(minutes=60))
        assert town.client.get("/account").status_code == 401

    def test_signing_in_again_ends_the_session_before(self, town: World) -> None:
        key, _codes = set_up(town)
        stolen = town.client.get_cookie("register_session")
        sign_in(town)
        second(town, app_code(town, key))
        thief = town.app.test_client()
        thief.set_cookie("register_session", stolen.value)
        assert thief.get("/account").status_code == 401

    def test_another_session_can_be_ended_and_nobody_elses(self, town: World) -> None:
        key, _codes = set_up(town)
        other = town.app.test_client()
        sign_in(town, client=other)
        second(town, app_code(town, key), client=other)
        found = re.findall(
            r"/account/sessions/([0-9a-f-]{36})/end", town.client.get("/account").text
        )
        assert len(found) == 1
        officer = town.app.test_client()
        send(town, "/demo", client=officer, role="police")
        with town.register.database.read() as session:
            theirs = session.scalars(select(WebSession.id).where(WebSession.role == "police")).one()
        refused = send(town, f"/account/sessions/{theirs}/end", page="/account")
        assert refused.status_code == 404
        assert officer.get("/police/hits/").status_code == 200
        done = send(town, f"/account/sessions/{found[0]}/end", page="/account")
        assert done.status_code == 303
        assert other.get("/account").status_code == 401
        again = send(town, f"/account/sessions/{found[0]}/end", page="/account")
        assert again.status_code == 404
        assert town.client.get("/account").status_code == 200

    def test_changing_the_password_ends_the_others(self, town: World) -> None:
        key, _codes = set_up(town)
        other = town.app.test_client()
        sign_in(town, client=other)
        second(town, app_code(town, key), client=other)
        new = "een nieuw en lang wachtwoord"
        wrong = send(town, "/account/password", current="niet dit wachtwoord", password=new)
        assert wrong.status_code == 422
        done = send(town, "/account/password", current=PASSWORD, password=new)
        assert done.status_code == 303
        assert town.client.get("/account").status_code == 200
        assert other.get("/account").status_code == 401
        assert sign_in(town, client=other).status_code == 422
        assert sign_in(town, new, client=other).status_code == 303

    def test_a_clerk_acts_as_a_member_until_it_leaves(self, town: World) -> None:
        path = f"/dealers/{town.dealer}/staff"
        member = town.call(
            "POST", path, Role.DEALER, json={"name": "Kees", "email": CLERK, "role": "clerk"}
        ).json["id"]
        browser = town.app.test_client()
        set_up(town, CLERK, client=browser)
        with town.register.database.read() as session:
            leaf = session.scalars(
                select(AuditEvent.leaf).where(AuditEvent.name == "access:account:sign-in")
            ).one()
        assert json.loads(leaf)["actor"] == {
            "role": "dealer",
            "subject": town.dealer,
            "organisation": town.dealer,
            "member": member,
        }
        ended = town.call("DELETE", f"{path}/{member}", Role.DEALER)
        assert ended.status_code == 200, ended.json
        assert browser.get("/account").status_code == 401
        with town.register.database.read() as session:
            assert session.scalars(select(Account)).all() == []
        send(town, "/account/recover", email=CLERK)
        assert mailed_code(town) is None

    def test_dealers_and_staff_have_sessions_apart(self, town: World) -> None:
        set_up(town)
        send(town, "/demo", role="police")
        assert "Treffers" in town.client.get("/police/hits/").text
        assert "Uw account" in town.client.get("/account").text
        send(town, "/sign-out", page="/account", who="dealer")
        assert "Treffers" in town.client.get("/police/hits/").text
        assert town.client.get("/account").status_code == 403

    def test_outside_the_demo_cookies_are_for_this_host_alone(
        self, stores: Stores, keys: Any
    ) -> None:
        world = World(stores.sqlite(), keys, Mode.PRODUCTION)
        confirmed_dealer(world)
        client = world.app.test_client()
        base = "https://register.example"
        page = client.get("/account/recover", base_url=base)
        cookie = page.headers["Set-Cookie"]
        assert cookie.startswith("__Host-form=")
        assert "Secure" in cookie
        assert client.get("/demo/mail", base_url=base).status_code == 404
        world.register.database.dispose()
