"""The police's desk in a browser: the list of hits, one hit with both goods, the judgement."""

from uuid import UUID

from flask import Blueprint, render_template

from matching import CATEGORIES
from registry.http.context import current_actor, current_register
from registry.rules import desk_list, hit_desk, saved_searches
from registry.web.door import Answer
from registry.web.forms import Form, asked
from registry.web.police.hit_page import back_to, hit_page
from schemas.hits import STATUSES
from schemas.police_desk import CLAIMS, ORDERS, VERDICTS, DeskQuery, JudgementForm

blueprint = Blueprint("hits", __name__, url_prefix="/hits")
FILTERS = ("status", "verdict", "municipality", "category", "claim")


@blueprint.get("/")
def index() -> str:
    """List hits: what is likely and leaves soon first, then those with the most evidence."""
    register, actor, now = current_register(), current_actor(), current_register().clock()
    query = DeskQuery().load(asked())
    chosen = desk_list.Chosen(
        **{
            name: query.get(name)
            for name in (*FILTERS, "dealer")
            if (name, query.get(name)) != ("status", "any")
        }
    )
    with register.database.write() as session:
        hits, following = desk_list.index(
            session,
            actor,
            now,
            keys=register.keys,
            chosen=chosen,
            order=query["order"],
            limit=query["limit"],
            cursor=query.get("cursor"),
        )
        alerts = saved_searches.unseen(session, actor)
    return render_template(
        "police/hits.html",
        hits=hits,
        following=following,
        query=query,
        kept={n: v for n, v in asked().items() if n in {*FILTERS, "order", "dealer"}},
        form=Form({**asked(), "status": query["status"]}),
        statuses=("any", *STATUSES),
        verdicts=VERDICTS,
        claims=CLAIMS,
        orders=ORDERS,
        categories=CATEGORIES,
        urgent=sum(hit["urgency"] == "hours" for hit in hits),
        alerts=alerts,
    )


@blueprint.get("/<uuid:hit_id>")
def show(hit_id: UUID) -> Answer:
    """Show one hit."""
    return hit_page(hit_id)


@blueprint.post("/<uuid:hit_id>")
def judge(hit_id: UUID) -> Answer:
    """Write down the officer's judgement, unless the hit has changed since it was shown."""
    form = Form.sent(JudgementForm())
    form.tell(hit_desk.judge, hit_id=hit_id)
    return back_to(hit_id, "hit_judged") if form.ok else hit_page(hit_id, form, "judge")
