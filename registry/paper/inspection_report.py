"""DOC: the inspection report as a document, of which `registry.paper.printing` makes a PDF."""

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from registry.paper.sentences import Sentences

TEMPLATE = "inspection_report.html"
PAGES = Environment(
    loader=PackageLoader("registry.paper", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def html(report: Mapping[str, Any], language: str) -> str:
    """Return the report (see `registry.rules.inspection_reports.told`) as an HTML document."""
    told = Sentences(language, report["zone"])
    newest = {
        finding["purchase_id"]: finding
        for finding in report["findings"]
        if finding["kind"] == "entry" and finding["stands"]
    }
    sampled = {entry["purchase_id"] for entry in report["entries"]}
    return PAGES.get_template(TEMPLATE).render(
        report=report,
        t=told,
        goods=lambda item: described(item, told),
        newest=newest,
        recorders=sorted({finding["recorded_by"] for finding in report["findings"]}),
        beside=[finding for id_, finding in newest.items() if id_ not in sampled],
        asked=[f for f in report["findings"] if f["kind"] == "asked"],
        unregistered=[f for f in report["findings"] if f["kind"] == "unregistered"],
        numbers={f["id"]: n for n, f in enumerate(report["findings"], start=1)},
    )


def described(item: Mapping[str, Any], told: Sentences) -> str:
    """Return goods in words: kind, brand, model, colour, numbers, description, marks."""
    words = [told.say(f"category.{item['category']}")]
    words += [item[name] for name in ("brand", "model", "colour") if item.get(name)]
    words += [number["value"] for number in item.get("identifiers") or []]
    words += [item[name] for name in ("description", "marks") if item.get(name)]
    return ", ".join(words)
