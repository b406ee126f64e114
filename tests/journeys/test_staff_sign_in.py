"""Staff sign in at a real OpenID provider on the loopback, in Chromium and by bare requests."""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
import requests
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from registry.tables import AuditEvent, WebSession
from tests.oidc.provider import SECRET, provider
from tests.serving import served
from tests.stores import Stores
from tests.world import World

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Site:
    """A register whose staff come in by a provider."""

    address: str
    world: World
    issuer: str


@pytest.fixture(scope="module")
def site(stores: Stores, keys: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve a world and a provider that know each other's addresses."""
    worlds: list[World] = []

    def app(environ: Any, start_response: Any) -> Any:
        return worlds[0].app(environ, start_response)

    secret = tmp_path_factory.mktemp("secret") / "client"
    secret.write_text(f"{SECRET}\n")
    with ExitStack() as stack:
        address = stack.enter_context(served(app))
        issuer = stack.enter_context(provider(address))
        world = World(
            stores.sqlite(),
            keys,
            oidc_issuer=issuer,
            oidc_client_id="register",
            oidc_client_secret_file=secret,
        )
        stack.callback(world.register.database.dispose)
        world.clock.now = datetime.now(UTC)  # The provider dates what it signs.
        worlds.append(world)
        yield Site(address, world, issuer)


class Visitor:
    """Somebody with a browser that follows links and sends forms, but draws nothing."""

    def __init__(self, site: Site) -> None:
        self.site, self.session = site, requests.Session()

    def get(self, where: str) -> requests.Response:
        return self.session.get(urljoin(self.site.address, where), timeout=30)

    def leave(self) -> str:
        """Set out for the provider and return its address."""
        gone = self.session.get(
            f"{self.site.address}/account/staff", allow_redirects=False, timeout=30
        )
        assert gone.status_code == 303, gone.text
        return gone.headers["Location"]

    def at_provider(self, address: str, login: str) -> str:
        """Sign in there and return the address that it sends back to, not yet gone to."""
        page = self.session.get(address, timeout=30)
        for _ in range(3):
            found = re.search(r'action="([^"]+)"', page.text)
            assert found is not None, page.text
            prompt = "login" if 'value="login"' in page.text else "consent"
            page = self.session.post(
                found[1],
                data={"prompt": prompt, "login": login, "password": "any"},
                allow_redirects=False,
                timeout=30,
            )
            while page.is_redirect:
                onwards = urljoin(page.url, page.headers["Location"])
                if onwards.startswith(self.site.address):
                    return onwards
                page = self.session.get(onwards, allow_redirects=False, timeout=30)
        raise AssertionError(page.text)

    def sign_in(self, login: str) -> requests.Response:
        return self.get(self.at_provider(self.leave(), login))


def events(world: World, name: str) -> list[dict[str, Any]]:
    with world.register.database.read() as session:
        leaves = session.scalars(
            select(AuditEvent.leaf).where(AuditEvent.name == name).order_by(AuditEvent.id)
        )
        return [json.loads(leaf) for leaf in leaves]


@pytest.mark.browser
def test_an_officer_comes_in_and_goes_out_again(browser: Browser, site: Site) -> None:
    context = browser.new_context(locale="nl-NL")
    page = context.new_page()
    page.goto(f"{site.address}/account/sign-in")
    page.get_by_role("link", name="Inloggen bij uw organisatie").click()
    page.locator("input[name=login]").fill("police/officer-7")
    page.locator("input[name=password]").fill("any")
    page.locator("button[type=submit]").click()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Treffers")
    expect(page.get_by_text("Politie")).to_be_visible()
    opened = events(site.world, "access:session:open")[-1]
    assert opened["actor"]["subject"] == "officer-7"
    assert opened["details"] == {"demo": False, "how": "openid"}

    page.get_by_role("button", name="Uitloggen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("U bent uitgelogd")
    page.get_by_role("link", name="Ook uitloggen bij uw organisatie").click()
    page.get_by_role("button", name="Yes, sign me out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Is dit gestolen?")
    page.goto(f"{site.address}/police/hits/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Niet ingelogd")
    context.close()


@pytest.mark.parametrize(
    ("login", "role"),
    [
        ("inspector/GM0344", "inspector"),
        ("municipality/GM0344", "municipality"),
        ("admin/a", "admin"),
    ],
)
def test_the_claims_say_who_somebody_is(site: Site, login: str, role: str) -> None:
    visitor = Visitor(site)
    assert visitor.sign_in(login).status_code == 200
    with site.world.register.database.read() as session:
        row = session.scalars(select(WebSession).order_by(WebSession.id.desc()).limit(1)).one()
    assert (row.role, row.subject, row.how) == (role, login.partition("/")[2], "openid")
    assert set(visitor.session.cookies.keys()) & {"register_session", "register_staff"} == {
        "register_staff"
    }


@pytest.mark.parametrize(
    "login",
    ["dealer/0192", "system/matcher", "chief/1", "police", "inspector/Utrecht", "police/ x"],
)
def test_who_has_no_role_of_staff_is_refused(site: Site, login: str) -> None:
    before = len(events(site.world, "access:session:refuse"))
    refused = Visitor(site).sign_in(login)
    assert refused.status_code == 403
    assert "Geen toegang" in refused.text
    (event,) = events(site.world, "access:session:refuse")[before:]
    assert (event["result"], event["details"]) == ("refused", {"code": "staff_not_known"})
    assert login.partition("/")[2] not in json.dumps(event["actor"]) or "/" not in login


def test_an_answer_serves_once_and_only_who_asked(site: Site) -> None:
    visitor, other = Visitor(site), Visitor(site)
    answer = visitor.at_provider(visitor.leave(), "police/officer-8")
    assert other.get(answer).status_code == 403
    assert visitor.get(answer).status_code == 200
    assert visitor.get(answer).status_code == 403


def test_another_state_code_or_nonce_is_refused(site: Site) -> None:
    visitor = Visitor(site)
    address = visitor.leave()
    asked = parse_qs(urlsplit(address).query)
    assert asked["code_challenge_method"] == ["S256"]
    back = visitor.at_provider(address, "police/officer-9")
    assert visitor.get(back.replace(asked["state"][0], "other")).status_code == 403

    visitor = Visitor(site)
    back = visitor.at_provider(visitor.leave(), "police/officer-9")
    assert visitor.get(re.sub(r"code=[^&]+", "code=made-up", back)).status_code == 403

    visitor = Visitor(site)
    address = visitor.leave()
    nonce = parse_qs(urlsplit(address).query)["nonce"][0]
    back = visitor.at_provider(address.replace(nonce, "another"), "police/officer-9")
    assert visitor.get(back).status_code == 403


def test_a_refusal_of_the_provider_is_told(site: Site) -> None:
    visitor = Visitor(site)
    state = parse_qs(urlsplit(visitor.leave()).query)["state"][0]
    refused = visitor.get(f"/account/staff/return?error=access_denied&state={state}")
    assert refused.status_code == 403
    assert "Inloggen niet gelukt" in refused.text


def test_without_a_provider_there_is_no_way(small_world: World) -> None:
    assert small_world.client.get("/account/staff").status_code == 404
    assert "/account/staff" not in small_world.client.get("/account/sign-in").text


def test_a_provider_that_does_not_answer_is_told(stores: Stores, keys: Path) -> None:
    world = World(
        stores.sqlite(), keys, oidc_issuer="http://127.0.0.1:9", oidc_client_id="register"
    )
    answer = world.client.get("/account/staff")
    assert answer.status_code == 503
    assert "Uw organisatie antwoordt niet" in answer.text
    world.register.database.dispose()
