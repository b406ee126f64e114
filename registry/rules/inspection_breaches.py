"""DOC, weighing findings: which of them stand, and which rules are breached.

Of two findings on the same thing the one that was found last stands, in whatever order they came
in: a phone in a cellar may send what it saw first after another has sent what it saw later.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from registry.law.facts import InspectionFacts
from registry.law.outcome import Status
from registry.law.rulebook import RULES, judged
from registry.tables import InspectionFinding

SEEN: dict[str, dict[str, bool]] = {
    "found": {"good_shown": True, "good_registered": True},
    "differs": {"good_shown": True},
    "not_found": {"good_shown": False},
    "unregistered": {"good_registered": False},
}


class Breach(NamedTuple):
    """A breached rule, who says so (`check`, `inspector`), and the findings that show it."""

    rule: str
    article: str
    said_by: tuple[str, ...]
    findings: tuple[UUID, ...]


def checks_of(
    place: str, capacity: str, found_at: datetime, seen: dict[str, bool]
) -> list[dict[str, str]]:
    """Return what the rules in force say of what was seen; those that ask nothing are left out."""
    facts = InspectionFacts(
        place=place,
        inspected_at=found_at,
        by="police" if capacity == "officer" else "mayor",
        **seen,
    )
    return [
        {
            "rule": finding.rule,
            "article": finding.article,
            "profile": finding.profile,
            "status": finding.outcome.status.value,
            "reason": finding.outcome.reason,
        }
        for finding in judged(facts)
        if finding.outcome.status is not Status.NOT_APPLICABLE
    ]


def standing(findings: Iterable[InspectionFinding]) -> list[InspectionFinding]:
    """Return the findings that no later one on the same entry has replaced, oldest first.

    Goods outside the register and questions to the dealer are each a thing of their own.
    """
    newest: dict[tuple[str, UUID], InspectionFinding] = {}
    for finding in in_order(findings):
        newest[finding.kind, finding.purchase_id or finding.id] = finding
    return in_order(newest.values())


def in_order(findings: Iterable[InspectionFinding]) -> list[InspectionFinding]:
    """Return findings as they were found in the shop."""
    return sorted(findings, key=lambda f: (f.found_at, f.recorded_at, f.id))


def breaches(findings: Iterable[InspectionFinding]) -> list[Breach]:
    """Return the rules that are breached by the findings that stand, by their codes.

    A question that was asked again has the last answer.
    """
    showing: dict[str, dict[str, list[UUID]]] = {}

    def note(rule: str, said_by: str, finding: UUID) -> None:
        showing.setdefault(rule, {}).setdefault(said_by, []).append(finding)

    asked: dict[str, tuple[bool, UUID]] = {}
    for finding in standing(findings):
        for check in finding.checks:
            breached = check["status"] == Status.BREACHED.value
            if finding.kind == "asked":
                asked[check["rule"]] = (breached, finding.id)
            elif breached:
                note(check["rule"], "check", finding.id)
        for rule in finding.articles:
            note(rule, "inspector", finding.id)
    for rule, (breached, id_) in asked.items():
        if breached:
            note(rule, "check", id_)
    return [
        Breach(
            rule,
            RULES[rule].article,
            tuple(sorted(said)),
            tuple(dict.fromkeys(id_ for ids in said.values() for id_ in ids)),
        )
        for rule, said in sorted(showing.items())
    ]


def tally(sampled: Sequence[UUID], findings: Iterable[InspectionFinding]) -> dict[str, Any]:
    """Count what became of the sample; `holds` when every entry of it was found and matches."""
    wanted = set(sampled)
    counts = Counter(f.outcome for f in standing(findings) if f.purchase_id in wanted)
    found = {name: counts[name] for name in ("found", "not_found", "differs")}
    return {
        **found,
        "to_do": len(wanted) - counts.total(),
        "holds": bool(wanted) and counts["found"] == len(wanted),
    }
