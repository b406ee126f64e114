"""Passwords: argon2id hashes, and which ones may be chosen (NIST SP 800-63B-4, 3.1.1.2)."""

import unicodedata
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 200
# argon2id with 19 MiB and two passes in one thread (OWASP Password Storage Cheat Sheet): what many
# at once may cost a machine with two cores. Raise them here; hashes are renewed on signing in.
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def refusal(password: str, email: str) -> str | None:
    """Return the code of what is wrong with a new password, or None. What it is made of is free."""
    plain = _plain(password)
    if len(plain) < SHORTEST:
        return "password_too_short"
    folded = plain.casefold()
    name = email.casefold().partition("@")[0]
    if folded in {email.casefold(), name} or (len(name) >= 4 and len(folded.replace(name, "")) < 6):
        return "password_is_email"
    if folded in _common() or len(set(folded)) < 4:
        return "password_too_common"
    return None


def password_hash(password: str) -> str:
    """Return the argon2id hash of a password, with its salt and parameters in it."""
    return HASHER.hash(_plain(password))


def matches(kept: str | None, password: str) -> bool:
    """Tell whether a password is the one of this hash; without one it takes as long and is not."""
    try:
        right = HASHER.verify(kept or _nobodys(), _plain(password))
    except (VerificationError, InvalidHashError):
        return False
    return right and kept is not None


def is_outdated(kept: str) -> bool:
    """Tell whether a hash was made with other parameters than those of today."""
    return HASHER.check_needs_rehash(kept)


def _plain(password: str) -> str:
    """Return a password as every keyboard sends it, whatever way it makes its accents."""
    return unicodedata.normalize("NFC", password)


@cache
def _nobodys() -> str:
    return HASHER.hash("the password of nobody at all")


@cache
def _common() -> frozenset[str]:
    text = (files("registry") / "data" / "common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))
