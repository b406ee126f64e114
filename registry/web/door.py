"""A front door: the pages of one audience, and the links that its navigation shows."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from types import ModuleType

from flask import Blueprint
from werkzeug.wrappers import Response

from registry.access.actors import Role
from registry.access.permissions import PERMISSIONS

# What a view answers: a page, a page with its status, or something that is no page.
Answer = str | tuple[str, int] | Response


@dataclass(frozen=True, slots=True)
class Link:
    """A page in the navigation: its endpoint, and the message that names it.

    `also` names further endpoints, or parts of doors, whose pages belong to it beside those of its
    own noun. `tabs` are the pages that share one place in the navigation, shown below it; the first
    of them is where the link itself leads.
    """

    endpoint: str
    label: str
    also: tuple[str, ...] = ()
    tabs: tuple["Link", ...] = ()

    def nearness(self, endpoint: str) -> int:
        """Return how closely a page belongs to this link, 0 if it does not."""
        parts = (self.endpoint, self.endpoint.rpartition(".")[0], *self.also)
        own = (len(part) for part in parts if f"{endpoint}.".startswith(f"{part}."))
        return max((*own, *(tab.nearness(endpoint) for tab in self.tabs)), default=0)

    def tab_at(self, endpoint: str) -> "Link | None":
        """Return the tab that a page belongs to, if it belongs to any."""
        nearest = max(self.tabs, key=lambda tab: tab.nearness(endpoint), default=None)
        return nearest if nearest and nearest.nearness(endpoint) else None


def group(label: str, *tabs: Link) -> Link:
    """Return one place in the navigation for these pages, which are its tabs."""
    return Link(tabs[0].endpoint, label, tabs=tabs)


@dataclass(frozen=True, slots=True)
class Door:
    """The pages of one audience under one blueprint."""

    blueprint: Blueprint
    links: tuple[Link, ...] = ()

    @classmethod
    def of(cls, blueprint: Blueprint, nouns: Iterable[ModuleType], *links: Link) -> "Door":
        """Return the door with the pages of these nouns, each a module with a `blueprint`."""
        for noun in nouns:
            blueprint.register_blueprint(noun.blueprint)
        return cls(blueprint, links)


def links_for(doors: Iterable[Door], role: Role) -> list[Link]:
    """Return the links that are this role's own: what all may open is shown to the public only."""
    shown = role if role is not Role.ADMIN else Role.PUBLIC
    links = (_of(link, shown) for door in doors for link in door.links)
    return [link for link in links if link is not None]


def _of(link: Link, role: Role) -> Link | None:
    """Return the link with those of its tabs that the role may open; one alone needs no tab."""
    tabs = tuple(tab for tab in link.tabs if _may(tab, role))
    if link.tabs and not tabs:
        return None
    if not tabs:
        return link if _may(link, role) else None
    return replace(link, endpoint=tabs[0].endpoint, also=tabs[0].also, tabs=tabs[1:] and tabs)


def _may(link: Link, role: Role) -> bool:
    return role in PERMISSIONS.get(link.endpoint, frozenset())
