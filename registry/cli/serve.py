"""Serving: gunicorn, and on PostgreSQL the followers beside it."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

import click
from flask.cli import with_appcontext

from registry.cli.welcome import welcome
from registry.http.context import current_register
from registry.settings import ROOT

RESTART_AFTER_SECONDS = 1.0


@click.command("serve")
@click.option("--host", default="127.0.0.1", envvar="HOST", show_default=True)
@click.option("--port", default=8000, envvar="PORT", show_default=True)
@with_appcontext
def command(host: str, port: int) -> None:
    """Serve the API and the pages, with everything that follows the journal."""
    register = current_register()
    if register.settings.demo:
        click.echo(welcome(register, f"http://{host}:{port}"))
    bin_folder = Path(sys.executable).parent
    server = [
        str(bin_folder / "gunicorn"),
        "--config",
        str(ROOT / "deploy" / "gunicorn.conf.py"),
        "--bind",
        f"{host}:{port}",
        "app:create_app()",
    ]
    embedded = register.settings.embedded
    register.database.dispose()
    if embedded:
        # One process serves and follows, so it may as well be this one.
        os.execv(server[0], server)  # noqa: S606 - our own server, no shell
    sys.exit(_serve_beside(server, [str(bin_folder / "flask"), "--app", "app", "followers", "run"]))


def _serve_beside(server: list[str], followers: list[str]) -> int:
    """Run the server until it ends, and start the followers again whenever they end."""
    serving = subprocess.Popen(server)  # noqa: S603 - our own server, no shell
    following = subprocess.Popen(followers)  # noqa: S603 - our own command, no shell

    def stop(_number: int, _frame: FrameType | None) -> None:
        serving.terminate()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    while serving.poll() is None:
        try:
            serving.wait(RESTART_AFTER_SECONDS)
        except subprocess.TimeoutExpired:
            if following.poll() is not None:
                following = subprocess.Popen(followers)  # noqa: S603 - as above
    following.terminate()
    following.wait()
    return serving.returncode
