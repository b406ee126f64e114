"""A page of the catalogue: where it is, who opens it, and what is done on it before it is seen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import playwright.sync_api as browser

from registry.access.actors import Role

Ids = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """A page as somebody sees it.

    `name` is that of its picture. `path` gets the ids of what stands in the town (see
    `tests.pages.town`). `then` acts in the browser to come to a page that answers a form.
    """

    name: str
    endpoint: str
    path: Callable[[Ids], str]
    role: Role = Role.PUBLIC
    then: Callable[[browser.Page], None] | None = None
