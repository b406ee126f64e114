"""DOR, correcting an entry with a reason; the old version stays."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for

from matching import CATEGORIES
from registry.http.context import current_actor, current_register
from registry.rules import own_register, purchases
from registry.web.door import Answer
from registry.web.filters import form_amount, form_moment
from registry.web.forms import Form
from schemas.form_fields import EURO
from schemas.own_register import CorrectionForm
from schemas.purchases import ACQUISITIONS, PAYMENTS

blueprint = Blueprint("corrections", __name__, url_prefix="/purchases/<uuid:purchase_id>/correct")
WORDS = ("brand", "model", "colour", "description", "marks")
# Where on the page a refusal of a rule is shown.
SHOWN_AT = {"item.identifiers": "numbers", "price": "amount"}


@blueprint.get("")
def show(purchase_id: UUID) -> str:
    """Show the entry as it is, to be changed."""
    return _page(_entry(purchase_id), None)


@blueprint.post("")
def correct(purchase_id: UUID) -> Answer:
    """Write a new version, unless the entry has changed since it was looked at."""
    entry = _entry(purchase_id)
    form = Form.sent(CorrectionForm())
    register = current_register()
    if form.ok:
        if not form.data.get("numbers") and not form.data.get("description"):
            form.refuse("numbers", "number_or_description")
        if not form.data.get("amount") and not form.data.get("conditions"):
            form.refuse("amount", "price_or_conditions")
    changes = changed(entry, form.data) if form.ok else {}
    if form.ok and not changes:
        form.refuse("", "nothing_changed")
    if form.ok:
        like = register.stolen_like(changes)
        actor = current_actor()
        with (
            form.refusals(),
            register.refusals_recorded(actor),
            register.database.write() as session,
        ):
            purchases.correct(
                session,
                actor,
                register.clock(),
                purchase_id=purchase_id,
                changes=changes,
                reason=form.data["reason"],
                keys=register.keys,
                like=like,
                if_match={str(form.data["version"])},
            )
    if form.ok:
        shown = url_for("dealer.purchases.show", purchase_id=purchase_id, done="corrected")
        return redirect(shown, 303)
    form.errors = {SHOWN_AT.get(name, name): code for name, code in form.errors.items()}
    return _page(entry, form), form.status


def changed(entry: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was typed that differs from the entry, as a correction takes it."""
    known = {each["value"]: each for each in entry["item"].get("identifiers") or ()}
    item: dict[str, Any] = {
        **{n: v for n, v in entry["item"].items() if n not in {"category", *WORDS, "identifiers"}},
        "category": typed["category"],
        **{name: typed[name] for name in WORDS if name in typed},
    }
    numbers = [line.strip() for line in typed.get("numbers", "").splitlines() if line.strip()]
    if numbers:
        item["identifiers"] = [known.get(number, {"value": number}) for number in numbers]
    amount = typed.get("amount")
    wanted = {
        "acquisition": typed["acquisition"],
        "payment": typed["payment"],
        "weight_grams": typed.get("weight_grams"),
        "fineness": typed.get("fineness"),
    }
    changes = {name: value for name, value in wanted.items() if value != entry[name]}
    if _told(item) != _told(entry["item"]):
        changes["item"] = item
    # The page knows minutes only, so the same minute is no change.
    if typed["acquired_at"] != entry["acquired_at"].replace(second=0, microsecond=0):
        changes["acquired_at"] = typed["acquired_at"]
    given = {"amount": amount, "currency": (entry["price"] or {}).get("currency", EURO)}
    price = given if amount else None
    if price != entry["price"] or typed.get("conditions") != entry["conditions"]:
        told = {"price": price, "conditions": typed.get("conditions")}
        changes |= {name: value for name, value in told.items() if value is not None}
    return changes


def _told(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if value}


def _entry(purchase_id: UUID) -> dict[str, Any]:
    register = current_register()
    with register.database.read() as session:
        return own_register.entry(
            session, current_actor(), keys=register.keys, purchase_id=purchase_id
        )


def _page(entry: Mapping[str, Any], form: Form | None) -> str:
    return render_template(
        "dealer/correction.html",
        entry=entry,
        form=form or Form(_values(entry)),
        version=request.form.get("version") or entry["version"],
        categories=CATEGORIES,
        payments=PAYMENTS,
        acquisitions=ACQUISITIONS,
    )


def _values(entry: Mapping[str, Any]) -> dict[str, str]:
    item = entry["item"]
    return {
        "acquired_at": form_moment(entry["acquired_at"]),
        "acquisition": entry["acquisition"],
        "payment": entry["payment"],
        "category": item["category"],
        **{name: item.get(name) or "" for name in WORDS},
        "numbers": "\n".join(each["value"] for each in item.get("identifiers") or ()),
        "amount": form_amount((entry["price"] or {}).get("amount", "")),
        "conditions": entry["conditions"] or "",
        "weight_grams": entry["weight_grams"] or "",
        "fineness": str(entry["fineness"] or ""),
    }
