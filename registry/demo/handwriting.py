"""How people type a number: with spaces, dashes, in small letters, with a word before it."""

from random import Random

from registry.demo.draw import Weighted, chance

PREFIXES = {
    "imei": ("IMEI ", "IMEI: ", "IMEI nr. ", "IMEI"),
    "serial": ("SN", "S/N ", "SN: ", "serienr. ", "serienummer "),
    "frame": ("framenr. ", "FN ", "frame ", "framenummer: "),
    "vin": ("VIN ", "chassisnr. ", "VIN: "),
    "engine": ("motornr. ", "blok "),
    "plate": ("kenteken ",),
    "certificate": ("cert. ", "certificaat nr. "),
    "other": ("nr. ", "nr "),
}

_HANDS = Weighted.of(
    (("plain", 64.0), ("spaced", 14.0), ("dashed", 7.0), ("small", 7.0), ("prefixed", 8.0))
)


def plain(value: str) -> str:
    """Return a number in capitals without anything but letters and digits."""
    return "".join(character for character in value.upper() if character.isalnum())


def bare(value: str) -> str:
    """Return a number like `plain`, without a word that was typed before it."""
    number = plain(value)
    word = next((word for word in _WORDS if number.startswith(word)), "")
    return number.removeprefix(word)


def written(value: str, kind: str, rng: Random, *, prefixed: bool = True) -> str:
    """Return `value`, a number of type `kind`, as somebody may type it.

    Without `prefixed` no word stands before it: what is typed and `value` have the same `plain`.
    """
    hand = _HANDS.draw(rng)
    if hand == "prefixed" and prefixed:
        return rng.choice(PREFIXES.get(kind, PREFIXES["other"])) + value
    if hand == "small":
        return value.lower()
    if hand == "spaced":
        return _grouped(plain(value), " ", rng)
    if hand == "dashed" and kind != "plate":
        return _grouped(plain(value), "-", rng)
    return value


def _grouped(number: str, separator: str, rng: Random) -> str:
    if chance(rng, 0.3):
        return number[:2] + separator + number[2:]
    size = rng.choice((3, 4))
    return separator.join(number[at : at + size] for at in range(0, len(number), size))


# The longest come first, so that SERIENUMMER is not taken for a number that starts with SN.
_WORDS = sorted({plain(word) for words in PREFIXES.values() for word in words}, key=len)[::-1]
