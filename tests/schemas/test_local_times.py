"""Times of forms, by the Dutch clock."""

import pytest
from marshmallow import Schema, ValidationError

from registry.web.filters import form_moment
from schemas.local_times import LocalMoment


class Form(Schema):
    """A form with one time."""

    at = LocalMoment()


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("2026-06-15T12:30", "2026-06-15T10:30:00+00:00"),
        ("2026-01-15T12:30", "2026-01-15T11:30:00+00:00"),
        ("2026-10-25T02:30", "2026-10-25T00:30:00+00:00"),  # The first of the two in autumn.
        ("2026-06-15T12:30:00+00:00", "2026-06-15T12:30:00+00:00"),
    ],
)
def test_a_time_without_a_zone_is_dutch(sent: str, meant: str) -> None:
    moment = Form().load({"at": sent})["at"]
    assert moment.isoformat() == meant
    assert Form().load({"at": form_moment(moment)})["at"] == moment


@pytest.mark.parametrize("sent", ["2026-03-29T02:30", "yesterday", "", "1800-01-01T00:00", "9999"])
def test_what_is_no_time_is_refused(sent: str) -> None:
    with pytest.raises(ValidationError):
        Form().load({"at": sent})
