"""The cookies of sessions: one for dealers, one for staff, never one for the other."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from flask import request
from werkzeug.wrappers import Response

from registry.access.actors import Role
from registry.http.context import current_register
from registry.settings import Settings

DEALER_COOKIE, STAFF_COOKIE = "register_session", "register_staff"
# Pages of dealers alone; on every other page staff go first.
DEALERS_DOORS = frozenset({"dealer", "account"})
STAFF = (Role.POLICE, Role.INSPECTOR, Role.MUNICIPALITY, Role.ADMIN)


def cookie_of(role: Role) -> str:
    """Return the name of the cookie of a role."""
    return own_name(DEALER_COOKIE if role is Role.DEALER else STAFF_COOKIE)


def own_name(name: str) -> str:
    """Return the name of a cookie that no other host may set, which `__Host-` tells a browser."""
    return name if current_register().settings.demo else f"__Host-{name}"


def cookies_by_door() -> tuple[str, str]:
    """Return both names, that of the door which this request came to first."""
    both = cookie_of(Role.DEALER), cookie_of(Role.POLICE)
    door = (request.endpoint or "").partition(".")[0]
    return both if door in DEALERS_DOORS else (both[1], both[0])


def set_session_cookie(response: Response, role: Role, secret: str) -> None:
    """Give a browser the cookie of a session that was opened."""
    settings = current_register().settings
    response.set_cookie(
        cookie_of(role),
        secret,
        max_age=lifetime_of(role, settings),
        path="/",
        httponly=True,
        samesite="Lax",
        secure=not settings.demo,
    )


def drop_session_cookie(response: Response, role: Role) -> None:
    """Take the cookie of a role away, named as it was set, or a browser keeps a `__Host-` one."""
    secure = not current_register().settings.demo
    response.delete_cookie(cookie_of(role), path="/", httponly=True, samesite="Lax", secure=secure)


def lifetime_of(role: Role, settings: Settings) -> timedelta:
    """Return after how long a session of this role ends."""
    dealer = role is Role.DEALER
    return timedelta(
        minutes=settings.dealer_session_minutes if dealer else settings.staff_session_minutes
    )


def idle_of(settings: Settings) -> Mapping[Role, timedelta]:
    """Return after how long alone a session ends, for each role."""
    staff = timedelta(minutes=settings.staff_idle_minutes)
    dealer = timedelta(minutes=settings.dealer_idle_minutes)
    return MappingProxyType({Role.DEALER: dealer, **dict.fromkeys(STAFF, staff)})
