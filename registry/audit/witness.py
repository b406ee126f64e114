"""A witness: remembers the last checkpoint it saw, and believes no log that contradicts it."""

import base64
import binascii
from collections.abc import Sequence

from registry.audit import tree
from registry.audit.checkpoint import Checkpoint, NoteRefused, VerifierKey, opened


class Contradiction(Exception):
    """The log is not a continuation of the one that was seen before; says why."""


def followed(
    seen: str | None, shown: str, proof: Sequence[str], verifiers: Sequence[VerifierKey]
) -> Checkpoint:
    """Return what the shown note says, if its log continues the one of the note seen before.

    `proof` is the consistency proof from the seen size to the shown one, each hash in base64.
    Raises Contradiction for a note that no key of the log signed, a log that shrank, and a log
    with another history.
    """
    try:
        new = opened(shown, verifiers)
        old = opened(seen, verifiers) if seen is not None else None
        path = [base64.b64decode(each, validate=True) for each in proof]
    except (NoteRefused, binascii.Error) as error:
        raise Contradiction(str(error)) from error
    if old is None:
        return new
    if new.origin != old.origin:
        raise Contradiction(f"the log is called {new.origin} now")
    if new.size < old.size:
        raise Contradiction(f"the log has {new.size} leaves, and had {old.size}")
    if not tree.verify_consistency(old.size, new.size, path, old.root, new.root):
        raise Contradiction(f"the first {old.size} leaves are not those that were there before")
    return new
