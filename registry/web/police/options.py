"""Choices of the police's forms, each with the text that is shown for it."""

from collections.abc import Callable, Iterable

from flask_babel import gettext

Options = Callable[[Iterable[str]], list[tuple[str, str]]]


def options_of(family: str) -> Options:
    """Return what pairs words with their messages, which are named after a family."""

    def options(words: Iterable[str]) -> list[tuple[str, str]]:
        return [(word, str(gettext(f"{family}.{word}"))) for word in words]

    return options


def shared() -> dict[str, Options]:
    """Return what every template of the police may use."""
    return {
        "category_options": options_of("category"),
        "type_options": options_of("kind"),
        "ground_options": options_of("ground"),
    }
