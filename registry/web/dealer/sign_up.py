"""DOL, signing up: a wizard of short pages that can be left and come back to.

What was typed is kept at each step under a secret in a cookie, as it was typed: going back, coming
back a week later, or a page that is not right yet loses nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from marshmallow import Schema
from werkzeug.wrappers import Response

from matching import CATEGORIES
from registry.errors import NotFound
from registry.http.context import current_actor, current_register
from registry.rules import sign_ups
from registry.tables import SignUpDraft
from registry.web.door import Answer
from registry.web.forms import Form
from schemas.sign_up import CompanyPage, ContactPage, GoodsPage, ShopPage

blueprint = Blueprint("sign_up", __name__, url_prefix="/sign-up")
COOKIE = "sign_up"
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the wizard: its schema, and the names of its fields."""

    name: str
    schema: type[Schema]
    fields: re.Pattern[str]


ADDRESS = r"address\.(?:street|house_number|postcode|city|country)"
STEPS = (
    Step("company", CompanyPage, re.compile(r"name|kvk_number|thrift_shop|responsible\.name")),
    Step("shop", ShopPage, re.compile(rf"{ADDRESS}|municipality_code|started_at")),
    Step("goods", GoodsPage, re.compile(r"goods\.\d{1,2}")),
    Step("contact", ContactPage, re.compile(r"contact\.(?:name|phone)|email")),
)
BY_NAME = {step.name: step for step in STEPS}
CHECK = "check"
NAMES = (*BY_NAME, CHECK)


@blueprint.get("")
def start() -> Answer:
    """Say what is asked, and offer to begin or to go on."""
    draft = _draft()
    if draft is not None and draft.dealer_id is not None:
        return redirect(url_for("dealer.confirmation.status"), 303)
    return render_template("dealer/sign_up_start.html", draft=draft, names=NAMES)


@blueprint.post("")
def begin() -> Response:
    """Begin a draft in this browser."""
    register = current_register()
    with register.database.write() as session:
        secret = sign_ups.begin(session, register.clock())
    response = redirect(url_for("dealer.sign_up.show", step=STEPS[0].name), 303)
    response.set_cookie(
        COOKIE,
        secret,
        max_age=sign_ups.KEPT,
        path=url_for("dealer.sign_up.start"),
        httponly=True,
        samesite="Lax",
        secure=not register.settings.demo,
    )
    return response


@blueprint.post("/forget")
def forget() -> Response:
    """Throw away what was typed."""
    with current_register().database.write() as session:
        sign_ups.forget(session, _secret())
    response = redirect(url_for("dealer.sign_up.start", done="forgotten"), 303)
    response.delete_cookie(COOKIE, path=url_for("dealer.sign_up.start"))
    return response


@blueprint.get(f"/<any({', '.join(NAMES)}):step>")
def show(step: str) -> Answer:
    """Show a page with what was typed on it before."""
    draft = _draft()
    if draft is None or draft.dealer_id is not None:
        return redirect(url_for("dealer.sign_up.start"), 303)
    if step == CHECK:
        return _check(draft, _notification(draft.answers)[1])
    return _page(BY_NAME[step], Form(draft.answers))


@blueprint.post(f"/<any({', '.join(BY_NAME)}):step>")
def fill_in(step: str) -> Answer:
    """Keep what was typed, and go where the button says: on, back, or away until later."""
    page = BY_NAME[step]
    register = current_register()
    answers = _answers(page)
    with register.database.write() as session:
        # A box that is no longer ticked is not sent, so what stood on this page goes first.
        draft = sign_ups.find(session, register.clock(), _secret())
        gone = dict.fromkeys(_of(page, draft.answers), "") if draft else {}
        sign_ups.keep(session, register.clock(), _secret(), {**gone, **answers})
    place = NAMES.index(step)
    match request.form.get("go"):
        case "back" if place > 0:
            return redirect(url_for("dealer.sign_up.show", step=NAMES[place - 1]), 303)
        case "later":
            return redirect(url_for("dealer.sign_up.start", done="kept"), 303)
    form = Form.sent(page.schema(), values=answers)
    if not form.ok:
        return _page(page, form), form.status
    return redirect(url_for("dealer.sign_up.show", step=NAMES[place + 1]), 303)


@blueprint.post(f"/{CHECK}")
def submit() -> Answer:
    """Send the notification, if nothing is missing; sent twice it is one notification."""
    draft = _draft()
    if draft is None:
        raise NotFound
    if draft.dealer_id is None:
        told, missing = _notification(draft.answers)
        form = Form()
        if not any(missing.values()):
            register = current_register()
            with form.refusals(), register.database.write() as session:
                sign_ups.submit(
                    session,
                    current_actor(),
                    register.clock(),
                    secret=_secret(),
                    notification=told,
                    keys=register.keys,
                )
            for step in STEPS:
                missing[step.name] |= _of(step, form.errors)
        if any(missing.values()):
            return _check(draft, missing), 422
    return redirect(url_for("dealer.confirmation.show", done="submitted"), 303)


def _notification(
    answers: Mapping[str, str],
) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """Return what all pages together tell, and what is wrong with the fields of each page."""
    told: dict[str, Any] = {"kvk_number": None}
    missing = {}
    for step in STEPS:
        form = Form.sent(step.schema(), values=_of(step, answers))
        told |= form.data
        missing[step.name] = form.errors
    return told, missing


def _page(step: Step, form: Form) -> str:
    return render_template(
        f"dealer/sign_up_{step.name}.html",
        form=form,
        names=NAMES,
        at=NAMES.index(step.name) + 1,
        categories=CATEGORIES,
    )


def _check(draft: SignUpDraft, missing: Mapping[str, Mapping[str, str]]) -> str:
    """Show everything that was typed, page by page, and what is still missing of each."""
    return render_template(
        "dealer/sign_up_check.html",
        answers=draft.answers,
        goods=[v for n, v in sorted(draft.answers.items()) if n.startswith("goods.") and v],
        missing=missing,
        names=NAMES,
        at=len(NAMES),
    )


def _answers(step: Step) -> dict[str, str]:
    return {n: v[:LONGEST] for n, v in request.form.items() if step.fields.fullmatch(n)}


def _of(step: Step, answers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in answers.items() if step.fields.fullmatch(name)}


def _secret() -> str:
    """Return the secret of this browser's draft. Raises NotFound without one."""
    secret = request.cookies.get(COOKIE)
    if not secret:
        raise NotFound
    return secret


def _draft() -> SignUpDraft | None:
    register = current_register()
    with register.database.read() as session:
        return sign_ups.find(session, register.clock(), request.cookies.get(COOKIE))
