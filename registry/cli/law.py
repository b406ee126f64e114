"""Checking the registers by the rules of the law, from the command line."""

from uuid import UUID

import click
from flask.cli import with_appcontext

from registry.cli.access import CLI
from registry.cli.plainly import PlainGroup
from registry.http.context import current_register
from registry.rules import rule_runs


@click.group("law", cls=PlainGroup)
def command() -> None:
    """Check the registers by articles 437, 437bis and 437ter Sr."""


@command.command("check")
@click.option("--dealer", type=click.UUID, help="Only this dealer; by default all.")
@with_appcontext
def check(dealer: UUID | None) -> None:
    """Judge every entry by every rule, as happens each night, and print what came of it."""
    register = current_register()
    tally = rule_runs.run(register.database, CLI, register.clock(), dealer_id=dealer)
    click.echo(f"{tally.objects} entries and dealers, {tally.changed} outcomes changed")
    for status, count in sorted(tally.outcomes.items()):
        click.echo(f"  {status:16} {count}")
    click.echo(f"  findings SHA-256 {tally.commitment}")
