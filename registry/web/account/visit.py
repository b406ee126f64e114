"""A visit: signing out, and the language of the pages."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, session, url_for
from werkzeug.wrappers import Response

from registry.access.actors import Role
from registry.errors import BadRequest
from registry.http.context import current_actor, current_register
from registry.http.cookies import cookie_of, drop_session_cookie
from registry.http.guard import visit_by_cookie
from registry.http.languages import LANGUAGE_COOKIE, LANGUAGES
from registry.rules import sessions

blueprint = Blueprint("visit", __name__)


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End the session of this browser that the page showed: the dealer's, or that of staff."""
    register = current_register()
    dealers = request.form.get("who", current_actor().role) == Role.DEALER
    role = Role.DEALER if dealers else Role.POLICE
    visit = visit_by_cookie(cookie_of(role))
    if visit is not None:
        with register.database.write() as store:
            secret = request.cookies[cookie_of(role)]
            sessions.close(store, visit.actor, register.clock(), secret=secret)
    session.clear()
    by_provider = visit is not None and visit.how == "openid"
    page = "account.staff.signed_out" if by_provider else "citizen.check.show"
    response = redirect(url_for(page), code=303)
    drop_session_cookie(response, role)
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


def _own_path(address: str) -> str:
    """Return the path of an address on this site, so that nobody is sent elsewhere."""
    parts = urlsplit(address)
    own = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    return parts.path if own and not parts.path.startswith(("//", "/\\")) else "/"
