"""Threads that change the same things at once, on both stores."""

import random
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from registry.access.actors import Role
from registry.followers.loop import FollowerLoop, catch_up
from registry.rules import match_profiles
from registry.tables import Hit, HitVersion
from tests.faults.brute_force import pairs_by_brute_force, pairs_on_the_desk
from tests.rules.profiles import publish
from tests.world import World, item, purchase, stolen_good

NUMBERS = ["5CD1234XYZ", "5CD1243XYZ", "9QQ8877AAB", "9QQ8877ABA"]


def test_everything_at_once(world: World) -> None:
    """Purchases, corrections, reports, changes, withdrawals, judgements and new profiles at once.

    A follower runs beside them.
    """
    dealer, police = world.headers(Role.DEALER), world.headers(Role.POLICE)
    entries = [world.buy(purchase(item=item(n)))["id"] for n in NUMBERS]
    goods = [world.lose(stolen_good(item=item(n)))["id"] for n in NUMBERS]
    loop = FollowerLoop(world.register)
    thread = loop.start()

    def act(seed: int) -> int:
        rng = random.Random(seed)
        client = world.app.test_client()
        number, what = item(rng.choice(NUMBERS)), rng.randrange(6)
        entry, good = rng.choice(entries), rng.choice(goods)
        key = {"Idempotency-Key": uuid.uuid4().hex}
        if what == 0:
            path, who, body = "/purchases", dealer, purchase(item=number)
        elif what == 1:
            path, who, body = (
                f"/purchases/{entry}/corrections",
                dealer,
                {"reason": "x", "item": number},
            )
        elif what == 2:
            path, who, body = "/stolen-goods", police, stolen_good(item=number)
        elif what == 5 and seed % 4 == 0:
            publish(world.register, possible=rng.choice([0.01, 0.05, 1.1]))
            return 201
        elif what == 3 and seed % 5 == 0:
            path, who, body = f"/stolen-goods/{good}/withdrawal", police, {"reason": "found"}
        elif what == 4:
            query = {"status": rng.choice(["new", "rejected"])}
            listed = client.get("/api/v1/hits", headers=police, query_string=query)
            hits = listed.json["items"]  # type: ignore[index]
            if not hits:
                return 200
            hit = rng.choice(hits)
            # What was closed meanwhile could be judged too, but then its pair matches no more.
            key["If-Match"] = f'"{hit["version"]}"'
            path, who, body = f"/hits/{hit['id']}/judgement", police, {"judgement": "rejected"}
        else:
            answer = client.patch(
                f"/api/v1/stolen-goods/{good}", json={"item": number}, headers=police
            )
            return answer.status_code
        return client.post(f"/api/v1{path}", json=body, headers={**who, **key}).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = Counter(pool.map(act, range(160)))
    loop.stop()
    thread.join()
    assert set(statuses) <= {200, 201, 409, 412}, statuses
    catch_up(world.register)
    assert pairs_on_the_desk(world.register) == pairs_by_brute_force(world.register)
    with world.register.database.read() as session:
        steps = [
            (v.hit_id, v.stolen_good_version, v.purchase_version, v.evaluation["profile"])
            for v in session.scalars(select(HitVersion).where(HitVersion.judged_by.is_(None)))
        ]
        in_force = match_profiles.in_force(session).name
        newest = session.scalars(
            select(HitVersion)
            .join(Hit, (Hit.id == HitVersion.hit_id) & (Hit.version == HitVersion.version))
            .where(HitVersion.judged_by.is_(None), HitVersion.note.is_(None))
        ).all()
    assert len(steps) == len(set(steps)), "a pair of versions was decided twice by one profile"
    assert {version.evaluation["profile"] for version in newest} <= {in_force}
    mine = world.call("GET", "/purchases", Role.DEALER, query_string={"limit": "200"}).json["items"]
    assert sorted(e["sequence_number"] for e in mine) == list(range(1, len(mine) + 1))
