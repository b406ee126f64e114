"""DOL, the pages of the wizard: each asks a part of `schemas.dealers.DealerIn`."""

from marshmallow.validate import Email

from matching import CATEGORIES
from schemas.dealers import AddressSchema, ContactSchema, ResponsibleSchema
from schemas.fields import Choice, Many, Part, Pattern, Place, StrictSchema, Text, length
from schemas.form_fields import Ticked
from schemas.local_times import LocalMoment


class CompanyPage(StrictSchema):
    """Which company it is; a foreign one has no KvK number."""

    name = Text(required=True)
    kvk_number = Pattern(r"\d{8}", code="not_a_kvk_number")
    thrift_shop = Ticked()
    responsible = Part(ResponsibleSchema)


class ShopPage(StrictSchema):
    """Where it buys up goods, and since or from when."""

    address = Part(AddressSchema, required=True)
    municipality_code = Place(required=True)
    started_at = LocalMoment()


class GoodsPage(StrictSchema):
    """What it deals in."""

    goods = Many(Choice(*CATEGORIES), required=True, validate=length(1, len(CATEGORIES)))


class ContactPage(StrictSchema):
    """Whom an officer can call, and where mail is read."""

    contact = Part(ContactSchema, required=True)
    email = Text(required=True, longest=254, validate=[Email(error="not_an_email")])


class AddressPage(StrictSchema):
    """Another e-mail address, since the first was mistyped."""

    email = Text(required=True, longest=254, validate=[Email(error="not_an_email")])
