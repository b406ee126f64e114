"""Fields that refuse with a stable code; the sentences for people are translated from it.

Every schema refuses unknown fields, every text refuses characters that no keyboard types.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from babel import Locale
from babel.numbers import list_currencies
from marshmallow import RAISE, Schema, ValidationError, fields
from marshmallow.validate import ContainsOnly, Length, OneOf, Range, Regexp

COUNTRIES = frozenset(
    code
    for code in map(str, Locale("en").territories)
    if re.fullmatch("[A-Z]{2}", code) and code != "ZZ"
)
CURRENCIES = frozenset(list_currencies())
EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
# What every field can be told; the type is the one that marshmallow declares.
Messages = dict[str, str | list[Any] | dict[Any, Any]]
COMMON: Messages = {"required": "required", "null": "required", "validator_failed": "invalid"}


class StrictSchema(Schema):
    """The root of all schemas: unknown fields are an error.

    What is shown of a `noun` depends on who looks; parts of a noun have none of their own.
    """

    noun: ClassVar[str | None] = None

    class Meta:
        """Options of marshmallow."""

        unknown = RAISE

    error_messages = {  # noqa: RUF012 - marshmallow's own form
        "unknown": "unknown_field",
        "type": "not_an_object",
    }


class Text(fields.String):
    """A text on one line, of 1 to `longest` characters, without control characters, trimmed."""

    control_allowed = "\t"

    default_error_messages: Messages = {  # noqa: RUF012 - marshmallow's own form
        **COMMON,
        "invalid": "not_text",
        "invalid_utf8": "not_text",
    }

    def __init__(self, *, longest: int = 200, shortest: int = 1, **options: Any) -> None:
        validators = [*options.pop("validate", []), length(shortest, longest)]
        super().__init__(validate=validators, **options)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        text = text.strip()
        if any(
            unicodedata.category(c) in {"Cc", "Cs"} and c not in self.control_allowed for c in text
        ):
            raise ValidationError("control_character")
        return text


class Prose(Text):
    """A text that may have several lines."""

    control_allowed = "\t\r\n"


class Flag(fields.Boolean):
    """True or false, and nothing that merely looks like it."""

    default_error_messages: Messages = {**COMMON, "invalid": "not_true_or_false"}  # noqa: RUF012 - marshmallow\'s own form

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class QueryFlag(Flag):
    """True or false in the query of an address, where everything is text."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> bool:
        if value not in {"true", "false"}:
            raise self.make_error("invalid")
        return super()._deserialize(value == "true", attr, data, **kwargs)


class Day(fields.Date):
    """A day by the calendar, in ISO 8601."""

    default_error_messages: Messages = {  # noqa: RUF012 - marshmallow's own form
        **COMMON,
        "invalid": "not_a_day",
        "format": "not_a_day",
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%d", **options)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> date:
        day: date = super()._deserialize(value, attr, data, **kwargs)
        if not EARLIEST.date() <= day <= LATEST.date():
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        return day


class Moment(fields.AwareDateTime):
    """An aware time in ISO 8601, given out in UTC; a time without a zone is refused."""

    default_error_messages: Messages = {  # noqa: RUF012 - marshmallow's own form
        **COMMON,
        "invalid": "not_a_time",
        "invalid_awareness": "time_without_zone",
        "format": "not_a_time",
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(format="iso", default_timezone=None, **options)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> datetime:
        if not isinstance(value, str):
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        try:
            moment = super()._deserialize(value, attr, data, **kwargs)
            moment = moment.astimezone(UTC)
        except OverflowError as error:
            raise ValidationError("not_a_time") from error
        if not EARLIEST <= moment <= LATEST:
            raise ValidationError("not_a_time")
        return moment

    def _serialize(
        self, value: datetime | None, attr: str | None, obj: Any, **kwargs: Any
    ) -> str | float | None:
        moment = value.astimezone(UTC) if value is not None else None
        text = super()._serialize(moment, attr, obj, **kwargs)
        return text.replace("+00:00", "Z") if isinstance(text, str) else text


class Id(fields.UUID):
    """A UUID."""

    default_error_messages: Messages = {**COMMON, "invalid_uuid": "not_an_id"}  # noqa: RUF012 - marshmallow\'s own form


class Number(fields.Integer):
    """A whole number."""

    default_error_messages: Messages = {  # noqa: RUF012 - marshmallow's own form
        **COMMON,
        "invalid": "not_a_number",
        "too_large": "not_a_number",
    }


class Share(fields.Float):
    """A number between 0 and 1, both exclusive; with `zero` it may be 0."""

    default_error_messages: Messages = {  # noqa: RUF012 - marshmallow's own form
        **COMMON,
        "invalid": "not_a_number",
        "special": "not_a_number",
        "too_large": "not_a_number",
    }

    def __init__(self, *, zero: bool = False, **options: Any) -> None:
        self._zero = zero
        super().__init__(**options)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> float:
        if isinstance(value, bool | str):
            raise self.make_error("invalid")
        share = super()._deserialize(value, attr, data, **kwargs)
        if not (0 < share < 1 or (self._zero and share == 0)):
            raise ValidationError("out_of_range")
        return share


class Part(fields.Nested):
    """A schema within a schema."""

    default_error_messages: Messages = {**COMMON, "type": "not_an_object"}  # noqa: RUF012 - marshmallow\'s own form


class Many(fields.List[Any]):
    """A list."""

    default_error_messages: Messages = {**COMMON, "invalid": "not_a_list"}  # noqa: RUF012 - marshmallow\'s own form


class Choice(Text):
    """One of a few words."""

    def __init__(self, *choices: str, **options: Any) -> None:
        options["validate"] = [
            *options.pop("validate", []),
            OneOf(choices, error="not_one_of_these"),
        ]
        super().__init__(longest=64, **options)


class Pattern(Text):
    """A text of a fixed form; `code` says what it is not."""

    def __init__(self, pattern: str, *, code: str, **options: Any) -> None:
        super().__init__(validate=[Regexp(rf"(?a:{pattern})\Z", error=code)], **options)


class Place(Pattern):
    """Where a dealer is: a CBS code of a municipality, or the ISO 3166-2 code of an island."""

    def __init__(self, **options: Any) -> None:
        super().__init__(r"GM\d{4}|BQ-(BO|SA|SE)", code="not_a_municipality", **options)


class Country(Text):
    """A country by its ISO 3166-1 alpha-2 code."""

    def __init__(self, **options: Any) -> None:
        super().__init__(validate=[OneOf(sorted(COUNTRIES), error="not_a_country")], **options)


def length(shortest: int, longest: int) -> Length:
    """Return a validator of length with our codes."""
    return Length(min=shortest, max=longest, error="wrong_length")


def within(lowest: int, highest: int) -> Range:
    """Return a validator of a number, both ends included, with our code."""
    return Range(lowest, highest, error="out_of_range")


def only(choices: tuple[str, ...]) -> ContainsOnly:
    """Return a validator of a list of words with our code."""
    return ContainsOnly(choices, error="not_one_of_these")


class PriceSchema(StrictSchema):
    """Money: a decimal string and an ISO 4217 currency."""

    amount = Pattern(r"\d{1,10}(\.\d{1,2})?", code="not_an_amount", required=True)
    currency = Text(required=True, validate=[OneOf(sorted(CURRENCIES), error="not_a_currency")])


class PageQuery(StrictSchema):
    """Which part of a list."""

    cursor = Text(longest=500)
    limit = Number(load_default=50, validate=within(1, 200))
