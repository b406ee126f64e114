"""DOR over the API: police notices to dealers, with proof of delivery."""

from typing import Any
from uuid import UUID

from registry.api.blueprint import Blueprint
from registry.api.once import once
from registry.http.context import current_actor, current_register
from registry.rules import notices
from registry.tables import Notice
from schemas.fields import PageQuery
from schemas.notices import NoticeIn, NoticeOut, NoticePage

blueprint = Blueprint("notices", __name__, description="DOR: notices of stolen or lost goods")


@blueprint.post("/notices")
@blueprint.arguments(NoticeIn)
@blueprint.response(201, NoticeOut)
def send(body: dict[str, Any]) -> dict[str, Any]:
    """Describe stolen or lost goods to dealers (article 437 (1)(e) Sr)."""
    return once(
        lambda session: notices.send(session, current_actor(), current_register().clock(), **body),
        refer=lambda notice: {"notice": str(notice.id)},
        recall=lambda session, ref: session.get_one(Notice, UUID(ref["notice"])),
        show=notices.as_sent,
    )


@blueprint.get("/notices")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, NoticePage)
def index(query: dict[str, Any]) -> dict[str, Any]:
    """List notices, newest first; that a dealer reads one is the proof of its delivery."""
    register = current_register()
    # What a dealer reads here is delivered, and that is committed before the answer leaves.
    with register.database.write() as session:
        items, following = notices.index(session, current_actor(), register.clock(), **query)
    return {"items": items, "next": following}
