"""Who sees what: every role at every endpoint, with its own and with somebody else's objects."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from marshmallow import Schema, fields
from sqlalchemy import select

from registry.access.actors import Role
from registry.access.permissions import PERMISSIONS, may
from registry.access.views import VIEWS, shown
from registry.followers import sequencing, signing
from registry.rules.confirmations import token_of
from registry.tables import EmailConfirmation
from tests.inspecting import decide, entry, plan
from tests.stores import Stores
from tests.world import ADDRESS, DEALER, PURCHASE, STOLEN_GOOD, UTRECHT, World

ELSEWHERE = "GM0363"
AREAS = (Role.INSPECTOR, Role.MUNICIPALITY)
ROLES = [Role.PUBLIC, Role.DEALER, Role.POLICE, Role.INSPECTOR, Role.MUNICIPALITY, Role.ADMIN]
SELLER = ("Voorbeeld", "SPECI2014", "Koper")
OPENED = {"sellers.disclose", "sellers.consult", "sellers.disclose_buyer", "sellers.consult_buyer"}
OF_THE_POLICE = ("PL0900", "p_item", "owner-77")


class Stage:
    """One world with something of every kind in it: the dealer's, and another dealer's."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.elsewhere = world.new_dealer(municipality_code=ELSEWHERE, started_at=STARTED)
        self._passing = ""
        bought = world.buy()
        self.bought, self.receipt = bought["id"], bought["receipt"]
        self.bought_elsewhere = world.buy(subject=self.elsewhere)["id"]
        for dealer in (world.dealer, self.elsewhere):  # A breach of each.
            world.buy({**PURCHASE, "acquired_at": "2026-06-01T12:00:00Z"}, subject=dealer)
        self.good = world.lose({**STOLEN_GOOD, "owner_reference": "owner-77"})["id"]
        hits = world.hits()
        self.hit = next(hit["id"] for hit in hits if hit["purchase"]["id"] == self.bought)
        judged = {"judgement": "confirmed"}
        world.call("POST", f"/hits/{self.hit}/judgement", Role.POLICE, json=judged)
        self.demand = world.demand("77")["id"]
        self.order = self.order_on(self.bought)
        self.notice = {"text": "a phone", "item": STOLEN_GOOD["item"], "dealers": [world.dealer]}
        elsewhere = {"text": "theirs", "item": STOLEN_GOOD["item"], "dealers": [self.elsewhere]}
        for body in (self.notice, elsewhere):
            world.call("POST", "/notices", Role.POLICE, json=body)
        self.order_on(self.bought_elsewhere)
        asked = {**self.asked, "dealer_id": self.elsewhere}
        world.call("POST", "/demands", Role.POLICE, json=asked)
        self.sold = world.buy()["id"]
        world.clock.move(timedelta(days=5))
        world.call("POST", f"/purchases/{self.sold}/sale", Role.DEALER, json=self.sale)
        self.inspection = plan(world)["id"]
        plan(world, Role.POLICE, dealer_id=self.elsewhere)
        self.reported = plan(world)["id"]
        decide(world, {"id": self.reported})
        printed = world.call("GET", f"/inspections/{self.reported}/report", Role.INSPECTOR)
        assert printed.status_code == 200, printed.json
        assert self.branch, "premises to list, whichever test comes first"
        assert self.member, "and staff"
        sequencing.follow(world.register)
        signing.follow(world.register)

    def order_on(self, purchase_id: str) -> str:
        """Order a good to be kept and return the order's id."""
        body = self.keeping
        path = f"/purchases/{purchase_id}/hold-orders"
        return str(self.world.call("POST", path, Role.POLICE, json=body).json["id"])

    @property
    def keeping(self) -> dict[str, str]:
        """Return an order to keep a good."""
        until = self.world.clock() + timedelta(days=10)
        return {"until": until.isoformat(), "ground": "case 77"}

    @property
    def sale(self) -> dict[str, Any]:
        """Return a sale of now."""
        buyer = {"name": "Koos Koper", "address": DEALER["address"]}
        return {"sold_at": self.world.clock().isoformat(), "conditions": "swap", "buyer": buyer}

    @property
    def going_back(self) -> dict[str, str]:
        """Return a return of now."""
        return {"returned_at": self.world.clock().isoformat(), "reason": "pawn_redeemed"}

    @property
    def asked(self) -> dict[str, str]:
        """Return a demand to the dealer."""
        due = self.world.clock() + timedelta(days=7)
        case = {"text": "Tell from whom.", "case_number": "77"}
        return {"dealer_id": self.world.dealer, "due_at": due.isoformat(), **case}

    @property
    def old(self) -> str:
        """Return an entry of the dealer of which the hold is over, with no order on it."""
        bought = self.world.buy()
        self.world.clock.move(timedelta(days=5))
        return str(bought["id"])

    @property
    def unanswered(self) -> str:
        """Return a demand that waits for its answer."""
        return str(self.world.demand("78")["id"])

    @property
    def standing(self) -> str:
        """Return an order that stands."""
        return self.order_on(str(self.world.buy()["id"]))

    @cached_property
    def subjects(self) -> dict[tuple[Role, bool], str]:
        """Who comes, as somebody whose objects these are and as somebody else."""
        area = {
            (role, own): UTRECHT if own else ELSEWHERE for role in AREAS for own in (True, False)
        }
        return {
            (Role.DEALER, True): self.world.dealer,
            (Role.DEALER, False): self.elsewhere,
            **area,
        }

    def call(self, role: Role, call: "Call", *, own: bool = True) -> Any:
        """Make a call as somebody of this role."""
        path = call.path.format(s=self)
        subject = self.subjects.get((role, own))
        if role is Role.DEALER and own and "passing" in call.path:
            subject = self._passing
        return self.world.call(
            call.method,
            path,
            role,
            subject=subject,
            key=uuid.uuid4().hex if call.method == "POST" else None,
            json=getattr(self, call.body) if isinstance(call.body, str) else call.body,
            query_string=call.query,
        )

    @property
    def own_dealer(self) -> dict[str, str]:
        """Return the dealer in Utrecht as a body."""
        return {"dealer_id": self.world.dealer}

    @property
    def submitted(self) -> str:
        """Return a dealer in Utrecht that waits for its decision."""
        made = self.world.call("POST", "/dealers", json=DEALER)
        return str(made.json["id"])

    @property
    def passing(self) -> str:
        """Return a dealer in Utrecht that may stop."""
        self._passing = self.world.new_dealer()
        return self._passing

    @property
    def branch(self) -> str:
        """Return premises of the dealer that wait for their decision."""
        path = f"/dealers/{self.world.dealer}/premises"
        return str(self.world.call("POST", path, Role.DEALER, json=BRANCH).json["id"])

    @property
    def member(self) -> str:
        """Return somebody of the dealer's staff."""
        path = f"/dealers/{self.world.dealer}/staff"
        return str(self.world.call("POST", path, Role.DEALER, json=CLERK).json["id"])

    @property
    def confirmation(self) -> dict[str, str]:
        """Return the token that was sent to the last dealer that notified."""
        with self.world.register.database.read() as session:
            asked = session.scalars(
                select(EmailConfirmation.id).order_by(EmailConfirmation.id.desc()).limit(1)
            ).one()
        return {"token": token_of(self.world.register.keys, asked)}

    @property
    def wanted(self) -> dict[str, Any]:
        """Return the plan of an inspection of the dealer."""
        shares = {"confidence": 0.9, "tolerated_share": 0.1}
        return {"dealer_id": self.world.dealer, **shares}

    @property
    def findings(self) -> dict[str, Any]:
        """Return what was found at the dealer."""
        found_at = self.world.clock().isoformat()
        return {"entries": [entry(str(self.bought), found_at=found_at)]}

    @property
    def lost(self) -> str:
        """Return a good that is listed as stolen and nothing else."""
        return str(self.world.lose()["id"])


@dataclass(frozen=True)
class Call:
    """A call that succeeds for whoever may make it; a body in words is one of the stage's."""

    method: str
    path: str
    body: Mapping[str, Any] | str | None = None
    query: Mapping[str, Any] | None = None


PURPOSE = {"purpose": "case 1"}
REASON = {"reason": "misread"}
STARTED = "2026-06-14T09:00:00Z"
HAPPENED = {"happened_at": STARTED}
PERIOD = {"first": "2026-06-01", "last": "2026-06-30"}
BRANCH = {"address": ADDRESS, "municipality_code": UTRECHT, **HAPPENED}
CLERK = {"name": "Pietje Balie", "email": "balie@tweedekans.example", "role": "clerk"}
CALLS = {
    "audit.checkpoints": Call("GET", "/audit/checkpoints"),
    "audit.consistency": Call("GET", "/audit/consistency", query={"first": 1}),
    "audit.entries": Call("GET", "/audit/entries", query=PURPOSE),
    "audit.proof": Call("GET", "/audit/proofs/{s.receipt[statement][event]}"),
    "audit.verify": Call("POST", "/audit/receipt-verifications", "receipt"),
    "dealers.submit": Call("POST", "/dealers", DEALER),
    "dealers.index": Call("GET", "/dealers"),
    "dealers.show": Call("GET", "/dealers/{s.world.dealer}"),
    "dealers.decide": Call(
        "POST", "/dealers/{s.submitted}/decision", {"decision": "approve", **REASON}
    ),
    "dealers.confirm": Call("POST", "/dealers/confirmations", "confirmation"),
    "dealers.move": Call("POST", "/dealers/{s.passing}/moves", BRANCH),
    "dealers.end": Call("POST", "/dealers/{s.passing}/end", HAPPENED),
    "premises.open_branch": Call("POST", "/dealers/{s.world.dealer}/premises", BRANCH),
    "premises.of_dealer": Call("GET", "/dealers/{s.world.dealer}/premises"),
    "premises.decide": Call(
        "POST",
        "/dealers/{s.world.dealer}/premises/{s.branch}/decision",
        {"decision": "approve", **REASON},
    ),
    "premises.end": Call(
        "POST", "/dealers/{s.world.dealer}/premises/{s.branch}/end", {"happened_at": STARTED}
    ),
    "notifications.index": Call("GET", "/notifications"),
    "staff.add": Call("POST", "/dealers/{s.world.dealer}/staff", CLERK),
    "staff.of_dealer": Call("GET", "/dealers/{s.world.dealer}/staff"),
    "staff.end": Call("DELETE", "/dealers/{s.world.dealer}/staff/{s.member}"),
    "figures.adoption": Call("GET", "/figures/adoption"),
    "figures.checks": Call("GET", "/figures/checks", query=PERIOD),
    "figures.matching": Call("GET", "/figures/matching", query=PERIOD),
    "figures.compliance": Call("GET", "/figures/compliance", query=PERIOD),
    "purchases.register": Call("POST", "/purchases", PURCHASE),
    "purchases.index": Call("GET", "/purchases", query=PURPOSE),
    "purchases.show": Call("GET", "/purchases/{s.bought}", query=PURPOSE),
    "purchases.correct": Call(
        "POST", "/purchases/{s.bought}/corrections", {**REASON, "payment": "bank"}
    ),
    "purchases.register_together": Call(
        "POST",
        "/purchase-batches",
        {
            **{name: value for name, value in PURCHASE.items() if name not in {"item", "price"}},
            "items": [{"item": PURCHASE["item"], "price": PURCHASE["price"]}],
        },
    ),
    "disposals.sell": Call("POST", "/purchases/{s.old}/sale", "sale"),
    "disposals.give_back": Call("POST", "/purchases/{s.old}/return", "going_back"),
    "hold_orders.issue": Call("POST", "/purchases/{s.old}/hold-orders", "keeping"),
    "hold_orders.index": Call("GET", "/hold-orders"),
    "hold_orders.release": Call("POST", "/hold-orders/{s.standing}/release", {}),
    "notices.send": Call("POST", "/notices", "notice"),
    "notices.index": Call("GET", "/notices"),
    "demands.send": Call("POST", "/demands", "asked"),
    "demands.index": Call("GET", "/demands"),
    "demands.answer": Call("POST", "/demands/{s.unanswered}/answer", {"text": "From a friend."}),
    "sellers.disclose_buyer": Call(
        "POST",
        "/purchases/{s.sold}/buyer-disclosure",
        {"ground": "demand", "case_number": "77"},
    ),
    "sellers.consult_buyer": Call("POST", "/purchases/{s.sold}/buyer-consultation", PURPOSE),
    "sellers.disclose": Call(
        "POST",
        "/purchases/{s.bought}/seller-disclosure",
        {"ground": "confirmed_hit", "case_number": "77"},
    ),
    "sellers.consult": Call("POST", "/purchases/{s.bought}/seller-consultation", PURPOSE),
    "sellers.same": Call("GET", "/purchases/{s.bought}/same-seller", query=PURPOSE),
    "stolen_goods.report": Call("POST", "/stolen-goods", STOLEN_GOOD),
    "stolen_goods.show": Call("GET", "/stolen-goods/{s.good}"),
    "stolen_goods.change": Call("PATCH", "/stolen-goods/{s.good}", {"place": "Zeist"}),
    "stolen_goods.withdraw": Call("POST", "/stolen-goods/{s.lost}/withdrawal", REASON),
    "checks.answer": Call("POST", "/checks", {"identifier": "35-209900-176148-1"}),
    "checks.receipt_key": Call("GET", "/receipt-key"),
    "hits.index": Call("GET", "/hits"),
    "hits.show": Call("GET", "/hits/{s.hit}"),
    "hits.judge": Call("POST", "/hits/{s.hit}/judgement", {"judgement": "confirmed"}),
    "compliance.index": Call("GET", "/compliance"),
    "inspections.plan": Call("POST", "/inspections", "wanted"),
    "inspections.index": Call("GET", "/inspections"),
    "inspections.show": Call("GET", "/inspections/{s.inspection}"),
    "inspections.record": Call("POST", "/inspections/{s.inspection}/findings", "findings"),
    "inspections.conclude": Call(
        "POST", "/inspections/{s.inspection}/conclusion", {"decision": "none", **REASON}
    ),
    "inspections.receipt": Call("GET", "/inspections/{s.reported}/report-receipt"),
    "inspections.history": Call("GET", "/dealers/{s.world.dealer}/enforcement"),
    "match_profiles.index": Call("GET", "/match-profiles"),
    "rule_checks.run": Call("POST", "/rule-checks", "own_dealer"),
    "rule_checks.index": Call("GET", "/rule-outcomes"),
}
# Bytes that are everybody's, and no answer with fields.
RAW = {"audit.checkpoint", "audit.tile"}
# A file, of which tests/api/test_inspection_reports.py reads the words.
FILES = {"inspections.report"}
# Nothing that somebody could own.
NOBODYS = {
    "audit.checkpoints",
    "audit.consistency",
    "audit.entries",
    "audit.proof",
    "audit.verify",
    "dealers.submit",
    "purchases.register",
    "purchases.register_together",
    "notices.send",
    "demands.send",
    "stolen_goods.report",
    "checks.answer",
    "checks.receipt_key",
    "match_profiles.index",
    "dealers.confirm",
    "figures.adoption",
    "figures.checks",
    "figures.matching",
    "figures.compliance",
}


@pytest.fixture(scope="module")
def stage(stores: Stores, keys: Path) -> Iterator[Stage]:
    """Give the world that all of these tests look at."""
    world = World(stores.sqlite(), keys)
    yield Stage(world)
    world.register.database.dispose()


def answering(stage: Stage) -> dict[str, Schema]:
    """Return with which schema each endpoint of the API answers."""
    found: dict[str, Schema] = {}
    for blueprint in stage.world.app.blueprints.values():
        found.update(getattr(blueprint, "_answers", {}))
    return found


def nouns_in(schema: Schema, answer: Any) -> Iterator[tuple[str, set[str]]]:
    """Yield each noun in an answer, however deep, with the fields that it was shown with."""
    if isinstance(answer, list):
        for each in answer:
            yield from nouns_in(schema, each)
    elif isinstance(answer, dict):
        noun = getattr(schema, "noun", None)
        if noun is not None:
            yield noun, set(answer)
        for name, value in answer.items():
            field = schema.fields[name]
            inner = field.inner if isinstance(field, fields.List) else field
            if isinstance(inner, fields.Nested):
                yield from nouns_in(inner.schema, value)


def nouns_of(schema: Schema) -> set[str]:
    """Return the nouns that a schema may hold."""
    found = {noun} if (noun := getattr(schema, "noun", None)) else set()
    for field in schema.fields.values():
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested):
            found |= nouns_of(inner.schema)
    return found


def test_every_endpoint_answers_with_nouns_and_is_tried_here(stage: Stage) -> None:
    schemas = answering(stage)
    served = {
        rule.endpoint
        for rule in stage.world.app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
    }
    assert set(schemas) == set(CALLS) == served - RAW - FILES
    assert all(Role.PUBLIC in PERMISSIONS[endpoint] for endpoint in RAW)
    for endpoint, schema in schemas.items():
        nouns = nouns_of(schema)
        assert nouns, f"{endpoint} answers with something that no table speaks of"
        assert nouns <= set(VIEWS), endpoint


def test_the_table_names_fields_that_there_are(stage: Stage) -> None:
    """A field that the table forgets is shown to nobody; one that it invents is a mistake."""
    declared: dict[str, set[str]] = {}

    def collect(schema: Schema) -> None:
        noun = getattr(schema, "noun", None)
        if noun is not None:
            declared[noun] = set(schema.fields)
        for field in schema.fields.values():
            inner = field.inner if isinstance(field, fields.List) else field
            if isinstance(inner, fields.Nested):
                collect(inner.schema)

    for schema in answering(stage).values():
        collect(schema)
    for noun, view in VIEWS.items():
        assert set().union(*view.values()) == declared[noun], noun


@pytest.mark.parametrize("endpoint", CALLS)
@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_shown_what_the_table_says(stage: Stage, role: Role, endpoint: str) -> None:
    answer = stage.call(role, CALLS[endpoint])
    if not may(role, endpoint):
        assert answer.status_code == (401 if role is Role.PUBLIC else 403)
        return
    assert answer.status_code < 300, answer.json
    found = list(nouns_in(answering(stage)[endpoint], answer.json))
    assert found
    for noun, fields_shown in found:
        assert fields_shown == shown(noun, role), noun


@pytest.mark.parametrize("endpoint", [name for name in CALLS if name not in NOBODYS])
@pytest.mark.parametrize("role", [Role.DEALER, Role.INSPECTOR, Role.MUNICIPALITY])
def test_somebody_elses_object_is_not_found(stage: Stage, role: Role, endpoint: str) -> None:
    call = CALLS[endpoint]
    answer = stage.call(role, call, own=False)
    if not may(role, endpoint):
        assert answer.status_code == 403
    elif endpoint.endswith(".index"):
        assert answer.status_code == 200
        assert answer.json["items"]
        for hidden in (stage.world.dealer, stage.bought):
            assert hidden not in answer.text
    else:
        assert answer.status_code == 404, answer.json


@pytest.mark.parametrize("endpoint", CALLS)
@pytest.mark.parametrize("role", ROLES)
def test_no_answer_holds_what_is_not_the_callers(stage: Stage, role: Role, endpoint: str) -> None:
    """The values themselves, whatever the fields are called."""
    text = stage.call(role, CALLS[endpoint]).text
    for personal in SELLER:
        assert personal not in text or endpoint in OPENED
    for secret in OF_THE_POLICE:
        assert secret not in text or role is Role.POLICE
    if role not in {Role.DEALER, Role.POLICE}:
        assert '"match"' not in text


def test_who_may_open_sellers_is_police_and_dealers(stage: Stage) -> None:
    for noun in ("seller", "buyer"):
        assert set(VIEWS[noun]) == {Role.POLICE, Role.DEALER}
    for endpoint in OPENED:
        assert PERMISSIONS[endpoint] <= set(VIEWS["seller"])


@pytest.mark.parametrize("noun", ["seller", "nothing of the kind"])
def test_what_the_table_does_not_grant_is_shown_to_nobody(noun: str) -> None:
    assert shown(noun, Role.ADMIN) == frozenset()
