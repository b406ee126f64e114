"""Registering a file of purchases: the rule of the API for every line, each line once.

Lines go in batches of one transaction each, so that nobody waits long for SQLite's one writer;
what was interrupted goes on where it was.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.access.hashing import body_fingerprint, keyed_hash
from registry.errors import Conflict, Invalid, NotFound, RefusedByLaw
from registry.imports.columns import Entry, Mapped, Wrong, field_of, named, read_entry
from registry.imports.lines import Line
from registry.imports.sheets import Sheet, read_sheet, written
from registry.law.in_force import zone_of
from registry.register import Register
from registry.rules import entry_refusals, idempotency, purchases, uploads
from registry.rules.entry_refusals import check_entry
from registry.rules.held import PURCHASE, purchase_item
from registry.tables import Dealer, Upload
from schemas.purchases import PurchaseIn

BATCH = 50
# A press of the button registers as much as fits in this time; the next one goes on.
SECONDS_A_PRESS = 8.0
BROKEN = Wrong("", "broken_line")


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line with the entry that it stands for; `by_law` is the law's refusal of it, if any."""

    line: Line
    entry: Entry
    by_law: RefusedByLaw | None = None

    @property
    def wrong(self) -> Sequence[Wrong]:
        """What is wrong; nothing for a line that can be registered."""
        return self.entry.wrong


def read_lines(
    register: Register, dealer: Dealer, sheet: Sheet, mapping: Mapped, zone: ZoneInfo
) -> list[ReadLine]:
    """Read every line with a mapping, and hold it against what is refused on entry."""
    now = register.clock()
    read = []
    for line in sheet.lines:
        if line.refused is not None:
            read.append(ReadLine(line, Entry(wrong=[BROKEN])))
            continue
        entry = read_entry(mapping, sheet.row(line), zone)
        by_law = None
        if not entry.wrong:
            try:
                check_entry(entry.body, now, thrift_shop=bool(dealer.thrift_shop))
            except Invalid as refusal:
                entry.wrong += [Wrong(field_of(f.pointer), f.code) for f in refusal.fields]
                by_law = refusal if isinstance(refusal, RefusedByLaw) else None
        read.append(ReadLine(line, entry, by_law))
    return read


def open_upload(
    register: Register, session: Session, upload: Upload
) -> tuple[uploads.SentFile, Sheet, list[ReadLine]]:
    """Return the file of an upload, its sheet, and its lines read with its mapping.

    Raises NotFound if nothing is left of it.
    """
    file = uploads.opened(register.keys, upload)
    if file is None:
        raise NotFound
    sheet = read_sheet(file.content)
    dealer = session.get_one(Dealer, upload.dealer_id)
    mapping = named(upload.mapping, sheet.header, register.keys.fingerprint)
    zone = zone_of(dealer.municipality_code)
    return file, sheet, read_lines(register, dealer, sheet, mapping, zone)


def take(
    register: Register,
    actor: Actor,
    upload_id: UUID,
    say: Callable[[Sequence[Wrong]], str],
    *,
    seconds: float | None = None,
) -> Upload:
    """Register the lines that follow, for `SECONDS_A_PRESS` or so long, and tell how far it came.

    `say` puts what is wrong with a line into words, for the file of refused lines that is left
    when all are dealt with. Raises Conflict with code `columns_needed` before there is a mapping.
    """
    with register.database.read() as session:
        upload = uploads.found(session, actor, upload_id)
        if upload.status == "sent":
            raise Conflict("columns_needed")
        if upload.status == "done":
            return upload
        file, sheet, read = open_upload(register, session, upload)
    began = monotonic()
    while upload.status != "done":
        upload = _batch(register, actor, upload, file, sheet, read, say)
        if monotonic() - began > (SECONDS_A_PRESS if seconds is None else seconds):
            break
    return upload


def _batch(
    register: Register,
    actor: Actor,
    upload: Upload,
    file: uploads.SentFile,
    sheet: Sheet,
    read: Sequence[ReadLine],
    say: Callable[[Sequence[Wrong]], str],
) -> Upload:
    """Register the next lines in one transaction, or none if somebody else has been there."""
    start = upload.next_line
    lines = read[start : start + BATCH]
    whole = [line for line in lines if not line.wrong]
    with register.fresh_desk() as session:
        items = [purchase_item(line.entry.body) for line in whole]
        likes = register.desk.like_each(session, PURCHASE, items) if items else []
    with register.database.write() as session:
        upload = uploads.found(session, actor, upload.id, lock=True)
        if upload.next_line != start or upload.status == "done":
            return upload
        for line in lines:
            if line.by_law is not None:
                entry_refusals.record(session, actor, register.clock(), line.by_law)
        refused = [(line, line.wrong) for line in lines if line.wrong]
        refused += _register(register, session, actor, upload, list(zip(whole, likes, strict=True)))
        upload.refusals = [
            *upload.refusals,
            *(
                [line.line.number, [[each.field, each.code] for each in wrong]]
                for line, wrong in sorted(refused, key=lambda pair: pair[0].line.number)
            ),
        ]
        upload.next_line = start + len(lines)
        upload.status = "begun" if upload.next_line < len(read) else "done"
        if upload.status == "done":
            _leave_refused(register, session, upload, file, sheet, say)
        session.flush()
    return upload


def _register(
    register: Register,
    session: Session,
    actor: Actor,
    upload: Upload,
    lines: Sequence[tuple[ReadLine, Sequence[UUID]]],
) -> list[tuple[ReadLine, Sequence[Wrong]]]:
    """Register whole lines, each once, and return those that are refused all the same."""
    now = register.clock()
    refused: list[tuple[ReadLine, Sequence[Wrong]]] = []
    fresh: dict[int, idempotency.Request] = {}
    requests = [
        (place, _request(register, actor, line.entry)) for place, (line, _) in enumerate(lines)
    ]
    # Keys are taken in one order before anything else, so that no two files wait for each other.
    for place, request in sorted(requests, key=lambda pair: pair[1].key):
        try:
            if idempotency.claim(session, now, request) is None:
                fresh[place] = request
            else:
                upload.known += 1
        except Invalid:
            refused.append((lines[place][0], [Wrong("till_number", "till_number_used")]))
        except Conflict:
            # The same line stands twice in this batch, and its first one is still under way.
            upload.known += 1
    for place, (line, like) in enumerate(lines):
        if place not in fresh:
            continue
        version = purchases.register(
            session, actor, now, entry=line.entry.body, keys=register.keys, like=like
        )
        idempotency.settle(
            session,
            fresh[place],
            {"purchase": str(version.purchase_id), "seller": str(version.seller_id)},
        )
        upload.registered += 1
    return refused


def _request(register: Register, actor: Actor, entry: Entry) -> idempotency.Request:
    """Return what makes this the same line: the till's number, or else all that it says."""
    key = register.keys.fingerprint
    said = body_fingerprint(key, PurchaseIn().dump(entry.body))
    till = entry.till_number
    return idempotency.Request(
        scope=f"{actor.scope} uploads",
        key=f"till:{keyed_hash(key, 'till', till)}" if till else f"line:{said}",
        fingerprint=said,
    )


def refused_lines(
    sheet: Sheet,
    refusals: Sequence[tuple[int, Sequence[Wrong]]],
    say: Callable[[Sequence[Wrong]], str],
) -> bytes:
    """Return a file of the same form with the lines of these numbers, each with why."""
    lines = {line.number: line for line in sheet.lines}
    return written(sheet, [(lines[number], say(wrong)) for number, wrong in refusals])


def refusals_of(upload: Upload) -> list[tuple[int, Sequence[Wrong]]]:
    """Return what was refused of an upload so far, by the number of the line."""
    return [(number, [Wrong(*each) for each in wrong]) for number, wrong in upload.refusals]


def _leave_refused(
    register: Register,
    session: Session,
    upload: Upload,
    file: uploads.SentFile,
    sheet: Sheet,
    say: Callable[[Sequence[Wrong]], str],
) -> None:
    """Leave nothing of the file but the lines that were refused, to be mended."""
    refused = refusals_of(upload)
    if not refused:
        uploads.empty(upload)
        return
    left = uploads.SentFile(file.name, refused_lines(sheet, refused, say))
    uploads.seal_file(session, register.keys, upload, left)
