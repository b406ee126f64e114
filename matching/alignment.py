"""Alignment of two numbers, to show people where they differ."""

from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Levenshtein


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of characters; `text` is empty where only the other number has something."""

    text: str
    kind: Literal["equal", "differs"]


def differences(a: str, b: str) -> tuple[list[Segment], list[Segment]]:
    """Return both numbers cut into as many runs, equal and differing by turns."""
    left: list[Segment] = []
    right: list[Segment] = []
    for step in Levenshtein.opcodes(a, b):
        kind: Literal["equal", "differs"] = "equal" if step.tag == "equal" else "differs"
        one, other = a[step.src_start : step.src_end], b[step.dest_start : step.dest_end]
        if left and left[-1].kind == kind:
            left[-1] = Segment(left[-1].text + one, kind)
            right[-1] = Segment(right[-1].text + other, kind)
        else:
            left.append(Segment(one, kind))
            right.append(Segment(other, kind))
    return left, right
