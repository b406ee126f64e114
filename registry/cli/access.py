"""Handing out access: bearer tokens for machines."""

from datetime import timedelta

import click
from flask.cli import with_appcontext

from registry.access.actors import Actor, Role
from registry.cli.plainly import PlainGroup
from registry.errors import Invalid
from registry.http.context import current_register
from registry.rules import tokens

ROLES = [
    role.value for role in (Role.DEALER, Role.POLICE, Role.INSPECTOR, Role.MUNICIPALITY, Role.ADMIN)
]
CLI = Actor(Role.ADMIN, "command-line", origin="cli")


@click.group("access", cls=PlainGroup)
def command() -> None:
    """Hand out access."""


@command.command("token")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--subject", required=True, help="Dealer id, CBS municipality code, or account.")
@click.option("--days", type=click.IntRange(1, 365), default=30, show_default=True)
@with_appcontext
def token(role: str, subject: str, days: int) -> None:
    """Print a bearer token, alone on standard output."""
    register = current_register()
    try:
        with register.database.write() as session:
            secret = tokens.issue(
                session,
                CLI,
                register.clock(),
                role=Role(role),
                subject=subject,
                lifetime=timedelta(days=days),
                demo=register.settings.demo,
            )
    except Invalid as error:
        raise click.BadParameter(error.fields[0].code, param_hint="--subject") from error
    click.echo(secret)
