"""DOC: the enforcement ladder of a municipality, and the step that history proposes.

The steps stand in registry/data/enforcement_ladders.csv. What is proposed is decided by a person.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Literal

Step = Literal["more_checks", "warning", "penalty_order", "closure", "report"]
STEPS: tuple[Step, ...] = ("more_checks", "warning", "penalty_order", "closure", "report")


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of a ladder; a next breach within so many days after it leads to the step above."""

    step: Step
    within_days: int


@dataclass(frozen=True, slots=True)
class LadderLine:
    """One line of the file: a rung of a place's ladder from a day on; no place is all others."""

    place: str | None
    since: date
    rung: Rung


@dataclass(frozen=True, slots=True)
class Inspection:
    """An inspection of a dealer: the day, whether a breach was found, and the step taken on it."""

    day: date
    breached: bool
    taken: Step | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """The step to take, and the earlier one that leads to it."""

    step: Step
    because: Inspection | None


def ladder_at(
    place: str | None, day: date, lines: Sequence[LadderLine] | None = None
) -> tuple[Rung, ...]:
    """Return the ladder of a municipality on a day, or the usual one where it has none here."""
    known = ladder_lines() if lines is None else lines
    return _newest(place, day, known) or _newest(None, day, known)


def proposed(history: Iterable[Inspection], day: date, ladder: Sequence[Rung]) -> Proposal | None:
    """Return the step that a dealer's inspections up to a day propose, or None.

    Nothing is proposed unless the last inspection found a breach that was not yet acted on. It is
    the step above the highest one that still counts, the last step when that was taken before,
    and the first one when none counts.
    """
    past = sorted((one for one in history if one.day <= day), key=lambda one: one.day)
    if not past or not past[-1].breached or past[-1].taken is not None:
        return None
    breach = past[-1]
    places = {rung.step: n for n, rung in enumerate(ladder)}
    counting = [
        (places[one.taken], one)
        for one in past
        if one.taken in places
        and breach.day <= one.day + timedelta(days=ladder[places[one.taken]].within_days)
    ]
    if not counting:
        return Proposal(ladder[0].step, None)
    highest, because = max(counting, key=lambda found: (found[0], found[1].day))
    return Proposal(ladder[min(highest + 1, len(ladder) - 1)].step, because)


@cache
def ladder_lines() -> tuple[LadderLine, ...]:
    """Return the ladders that come with the register, each in the order of its steps."""
    text = (files("registry") / "data" / "enforcement_ladders.csv").read_text(encoding="utf-8")
    rows = sorted(csv.DictReader(text.splitlines()), key=lambda row: int(row["position"]))
    steps: dict[str, Step] = {step: step for step in STEPS}
    return tuple(
        LadderLine(
            row["place"] or None,
            date.fromisoformat(row["from"]) if row["from"] else date.min,
            Rung(steps[row["step"]], int(row["within_days"])),
        )
        for row in rows
    )


def _newest(place: str | None, day: date, lines: Sequence[LadderLine]) -> tuple[Rung, ...]:
    own = [line for line in lines if line.place == place and line.since <= day]
    since = max((line.since for line in own), default=None)
    return tuple(line.rung for line in own if line.since == since)
