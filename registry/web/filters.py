"""How values are written for people, in the reader's language."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.numbers import get_decimal_symbol
from flask import Flask
from flask_babel import (
    format_currency,
    format_date,
    format_datetime,
    format_decimal,
    format_percent,
    get_locale,
    gettext,
    to_user_timezone,
)

from registry.law.article_words import ARTICLE_WORDS
from registry.law.places import place_names
from schemas.local_times import CLOCK, FORM


def init_filters(app: Flask) -> None:
    """Give the templates their filters."""
    for write in (
        percent,
        whole_percent,
        article,
        bits,
        few,
        moment,
        form_moment,
        from_day,
        day,
        month,
        weekday,
        price,
        money,
        address,
        goods,
        category_name,
        municipality,
        numbers_as_written,
    ):
        app.template_filter(write.__name__)(write)


def article(name: str) -> str:
    """Write the name of an article in the reader's language."""
    for word, message in ARTICLE_WORDS.items():
        if word in name:
            name = name.replace(word, str(gettext(message)))
    return name


def percent(share: float) -> str:
    """Write a chance; what is nearly certain is never written as certain."""
    digits = 1 if 0.001 <= share <= 0.999 else 3
    # Rounded towards the middle, since nothing here is ever 0 or 100 %.
    shown = min(max(share, 0.00001), 0.99999)
    return str(format_percent(shown, f"#,##0.{'0' * digits}%"))


def whole_percent(share: float) -> str:
    """Write a share that somebody chose."""
    return str(format_percent(share, "#,##0 %"))


def bits(value: float) -> str:
    """Write bits with their sign."""
    return str(format_decimal(value, "+#,##0.0;-#,##0.0"))


def few(value: float) -> str:
    """Write an expected number of twins: whole when many, with digits when few."""
    if value >= 10:
        return str(format_decimal(value, "#,##0"))
    shown = format_decimal(max(value, 0.01), "0.##")
    return str(shown) if value >= 0.01 else f"<\u00a0{shown}"


def moment(value: datetime) -> str:
    """Write a moment in Dutch time."""
    return str(format_datetime(value, "d MMM y HH:mm"))


def day(value: datetime | date | str) -> str:
    """Write a day by the Dutch calendar; a text is a day by ISO 8601."""
    if isinstance(value, str):
        value = date.fromisoformat(value)
    told = to_user_timezone(value).date() if isinstance(value, datetime) else value
    return str(format_date(told, "EEE d MMM y"))


def from_day(value: datetime) -> str:
    """Write from when something may be done: what begins at midnight begins that day."""
    local = to_user_timezone(value)
    return moment(value) if local.hour or local.minute else day(value)


def month(value: date) -> str:
    """Write the month of a day."""
    return str(format_date(value, "MMMM y"))


def weekday(value: date) -> str:
    """Write the day of the week."""
    return str(format_date(value, "EEEE"))


def price(entry: Mapping[str, Any]) -> str:
    """Write what was given for goods: an amount, or other conditions."""
    return money(entry.get("price")) or str(entry.get("conditions") or "")


def money(given: Mapping[str, Any] | None) -> str:
    """Write an amount with its currency; nothing if there is none."""
    return str(format_currency(Decimal(given["amount"]), given["currency"])) if given else ""


def address(given: Mapping[str, Any] | None) -> str:
    """Write an address in one line, with its country if that is another one; nothing if none."""
    if not given:
        return ""
    street = f"{given.get('street') or ''} {given.get('house_number') or ''}"
    city = f"{given.get('postcode') or ''} {given.get('city') or ''}"
    country = given.get("country") or "NL"
    abroad = "" if country == "NL" else (get_locale() or Locale("nl")).territories.get(country)
    return ", ".join(part.strip() for part in (street, city, abroad or "") if part.strip())


def form_moment(value: datetime) -> str:
    """Write a moment as a `datetime-local` field holds it, by the Dutch clock."""
    return value.astimezone(CLOCK).strftime(FORM)


def form_amount(value: str) -> str:
    """Write an amount of the wire as somebody who reads this language types it."""
    return value.replace(".", get_decimal_symbol(get_locale()))


def goods(item: Mapping[str, Any]) -> str:
    """Name goods in a few words."""
    words = [item.get("brand"), item.get("model"), item.get("colour")]
    return ", ".join([gettext(f"category.{item['category']}"), *filter(None, words)])


def category_name(code: str) -> str:
    """Name a kind of goods."""
    return str(gettext(f"category.{code}"))


def municipality(code: str | None) -> str:
    """Name a municipality; a foreign dealer may have none."""
    return place_names().get(code, code) if code else "–"


def numbers_as_written(item: Mapping[str, Any]) -> str:
    """List the numbers as somebody wrote them down."""
    return ", ".join(number["value"] for number in item.get("identifiers") or ())
