"""The audit log over the API, laid out as a C2SP tlog-tiles log whose entries are not public.

`GET /audit/checkpoint` and `GET /audit/tile/...` are what a mirror of such a log asks for.
"""

import re
from typing import Any

from flask import Response

from registry.api.blueprint import Blueprint
from registry.audit.tree import TILE_WIDTH
from registry.errors import NotFound
from registry.http.context import current_actor, current_register
from registry.journal.checkpoints import latest, verifiers
from registry.rules import audit_log
from schemas.audit import (
    CheckpointList,
    ConsistencyOut,
    ConsistencyQuery,
    EntryPage,
    EntryQuery,
    ProofOut,
    VerificationOut,
)
from schemas.receipts import ReceiptSchema

blueprint = Blueprint("audit", __name__, description="The audit log")
SHOWN = 20
TILE_PATH = re.compile(
    r"(?P<groups>(?:x[0-9]{3}/)*[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?", re.ASCII
)


@blueprint.get("/audit/checkpoint")
@blueprint.response(200, content_type="text/plain")
def checkpoint() -> Response:
    """Get the newest checkpoint, a signed note (C2SP tlog-checkpoint)."""
    with current_register().database.read() as session:
        return Response(audit_log.newest(session).note, content_type="text/plain; charset=utf-8")


@blueprint.get("/audit/checkpoints")
@blueprint.response(200, CheckpointList)
def checkpoints() -> dict[str, Any]:
    """List the newest checkpoints, and the keys with which they are verified."""
    register = current_register()
    with register.database.read() as session:
        return {"items": latest(session, SHOWN), "keys": map(str, verifiers(register.keys))}


@blueprint.get("/audit/proofs/<leaf_hash>")
@blueprint.response(200, ProofOut)
def proof(leaf_hash: str) -> dict[str, Any]:
    """Get the proof that a leaf, as named in a receipt, is in the log."""
    with current_register().database.read() as session:
        return audit_log.proof(session, leaf_hash)


@blueprint.get("/audit/consistency")
@blueprint.arguments(ConsistencyQuery, location="query")
@blueprint.response(200, ConsistencyOut)
def consistency(query: dict[str, Any]) -> dict[str, Any]:
    """Get the proof that a smaller log begins a larger one."""
    with current_register().database.read() as session:
        return audit_log.consistency(session, **query)


@blueprint.get("/audit/tile/<int:level>/<path:place>")
@blueprint.response(200, content_type="application/octet-stream")
def tile(level: int, place: str) -> Response:
    """Get a tile of the tree, whole or its first hashes (C2SP tlog-tiles)."""
    number, width = tile_of(place)
    with current_register().database.read() as session:
        hashes = audit_log.tile(session, level, number, width)
    return Response(hashes, content_type="application/octet-stream")


@blueprint.get("/audit/entries")
@blueprint.arguments(EntryQuery, location="query")
@blueprint.response(200, EntryPage)
def entries(query: dict[str, Any]) -> dict[str, Any]:
    """Read the log; that you read it is recorded."""
    register = current_register()
    with register.database.write() as session:
        items, following = audit_log.entries(session, current_actor(), register.clock(), **query)
    return {"items": items, "next": following}


@blueprint.post("/audit/receipt-verifications")
@blueprint.arguments(ReceiptSchema)
@blueprint.response(200, VerificationOut)
def verify(receipt: dict[str, Any]) -> dict[str, Any]:
    """Verify a receipt: did we sign it, and is its event in the log?"""
    register = current_register()
    with register.database.read() as session:
        return audit_log.verification(session, register.keys, receipt)


def tile_of(place: str) -> tuple[int, int]:
    """Return the number and width that a tile's path names, as in `x001/234` or `005.p/17`.

    Raises NotFound for a path that names none.
    """
    match = TILE_PATH.fullmatch(place)
    width = int(match["width"] or TILE_WIDTH) if match else 0
    if match is None or width > TILE_WIDTH or match["groups"].startswith("x000"):
        raise NotFound
    return int(re.sub("[^0-9]", "", match["groups"])), width
