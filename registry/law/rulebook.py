"""The rulebook: every rule and every clause that no machine can check, and how they are run."""

from functools import cache
from typing import NamedTuple

from registry.law import (
    article_437,
    article_437bis,
    article_437ter,
    bill_36036,
    caribbean,
    decree,
    ordinance,
)
from registry.law.facts import Facts
from registry.law.in_force import Jurisdictions
from registry.law.jurisdictions import jurisdictions
from registry.law.outcome import Outcome
from registry.law.profile import Profile
from registry.law.rule import Check, Rule

CLAUSES: tuple[Rule, ...] = (
    *article_437.RULES,
    *article_437bis.RULES,
    *article_437ter.RULES,
    *decree.RULES,
    *ordinance.RULES,
    *bill_36036.RULES,
    *caribbean.RULES,
)
RULES = {rule.code: rule for rule in CLAUSES}


class Finding(NamedTuple):
    """What one rule says of facts, and the profile under which it was judged."""

    rule: str
    article: str
    profile: str
    outcome: Outcome


def judged(facts: Facts, law: Jurisdictions | None = None) -> list[Finding]:
    """Judge facts by every rule for such facts that is in force at their place and moment.

    Raises UnknownPlace for a place that is no municipality and no island.
    """
    profile = (law or jurisdictions()).profile_at(facts.place, facts.judged_by)
    return judged_under(profile, facts)


def judged_under(profile: Profile, facts: Facts) -> list[Finding]:
    """Judge facts by every rule for such facts that a profile names."""
    name = profile.name
    kind: type = type(facts)
    return [
        Finding(rule.code, rule.article, name, check(facts, profile))
        for rule, check in _rules_of(profile.rules, kind)
    ]


@cache
def _rules_of(codes: tuple[str, ...], kind: type) -> tuple[tuple[Rule, Check], ...]:
    rules = [RULES[code] for code in codes]
    return tuple(
        (rule, rule.check) for rule in rules if rule.facts is kind and rule.check is not None
    )
