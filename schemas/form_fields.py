"""Fields as a browser sends them: amounts with a comma, weights, ticks."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from marshmallow import fields

from schemas.fields import COMMON, Messages, Pattern
from schemas.local_times import CLOCK

# In what the pages take amounts; other currencies come by the API.
EURO = "EUR"


class Amount(Pattern):
    """An amount of money as people type it: `120`, `120,50`, `1.250,50`, with a sign of the euro.

    It is loaded as the decimal text of the wire.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(r"\d{1,10}(\.\d{1,2})?", code="not_money", **options)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        text = text.removeprefix("€").replace(" ", "").replace("\u00a0", "")
        if "," in text:
            text = text.replace(".", "").replace(",", ".")
        return text.removesuffix(".-")


class Decimal(Pattern):
    """A weight as people type it, with a comma or a point; loaded as the decimal text."""

    def __init__(self, **options: Any) -> None:
        super().__init__(r"\d{1,7}(\.\d{1,3})?", code="not_a_weight_typed", **options)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> str:
        return super()._deserialize(value, attr, data, **kwargs).replace(",", ".")


class Ticked(fields.Boolean):
    """A box that was ticked or a choice between yes and no: `true` or `false`."""

    default_error_messages: Messages = {**COMMON, "invalid": "not_true_or_false"}  # noqa: RUF012 - marshmallow's own form

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> bool:
        if value not in {"true", "false"}:
            raise self.make_error("invalid")
        return super()._deserialize(value == "true", attr, data, **kwargs)


def first_moment(day: date) -> datetime:
    """Return the moment at which a day begins by the Dutch clock, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=CLOCK).astimezone(UTC)
