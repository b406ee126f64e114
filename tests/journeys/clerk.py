"""A practised clerk at the keyboard, timed by the keystroke-level model (KLM).

Card, Moran and Newell, "The keystroke-level model for user performance time with interactive
systems" (1980): a key of an average skilled typist takes 0.20 s, a mental step 1.35 s. What comes
out is an estimate from the keys that were really pressed, and no measurement of people.
"""

from itertools import groupby

from playwright.sync_api import Page

KEY_SECONDS, MENTAL_SECONDS = 0.20, 1.35


class Clerk:
    """Presses keys and never a mouse, and counts them; a capital letter takes the shift key too."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = 0
        self.thoughts = 0

    def think(self) -> None:
        """Turn to the next thing: what lies there, who stands there."""
        self.thoughts += 1

    def write(self, text: str) -> None:
        """Type a text."""
        self.keys += len(text) + sum(capital for capital, _ in groupby(text, str.isupper))
        self.page.keyboard.type(text)

    def press(self, *keys: str) -> None:
        """Press keys one after the other; `Control+Enter` is two."""
        for key in keys:
            self.keys += len(key.split("+"))
            self.page.keyboard.press(key)

    def scan(self, code: str) -> None:
        """Let the scanner type a code, which ends it with Enter; the clerk presses no key."""
        # The script of the page has run once it is loaded; without it Enter sends the form.
        self.page.wait_for_load_state()
        self.page.keyboard.type(code)
        self.page.keyboard.press("Enter")

    @property
    def seconds(self) -> float:
        """The estimate of the model."""
        return self.keys * KEY_SECONDS + self.thoughts * MENTAL_SECONDS
