"""Figures for all, in a browser."""

from flask import Blueprint

from registry.web.door import Door

DOOR = Door(Blueprint("figure_pages", __name__, url_prefix="/figures"))
