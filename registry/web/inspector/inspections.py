"""DOC, inspections in a browser: the list, the plan, one inspection, and the decision on it."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for

from registry.http.context import consulting, current_actor, current_register
from registry.law.in_force import local_day
from registry.law.jurisdictions import jurisdictions
from registry.law.outcome import Status
from registry.rules import dealers, enforcement, inspection_sheet, inspections, photos
from registry.web.door import Answer
from registry.web.forms import Form, asked
from schemas.enforcement import STEPS
from schemas.inspection_forms import ConclusionForm, PlanForm
from schemas.inspections import STATUSES, InspectionQuery

blueprint = Blueprint("inspections", __name__)


@blueprint.get("/inspections/")
def index() -> str:
    """List the inspections of the area, of one status if so asked."""
    query = InspectionQuery(only=("status", "cursor", "limit")).load(asked())
    with consulting() as session:
        found, following = inspections.index(
            session, current_actor(), current_register().clock(), **query
        )
        names = inspections.dealer_names(session, [line["id"] for line in found])
    return render_template(
        "inspector/inspections.html",
        inspections=found,
        names=names,
        following=following,
        status=query.get("status"),
        statuses=STATUSES,
    )


@blueprint.route("/dealers/<uuid:dealer_id>/plan", methods=["GET", "POST"])
def plan(dealer_id: UUID) -> Answer:
    """Plan an inspection; the register draws the sample."""
    register, actor = current_register(), current_actor()
    form = Form()
    if request.method == "POST":
        form = Form.sent(PlanForm())
        if form.ok:
            with form.refusals(), register.database.write() as session:
                dealer = dealers.show(session, actor, register.clock(), dealer_id=dealer_id)
                wanted = _wanted(form.data, dealer_id, dealer.municipality_code, register.clock())
                made = inspections.plan(session, actor, register.clock(), wanted=wanted).id
        if form.ok:
            return redirect(
                url_for("inspector.inspections.show", inspection_id=made, done="sample_drawn"), 303
            )
    with consulting() as session:
        dealer = dealers.show(session, actor, register.clock(), dealer_id=dealer_id)
        page = render_template("inspector/plan.html", dealer=dealer, form=form)
    return page, form.status


@blueprint.get("/inspections/<uuid:inspection_id>")
def show(inspection_id: UUID) -> tuple[str, int]:
    """Show one inspection: where it stands, what was found, what may be decided."""
    return _page(inspection_id, Form())


@blueprint.post("/inspections/<uuid:inspection_id>/conclusion")
def conclude(inspection_id: UUID) -> Answer:
    """Write down what a person decides, unless findings came in since the page was shown."""
    form = Form.sent(ConclusionForm())
    form.tell(enforcement.conclude, inspection_id=inspection_id)
    if not form.ok:
        return _page(inspection_id, form)
    return redirect(
        url_for("inspector.inspections.show", inspection_id=inspection_id, done="concluded"), 303
    )


def _page(inspection_id: UUID, form: Form) -> tuple[str, int]:
    with consulting() as session:
        inspection = inspection_sheet.show(
            session, current_actor(), current_register().clock(), inspection_id=inspection_id
        )
        shown = photos.listed(session, kind=photos.INSPECTION, subject_ids=[inspection_id])
    page = render_template(
        "inspector/inspection.html",
        inspection=inspection,
        form=form,
        photos=shown,
        clauses=_clauses(inspection),
        steps=STEPS,
        newest={
            finding["purchase_id"]: finding
            for finding in inspection["findings"]
            if finding["kind"] == "entry" and finding["stands"]
        },
    )
    return page, form.status


def _clauses(inspection: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return each clause that was looked at, the breached first, with its outcome and who says so.

    What holds is said by the checks of findings that stand; what is breached anywhere is breached.
    """
    found = {
        breach["rule"]: {**breach, "status": Status.BREACHED.value}
        for breach in inspection["breaches"]
    }
    for finding in inspection["findings"]:
        for check in finding["checks"] if finding["stands"] else ():
            if check["status"] == Status.HOLDS.value:
                found.setdefault(check["rule"], {**check, "said_by": ("check",)})
    return list(found.values())


def _wanted(
    data: dict[str, Any], dealer_id: UUID, place: str | None, now: datetime
) -> dict[str, Any]:
    """Return the plan that a form asks for, its days as the calendar of the place has them."""
    wanted: dict[str, Any] = {
        "dealer_id": dealer_id,
        "confidence": float(data["confidence"]),
        "tolerated_share": float(data["tolerated_share"]),
        **{name: data[name] for name in ("capacity", "officer") if name in data},
    }
    if "since" in data:
        zone = jurisdictions().profile_on(place, local_day(place, now)).zone
        after = data["until"] + timedelta(days=1)
        wanted["period"] = {
            "since": datetime.combine(data["since"], time(), zone),
            "until": datetime.combine(after, time(), zone),
        }
    return wanted
