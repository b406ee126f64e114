"""Article 437ter of the Criminal Code: the municipal ordinance, and notifying the mayor."""

from registry.law.facts import NotificationFacts
from registry.law.outcome import Outcome, breached, holds, not_applicable
from registry.law.profile import Profile
from registry.law.rule import Rule


def article_437ter_2(notification: NotificationFacts, _profile: Profile) -> Outcome:
    """437ter (2): who makes a trade or habit of buying up tells the mayor in writing before."""
    if notification.about != "start":
        return not_applicable("other_notification", about=notification.about)
    started_at, notified_at = notification.happened_at, notification.notified_at
    if notified_at is None:
        return breached("not_notified", started_at=started_at)
    times = {"started_at": started_at, "notified_at": notified_at}
    if not notification.in_writing:
        return breached("not_in_writing", **times)
    if notified_at > started_at:
        return breached("notified_after", **times)
    return holds("notified_before", **times)


RULES = (
    Rule("437ter-1", "437ter (1) Sr"),
    Rule(
        "437ter-2",
        "437ter (2) Sr",
        NotificationFacts,
        article_437ter_2,
        (
            "other_notification",
            "not_notified",
            "not_in_writing",
            "notified_after",
            "notified_before",
        ),
    ),
)
