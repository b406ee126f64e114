"""Labels: the words that announce a number, on goods and in forms."""

import re
from itertools import pairwise

# "Number" after a label. Its abbreviations may not stand against a letter, which would make the
# NO of NOKIA one.
_NUMBER = r"\W*(?:NUMMER|NUMBER|(?:NUM|NR|NO)(?![A-Z]))"
# What these announce is on all goods of a sort.
_MODEL = rf"(?:MODEL|TYPE|PART|ARTIKEL)(?:{_NUMBER})?|P\s?/\s?N"
# A label and the kind of number it announces. A long label may stand against the number; a
# short one needs something between, since serial numbers begin with such letters too.
_LONG = (
    # A phone has two IMEIs: 1 and 2 belong to the label if a whole number follows them.
    (rf"IMEI(?:{_NUMBER})?(?:\W*[12](?=\W|\d{{15}}))?(?=\W|\d{{14}})", "imei"),
    (rf"SERIE{_NUMBER}|SERIAL(?:{_NUMBER})?|SERVICE\W*(?:TAG|CODE)", None),
    (rf"(?:FRAME|RIJWIEL|FIETS){_NUMBER}", "frame"),
    (rf"(?:CHASSIS|VOERTUIGIDENTIFICATIE){_NUMBER}", "vin"),
    (rf"(?:MOTOR|ENGINE){_NUMBER}", "engine"),
    (r"KENTEKEN", "plate"),
    (rf"(?:CERTIFICAAT|CERTIFICATE){_NUMBER}", "certificate"),
)
_SHORT = (
    (r"S\s?[/.]\s?N|SN|SERIE|SER", None),
    (r"IMEI\s?[12]?", "imei"),
    (r"MEID|ESN|EID", None),
    (r"FRAME", "frame"),
    (r"CHASSIS|VIN", "vin"),
    (r"PLATE", "plate"),
    (r"CERTIFICAAT|CERTIFICATE", "certificate"),
    (r"GRAVERING|GRAVURE|INSCRIPTIE|ENGRAVING", "engraving"),
    (_MODEL, None),
    (r"NUMMER|NUMBER|NR|NO|#", None),
)
_IS = r"(?:IS[\W_]+)?"
_GAP, _SPACE = rf"[\W_]*{_IS}", rf"[\W_]+{_IS}"
_LABELS = tuple(
    [(re.compile(rf"\W*(?:{label}){_GAP}(?=\w)"), kind) for label, kind in _LONG]
    + [(re.compile(rf"\W*(?:{label}){_SPACE}(?=\w)"), kind) for label, kind in _SHORT]
    + [(re.compile(rf"\W*(?:#|№){_GAP}(?=\w)"), None)]
)
_INSIDE = re.compile(
    r"(?<=[\W_])(?:"
    + "|".join(f"(?:{label}){_GAP}" for label, _ in _LONG)
    + "|"
    + "|".join(rf"(?:{label}){_SPACE}" for label, _ in _SHORT)
    + r")(?=\w)"
)

_OF_MODEL = re.compile(rf"\W*(?:{_MODEL}){_SPACE}(?=\w)")


def announces_model(text: str) -> bool:
    """Tell whether upper-case text begins with the label of a model or a part number."""
    return _OF_MODEL.match(text) is not None


def without_labels(text: str) -> tuple[str, str | None]:
    """Cut labels off the front of upper-case text, and return the kind that the first one named."""
    found: str | None = None
    cut = True
    while cut:
        cut = False
        for pattern, kind in _LABELS:
            match = pattern.match(text)
            if match:
                text, found, cut = text[match.end() :], found or kind, True
    return text, found


def at_labels(text: str) -> list[str]:
    """Cut upper-case text in front of each label inside it."""
    starts = [0, *(match.start() for match in _INSIDE.finditer(text)), len(text)]
    pieces = (text[a:b] for a, b in pairwise(starts))
    return [piece for piece in pieces if piece.strip()]
