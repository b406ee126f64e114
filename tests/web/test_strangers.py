"""Every page of the catalogue's town for those who have no business there: by foreign ids, by the
wrong role, without the token of a form; and what is left in the log when all was looked at.

The town is settled once. What is refused changes nothing, which the last test holds too.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from werkzeug.routing import Rule

from registry.access.actors import Actor, Role
from registry.access.permissions import PERMISSIONS
from registry.access.visits import open_session
from registry.http.cookies import DEALER_COOKIE, STAFF_COOKIE
from registry.http.problems import MACHINES
from registry.journal.checkpoints import verifiers
from registry.journal.reconcile import differences
from registry.rules import sessions
from registry.tables import (
    AccessToken,
    AuditEvent,
    ClaimDossier,
    Demand,
    HoldOrder,
    Passkey,
    Photo,
    Premises,
    StaffMember,
    Table,
    WebSession,
)
from tests.inspecting import unregistered
from tests.pages.account import COOKIES
from tests.pages.catalogue import NOT_PAGES, PAGES, settle
from tests.pages.page import Ids
from tests.pages.pictures import drawn_photo
from tests.stores import Stores
from tests.world import UTRECHT, World

AMSTERDAM = "GM0363"
# A script that browsers ask for anew each time, and a page that is no one's.
NO_PAGES = frozenset({"inspector.queue.worker", "citizen.help_pages.show"})
STAFF = (Role.POLICE, Role.INSPECTOR, Role.MUNICIPALITY, Role.ADMIN)
SIGNED_IN = (Role.DEALER, *STAFF)
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
PHOTO = drawn_photo(7)
# Forms that hold, for endpoints that look at what was sent before they look whose it is.
FORMS: dict[str, dict[str, Any]] = {
    "dealer.notices.answer": {"text": "Van een man met een hoed."},
    "dealer.company.branch_closed": {"happened_at": "2026-06-01T10:00", "once": "a" * 22},
    "inspector.photos.receive": {"photo": PHOTO, "id": str(uuid4())},
    "dealer.photos.add": {"photo": PHOTO},
    "dealer.purchases.consult": {"purpose": "controle"},
    "dealer.claims.make": {"language": "nl"},
    "inspector.photos.add": {"photo": PHOTO},
}


# What a tablet sends is no form.
QUEUED = {"findings": [{"kind": "unregistered", "knew": [], "finding": unregistered()}]}


class Town:
    """The town, whoever looks around in it, and the ids of what stands there."""

    def __init__(self, world: World, ids: Ids) -> None:
        self.world, self.ids = world, ids
        self.other_dealer = world.new_dealer(name="De Ruilhoek", kvk_number="00777777")
        answer = self._post(Role.DEALER, f"/dealer/claims/{ids['confirmed']}", language="nl")
        assert answer.status_code == 200, answer.text
        self.named = self._named()

    def _post(self, role: Role, path: str, **fields: str) -> Any:
        client = self.client(role)
        return client.post(path, data={"csrf_token": form_token(client), **fields})

    def _named(self) -> dict[str, dict[str, Any]]:
        """Return by the beginning of an endpoint what stands in the town for each name in a path.

        The longest beginning that fits counts.
        """
        with self.world.register.database.read() as session:

            def first(table: type[Table], *conditions: Any) -> Any:
                return session.scalars(select(table).where(*conditions)).first()

            own = UUID(self.ids["dealer"])
            dossier, order = first(ClaimDossier), first(HoldOrder)
            told = {
                "": {
                    "dealer_id": self.ids["inspected"],
                    "purchase_id": self.ids["painting"],
                    "upload_id": self.ids["checked"],
                    "check_id": self.ids["check"],
                    "hit_id": self.ids["confirmed"],
                    "inspection_id": self.ids["inspection"],
                    "good_id": self.ids["good"],
                    "offer_id": self.ids["offer"],
                    "dispute_id": self.ids["dispute"],
                    "search_id": self.ids["saved_search"],
                    "premises_id": self.ids["premises"],
                    "token_id": first(AccessToken, AccessToken.name.is_not(None)).id,
                    "demand_id": first(Demand, Demand.dealer_id == own).id,
                    "member_id": first(StaffMember, StaffMember.dealer_id == own).id,
                    "session_id": first(WebSession, WebSession.account_id.is_not(None)).id,
                    "passkey_id": first(Passkey).id,
                    "photo_id": first(Photo, Photo.subject_kind == "purchase").id,
                    "order_id": order.id,
                    "digest": dossier.sha256 if dossier else "0" * 64,
                    "part": 1,
                },
                "dealer.company.": {
                    "premises_id": first(Premises, Premises.dealer_id == own).id,
                },
                "inspector.photos.": {
                    "photo_id": first(Photo, Photo.subject_kind == "inspection").id,
                },
                "inspector.reports.": {"inspection_id": self.ids["concluded"]},
                "municipality.dealers.": {"dealer_id": self.ids["waiting_dealer"]},
            }
        return {begin: {name: str(id_) for name, id_ in of.items()} for begin, of in told.items()}

    def path(self, rule: Rule) -> str:
        """Return the path of an endpoint to what is another's."""
        names: dict[str, str] = {}
        for begin in sorted(self.named, key=len):
            if rule.endpoint.startswith(begin):
                names |= self.named[begin]
        values = {name: names[name] for name in rule.arguments}
        return self.world.app.url_map.bind("localhost").build(
            rule.endpoint, {n: int(v) if n == "part" else v for n, v in values.items()}
        )

    def client(self, role: Role, subject: str | None = None) -> Any:
        """Return a browser in which somebody is signed in."""
        client = self.world.app.test_client()
        if role is Role.PUBLIC:
            return client
        usual = {Role.DEALER: self.ids["dealer"], Role.POLICE: "demo-officer"}
        actor = Actor(role, subject or usual.get(role, UTRECHT))
        with self.world.register.database.write() as session:
            lifetime = self.world.clock.now - self.world.clock.now.replace(year=2025)
            _, secret = open_session(
                session, self.world.clock(), actor=actor, lifetime=lifetime, demo=True, how="demo"
            )
        client.set_cookie(DEALER_COOKIE if role is Role.DEALER else STAFF_COOKIE, secret)
        return client

    def send(self, client: Any, rule: Rule, method: str, path: str | None = None) -> Any:
        """Open a page, or send its form with the token of a page of ours."""
        path = path or self.path(rule)
        if method == "GET":
            return client.get(path)
        if rule.endpoint == "inspector.queue.receive":
            headers = {"X-CSRFToken": form_token(client)}
            return client.post(path, json=QUEUED, headers=headers)
        fields = {name: _again(value) for name, value in FORMS.get(rule.endpoint, {}).items()}
        return client.post(path, data={**fields, "csrf_token": form_token(client)})

    def refusals(self) -> int:
        """Return how many refusals of somebody known are on record."""
        with self.world.register.database.read() as session:
            return (
                session.scalar(
                    select(func.count())
                    .select_from(AuditEvent)
                    .where(AuditEvent.name == "access:request:refuse")
                )
                or 0
            )


def form_token(client: Any) -> str:
    """Return the token of a form on a page of ours."""
    found = TOKEN.search(client.get("/").text)
    assert found is not None
    return found[1]


def _again(value: Any) -> Any:
    return (BytesIO(value), "kast.jpg") if isinstance(value, bytes) else value


@pytest.fixture(scope="module")
def town(stores: Stores, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Give the town of the catalogue."""
    world = World(stores.sqlite(), tmp_path_factory.mktemp("keys"))
    yield Town(world, settle(world))
    world.register.database.dispose()


def page_rules(town: Town) -> list[tuple[Rule, str]]:
    """Return the endpoints of people, each with its method."""
    return [
        (rule, method)
        for rule in town.world.app.url_map.iter_rules()
        if not rule.rule.startswith(MACHINES)
        for method in sorted({"GET", "POST"} & (rule.methods or set()))
    ]


def with_ids(town: Town) -> list[tuple[Rule, str]]:
    """Return those that name something of somebody's, and that not everybody may open."""
    return [
        (rule, method)
        for rule, method in page_rules(town)
        if rule.arguments and Role.PUBLIC not in PERMISSIONS[rule.endpoint]
    ]


def test_the_ids_are_of_what_is_there(town: Town) -> None:
    """Else the tests below would hold for ids of nothing."""
    missed = []
    for rule, method in with_ids(town):
        if method == "GET":
            role = min(PERMISSIONS[rule.endpoint], key=list(Role).index)
            client = town.client(role)
            if rule.endpoint.startswith("account."):
                client.set_cookie(*COOKIES["account"])
            status = client.get(town.path(rule)).status_code
            if status not in {200, 303}:
                missed.append((rule.endpoint, status))
    assert missed == []


def strangers(town: Town, endpoint: str) -> list[tuple[Role, str]]:
    """Return who may open such pages, but not that of the town."""
    roles = PERMISSIONS[endpoint]
    found = []
    if Role.DEALER in roles:
        found.append((Role.DEALER, town.other_dealer))
    found += [(role, AMSTERDAM) for role in (Role.INSPECTOR, Role.MUNICIPALITY) if role in roles]
    if endpoint.startswith("police.searches."):
        found.append((Role.POLICE, "another-officer"))
    return found


def test_what_is_anothers_is_not_found_and_that_it_was_tried_is_recorded(town: Town) -> None:
    wrong = []
    for rule, method in with_ids(town):
        for role, subject in strangers(town, rule.endpoint):
            before = town.refusals()
            status = town.send(town.client(role, subject), rule, method).status_code
            if status not in {403, 404} or town.refusals() != before + 1:
                wrong.append((rule.endpoint, method, role.value, status, town.refusals() - before))
    assert wrong == [], "\n".join(map(str, wrong))


def test_the_wrong_role_is_refused_and_that_is_recorded(town: Town) -> None:
    wrong = []
    for rule, method in page_rules(town):
        roles = PERMISSIONS[rule.endpoint]
        if Role.PUBLIC in roles:
            continue
        names = rule.arguments
        path = town.path(rule) if names else rule.rule
        for role in (Role.PUBLIC, *(set(SIGNED_IN) - roles)):
            before = town.refusals()
            subject = town.other_dealer if role is Role.DEALER else None
            status = town.send(town.client(role, subject), rule, method, path).status_code
            known = role is not Role.PUBLIC
            if status != (403 if known else 401) or town.refusals() != before + known:
                wrong.append((rule.endpoint, method, role.value, status, town.refusals() - before))
    assert wrong == []


def test_no_form_is_taken_without_its_token(town: Town) -> None:
    wrong = []
    for rule, method in page_rules(town):
        if method != "POST":
            continue
        role = min(PERMISSIONS[rule.endpoint], key=list(Role).index)
        path = town.path(rule) if set(rule.arguments) - {"step"} else rule.rule
        path = re.sub(r"<[^>]*step>", "shop", path)
        client = town.client(role)
        client.get("/")
        for sent in ({}, {"csrf_token": "made up"}):
            status = client.post(path, data=sent).status_code
            if status != 400:
                wrong.append((rule.endpoint, status))
    assert wrong == []


def test_nothing_of_a_page_is_kept_on_the_way_or_told_elsewhere(town: Town) -> None:
    wrong = []
    for rule, method in page_rules(town):
        if method != "GET" or rule.endpoint in NO_PAGES:
            continue
        role = min(PERMISSIONS[rule.endpoint], key=list(Role).index)
        path = town.path(rule) if set(rule.arguments) - {"step"} else rule.rule
        path = re.sub(r"<[^>]*step>", "shop", path)
        headers = town.client(role).get(path).headers
        if (
            "no-store" not in headers["Cache-Control"]
            or headers["Referrer-Policy"] != "same-origin"
            or headers["X-Content-Type-Options"] != "nosniff"
            or "frame-ancestors 'none'" not in headers["Content-Security-Policy"]
        ):
            wrong.append((rule.endpoint, dict(headers)))
    assert wrong == []


def test_a_demo_identity_ends_nobodys_session(town: Town) -> None:
    """It has no account, and neither have those of staff, so the account tells them not apart."""
    town.client(Role.POLICE)
    with town.world.register.database.read() as session:
        others = session.scalars(
            select(WebSession.id).where(WebSession.role == Role.POLICE.value)
        ).first()
    client = town.client(Role.DEALER, town.other_dealer)
    path = f"/account/sessions/{others}/end"
    answer = client.post(path, data={"csrf_token": form_token(client)})
    assert answer.status_code == 404
    with town.world.register.database.read() as session:
        assert session.get(WebSession, others) is not None


@pytest.mark.parametrize("role", [Role.DEALER, Role.POLICE])
def test_a_session_is_none_under_the_other_cookie(town: Town, role: Role) -> None:
    actor = Actor(role, town.ids["dealer"])
    with town.world.register.database.write() as session:
        lifetime = town.world.clock.now - town.world.clock.now.replace(year=2025)
        now = town.world.clock()
        secret = sessions.open_for(session, actor, now, lifetime=lifetime, demo=True)
    for name, status in ((DEALER_COOKIE, 401), (STAFF_COOKIE, 401)):
        own = DEALER_COOKIE if role is Role.DEALER else STAFF_COOKIE
        client = town.world.app.test_client()
        client.set_cookie(name, secret)
        path = "/dealer/purchases" if role is Role.DEALER else "/police/hits/"
        assert client.get(path).status_code == (200 if name == own else status)


def test_when_all_was_looked_at_log_and_tables_agree(town: Town) -> None:
    before = _events(town)
    for page in PAGES:
        if page.then is None:
            answer = town.client(page.role).get(page.path(town.ids))
            assert answer.status_code in {200, 303}, (page.name, answer.status_code)
    assert NOT_PAGES
    assert _events(town) > before
    with town.world.register.database.read() as session:
        found = list(differences(session, verifiers(town.world.register.keys)))
    assert found == []


def _events(town: Town) -> int:
    with town.world.register.database.read() as session:
        return session.scalar(select(func.count()).select_from(AuditEvent)) or 0
