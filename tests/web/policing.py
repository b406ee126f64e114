"""Officers in a browser without one: signed in, with the pages and forms of the police."""

from typing import Any

from registry.access.actors import Actor, Role
from tests import browsing
from tests.world import World

OFFICER = Actor(Role.POLICE, "demo-officer")


class Officer:
    """An officer with a browser of his own."""

    def __init__(self, world: World, subject: str = "demo-officer") -> None:
        self.client: Any = world.app.test_client()
        self.client.set_cookie(*browsing.session_cookie(world, Role.POLICE, subject))
        self._world = world

    def get(self, path: str, status: int = 200) -> str:
        """Return the text of a page."""
        answer = self.client.get(path)
        assert answer.status_code == status, (answer.status_code, answer.text)
        return str(answer.text)

    def post(self, path: str, form_on: str, status: int = 303, /, **fields: str) -> str:
        """Send a form that stands on a page; dots in names are written as two underscores."""
        token = browsing.hidden(self._world, form_on, client=self.client)["csrf_token"]
        data = {name.replace("__", "."): value for name, value in fields.items()}
        answer = self.client.post(path, data={**data, "csrf_token": token})
        assert answer.status_code == status, (answer.status_code, answer.text)
        return str(answer.text if status != 303 else answer.headers["Location"])
