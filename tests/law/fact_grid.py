"""A grid of facts that leads every rule to every reason it can give."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any, Literal, get_args

from registry.law.facts import (
    DealerFacts,
    DemandFacts,
    EntryFacts,
    Facts,
    InspectionFacts,
    NoticeFacts,
    NotificationFacts,
    OrderFacts,
    SaleFacts,
)
from registry.law.hold import Hold

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
MINUTE, LATER = NOW + timedelta(minutes=1), NOW + timedelta(days=30)
BOTH: tuple[bool, ...] = (True, False)
MAYBE: tuple[bool | None, ...] = (None, True, False)
PLACE = "GM0344"
GIVEN = [
    *("date_given", "description_given", "brand_given", "number_given", "price_given"),
    *("name_given", "address_given", "document_kind_given", "document_number_given"),
    "document_country_given",
]
HOLD = Hold(NOW + timedelta(days=3), "apv", "nl", 3, "calendar")
HOLDS = (
    HOLD,
    Hold(NOW + timedelta(days=3), "36036", "nl-36036", 5, "working"),
    Hold(NOW, "bes:none", "bes", 0, "calendar"),
)


def grid() -> Iterator[Facts]:
    """Give every combination of what the rules look at, in a few values each."""
    yield from _entries()
    yield from _sales()
    yield from _others()


def _entries() -> Iterator[EntryFacts]:
    exempt: list[dict[str, Any]] = [
        {},
        {"used_or_irregular": False},
        {"dutch_plates": True},
        {"thrift_shop": True, "unique_number": False},
        {"thrift_shop": True},
    ]
    given: list[dict[str, Any]] = [
        dict.fromkeys(GIVEN, True) | {"sequence_number": 1, "previous_number": 0},
        dict.fromkeys(GIVEN, True) | {"sequence_number": 5, "previous_number": 2},
        dict.fromkeys(GIVEN, False),
        dict.fromkeys(GIVEN, True) | {"number_given": False, "sequence_number": 1},
    ]
    suppliers: list[dict[str, Any]] = [
        {"adult": True, "detention": "no"},
        {"adult": False, "detention": "known"},
        {"detention": "suspected", "identity_refused": True},
        {},
    ]
    altered: list[dict[str, Any]] = [
        {"hold": HOLD},
        {"hold": HOLD, "altered_at": NOW},
        {"hold": HOLD, "altered_at": LATER},
        {},
    ]
    times = product((None, NOW, LATER), (MINUTE, LATER))
    for (recorded, now), outside, said, who, change, copper in product(
        times, exempt, given, suppliers, altered, BOTH
    ):
        yield EntryFacts(
            place=PLACE,
            acquired_at=NOW,
            recorded_at=recorded,
            now=now,
            category="bicycle",
            payment="cash",
            copper=copper,
            conditions_given=False,
            **outside,
            **said,
            **who,
            **change,
        )


def _sales() -> Iterator[SaleFacts]:
    disposals: tuple[Literal["sale", "return"], ...] = ("sale", "return")
    for recorded, now, sold, hold, disposal, sensitive, said in product(
        (None, NOW, LATER), (MINUTE, LATER), (NOW, LATER), HOLDS, disposals, MAYBE, BOTH
    ):
        yield SaleFacts(
            place=PLACE,
            sold_at=sold,
            recorded_at=recorded,
            now=now if recorded is None else LATER,
            category="clothing",
            hold=hold,
            number_given=said,
            date_given=said,
            description_given=said,
            price_given=said,
            name_given=said,
            address_given=said,
            disposal=disposal,
            sensitive=sensitive,
        )


def _others() -> Iterator[Facts]:
    moments = (None, NOW, LATER)
    about: tuple[Literal["start", "move", "stop", "offered"], ...]
    about = get_args(NotificationFacts.__annotations__["about"])
    for what, told, now, written in product(about, moments, (MINUTE, LATER), BOTH):
        yield NotificationFacts(
            place=PLACE, about=what, happened_at=NOW, notified_at=told, now=now, in_writing=written
        )
    for goods, since, certified, pages, ended in product(
        ((), ("bicycle",)), moments, MAYBE, MAYBE, moments
    ):
        yield DealerFacts(
            place=PLACE,
            now=MINUTE,
            goods=goods,
            on_dor_since=since,
            on_dol_since=since,
            certified=certified,
            numbered_pages=pages,
            ended_at=ended,
        )
    officers: tuple[Literal["police", "mayor"], ...] = ("police", "mayor")
    for by, shown, place in product(officers, MAYBE, MAYBE):
        yield InspectionFacts(
            place=PLACE,
            inspected_at=NOW,
            by=by,
            register_shown=shown,
            good_shown=shown,
            place_shown=place,
            good_registered=shown,
            sign_shown=shown,
        )
    for delivered, acquired, written, near, gone, police in product(
        moments, (NOW, MINUTE), BOTH, BOTH, moments, moments
    ):
        yield NoticeFacts(
            place=PLACE,
            delivered_at=delivered,
            acquired_at=acquired,
            now=LATER,
            in_writing=written,
            in_range=near,
            gone_at=gone,
            told_police_at=police,
        )
    for until, written, follows, gone, followed in product(
        (MINUTE, LATER), BOTH, BOTH, moments, MAYBE
    ):
        yield OrderFacts(
            place=PLACE,
            delivered_at=NOW,
            until=until,
            now=LATER,
            in_writing=written,
            follows_order=follows,
            gone_at=gone,
            instruction_followed=followed,
        )
    for answered, now, written, truthful in product(moments, (NOW, LATER), BOTH, MAYBE):
        yield DemandFacts(
            place=PLACE,
            delivered_at=NOW,
            due_at=MINUTE,
            now=now,
            in_writing=written,
            answered_at=answered,
            truthful=truthful,
        )
