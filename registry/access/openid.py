"""OpenID Connect: how the organisations of staff tell who somebody is (code flow with PKCE).

The provider is asked for its addresses and keys when it is first needed, and for its keys again
when it signs with one that is not known. Nothing of what it answers is logged.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from registry.errors import Forbidden, StoreUnavailable

TIMEOUT_SECONDS = 10.0
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
LEEWAY_SECONDS = 60
Claims = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Leaving:
    """What is kept while somebody is at the provider, to know the answer by.

    `verifier` proves that whoever fetches the token is who began (PKCE, RFC 7636).
    """

    state: str
    nonce: str
    verifier: str

    @classmethod
    def fresh(cls) -> "Leaving":
        """Return new secrets."""
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))


class Provider:
    """One provider, as its discovery document describes it (OpenID Connect Discovery 1.0)."""

    def __init__(self, issuer: str, client_id: str, secret_file: Path | None, scope: str) -> None:
        self._issuer, self._client_id = issuer.rstrip("/"), client_id
        self._secret_file, self._scope = secret_file, scope
        self._known: Mapping[str, Any] | None = None
        self._keys: KeySet | None = None

    def address(self, leaving: Leaving, back: str) -> str:
        """Return where to send a browser, which the provider sends `back` with an answer."""
        with self._client(back) as client:
            address, _state = client.create_authorization_url(
                self._described("authorization_endpoint"),
                state=leaving.state,
                nonce=leaving.nonce,
                code_verifier=leaving.verifier,
            )
        return str(address)

    def claims(self, leaving: Leaving, back: str, answer: str, now: datetime) -> Claims:
        """Return who somebody is, by the address with which the provider sent them back.

        What the ID token does not say is asked of the provider. Raises Forbidden with code
        `staff_sign_in_failed` for an answer that is not right, and StoreUnavailable with code
        `provider_unavailable` if the provider does not answer.
        """
        try:
            with self._client(back) as client:
                token = client.fetch_token(
                    self._described("token_endpoint"),
                    authorization_response=answer,
                    state=leaving.state,
                    code_verifier=leaving.verifier,
                )
                claims = self._verified(token["id_token"], leaving.nonce, now)
                more = self._more(client)
        except requests.RequestException as error:
            raise StoreUnavailable("provider_unavailable", retry_after=5) from error
        except (AuthlibBaseError, JoseError, KeyError, TypeError, ValueError) as error:
            raise Forbidden("staff_sign_in_failed") from error
        if more.get("sub", claims["sub"]) != claims["sub"]:
            raise Forbidden("staff_sign_in_failed")
        return {**more, **claims}

    def leave_address(self, back: str) -> str | None:
        """Return where a browser signs out of the provider too, if the provider has that."""
        end = self._description().get("end_session_endpoint")
        if end is None:
            return None
        query = urlencode({"client_id": self._client_id, "post_logout_redirect_uri": back})
        return f"{end}?{query}"

    def _client(self, back: str) -> Any:
        secret = self._secret_file.read_text("utf-8").strip() if self._secret_file else None
        return OAuth2Session(
            self._client_id,
            secret,
            token_endpoint_auth_method="client_secret_basic" if secret else "none",
            scope=self._scope,
            code_challenge_method="S256",
            redirect_uri=back,
            default_timeout=TIMEOUT_SECONDS,
        )

    def _more(self, client: Any) -> Claims:
        where = self._description().get("userinfo_endpoint")
        if where is None:
            return {}
        answer = client.get(where)
        answer.raise_for_status()
        more: Claims = answer.json()
        return more

    def _verified(self, id_token: str, nonce: str, now: datetime) -> Claims:
        """Return the claims of an ID token (OpenID Connect Core 1.0, section 3.1.3.7)."""
        try:
            token = jwt.decode(id_token, self._key_set(), algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            # The provider may sign with a key that it has had only since we asked.
            self._keys = None
            token = jwt.decode(id_token, self._key_set(), algorithms=ALGORITHMS)
        jwt.JWTClaimsRegistry(
            now=partial(int, now.timestamp()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self._description()["issuer"]},
            sub={"essential": True},
            aud={"essential": True, "value": self._client_id},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        ).validate(token.claims)
        if token.claims.get("azp", self._client_id) != self._client_id:
            raise ValueError("made for another client")
        return dict(token.claims)

    def _key_set(self) -> KeySet:
        if self._keys is None:
            self._keys = KeySet.import_key_set(_fetched(self._described("jwks_uri")))
        return self._keys

    def _described(self, name: str) -> str:
        return str(self._description()[name])

    def _description(self) -> Mapping[str, Any]:
        if self._known is None:
            try:
                known = _fetched(f"{self._issuer}/.well-known/openid-configuration")
            except (requests.RequestException, ValueError) as error:
                raise StoreUnavailable("provider_unavailable", retry_after=5) from error
            if str(known.get("issuer", "")).rstrip("/") != self._issuer:
                raise Forbidden("staff_sign_in_failed")
            self._known = known
        return self._known


def _fetched(address: str) -> Any:
    answer = requests.get(address, timeout=TIMEOUT_SECONDS)
    answer.raise_for_status()
    return answer.json()
