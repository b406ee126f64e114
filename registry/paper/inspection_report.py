"""DOC: the inspection report as a document, of which `registry.paper.printing` makes a PDF."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from registry.paper.printing import printed
from registry.paper.sentences import Sentences

TEMPLATE = "inspection_report.html"
PAGES = Environment(
    loader=PackageLoader("registry.paper", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class PrintedReport:
    """A report as a PDF, and the name under which it is kept."""

    file: bytes
    name: str

    @property
    def sha256(self) -> str:
        """The hash of the file, in hexadecimal."""
        return sha256(self.file).hexdigest()

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the answer that gives the file out."""
        digest = base64.b64encode(sha256(self.file).digest()).decode()
        return {
            "Content-Disposition": f'attachment; filename="{self.name}"',
            "Repr-Digest": f"sha-256=:{digest}:",
        }


def printed_report(report: Mapping[str, Any], language: str) -> PrintedReport:
    """Make the PDF of a report in a language. Raises NotPrinted where that can't be done now."""
    name = f"inspection-{report['id']}-v{report['version']}-{language}.pdf"
    return PrintedReport(printed(html(report, language)), name)


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
        remarks=[f for f in report["findings"] if f["kind"] == "remark"],
        numbers={f["id"]: n for n, f in enumerate(report["findings"], start=1)},
    )


def described(item: Mapping[str, Any], told: Sentences) -> str:
    """Return goods in words: kind, brand, model, colour, numbers, description, marks."""
    words = [told.say(f"category.{item['category']}")]
    words += [item[name] for name in ("brand", "model", "colour") if item.get(name)]
    words += [number["value"] for number in item.get("identifiers") or []]
    words += [item[name] for name in ("description", "marks") if item.get(name)]
    return ", ".join(words)
