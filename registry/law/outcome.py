"""What a rule check says: the rule holds, is breached, or does not apply, and why."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple


class Status(StrEnum):
    """What became of a rule."""

    HOLDS = "holds"
    BREACHED = "breached"
    NOT_APPLICABLE = "not_applicable"


class Outcome(NamedTuple):
    """What a rule says of facts; a tuple, since a night makes millions.

    `reason` is a code; the sentence for people is `law.RULE.REASON` in the translations. `facts`
    are the facts used. When `to_be_judged`, the machine has seen signs and a person decides.
    """

    status: Status
    reason: str
    facts: Mapping[str, Any]
    to_be_judged: bool = False


def holds(reason: str, **facts: Any) -> Outcome:
    """Return that a rule holds, with the facts that say so."""
    return Outcome(Status.HOLDS, reason, facts)


def breached(reason: str, **facts: Any) -> Outcome:
    """Return that a rule is breached, with the facts that say so."""
    return Outcome(Status.BREACHED, reason, facts)


def suspected(reason: str, **facts: Any) -> Outcome:
    """Return signs of a breach, which a person has to judge."""
    return Outcome(Status.BREACHED, reason, facts, to_be_judged=True)


def not_applicable(reason: str, **facts: Any) -> Outcome:
    """Return that a rule asks nothing here, with the facts that say so."""
    return Outcome(Status.NOT_APPLICABLE, reason, facts)
