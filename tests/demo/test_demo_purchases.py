"""Purchases: kinds, pairs and near misses, sellers, times; and that all of it can be repeated."""

import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from rapidfuzz.distance import OSA
from stdnum.nl import bsn

from registry.demo import DemoPurchase, dealers, purchases, stolen_goods
from registry.demo.handwriting import bare, plain

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
SEED = 7
KEYS = {"acquired_at", "acquisition", "item", "payment", "seller"}
DIGEST = """
import sys
from datetime import datetime
sys.path.insert(0, {tests!r})
from test_demo_purchases import digest
print(digest({seed}, datetime.fromisoformat({now!r}), 3_000))
"""


def digest(seed: int, now: datetime, count: int) -> str:
    goods = list(stolen_goods(seed, now, count))
    bought = [astuple(purchase) for purchase in purchases(seed, now, goods, count=count // 4)]
    text = json.dumps([goods, dealers(seed), bought], default=str)
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture(scope="module")
def goods() -> list[dict[str, Any]]:
    return list(stolen_goods(SEED, NOW))


@pytest.fixture(scope="module")
def bought(goods: list[dict[str, Any]]) -> list[DemoPurchase]:
    return purchases(SEED, NOW, goods)


def paired(
    bought: Sequence[DemoPurchase], goods: Sequence[dict[str, Any]], kind: str
) -> list[tuple[str, str]]:
    """Return for each purchase of a kind the number on the list and the number typed."""
    return [
        (
            goods[purchase.stolen]["item"]["identifiers"][0]["value"],
            purchase.body["item"]["identifiers"][0]["value"],
        )
        for purchase in bought
        if purchase.kind == kind and purchase.stolen is not None
    ]


def test_kinds_are_as_many_as_planned(bought: list[DemoPurchase]) -> None:
    kinds = Counter(purchase.kind for purchase in bought)
    assert len(bought) == 3_000
    assert (kinds["exact"], kinds["slip"], kinds["two_slips"]) == (12, 15, 6)
    assert kinds["near_miss"] == 25
    assert kinds["clean"] > 2_000
    assert 300 < kinds["no_number"] < 600
    beside = Counter(purchase.kind for purchase in bought if purchase.stolen is not None)
    assert beside == {"exact": 12, "slip": 15, "two_slips": 6, "near_miss": 25, "no_number": 5}
    indexes = [purchase.stolen for purchase in bought if purchase.stolen is not None]
    assert len(set(indexes)) == len(indexes)


def test_exact_pairs_are_equal_but_for_separators(
    bought: list[DemoPurchase], goods: list[dict[str, Any]]
) -> None:
    pairs = paired(bought, goods, "exact")
    assert len(pairs) == 12
    assert all(plain(listed) == plain(typed) for listed, typed in pairs)
    assert any(listed != typed for listed, typed in pairs)


def test_slips_are_slips_of_that_number(
    bought: list[DemoPurchase], goods: list[dict[str, Any]]
) -> None:
    for listed, typed in paired(bought, goods, "slip"):
        number = bare(listed)
        assert plain(typed) != number
        assert OSA.distance(number, plain(typed)) == 1 or plain(typed).endswith(number)
    for listed, typed in paired(bought, goods, "two_slips"):
        assert OSA.distance(bare(listed), plain(typed)) == 2


def test_near_misses_differ_by_one_digit_and_are_other_goods_of_that_brand(
    bought: list[DemoPurchase], goods: list[dict[str, Any]]
) -> None:
    for listed, typed in paired(bought, goods, "near_miss"):
        number, other = bare(listed), plain(typed)
        assert len(number) == len(other)
        assert sum(a != b for a, b in zip(number, other, strict=True)) == 1
    for purchase in bought:
        if purchase.kind == "near_miss" and purchase.stolen is not None:
            item, listed_item = purchase.body["item"], goods[purchase.stolen]["item"]
            assert [item[k] for k in ("category", "brand")] == [
                listed_item[k] for k in ("category", "brand")
            ]


def test_only_exact_pairs_bear_a_number_that_is_listed(
    bought: list[DemoPurchase], goods: list[dict[str, Any]]
) -> None:
    listed = {
        form(number["value"])
        for good in goods
        for number in good["item"].get("identifiers", ())
        for form in (plain, bare)
    }
    for purchase in bought:
        typed = {plain(n["value"]) for n in purchase.body["item"].get("identifiers", ())}
        assert bool(typed & listed) == (purchase.kind == "exact")
        assert bool(typed) == (purchase.kind != "no_number")


def test_goods_without_a_number_are_told_by_an_inscription(
    bought: list[DemoPurchase], goods: list[dict[str, Any]]
) -> None:
    pairs = [(p, goods[p.stolen]) for p in bought if p.kind == "no_number" and p.stolen is not None]
    assert len(pairs) == 5
    for purchase, good in pairs:
        assert purchase.body["item"]["marks"] == good["item"]["marks"]
        assert re.search(r"\d", good["item"]["marks"])


def test_goods_are_bought_after_the_theft_and_some_before_the_report(
    bought: list[DemoPurchase], goods: list[dict[str, Any]]
) -> None:
    before_report = Counter[str]()
    for purchase in bought:
        if purchase.stolen is None:
            continue
        good = goods[purchase.stolen]
        theft = good.get("stolen_at") or good["stolen_between"][1]
        acquired = datetime.fromisoformat(purchase.body["acquired_at"])
        assert acquired > datetime.fromisoformat(theft)
        if purchase.registered_at < datetime.fromisoformat(good["reported_at"]):
            before_report[purchase.kind] += 1
    for kind in ("exact", "slip", "two_slips"):
        assert before_report[kind] >= 2
    assert before_report.total() < 50


def test_purchases_are_in_order_within_five_weeks_while_shops_are_open(
    bought: list[DemoPurchase],
) -> None:
    moments = [purchase.registered_at for purchase in bought]
    assert moments == sorted(moments)
    assert NOW - timedelta(weeks=5) <= moments[0]
    assert moments[-1] <= NOW
    for purchase in bought:
        acquired = datetime.fromisoformat(purchase.body["acquired_at"])
        delay = purchase.registered_at - acquired
        assert timedelta(0) < delay <= timedelta(minutes=15)
        assert purchase.registered_at.tzinfo is UTC
        assert purchase.registered_at.weekday() < 6
        assert 8 <= purchase.registered_at.hour < 17


def test_bodies_say_what_the_contract_names_and_nothing_else(bought: list[DemoPurchase]) -> None:
    acquisitions = Counter(purchase.body["acquisition"] for purchase in bought)
    assert set(acquisitions) == {"purchase", "swap", "gift", "pawn", "consignment"}
    assert acquisitions["purchase"] > 2_400
    for purchase in bought:
        body = purchase.body
        assert set(body) in (KEYS | {"price"}, KEYS | {"conditions"})
        assert ("price" in body) == (body["acquisition"] == "purchase")
        assert body["payment"] in {"cash", "bank", "card", "voucher", "none"}
        if "price" in body:
            assert set(body["price"]) == {"amount", "currency"}
            assert re.fullmatch(r"\d+\.\d\d", body["price"]["amount"])
            assert 5 <= Decimal(body["price"]["amount"]) <= 30_000
        item = body["item"]
        assert set(item) <= {
            "category", "brand", "model", "colour", "identifiers", "description", "marks"
        }  # fmt: skip
        assert item.get("identifiers") or item.get("description") or item.get("marks")


def test_dealers_buy_what_they_deal_in(bought: list[DemoPurchase]) -> None:
    shops = dealers(SEED)
    assert all(p.body["item"]["category"] in shops[p.dealer]["goods"] for p in bought)
    assert len({purchase.dealer for purchase in bought}) > 50


def test_sellers_are_adults_with_a_document_that_is_no_citizen_service_number(
    bought: list[DemoPurchase],
) -> None:
    countries: Counter[str] = Counter()
    for purchase in bought:
        seller = purchase.body["seller"]
        document = seller["id_document"]
        assert set(seller) == {"name", "address", "adult", "id_document"}
        assert seller["adult"] is True
        assert set(seller["address"]) == {"street", "house_number", "postcode", "city", "country"}
        assert set(document) == {"type", "number", "country"}
        assert document["type"] in {
            "passport", "id_card", "driving_licence", "residence_permit", "other"
        }  # fmt: skip
        assert re.fullmatch(r"DEMO\d{6}", document["number"])
        assert not bsn.is_valid(document["number"])
        assert not re.search(r"\d{8}", json.dumps(seller))
        countries[document["country"]] += 1
    assert countries["NL"] > 0.9 * len(bought)


@pytest.mark.parametrize("hash_seed", ["0", "4711"])
def test_another_process_makes_the_same(hash_seed: str, request: pytest.FixtureRequest) -> None:
    tests = str(request.path.parent)
    script = DIGEST.format(tests=tests, seed=SEED, now=NOW.isoformat())
    environment = {
        **os.environ,
        "PYTHONHASHSEED": hash_seed,
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    run = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == digest(SEED, NOW, 3_000)


def test_another_seed_makes_something_else() -> None:
    assert digest(1, NOW, 400) != digest(2, NOW, 400)


@pytest.mark.parametrize("count", [0, 1, 40, 200])
@pytest.mark.parametrize("listed", [0, 30])
def test_small_registers_work_with_fewer_pairs(count: int, listed: int) -> None:
    few = list(stolen_goods(3, NOW, listed))
    bought = purchases(3, NOW, few, dealer_count=1, count=count)
    assert len(bought) == count
    assert all(purchase.dealer == 0 for purchase in bought)
    assert sum(purchase.stolen is not None for purchase in bought) <= min(count / 4, listed)


def test_purchases_need_a_dealer() -> None:
    with pytest.raises(ValueError, match="dealer"):
        purchases(1, NOW, [], dealer_count=0)
