"""The pages for coming in, and of one's own account."""

from collections.abc import Callable
from urllib.parse import urlsplit

import playwright.sync_api as browser

from registry.access.actors import Actor, Role
from registry.audit.names import EventName
from registry.http.cookies import DEALER_COOKIE
from registry.ids import new_id
from registry.journal import append
from registry.rules import sign_in_steps
from registry.tables import Account, Passkey
from tests.pages.page import Ids, Page
from tests.web.signing_in import PASSWORD, confirmed_dealer, only_account, recover, set_up
from tests.world import World

OTHER = "bedrijfsleider@tweedekans.example"
# The cookies with which a browser stands at each place of the way, as the town was settled.
COOKIES: dict[str, tuple[str, str]] = {}


def settle(world: World) -> Ids:
    """Put an account into the town, signed in twice, and browsers half-way in."""
    dealer_id = confirmed_dealer(world)
    world.call(
        "POST",
        f"/dealers/{dealer_id}/staff",
        Role.DEALER,
        json={"name": "R. Vos", "email": OTHER, "role": "manager"},
    )
    client = world.app.test_client()
    set_up(world, client=client)
    cookie = client.get_cookie(DEALER_COOKIE)
    assert cookie is not None
    COOKIES["account"] = (DEALER_COOKIE, cookie.value)
    account = only_account(world)
    COOKIES["code"] = _half_way(world, account, "password")
    with world.register.database.write() as session:
        passkey = Passkey(
            id=new_id(),
            account_id=account.id,
            credential_id=b"of the town",
            public_key=b"of the town",
            sign_count=0,
            name="Telefoon",
            created_at=world.clock(),
        )
        session.add(passkey)
        owner = Actor(Role.DEALER, dealer_id)
        append(session, owner, world.clock(), EventName.ACCOUNT_ADD_FACTOR, object_id=passkey.id)
    client = world.app.test_client()
    recover(world, OTHER, client=client)
    form = client.get_cookie("form")
    assert form is not None
    COOKIES["new"] = ("form", form.value)
    return {"dealer": dealer_id, "account": str(account.id)}


def _half_way(world: World, account: Account, stage: str) -> tuple[str, str]:
    """Return the cookie of a browser that has shown so much; looking at a page leaves it so."""
    with world.register.database.write() as session:
        secret = sign_in_steps.begin(session, world.clock(), stage=stage, account_id=account.id)
    serializer = world.app.session_interface.get_signing_serializer(world.app)  # type: ignore[attr-defined]  # Flask's own way of making its cookie
    return "form", serializer.dumps({"step": secret})


def _at(place: str, path: str) -> Callable[[browser.Page], None]:
    def go(page: browser.Page) -> None:
        parts = urlsplit(page.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        name, value = COOKIES[place]
        page.context.add_cookies([{"name": name, "value": value, "url": origin}])
        page.goto(f"{origin}{path}")

    return go


def _renew_codes(page: browser.Page) -> None:
    _at("account", "/account/recovery-codes")(page)
    page.locator("input[name=current]").fill(PASSWORD)
    page.locator("main form button").click()


def _ask_to_remove_a_passkey(page: browser.Page) -> None:
    _at("account", "/account")(page)
    page.locator("main a[href*='/passkeys/']").first.click()


def _send_wrong(page: browser.Page) -> None:
    page.locator("input[name=email]").fill("geen adres")
    page.locator("main form button").first.click()


def _page(name: str, endpoint: str, place: str, path: str) -> Page:
    return Page(name, endpoint, lambda _ids: "/account/sign-in", then=_at(place, path))


PAGES = (
    Page("demo", "demo.page", lambda _ids: "/demo"),
    Page("demo-mail", "demo.mail", lambda _ids: "/demo/mail"),
    Page("sign-in", "account.sign_in.show", lambda _ids: "/account/sign-in"),
    Page(
        "sign-in-refused",
        "account.sign_in.with_password",
        lambda _ids: "/account/sign-in",
        then=_send_wrong,
    ),
    Page("recover", "account.recover.ask", lambda _ids: "/account/recover"),
    Page("recover-code", "account.recover.enter", lambda _ids: "/account/recover/code"),
    Page("signed-out", "account.staff.signed_out", lambda _ids: "/account/staff/signed-out"),
    _page("second-step", "account.sign_in.ask_code", "code", "/account/sign-in/code"),
    _page("set-up", "account.set_up.show", "new", "/account/set-up"),
    _page("account", "account.overview.show", "account", "/account"),
    _page("account-password", "account.password.show", "account", "/account/password"),
    _page("account-app", "account.factors.show_app", "account", "/account/app"),
    _page("account-app-remove", "account.factors.ask_app", "account", "/account/app/remove"),
    _page("account-passkey", "account.passkeys.show", "account", "/account/passkeys"),
    _page("account-codes", "account.overview.ask_codes", "account", "/account/recovery-codes"),
    Page(
        "account-codes-made",
        "account.overview.renew_codes",
        lambda _ids: "/account/sign-in",
        then=_renew_codes,
    ),
    Page(
        "account-passkey-remove",
        "account.passkeys.ask_remove",
        lambda _ids: "/account/sign-in",
        then=_ask_to_remove_a_passkey,
    ),
)
NOT_PAGES = {
    "account.staff.leave": "leads to the organisation's own sign-in",
    "account.staff.come_back": "leads on from the organisation's own sign-in",
}
