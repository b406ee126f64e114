"""Running the followers of the journal as a process of their own (PostgreSQL)."""

import signal

import click
from flask.cli import with_appcontext

from registry.cli.plainly import PlainGroup
from registry.followers.loop import FollowerLoop, catch_up
from registry.http.context import current_register


@click.group("followers", cls=PlainGroup)
def command() -> None:
    """Run what follows the journal: sequencer, matcher, retention."""


@command.command("run")
@with_appcontext
def run() -> None:
    """Follow the journal until told to stop.

    On SQLite the serving process does this itself; several may run side by side all the same.
    """
    loop = FollowerLoop(current_register())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: loop.stop())
    loop.run()


@command.command("catch-up")
@with_appcontext
def catch_up_command() -> None:
    """Handle what is waiting in the journal, and stop."""
    click.echo(f"{catch_up(current_register())} entries handled")
