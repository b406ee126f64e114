"""Making the keys of an installation."""

import click
from flask.cli import with_appcontext

from registry.access.keys import load_keys
from registry.cli.plainly import PlainGroup
from registry.http.context import current_register


@click.group("keys", cls=PlainGroup)
def command() -> None:
    """Look after the keys of this installation."""


@command.command("create")
@with_appcontext
def create() -> None:
    """Make the keys that are missing; those that exist stay as they are."""
    folder = current_register().settings.keys_dir
    load_keys(folder, create=True)
    click.echo(f"keys are in {folder}")
