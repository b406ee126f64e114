"""Texts that a spreadsheet would work out as formulas, written so that it does not.

A program that splits lines elsewhere than we do, as one in another language does, sees the
beginning of a cell also behind its own separator.
"""

import re

_BEFORE = r"(^|[;,\t\r\n])"
_FORMULA = r"(?=[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])"
_BEGINS = re.compile(rf"{_BEFORE}{_FORMULA}")
_MARKED = re.compile(rf"{_BEFORE}'{_FORMULA}")


def as_text(value: str) -> str:
    """Return a text that no spreadsheet takes for a formula: with an apostrophe before each."""
    return _BEGINS.sub(r"\1'", value)


def as_it_was(value: str) -> str:
    """Return what `as_text` made a text of."""
    return _MARKED.sub(r"\1", value)
