"""Photos, for whoever may see what they show: the JPEG, or a small one for a list."""

from uuid import UUID

from flask import Blueprint, Response

from registry.http.context import consulting, current_actor, current_register
from registry.rules import photos
from registry.web.door import Door
from registry.web.forms import asked
from schemas.purchases import PurposeQuery

DOOR = Door(Blueprint("photos", __name__, url_prefix="/photos"))


@DOOR.blueprint.get("/<uuid:photo_id>")
def show(photo_id: UUID) -> Response:
    """Send a photo."""
    return _sent(photo_id, small=False)


@DOOR.blueprint.get("/<uuid:photo_id>/small")
def small(photo_id: UUID) -> Response:
    """Send the small one of a photo."""
    return _sent(photo_id, small=True)


def _sent(photo_id: UUID, *, small: bool) -> Response:
    query = PurposeQuery().load(asked())
    with consulting() as session:
        jpeg = photos.content(
            session,
            current_actor(),
            current_register().clock(),
            photo_id=photo_id,
            small=small,
            purpose=query.get("purpose"),
        )
    response = Response(jpeg, mimetype="image/jpeg")
    response.headers["Content-Disposition"] = f'inline; filename="photo-{photo_id}.jpg"'
    return response
