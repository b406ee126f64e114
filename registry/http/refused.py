"""Which refusals of a request are events: those that somebody known got who may not.

What is not found by its id is one of them: it may be another's, and who tries many ids is seen.
"""

from uuid import UUID

import structlog
from flask import g, request

from registry.access.actors import Actor, Role
from registry.errors import Problem, StoreUnavailable
from registry.http.context import current_register, trace_id
from registry.rules import refusals

# Whoever wanted to open a seller or buyer and could not is worth knowing of, whatever the reason.
ALWAYS = frozenset(
    {
        "sellers.disclose",
        "sellers.disclose_buyer",
        "sellers.consult",
        "sellers.consult_buyer",
        "sellers.same",
        "dealer.purchases.consult",
    }
)
log = structlog.get_logger()


def record_refusal(problem: Problem) -> None:
    """Record a refusal that is an event. The answer stays a refusal, so it may fail."""
    actor: Actor = g.get("actor") or Actor(Role.PUBLIC)
    wanted = next((v for v in (request.view_args or {}).values() if isinstance(v, UUID)), None)
    recorded = (
        problem.status == 403
        or (problem.status == 404 and wanted is not None)
        or (request.endpoint in ALWAYS and problem.status < 500)
    )
    if actor.role is Role.PUBLIC or not recorded:
        return
    register = current_register()
    try:
        with register.database.write() as session:
            refusals.record(session, actor, register.clock(), code=problem.code, object_id=wanted)
    except StoreUnavailable as error:
        log.exception("refusal not recorded", code=error.code, trace_id=trace_id())
