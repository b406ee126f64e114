"""What the pages for coming in share: the step in the browser's cookie, and the end of the way."""

from collections.abc import Callable

from flask import make_response, redirect, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from registry.access.actors import Role
from registry.access.visits import Visit
from registry.errors import Unauthenticated
from registry.http.context import current_actor, current_client, current_register, current_visit
from registry.http.cookies import cookie_of, lifetime_of, set_session_cookie
from registry.http.guard import begin_visit
from registry.rules import sessions
from registry.rules.passkeys import Site
from registry.rules.sign_in import Door

STEP = "step"


def way_in() -> Door:
    """Return what the rules for signing in need of this request."""
    register = current_register()
    return Door(
        register.database,
        register.keys,
        current_actor(),
        current_client(),
        lifetime_of(Role.DEALER, register.settings),
    )


def site() -> Site:
    """Return where these pages are, as the browser knows it."""
    origin = current_register().settings.site_url or request.host_url
    return Site(origin.rstrip("/"), gettext("site.name"))


def own_visit() -> Visit:
    """Return the session of who is signed in by a browser. Raises Unauthenticated."""
    visit = current_visit()
    if visit is None:
        raise Unauthenticated
    return visit


def step() -> str | None:
    """Return the secret of the step that this browser has come to."""
    secret = session.get(STEP)
    return secret if isinstance(secret, str) else None


def go(endpoint: str) -> Callable[[], Response]:
    """Return what sends a browser to a page."""
    return lambda: redirect(url_for(endpoint), 303)


def come_to(secret: str, endpoint: str) -> Response:
    """Keep the secret of the next step and go to its page."""
    session[STEP] = secret
    return redirect(url_for(endpoint), 303)


def come_in(
    secret: str, answer: Callable[[], str | Response], role: Role = Role.DEALER
) -> Response:
    """End the way in: whoever was signed in here before is out, and the cookies are new ones.

    The answer is made after that, since it is for who came in, and its forms for the new cookie.
    """
    register = current_register()
    before = request.cookies.get(cookie_of(role))
    if before:
        with register.database.write() as store:
            sessions.close(store, current_actor(), register.clock(), secret=before)
    session.clear()
    begin_visit(secret)
    response = make_response(answer())
    set_session_cookie(response, role, secret)
    return response
