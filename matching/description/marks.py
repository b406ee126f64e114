"""Marks: what is written, engraved or stuck on goods, as told in plain text."""

import re

from matching.description.lexicon import lexicon
from matching.description.text import one_line, squeezed, words

# An opening quote may not stand behind a number, where it is inches.
_QUOTED = re.compile(r"""(?<![\w"'])(["'])(?=\w)([^"\n]{1,60}?)(?<!\s)\1(?!\w)""")
_ANNOUNCING = lexicon().announcing
_LABEL = rf"(?:{'|'.join(_ANNOUNCING['inscription'])})"
_LINK = rf"""(?:[\s:="']|\b(?:{"|".join(_ANNOUNCING["before_inscription"])})\b)+"""
_LABELLED = re.compile(rf"\b{_LABEL}\b{_LINK}([\w&+/.'@-]+(?:\s[\w&+/.'@-]+){{0,5}})")
_ENDS = re.compile(r"[.;,(]\s|\b(?:en|and|met|with|op|on|aan|at|in|onder|under)\b(?=\s|$)")


_LONGEST_MARK = 6


def marks_in(text: str) -> tuple[frozenset[str], str]:
    """Return the marks told in plain text, squeezed word by word, and the text without them.

    A mark is what stands in quotes, or behind a word such as `inscriptie` or `engraved` up to
    the end of the phrase, six words at most. Quotes around the beginning are those of a title;
    what stands in quotes stays in the text, since it may be the name of a model.
    """
    text = one_line(text)
    quoted = (as_mark(m[2]) for m in _QUOTED.finditer(text) if m.start())
    found = {mark for mark in quoted if 0 < len(mark.split()) <= _LONGEST_MARK}

    def take_labelled(match: re.Match[str]) -> str:
        phrase = _ENDS.split(match[1] + " ", maxsplit=1)[0]
        mark = as_mark(phrase)
        found.update([mark] if mark else [])
        return f" {match[1][len(phrase) :]}" if mark else match[0]

    text = _LABELLED.sub(take_labelled, text)
    return frozenset(found), text


def as_mark(text: str) -> str:
    """Return plain text as a mark: its words squeezed, without the label of an engraving."""
    found = [squeezed(word) for word in words(text)]
    return " ".join(found[1:] if found and re.fullmatch(_LABEL, found[0]) else found)
