"""Figures for all, and those of matching and compliance for who watches over the trade."""

from flask import Blueprint

from registry.web.door import Door, Link, group
from registry.web.figures import adoption, checks, compliance, matching, recovery

DOOR = Door.of(
    Blueprint("figure_pages", __name__, url_prefix="/figures"),
    (checks, recovery, adoption, matching, compliance),
    group(
        "figures.title",
        Link("figure_pages.checks.show", "figures.checks.tab"),
        Link("figure_pages.recovery.show", "figures.recovery.tab"),
        Link("figure_pages.adoption.show", "figures.adoption.tab"),
    ),
    group(
        "figures.title",
        Link("figure_pages.matching.show", "figures.matching.link"),
        Link("figure_pages.compliance.show", "figures.compliance.link"),
    ),
)
