"""Identifiers: what a number is, in canonical form, and when it is no number at all."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from matching.check_digits import luhn_digit, luhn_holds, vin_holds
from matching.lookalikes import to_latin
from matching.placeholders import why_no_serial

Check = Literal["passed", "failed", "none"]
READ_AT_MOST = 200

# "Number" after a label. Its abbreviations may not stand against a letter, which would make the
# NO of NOKIA one.
_NUMBER = r"\W*(?:NUMMER|NUMBER|(?:NUM|NR|NO)(?![A-Z]))"
# A label and the kind of number it announces. A long label may stand against the number; a
# short one needs something between, since serial numbers begin with such letters too.
_LONG = (
    # A phone has two IMEIs: 1 and 2 belong to the label if a whole number follows them.
    (rf"IMEI(?:{_NUMBER})?(?:\W*[12](?=\W|\d{{15}}))?(?=\W|\d{{14}})", "imei"),
    (rf"SERIE{_NUMBER}|SERIAL(?:{_NUMBER})?", None),
    (rf"(?:FRAME|RIJWIEL|FIETS){_NUMBER}", "frame"),
    (rf"(?:CHASSIS|VOERTUIGIDENTIFICATIE){_NUMBER}", "vin"),
    (rf"(?:MOTOR|ENGINE){_NUMBER}", "engine"),
    (r"KENTEKEN", "plate"),
    (rf"(?:CERTIFICAAT|CERTIFICATE){_NUMBER}", "certificate"),
)
_SHORT = (
    (r"S\s?[/.]\s?N|SN|SERIE|SER", None),
    (r"IMEI\s?[12]?", "imei"),
    (r"FRAME", "frame"),
    (r"CHASSIS|VIN", "vin"),
    (r"PLATE", "plate"),
    (r"CERTIFICAAT|CERTIFICATE", "certificate"),
    (r"GRAVERING|GRAVURE|INSCRIPTIE|ENGRAVING", "engraving"),
    (r"NUMMER|NUMBER|NR|NO|#", None),
)
_GAP = r"[\W_]*"
_LABELS = tuple(
    [(re.compile(rf"\W*(?:{label}){_GAP}(?=\w)"), kind) for label, kind in _LONG]
    + [(re.compile(rf"\W*(?:{label})(?:[\W_]+)(?=\w)"), kind) for label, kind in _SHORT]
    + [(re.compile(rf"\W*(?:#|№){_GAP}(?=\w)"), None)]
)
_GLUED = re.compile(r"(?:SN|NR|NO)(?=\d)(?P<rest>\w{4,})\Z")
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


@lru_cache(maxsize=65_536)
def recognise(value: str, declared: str | None = None) -> Number:
    """Return what somebody's text is as a number.

    `declared` is the type somebody said it is, and is respected unless the form rules it out.
    Never raises, whatever the text.
    """
    text = _plain(value)
    stripped, labelled = _without_labels(text)
    # Without its separators a text may begin with a label again ("FRA-ME NUMMER 4417").
    canonical, glued = _without_labels(_compact(stripped)[:READ_AT_MOST])
    reason = why_no_serial(canonical)
    if reason is not None:
        return Number(canonical, "other", "none", usable=False, reason=reason)
    kind, check = _kind(canonical, stripped.strip(), declared or labelled or glued)
    others = _alternatives(text, canonical, kind)
    return Number(canonical, kind, check, usable=True, alternatives=others)


def _plain(value: str) -> str:
    """Return upper-case text in Latin letters without accents and invisible characters."""
    text = unicodedata.normalize("NFKD", value[:READ_AT_MOST]).upper()
    text = to_latin(unicodedata.normalize("NFKD", text))
    return "".join(c for c in text if unicodedata.category(c)[0] not in {"M", "C"} or c in "\t\n\r")


def _without_labels(text: str) -> tuple[str, str | None]:
    """Cut labels off the front, however many, and return the kind that the first one named."""
    found: str | None = None
    cut = True
    while cut:
        cut = False
        for pattern, kind in _LABELS:
            match = pattern.match(text)
            if match:
                text, found, cut = text[match.end() :], found or kind, True
    return text, found


def _compact(text: str) -> str:
    return "".join(c for c in text if "A" <= c <= "Z" or "0" <= c <= "9")


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
    whole = _compact(text)
    if whole != canonical and len(whole) <= len(canonical) + 2:
        found.append(whole)
    return tuple(form for form in found if why_no_serial(form) is None)


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
