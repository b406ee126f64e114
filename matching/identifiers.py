"""Identifiers: what a number is, in canonical form, and when it is no number at all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from matching.check_digits import luhn_digit, luhn_holds, vin_holds
from matching.labels import announces_model, without_labels
from matching.placeholders import describes, is_word, why_no_serial
from matching.written import READ_AT_MOST, compact, pieces, plain, without_words

Check = Literal["passed", "failed", "none"]
# A piece of a text is a number of its own from this length on, unless a label announces it.
SHORTEST_PIECE = 6
MOST_PIECES = 8
FEW_DIGITS = 3

# Behind a prefix a number begins with a digit, or is long and has a digit, or no vowel at all:
# NOKIA is no prefix of IA.
_GLUED = re.compile(r"(?:SN|NR|NO)(?P<rest>\d\w{3,}|(?=\D*\d|[^AEIOU]*\Z)\w{6,})\Z")
_VIN = re.compile(r"(?=.*\d)(?=.*[A-Z])[A-HJ-NPR-Z0-9]{17}\Z")
# Dutch sidecodes, written in three groups: letters and digits that together are six.
_PLATE = re.compile(
    r"(?:[A-Z]{2}-\d{2}-\d{2}|\d{2}-\d{2}-[A-Z]{2}|\d{2}-[A-Z]{2}-\d{2}|[A-Z]{2}-\d{2}-[A-Z]{2}"
    r"|[A-Z]{2}-[A-Z]{2}-\d{2}|\d{2}-[A-Z]{2}-[A-Z]{2}|\d{2}-[A-Z]{3}-\d|\d-[A-Z]{3}-\d{2}"
    r"|[A-Z]{2}-\d{3}-[A-Z]|[A-Z]-\d{3}-[A-Z]{2}|[A-Z]{3}-\d{2}-[A-Z]|[A-Z]-\d{2}-[A-Z]{3}"
    r"|\d-[A-Z]{2}-\d{3}|\d{3}-[A-Z]{2}-\d)\Z"
)
_IMEI_STARTS = ("35", "86", "01", "99", "45", "52", "91")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it was understood.

    `canonical` has letters A-Z and digits only, and is its own canonical form. `alternatives`
    are other readings: the one without a prefix that may have been typed along, or the whole
    IMEI where the check digit was left out. If not `usable`, `reason` is the code of why it is
    no serial number (see `placeholders`).
    """

    canonical: str
    kind: str
    check: Check
    usable: bool
    reason: str | None = None
    alternatives: tuple[str, ...] = ()

    @property
    def readings(self) -> tuple[str, ...]:
        """Every form in which this number is compared."""
        return (self.canonical, *self.alternatives)


def recognise(value: str, declared: str | None = None) -> Number:
    """Return what somebody's text is as a number; the first, if it holds several.

    `declared` is the type somebody said it is, and is respected unless the form rules it out.
    Never raises, whatever the text.
    """
    return numbers_in(value, declared)[0]


@lru_cache(maxsize=65_536)
def numbers_in(value: str, declared: str | None = None) -> tuple[Number, ...]:
    """Return every number that somebody's text may hold, the likeliest first.

    People write two numbers in one field, and words beside a number. The text as a whole stays
    a reading too, since nobody knows where a number ends. If nothing in it can be a number, the
    only one returned is not usable and says why.
    """
    text = plain(value)
    # A date is a usual engraving.
    if declared != "engraving" and describes(text):
        return (_refused(text, "description"),)
    whole = _read(text, declared)
    if whole.check == "passed" or whole.kind in {"vin", "plate", "engraving"}:
        return (whole,)
    # Nearly all numbers are one word, in which there is nothing to look for.
    parts = () if text.isalnum() else tuple(dict.fromkeys(_parts(text, declared)))
    return _together(text, whole, parts) if parts else (_alone(text, whole),)


def _together(text: str, whole: Number, parts: tuple[Number, ...]) -> tuple[Number, ...]:
    """Return the numbers of a text with its parts, and the whole where it may be one too."""
    if not whole.usable:
        return parts
    if parts[0].canonical == whole.canonical:
        return (whole, *parts[1:])
    if _worded(text):
        # Words tell nothing about the goods, so the whole weighs no more than its number.
        first = replace(parts[0], alternatives=(*parts[0].alternatives, *whole.readings))
        return (first, *parts[1:])
    return (*parts, whole) if len(parts) > 1 else (whole, *parts)


def _alone(text: str, whole: Number) -> Number:
    """Return a text without parts as a number, unless it is words with a small number."""
    digits = sum(c.isdigit() for c in whole.canonical)
    worded = _worded(text) or _worded(whole.canonical)
    if whole.usable and digits <= FEW_DIGITS and worded and not _is_code(text):
        return _refused(text, "description")
    return whole


def _read(text: str, declared: str | None) -> Number:
    """Return plain text as one number."""
    stripped, labelled = without_labels(text)
    # Without its separators a text may begin with a label again ("FRA-ME NUMMER 4417").
    canonical, glued = without_labels(compact(stripped)[:READ_AT_MOST])
    reason = why_no_serial(canonical)
    if reason is not None:
        return Number(canonical, "other", "none", usable=False, reason=reason)
    kind, check = _kind(canonical, stripped.strip(), declared or labelled or glued)
    others = _alternatives(text, canonical, kind)
    return Number(canonical, kind, check, usable=True, alternatives=others)


def _parts(text: str, declared: str | None) -> Iterator[Number]:
    """Yield the usable numbers that stand in pieces of the text, but for those of a model."""
    for piece in pieces(text)[:MOST_PIECES]:
        if announces_model(piece):
            continue
        bare, labelled = without_labels(piece)
        words = without_words(bare)
        together = " ".join(words)
        worded = len(compact(together)) < len(compact(bare))
        # What stands beside words may be several numbers, or one in groups.
        candidates = [together] if worded or bare != piece or _is_long(together) else []
        candidates += [w for w in words if worded and _is_long(w)]
        found = [_read(candidate, labelled or declared) for candidate in candidates]
        found += [n for n in (_read(w, labelled or declared) for w in words) if n.check == "passed"]
        yield from (n for n in found if n.usable and any(c.isdigit() for c in n.canonical))


def _is_long(text: str) -> bool:
    return len(compact(text)) >= SHORTEST_PIECE


def _worded(text: str) -> bool:
    """Tell whether words that belong to no number stand in the text."""
    bare, _ = without_labels(text)
    return len(compact(" ".join(without_words(bare)))) < len(compact(bare))


def _is_code(text: str) -> bool:
    """Tell whether all that looks like words in a text are letters of a code."""
    bare, _ = without_labels(text)
    words = {compact(word) for word in bare.split()}
    words -= {"", *(compact(word) for word in without_words(bare))}
    return all(word.isalpha() and not is_word(word) for word in words or {compact(bare)})


def _refused(text: str, reason: str) -> Number:
    return Number(compact(text), "other", "none", usable=False, reason=reason)


def _alternatives(text: str, canonical: str, kind: str) -> tuple[str, ...]:
    """Return the readings with a glued prefix cut off, and with what was taken for a label.

    An IMEI of 14 digits lacks its check digit, and one of 16 (IMEISV) has the version of the
    software in that place; their other reading is the IMEI of 15 (3GPP TS 23.003, 6.2).
    """
    found = []
    if kind == "imei" and len(canonical) in {14, 16}:
        found.append(canonical[:14] + luhn_digit(canonical[:14]))
    glued = _GLUED.match(canonical)
    if glued:
        found.append(glued["rest"])
    whole = compact(text)
    if whole != canonical and len(whole) <= len(canonical) + 2:
        found.append(whole)
    if canonical.startswith("0"):
        found.append(canonical.lstrip("0"))
    # What is left may begin with a label itself ("SN SERIAL 0A").
    return tuple(form for form in found if why_no_serial(without_labels(form)[0]) is None)


def _kind(canonical: str, written: str, declared: str | None) -> tuple[str, Check]:
    if canonical.isdigit() and len(canonical) in {14, 15, 16}:
        holds = len(canonical) == 15 and luhn_holds(canonical)
        likely = holds or canonical.startswith(_IMEI_STARTS)
        if declared == "imei" or (declared in {None, "serial", "other"} and likely):
            return "imei", _result(holds) if len(canonical) == 15 else "none"
    if _VIN.match(canonical) and declared in {None, "vin", "serial", "other", "frame"}:
        return "vin", _result(vin_holds(canonical))
    if _PLATE.match(re.sub(r"[\s-]+", "-", written)) and declared in {None, "plate", "other"}:
        return "plate", "none"
    # A number declared to be of a kind whose form it does not have is just a number.
    if declared in {None, "imei", "vin"}:
        return "serial", "none"
    return declared, "none"


def _result(holds: bool) -> Check:  # noqa: FBT001 - the one thing it turns into words
    return "passed" if holds else "failed"
