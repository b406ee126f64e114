"""Putting the demo data into the register, by the same rules as everything else."""

import heapq
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from operator import itemgetter
from typing import Any

from rich.console import Console
from rich.progress import track
from sqlalchemy import exists, insert, select
from sqlalchemy.orm import Session

from matching import load_profile
from registry.access.actors import Actor, Role
from registry.demo.checks import checks_by_day
from registry.demo.dealers import dealers as make_dealers
from registry.demo.goods import stolen_goods as make_stolen_goods
from registry.demo.purchases import DemoPurchase
from registry.demo.purchases import purchases as make_purchases
from registry.followers.loop import catch_up
from registry.journal import close
from registry.register import Register
from registry.rules import dealers, match_profiles, purchases, stolen_goods
from registry.rules.adoption import ZONE
from registry.rules.campaign_effect import YEAR
from registry.rules.campaigns import BEFORE, campaigns
from registry.rules.held import good_item
from registry.tables import CheckDay, Dealer
from schemas.dealers import DealerIn
from schemas.purchases import PurchaseIn
from schemas.stolen_goods import StolenGoodIn

SEED = 437
POLICE = Actor(Role.POLICE, "demo-officer", origin="demo")
PUBLIC = Actor(Role.PUBLIC, origin="demo")
ADMIN = Actor(Role.ADMIN, "demo", origin="demo")
NOTIFIED_BEFORE = timedelta(days=400)
# A dealer came every so often, so that their number grows over the years.
NOTIFIED_EVERY = timedelta(days=12)
FLUSHED = 500


def is_loaded(register: Register) -> bool:
    """Tell whether the register holds anything already; a load is all or nothing."""
    with register.database.read() as session:
        return bool(session.scalar(select(exists().where(Dealer.id.is_not(None)))))


def load(
    register: Register,
    console: Console,
    *,
    goods: int = 40_000,
    shops: int = 60,
    bought: int = 3_000,
) -> None:
    """Load the demo data in one transaction, in the order of their times, and match them."""
    now = register.clock()
    stolen = list(make_stolen_goods(SEED, now, goods))
    acquired = make_purchases(SEED, now, stolen, shops, bought)
    schema = StolenGoodIn()
    reported = [schema.load(body) for body in stolen]
    with register.database.write() as session:
        traders = _dealers(session, now, shops)
        _checks(session, now.astimezone(ZONE).date() - timedelta(days=1))
        steps = heapq.merge(
            _reports(session, reported),
            _entries(session, register, traders, acquired),
            key=itemgetter(0),
        )
        total = len(stolen) + len(acquired)
        for count, (_at, step) in enumerate(
            track(steps, "Loading demo data", total=total, console=console)
        ):
            step()
            if count % FLUSHED == 0:
                close(session)
                session.expunge_all()
        match_profiles.publish(
            session,
            ADMIN,
            now,
            profile=load_profile().frozen(good_item(body) for body in reported),
        )
    with console.status("Matching purchases and stolen goods"):
        catch_up(register)
        with register.database.read() as session:
            register.snapshots.write(session)


Step = tuple[datetime, Any]


def _dealers(session: Session, now: datetime, count: int) -> list[Actor]:
    actors = []
    for number, body in enumerate(make_dealers(SEED, count)):
        notified = now - NOTIFIED_BEFORE - NOTIFIED_EVERY * (count - 1 - number)
        dealer = dealers.submit(session, PUBLIC, notified, notification=DealerIn().load(body))
        dealer.email_confirmed_at = notified
        session.flush()
        dealers.decide(
            session,
            Actor(Role.MUNICIPALITY, dealer.municipality_code, origin="demo"),
            notified + timedelta(days=2),
            dealer_id=dealer.id,
            decision="approve",
            reason="demo",
        )
        actors.append(Actor(Role.DEALER, str(dealer.id), origin="demo"))
    return actors


def _checks(session: Session, yesterday: date) -> None:
    """Make up the checks of each day from a year before the first campaign until yesterday."""
    known = [(campaign.first, campaign.last) for campaign in campaigns()]
    days = checks_by_day(SEED, known[0][0] - BEFORE - YEAR, yesterday, known)
    session.execute(
        insert(CheckDay),
        [
            {"day": day, "outcome": outcome, "count": count, "made_up": True}
            for day, counts in days
            for outcome, count in counts.items()
        ],
    )


def _reports(session: Session, reported: list[dict[str, Any]]) -> Iterator[Step]:
    for good in reported:
        at = good["reported_at"]
        yield at, partial(stolen_goods.report, session, POLICE, at, good=good)


def _entries(
    session: Session, register: Register, traders: list[Actor], acquired: list[DemoPurchase]
) -> Iterator[Step]:
    schema = PurchaseIn()
    for purchase in acquired:
        yield (
            purchase.registered_at,
            partial(
                purchases.register,
                session,
                traders[purchase.dealer],
                purchase.registered_at,
                entry=schema.load(purchase.body),
                keys=register.keys,
            ),
        )
