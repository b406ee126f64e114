"""Errors that a caller may see: each knows its status and its stable code (RFC 9457).

The texts for people live in the translation files under `problem.CODE` and `field.CODE`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """One bad field: a JSON pointer (RFC 6901) into the body, and a code."""

    pointer: str
    code: str


class Problem(Exception):
    """The root of every expected refusal; `params` fill the placeholders of the text."""

    status = 500
    code = "internal"

    def __init__(
        self,
        code: str | None = None,
        *,
        fields: Sequence[FieldError] = (),
        retry_after: int | None = None,
        params: Mapping[str, object] | None = None,
    ) -> None:
        self.code = code or type(self).code
        self.fields = tuple(fields)
        self.retry_after = retry_after
        self.params = dict(params or {})
        super().__init__(self.code)


class BadRequest(Problem):
    """The request can't be read at all."""

    status, code = 400, "bad_request"


class RequestTimeout(Problem):
    """The rest of the request did not come in time."""

    status, code = 408, "request_timeout"


class Unauthenticated(Problem):
    """No token, or one that is not valid (any more)."""

    status, code = 401, "unauthenticated"


class Forbidden(Problem):
    """Known, but not allowed to do this."""

    status, code = 403, "forbidden"


class NotFound(Problem):
    """Not there, or not the caller's to know of."""

    status, code = 404, "not_found"


class Conflict(Problem):
    """Not in the present state of the thing."""

    status, code = 409, "conflict"


class Gone(Problem):
    """It was there, and was erased for good."""

    status, code = 410, "gone"


class PreconditionFailed(Problem):
    """If-Match names another version than the present one."""

    status, code = 412, "changed_meanwhile"


class Invalid(Problem):
    """Readable, but one or more fields are not acceptable."""

    status, code = 422, "invalid"

    @classmethod
    def field(cls, pointer: str, code: str) -> "Invalid":
        """Refuse one field."""
        return cls(fields=[FieldError(pointer, code)])


class TooManyRequests(Problem):
    """A limit was reached; `retry_after` is in seconds."""

    status, code = 429, "too_many_requests"


class StoreUnavailable(Problem):
    """The store refused or did not answer, so nothing may be called stored."""

    status, code = 503, "store_unavailable"


class MissingKeys(Problem):
    """Keys are not set up; only a demo makes them by itself."""

    status, code = 503, "keys_missing"
