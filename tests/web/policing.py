"""Officers in a browser without one: signed in, with the pages and forms of the police."""

import re
from datetime import timedelta
from typing import Any

from registry.access.actors import Actor, Role
from registry.access.visits import open_session
from tests.world import World

COOKIE = "register_staff"
OFFICER = Actor(Role.POLICE, "demo-officer")


class Officer:
    """An officer with a browser of his own."""

    def __init__(self, world: World, subject: str = "demo-officer") -> None:
        self.client: Any = world.app.test_client()
        with world.register.database.write() as session:
            _, secret = open_session(
                session,
                world.clock(),
                actor=Actor(Role.POLICE, subject),
                lifetime=timedelta(days=365),
                demo=world.settings.demo,
                how="demo",
            )
        self.client.set_cookie(COOKIE, secret)

    def get(self, path: str, status: int = 200) -> str:
        """Return the text of a page."""
        answer = self.client.get(path)
        assert answer.status_code == status, (answer.status_code, answer.text)
        return str(answer.text)

    def post(self, path: str, form_on: str, status: int = 303, /, **fields: str) -> str:
        """Send a form that stands on a page; dots in names are written as two underscores."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.get(form_on))
        assert token is not None
        data = {name.replace("__", "."): value for name, value in fields.items()}
        answer = self.client.post(path, data={**data, "csrf_token": token[1]})
        assert answer.status_code == status, (answer.status_code, answer.text)
        return str(answer.text if status != 303 else answer.headers["Location"])
