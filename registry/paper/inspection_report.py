"""DOC: the inspection report as a document, of which `registry.paper.printing` makes a PDF."""

import base64
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.access.keys import Keys
from registry.paper.documents import PAGES, described
from registry.paper.printing import printed
from registry.paper.sentences import Sentences
from registry.rules import inspection_reports

TEMPLATE = "inspection_report.html"


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


def printed_report(
    consulting: Callable[[], AbstractContextManager[Session]],
    actor: Actor,
    now: datetime,
    *,
    inspection_id: UUID,
    language: str,
    keys: Keys,
) -> PrintedReport:
    """Make the report of an inspection in a language; that it was made is recorded.

    `consulting` begins a transaction; none is open while the press is at work. Raises NotPrinted
    where that can't be done now, and what `registry.rules.inspection_reports` does.
    """
    with consulting() as session:
        told = inspection_reports.told(session, actor, now, inspection_id=inspection_id, keys=keys)
    name = f"inspection-{told['id']}-v{told['version']}-{language}.pdf"
    report = PrintedReport(printed(html(told, language)), name)
    with consulting() as session:
        inspection_reports.made(
            session, actor, now, report=told, language=language, sha256=report.sha256
        )
    return report


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
