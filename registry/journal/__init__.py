"""The one ordered journal: append to it, sequence it, follow it.

A change commits with its audit event and its journal entry or not at all (`append`, `guard`).
The sequencer gives every entry a dense and permanent position, and followers read by position.
"""

from registry.journal.append import append
from registry.journal.follow import Entry, advance, entries_after, position_of
from registry.journal.guard import UnrecordedChange, guard
from registry.journal.sequencer import sequence

__all__ = [
    "Entry",
    "UnrecordedChange",
    "advance",
    "append",
    "entries_after",
    "guard",
    "position_of",
    "sequence",
]
