"""The one ordered journal: append to it, sequence it, follow it.

A change commits with its audit event and its journal entry or not at all (`append`, `close`,
`guard`).
The sequencer gives every entry a dense and permanent position, and followers read by position.
"""

from registry.journal.append import UnrecordedChange, append, close
from registry.journal.follow import Entry, advance, entries_after, position_of, waiting
from registry.journal.guard import ONLY_IF_NEW, guard
from registry.journal.leaves import grow
from registry.journal.sequencer import sequence

__all__ = [
    "ONLY_IF_NEW",
    "Entry",
    "UnrecordedChange",
    "advance",
    "append",
    "close",
    "entries_after",
    "grow",
    "guard",
    "position_of",
    "sequence",
    "waiting",
]
