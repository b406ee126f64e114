"""DOL, what a dealer tells of itself later, as a form has it."""

from schemas.dealers import AddressSchema
from schemas.fields import Part, Place, StrictSchema, Text
from schemas.local_times import LocalMoment


class MoveForm(StrictSchema):
    """Where a dealer has moved to, and when."""

    address = Part(AddressSchema, required=True)
    municipality_code = Place(required=True)
    happened_at = LocalMoment(required=True)


class BranchForm(MoveForm):
    """One more place, and since or from when goods are bought up there."""

    name = Text()


class EndForm(StrictSchema):
    """Since when a dealer has stopped, as a whole or at one place."""

    happened_at = LocalMoment(required=True)
