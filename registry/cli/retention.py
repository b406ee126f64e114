"""Retention on the command line: what is over its term, carried out, and one person erased."""

import json
from dataclasses import asdict
from uuid import UUID

import click
from flask.cli import with_appcontext

from registry.cli.access import CLI
from registry.cli.plainly import PlainGroup
from registry.errors import Conflict, Gone, NotFound
from registry.followers.retention import scrub
from registry.http.context import current_register
from registry.law.retention import Subject
from registry.register import Register
from registry.rules import erasure, retention

REFUSALS = {
    "not_found": "there is no such entry",
    "seller_erased": "the seller of this entry was erased before",
    "erasure_suspended": "a hit on this entry stands confirmed; the police have to end it first",
}


@click.group("retention", cls=PlainGroup)
def command() -> None:
    """Look after what is kept for a term only."""


@command.command("report")
@click.option("--json", "as_json", is_flag=True, help="A line of JSON for each term.")
@with_appcontext
def report(as_json: bool) -> None:  # noqa: FBT001 - click hands flags over by name
    """Say what is over its term now, and change nothing."""
    register = current_register()
    with register.database.read() as session:
        lines = retention.due(session, register.clock())
    if as_json:
        for line in lines:
            click.echo(json.dumps(asdict(line), default=str))
        return
    click.echo(f"{'subject':<18}{'place':<7}{'term':<7}{'due':>9}{'suspended':>11}  oldest")
    for line in lines:
        oldest = line.oldest.isoformat(timespec="minutes") if line.oldest else "-"
        click.echo(
            f"{line.subject:<18}{line.jurisdiction:<7}{line.term:<7}{line.rows:>9}"
            f"{line.suspended:>11}  {oldest}"
        )


@command.command("run")
@with_appcontext
def run() -> None:
    """Erase and drop everything that is over its term, as the follower does by itself."""
    register = current_register()
    total = dict.fromkeys(Subject, 0)
    left = True
    while left:
        with register.database.write() as session:
            done = retention.carry_out(session, register.clock())
        total = {subject: rows + done[subject] for subject, rows in total.items()}
        left = any(done.values())
    for subject, rows in total.items():
        click.echo(f"{subject} {rows}")
    _scrub(register)


@command.command("erase-person")
@click.option("--purchase", "purchase_id", type=click.UUID, required=True, help="Id of the entry.")
@click.option(
    "--because",
    required=True,
    help="Reference of the court's order or the granted request; it is recorded, so no names.",
)
@with_appcontext
def erase_person(purchase_id: UUID, because: str) -> None:
    """Erase the seller of one entry, in all its versions, before the term is over."""
    register = current_register()
    if not 1 <= len(because.strip()) <= erasure.LONGEST_REASON:
        length = f"1 to {erasure.LONGEST_REASON} characters"
        raise click.BadParameter(length, param_hint="--because")
    try:
        with register.database.write() as session:
            erased = erasure.erase_person(
                session,
                CLI,
                register.clock(),
                purchase_id=purchase_id,
                because=because.strip(),
            )
    except (Conflict, Gone, NotFound) as error:
        raise click.ClickException(REFUSALS[error.code]) from error
    click.echo(f"records erased {erased.records}")
    for entry in erased.also_in:
        click.echo(f"the same seller stands in {entry}")
    _scrub(register)


def _scrub(register: Register) -> None:
    if not scrub(register):
        click.echo("bytes of it may still be in the files; the follower tries again", err=True)
