"""The pages of figures: a campaign, thirteen months of hits, and dealers in some municipalities."""

from datetime import date, timedelta

from sqlalchemy import insert

from registry.access.actors import Role
from registry.demo.checks import checks_by_day
from registry.rules.adoption import ZONE
from registry.rules.campaign_effect import YEAR
from registry.rules.campaigns import BEFORE, campaigns
from registry.tables import CheckDay
from tests.pages.page import Ids, Page
from tests.world import World, item, purchase, stolen_good

SEED = 437
MONTH = timedelta(days=30)
# How many dealers are where, so that some counts are told and some are not.
DEALERS = {"GM0363": 7, "GM0344": 5, "GM0599": 3, "GM0518": 1}


def settle(world: World) -> Ids:
    """Put into the town what these pages need, and return the ids."""
    dealer = world.dealer  # The first that there is: the demo's municipality is its own.
    now = world.clock.now
    draw_checks(world)
    judge_a_year(world)
    world.clock.now = now
    enter_late(world)
    return {"dealer": dealer, "campaign": str(campaigns()[0].first)}


def draw_checks(world: World, last: date | None = None) -> None:
    """Draw the checks of each day from a year before the first campaign on."""
    known = [(campaign.first, campaign.last) for campaign in campaigns()]
    yesterday = world.clock().astimezone(ZONE).date() - timedelta(days=1)
    days = checks_by_day(SEED, known[0][0] - BEFORE - YEAR, last or yesterday, known)
    with world.register.database.write() as session:
        session.execute(
            insert(CheckDay),
            [
                {"day": day, "outcome": outcome, "count": count, "made_up": True}
                for day, counts in days
                for outcome, count in counts.items()
            ],
        )


def judge_a_year(world: World) -> None:
    """Let dealers come, and hits be found and judged, in the thirteen months until now."""
    now = world.clock.now
    shops = []
    for number in range(max(DEALERS.values())):
        world.clock.now = now - MONTH * (14 + 2 * number)
        shops += [
            world.new_dealer(municipality_code=code, name=f"Winkel {code} {number}")
            for code, count in DEALERS.items()
            if number < count
        ]
    for month in range(13):
        world.clock.now = now - MONTH * (12 - month) - timedelta(days=2)
        goods = []
        for number in range((4, 6, 8, 7, 9, 8, 6)[month % 7]):
            value = f"TR{month:02}{number:02}{(month * 13 + number) * 7919:07}"
            reported = (world.clock.now - timedelta(days=1)).isoformat()
            lost = world.lose(
                stolen_good(item=item(value), stolen_at=reported, reported_at=reported)
            )
            bought = purchase(item=item(value), acquired_at=world.clock.now.isoformat())
            world.buy(bought, subject=shops[number % len(shops)])
            goods.append(lost["id"])
        if month < 12:
            _judge(world, goods)


def enter_late(world: World) -> None:
    """Let the dealer enter some goods too late, and mend one of the entries."""
    acquired = (world.clock.now - timedelta(days=5)).isoformat()
    made = [world.buy(purchase(item=item(f"LAAT{n}0042"), acquired_at=acquired)) for n in range(4)]
    mended = {"reason": "verkeerde datum", "acquired_at": world.clock.now.isoformat()}
    path = f"/purchases/{made[0]['id']}/corrections"
    answer = world.call("POST", path, Role.DEALER, json=mended)
    assert answer.status_code < 300, answer.json


def _judge(world: World, goods: list[str]) -> None:
    """Let the police judge the hit of each good, some hours apart, and give most goods back."""
    hits = {hit["stolen_good"]["id"]: hit["id"] for hit in world.hits(status="new")}
    for number, good in enumerate(goods):
        world.clock.now += timedelta(hours=1 + number % 4)
        judged = {"judgement": "rejected" if number % 3 == 2 else "confirmed"}
        path = f"/hits/{hits[good]}/judgement"
        assert world.call("POST", path, Role.POLICE, json=judged).status_code == 200
        if number % 3 != 2 and number:
            found = {"reason": "found", "returned_to_owner": True}
            path = f"/stolen-goods/{good}/withdrawal"
            assert world.call("POST", path, Role.POLICE, json=found).status_code == 200


PAGES = (
    Page("figures-checks", "figure_pages.checks.show", lambda _ids: "/figures/"),
    Page("figures-recovered", "figure_pages.recovery.show", lambda _ids: "/figures/recovered"),
    Page("figures-adoption", "figure_pages.adoption.show", lambda _ids: "/figures/adoption"),
    Page(
        "figures-matching",
        "figure_pages.matching.show",
        lambda _ids: "/figures/matching",
        Role.POLICE,
    ),
    Page(
        "figures-compliance",
        "figure_pages.compliance.show",
        lambda _ids: "/figures/compliance",
        Role.MUNICIPALITY,
    ),
)
