"""Photos in a form: those that a browser sent, made anew, or what is wrong with them."""

from flask import request

from registry.images import NotAPicture, Picture, PictureTooLarge, read_picture
from registry.rules.photos import MOST
from registry.web.forms import Form

FIELD = "photo"
# A dozen photos as phones make them.
LARGEST_FORM = 40_000_000


def sent_photos(form: Form) -> list[Picture]:
    """Return the photos of the field `photo`, in order; what is wrong is noted in the form.

    More of them than there may be are not looked at, since each may take seconds.
    """
    sent = [data for file in request.files.getlist(FIELD) if (data := file.read())]
    if not sent:
        form.refuse(FIELD, "no_photo")
    if len(sent) > MOST:
        form.refuse(FIELD, "too_many_photos")
        return []
    pictures = []
    for data in sent:
        try:
            pictures.append(read_picture(data))
        except NotAPicture:
            form.refuse(FIELD, "not_a_photo")
        except PictureTooLarge:
            form.refuse(FIELD, "photo_too_large")
    return pictures
