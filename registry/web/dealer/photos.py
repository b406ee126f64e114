"""Photos of goods in the dealer's own register: what tells goods without a number apart."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from registry.http.bodies import takes_files
from registry.http.context import current_actor, current_register
from registry.rules import photos, purchase_register
from registry.web.door import Answer
from registry.web.forms import Form
from registry.web.sent_photos import LARGEST_FORM, add_photos, remove_photo
from schemas.fields import StrictSchema

blueprint = Blueprint("photos", __name__, url_prefix="/purchases/<uuid:purchase_id>/photos")


@blueprint.get("/")
def show(purchase_id: UUID) -> Answer:
    """Show the photos of an entry, with the form to add some."""
    return _page(purchase_id, Form())


@blueprint.post("/")
@takes_files(LARGEST_FORM)
def add(purchase_id: UUID) -> Answer:
    """Add the photos that were sent, all or none."""
    form = Form.sent(StrictSchema())
    add_photos(form, photos.PURCHASE, purchase_id)
    if form.ok:
        return redirect(
            url_for("dealer.photos.show", purchase_id=purchase_id, done="photos_added"), 303
        )
    return _page(purchase_id, form), form.status


@blueprint.post("/<uuid:photo_id>/remove")
def remove(purchase_id: UUID, photo_id: UUID) -> Response:
    """Take away a photo that was added by mistake."""
    remove_photo(photos.PURCHASE, purchase_id, photo_id)
    return redirect(
        url_for("dealer.photos.show", purchase_id=purchase_id, done="photo_removed"), 303
    )


def _page(purchase_id: UUID, form: Form) -> str:
    register = current_register()
    with register.database.read() as session:
        entry = purchase_register.show(
            session,
            current_actor(),
            register.clock(),
            purchase_id=purchase_id,
            keys=register.keys,
        )
        shown = photos.listed(session, kind=photos.PURCHASE, subject_ids=[purchase_id])
    return render_template(
        "dealer/photos.html", entry=entry, photos=shown, most=photos.MOST, form=form
    )
