"""DOC, the sheet in the shop: ticking off the sample, questions to the dealer, what else is seen.

Each part is a form that is saved as a whole. With JavaScript each tick is kept on the tablet at
once and sent by itself (`registry.web.inspector.queue`), with a network or later.
"""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for

from matching import CATEGORIES
from registry.errors import NotFound
from registry.http.context import consulting, current_actor, current_register
from registry.ids import new_id
from registry.law.rulebook import RULES
from registry.rules import inspection_sheet, inspection_ticks
from registry.rules.inspection_findings import QUESTIONS
from registry.web.door import Answer
from registry.web.forms import Form
from schemas.inspection_forms import AskedForm, GoodForm, RemarkForm, SheetForm

blueprint = Blueprint("sheet", __name__, url_prefix="/inspections/<uuid:inspection_id>/sheet")
ENTRIES_A_PART = 20


@blueprint.get("/<int:part>")
def show(inspection_id: UUID, part: int) -> tuple[str, int]:
    """Show a part of the sheet: some of the sample, or at the end everything else."""
    return _page(inspection_id, part, Form())


@blueprint.post("/<int:part>")
def save(inspection_id: UUID, part: int) -> Answer:
    """Record all that was ticked off on this part, and go on to the next."""
    form = Form.sent(SheetForm())
    form.tell(inspection_ticks.save, inspection_id=inspection_id)
    return _saved(inspection_id, part, form, part + 1)


@blueprint.post("/<int:part>/questions")
def ask(inspection_id: UUID, part: int) -> Answer:
    """Record what the dealer was asked and showed."""
    form = Form.sent(AskedForm())
    form.act(inspection_ticks.save, inspection_id=inspection_id, asked=form.data)
    return _saved(inspection_id, part, form, part)


@blueprint.post("/<int:part>/goods")
def add_good(inspection_id: UUID, part: int) -> Answer:
    """Record a good in the shop that does not stand in the register."""
    form = Form.sent(GoodForm())
    form.act(
        inspection_ticks.add, inspection_id=inspection_id, kind="unregistered", finding=form.data
    )
    return _saved(inspection_id, part, form, part)


@blueprint.post("/<int:part>/remarks")
def add_remark(inspection_id: UUID, part: int) -> Answer:
    """Record what else was seen."""
    form = Form.sent(RemarkForm())
    article = form.data.pop("article", None)
    remark = {**form.data, "articles": [article] if article else []}
    form.act(inspection_ticks.add, inspection_id=inspection_id, kind="remarks", finding=remark)
    return _saved(inspection_id, part, form, part)


def _saved(inspection_id: UUID, part: int, form: Form, next_part: int) -> Answer:
    if not form.ok:
        return _page(inspection_id, part, form)
    return redirect(
        url_for(
            "inspector.sheet.show", inspection_id=inspection_id, part=next_part, done="recorded"
        ),
        303,
    )


def _page(inspection_id: UUID, part: int, form: Form) -> tuple[str, int]:
    now = current_register().clock()
    with consulting() as session:
        inspection = inspection_sheet.show(
            session, current_actor(), now, inspection_id=inspection_id
        )
    # In the order of the register, since that is how somebody leafs through it.
    entries = sorted(inspection["entries"], key=lambda entry: entry["sequence_number"])
    last = -(-len(entries) // ENTRIES_A_PART) + 1
    if not 1 <= part <= last:
        raise NotFound
    stand = [finding for finding in inspection["findings"] if finding["stands"]]
    law = inspection_ticks.clauses(inspection["municipality_code"], now)
    page = render_template(
        "inspector/sheet.html" if part < last else "inspector/sheet_rest.html",
        inspection=inspection,
        part=part,
        last=last,
        a_part=ENTRIES_A_PART,
        form=form,
        entries=entries[(part - 1) * ENTRIES_A_PART : part * ENTRIES_A_PART],
        found={f["purchase_id"]: f for f in stand if f["kind"] == "entry"},
        answered={name: f for f in stand for name in f["answers"] or {}},
        goods=[f for f in stand if f["kind"] == "unregistered"],
        remarks=[f for f in stand if f["kind"] == "remark"],
        questions=QUESTIONS,
        rules=RULES,
        clauses=law,
        on_entries=[code for code in inspection_ticks.ON_ENTRIES if code in law],
        categories=CATEGORIES,
        new_id=new_id,
    )
    return page, form.status
