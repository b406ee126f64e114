"""Look-alikes: characters that people and cameras take for each other on goods.

The classes are the pairs that worn stamps, small print and text recognition confuse most: 0 O Q D,
1 I L, 2 Z, 5 S, 6 G, 8 B and U V. A class too many costs candidates, which evidence sorts out; one
too few loses pairs that are more than two such slips apart.
"""

import unicodedata

_CLASSES = {"0": "OQD", "1": "IL", "2": "Z", "5": "S", "6": "G", "8": "B", "V": "U"}
_FOLD = str.maketrans({letter: to for to, letters in _CLASSES.items() for letter in letters})
_FOLDED = frozenset(_CLASSES) | frozenset("".join(_CLASSES.values()))

# Letters of other scripts that look like Latin ones, as they come from a phone's keyboard.
_HOMOGLYPHS = str.maketrans(
    "АВЕКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "ABEKMHOPCTYXIJSABEZHIKMNOPTYX",
)


def fold(canonical: str) -> str:
    """Return the number with each class of look-alikes made one; leading zeros stay."""
    return canonical.translate(_FOLD)


def foldable(canonical: str) -> int:
    """Return how many characters of the number have a look-alike."""
    return sum(character in _FOLDED for character in canonical)


def to_latin(text: str) -> str:
    """Return upper-case text with Cyrillic and Greek twins of Latin letters replaced.

    Digits of any script become 0 to 9.
    """
    twins = text.translate(_HOMOGLYPHS)
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in twins)
