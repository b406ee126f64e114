"""What was found for each purchase of the workload, and what that cost."""

from dataclasses import dataclass

from matching.evaluate.workload import Kind


@dataclass(frozen=True, slots=True)
class Scored:
    """A purchase with the log-odds of its best candidate, and whether that is the right one.

    `alone` and `alone_right` are by the numbers alone, with the names hidden. `is_candidate` tells
    whether the right one was held against it at all, and `cheap` whether each of the cheap rules
    alarms.
    """

    kind: Kind
    group: str
    alone: float
    alone_right: bool
    score: float
    right: bool
    is_candidate: bool
    cheap: tuple[bool, ...]


@dataclass
class Clock:
    """CPU seconds spent, and on how many purchases."""

    purchases: int = 0
    candidates: float = 0.0
    evidence: float = 0.0
    built: float = 0.0
