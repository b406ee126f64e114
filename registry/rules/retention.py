"""What is kept no longer than its term: what falls due, and carrying it out in batches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from registry.access.actors import Actor, Role
from registry.audit.names import EventName
from registry.journal import append
from registry.law.retention import Subject, Term, jurisdictions, terms
from registry.rules import contacts, erasure, scrubbing
from registry.rules.buyer_erasure import buyers_due, erase_due_buyers
from registry.tables import (
    AccessToken,
    Dispute,
    IdempotencyKey,
    MailedCode,
    Offer,
    PurchaseVersion,
    RateCounter,
    SealedIdentity,
    SignInAttempts,
    SignInStep,
    SignUpDraft,
    Table,
    TokenUse,
    Upload,
    WebSession,
)

BATCH = 100
ROWS = 1_000
KEEPER = Actor(Role.SYSTEM, "retention")
# From when the term of each runs. People are left out: they are erased, not dropped.
BEGINNINGS: Mapping[Subject, InstrumentedAttribute[datetime]] = MappingProxyType(
    {
        Subject.CLIENT_COUNTER: RateCounter.window,
        Subject.IDEMPOTENCY_KEY: IdempotencyKey.created_at,
        Subject.WEB_SESSION: WebSession.expires_at,
        Subject.UPLOAD: Upload.created_at,
        Subject.SIGN_IN_STEP: SignInStep.expires_at,
        Subject.SIGN_IN_ATTEMPTS: SignInAttempts.last_at,
        Subject.MAILED_CODE: MailedCode.expires_at,
        Subject.SIGN_UP_DRAFT: SignUpDraft.touched_at,
        Subject.ACCESS_TOKEN: AccessToken.expires_at,
        Subject.OFFER: Offer.reported_at,
        Subject.DISPUTE: Dispute.filed_at,
    }
)
UNRECORDED = (
    Subject.CLIENT_COUNTER,
    Subject.IDEMPOTENCY_KEY,
    Subject.WEB_SESSION,
    Subject.UPLOAD,
    Subject.SIGN_IN_STEP,
    Subject.SIGN_IN_ATTEMPTS,
    Subject.MAILED_CODE,
    Subject.SIGN_UP_DRAFT,
)
REPORTS: Mapping[Subject, tuple[type[Offer | Dispute], EventName]] = MappingProxyType(
    {
        Subject.OFFER: (Offer, EventName.OFFER_FORGET),
        Subject.DISPUTE: (Dispute, EventName.DISPUTE_FORGET),
    }
)
# What tells of somebody in plain, or sealed with its key beside it: no bytes of it stay behind.
TELLING: Mapping[Subject, type[Table]] = MappingProxyType(
    {
        Subject.UPLOAD: Upload,
        Subject.SIGN_UP_DRAFT: SignUpDraft,
        Subject.MAILED_CODE: MailedCode,
        Subject.OFFER: Offer,
        Subject.DISPUTE: Dispute,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What of one subject is over its term: how many rows, since when, and under which rule.

    `suspended` counts those that something keeps beyond their term; `rows` does not.
    """

    subject: Subject
    jurisdiction: str
    term: str
    source: str
    rows: int
    oldest: datetime | None
    suspended: int


def due(session: Session, now: datetime) -> list[Due]:
    """Return what is over its term now, a line for each term, and change nothing."""
    return [
        _due(session, now, term)
        for subject in Subject
        for place in jurisdictions(subject)
        for term in terms(subject, place)
    ]


def carry_out(session: Session, now: datetime) -> dict[Subject, int]:
    """Erase or drop the next of what is over its term, and return how many rows of each.

    Nothing returned above 0 means that nothing is left. Counters, keys, sessions, drafts and files
    that wait go without an event, since nobody's data of the registers are changed by it; tokens,
    reports and people go with one.
    """
    done = {subject: _drop(session, now, subject) for subject in UNRECORDED}
    done[Subject.ACCESS_TOKEN] = _drop_tokens(session, now)
    done[Subject.SELLER_IDENTITY] = erasure.erase_due(session, KEEPER, now, BATCH)
    done[Subject.BUYER_IDENTITY] = erase_due_buyers(session, KEEPER, now, BATCH)
    done[Subject.CITIZEN_CONTACT] = contacts.erase_due(session, KEEPER, now, BATCH)
    done |= {subject: _drop_reports(session, now, subject) for subject in REPORTS}
    if any(done[subject] for subject in TELLING):
        scrubbing.note(session, scrubbing.DROPPED, now)
    return done


def _due(session: Session, now: datetime, term: Term) -> Due:
    suspended = 0
    oldest: datetime | None
    if term.subject is Subject.SELLER_IDENTITY:
        began = SealedIdentity.entered_at
        over = (
            select(func.count(SealedIdentity.id.distinct()), func.min(began))
            .join(PurchaseVersion, PurchaseVersion.seller_id == SealedIdentity.id)
            .where(*erasure.over_term(term, now))
        )
        count, oldest = session.execute(over.where(erasure.not_suspended(term))).one()
        suspended = session.execute(over).one()[0] - count
    elif term.subject is Subject.BUYER_IDENTITY:
        count, suspended, oldest = buyers_due(session, now, term)
    elif term.subject is Subject.CITIZEN_CONTACT:
        count, oldest = contacts.due(session, now, term)
    else:
        began = BEGINNINGS[term.subject]
        over = select(func.count(), func.min(began)).where(_over(began, term, now))
        count, oldest = session.execute(over).one()
    return Due(
        subject=term.subject,
        jurisdiction=term.jurisdiction,
        term=term.text,
        source=term.source,
        rows=count,
        oldest=oldest,
        suspended=suspended,
    )


def _over(began: InstrumentedAttribute[datetime], term: Term, now: datetime) -> ColumnElement[bool]:
    before_the_next = began < term.valid_until if term.valid_until else true()
    return and_(began >= term.valid_from, before_the_next, began <= term.over_before(now))


def _over_any(subject: Subject, now: datetime) -> ColumnElement[bool]:
    began = BEGINNINGS[subject]
    return or_(
        *(
            _over(began, term, now)
            for place in jurisdictions(subject)
            for term in terms(subject, place)
        )
    )


def _drop(session: Session, now: datetime, subject: Subject) -> int:
    began, over = BEGINNINGS[subject], _over_any(subject, now)
    # Rows of the same moment go together, so a batch may be a little larger.
    last = session.scalar(select(began).where(over).order_by(began).offset(ROWS).limit(1))
    statement = delete(began.class_).where(over if last is None else and_(over, began <= last))
    return len(session.scalars(statement.returning(began)).all())


def _drop_tokens(session: Session, now: datetime) -> int:
    over = _over_any(Subject.ACCESS_TOKEN, now)
    rows = session.scalars(
        select(AccessToken).where(over).order_by(AccessToken.id).limit(BATCH).with_for_update()
    ).all()
    for row in rows:
        session.delete(row)
    gone = [row.id for row in rows]
    session.execute(delete(TokenUse).where(TokenUse.token_id.in_(gone)))
    if rows:
        details = {"tokens": [str(row.id) for row in rows]}
        append(session, KEEPER, now, EventName.TOKEN_FORGET, details=details, rows=rows)
    return len(rows)


def _drop_reports(session: Session, now: datetime, subject: Subject) -> int:
    """Drop what citizens reported; its contact goes first, which nothing else leads to."""
    table, name = REPORTS[subject]
    living = exists().where(
        SealedIdentity.id == table.contact_id, SealedIdentity.erased_at.is_(None)
    )
    rows: Sequence[Any] = session.scalars(
        select(table)
        .where(_over_any(subject, now), ~living)
        .order_by(table.id)
        .limit(BATCH)
        .with_for_update()
    ).all()
    for row in rows:
        session.delete(row)
    if rows:
        details = {"dropped": [str(row.id) for row in rows]}
        append(session, KEEPER, now, name, details=details, rows=[*rows])
    return len(rows)
