"""Handing out access and ending it: bearer tokens for machines, fresh starts of accounts."""

from datetime import timedelta
from uuid import UUID

import click
from flask.cli import with_appcontext

from registry.access.actors import Actor, Role
from registry.cli.plainly import PlainGroup
from registry.errors import Invalid, NotFound
from registry.http.context import current_register
from registry.rules import account_resets, tokens

ROLES = [
    role.value for role in (Role.DEALER, Role.POLICE, Role.INSPECTOR, Role.MUNICIPALITY, Role.ADMIN)
]
CLI = Actor(Role.ADMIN, "command-line", origin="cli")


@click.group("access", cls=PlainGroup)
def command() -> None:
    """Hand out access, and end it."""


@command.command("token")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--subject", required=True, help="Dealer id, CBS municipality code, or account.")
@click.option("--member", type=click.UUID, help="Id of a member of the dealer's staff.")
@click.option("--days", type=click.IntRange(1, 365), default=30, show_default=True)
@with_appcontext
def token(role: str, subject: str, member: UUID | None, days: int) -> None:
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
                member=member,
            )
    except Invalid as error:
        wrong = error.fields[0]
        hint = f"--{wrong.pointer.removeprefix('/')}"
        raise click.BadParameter(wrong.code, param_hint=hint) from error
    click.echo(secret)


@command.command("revoke")
@click.argument("token_id", type=click.UUID)
@with_appcontext
def revoke(token_id: UUID) -> None:
    """End the token with this id at once. The log names it where it was issued."""
    register = current_register()
    try:
        with register.database.write() as session:
            tokens.revoke(session, CLI, register.clock(), token_id=token_id)
    except NotFound as error:
        raise click.BadParameter("there is no such token", param_hint="TOKEN_ID") from error


@command.command("reset-account")
@click.option("--email", required=True, help="The e-mail address of the account.")
@click.option("--because", required=True, help="Why, and by which order; it names nobody.")
@with_appcontext
def reset_account(email: str, because: str) -> None:
    """Take an account away, with its password and second factors, and end its sessions.

    Whoever has the address begins anew with a code by mail. Do this only for somebody of whom you
    know for certain who it is: whoever reads that mailbox then comes in.
    """
    register = current_register()
    with register.database.write() as session:
        account = account_resets.reset(session, CLI, register.clock(), email=email, because=because)
    click.echo(account)
