"""DOR, the dossier of a claim in a browser."""

from schemas.fields import Choice, StrictSchema


class ClaimForm(StrictSchema):
    """In which language, and whether the seller's name and address are to be in it."""

    language = Choice("nl", "en", required=True)
    seller = Choice("yes")
