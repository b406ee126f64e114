"""The keys of an installation: made, renewed, destroyed."""

from collections.abc import Callable
from functools import partial
from typing import Protocol, TypeVar
from uuid import UUID

import click
from flask.cli import with_appcontext

from registry.access.keys import load_keys
from registry.cli.access import CLI
from registry.cli.plainly import PlainGroup
from registry.errors import Conflict, NotFound
from registry.http.context import current_register
from registry.register import Register
from registry.rules import sealing_keys

Result = TypeVar("Result")
REFUSALS = {
    "not_found": "there is no such key",
    "key_in_use": "it is the newest key, or living records are still under it",
    "keys_kept_elsewhere": "the keys come from SEALING_KEYS: put the new one in, or take the old"
    " one out, where that is set",
}


class Generations(Protocol):
    """Keys that are renewed: the master keys and those of the blind index."""

    @property
    def current(self) -> str:
        """The newest."""

    def add(self) -> str:
        """Make a newer one."""

    def destroy(self, name: str) -> None:
        """Destroy one for ever."""


@click.group("keys", cls=PlainGroup)
def command() -> None:
    """Look after the keys of this installation."""


@command.command("create")
@with_appcontext
def create() -> None:
    """Make the keys that are missing; those that exist stay as they are."""
    settings = current_register().settings
    load_keys(settings.keys_dir, create=True, sealing_keys=settings.sealing_keys)
    click.echo(f"keys are in {settings.keys_dir}")


@command.command("rotate-sealing")
@with_appcontext
def rotate_sealing() -> None:
    """Make a new master key and wrap the key of every living record with it.

    May be interrupted: called again while a rotation is unfinished it goes on with that one.
    """
    register = current_register()
    _rotate(
        register,
        register.keys.sealing,
        sealing_keys.is_wrapped_throughout,
        sealing_keys.rewrap_next,
    )


@command.command("rotate-blind-index")
@with_appcontext
def rotate_blind_index() -> None:
    """Make a new key of the blind index and index every living record under it.

    The system opens each record for it and shows nobody. May be interrupted, as above.
    """
    register = current_register()
    _rotate(
        register, register.keys.blind, sealing_keys.is_indexed_throughout, sealing_keys.reindex_next
    )


@command.command("destroy-sealing")
@click.argument("name")
@with_appcontext
def destroy_sealing(name: str) -> None:
    """Destroy master key NAME, such as sealing-1, so that what was erased before stays erased.

    Refused while a living record is wrapped by it.
    """
    register = current_register()
    _destroy(register, register.keys.sealing, sealing_keys.retire_sealing, name)


@command.command("destroy-blind-index")
@click.argument("name")
@with_appcontext
def destroy_blind_index(name: str) -> None:
    """Destroy key NAME of the blind index, such as blind-1.

    Refused while a living record is indexed under it.
    """
    register = current_register()
    _destroy(register, register.keys.blind, sealing_keys.retire_blind, name)


def _rotate(
    register: Register,
    generations: Generations,
    is_done: Callable[..., bool],
    renew_next: Callable[..., UUID | None],
) -> None:
    keys = register.keys
    with register.database.write() as session:
        finished = is_done(session, keys)
    if finished:
        name = _refusing(generations.add)
        with register.database.write() as session:
            sealing_keys.record_new(session, CLI, register.clock(), name=name)
    # What was sealed meanwhile may be under the older key still, so this looks again.
    finished = False
    while not finished:
        last, more = None, True
        while more:
            with register.database.write() as session:
                last = renew_next(session, CLI, register.clock(), keys=keys, after=last)
            more = last is not None
        with register.database.write() as session:
            finished = is_done(session, keys)
    click.echo(generations.current)


def _destroy(
    register: Register, generations: Generations, retire: Callable[..., None], name: str
) -> None:
    def retired() -> None:
        with register.database.write() as session:
            retire(session, CLI, register.clock(), keys=register.keys, name=name)

    _refusing(retired)
    _refusing(partial(generations.destroy, name))
    click.echo(f"{name} is destroyed")


def _refusing(act: Callable[[], Result]) -> Result:
    """Carry out, and say in a sentence why it was refused. Raises ClickException."""
    try:
        return act()
    except (Conflict, NotFound) as error:
        raise click.ClickException(REFUSALS[error.code]) from error
