"""The demo's front door: one click for each role, and its mail. It exists in demo mode only."""

from dataclasses import replace

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from registry.access.actors import Role
from registry.errors import BadRequest
from registry.http.context import current_actor, current_register
from registry.http.cookies import cookie_of, drop_session_cookie, lifetime_of
from registry.http.guard import visit_by_cookie
from registry.paper.letters import letter
from registry.rules import mailing, outbox, sessions
from registry.rules.demo_identities import DEMO_ROLES, demo_email, demo_subject, stolen_phone
from registry.web.account.homes import home_of
from registry.web.account.ways_in import come_in, go

blueprint = Blueprint("demo", __name__)
LETTERS = 20


@blueprint.get("/demo")
def page() -> str:
    """Offer an identity for each role, and a way through the doors."""
    with current_register().database.read() as session:
        email, phone = demo_email(session), stolen_phone(session)
    number = phone["identifiers"][0]["value"] if phone else None
    return render_template("account/demo.html", roles=DEMO_ROLES, email=email, number=number)


@blueprint.post("/demo")
def sign_in() -> Response:
    """Sign in as one of the demo's people."""
    chosen = request.form.get("role", "")
    if chosen not in DEMO_ROLES:
        raise BadRequest
    register, role = current_register(), Role(chosen)
    with register.database.write() as session:
        actor = replace(
            current_actor(), role=role, subject=demo_subject(session, role), member=None
        )
        secret = sessions.open_for(
            session,
            actor,
            register.clock(),
            lifetime=lifetime_of(role, register.settings),
            demo=True,
        )
    return _one_at_a_time(come_in(secret, go(home_of(role)), role), role)


def _one_at_a_time(response: Response, role: Role) -> Response:
    """Sign out who was looked around as in the other cookie, whom the next page would show."""
    other = Role.POLICE if role is Role.DEALER else Role.DEALER
    visit, register = visit_by_cookie(cookie_of(other)), current_register()
    if visit is not None and visit.how == "demo":
        with register.database.write() as session:
            secret = request.cookies[cookie_of(other)]
            sessions.close(session, visit.actor, register.clock(), secret=secret)
        drop_session_cookie(response, other)
    return response


@blueprint.get("/demo/mail")
def mail() -> str:
    """Show the newest mail that was sent, or would have been, so that its codes can be read."""
    register = current_register()
    settings, now = register.settings, register.clock()
    # To open the address of a citizen is recorded, so this writes.
    with register.database.write() as session:
        addressed = [
            (
                message,
                mailing.address_of(
                    session,
                    current_actor(),
                    now,
                    desks=settings.desks_file,
                    keys=register.keys,
                    message=message,
                ),
            )
            for message in outbox.latest(session, LETTERS)
        ]
    letters = [
        letter(
            message,
            sender=settings.mail_from,
            address=address,
            token=mailing.token_of(register.keys, message),
        )
        for message, address in addressed
        if address is not None
    ]
    return render_template("account/mail.html", letters=letters)
