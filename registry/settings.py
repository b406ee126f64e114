"""Settings: read once from the environment, frozen, passed on from the top."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from environs import Env
from marshmallow import ValidationError
from marshmallow.validate import Email, OneOf, Range, Regexp
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent.parent
LOCAL_ENV = ROOT / "var" / "local.env"
STORES = {"sqlite", "sqlite+pysqlite", "postgresql+psycopg"}
SEALING_KEY = re.compile(r"(sealing-[1-9]\d*):[A-Za-z0-9+/]{43}=\Z")
MAIL_SERVER = re.compile(r"(smtp|smtp\+starttls|smtps)://([^@/]+@)?[^@/:]+(:\d{1,5})?/?\Z")
LOOPBACK = r"http://(localhost|127\.0\.0\.1)(:\d{1,5})?"
ORIGIN = rf"(https://[^/@?#\s]+|{LOOPBACK})\Z"
ISSUER = rf"(https://[^/@?#\s]+|{LOOPBACK})(/[^?#\s]*)?\Z"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class Mode(StrEnum):
    """How the service is run; only a demo has one-click identities and makes its own keys."""

    PRODUCTION = "production"
    DEMO = "demo"


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Everything that may differ between two installations of the same code.

    `max_body_bytes` is in bytes, and `public_calls_per_minute` counts what one client sends to
    public endpoints in one clock minute. An officer's claim of a hit stands for
    `hit_claim_minutes` without being worked on. A session ends after `..._session_minutes`, and
    when it was left alone for `..._idle_minutes`; `site_url` is where the world finds the pages
    (`https://register.example`), and without it each request's own address counts. Without
    `snapshots_dir` the match desk is read from the store at each start. `log_origin` is the
    name of the audit log in its checkpoints, and never changes; `audit_sink` is a file or
    `syslog:ADDRESS` that gets every event before its transaction commits. `sealing_keys` are
    the master keys where they don't come from files (`sealing-2:BASE64 sealing-1:BASE64`). Mail
    goes to the server of `smtp_url`, or else into files under `mail_dir`, or else waits;
    `mail_from` is who sends it, and `desks_file` (CSV with the columns `desk` and `email`)
    where municipalities and the police read theirs. Staff come in by the OpenID provider
    `oidc_issuer`, whose claims named `oidc_role_claim` and `oidc_subject_claim` say who they
    are here.
    """

    mode: Mode = Mode.PRODUCTION
    database_url: str
    keys_dir: Path
    sealing_keys: str | None = field(default=None, repr=False)
    snapshots_dir: Path | None = None
    max_body_bytes: int = 1_000_000
    public_calls_per_minute: int = 30
    hit_claim_minutes: int = 60
    dealer_session_minutes: int = 720
    dealer_idle_minutes: int = 120
    staff_session_minutes: int = 480
    staff_idle_minutes: int = 30
    site_url: str | None = None
    trusted_proxies: int = 0
    log_level: str = "INFO"
    log_origin: str = "register.localhost/log"
    audit_sink: str | None = None
    smtp_url: str | None = field(default=None, repr=False)
    mail_dir: Path | None = None
    mail_from: str = "register@localhost"
    desks_file: Path | None = None
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret_file: Path | None = None
    oidc_scope: str = "openid"
    oidc_role_claim: str = "register_role"
    oidc_subject_claim: str = "register_subject"

    @property
    def embedded(self) -> bool:
        """Whether the store is SQLite, so that one process serves and follows."""
        return self.database_url.startswith("sqlite")

    @property
    def demo(self) -> bool:
        """Whether the demo identities exist."""
        return self.mode is Mode.DEMO


def load_settings(local_env: Path = LOCAL_ENV) -> Settings:
    """Read the settings from the environment, and what is not set there from `local_env`.

    `make setup` writes that file, so that the command line works on the same store, keys and
    mode as `make run` without any variable set. Raises `environs.EnvError` on a bad value.
    """
    env = Env()
    if local_env.is_file():
        env.read_env(str(local_env), recurse=False, override=False)
    settings = Settings(
        mode=Mode(env.str("MODE", Mode.PRODUCTION, validate=OneOf([m.value for m in Mode]))),
        database_url=_driver_named(
            env.str(
                "DATABASE_URL",
                f"sqlite:///{ROOT / 'var' / 'register.sqlite3'}",
                validate=_is_known_store,
            )
        ),
        keys_dir=Path(env.str("KEYS_DIR", str(ROOT / "var" / "keys"))),
        sealing_keys=env.str("SEALING_KEYS", None, validate=_are_sealing_keys),
        snapshots_dir=Path(env.str("SNAPSHOTS_DIR", str(ROOT / "var" / "snapshots"))),
        max_body_bytes=env.int("MAX_BODY_BYTES", 1_000_000, validate=Range(min=1_000)),
        public_calls_per_minute=env.int("PUBLIC_CALLS_PER_MINUTE", 30, validate=Range(min=1)),
        hit_claim_minutes=env.int("HIT_CLAIM_MINUTES", 60, validate=Range(min=1)),
        dealer_session_minutes=env.int("DEALER_SESSION_MINUTES", 720, validate=Range(min=1)),
        dealer_idle_minutes=env.int("DEALER_IDLE_MINUTES", 120, validate=Range(min=1)),
        staff_session_minutes=env.int("STAFF_SESSION_MINUTES", 480, validate=Range(min=1)),
        staff_idle_minutes=env.int("STAFF_IDLE_MINUTES", 30, validate=Range(min=1)),
        site_url=env.str("SITE_URL", None, validate=Regexp(ORIGIN)),
        trusted_proxies=env.int("TRUSTED_PROXIES", 0, validate=Range(min=0)),
        log_level=env.str("LOG_LEVEL", "INFO", validate=OneOf(LOG_LEVELS)),
        log_origin=env.str(
            "LOG_ORIGIN", "register.localhost/log", validate=Regexp(r"[!-*,-~]{1,200}\Z")
        ),
        audit_sink=env.str("AUDIT_SINK", None),
        smtp_url=env.str("SMTP_URL", None, validate=_is_mail_server),
        mail_dir=_path(env.str("MAIL_DIR", None)),
        mail_from=env.str("MAIL_FROM", "register@localhost", validate=Email()),
        desks_file=_path(env.str("DESKS_FILE", None)),
        oidc_issuer=env.str("OIDC_ISSUER", None, validate=Regexp(ISSUER)),
        oidc_client_id=env.str("OIDC_CLIENT_ID", None),
        oidc_client_secret_file=_path(env.str("OIDC_CLIENT_SECRET_FILE", None)),
        oidc_scope=env.str("OIDC_SCOPE", "openid", validate=Regexp(r"openid( [!-~]+)*\Z")),
        oidc_role_claim=env.str("OIDC_ROLE_CLAIM", "register_role"),
        oidc_subject_claim=env.str("OIDC_SUBJECT_CLAIM", "register_subject"),
    )
    env.seal()
    return settings


def _is_known_store(url: str) -> None:
    # The address may hold a password, so the refusal does not repeat it.
    try:
        known = make_url(_driver_named(url)).drivername in STORES
    except ArgumentError:
        known = False
    if not known:
        raise ValidationError("not the address of an SQLite or PostgreSQL store")


def _are_sealing_keys(setting: str) -> None:
    # They are secrets, so the refusal does not repeat them.
    found = [SEALING_KEY.match(part) for part in setting.split()]
    names = {match[1] for match in found if match}
    if not found or len(names) != len(found):
        raise ValidationError("not sealing-1:BASE64 with 32 bytes each, apart by spaces")


def _is_mail_server(url: str) -> None:
    # The address may hold a password, so the refusal does not repeat it.
    if not MAIL_SERVER.match(url):
        raise ValidationError("not smtp://, smtp+starttls:// or smtps:// with a host")


def _path(text: str | None) -> Path | None:
    """Return a path; one that is not absolute is within the project, wherever one stands."""
    return ROOT / text if text else None


def _driver_named(url: str) -> str:
    """Spell out the driver, since a bare `postgres://` means different ones to different tools."""
    scheme, separator, rest = url.partition("://")
    if scheme in {"postgres", "postgresql"}:
        return f"postgresql+psycopg{separator}{rest}"
    return url
