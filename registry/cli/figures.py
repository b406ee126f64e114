"""Figures on the command line: adoption, checks, and what comes of matching."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import click
from flask.cli import with_appcontext

from registry.cli.access import CLI
from registry.cli.plainly import PlainGroup
from registry.errors import Invalid
from registry.http.context import current_register
from registry.law.places import place_names
from registry.rules import figures
from registry.rules.adoption import ZONE
from registry.rules.adoption import adoption as adoption_at
from registry.rules.figure_tables import as_csv, rows_of, rows_of_each

DAY = click.DateTime(["%Y-%m-%d"])
AS_JSON = click.option("--json", "as_json", is_flag=True, help="JSON instead of CSV.")


def of_a_period(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the first and the last day of a period."""
    last = click.option("--last", type=DAY, required=True, help="Last day, included.")
    return click.option("--first", type=DAY, required=True, help="First day.")(last(command))


@click.group("figures", cls=PlainGroup)
def command() -> None:
    """Count dealers, checks, entries and hits."""


@command.command("adoption")
@click.option("--at", type=DAY, help="The day  [default: today]")
@AS_JSON
@with_appcontext
def adoption(at: datetime | None, as_json: bool) -> None:  # noqa: FBT001 - click hands flags over by name
    """Count dealers and municipalities on DOR and DOL at a day."""
    register = current_register()
    day = at.date() if at else register.clock().astimezone(ZONE).date()
    with register.database.read() as session:
        found = adoption_at(session, day)
    _print(found, rows_of(found), as_json=as_json)


@command.command("checks")
@of_a_period
@AS_JSON
@with_appcontext
def checks(first: datetime, last: datetime, as_json: bool) -> None:  # noqa: FBT001 - as above
    """Count the theft checks of each day of a period, by outcome."""
    days = _period(first, last, figures.LONGEST_OF_CHECKS)
    with current_register().database.read() as session:
        found = figures.checks(session, *days)
    _print(found, rows_of_each(found["days"]), as_json=as_json)


@command.command("matching")
@of_a_period
@click.option("--municipality", help="CBS code of one municipality.")
@AS_JSON
@with_appcontext
def matching(
    first: datetime,
    last: datetime,
    municipality: str | None,
    as_json: bool,  # noqa: FBT001 - as above
) -> None:
    """Count entries of a period, the hits found in it, and what became of them."""
    days = _period(first, last, figures.LONGEST)
    if municipality is not None and municipality not in place_names():
        raise click.BadParameter("there is no such municipality", param_hint="--municipality")
    with current_register().database.read() as session:
        found = figures.matching(session, CLI, *days, municipality=municipality)
    _print(found, rows_of(found), as_json=as_json)


@command.command("compliance")
@of_a_period
@click.option("--municipality", help="CBS code of one municipality.")
@AS_JSON
@with_appcontext
def compliance(
    first: datetime,
    last: datetime,
    municipality: str | None,
    as_json: bool,  # noqa: FBT001 - as above
) -> None:
    """Count breaches of a period per article, and how many of them were mended."""
    days = _period(first, last, figures.LONGEST)
    if municipality is not None and municipality not in place_names():
        raise click.BadParameter("there is no such municipality", param_hint="--municipality")
    with current_register().database.read() as session:
        found = figures.compliance(session, CLI, *days, municipality=municipality)
    _print(found, rows_of_each(found["articles"]), as_json=as_json)


def _period(first: datetime, last: datetime, longest: Any) -> tuple[date, date]:
    days = first.date(), last.date()
    try:
        figures.require_period(*days, longest)
    except Invalid as error:
        raise click.BadParameter(error.fields[0].code, param_hint="--last") from error
    return days


def _print(found: dict[str, Any], table: list[list[Any]], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(found, default=str))
    else:
        click.echo(as_csv(table), nl=False)
