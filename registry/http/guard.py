"""The guard before every request: who is this, and does the one table allow it?

Machines come with a bearer token and browsers with a session cookie. An endpoint takes the one
or the other: the API never looks at a cookie, so no page elsewhere can act for a browser. Dealers
and staff have cookies apart, and the door says whose counts first.
"""

from contextlib import suppress
from dataclasses import replace

from flask import Flask, Response, after_this_request, current_app, g, request

from registry.access import token_uses
from registry.access.actors import Actor, Role
from registry.access.limits import take
from registry.access.permissions import may
from registry.access.tokens import token_actor
from registry.access.visits import SEEN_EVERY, Visit, note_seen, visit_of
from registry.errors import Forbidden, StoreUnavailable, Unauthenticated
from registry.http.context import current_client, current_register, trace_id
from registry.http.cookies import cookies_by_door, idle_of

API_PREFIX = "/api/"
WITHOUT_KEYS = ("health.", "static")
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def init_guard(app: Flask) -> None:
    """Put the guard in front of every endpoint of the app."""
    app.before_request(_guard)


def _guard() -> None:
    g.actor = Actor(Role.PUBLIC, trace_id=trace_id(), origin=request.endpoint)
    if request.endpoint is None:
        return  # No such page; the router's own 404 or 405 follows.
    if current_app.secret_key is None and not request.endpoint.startswith(WITHOUT_KEYS):
        _use_keys_from_now_on()
    found = _by_token() if request.path.startswith(API_PREFIX) else _by_session()
    if found is not None:
        g.actor = replace(found, trace_id=trace_id(), origin=request.endpoint)
    if not may(g.actor.role, request.endpoint):
        raise Unauthenticated if g.actor.role is Role.PUBLIC else Forbidden
    if may(Role.PUBLIC, request.endpoint) and request.method not in SAFE_METHODS:
        count_calls()


def _use_keys_from_now_on() -> None:
    """Refuse this request, for which no cookie could be read. Raises MissingKeys if there are none.

    The service was started without keys; if they were made since, the next request has them.
    """
    key = current_register().keys.session

    @after_this_request
    def _set(response: Response) -> Response:
        current_app.secret_key = key
        return response

    raise StoreUnavailable(retry_after=1)


def count_calls(calls: int = 1) -> None:
    """Count calls that anybody may make, before any work is done for them and even if it fails.

    Raises TooManyRequests.
    """
    register = current_register()
    with register.database.write() as session:
        take(
            session,
            register.clock(),
            client=current_client(),
            limit=register.settings.public_calls_per_minute,
            calls=calls,
        )


def _by_token() -> Actor | None:
    header = request.headers.get("Authorization")
    if header is None:
        return None
    scheme, _, secret = header.partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise Unauthenticated
    register = current_register()
    with register.database.read() as session:
        actor = token_actor(session, register.clock(), secret.strip(), demo=register.settings.demo)
        noted = token_uses.is_noted(session, register.clock(), secret.strip())
    if actor is None:
        raise Unauthenticated
    if not noted:
        # Whoever only reads is answered also while the store takes nothing in.
        with suppress(StoreUnavailable), register.database.write() as session:
            token_uses.note(session, register.clock(), secret.strip())
    return actor


def _by_session() -> Actor | None:
    for name in cookies_by_door():
        visit = visit_by_cookie(name)
        if visit is not None:
            g.visit = visit
            return visit.actor
    return None


def visit_by_cookie(name: str) -> Visit | None:
    """Return the session of this browser's cookie, if it is in force, and note that it is used."""
    secret = request.cookies.get(name)
    return _in_force(secret) if secret else None


def begin_visit(secret: str) -> None:
    """Answer the rest of this request to whom the session that was just opened is of."""
    visit = _in_force(secret)
    if visit is not None:
        g.visit = visit
        g.actor = replace(visit.actor, trace_id=trace_id(), origin=request.endpoint)


def _in_force(secret: str) -> Visit | None:
    register = current_register()
    now, idle = register.clock(), idle_of(register.settings)
    with register.database.read() as session:
        visit = visit_of(session, now, secret, demo=register.settings.demo, idle=idle)
    if visit is not None and visit.seen_at + SEEN_EVERY <= now:
        with register.database.write() as session:
            note_seen(session, now, visit.id)
    return visit
