"""A small world to test in: a register, its API, a dealer, and goods to buy and to lose."""

import uuid
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from app import create_app
from registry.access.actors import Actor, Role
from registry.register import Register
from registry.rules import tokens
from registry.settings import Mode, Settings

NOW = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)
API = "/api/v1"
UTRECHT = "GM0344"

ADDRESS = {
    "street": "Oudegracht",
    "house_number": "12a",
    "postcode": "3511 AB",
    "city": "Utrecht",
    "country": "NL",
}
DEALER = {
    "name": "Tweede Kans",
    "kvk_number": "00123456",
    "municipality_code": UTRECHT,
    "email": "info@tweedekans.example",
    "goods": ["phone", "bicycle"],
    "address": ADDRESS,
}
PHONE = {
    "category": "phone",
    "brand": "Samsung",
    "model": "Galaxy S23",
    "identifiers": [{"type": "imei", "value": "35-209900-176148-1"}],
}
PURCHASE = {
    "acquired_at": "2026-06-15T11:00:00+02:00",
    "acquisition": "purchase",
    "item": PHONE,
    "price": {"amount": "120.00", "currency": "EUR"},
    "payment": "cash",
    "seller": {
        "name": "Jantje Voorbeeld",
        "address": ADDRESS,
        "adult": True,
        "id_document": {"type": "id_card", "number": "SPECI2014", "country": "NL"},
    },
}
STOLEN_GOOD = {
    "item": PHONE,
    "stolen_at": "2026-06-11T22:00:00+02:00",
    "reported_at": "2026-06-12T09:00:00+02:00",
    "report_number": "PL0900-2026123456",
    "place": "Utrecht",
}


class MovableClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now

    def move(self, by: timedelta) -> None:
        """Let time pass."""
        self.now += by


class World:
    """A register on one store, with shortcuts to act as somebody."""

    def __init__(self, url: str, keys: Path, mode: Mode = Mode.DEMO, **options: Any) -> None:
        self.clock = MovableClock()
        self.settings = Settings(
            mode=mode,
            database_url=url,
            keys_dir=keys,
            log_level="ERROR",
            public_calls_per_minute=options.pop("public_calls_per_minute", 10_000),
            **options,
        )
        self.register = Register(self.settings, clock=self.clock)
        self.app: Flask = create_app(register=self.register)
        self.client: Any = self.app.test_client()
        self._dealer: str | None = None

    def token(self, role: Role, subject: str) -> str:
        """Return a bearer token for somebody."""
        with self.register.database.write() as session:
            return tokens.issue(
                session,
                Actor(Role.SYSTEM, "test"),
                self.clock(),
                role=role,
                subject=subject,
                lifetime=timedelta(days=3650),
                demo=self.settings.demo,
            )

    def headers(self, role: Role, subject: str | None = None) -> dict[str, str]:
        """Return the headers with which somebody of this role comes."""
        if role is Role.PUBLIC:
            return {}
        default = {
            Role.DEALER: lambda: self.dealer,
            Role.INSPECTOR: lambda: UTRECHT,
            Role.MUNICIPALITY: lambda: UTRECHT,
        }
        subject = subject or default.get(role, lambda: "somebody")()
        return {"Authorization": f"Bearer {self.token(role, subject)}"}

    def call(
        self,
        method: str,
        path: str,
        role: Role = Role.PUBLIC,
        *,
        subject: str | None = None,
        key: str | None = None,
        **options: Any,
    ) -> Any:
        """Call the API as somebody."""
        headers = {**self.headers(role, subject), **options.pop("headers", {})}
        if key is not None:
            headers["Idempotency-Key"] = key
        return self.client.open(f"{API}{path}", method=method, headers=headers, **options)

    @property
    def dealer(self) -> str:
        """The id of an approved dealer in Utrecht, made when first asked for."""
        if self._dealer is None:
            self._dealer = self.new_dealer()
        return self._dealer

    def new_dealer(self, **changes: Any) -> str:
        """Notify and approve a dealer, and return its id."""
        body = {**DEALER, **changes}
        made = self.call("POST", "/dealers", json=body)
        assert made.status_code == 201, made.json
        dealer_id = str(made.json["id"])
        decided = self.call(
            "POST",
            f"/dealers/{dealer_id}/decision",
            Role.MUNICIPALITY,
            subject=body["municipality_code"],
            json={"decision": "approve", "reason": "complete"},
        )
        assert decided.status_code == 200, decided.json
        return dealer_id

    def new_premises(self, municipality_code: str) -> str:
        """Open and approve premises of the dealer elsewhere, and return their id."""
        told = {
            "address": ADDRESS,
            "municipality_code": municipality_code,
            "happened_at": self.clock().isoformat(),
        }
        path = f"/dealers/{self.dealer}/premises"
        opened = self.call("POST", path, Role.DEALER, json=told)
        assert opened.status_code == 201, opened.json
        decided = self.call(
            "POST",
            f"{path}/{opened.json['id']}/decision",
            Role.MUNICIPALITY,
            subject=municipality_code,
            json={"decision": "approve", "reason": "complete"},
        )
        assert decided.status_code == 200, decided.json
        return str(opened.json["id"])

    def buy(self, body: dict[str, Any] | None = None, **options: Any) -> Any:
        """Enter a purchase as the dealer and return the answer's body."""
        answer = self.call(
            "POST",
            "/purchases",
            Role.DEALER,
            key=options.pop("key", uuid.uuid4().hex),
            json=body or PURCHASE,
            **options,
        )
        assert answer.status_code == 201, answer.json
        return answer.json

    def lose(self, body: dict[str, Any] | None = None) -> Any:
        """Report a good stolen as the police and return the answer's body."""
        answer = self.call("POST", "/stolen-goods", Role.POLICE, json=body or STOLEN_GOOD)
        assert answer.status_code == 201, answer.json
        return answer.json

    def demand(self, case_number: str) -> Any:
        """Demand particulars of the dealer as the police and return the answer's body."""
        body = {
            "dealer_id": self.dealer,
            "text": "Van wie komt deze fiets, en hoe is er betaald?",
            "due_at": (self.clock() + timedelta(days=7)).isoformat(),
            "case_number": case_number,
        }
        answer = self.call("POST", "/demands", Role.POLICE, json=body)
        assert answer.status_code == 201, answer.json
        return answer.json

    def hits(self, **query: Any) -> list[Any]:
        """Return the hits on the police's desk."""
        answer = self.call("GET", "/hits", Role.POLICE, query_string=query)
        assert answer.status_code == 200, answer.json
        items: list[Any] = answer.json["items"]
        return items


def item(value: str, **changes: Any) -> dict[str, Any]:
    """Return a phone with this number."""
    return {**PHONE, "identifiers": [{"value": value}], **changes}


def purchase(**changes: Any) -> dict[str, Any]:
    """Return a purchase with some fields changed."""
    return {**deepcopy(PURCHASE), **changes}


def stolen_good(**changes: Any) -> dict[str, Any]:
    """Return a stolen good with some fields changed."""
    return {**deepcopy(STOLEN_GOOD), **changes}
