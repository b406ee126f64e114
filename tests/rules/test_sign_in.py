"""Signing in by its rules: what two at once may do, and how long who fails waits."""

import itertools
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select

from registry.access.actors import Actor, Role
from registry.access.sealing import unseal
from registry.errors import Conflict, Invalid, TooManyRequests
from registry.rules import account_codes, authenticator_apps, sealing_keys, second_factors, sign_in
from registry.rules.sign_in import Door
from registry.rules.sign_in_limits import (
    FREE_OF_EMAIL,
    LONGEST_WAIT,
    Limits,
    count,
    wait_after,
    was_right,
)
from registry.tables import Account, MailedCode, SealedIdentity, SignInAttempts, WebSession
from tests.web.signing_in import EMAIL, PASSWORD, confirmed_dealer
from tests.world import World

PUBLIC = Actor(Role.PUBLIC, origin="test")


def door(world: World) -> Door:
    register = world.register
    return Door(register.database, register.keys, PUBLIC, "client", timedelta(hours=12))


def mailed(world: World) -> str:
    with world.register.database.write() as session:
        account_codes.ask(session, PUBLIC, world.clock(), email=EMAIL)
        session.flush()
        code_id = session.scalars(select(MailedCode.id)).one()
    return account_codes.code_of(world.register.keys, code_id)


def has_account(world: World) -> str:
    """Give the dealer an account, and return the key of its app."""
    confirmed_dealer(world)
    now = world.clock()
    step = sign_in.with_mailed_code(
        door(world), now, email=EMAIL, code=mailed(world), password=PASSWORD
    )
    with world.register.database.read() as session:
        account_id = session.scalars(select(Account.id)).one()
    key = authenticator_apps.offered_key(world.register.keys, account_id, step)
    code = code_now(world, key)
    second_factors.set_up_with_app(door(world), now, step_secret=step, code=code)
    world.clock.move(timedelta(seconds=30))
    return key


def code_now(world: World, key: str) -> str:
    from pyotp import TOTP

    return TOTP(key).at(world.clock())


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Make calls at one time and return what each returned or raised."""
    outcomes: list[Any] = [None] * len(calls)
    gate = threading.Barrier(len(calls))

    def run(place: int) -> None:
        gate.wait()
        try:
            outcomes[place] = calls[place]()
        except (Invalid, Conflict, TooManyRequests) as error:
            outcomes[place] = error

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_wrong_attempts_at_once_all_count(world: World) -> None:
    has_account(world)

    def attempt() -> None:
        sign_in.with_password(door(world), world.clock(), email=EMAIL, password="niet dit woord")

    outcomes = at_once(*[attempt] * 8)
    assert [type(o) for o in outcomes].count(Invalid) == FREE_OF_EMAIL
    assert [type(o) for o in outcomes].count(TooManyRequests) == 8 - FREE_OF_EMAIL
    with world.register.database.read() as session:
        counts = sorted(session.scalars(select(SignInAttempts.count)))
    assert counts[-1] == FREE_OF_EMAIL


def test_one_code_of_the_app_at_once_passes_once(world: World) -> None:
    key = has_account(world)
    now = world.clock()
    ways = [
        sign_in.with_password(door(world), now, email=EMAIL, password=PASSWORD) for _ in range(2)
    ]
    code = code_now(world, key)
    outcomes = at_once(
        *[
            lambda way=way: sign_in.with_second_factor(door(world), now, step_secret=way, code=code)
            for way in ways
        ]
    )
    assert sorted(type(o).__name__ for o in outcomes) == ["Invalid", "str"]
    with world.register.database.read() as session:
        assert len(session.scalars(select(WebSession.id)).all()) == 2


def test_one_mailed_code_at_once_serves_once(world: World) -> None:
    confirmed_dealer(world)
    code = mailed(world)

    def bring() -> str:
        return sign_in.with_mailed_code(
            door(world), world.clock(), email=EMAIL, code=code, password=PASSWORD
        )

    outcomes = at_once(bring, bring)
    assert sorted(type(o).__name__ for o in outcomes) == ["Invalid", "str"]
    with world.register.database.read() as session:
        assert len(session.scalars(select(Account.id)).all()) == 1


def test_a_step_leads_in_once(world: World) -> None:
    key = has_account(world)
    step = sign_in.with_password(door(world), world.clock(), email=EMAIL, password=PASSWORD)
    sign_in.with_second_factor(
        door(world), world.clock(), step_secret=step, code=code_now(world, key)
    )
    world.clock.move(timedelta(seconds=30))
    again = at_once(
        lambda: sign_in.with_second_factor(
            door(world), world.clock(), step_secret=step, code=code_now(world, key)
        )
    )
    assert isinstance(again[0], Conflict)


def test_the_key_of_the_app_follows_the_master_key(world: World) -> None:
    key = has_account(world)
    keys = world.register.keys
    keys.sealing.add()
    admin = Actor(Role.ADMIN, "test")
    after: UUID | None = None
    while True:
        with world.register.database.write() as session:
            after = sealing_keys.rewrap_next(session, admin, world.clock(), keys=keys, after=after)
        if after is None:
            break
    with world.register.database.read() as session:
        account = session.scalars(select(Account)).one()
        row = session.get_one(SealedIdentity, account.totp_id)
    assert row.master_key == keys.sealing.current
    assert unseal(keys, row) == {"totp": key}


@given(st.integers(0, 100_000))
def test_each_wait_is_longer_up_to_the_longest(attempts: int) -> None:
    wait = wait_after(attempts, FREE_OF_EMAIL)
    assert timedelta(0) <= wait <= wait_after(attempts + 1, FREE_OF_EMAIL) <= LONGEST_WAIT
    assert (wait > timedelta(0)) == (attempts >= FREE_OF_EMAIL)


def test_attempts_are_forgotten_after_half_a_day(small_world: World) -> None:
    limits = Limits.of(small_world.register.keys, EMAIL, "client")
    for hours in [0] * FREE_OF_EMAIL + [12] * 3:
        small_world.clock.move(timedelta(hours=hours))
        with small_world.register.database.write() as session:
            count(session, small_world.clock(), limits)
            row = session.get_one(SignInAttempts, limits.email)
    assert row.count == 1


def test_what_is_counted_is_taken_back_in_the_same_order(world: World) -> None:
    """Else two who sign in at once to one account could wait for each other."""
    engine, taken = world.register.database.engine, list[str]()

    def note(*told: Any) -> None:
        statement, given = told[2], told[3]
        if statement.startswith("UPDATE sign_in_attempts"):
            values = [*given.values()] if isinstance(given, dict) else [*given]
            taken.extend(value for value in values if value in [limits.email, limits.client])

    event.listen(engine, "before_cursor_execute", note)
    keys = world.register.keys
    for email_first in (True, False):
        # The order is that of keyed hashes, so clients are tried until one has it.
        clients = (Limits.of(keys, EMAIL, f"client {number}") for number in itertools.count())
        limits = next(one for one in clients if (one.email < one.client) is email_first)
        with world.register.database.write() as session:
            count(session, world.clock(), limits)
        taken.clear()
        with world.register.database.write() as session:
            was_right(session, limits, came_in=True)
        assert taken == sorted([limits.email, limits.client])
    event.remove(engine, "before_cursor_execute", note)
