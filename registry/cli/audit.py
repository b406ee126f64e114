"""The audit log: sign it, export it, hold the store against it, and watch it from outside."""

import json
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import click
from flask.cli import with_appcontext

from registry.access.keys import LOG
from registry.access.signing_keys import add_key, retire_key
from registry.audit.checkpoint import VerifierKey
from registry.audit.export import ExportRefused, write
from registry.audit.names import EventName
from registry.audit.witness import Contradiction, followed
from registry.cli.access import CLI
from registry.cli.plainly import PlainGroup
from registry.errors import Problem
from registry.followers import sequencing
from registry.http.context import current_register
from registry.journal import append
from registry.journal.adopting import adopt
from registry.journal.checkpoints import notes, sign_checkpoint, verifiers
from registry.journal.reconcile import differences
from registry.journal.sink import missing_from
from registry.register import Register
from registry.rules import audit_log
from registry.settings import ROOT
from registry.tables import LogCheckpoint

FETCH_SECONDS = 30
MOST_BYTES = 1_000_000
SEEN = ROOT / "var" / "seen-checkpoint"
NEW_FILE = click.Path(path_type=Path, dir_okay=False)
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group("audit", cls=PlainGroup)
def command() -> None:
    """Look after the audit log."""


@command.command("checkpoint")
@with_appcontext
def checkpoint() -> None:
    """Sign the log as it is now, and print the checkpoint."""
    click.echo(_signed(current_register()).note, nl=False)


@command.command("keys")
@with_appcontext
def keys() -> None:
    """Print the verifier keys of the log in C2SP form, oldest first."""
    for key in verifiers(current_register().keys):
        click.echo(str(key))


@command.command("export")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
@with_appcontext
def export(out: Path) -> None:
    """Make a checkpoint and write the whole log under it to a folder that is not there yet.

    `python -m registry.audit.verify FOLDER --key KEYFILE` verifies it anywhere.
    """
    register = current_register()
    with register.database.write() as session:
        append(session, CLI, register.clock(), EventName.LOG_EXPORT)
    signed = _signed(register)
    with register.database.read() as session:
        signed_before = notes(session, signed.size)
        leaves = audit_log.leaves(session, signed.size)
        try:
            write(out, leaves, signed_before, verifiers(register.keys))
        except ExportRefused as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"{signed.size} events are in {out}")


@command.command("verify")
@click.option("--sink", type=FILE, help="The second sink, which must hold every event too.")
@with_appcontext
def verify(sink: Path | None) -> None:
    """Hold every row against the events that wrote it, and the events against the log.

    Prints each difference as CODE TABLE KEY, and exits with 1 if there is one.
    """
    register = current_register()
    found = 0
    with register.database.read() as session:
        for each in differences(session, verifiers(register.keys)):
            click.echo(f"{each.code} {each.table} {each.key}")
            found += 1
        if sink is not None:
            for event in missing_from(sink, audit_log.all_leaves(session)):
                click.echo(f"event_not_in_sink audit_events {event}")
                found += 1
    if found:
        raise click.ClickException(f"{found} differences")
    click.echo("the tables, the events, the tree and the checkpoints agree")


@command.command("adopt")
@with_appcontext
def adopt_rows() -> None:
    """Bind rows to the log that no event tells of: after an upgrade from before there was one.

    Nothing can be said about what happened to them earlier, so look at `verify` first.
    """
    register = current_register()
    with register.database.read() as session:
        found = differences(session, verifiers(register.keys))
        places = [(each.table, each.key) for each in found if each.code == "row_without_event"]
    with register.database.write() as session:
        adopted = adopt(session, CLI, register.clock(), places)
    click.echo(f"{adopted} rows are bound to the log from now on")


@command.command("witness")
@click.option(
    "--state",
    type=NEW_FILE,
    default=SEEN,
    show_default=True,
    help="Where the last checkpoint is kept.",
)
@click.option("--from", "url", help="The address of a register; by default our own store.")
@click.option("--key", type=FILE, help="The keys of that register's log, in C2SP form.")
@with_appcontext
def witness(state: Path, url: str | None, key: Path | None) -> None:
    """Check that the log still continues the checkpoint kept in a file, and keep the newest.

    Run it on another machine, every minute. Exits with 1, and keeps the old checkpoint as
    evidence, if the log contradicts it.
    """
    if (url is None) != (key is None):
        raise click.UsageError("--from and --key go together")
    if url is not None and urlsplit(url).scheme not in {"http", "https"}:
        raise click.BadParameter("not an http address", param_hint="--from")
    seen = state.read_text() if state.exists() else None
    ask = _ours(current_register()) if url is None else _fetched(url)
    try:
        known = (
            [VerifierKey.parse(line) for line in key.read_text().split()]
            if key is not None
            else verifiers(current_register().keys)
        )
        shown, proof = ask(int(seen.split("\n")[1]) if seen else 0)
        said = followed(seen, shown, proof, known)
    except (Contradiction, OSError, ValueError, LookupError, Problem) as error:
        raise click.ClickException(str(error)) from error
    state.parent.mkdir(parents=True, exist_ok=True)
    aside = state.with_name(f"{state.name}.new")
    aside.write_text(shown)
    aside.replace(state)
    click.echo(f"{said.origin} has {said.size} leaves, and continues what was seen")


@command.command("add-key")
@with_appcontext
def add() -> None:
    """Make a new key for the log; the older ones sign beside it until they are retired."""
    register = current_register()
    name = add_key(register.settings.keys_dir, LOG)
    _recorded(register, EventName.LOG_KEY_ADD, name)


@command.command("retire-key")
@click.argument("name")
@with_appcontext
def retire(name: str) -> None:
    """Destroy the private half of a key of the log; what it signed stays verifiable."""
    register = current_register()
    retire_key(register.settings.keys_dir, LOG, name)
    _recorded(register, EventName.LOG_KEY_RETIRE, name)


def _recorded(register: Register, event: EventName, name: str) -> None:
    key = VerifierKey.of(register.settings.log_origin, register.keys.log.public[name])
    with register.database.write() as session:
        append(session, CLI, register.clock(), event, details={"name": name, "key": str(key)})
    click.echo(str(key))


def _signed(register: Register) -> LogCheckpoint:
    """Bring the journal in order and sign what is there."""
    sequencing.follow(register)
    with register.database.write() as session:
        signed = sign_checkpoint(session, register.clock(), register.keys)
    if signed is None:
        raise click.ClickException("nothing was recorded yet")
    return signed


# Given the size that was seen last, returns the newest checkpoint and the proof up to it.
Ask = Callable[[int], tuple[str, list[str]]]


def _ours(register: Register) -> Ask:
    def ask(first: int) -> tuple[str, list[str]]:
        with register.database.read() as session:
            answer = audit_log.consistency(session, first)
        return answer["checkpoint"], answer["proof"]

    return ask


def _fetched(url: str) -> Ask:
    def ask(first: int) -> tuple[str, list[str]]:
        address = f"{url.rstrip('/')}/api/v1/audit/consistency?first={first}"
        with urllib.request.urlopen(address, timeout=FETCH_SECONDS) as fetched:  # noqa: S310 - only http, see witness
            answer = json.loads(fetched.read(MOST_BYTES))
        return answer["checkpoint"], answer["proof"]

    return ask
