"""Times as a form of a page sends them: by the Dutch clock, without a zone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import ValidationError

from schemas.fields import Moment

CLOCK = ZoneInfo("Europe/Amsterdam")
FORM = "%Y-%m-%dT%H:%M"


class LocalMoment(Moment):
    """A moment by the Dutch clock, as `datetime-local` sends it; given out in UTC.

    Of the two that the clock shows in autumn it is the first. A time that it skips in spring is
    refused. What names a zone is taken as it is.
    """

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> datetime:
        try:
            local = datetime.fromisoformat(value) if isinstance(value, str) else None
        except ValueError as error:
            raise ValidationError("not_a_time") from error
        if local is not None and local.tzinfo is None:
            aware = local.replace(tzinfo=CLOCK)
            back = aware.astimezone(ZoneInfo("UTC")).astimezone(CLOCK)
            if back.replace(tzinfo=None) != local:
                raise ValidationError("not_a_time")
            value = aware.isoformat()
        return super()._deserialize(value, attr, data, **kwargs)
