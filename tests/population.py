"""A made-up population of dealers, with the figures that parliament was told on a day."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

from registry.law.municipalities import municipality_names

COLUMNS = (
    "name",
    "kvk_number",
    "country",
    "municipality_code",
    "dol_from",
    "dor_from",
    "ended_at",
)
DAY = date(2024, 9, 1)
TOLD = {
    "dor": {"dealers_nl": 7821, "municipalities": 317, "dealers_foreign": 12},
    "dol": {"dealers": 5021, "municipalities": 257},
}
Row = dict[str, str]


def population(seed: int = 437) -> list[Row]:
    """Return rows that give `TOLD` on `DAY`, with others around that don't count on that day."""
    rng = Random(seed)
    codes = rng.sample(sorted(municipality_names()), 320)
    on_dol, on_dor, beyond = codes[:257], codes[:317], codes[317:]
    rows = list(_dutch(rng, on_dol, 5021, dol=True))
    # The sixty municipalities without DOL have dealers too, and so have the others.
    rows += _dutch(rng, on_dor[257:] + on_dol, 7821 - 5021, dol=False)
    rows += [_row(rng, f"Foreign {n}", country="DE", dor_from=_before(rng)) for n in range(12)]
    rows += [
        # Began the day after, stopped on the day, stopped long before.
        _row(rng, "Too late", place=beyond[0], dol_from="2024-09-02", dor_from="2024-09-02"),
        _row(rng, "Stops today", place=beyond[1], dor_from="2020-01-01", ended_at="2024-09-01"),
        _row(rng, "Long gone", place=beyond[2], dol_from="2015-03-01", ended_at="2019-01-01"),
        _row(rng, "Gone abroad", country="BE", dor_from="2018-05-05", ended_at="2024-08-31"),
        _row(rng, "Nothing known", place=beyond[0]),
    ]
    rng.shuffle(rows)
    return rows


def counted(rows: Sequence[Row], day: date) -> dict[str, dict[str, int]]:
    """Count by the rule of the letter, written out: there from a day, and not from the end on."""
    at = day.isoformat()

    def there(row: Row, since: str) -> bool:
        return (
            bool(row[since]) and row[since] <= at and (not row["ended_at"] or at < row["ended_at"])
        )

    dor = [row for row in rows if there(row, "dor_from")]
    dutch = [row for row in dor if row["country"] == "NL"]
    dol = [row for row in rows if there(row, "dol_from") and row["country"] == "NL"]
    return {
        "dor": {
            "dealers_nl": len(dutch),
            "municipalities": len({row["municipality_code"] for row in dutch} - {""}),
            "dealers_foreign": len(dor) - len(dutch),
        },
        "dol": {
            "dealers": len(dol),
            "municipalities": len({row["municipality_code"] for row in dol} - {""}),
        },
    }


def write(path: Path, rows: Sequence[Row]) -> Path:
    """Write the rows to a file as an import takes it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def _dutch(rng: Random, places: Sequence[str], count: int, *, dol: bool) -> Iterator[Row]:
    for number in range(count):
        since = _before(rng)
        # Every place once, and then at random.
        place = places[number] if number < len(places) else rng.choice(places)
        yield _row(
            rng,
            f"Dealer {'with' if dol else 'without'} DOL {number}",
            place=place,
            kvk=f"{rng.randrange(10**8):08}" if rng.random() < 0.95 else "",
            dol_from=since if dol else "",
            dor_from=since,
            ended_at=_after(rng) if rng.random() < 0.2 else "",
        )


def _row(rng: Random, name: str, **known: str) -> Row:
    return {
        "name": name,
        "kvk_number": known.get("kvk", ""),
        "country": known.get("country", "NL"),
        "municipality_code": known.get("place", ""),
        "dol_from": known.get("dol_from", ""),
        "dor_from": known.get("dor_from", ""),
        "ended_at": known.get("ended_at", ""),
    }


def _before(rng: Random) -> str:
    return (DAY - timedelta(days=rng.randrange(3000))).isoformat()


def _after(rng: Random) -> str:
    return (DAY + timedelta(days=1 + rng.randrange(700))).isoformat()
