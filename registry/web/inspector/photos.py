"""DOC, photos of an inspection: added on a page, or sent by a tablet that kept them."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from registry.errors import Problem
from registry.http.bodies import takes_files
from registry.http.context import consulting, current_actor, current_register
from registry.rules import inspection_sheet, photos
from registry.web.door import Answer
from registry.web.forms import Form
from registry.web.sent_photos import LARGEST_FORM, add_photos, remove_photo
from schemas.fields import StrictSchema
from schemas.inspection_forms import SentPhoto

blueprint = Blueprint("photos", __name__, url_prefix="/inspections/<uuid:inspection_id>/photos")


@blueprint.get("/")
def show(inspection_id: UUID) -> tuple[str, int]:
    """Show the photos of an inspection, with the form to add some."""
    return _page(inspection_id, Form())


@blueprint.post("/")
@takes_files(LARGEST_FORM)
def add(inspection_id: UUID) -> Answer:
    """Add the photos that were sent, all or none."""
    form = Form.sent(StrictSchema())
    add_photos(form, photos.INSPECTION, inspection_id)
    if not form.ok:
        return _page(inspection_id, form)
    return redirect(
        url_for("inspector.photos.show", inspection_id=inspection_id, done="photos_added"), 303
    )


@blueprint.post("/kept")
@takes_files(LARGEST_FORM)
def receive(inspection_id: UUID) -> dict[str, Any]:
    """Take in a photo that a tablet kept, and tell what became of it; sent again it is the same."""
    form = Form.sent(SentPhoto())
    result = {"id": request.form.get("id"), "version": 0}
    try:
        add_photos(form, photos.INSPECTION, inspection_id)
    except Problem as problem:
        if problem.status not in {409, 410, 422}:
            raise
        return {**result, "refused": gettext(f"problem.{problem.code}.detail", **problem.params)}
    if form.ok:
        return result
    field, code = next(iter(form.errors.items()))
    message = f"field.{code}" if field else f"problem.{code}.detail"
    return {**result, "refused": gettext(message, most=photos.MOST)}


@blueprint.post("/<uuid:photo_id>/remove")
def remove(inspection_id: UUID, photo_id: UUID) -> Response:
    """Take away a photo that was added by mistake."""
    remove_photo(photos.INSPECTION, inspection_id, photo_id)
    return redirect(
        url_for("inspector.photos.show", inspection_id=inspection_id, done="photo_removed"), 303
    )


def _page(inspection_id: UUID, form: Form) -> tuple[str, int]:
    with consulting() as session:
        inspection = inspection_sheet.show(
            session, current_actor(), current_register().clock(), inspection_id=inspection_id
        )
        shown = photos.listed(session, kind=photos.INSPECTION, subject_ids=[inspection_id])
    page = render_template(
        "inspector/photos.html",
        inspection=inspection,
        photos=shown,
        most=photos.MOST,
        form=form,
    )
    return page, form.status
