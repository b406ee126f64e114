"""What the benchmark of serial numbers says: a table in Markdown and a picture in SVG."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import log10
from statistics import mean, median, quantiles

_WIDTH, _LEFT, _RIGHT, _TOP, _STEP = 1060, 440, 30, 60, 34
_DECADES = range(1, 7)


@dataclass(frozen=True, slots=True)
class Row:
    """What a system took for each query, in microseconds, and the share that it found."""

    name: str
    microseconds: Sequence[float]
    recall: float | None

    @property
    def p50(self) -> float:
        """Half of the queries took longer."""
        return median(self.microseconds)

    @property
    def p99(self) -> float:
        """One query in a hundred took longer."""
        times = self.microseconds
        return quantiles(times, n=100)[98] if len(times) > 1 else times[0]


@dataclass(frozen=True, slots=True)
class Costs:
    """What the index costs besides the time of a query."""

    bytes_each: float
    partial_bytes_each: float
    opened_ms: float
    built_per_million: float
    built_partial_per_million: float


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured with one count of stolen numbers."""

    count: int
    asked: int
    compared: int
    seed: int
    rows: Sequence[Row]
    costs: Costs


def text(report: Report, grown: Sequence[Report], picture_name: str) -> str:
    """Return all of it as Markdown."""
    return "\n".join(_lines(report, grown, picture_name)) + "\n"


def _lines(report: Report, grown: Sequence[Report], picture_name: str) -> Iterator[str]:
    yield f"# Finding serial numbers among {report.count:,}"
    yield ""
    yield "Written by `bench.serials`; the workload and its assumptions are those of"
    yield f"`bench.serial_numbers`, seed {report.seed}. Times are CPU time of one thread, in"
    yield f"microseconds a query, of {report.asked:,} queries to the index and {report.compared} of"
    yield "these to its peers. Recall is against a comparison with all numbers. The compiled search"
    yield "was compiled before, and Python's collector does not walk the numbers of the bench."
    yield ""
    yield f"![Time of a query, p50 to p99]({picture_name})"
    yield ""
    yield from _table(report.rows)
    yield ""
    yield from _costs(report)
    for larger in grown:
        yield ""
        yield f"## Among {larger.count:,}"
        yield ""
        yield from _table(larger.rows)
        yield ""
        yield from _costs(larger)
        yield ""
        yield "| p50 grows by | |"
        yield "|---|---:|"
        for before in report.rows:
            after = next((row for row in larger.rows if row.name == before.name), None)
            if after is not None and before.recall is not None:
                yield f"| {before.name} | {after.p50 / before.p50:.2f} |"


def _table(rows: Sequence[Row]) -> Iterator[str]:
    compiled, pure = rows[0], rows[1]
    yield "| | p50 | p99 | mean | recall | p50, p99 / compiled | p50, p99 / pure |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for row in rows:
        found = "" if row.recall is None else f"{row.recall:.4f}"
        ratios = (
            f"{row.p50 / one.p50:,.1f}, {row.p99 / one.p99:,.1f}" if _comparable(row) else ""
            for one in (compiled, pure)
        )
        times = f"{row.p50:,.0f} | {row.p99:,.0f} | {mean(row.microseconds):,.0f}"
        yield f"| {row.name} | {times} | {found} | {' | '.join(ratios)} |"


def _comparable(row: Row) -> bool:
    return len(row.microseconds) > 1 and "containing" not in row.name


def _costs(report: Report) -> Iterator[str]:
    costs = report.costs
    yield "| the index | | with partial numbers |"
    yield "|---|---:|---:|"
    yield f"| bytes a number | {costs.bytes_each:.1f} | {costs.partial_bytes_each:.1f} |"
    seconds = f"{costs.built_per_million:.1f} | {costs.built_partial_per_million:.1f}"
    yield f"| building, CPU s a million | {seconds} |"
    yield f"| opening, CPU ms | {costs.opened_ms:.0f} | |"


def picture(report: Report) -> str:
    """Return an SVG with a bar from p50 to p99 for each system, on a scale of powers of ten."""
    rows = [row for row in report.rows if _comparable(row)]
    height = _TOP + _STEP * len(rows) + 20
    title = f"CPU time of a query among {report.count:,} numbers: p50 to p99"
    size = f'viewBox="0 0 {_WIDTH} {height}" font-family="sans-serif" font-size="14"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size}>',
            f'<rect width="{_WIDTH}" height="{height}" fill="white"/>',
            f'<text x="10" y="24" font-size="16">{title}</text>',
            *_scale(height),
            *(part for place, row in enumerate(rows) for part in _bar(row, place)),
            "</svg>\n",
        ]
    )


def _scale(height: int) -> Iterator[str]:
    for decade in _DECADES:
        x, name = _x(10**decade), ["10 µs", "100 µs", "1 ms", "10 ms", "100 ms", "1 s"][decade - 1]
        yield f'<path d="M{x:.0f} {_TOP - 8}V{height - 12}" stroke="#ccc"/>'
        yield f'<text x="{x:.0f}" y="{_TOP - 14}" text-anchor="middle" fill="#555">{name}</text>'


def _bar(row: Row, place: int) -> Iterator[str]:
    y, begin, end = _TOP + _STEP * place + 16, _x(row.p50), _x(row.p99)
    colour = "#0b6e4f" if row.name.startswith("SerialIndex") else "#8c2f39"
    name = row.name + ("" if row.recall is None else f" ({row.recall:.0%} found)")
    at = f'x="{_LEFT - 14}" y="{y + 5}" text-anchor="end" font-size="13"'
    yield f"<text {at}>{escape(name)}</text>"
    width = max(2.0, end - begin)
    yield f'<rect x="{begin:.1f}" y="{y - 7}" width="{width:.1f}" height="14" fill="{colour}"/>'
    yield f'<circle cx="{begin:.1f}" cy="{y}" r="7" fill="{colour}"/>'


def _x(microseconds: float) -> float:
    decades = _DECADES[-1] - _DECADES[0] + 0.5
    share = (log10(max(microseconds, 10)) - _DECADES[0]) / decades
    return _LEFT + min(1.0, share) * (_WIDTH - _LEFT - _RIGHT)
