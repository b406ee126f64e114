"""Loading the demo data."""

import click
from flask.cli import with_appcontext
from rich.console import Console

from registry.cli.demo_load import is_loaded, load
from registry.cli.plainly import PlainGroup
from registry.http.context import current_register


@click.group("demo", cls=PlainGroup)
def command() -> None:
    """Look after the demo data; in demo mode only."""


@command.command("load")
@with_appcontext
def load_command() -> None:
    """Load the demo data, once."""
    register = current_register()
    if not register.settings.demo:
        raise click.ClickException("this installation is not a demo")
    if is_loaded(register):
        return
    load(register, Console(stderr=True))
