"""The audit log for all, in a browser."""

from flask import Blueprint

from registry.web.audit import log
from registry.web.door import Door

DOOR = Door.of(Blueprint("audit_pages", __name__), (log,))
