"""Stop Heling, the register of stolen goods: report, look at, change, withdraw, merge, part."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from marshmallow import Schema
from sqlalchemy.orm import Session

from matching import CATEGORIES, IDENTIFIER_TYPES
from registry.http.context import current_actor, current_register
from registry.rules import good_file, merges, register_search, stolen_goods
from registry.web.door import Answer
from registry.web.filters import form_moment
from registry.web.forms import Form, asked
from registry.web.police.item_values import item_values
from schemas.fields import PageQuery
from schemas.police_desk import GoodChangeForm, GoodForm, MergeForm, PartForm, WithdrawalForm

blueprint = Blueprint("goods", __name__, url_prefix="/goods")
CLEARED = ("place", "owner_reference")


@blueprint.get("/")
def index() -> str:
    """List what was reported last."""
    register = current_register()
    with register.database.write() as session:
        rows, following = register_search.newest_goods(
            session, current_actor(), register.clock(), **PageQuery().load(asked())
        )
    return render_template("police/goods.html", goods=rows, following=following)


@blueprint.get("/new")
def new() -> Answer:
    """Show the form of a report."""
    return _form_page(Form())


@blueprint.post("/new")
def report() -> Answer:
    """List a good as stolen; purchases already made are looked through at once."""
    form = Form.sent(GoodForm())
    good = None
    if form.ok:
        like = current_register().bought_like(form.data)
        good = form.act(stolen_goods.report, good=form.data, like=like)
    return _to(good["id"], "good_reported") if good else _form_page(form)


@blueprint.get("/<uuid:good_id>")
def show(good_id: UUID) -> Answer:
    """Show one good with its hits, its versions and its likely doubles."""
    return _page(good_id)


@blueprint.get("/<uuid:good_id>/change")
def edit(good_id: UUID) -> Answer:
    """Show the form with what stands in the register now."""
    register = current_register()
    with register.database.write() as session:
        good = stolen_goods.show(session, current_actor(), register.clock(), good_id=good_id)
    return _form_page(Form(), good)


@blueprint.post("/<uuid:good_id>/change")
def change(good_id: UUID) -> Answer:
    """Write a new version, which is matched again."""
    register = current_register()
    form = Form.sent(GoodChangeForm())
    if form.ok:
        changes = {**dict.fromkeys(CLEARED), **form.data}
        version = changes.pop("version")
        form.act(
            stolen_goods.change,
            good_id=good_id,
            changes=changes,
            like=register.bought_like(changes),
            if_match={str(version)},
        )
    if form.ok:
        return _to(good_id, "good_changed")
    with register.database.write() as session:
        good = stolen_goods.show(session, current_actor(), register.clock(), good_id=good_id)
    return _form_page(form, good)


@blueprint.post("/<uuid:good_id>/withdraw")
def withdraw(good_id: UUID) -> Answer:
    """Take a good off the list; its hits are closed."""
    return _step(good_id, WithdrawalForm(), stolen_goods.withdraw, "good_withdrawn", "withdraw")


@blueprint.post("/<uuid:good_id>/merge")
def merge(good_id: UUID) -> Answer:
    """Merge a report into another of the same theft."""

    def rule(session: Session, *who: Any, **data: Any) -> dict[str, Any]:
        report = data.pop("report_number", None)
        into = data.pop("into", None) or merges.named(session, report)
        return merges.merge(session, *who, into_id=into, **data)

    return _step(good_id, MergeForm(), rule, "good_merged", "merge")


@blueprint.post("/<uuid:good_id>/part")
def part(good_id: UUID) -> Answer:
    """Undo a merge."""
    return _step(good_id, PartForm(), merges.part, "good_parted", "part")


def _step(
    good_id: UUID, schema: Schema, rule: Callable[..., dict[str, Any]], done: str, sent: str
) -> Answer:
    form = Form.sent(schema)
    form.tell(rule, good_id=good_id)
    return _to(good_id, done) if form.ok else _page(good_id, form, sent)


def _to(good_id: UUID, done: str) -> Answer:
    return redirect(url_for("police.goods.show", good_id=good_id, done=done), code=303)


def _page(good_id: UUID, form: Form | None = None, sent: str = "") -> tuple[str, int]:
    register = current_register()
    with register.fresh_desk() as session:
        good = stolen_goods.as_of(session, good_id)
        doubles = {}
        if good["status"] == "listed":
            doubles = merges.candidates(session, register.desk, good)
    with register.database.write() as session:
        shown = good_file.show(
            session, current_actor(), register.clock(), good_id=good_id, doubles=doubles
        )
    form = form or Form()
    page = render_template(
        "police/good.html",
        **shown,
        form=form,
        forms={name: form if name == sent else Form() for name in ("withdraw", "merge", "part")},
    )
    return page, form.status


def _form_page(form: Form, good: dict[str, Any] | None = None) -> tuple[str, int]:
    if good is not None and not form.values:
        form.values = _values(good)
    page = render_template(
        "police/good_form.html",
        form=form,
        good=good,
        categories=CATEGORIES,
        types=IDENTIFIER_TYPES,
    )
    return page, form.status


def _values(good: dict[str, Any]) -> dict[str, str]:
    values = item_values(good["item"])
    for name in ("report_number", "place", "owner_reference"):
        values[name] = good[name] or ""
    values["reported_at"] = form_moment(good["reported_at"])
    if good["stolen_at"]:
        values["stolen_at"] = form_moment(good["stolen_at"])
    for place, moment in enumerate(good["stolen_between"] or ()):
        values[f"stolen_between.{place}"] = form_moment(moment)
    return values
