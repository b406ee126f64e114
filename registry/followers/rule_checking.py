"""The rule checks as a follower: over whole registers, every night."""

from zoneinfo import ZoneInfo

from registry.journal import position_of
from registry.register import Register
from registry.rules import rule_runs
from registry.rules.rule_checks import CHECKER

ZONE = ZoneInfo("Europe/Amsterdam")
NOT_BEFORE_HOUR = 2


def follow(register: Register) -> int:
    """Run the checks if they were not run since this night; nothing waits for it, so return 0."""
    now = register.clock()
    local = now.astimezone(ZONE)
    with register.database.read() as session:
        last = position_of(session, rule_runs.NIGHTLY)
    if last < local.toordinal() and local.hour >= NOT_BEFORE_HOUR:
        rule_runs.run(register.database, CHECKER, now, night=(last, local.toordinal()))
    return 0
