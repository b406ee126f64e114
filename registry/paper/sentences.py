"""The sentences of a document, in a language that does not depend on who asks."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.numbers import format_currency, format_percent
from babel.support import Translations

CATALOGS = files("registry") / "translations"
MOMENT = "d MMMM y HH:mm"


class Sentences:
    """Sentences, moments, amounts and shares in one language and one time zone."""

    def __init__(self, language: str, zone: str) -> None:
        self.language = language
        self._catalog = _catalog(language)
        self._zone = ZoneInfo(zone)

    def say(self, code: str, **values: object) -> str:
        """Return the sentence of a code, its placeholders filled in."""
        sentence: str = self._catalog.gettext(code)
        return sentence % values if values else sentence

    def moment(self, at: datetime) -> str:
        """Return a moment as the clock of the place shows it."""
        return format_datetime(
            at.astimezone(self._zone), MOMENT, tzinfo=self._zone, locale=self.language
        )

    def money(self, price: Mapping[str, str]) -> str:
        """Return an amount with its currency."""
        return format_currency(Decimal(price["amount"]), price["currency"], locale=self.language)

    def share(self, share: float) -> str:
        """Return a share in percent."""
        return format_percent(share, "#,##0.##\u00a0%", locale=self.language)


@cache
def _catalog(language: str) -> Translations:
    compiled = CATALOGS / language / "LC_MESSAGES" / "messages.mo"
    with compiled.open("rb") as file:
        return Translations(file)
