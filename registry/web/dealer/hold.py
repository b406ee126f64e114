"""DOR, the hold calendar in a browser: a month of days on which goods may be sold again."""

import calendar
from datetime import date, timedelta

from flask import Blueprint, render_template

from registry.http.context import current_actor, current_register
from registry.law.in_force import local_day
from registry.rules import hold_calendar
from registry.web.forms import asked
from schemas.form_fields import first_moment
from schemas.own_register import MonthQuery

blueprint = Blueprint("hold", __name__, url_prefix="/hold")
MONTH = "%Y-%m"


@blueprint.get("")
def show() -> str:
    """Show a month, and below it everything in it in a row."""
    query = MonthQuery().load(asked())
    register = current_register()
    today = local_day(None, register.clock())
    first = date.fromisoformat(f"{query['month']}-01") if query else today.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    with register.database.read() as session:
        kept = hold_calendar.kept(
            session,
            current_actor(),
            register.clock(),
            since=first_moment(first),
            before=first_moment(following),
        )
    by_day: dict[date, list[hold_calendar.Kept]] = {}
    for each in kept:
        by_day.setdefault(each.free_on, []).append(each)
    return render_template(
        "dealer/hold.html",
        weeks=calendar.Calendar().monthdatescalendar(first.year, first.month),
        by_day=by_day,
        kept=kept,
        first=first,
        today=today,
        now=register.clock(),
        before=(first - timedelta(days=1)).strftime(MONTH),
        after=following.strftime(MONTH),
    )
