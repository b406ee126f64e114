"""Where things stand in a chart."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.web.charts import (
    ACROSS,
    FOOT,
    HEIGHT,
    TICKS_ACROSS,
    TICKS_DOWN,
    TOP,
    bars,
    month_ticks,
    nice_ticks,
    time_series,
)

FIRST = date(2024, 6, 26)
DAYS = [FIRST + timedelta(days=number) for number in range(101)]


@pytest.mark.parametrize(
    ("highest", "ticks"),
    [
        (0, (0, 1)),
        (1, (0, 1)),
        (3, (0, 1, 2, 3)),
        (10, (0, 5, 10)),
        (87, (0, 25, 50, 75, 100)),
        (4_950, (0, 2_000, 4_000, 6_000)),
    ],
)
def test_ticks_are_round(highest: float, ticks: tuple[float, ...]) -> None:
    assert nice_ticks(highest) == ticks


@given(st.integers(0, 10**9))
def test_ticks_reach_the_highest_and_are_few_whole_numbers(highest: int) -> None:
    ticks = nice_ticks(highest)
    assert ticks[0] == 0
    assert ticks[-1] >= highest
    assert 2 <= len(ticks) <= TICKS_DOWN + 2
    assert all(tick == int(tick) for tick in ticks)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 20_000))
def test_months_are_marked_at_their_first_day_and_not_too_often(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    ticks = month_ticks(first, last)
    assert len(ticks) <= TICKS_ACROSS + 1
    assert all(tick.day == 1 and first <= tick <= last for tick in ticks)
    assert days < 700 or ticks


def test_a_line_runs_over_the_whole_width_and_breaks_where_nothing_is_known() -> None:
    values: list[float | None] = [0.0, *[None] * 49, *[100.0] * 51]
    (line,) = time_series(DAYS, [values]).lines
    assert line.startswith(f"M0.0 {HEIGHT - FOOT:.1f}M500.0 {TOP:.1f}")
    assert line.endswith(f"L{ACROSS:.1f} {TOP:.1f}")
    assert line.count("M") == 2


def test_what_is_marked_covers_its_last_day_and_stays_inside() -> None:
    values = [[1.0] * len(DAYS)]
    span = time_series(DAYS, values, span=(DAYS[50], DAYS[59])).span
    assert span is not None
    assert (span.x, span.width) == (50, 10)
    span = time_series(DAYS, values, span=(DAYS[90], DAYS[-1] + timedelta(days=30))).span
    assert span is not None
    assert (span.x, span.width) == (90, 10)
    span = time_series(DAYS, values, span=(date(2030, 1, 1), date(2030, 2, 1))).span
    assert span is not None
    assert span.width <= 0


def test_an_interval_goes_there_and_back() -> None:
    low: list[float | None] = [None, 1.0, 1.0, None]
    high: list[float | None] = [None, 2.0, 2.0, None]
    chart = time_series(DAYS[:4], [[2.0] * 4], interval=(low, high))
    assert chart.interval is not None
    assert chart.interval.count("L") == 3
    assert chart.interval.endswith("Z")
    nothing: list[float | None] = [None] * 4
    assert time_series(DAYS[:4], [[2.0] * 4], interval=(nothing, nothing)).interval is None


def test_bars_stand_on_the_foot_beside_each_other() -> None:
    months = [date(2024, month, 1) for month in (1, 2, 3, 4)]
    chart = bars(months, [[4, 0, 1, None], [2, 2, 2, 2]])
    assert all(bar.y + bar.height == pytest.approx(HEIGHT - FOOT) for bar in chart.bars)
    assert chart.bars[0].y == TOP
    assert chart.bars[6].value is None
    for one, next_one in zip(chart.bars, chart.bars[1:], strict=False):
        assert one.x + one.width <= next_one.x + 0.02
    assert chart.bars[-1].x + chart.bars[-1].width <= 100


def test_texts_at_the_sides_are_not_cut_off() -> None:
    chart = time_series([date(2024, 1, 1), date(2024, 3, 1)], [[1.0, 2.0]])
    assert [tick.anchor for tick in chart.across] == ["start", "middle", "end"]


def test_a_series_of_another_length_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="each day"):
        time_series(DAYS, [[1.0]])
    with pytest.raises(ValueError, match="each month"):
        bars([], [[]])
