"""Signing in of staff by their own organisation: out to its provider, and back.

Going there is a link and not a form, since a form's redirects are held to our own site.
"""

from contextlib import suppress
from dataclasses import asdict

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from registry.access.openid import Leaving, Provider
from registry.errors import Forbidden, NotFound, Problem
from registry.http.context import current_actor, current_register
from registry.http.cookies import lifetime_of
from registry.rules import sessions, staff_sign_in
from registry.web.account.homes import home_of
from registry.web.account.ways_in import come_in, go, site

blueprint = Blueprint("staff", __name__, url_prefix="/account/staff")
LEAVING = "leaving"


@blueprint.get("")
def leave() -> Response:
    """Send the browser to the provider."""
    leaving = Leaving.fresh()
    address = _provider().address(leaving, _here("come_back"))
    session[LEAVING] = asdict(leaving)
    return redirect(address, 303)


@blueprint.get("/return")
def come_back() -> Response:
    """Take what the provider says, and sign in whoever that is here."""
    register = current_register()
    try:
        leaving = _kept()
        answer = f"{_here('come_back')}?{request.query_string.decode()}"
        claims = _provider().claims(leaving, _here("come_back"), answer, register.clock())
        with register.database.write() as store:
            settings = register.settings
            actor = staff_sign_in.known_by(
                store,
                current_actor(),
                claims,
                role=settings.oidc_role_claim,
                subject=settings.oidc_subject_claim,
            )
            lifetime = lifetime_of(actor.role, settings)
            secret = staff_sign_in.enter(store, actor, register.clock(), lifetime=lifetime)
    except Forbidden as refused:
        with register.database.write() as store:
            sessions.refuse(store, current_actor(), register.clock(), code=refused.code)
        raise
    return come_in(secret, go(home_of(actor.role)), actor.role)


@blueprint.get("/signed-out")
def signed_out() -> str:
    """Say that the session here has ended, and where to end the one at the provider."""
    leave_address = None
    # That the provider does not answer now takes nothing from what was done here.
    with suppress(Problem):
        leave_address = _provider().leave_address(f"{site().origin}{url_for('citizen.check.show')}")
    return render_template("account/signed_out.html", leave_address=leave_address)


def _kept() -> Leaving:
    """Return, once, what was kept when this browser left. Raises Forbidden if it did not."""
    kept = session.pop(LEAVING, None)
    if kept is None:
        raise Forbidden("staff_sign_in_failed")
    return Leaving(**kept)


def _here(page: str) -> str:
    return f"{site().origin}{url_for(f'account.staff.{page}')}"


def _provider() -> Provider:
    """Return the provider of this installation. Raises NotFound if there is none."""
    settings = current_register().settings
    if settings.oidc_issuer is None or settings.oidc_client_id is None:
        raise NotFound
    found: Provider | None = current_app.extensions.get("provider")
    if found is None:
        found = current_app.extensions["provider"] = Provider(
            settings.oidc_issuer,
            settings.oidc_client_id,
            settings.oidc_client_secret_file,
            settings.oidc_scope,
        )
    return found
