"""DOL on the command line: bringing in the dealers that are there already."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from registry.cli.access import CLI
from registry.cli.plainly import PlainGroup
from registry.http.context import current_register
from registry.imports.dealers import COLUMNS, import_dealers
from registry.imports.mapping import BadMapping


@click.group("dealers", cls=PlainGroup)
def command() -> None:
    """Look after the dealers."""


@command.command(
    "import", help=f"Import a CSV FILE of dealers with the columns {', '.join(COLUMNS)}."
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def import_command(file: Path) -> None:
    """Take what is new or changed, and report each refused line by its number and reason."""
    try:
        report = import_dealers(current_register(), CLI, file)
    except BadMapping as error:
        raise click.ClickException(f"{file}: {error}") from error
    click.echo(f"new {report.accepted}")
    click.echo(f"changed {report.changed}")
    click.echo(f"already there {report.known}")
    click.echo(f"refused {len(report.refusals)}")
    for refusal in report.refusals:
        click.echo(f"  line {refusal.line}: {refusal.reason}")
