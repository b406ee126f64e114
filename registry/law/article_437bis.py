"""Article 437bis of the Criminal Code: from whom a dealer may not acquire."""

from registry.law.facts import EntryFacts
from registry.law.outcome import Outcome, breached, holds, not_applicable, suspected
from registry.law.profile import Profile
from registry.law.rule import Rule


def article_437bis_1_a(entry: EntryFacts, _profile: Profile) -> Outcome:
    """437bis (1)(a): nothing is acquired from a minor."""
    if entry.adult is None:
        return not_applicable("age_not_noted")
    return holds("adult", adult=True) if entry.adult else breached("minor", adult=False)


def article_437bis_1_b(entry: EntryFacts, _profile: Profile) -> Outcome:
    """437bis (1)(b): nothing is acquired from somebody held in an institution.

    Where the dealer ought to have suspected it, a person judges whether he ought to have.
    """
    match entry.detention:
        case None:
            return not_applicable("not_noted")
        case "no":
            return holds("no_sign", detention="no")
        case "suspected":
            return suspected("signs", detention="suspected")
        case "known":
            return breached("known", detention="known")


RULES = (
    Rule(
        "437bis-1-a",
        "437bis (1)(a) Sr",
        EntryFacts,
        article_437bis_1_a,
        ("age_not_noted", "adult", "minor"),
    ),
    Rule(
        "437bis-1-b",
        "437bis (1)(b) Sr",
        EntryFacts,
        article_437bis_1_b,
        ("not_noted", "no_sign", "signs", "known"),
    ),
    Rule("437bis-2", "437bis (2) Sr"),
    Rule("437bis-3", "437bis (3) Sr"),
)
