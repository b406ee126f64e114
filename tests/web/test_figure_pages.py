"""Pages of figures: what is told, to whom, in which order, and as a file."""

import csv
import re
from datetime import date, timedelta
from io import StringIO

import pytest
from sqlalchemy import delete

from registry.tables import CheckDay
from tests.browsing import sign_in
from tests.pages.figures import draw_checks
from tests.world import World, item, purchase

PUBLIC = ("/figures/", "/figures/recovered", "/figures/adoption")
GUARDED = ("/figures/matching", "/figures/compliance")


def rows(world: World, path: str) -> list[dict[str, str]]:
    answer = world.client.get(path)
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    return list(csv.DictReader(StringIO(answer.text)))


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("path", PUBLIC)
def test_an_empty_register_has_pages_too(small_world: World, path: str, language: str) -> None:
    answer = small_world.client.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert "figures." not in re.sub(r'href="[^"]*"', "", answer.text), "a text is missing"
    assert not re.search(r"<script|<style|\son\w+=|\sstyle=", answer.text)


def test_before_the_first_campaign_there_is_nothing_to_show(small_world: World) -> None:
    small_world.clock.now = small_world.clock.now.replace(year=2023)
    assert "nog geen campagne" in small_world.client.get("/figures/").text


def test_the_effect_of_the_campaign_is_told_in_words_and_drawn(small_world: World) -> None:
    draw_checks(small_world)
    page = small_world.client.get("/figures/").text
    told = re.search(r"naar schatting (\d+)\xa0% vaker", page)
    assert told is not None
    interval = re.search(r"interval loopt van (\d+) tot (\d+)\xa0%", page)
    assert interval is not None
    assert int(interval[1]) < int(told[1]) < int(interval[2])
    assert int(interval[1]) < 31 < int(interval[2]), "the demo draws 31 % more"
    assert "verzonnen" in page
    assert 'class="band"' in page
    assert page.count('class="line series-') == 4, "two lines, and their legend"
    assert len(page.encode()) < 80_000


def test_with_the_counts_of_one_year_only_the_weeks_before_are_the_measure(
    small_world: World,
) -> None:
    draw_checks(small_world)
    with small_world.register.database.write() as session:
        session.execute(delete(CheckDay).where(CheckDay.day < date(2024, 6, 1)))
    page = small_world.client.get("/figures/").text
    assert "Van een jaar eerder zijn er geen cijfers" in page
    assert "onbekend" in page
    assert re.search(r"naar schatting \d+\xa0% vaker", page)


def test_without_counts_nothing_is_estimated(small_world: World) -> None:
    page = small_world.client.get("/figures/").text
    assert "kunnen we niet zeggen" in page
    assert "naar schatting" not in page


def test_a_campaign_that_never_was_is_not_found(small_world: World) -> None:
    assert small_world.client.get("/figures/?campaign=2024-08-22").status_code == 404
    assert small_world.client.get("/figures/?campaign=x").status_code == 422
    assert small_world.client.get("/figures/?serial=AB12345678").status_code == 422


def test_each_table_is_a_file_with_the_same_numbers(small_world: World) -> None:
    draw_checks(small_world)
    days = rows(small_world, "/figures/?campaign=2024-08-21&format=csv")
    assert (days[0]["day"], days[-1]["day"]) == ("2024-06-26", "2024-10-15")
    page = small_world.client.get("/figures/").text
    assert f"{int(days[-1]['checks']):,}".replace(",", ".") in page
    assert len(rows(small_world, "/figures/recovered?format=csv")) == 13


def test_a_municipality_with_a_few_dealers_is_not_told_apart(small_world: World) -> None:
    for code, count in {"GM0363": 6, "GM0599": 2, "GM0518": 4, "GM0344": 5}.items():
        for number in range(count):
            small_world.new_dealer(municipality_code=code, name=f"{code} {number}")
    places = rows(small_world, "/figures/adoption?format=csv&sort=dor")
    assert [(place["municipality"], place["dor"]) for place in places] == [
        ("Amsterdam", "6"),
        ("Utrecht", "5"),
        ("Rotterdam", "<5"),  # By name: 's-Gravenhage has more, and the order does not tell.
        ("'s-Gravenhage", "<5"),
    ]
    page = small_world.client.get("/figures/adoption?sort=dol").text
    assert 'aria-sort="descending"' in page
    assert page.index("Amsterdam") < page.index("Utrecht") < page.index("Rotterdam")
    earlier = small_world.clock().date() - timedelta(days=1)
    assert "nog geen handelaar" in small_world.client.get(f"/figures/adoption?at={earlier}").text
    assert small_world.client.get("/figures/adoption?sort=name").status_code == 422


def test_one_municipality_alone_with_a_few_hides_another(small_world: World) -> None:
    for code, count in {"GM0363": 6, "GM0344": 5, "GM0599": 1}.items():
        for number in range(count):
            small_world.new_dealer(municipality_code=code, name=f"{code} {number}")
    told = {p["municipality"]: p["dor"] for p in rows(small_world, "/figures/adoption?format=csv")}
    assert told == {"Amsterdam": "6", "Utrecht": ".", "Rotterdam": "<5"}
    assert "niet getoond" in small_world.client.get("/figures/adoption").text


@pytest.mark.parametrize("path", GUARDED)
@pytest.mark.parametrize("role", ["police", "inspector", "municipality", "admin"])
def test_who_watches_over_the_trade_sees_more(small_world: World, role: str, path: str) -> None:
    sign_in(small_world, role)
    small_world.buy(purchase(item=item("LAAT420042"), acquired_at="2026-06-10T11:00:00+02:00"))
    page = small_world.client.get(path)
    assert page.status_code == 200
    own = role in {"inspector", "municipality"}
    assert ("Utrecht, " in page.text) == own
    assert ('name="municipality"' in page.text) == (not own)
    elsewhere = small_world.client.get(f"{path}?municipality=GM0363")
    assert elsewhere.status_code == (403 if own else 200)
    assert rows(small_world, f"{path}?format=csv&first=2026-06-01&last=2026-06-30")


@pytest.mark.parametrize("path", GUARDED)
def test_nobody_else_does(small_world: World, path: str) -> None:
    assert small_world.client.get(path).status_code == 401
    sign_in(small_world, "dealer")
    assert small_world.client.get(path).status_code == 403


@pytest.mark.parametrize("path", GUARDED)
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("first=2026-06-15&last=2026-06-14", "last"),
        ("first=x", "first"),
        ("first=1990-01-01", "last"),
        ("municipality=Utrecht", "municipality"),
    ],
)
def test_a_period_that_cant_be_is_said_at_its_field(
    small_world: World, path: str, query: str, field: str
) -> None:
    sign_in(small_world, "police")
    page = small_world.client.get(f"{path}?{query}")
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert f'id="{field}-error"' in page.text


def test_figures_stand_in_the_navigation_of_the_public_and_not_of_others(
    small_world: World,
) -> None:
    page = small_world.client.get("/figures/adoption").text
    assert '<a href="/figures/" aria-current="true">Cijfers</a>' in page
    sign_in(small_world, "police")
    page = small_world.client.get("/figures/matching").text
    assert '<a href="/figures/matching" aria-current="page">' in page
