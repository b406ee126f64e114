"""DOR at the counter: an acquisition as a clerk types it, one or more goods from one seller."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from matching import CATEGORIES
from schemas.dealers import AddressSchema
from schemas.fields import (
    Choice,
    Country,
    Id,
    Many,
    Number,
    Part,
    Prose,
    StrictSchema,
    Text,
    length,
    within,
)
from schemas.form_fields import Amount, Decimal, Ticked
from schemas.local_times import LocalMoment
from schemas.purchases import (
    ACQUISITIONS,
    DETENTIONS,
    DOCUMENTS,
    METAL_CATEGORIES,
    PAYMENTS,
)

MOST_GOODS = 20


class CounterGoods(StrictSchema):
    """One good; money is in euros, and only one number is asked."""

    number = Text(longest=120)
    category = Choice(*CATEGORIES, required=True)
    brand = Text(longest=100)
    model = Text(longest=200)
    colour = Text(longest=100)
    description = Prose(longest=4000)
    amount = Amount()
    conditions = Prose(longest=2000)
    weight_grams = Decimal()
    fineness = Number(validate=within(1, 1000))

    @validates_schema(skip_on_field_errors=False)
    def _says_enough(self, data: dict[str, Any], **_kwargs: Any) -> None:
        wrong: dict[str, str] = {}
        if not data.get("number") and not data.get("description"):
            wrong["number"] = "number_or_description"
        if not data.get("amount") and not data.get("conditions"):
            wrong["amount"] = "price_or_conditions"
        if data.get("category", METAL_CATEGORIES[0]) not in METAL_CATEGORIES:
            wrong |= {
                name: "only_for_precious_metal"
                for name in ("weight_grams", "fineness")
                if name in data
            }
        if wrong:
            raise ValidationError({name: [code] for name, code in wrong.items()})


class CounterDocument(StrictSchema):
    """The document that the seller showed; without a number there was none."""

    type = Choice(*DOCUMENTS)
    number = Text(longest=40)
    country = Country()


class CounterSeller(StrictSchema):
    """Who sells, as the document shows it."""

    name = Text(required=True)
    address = Part(AddressSchema, required=True)
    adult = Ticked(required=True)
    detention = Choice(*DETENTIONS)
    id_document = Part(CounterDocument)


class CounterIn(StrictSchema):
    """What the counter's page sends."""

    goods = Many(Part(CounterGoods), required=True, validate=length(1, MOST_GOODS))
    payment = Choice(*PAYMENTS, required=True)
    seller = Part(CounterSeller, required=True)
    acquired_at = LocalMoment()
    acquisition = Choice(*ACQUISITIONS, required=True)
    premises_id = Id()


class NumberIn(StrictSchema):
    """A number as it is being typed."""

    number = Text(required=True, longest=120)
