"""Groups of commands that say what went wrong in one line, and not where in the code."""

from typing import Any

import click
from sqlalchemy.exc import DBAPIError

from registry.errors import MissingKeys, Problem


class PlainGroup(click.Group):
    """A group whose commands end with one line on standard error when they are refused."""

    def invoke(self, ctx: click.Context) -> Any:
        """Carry out the command. Raises ClickException, which ends it with status 1."""
        try:
            return super().invoke(ctx)
        except MissingKeys as error:
            raise click.ClickException(
                "keys are missing; make them with: flask --app app keys create"
            ) from error
        except Problem as error:
            raise _refusal(error.__cause__ or error) from error
        except DBAPIError as error:
            raise _refusal(error) from error


def _refusal(error: BaseException) -> click.ClickException:
    if not isinstance(error, DBAPIError):
        return click.ClickException(str(error))
    reason = str(error.orig).partition("\n")[0]
    return click.ClickException(
        f"the store refused: {reason} (is it there, and migrated with: alembic upgrade head?)"
    )
