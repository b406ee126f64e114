"""Columns of dealers' files: which one is which field of a purchase, and what its words mean.

The names and words in Dutch and English are data (`registry/data/upload_columns.toml`).
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import ValidationError

from registry.access.hashing import keyed_hash
from registry.imports.lines import LINE, REASON
from registry.imports.mapping import put, zoned
from registry.pointers import refusals
from schemas.purchases import PurchaseIn
from schemas.uploads import FIELDS

COLUMN, FIXED = "column", "fixed"
Mapped = Mapping[str, Mapping[str, str]]
# Where in the body of the API each field goes. What is not here is made of more than one.
PATHS: Mapping[str, str] = {
    "acquired_at": "acquired_at",
    "acquisition": "acquisition",
    "payment": "payment",
    "price": "price.amount",
    "currency": "price.currency",
    "conditions": "conditions",
    "weight_grams": "weight_grams",
    "fineness": "fineness",
    "category": "item.category",
    "brand": "item.brand",
    "model": "item.model",
    "colour": "item.colour",
    "description": "item.description",
    "marks": "item.marks",
    "seller_name": "seller.name",
    "street": "seller.address.street",
    "house_number": "seller.address.house_number",
    "postcode": "seller.address.postcode",
    "city": "seller.address.city",
    "country": "seller.address.country",
    "adult": "seller.adult",
    "document_type": "seller.id_document.type",
    "document_number": "seller.id_document.number",
    "document_country": "seller.id_document.country",
}
NUMBERS = ("number_1", "number_2", "number_3")
WHOLE_LINE = ""
DAYS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%y", "%d/%m/%y", "%Y%m%d")
TIMES = ("%H:%M", "%H:%M:%S", "%H.%M")
SCIENTIFIC = re.compile(r"-?\d+([.,]\d+)?[eE][+-]?\d+\Z")
OF_AGE = 18


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a line: the field (empty for the line as a whole), and a code."""

    field: str
    code: str


@dataclass(slots=True)
class Entry:
    """What a line stands for: the till's number, the loaded entry, and what is wrong with it."""

    till_number: str | None = None
    body: dict[str, Any] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)


@cache
def _data() -> Mapping[str, Any]:
    text = (files("registry") / "data" / "upload_columns.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def words(name: str) -> Mapping[str, str]:
    """Return what the words in a column of this field stand for, by the plain word."""
    told: Mapping[str, Sequence[str]] = _data()["words"].get(name, {})
    return {plain(word): value for value, known in told.items() for word in (value, *known)}


def choices(name: str) -> list[str]:
    """Return the values that a field can have for every line, if it has a few."""
    usual: Mapping[str, str] = _data()["usual"]
    told: Mapping[str, Sequence[str]] = _data()["words"].get(name, {})
    if name == "adult":
        return ["true"]
    return [*told] if told else [usual[name]] if name in usual else []


def plain(text: str) -> str:
    """Return a name or word in small letters and digits, without accents and marks."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in bare if c.isalnum())


def guess(header: Sequence[str], before: Mapped) -> dict[str, dict[str, str]]:
    """Return which column each field is likely to be: as before, or else by its name.

    `before` is the mapping of the dealer's last file. A column is used once.
    """
    found: dict[str, dict[str, str]] = {}
    left = [name for name in header if name not in {LINE, REASON}]
    for name, source in before.items():
        if name in FIELDS and source.get(COLUMN) in left:
            found[name] = {COLUMN: source[COLUMN]}
            left.remove(source[COLUMN])
    names: Mapping[str, Sequence[str]] = _data()["columns"]
    # A plainer name is looked for first, so that it wins from a name that others have too.
    for rank in range(max(map(len, names.values()))):
        for name, known in names.items():
            if name in found or rank >= len(known):
                continue
            column = next((each for each in left if plain(each) == plain(known[rank])), None)
            if column is not None:
                found[name] = {COLUMN: column}
                left.remove(column)
    for name in FIELDS:
        if name not in found and name in before and before[name].get(FIXED) in choices(name):
            found[name] = {FIXED: before[name][FIXED]}
        elif name not in found and name in _data()["usual"]:
            found[name] = {FIXED: _data()["usual"][name]}
    return found


def hidden(mapping: Mapped, key: bytes) -> dict[str, dict[str, str]]:
    """Return a mapping as it is kept: with keyed hashes for the names of columns.

    A file without a head has its first line taken for them, and in that stands a seller.
    """
    return {
        name: {COLUMN: keyed_hash(key, COLUMN, source[COLUMN])} if COLUMN in source else {**source}
        for name, source in mapping.items()
    }


def named(mapping: Mapped, header: Sequence[str], key: bytes) -> dict[str, dict[str, str]]:
    """Return a mapping as it was kept with the names of these columns; others are left out."""
    names = {keyed_hash(key, COLUMN, name): name for name in header}
    return {
        name: {COLUMN: names[source[COLUMN]]} if COLUMN in source else {**source}
        for name, source in mapping.items()
        if COLUMN not in source or source[COLUMN] in names
    }


def fits(mapping: Mapped, header: Sequence[str]) -> dict[str, str]:
    """Return what is wrong with a mapping, by field: a code for each."""
    wrong = {}
    for name, source in mapping.items():
        if name not in FIELDS:
            wrong[name] = "unknown_field"
        elif COLUMN in source and source[COLUMN] not in header:
            wrong[name] = "no_such_column"
        elif FIXED in source and source[FIXED] not in choices(name):
            wrong[name] = "not_one_of_these"
    for name in ("acquired_at", "category", "seller_name"):
        if name not in mapping:
            wrong[name] = "column_needed"
    if not {"adult", "born"} & set(mapping):
        wrong["adult"] = "adult_or_born"
    return wrong


def read_entry(mapping: Mapped, row: Mapping[str, str], zone: ZoneInfo) -> Entry:
    """Return the entry that a row stands for, held against the schema of the API."""
    entry = Entry()
    told = {name: text for name, text in _told(mapping, row) if text}
    entry.till_number = told.get("till_number")
    body: dict[str, Any] = {}
    for name, path in PATHS.items():
        if name not in told or (name == "acquired_at"):
            continue
        value = _value(entry, name, told[name])
        if value is not None:
            put(body, path, value)
    if "currency" in told and "price" not in told:
        body.pop("price", None)
    if body.get("seller", {}).get("id_document", {}).keys() == {"country"}:
        del body["seller"]["id_document"]
    _put_numbers(entry, told, body)
    acquired = _moment(entry, told, zone)
    if acquired is not None:
        put(body, "acquired_at", acquired.isoformat())
        _tell_age(entry, told, body, acquired.date())
    try:
        entry.body = PurchaseIn().load(body)
    except ValidationError as error:
        known = {wrong.field for wrong in entry.wrong}
        if "born" in told:
            known.add("adult")  # It could not be told, and what kept it from that stands there.
        for refusal in refusals(error):
            name = field_of(refusal.pointer)
            if name not in known:
                known.add(name)
                entry.wrong.append(Wrong(name, refusal.code))
    return entry


def _put_numbers(entry: Entry, told: Mapping[str, str], body: dict[str, Any]) -> None:
    """Put in the numbers on the goods; of one that a program cut short it is noted."""
    numbers = [{"value": told[name]} for name in NUMBERS if name in told]
    for name in NUMBERS:
        if SCIENTIFIC.match(told.get(name, "")):
            entry.wrong.append(Wrong(name, "number_cut_short"))
    if numbers:
        put(body, "item.identifiers", numbers)


def field_of(pointer: str) -> str:
    """Return the field that a JSON pointer into the API's body points at or into."""
    path = pointer.strip("/").replace("/", ".")
    if path.startswith("item.identifiers"):
        place = re.match(r"item\.identifiers\.([0-2])\b", path)
        return NUMBERS[int(place[1])] if place else NUMBERS[0]
    for name, known in PATHS.items():
        if path == known or path.startswith(f"{known}.") or known.startswith(f"{path}."):
            return name
    return WHOLE_LINE


def _told(mapping: Mapped, row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, source in mapping.items():
        yield name, (row[source[COLUMN]].strip() if COLUMN in source else source[FIXED])


def _value(entry: Entry, name: str, text: str) -> Any:
    """Return the value of a cell for the API; what can't be one is noted, and left to no schema."""
    if name == "adult":
        value = words("adult").get(plain(text))
        if value is None:
            entry.wrong.append(Wrong(name, "not_yes_or_no"))
            return None
        return value == "true"
    if name in {"price", "weight_grams"}:
        return _amount(entry, name, text)
    if name == "fineness":
        return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else text
    if name in {"country", "document_country", "currency"}:
        return text.upper()
    return words(name).get(plain(text), text)


def _amount(entry: Entry, name: str, text: str) -> str | None:
    """Return an amount as a decimal, written in the Dutch way or the English one.

    `1.250` may be either, so it is nobody's to guess.
    """
    bare = re.sub(r"(?i)eur|gram|gr?\b|[€\s\u00a0]|,-$|,--$", "", text)
    if re.fullmatch(r"\d{1,3}[.,]\d{3}", bare):
        entry.wrong.append(Wrong(name, "ambiguous_amount"))
        return None
    last = max(bare.rfind(","), bare.rfind("."))
    whole, cents = (bare[:last], bare[last + 1 :]) if last >= 0 else (bare, "")
    if last >= 0 and len(cents) == 3 and re.fullmatch(r"\d{1,3}([.,]\d{3})+", bare):
        whole, cents = bare, ""  # Only groups of thousands.
    return whole.replace(".", "").replace(",", "") + (f".{cents}" if cents else "")


def _moment(entry: Entry, told: Mapping[str, str], zone: ZoneInfo) -> datetime | None:
    """Return when goods were acquired; without a time it is the beginning of that day."""
    text = told.get("acquired_at")
    if text is None:
        entry.wrong.append(Wrong("acquired_at", "required"))
        return None
    read = _iso(text) or _by_forms(text, told.get("time"))
    if read is None:
        entry.wrong.append(Wrong("acquired_at", "not_a_day_or_time"))
        return None
    aware = zoned(read, zone)
    if aware is None:
        entry.wrong.append(Wrong("acquired_at", "no_such_time"))
    return aware


def _iso(text: str) -> datetime | None:
    """Read a whole moment in ISO 8601; a day alone is left to the forms."""
    try:
        return datetime.fromisoformat(text) if len(text) > 10 else None
    except ValueError:
        return None


def _by_forms(text: str, at: str | None) -> datetime | None:
    day, _, rest = text.partition(" ")
    found = _first(day, DAYS)
    if found is None:
        return None
    clock = _first((at or rest).strip().removesuffix("u").strip(), TIMES) if at or rest else None
    if clock is None:
        return None if at or rest else datetime.combine(found.date(), time.min)
    return datetime.combine(found.date(), clock.time())


def _first(text: str, forms: Sequence[str]) -> datetime | None:
    for form in forms:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - zoned by whoever asks
        except ValueError:
            continue
    return None


def _tell_age(entry: Entry, told: Mapping[str, str], body: dict[str, Any], on: date) -> None:
    """Tell from a date of birth whether the seller was of age; the date itself is not kept."""
    if "born" not in told:
        return
    born = _iso(told["born"]) or _by_forms(told["born"], None)
    if born is None or born.date() > on:
        entry.wrong.append(Wrong("born", "not_a_day"))
        return
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    put(body, "seller.adult", years >= OF_AGE)
