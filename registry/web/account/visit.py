"""A visit: signing in and out, and the language of the pages."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, session, url_for
from werkzeug.wrappers import Response

from registry.access.actors import Actor, Role
from registry.errors import BadRequest
from registry.http.context import current_actor, current_register, trace_id
from registry.http.guard import SESSION_COOKIE
from registry.http.languages import LANGUAGE_COOKIE, LANGUAGES
from registry.rules import sessions

blueprint = Blueprint("visit", __name__)
HOME = {
    Role.POLICE: "police.hits.index",
    Role.DEALER: "dealer.counter.show",
    Role.MUNICIPALITY: "municipality.dealers.index",
    Role.INSPECTOR: "inspector.overview.index",
}


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End the session of this browser."""
    register = current_register()
    with register.database.write() as store:
        sessions.close(
            store, current_actor(), register.clock(), secret=request.cookies[SESSION_COOKIE]
        )
    session.clear()
    response = redirect(url_for("citizen.check.show"), code=303)
    response.delete_cookie(SESSION_COOKIE)
    return response


@blueprint.post("/language")
def language() -> Response:
    """Remember the reader's language and go back to the page it was chosen on."""
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        raise BadRequest
    response = redirect(_own_path(request.form.get("back", "/")), code=303)
    response.set_cookie(
        LANGUAGE_COOKIE,
        chosen,
        max_age=timedelta(days=365),
        httponly=True,
        samesite="Lax",
        secure=not current_register().settings.demo,
    )
    return response


def sign_in(role: Role, subject: str) -> Response:
    """Open a session for somebody whose identity is established, and go to the role's page."""
    register = current_register()
    actor = Actor(role, subject, trace_id(), request.endpoint)
    with register.database.write() as store:
        secret = sessions.open_for(
            store,
            actor,
            register.clock(),
            lifetime=timedelta(minutes=register.settings.session_minutes),
            demo=register.settings.demo,
        )
    session.clear()
    response = redirect(url_for(HOME.get(role, "citizen.check.show")), code=303)
    response.set_cookie(
        SESSION_COOKIE,
        secret,
        max_age=timedelta(minutes=register.settings.session_minutes),
        httponly=True,
        samesite="Lax",
        secure=not register.settings.demo,
    )
    return response


def _own_path(address: str) -> str:
    """Return the path of an address on this site, so that nobody is sent elsewhere."""
    parts = urlsplit(address)
    own = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    return parts.path if own and not parts.path.startswith(("//", "/\\")) else "/"
