"""The page of one hit, on which several forms stand."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from registry.http.context import current_actor, current_register
from registry.rules import hit_file
from registry.web.forms import Form
from registry.web.police.compared_numbers import compared_numbers
from registry.web.police.evidence_bar import evidence_bars


def claim_term() -> timedelta:
    """Return how long a claim stands without being worked on."""
    return timedelta(minutes=current_register().settings.hit_claim_minutes)


def hit_page(hit_id: UUID, form: Form | None = None, sent: str = "") -> tuple[str, int]:
    """Show a hit; `form` is the one that was sent and refused, and `sent` its name."""
    register = current_register()
    with register.database.write() as session:
        shown: dict[str, Any] = hit_file.show(
            session,
            current_actor(),
            register.clock(),
            hit_id=hit_id,
            keys=register.keys,
            term=claim_term(),
        )
    form = form or Form()
    forms = {name: form if name == sent else Form() for name in ("judge", "take_over", "order")}
    page = render_template(
        "police/hit.html",
        **shown,
        numbers=compared_numbers(shown["hit"]),
        bars=evidence_bars(shown["hit"]),
        form=form,
        forms=forms,
        now=register.clock(),
    )
    return page, form.status


def back_to(hit_id: UUID, done: str) -> Response:
    """Go back to a hit after something was done."""
    return redirect(url_for("police.hits.show", hit_id=hit_id, done=done), code=303)
