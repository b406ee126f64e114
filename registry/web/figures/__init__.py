"""Figures for all, and those of matching and compliance for who watches over the trade."""

from flask import Blueprint

from registry.web.door import Door, Link
from registry.web.figures import adoption, checks, compliance, matching, recovery

DOOR = Door.of(
    Blueprint("figure_pages", __name__, url_prefix="/figures"),
    (checks, recovery, adoption, matching, compliance),
    Link("figure_pages.checks.show", "figures.title", whole="figure_pages"),
    Link("figure_pages.matching.show", "figures.matching.link"),
    Link("figure_pages.compliance.show", "figures.compliance.link"),
)
