"""Shortcuts for tests of signing in: a dealer that can, its mail, and its app."""

import json
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from pyotp import HOTP
from sqlalchemy import select

from registry.access.actors import SYSTEM, Actor, Role
from registry.audit.names import EventName
from registry.journal import append
from registry.paper.letters import letter
from registry.rules import mailing, outbox
from registry.tables import Account, AuditEvent, Dealer
from tests.browsing import send
from tests.world import DEALER, World

EMAIL = str(DEALER["email"])
CLERK = "kees@tweedekans.example"
PASSWORD = "vier losse woorden hier"
CODE = re.compile(r"^([a-z2-7]{5}-[a-z2-7]{5})$", re.MULTILINE)
KEY = re.compile(r"<code>((?:[A-Z2-7]{4} ){8})</code>")


def confirmed_dealer(world: World) -> str:
    """Return the id of the world's dealer, whose address is confirmed."""
    dealer_id = world.dealer
    with world.register.database.write() as session:
        dealer = session.get_one(Dealer, UUID(dealer_id))
        dealer.email_confirmed_at = world.clock()
        dealer.version += 1
        append(
            session,
            Actor(Role.SYSTEM, "test"),
            world.clock(),
            EventName.DEALER_CONFIRM,
            object_id=dealer.id,
            object_version=dealer.version,
        )
    return dealer_id


def mailed_code(world: World) -> str | None:
    """Return the code in the newest mail, if there is mail that would be sent."""
    with world.register.database.read() as session:
        for message in outbox.latest(session, 5):
            address = mailing.address_of(
                session,
                SYSTEM,
                world.clock(),
                desks=None,
                keys=world.register.keys,
                message=message,
            )
            if message.kind == "account_code" and address:
                token = mailing.token_of(world.register.keys, message)
                mail = letter(message, sender="a@b.example", address=address, token=token)
                found = CODE.search(mail.get_content())
                assert found is not None
                return found[1]
    return None


def recover(world: World, email: str = EMAIL, password: str = PASSWORD, client: Any = None) -> Any:
    """Ask for a code and bring it with a new password; return the last answer."""
    send(world, "/account/recover", client=client, email=email)
    code = mailed_code(world)
    assert code is not None
    return send(
        world,
        "/account/recover/code",
        client=client,
        email=email,
        code=code,
        password=password,
    )


def app_key(page: str) -> str:
    """Return the key for an app that a page shows."""
    found = KEY.search(page)
    assert found is not None, page
    return found[1].replace(" ", "")


def app_code(world: World, key: str) -> str:
    """Return what an app with this key shows now."""
    return HOTP(key).at(int(world.clock().timestamp()) // 30)


def set_up(world: World, email: str = EMAIL, client: Any = None) -> tuple[str, list[str]]:
    """Come in for the first time; return the key of the app and the recovery codes."""
    answer = recover(world, email, client=client)
    assert answer.headers["Location"] == "/account/set-up", answer.text
    key = app_key((client or world.client).get("/account/set-up").text)
    done = send(world, "/account/set-up", client=client, code=app_code(world, key))
    codes = re.findall(r"<li>([a-z2-9]{5}-[a-z2-9]{5})</li>", done.text)
    assert len(codes) == 10, done.text
    world.clock.move(timedelta(seconds=30))
    return key, codes


def sign_in(world: World, password: str = PASSWORD, email: str = EMAIL, client: Any = None) -> Any:
    """Send the first form for signing in."""
    return send(world, "/account/sign-in", client=client, email=email, password=password)


def second(world: World, code: str, client: Any = None) -> Any:
    """Send the second form for signing in."""
    return send(world, "/account/sign-in/code", client=client, code=code)


def only_account(world: World) -> Account:
    """Return the one account there is."""
    with world.register.database.read() as session:
        return session.scalars(select(Account)).one()


def events(world: World) -> list[tuple[str, str, dict[str, Any]]]:
    """Return name, result and details of the events of signing in, in their order."""
    with world.register.database.read() as session:
        leaves = session.scalars(
            select(AuditEvent.leaf)
            .where(AuditEvent.name.like("access:%"))
            .order_by(AuditEvent.at, AuditEvent.id)
        )
        found = [json.loads(leaf) for leaf in leaves]
    return [(e["name"], e["result"], e["details"]) for e in found if "token" not in e["name"]]


def no_personal_data(world: World) -> None:
    with world.register.database.read() as session:
        text = " ".join(session.scalars(select(AuditEvent.leaf)))
    assert "@" not in text
    assert PASSWORD not in text
