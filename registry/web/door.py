"""A front door: the pages of one audience, and the links that its navigation shows."""

from collections.abc import Iterable
from dataclasses import dataclass
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

    `whole` is the part of the door that the page is the start of, if not its own noun alone.
    """

    endpoint: str
    label: str
    whole: str | None = None

    @property
    def section(self) -> str:
        """The part of the door that the page is the start of; its other pages share it."""
        return self.whole or self.endpoint.rpartition(".")[0]


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
    return [
        link
        for door in doors
        for link in door.links
        if shown in PERMISSIONS.get(link.endpoint, frozenset())
    ]
