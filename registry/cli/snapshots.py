"""Snapshots of the match desk on the command line."""

import click
from flask.cli import with_appcontext

from registry.cli.plainly import PlainGroup
from registry.http.context import current_register


@click.group("snapshots", cls=PlainGroup)
def command() -> None:
    """Look after the snapshots with which the match desk starts quickly."""


@command.command("write")
@with_appcontext
def write() -> None:
    """Write a snapshot, and print how far in the journal it reaches; 0 if there is one already."""
    register = current_register()
    with register.database.read() as session:
        click.echo(register.snapshots.write(session))
