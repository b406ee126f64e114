"""Photos that a form sends for an entry or an inspection: taken in, and taken away again."""

from uuid import UUID

from flask import request

from registry.http.context import current_actor, current_register
from registry.images import NotAPicture, Picture, PictureTooLarge, read_picture
from registry.rules import photos
from registry.web.forms import Form

FIELD = "photo"
# A dozen photos as phones make them.
LARGEST_FORM = 40_000_000


def add_photos(form: Form, kind: str, subject_id: UUID) -> None:
    """Add the photos that were sent, all or none; what is wrong is noted in the form."""
    register, pictures = current_register(), _sent(form)
    if form.ok:
        with form.refusals(), register.database.write() as session:
            for picture in pictures:
                photos.add(
                    session,
                    current_actor(),
                    register.clock(),
                    kind=kind,
                    subject_id=subject_id,
                    picture=picture,
                )


def remove_photo(kind: str, subject_id: UUID, photo_id: UUID) -> None:
    """Take away a photo that was added by mistake."""
    register = current_register()
    with register.database.write() as session:
        photos.remove(
            session,
            current_actor(),
            register.clock(),
            photo_id=photo_id,
            kind=kind,
            subject_id=subject_id,
        )


def _sent(form: Form) -> list[Picture]:
    """Return the photos of the field `photo`, in order; what is wrong is noted in the form."""
    sent = [data for file in request.files.getlist(FIELD) if (data := file.read())]
    if not sent:
        form.refuse(FIELD, "no_photo")
    pictures = []
    for data in sent:
        try:
            pictures.append(read_picture(data))
        except NotAPicture:
            form.refuse(FIELD, "not_a_photo")
        except PictureTooLarge:
            form.refuse(FIELD, "photo_too_large")
    return pictures
