"""What it costs to judge a night's entries: `python -m bench.law [ENTRIES]`.

Entries, sales, notifications, notices and orders are made from a seed, spread over all places,
over three years in the middle of which bill 36 036 comes into force, with slips in some of them.
Every one is judged by every rule for such facts. One process; times are wall time.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from registry.law.facts import (
    EntryFacts,
    Facts,
    NoticeFacts,
    NotificationFacts,
    OrderFacts,
    SaleFacts,
)
from registry.law.hold import hold_of
from registry.law.in_force import InForce, Jurisdictions
from registry.law.jurisdictions import jurisdictions
from registry.law.municipalities import municipality_names
from registry.law.places import island_names
from registry.law.rulebook import judged

START, NOW = datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
BILL = InForce("NL", "nl-36036", date(2027, 7, 1))
GOODS = ("bicycle", "phone", "laptop", "watch", "jewellery", "clothing", "tool", "other")
GIVEN = (
    *("date_given", "description_given", "brand_given", "number_given", "price_given"),
    *("conditions_given", "name_given", "address_given", "document_kind_given"),
    *("document_number_given", "document_country_given"),
)
OF_SALE = (*GIVEN[:2], "number_given", "price_given", "name_given", "address_given")
HEADER = (
    f"{'facts':20} {'number':>8} {'rules run':>10} {'breached':>9} {'seconds':>8} {'us each':>8}"
)


def main(entries: int = 100_000, seed: int = 437) -> None:
    """Judge the facts of one kind after another, and print what it took."""
    law = jurisdictions().switched(BILL)
    print(f"{entries} entries, seed {seed}\n\n{HEADER}")
    kinds: dict[str, list[Facts]] = {}
    draw = random.Random(seed)  # noqa: S311 - made-up facts, no secrets
    for facts in made(draw, entries, law):
        kinds.setdefault(type(facts).__name__, []).append(facts)
    total = 0.0
    for kind, all_facts in kinds.items():
        outcomes: Counter[str] = Counter()
        started = time.perf_counter()
        for facts in all_facts:
            outcomes.update(one.outcome.status for one in judged(facts, law))
        took = time.perf_counter() - started
        total += took
        run = outcomes.total()
        print(
            f"{kind:20} {len(all_facts):8} {run:10} {outcomes['breached']:9} "
            f"{took:8.2f} {took / run * 1e6:8.2f}"
        )
    print(f"\nall rules over everything: {total:.1f} s")


def made(draw: random.Random, entries: int, law: Jurisdictions) -> Iterator[Facts]:
    """Make entries with the sales, notifications, notices and orders that go with so many."""
    places = [*sorted(municipality_names()), *sorted(island_names())]
    span = (NOW - START).total_seconds()
    for number in range(entries):
        place = draw.choice(places)
        acquired = START + timedelta(seconds=draw.random() * span)
        recorded = acquired + timedelta(minutes=draw.expovariate(1 / 90))
        hold = hold_of(recorded, place, law)
        goods = draw.choice(GOODS)
        said: dict[str, Any] = {name: draw.random() > 0.01 for name in GIVEN}
        yield EntryFacts(
            place=place,
            acquired_at=acquired,
            recorded_at=recorded,
            now=NOW,
            category=goods,
            sequence_number=number + 1,
            previous_number=number,
            payment=draw.choice(("cash", "bank", "card")),
            adult=draw.random() > 0.001,
            copper=goods == "other" and draw.random() < 0.2,
            hold=hold,
            **said,
        )
        if draw.random() < 0.6:
            sale: dict[str, Any] = {name: draw.random() > 0.01 for name in OF_SALE}
            sold = recorded + timedelta(days=draw.expovariate(1 / 20))
            yield SaleFacts(
                place=place,
                sold_at=sold,
                recorded_at=sold,
                now=NOW,
                category=goods,
                hold=hold,
                **sale,
            )
        if draw.random() < 0.01:
            yield NotificationFacts(
                place=place,
                about=draw.choice(("start", "move", "stop", "offered")),
                happened_at=acquired,
                notified_at=acquired + timedelta(days=draw.uniform(-3, 9)),
                now=NOW,
            )
            yield NoticeFacts(
                place=place,
                delivered_at=acquired + timedelta(days=draw.uniform(-9, 9)),
                acquired_at=acquired,
                now=NOW,
                in_range=draw.random() < 0.1,
            )
            yield OrderFacts(
                place=place,
                delivered_at=acquired,
                until=acquired + timedelta(days=draw.uniform(1, 16)),
                now=NOW,
            )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
