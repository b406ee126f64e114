"""The command line: `flask --app app COMMAND`, on the same store and keys as the server."""

from flask import Flask

from registry.cli import (
    access,
    audit,
    demo,
    followers,
    keys,
    law,
    match_profiles,
    retention,
    serve,
    snapshots,
    stolen_goods,
)


def init_cli(app: Flask) -> None:
    """Add our commands to the app's."""
    for module in (
        access,
        audit,
        demo,
        followers,
        keys,
        law,
        match_profiles,
        retention,
        serve,
        snapshots,
        stolen_goods,
    ):
        app.cli.add_command(module.command)
