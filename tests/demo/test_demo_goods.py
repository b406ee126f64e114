"""Stolen goods and dealers: shares, numbers, times, and the words of the contract."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from importlib.resources import files
from typing import Any

import pytest
from stdnum import luhn
from stdnum.nl import postcode

from registry.demo import dealers, stolen_goods
from registry.demo.families import categories
from registry.demo.handwriting import bare, plain
from registry.demo.numbers import VIN_ALPHABET

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
COUNT = 40_000
ITEM_KEYS = {"category", "brand", "model", "colour", "identifiers", "description", "marks"}
KEYS = {"item", "stolen_at", "stolen_between", "reported_at", "report_number", "place"}
TYPES = {"imei", "serial", "frame", "vin", "plate", "engine", "engraving", "certificate", "other"}
CATEGORIES = {
    *("bicycle", "moped", "motorcycle", "car", "vehicle_part", "phone", "tablet", "laptop"),
    *("computer", "camera", "game_console", "audio_video", "watch", "jewellery", "eyewear"),
    *("precious_metal", "gemstone", "art", "tool", "clothing", "other"),
}


@pytest.fixture(scope="module")
def goods() -> list[dict[str, Any]]:
    return list(stolen_goods(7, NOW, COUNT))


def identifiers(goods: list[dict[str, Any]]) -> Iterator[dict[str, str]]:
    for good in goods:
        yield from good["item"].get("identifiers", ())


def times(good: dict[str, Any]) -> list[datetime]:
    theft = good.get("stolen_between") or [good["stolen_at"]]
    return [datetime.fromisoformat(text) for text in (*theft, good["reported_at"])]


def test_there_are_as_many_as_asked_for(goods: list[dict[str, Any]]) -> None:
    assert len(goods) == COUNT
    assert len({good["report_number"] for good in goods}) == COUNT
    assert list(stolen_goods(7, NOW, 0)) == []


def test_bodies_say_what_the_contract_names_and_nothing_else(goods: list[dict[str, Any]]) -> None:
    for good in goods:
        item = good["item"]
        assert set(good) <= KEYS | {"owner_reference"}
        assert ("stolen_at" in good) != ("stolen_between" in good)
        assert set(item) <= ITEM_KEYS
        assert item.get("identifiers") or item.get("description") or item.get("marks")
        assert all(item.values())
        assert re.fullmatch(r"PL\d{4}-\d{10}", good["report_number"])
    for number in identifiers(goods):
        assert set(number) in ({"value"}, {"type", "value"})
        assert number.get("type", "other") in TYPES
        assert len(plain(number["value"])) >= 4
        assert len(number["value"]) <= 120


def test_every_category_has_about_its_share(goods: list[dict[str, Any]]) -> None:
    counts = Counter(good["item"]["category"] for good in goods)
    assert set(counts) == set(categories()) == CATEGORIES
    for name, category in categories().items():
        expected = category.share * COUNT
        assert abs(counts[name] - expected) < 5 * expected**0.5


def test_about_one_in_seven_has_no_number_but_says_what_it_looks_like(
    goods: list[dict[str, Any]],
) -> None:
    numberless = [good["item"] for good in goods if "identifiers" not in good["item"]]
    assert 0.12 < len(numberless) / COUNT < 0.17
    assert all("description" in item for item in numberless)
    assert sum("marks" in item for item in numberless) > len(numberless) / 2


def test_every_imei_is_valid_and_type_codes_follow_zipf(goods: list[dict[str, Any]]) -> None:
    imeis = [bare(n["value"]) for n in identifiers(goods) if n.get("type") == "imei"]
    assert len(imeis) > 5_000
    assert all(len(imei) == 15 and luhn.is_valid(imei) for imei in imeis)
    codes = [count for _, count in Counter(imei[:8] for imei in imeis).most_common()]
    assert 35 <= len(codes) <= 42
    assert codes[0] > 1.5 * codes[1] > 5 * codes[len(codes) // 2]


def test_every_vin_has_seventeen_characters_of_the_right_alphabet(
    goods: list[dict[str, Any]],
) -> None:
    vins = [bare(n["value"]) for n in identifiers(goods) if n.get("type") == "vin"]
    assert len(vins) > 1_000
    assert {len(vin) for vin in vins} == {17}
    assert set("".join(vins)) <= set(VIN_ALPHABET)


def test_some_have_several_numbers_and_some_are_typed_untidily(
    goods: list[dict[str, Any]],
) -> None:
    several = sum(len(good["item"].get("identifiers", ())) > 1 for good in goods)
    values = [number["value"] for number in identifiers(goods)]
    assert several > COUNT / 10
    assert sum(plain(value) != value for value in values) > len(values) / 5
    assert sum(bare(value) != plain(value) for value in values) > len(values) / 25
    assert sum("type" not in number for number in identifiers(goods)) > len(values) / 10


def test_no_number_is_given_out_twice(goods: list[dict[str, Any]]) -> None:
    numbers = Counter(plain(number["value"]) for number in identifiers(goods))
    assert max(numbers.values()) == 1


def test_times_follow_each_other_and_none_is_in_the_future(goods: list[dict[str, Any]]) -> None:
    reports = []
    for good in goods:
        moments = times(good)
        assert all(moment.tzinfo is UTC for moment in moments)
        assert moments == sorted(moments)
        assert moments[0] >= datetime(2010, 1, 1, tzinfo=UTC)
        reports.append(moments[-1])
        assert good["report_number"][7:11] == str(moments[-1].year)
    assert reports == sorted(reports)
    assert reports[-1] <= NOW
    recent = sum(report > NOW - timedelta(days=3 * 365) for report in reports)
    assert 0.75 < recent / COUNT < 0.9
    assert {report.year for report in reports} == set(range(2010, 2027))


def test_enough_were_stolen_a_while_before_they_were_reported_to_be_sold_in_between(
    goods: list[dict[str, Any]],
) -> None:
    fresh = [times(good)[-2:] for good in goods[-1_000:]]
    assert sum(reported - stolen > timedelta(days=2) for stolen, reported in fresh) > 200


def test_other_arguments_give_other_goods() -> None:
    assert list(stolen_goods(1, NOW, 50)) != list(stolen_goods(2, NOW, 50))
    local = NOW.astimezone(timezone(timedelta(hours=1)))
    assert list(stolen_goods(1, local, 50)) == list(stolen_goods(1, NOW, 50))


@pytest.mark.parametrize("now", [NOW.replace(tzinfo=None), datetime(2010, 6, 1, tzinfo=UTC)])
def test_a_time_that_makes_no_sense_is_refused_at_once(now: datetime) -> None:
    with pytest.raises(ValueError, match=r"zone|2010"):
        stolen_goods(1, now)


def test_dealers_are_in_exactly_a_dozen_municipalities_that_exist() -> None:
    table = files("registry") / "data" / "municipalities.csv"
    with table.open(encoding="utf-8") as rows:
        known = {row["code"]: row["name"] for row in csv.DictReader(rows)}
    assert len(known) == 342
    assert known["GM0344"] == "Utrecht"
    codes = {dealer["municipality_code"] for dealer in dealers(7)}
    assert len(codes) == 12
    assert {"GM0344", "GM0363", "GM0599", "GM0518"} <= codes <= set(known)


@pytest.mark.parametrize("count", [1, 60, 700])
def test_dealers_are_well_formed_and_each_another(count: int) -> None:
    shops = dealers(7, count)
    assert len(shops) == count
    for key in ("name", "kvk_number", "email"):
        assert len({shop[key] for shop in shops}) == count
    for shop in shops:
        assert set(shop) == {"name", "kvk_number", "municipality_code", "email", "goods", "address"}
        assert re.fullmatch(r"00\d{6}", shop["kvk_number"])
        assert re.fullmatch(r"info@[a-z0-9-]+\.example", shop["email"])
        assert set(shop["goods"]) <= CATEGORIES
        assert set(shop["address"]) == {"street", "house_number", "postcode", "city", "country"}
        assert postcode.is_valid(shop["address"]["postcode"])
    assert {category for shop in shops for category in shop["goods"]} == CATEGORIES
