"""The table of docs/law.md: `python -m registry.law.table > docs/law.md`.

Every clause has a row: what it asks, the function that checks it and the tests of that, or why no
machine can check it.
"""

import sys
from datetime import date
from importlib.resources import files
from io import BytesIO

from babel.messages.pofile import read_po

from registry.law.jurisdictions import jurisdictions
from registry.law.rule import Rule
from registry.law.rulebook import CLAUSES

HEAD = """\
# The law as rules

Made by `python -m registry.law.table`; a test compares. Profiles, terms and their sources stand in
`registry/data/jurisdictions`, see [decision 20](decisions/0020-the-law-as-dated-data.md).
Nothing here is legal advice.

## Profiles

| Profile | What | In force | Hold | Notify within | Entry within (hours) |
|---|---|---|---|---|---|
"""
CLAUSE_HEAD = """
## Clauses

Facts are the records of `registry/law/facts.py`. A case table lists situations with the outcome
that is expected; `tests/law/test_cases.py` runs them.
The letters of model APV 2:67 and 2:68 are from memory; ordinances number them in their own way.

| Code | Article | What it asks | Function | Facts | Cases | Profiles |
|---|---|---|---|---|---|---|
"""
UNCHECKED_HEAD = """
## Clauses that no machine can check

| Code | Article | What it says | Why there is no check |
|---|---|---|---|
"""
CASES = {
    "EntryFacts": "entries",
    "SaleFacts": "sales",
    "NotificationFacts": "notifications",
    "DealerFacts": "dealers",
    "InspectionFacts": "inspections",
    "NoticeFacts": "notices",
    "OrderFacts": "orders",
    "DemandFacts": "demands",
}


def document() -> str:
    """Return docs/law.md as the rulebook and the data have it."""
    told = _sentences()
    rows = [_clause(rule, told) for rule in CLAUSES if rule.check is not None]
    left = [
        f"| `{rule.code}` | {rule.article} | {told[f'law.{rule.code}.title']} "
        f"| {told[f'law.{rule.code}.unchecked']} |"
        for rule in CLAUSES
        if rule.check is None
    ]
    parts = [HEAD, *_lines(_profiles()), CLAUSE_HEAD, *_lines(rows), UNCHECKED_HEAD, *_lines(left)]
    return "".join(parts)


def _profiles() -> list[str]:
    law = jurisdictions()
    rows = []
    for profile in sorted(law.profiles.values(), key=lambda p: p.name):
        periods = [f"{country} {_period(a, b)}" for country, a, b in law.periods(profile.name)]
        hold = f"{profile.hold_days} {profile.hold_unit} days" if profile.hold_days else "none"
        days = profile.notification_days
        rows.append(
            f"| `{profile.name}` | {profile.title} | {'; '.join(periods) or 'not yet'} | {hold} "
            f"| {f'{days} days' if days else 'no term'} | {profile.entry_within_hours} |"
        )
    return rows


def _period(since: date | None, end: date | None) -> str:
    start = f"from {since}" if since else "from the beginning"
    return f"{start} until {end}" if end else start


def _clause(rule: Rule, told: dict[str, str]) -> str:
    check, facts = rule.check, rule.facts
    if check is None or facts is None:
        raise ValueError(f"{rule.code} has no check")
    module = check.__module__.rsplit(".", 1)[-1]
    profiles = [
        f"`{name}`"
        for name, profile in sorted(jurisdictions().profiles.items())
        if rule.code in profile.rules
    ]
    return (
        f"| `{rule.code}` | {rule.article} | {told[f'law.{rule.code}.title']} "
        f"| `{module}.{check.__name__}` | `{facts.__name__}` "
        f"| [{CASES[facts.__name__]}](../tests/law/cases/{CASES[facts.__name__]}.csv) "
        f"| {', '.join(profiles)} |"
    )


def _sentences() -> dict[str, str]:
    catalog = files("registry") / "translations" / "en" / "LC_MESSAGES" / "messages.po"
    return {str(m.id): str(m.string) for m in read_po(BytesIO(catalog.read_bytes())) if m.id}


def _lines(rows: list[str]) -> list[str]:
    return [row + "\n" for row in rows]


if __name__ == "__main__":
    sys.stdout.write(document())
