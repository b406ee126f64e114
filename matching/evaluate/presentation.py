"""Presentation: how people write numbers and names, and what they write for want of a number."""

from random import Random

_LABELS = ("S/N: ", "SN: ", "S/N ", "serial ", "Serienummer: ", "nr. ", "No. ", "serienr ")
_OF_GROUP = {"imei": ("IMEI ", "IMEI: ", "imei nr. ", "IMEI1: ")}
_SEPARATORS = (" ", " ", "-", ".", "/")
_JUNK = (
    "onbekend", "n.v.t.", "geen", "zie foto", "123456789", "0000000", "111111", "nvt", "unknown",
    "geen serienummer", "niet leesbaar", "xxxxxx", "12345678", "-", "?", "zwart", "no serial",
    "000000000000000", "SN", "1234", "ABCDEF", "defect", "€ 250", "12-03-2024", "N/A", "none",
    "XXXXXXXX", "987654321", "123123123", "serienummer onleesbaar", "weggesleten", "niet te lezen",
)  # fmt: skip


def presented(number: str, group: str, rng: Random) -> str:
    """Return a number as somebody might write it down: case, groups, labels."""
    how = rng.random()
    if how < 0.15:
        number = number.lower()
    if rng.random() < 0.25 and len(number) > 5:
        number = _in_groups(number, rng)
    if rng.random() < 0.12:
        is_imei = group == "check digit" and number[:1].isdigit() and rng.random() < 0.5
        number = rng.choice(_OF_GROUP["imei"] if is_imei else _LABELS) + number
    return f" {number} " if rng.random() < 0.05 else number


def junk(rng: Random) -> str:
    """Return what somebody writes who has no number."""
    text = rng.choice(_JUNK)
    return text.upper() if rng.random() < 0.3 else text


def misspelt(name: str, rng: Random) -> str:
    """Return a name with a letter wrong."""
    if len(name) < 2:
        return name
    at = rng.randrange(len(name) - 1)
    how = rng.randrange(4)
    if how == 0:
        return name[:at] + name[at + 1 :]
    if how == 1:
        return name[:at] + name[at] + name[at:]
    if how == 2:
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return name[:at] + rng.choice("aeiorstn") + name[at + 1 :]


def _in_groups(number: str, rng: Random) -> str:
    separator, step = rng.choice(_SEPARATORS), rng.choice((2, 3, 4, 5))
    return separator.join(number[at : at + step] for at in range(0, len(number), step))
