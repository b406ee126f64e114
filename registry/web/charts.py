"""Where things stand in a chart that the server draws: scales, ticks, lines and bars. Pure numbers.

Across, a place is a share of the width in per cent, so that a chart is as wide as its page while
its text keeps its size; down, it is in pixels. Lines are drawn in a box of their own that is
stretched, `ACROSS` wide.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor, log10

HEIGHT = 240
TOP, FOOT = 30, 26
ACROSS = 1000
# More ticks than these run into each other on a small phone.
TICKS_DOWN, TICKS_ACROSS = 4, 5
NICE = (1.0, 2.0, 2.5, 5.0, 10.0)
MONTHS = (1, 2, 3, 6, 12)

Values = Sequence[float | None]
Place = Callable[[date, float], str]


@dataclass(frozen=True, slots=True)
class Tick:
    """A value, or a day, and where it stands: pixels down, or per cent across."""

    at: float
    value: float | date

    @property
    def anchor(self) -> str:
        """How text under a tick is anchored, so that none is cut off at the sides."""
        return "start" if self.at < 8 else "end" if self.at > 92 else "middle"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the width, in per cent."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class TimeSeries:
    """Lines over days; `interval` is the outline of a band, `span` a stretch that is marked."""

    lines: tuple[str, ...]
    down: tuple[Tick, ...]
    across: tuple[Tick, ...]
    span: Span | None = None
    interval: str | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: from `x` on and `width` wide (per cent), from `y` down and `height` high (pixels).

    `value` is None where it is not told; then the bar has no height.
    """

    x: float
    width: float
    y: float
    height: float
    value: float | None
    series: int


@dataclass(frozen=True, slots=True)
class Bars:
    """Groups of bars, one group a month."""

    bars: tuple[Bar, ...]
    down: tuple[Tick, ...]
    across: tuple[Tick, ...]


def nice_ticks(highest: float, most: int = TICKS_DOWN) -> tuple[float, ...]:
    """Return round values from 0 to at least the highest, at most `most` steps of them."""
    if highest <= 0:
        return (0.0, 1.0)
    rough = highest / most
    power = 10.0 ** floor(log10(rough))
    step = next(nice * power for nice in NICE if nice * power >= rough * (1 - 1e-9))
    # Checks, goods and hits are counted, so no tick lies between two whole numbers.
    step = 5.0 if step == 2.5 else max(step, 1.0)
    return tuple(step * number for number in range(ceil(highest / step - 1e-9) + 1))


def month_ticks(first: date, last: date, most: int = TICKS_ACROSS) -> tuple[date, ...]:
    """Return first days of months in a period, as many as fit: of each, each second, third..."""
    months = [day for day in _months(first, last) if first <= day <= last]
    for every in MONTHS:
        found = tuple(day for day in months if (day.month - 1) % every == 0)
        if len(found) <= most:
            return found
    every = ceil(len(found) / most)
    return tuple(day for day in found if day.year % every == 0)


def time_series(
    days: Sequence[date],
    series: Sequence[Values],
    *,
    span: tuple[date, date] | None = None,
    interval: tuple[Values, Values] | None = None,
) -> TimeSeries:
    """Place lines over days that follow in order; a day without a value breaks its line.

    Raises ValueError without days, or if a series has another length.
    """
    if not days or any(len(values) != len(days) for values in series):
        raise ValueError("a series has a value for each day")
    shown = [*series, *(interval or ())]
    ticks = nice_ticks(max((v for values in shown for v in values if v is not None), default=0))
    first, last = days[0], days[-1]

    def across(day: date) -> float:
        return (day - first).days / max((last - first).days, 1)

    def place(day: date, value: float) -> str:
        return f"{ACROSS * across(day):.1f} {_down(value, ticks[-1]):.1f}"

    marked = None
    if span is not None:
        begins = max(across(max(span[0], first)), 0)
        ends = min(across(min(span[1] + timedelta(days=1), last)), 1)
        marked = Span(round(100 * begins, 2), round(100 * (ends - begins), 2))
    return TimeSeries(
        lines=tuple(_line(days, values, place) for values in series),
        down=_ticks_down(ticks),
        across=tuple(Tick(round(100 * across(day), 2), day) for day in month_ticks(first, last)),
        span=marked,
        interval=_outline(days, interval, place) if interval else None,
    )


def bars(months: Sequence[date], series: Sequence[Values]) -> Bars:
    """Place for each month a bar of each series beside one another.

    Raises ValueError without months, or if a series has another length.
    """
    if not months or any(len(values) != len(months) for values in series):
        raise ValueError("a series has a value for each month")
    ticks = nice_ticks(max((v for values in series for v in values if v is not None), default=0))
    room = 100 / len(months)
    width = 0.8 * room / len(series)
    placed = []
    for number, _month in enumerate(months):
        for which, values in enumerate(series):
            y = _down(values[number] or 0, ticks[-1])
            placed.append(
                Bar(
                    x=round(room * number + 0.1 * room + width * which, 2),
                    width=round(width, 2),
                    y=round(y, 1),
                    height=round(HEIGHT - FOOT - y, 1),
                    value=values[number],
                    series=which + 1,
                )
            )
    named = set(month_ticks(months[0], months[-1]))
    return Bars(
        bars=tuple(placed),
        down=_ticks_down(ticks),
        across=tuple(
            Tick(round(room * (number + 0.5), 2), month)
            for number, month in enumerate(months)
            if month in named
        ),
    )


def _down(value: float, highest: float) -> float:
    return HEIGHT - FOOT - value / highest * (HEIGHT - FOOT - TOP)


def _ticks_down(ticks: Sequence[float]) -> tuple[Tick, ...]:
    return tuple(Tick(round(_down(value, ticks[-1]), 1), value) for value in ticks)


def _line(days: Sequence[date], values: Values, place: Place) -> str:
    path, drawing = [], False
    for day, value in zip(days, values, strict=True):
        if value is not None:
            path.append(f"{'L' if drawing else 'M'}{place(day, value)}")
        drawing = value is not None
    return "".join(path)


def _outline(days: Sequence[date], interval: tuple[Values, Values], place: Place) -> str | None:
    """Return the outline of the stretch that has both a lowest and a highest value."""
    known = [
        (day, low, high)
        for day, low, high in zip(days, *interval, strict=True)
        if low is not None and high is not None
    ]
    if not known:
        return None
    there = [place(day, high) for day, _, high in known]
    back = [place(day, low) for day, low, _ in reversed(known)]
    return f"M{'L'.join([*there, *back])}Z"


def _months(first: date, last: date) -> list[date]:
    return [
        date(year, month, 1) for year in range(first.year, last.year + 1) for month in range(1, 13)
    ]
