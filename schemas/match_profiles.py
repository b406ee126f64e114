"""Profiles of the matching on the wire: what was published, and what each piece measures."""

from typing import ClassVar

from marshmallow import fields

from schemas.fields import Many, Moment, Number, Part, StrictSchema, Text


class FeatureSchema(StrictSchema):
    """A piece of evidence, what it measures and where its weights come from."""

    name = Text()
    measures = Text()


class MatchProfileOut(StrictSchema):
    """A profile with its weights; `applied_at` is when every pair had been decided with it."""

    noun: ClassVar[str | None] = "match_profile"

    name = Text()
    published_at = Moment(allow_none=True)
    applied_at = Moment(allow_none=True)
    digest = Text(allow_none=True)
    register_size = Number()
    prior_bits = fields.Float()
    weights = fields.Dict(keys=Text())


class MatchProfiles(StrictSchema):
    """The profiles, the one in force first."""

    items = Many(Part(MatchProfileOut))
    features = Many(Part(FeatureSchema))
