"""Stop Heling on the command line: bringing in files of stolen goods."""

import time
from pathlib import Path

import click
from flask.cli import with_appcontext
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from registry.access.actors import Actor, Role
from registry.cli.plainly import PlainGroup
from registry.http.context import current_register
from registry.imports.mapping import BadMapping
from registry.imports.mapping_file import load_mapping
from registry.imports.stolen_goods import import_file

IMPORTER = Actor(Role.POLICE, "import", origin="cli")
SHOWN_REASONS = 20


@click.group("stolen-goods", cls=PlainGroup)
def command() -> None:
    """Look after the register of stolen goods."""


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--mapping",
    "mapping_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="TOML file that says which column is which field.",
)
@click.option(
    "--refused",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the refused lines  [default: FILE with .refused.csv]",
)
@with_appcontext
def import_command(file: Path, mapping_file: Path, refused: Path | None) -> None:
    """Import a CSV FILE of stolen goods.

    Lines that are in the register already are left alone, so a file may be imported again,
    after an interruption too. Refused lines are written to a file that can be mended and
    imported again.
    """
    register = current_register()
    try:
        mapping = load_mapping(mapping_file)
    except BadMapping as error:
        raise click.ClickException(f"{mapping_file}: {error}") from error
    refused = refused or file.with_suffix(".refused.csv")
    if refused.resolve() == file.resolve():
        raise click.ClickException("the refused lines need a file of their own (--refused)")
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("Importing", total=file.stat().st_size)
        try:
            report = import_file(
                register,
                IMPORTER,
                file,
                mapping,
                refused,
                on_progress=lambda done: progress.update(task, completed=done),
                # SQLite has one writer, so the counters get as long a turn as the import had.
                make_room=time.sleep if register.settings.embedded else lambda _seconds: None,
            )
        except BadMapping as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            raise click.ClickException(f"{error.filename}: {error.strerror}") from error
    click.echo(f"accepted {report.accepted}")
    click.echo(f"already there {report.known}")
    click.echo(f"left out {report.skipped}")
    click.echo(f"refused {len(report.refusals)}")
    for refusal in report.refusals[:SHOWN_REASONS]:
        click.echo(f"  line {refusal.line}: {refusal.reason}")
    if len(report.refusals) > SHOWN_REASONS:
        click.echo(f"  ... and {len(report.refusals) - SHOWN_REASONS} more")
    if report.refusals:
        click.echo(f"refused lines are in {refused}")
