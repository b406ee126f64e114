"""The request's context: the register it works on, and the actor it works for."""

import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app, g, request
from sqlalchemy.orm import Session

from registry.access.actors import Actor, Role
from registry.access.hashing import keyed_hash
from registry.access.visits import Visit
from registry.register import Register


def attach(app: Flask, register: Register) -> None:
    """Give the app its register."""
    app.extensions["register"] = register


def current_register() -> Register:
    """Return the register of the running app."""
    register: Register = current_app.extensions["register"]
    return register


def current_actor() -> Actor:
    """Return who is asking; the guard has found out."""
    actor: Actor = g.actor
    return actor


def current_visit() -> Visit | None:
    """Return the session of the browser that is asking, or None for the public and machines."""
    visit: Visit | None = g.get("visit")
    return visit


def trace_id() -> str:
    """Return the id that ties together the log lines and audit events of this request."""
    if "trace_id" not in g:
        g.trace_id = uuid.uuid4().hex
    traced: str = g.trace_id
    return traced


def csp_nonce() -> str:
    """Return the word by which the scripts and styles of this answer are known as ours."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def allow_wasm() -> None:
    """Let the page of this answer run WebAssembly, which else the policy of scripts refuses."""
    g.runs_wasm = True


def wasm_allowed() -> bool:
    """Tell whether the page of this answer runs WebAssembly."""
    return bool(g.get("runs_wasm"))


def current_client() -> str:
    """Return who is asking as far as limits go: a keyed hash of the address."""
    return keyed_hash(current_register().keys.fingerprint, "address", request.remote_addr or "")


@contextmanager
def consulting() -> Iterator[Session]:
    """Give a session to look things up with.

    A dealer reads its own register; whoever else looks leaves an audit event, so needs to write.
    """
    database = current_register().database
    own = current_actor().role is Role.DEALER
    with database.read() if own else database.write() as session:
        yield session
