"""Promises 1, 2 and 4 against `kill -9`, races and restarts, on both stores."""

import random
import shutil
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import exists, func, select

from registry.access.actors import Role
from registry.followers.loop import catch_up
from registry.register import Register
from registry.settings import Mode
from registry.tables import AuditEvent, HitVersion, JournalEntry, Purchase, StolenGood
from tests.faults.brute_force import pairs_by_brute_force, pairs_on_the_desk
from tests.faults.serving import (
    PATIENCE_SECONDS,
    Acknowledged,
    Call,
    ServerProcess,
    send_from_processes,
    wait_a_moment,
)
from tests.stores import PostgresServer, migrate
from tests.world import NOW, World, item, purchase, stolen_good

CLIENTS = 4


@pytest.fixture
def live(store_url: str, keys: Path, tmp_path: Path) -> Iterator[tuple[World, ServerProcess]]:
    """Give a world in production mode, and a server process on the same store."""
    keys_made(keys)
    world = World(store_url, keys, Mode.PRODUCTION)
    server = ServerProcess(store_url, keys, tmp_path)
    server.start()
    yield world, server
    server.kill()
    world.register.database.dispose()


def keys_made(folder: Path) -> None:
    """Make the keys as an administrator does before the first start."""
    from registry.access.keys import load_keys

    load_keys(folder, create=True)


def numbers(count: int, seed: int) -> list[str]:
    """Return serial numbers far from each other, so that pairs are meant and not by chance."""
    rng = random.Random(seed)
    alphabet = "ABCDEFGHJKLMNPRSTUVWXYZ23456789"
    # With a digit in each, since letters alone may be a word and no number.
    return ["".join(rng.choices(alphabet, k=11)) + rng.choice("23456789") for _ in range(count)]


def slipped(number: str, rng: random.Random) -> str:
    """Return the number with one swap of neighbours, as a hand does."""
    at = rng.randrange(len(number) - 1)
    return number[:at] + number[at + 1] + number[at] + number[at + 2 :]


def the_same_goods(world: World, count: int, seed: int) -> tuple[list[Call], list[Call]]:
    """Return purchases and reports of the same goods, a third of them mistyped."""
    rng = random.Random(seed)
    dealer = world.token(Role.DEALER, world.dealer)
    police = world.token(Role.POLICE, "officer")
    bought, lost = [], []
    for number in numbers(count, seed):
        typed = slipped(number, rng) if rng.random() < 1 / 3 else number
        bought.append(Call("/purchases", dealer, purchase(item=item(typed))))
        lost.append(Call("/stolen-goods", police, stolen_good(item=item(number))))
    rng.shuffle(lost)
    return bought, lost


def race_with_kills(
    server: ServerProcess, calls: list[Call], kills: int, seed: int
) -> list[Acknowledged]:
    """Send everything from several processes while the server is killed and started again."""
    rng = random.Random(seed)
    futures = send_from_processes(server.port, calls, CLIENTS)
    for _ in range(kills):
        until = time.monotonic() + rng.uniform(0.3, 2.0)
        while time.monotonic() < until:
            wait_a_moment()
        server.kill()
        server.start()
    return [answer for future in futures for answer in future.result(timeout=600)]


def catch_up_to_the_end(register: Register) -> None:
    """Follow the journal until every entry has its position.

    PostgreSQL ends a killed client's transaction when it next hears from that client, or after
    its wait for a lock; until then no entry behind it is final.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        catch_up(register)
        with register.database.read() as session:
            if not session.scalar(select(exists().where(JournalEntry.position.is_(None)))):
                return
        assert time.monotonic() < deadline, "entries without a position remain"
        wait_a_moment()


def check_promises(world: World, answers: list[Acknowledged]) -> None:
    """Hold the tables against what was acknowledged and against brute force."""
    assert {answer.status for answer in answers} == {201}
    catch_up_to_the_end(world.register)
    assert pairs_on_the_desk(world.register) == pairs_by_brute_force(world.register)
    promised = {(a.call.path, a.body["id"]) for a in answers}
    assert len(promised) == len(answers), "an idempotent call was carried out twice"
    with world.register.database.read() as session:
        for table, path in ((Purchase, "/purchases"), (StolenGood, "/stolen-goods")):
            kept = {str(id_) for id_ in session.scalars(select(table.id))}
            assert kept == {id_ for p, id_ in promised if p == path}
        for name, table in (
            ("dor:purchase:register", Purchase),
            ("stop-heling:good:report", StolenGood),
        ):
            recorded = session.scalars(
                select(AuditEvent.object_id).where(AuditEvent.name == name)
            ).all()
            assert Counter(recorded) == Counter(session.scalars(select(table.id)))
        steps = session.scalar(select(func.count()).select_from(HitVersion))
        events = session.scalar(select(func.count()).where(AuditEvent.name.like("desk:hit:%")))
        assert steps == events
        positions = session.scalars(
            select(JournalEntry.position).order_by(JournalEntry.position)
        ).all()
        assert positions == list(range(1, len(positions) + 1))
        sequence = session.scalars(
            select(Purchase.sequence_number).order_by(Purchase.sequence_number)
        ).all()
        assert sequence == list(range(1, len(sequence) + 1))


def run_race(
    live: tuple[World, ServerProcess], count: int, kills: int, seed: int
) -> list[Acknowledged]:
    """Race purchases against reports of the same goods, and hold the outcome to the promises."""
    world, server = live
    world.clock.now = NOW
    bought, lost = the_same_goods(world, count, seed)
    calls: list[Call] = [call for pair in zip(bought, lost, strict=True) for call in pair]
    answers = race_with_kills(server, calls, kills, seed)
    server.kill()
    check_promises(world, answers)
    assert len(pairs_on_the_desk(world.register)) >= count * 0.9
    return answers


@pytest.mark.slow
def test_500_purchases_race_500_reports_while_the_server_is_killed(
    live: tuple[World, ServerProcess],
) -> None:
    answers = run_race(live, count=500, kills=4, seed=437)
    assert any(answer.attempts > 1 for answer in answers), "no kill hit a call: no test"


@pytest.mark.faults
@pytest.mark.parametrize("seed", range(5))
def test_long_races(live: tuple[World, ServerProcess], seed: int) -> None:
    run_race(live, count=1_500, kills=15, seed=seed)


@pytest.mark.faults
def test_2000_submissions_survive_kills(live: tuple[World, ServerProcess]) -> None:
    world, server = live
    police = world.token(Role.POLICE, "officer")
    dealer = world.token(Role.DEALER, world.dealer)
    wanted = numbers(2_000, 7)
    reports = [Call("/stolen-goods", police, stolen_good(item=item(n))) for n in wanted[:200]]
    answers = [a for f in send_from_processes(server.port, reports, CLIENTS) for a in f.result()]
    calls = [Call("/purchases", dealer, purchase(item=item(n))) for n in wanted]
    answers += race_with_kills(server, calls, 10, 7)
    server.kill()
    check_promises(world, answers)
    assert len(pairs_on_the_desk(world.register)) == 200


@pytest.mark.faults
def test_numbers_stay_in_a_row_through_kills(live: tuple[World, ServerProcess]) -> None:
    """Entries one by one and in batches, of two dealers at once: 1..n for each, as acknowledged."""
    world, server = live
    dealers = [world.dealer, world.new_dealer()]
    tokens = [world.token(Role.DEALER, dealer) for dealer in dealers]
    single = purchase(item=item(numbers(1, 5)[0]))
    goods = {name: single.pop(name) for name in ("item", "price")}
    calls = [
        Call("/purchase-batches", tokens[n % 2], {**single, "items": [goods] * 3})
        if n % 3 == 0
        else Call("/purchases", tokens[n % 2], {**single, **goods})
        for n in range(600)
    ]
    answers = race_with_kills(server, calls, 6, 11)
    server.kill()
    assert {answer.status for answer in answers} == {201}
    assert any(answer.attempts > 1 for answer in answers), "no kill hit a call: no test"
    catch_up_to_the_end(world.register)
    promised = Counter(
        entry["dealer_id"] for a in answers for entry in a.body.get("items", [a.body])
    )
    with world.register.database.read() as session:
        for dealer in dealers:
            kept = session.scalars(
                select(Purchase.sequence_number).where(Purchase.dealer_id == uuid.UUID(dealer))
            ).all()
            assert sorted(kept) == list(range(1, promised[dealer] + 1))


@pytest.mark.slow
def test_the_database_server_crashes(keys: Path, tmp_path: Path) -> None:
    """PostgreSQL ends as in a crash while purchases come in, and comes back: nothing is lost."""
    keys_made(keys)
    postgresql = PostgresServer(
        Path("/tmp") / f"register-{uuid.uuid4().hex[:12]}",  # noqa: S108 - a socket's name is short
        durable=True,
    )
    postgresql.create()
    postgresql.start()
    try:
        migrate(postgresql.url())
        world = World(postgresql.url(), keys, Mode.PRODUCTION)
        server = ServerProcess(postgresql.url(), keys, tmp_path)
        server.start()
        bought, lost = the_same_goods(world, 150, seed=3)
        futures = send_from_processes(server.port, [*bought, *lost], CLIENTS)
        for _ in range(3):
            until = time.monotonic() + 1.0
            while time.monotonic() < until:
                wait_a_moment()
            postgresql.stop("immediate")
            postgresql.start()
        answers = [answer for future in futures for answer in future.result(timeout=600)]
        server.kill()
        check_promises(world, answers)
        assert any(answer.attempts > 1 for answer in answers), "no crash hit a call: no test"
        world.register.database.dispose()
    finally:
        postgresql.stop()
        shutil.rmtree(postgresql.folder)
