"""Profiles of the matching on the command line: published, listed, and hits computed again."""

import json
from pathlib import Path
from uuid import UUID

import click
from flask.cli import with_appcontext

from matching import Profile
from registry.cli.access import CLI
from registry.cli.plainly import PlainGroup
from registry.http.context import current_register
from registry.rules import judgements, match_profiles
from registry.rules.held import GOOD, held_rows


@click.group("match-profiles", cls=PlainGroup)
def command() -> None:
    """Look after the profiles with which pairs are decided."""


@command.command("publish")
@click.option(
    "--from",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Weights to publish, such as python -m matching.fit writes  [default: those in force]",
)
@with_appcontext
def publish(file: Path | None) -> None:
    """Freeze the statistics of the register, put them in force, and print the profile's name.

    The followers then compare every pair again. The profiles before it are kept.
    """
    register = current_register()
    with register.database.read() as session:
        profile = match_profiles.in_force(session)
        if file is not None:
            profile = _weights(file, profile)
        profile = profile.frozen(row.item for row in held_rows(session, GOOD) if row.listed)
    with register.database.write() as session:
        row = match_profiles.publish(session, CLI, register.clock(), profile=profile)
        click.echo(row.name)


@command.command("list")
@with_appcontext
def list_command() -> None:
    """List the profiles, the one in force first, and how far each has been applied."""
    register = current_register()
    with register.database.read() as session:
        for row, rematch in match_profiles.history(session):
            done = "waiting"
            if rematch is not None:
                state = "applied" if rematch.finished_at else "being applied"
                done = f"{state}, {rematch.compared} purchases compared"
            click.echo(f"{row.name}  {row.published_at.isoformat()}  {done}")


@command.command("recompute")
@click.argument("hit_id", type=click.UUID)
@with_appcontext
def recompute(hit_id: UUID) -> None:
    """Compute every version of a hit again with the profile that made it.

    Prints a line for each; ends with status 1 if one comes out otherwise than it was recorded.
    """
    register = current_register()
    with register.database.read() as session:
        steps = match_profiles.recomputed(session, hit_id)
    for step in steps:
        outcome = "as recorded" if step.agrees else "DIFFERS"
        click.echo(f"version {step.version}  {step.profile}  {step.p_item:.6f}  {outcome}")
    if not all(step.agrees for step in steps):
        raise click.ClickException("a hit can't be explained with the profile that it names")


@command.command("export-judgements")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@with_appcontext
def export_judgements(file: Path) -> None:
    """Write what the police judged to FILE, a line of JSON each, for python -m matching.fit.

    Both goods stand in it, without the seller, the dealer or the owner.
    """
    register = current_register()
    with register.database.write() as session, file.open("w", encoding="utf-8") as out:
        count = 0
        for judged in judgements.export(session, CLI, register.clock()):
            out.write(json.dumps(judged, ensure_ascii=False) + "\n")
            count += 1
    click.echo(f"{count} judgements written")


def _weights(file: Path, in_force: Profile) -> Profile:
    """Return the weights in a file with the statistics in force. Raises ClickException."""
    try:
        return Profile.from_wire(dict(json.loads(file.read_text("utf-8"))), in_force.statistics)
    except (ValueError, TypeError, KeyError) as error:
        raise click.ClickException(f"{file}: no profile ({error})") from error
