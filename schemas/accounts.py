"""Accounts on the wire: what the forms for signing in send."""

from collections.abc import Mapping
from typing import Any

from marshmallow.validate import Email

from schemas.fields import Pattern, StrictSchema, Text

LONGEST_CREDENTIAL = 20_000


class Secret(Text):
    """A password as it was typed: nothing is trimmed, so spaces count."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        return value if isinstance(value, str) else text


class Address(Text):
    """An e-mail address."""

    def __init__(self, **options: Any) -> None:
        super().__init__(longest=254, validate=[Email(error="not_an_email")], **options)


class Named(StrictSchema):
    """Whose account it is."""

    email = Address(required=True)


class SignInForm(Named):
    """The first step in."""

    password = Secret(required=True)


class NewPasswordForm(Named):
    """A mailed code, and the password that is to be."""

    code = Text(required=True, longest=20)
    password = Secret(required=True)


class CodeForm(StrictSchema):
    """A code of the app, or one of the recovery codes."""

    code = Text(required=True, longest=20)


class AppForm(StrictSchema):
    """The first code of an app that was just set up, by who is signed in."""

    code = Pattern(r"\d{3} ?\d{3}", code="not_an_app_code", required=True)
    current = Secret(required=True)


class ChangePasswordForm(StrictSchema):
    """The password that is, and the one that is to be."""

    current = Secret(required=True)
    password = Secret(required=True)


class ConfirmedForm(StrictSchema):
    """The password again, before something of the account changes."""

    current = Secret(required=True)


class CredentialForm(StrictSchema):
    """What a passkey answered, as JSON."""

    credential = Text(required=True, longest=LONGEST_CREDENTIAL)


class NewPasskeyForm(CredentialForm):
    """What a new passkey answered, and what its owner calls it."""

    name = Text(required=True, longest=60)
