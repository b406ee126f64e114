"""One rule of the law: its code, its article, and the function that checks it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from registry.law.outcome import Outcome

# A check takes facts of the kind that its rule names, and the profile in force.
Check = Callable[[Any, Any], Outcome]


@dataclass(frozen=True, slots=True)
class Rule:
    """A clause of the law and its check.

    `facts` is the kind of facts it judges and `reasons` every reason that it can give. What the
    clause asks, and each reason, is told in the translations: `law.CODE.title` and
    `law.CODE.REASON`. A clause that no machine can check has no `check`, and the translations say
    why: `law.CODE.unchecked`.
    """

    code: str
    article: str
    facts: type | None = None
    check: Check | None = None
    reasons: tuple[str, ...] = ()
