"""The counter's form: its rows put in order, and what was typed as entries of the register."""

import re
from collections.abc import Mapping
from typing import Any

from registry.web.forms import Form
from schemas.counter import CounterIn
from schemas.form_fields import EURO

PAGE_FIELDS = ("once", "rows", "step")
KEPT_OF_THE_SELLER = re.compile(r"seller\.[a-z_.]+|acquisition|premises_id")
_ROW = re.compile(r"goods\.(\d{1,2})\.(\w+)")
DOCUMENT = ("type", "number", "country")
ON_THE_PAGE = (
    "goods",
    "payment",
    "seller.name",
    "seller.address",
    "seller.adult",
    "seller.id_document",
    "acqui",
    "premises_id",
    "seller.detention",
)
# What is missing of a row in which nothing was typed, and which is therefore not sent.
NO_GOODS = {
    "number": "number_or_description",
    "category": "required",
    "amount": "price_or_conditions",
}
# Where on the page a refusal of a rule is shown.
SHOWN_AT = {
    "seller.id_document": "seller.id_document.number",
    "weight_grams": "goods.0.weight_grams",
    "fineness": "goods.0.fineness",
    "seller": "seller.name",
    "seller.address": "seller.address.street",
}


def in_order(sent: Mapping[str, str]) -> dict[str, str]:
    """Number the rows of goods from 0 on, and leave out those in which nothing was typed."""
    rows: dict[int, dict[str, str]] = {}
    values = {}
    for name, value in sent.items():
        match = _ROW.fullmatch(name)
        if match is None:
            values[name] = value
        elif value.strip():
            rows.setdefault(int(match[1]), {})[match[2]] = value
    for place, number in enumerate(sorted(rows)):
        values |= {f"goods.{place}.{name}": value for name, value in rows[number].items()}
    return values


def rows_in(values: Mapping[str, str]) -> int:
    """Return how many rows of goods there are, at least the one that is still empty."""
    return max((int(m[1]) + 1 for name in values if (m := _ROW.fullmatch(name))), default=1)


def read(values: Mapping[str, str], *, needs_document: bool) -> Form:
    """Read the form, and say of all that is missing at once that it is.

    A document of which only a part was told lacks the rest.
    """
    typed = {name: value for name, value in values.items() if not _is_untold_document(name, values)}
    form = Form.sent(CounterIn(), without=PAGE_FIELDS, values=typed)
    form.values = values
    if form.errors.pop("goods", None):
        for name, code in NO_GOODS.items():
            form.refuse(f"goods.0.{name}", code)
    document = {n: values.get(f"seller.id_document.{n}", "").strip() for n in DOCUMENT}
    if needs_document or document["type"] or document["number"]:
        for name, value in document.items():
            if not value:
                form.refuse(f"seller.id_document.{name}", "required")
    return placed(form)


def placed(form: Form) -> Form:
    """Let each error stand at a field of the page, and their list be in the page's order."""
    shown = {SHOWN_AT.get(name, name): code for name, code in form.errors.items()}
    form.errors = dict(sorted(shown.items(), key=lambda error: _place(error[0])))
    return form


def entries(data: Mapping[str, Any], now: Any) -> list[dict[str, Any]]:
    """Return the entries that were typed, as the register takes them."""
    seller = {**data["seller"]}
    if not seller.get("id_document"):
        seller.pop("id_document", None)
    shared = {
        "acquired_at": data.get("acquired_at") or now,
        "acquisition": data["acquisition"],
        "payment": data["payment"],
        "premises_id": data.get("premises_id"),
        "seller": seller,
    }
    return [{**shared, **_goods(row)} for row in data["goods"]]


def of_the_seller(values: Mapping[str, str]) -> dict[str, str]:
    """Return of a form what is the same for the next goods of this seller."""
    return {n: v for n, v in values.items() if KEPT_OF_THE_SELLER.fullmatch(n) and v.strip()}


def _place(name: str) -> int:
    return next((n for n, part in enumerate(ON_THE_PAGE) if name.startswith(part)), 0)


def _is_untold_document(name: str, values: Mapping[str, str]) -> bool:
    """Tell whether this is the country, which the page fills in, of a document not shown."""
    return name == "seller.id_document.country" and not (
        values.get("seller.id_document.number", "").strip()
        or values.get("seller.id_document.type", "").strip()
    )


def _goods(row: Mapping[str, Any]) -> dict[str, Any]:
    item: dict[str, Any] = {
        name: row[name]
        for name in ("category", "brand", "model", "colour", "description")
        if name in row
    }
    if "number" in row:
        item["identifiers"] = [{"value": row["number"]}]
    goods: dict[str, Any] = {"item": item}
    if "amount" in row:
        goods["price"] = {"amount": row["amount"], "currency": EURO}
    goods |= {n: row[n] for n in ("conditions", "weight_grams", "fineness") if n in row}
    return goods
