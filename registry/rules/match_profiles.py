"""Profiles of the matching: published, kept for good, and the one that is in force."""

import hashlib
import json
import re
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matching import Profile, Statistics, load_profile
from registry.access.actors import Actor
from registry.audit.names import EventName
from registry.db import take_turns
from registry.errors import NotFound
from registry.ids import new_id
from registry.journal import append
from registry.tables import MatchProfile

# Parsing takes long beside deciding, and a published profile never changes.
_parsed: dict[str, Profile] = {}
_MOST_PARSED = 8


def publish(session: Session, actor: Actor, now: datetime, *, profile: Profile) -> MatchProfile:
    """Put a profile in force, under a name of its own: that of its weights and a number.

    Every pair is then compared again (`registry.followers.rematcher`); the profiles before it
    are kept, so that a hit can be computed again with what made it.
    """
    take_turns(session, "match profiles")
    number = (session.scalar(select(func.max(MatchProfile.number))) or 0) + 1
    weights = re.split(r"[.+]", profile.name)[0]
    named = replace(profile, name=f"{weights}.{number}")
    written = json.dumps(named.to_wire(), ensure_ascii=False, sort_keys=True)
    counted = named.statistics.to_bytes() if named.statistics else None
    row = MatchProfile(
        id=new_id(),
        number=number,
        name=named.name,
        published_at=now,
        digest=hashlib.sha256(written.encode() + (counted or b"")).hexdigest(),
        weights=written,
        statistics=counted,
    )
    event = append(
        session,
        actor,
        now,
        EventName.PROFILE_PUBLISH,
        object_id=row.id,
        object_version=number,
        details={"name": row.name, "digest": row.digest},
    )
    row.event_id = event.id
    session.add(row)
    return row


def in_force(session: Session) -> Profile:
    """Return the profile with which pairs are decided; the shipped one if none was published."""
    newest = session.execute(
        select(MatchProfile.name, MatchProfile.digest).order_by(MatchProfile.number.desc()).limit(1)
    ).one_or_none()
    return load_profile() if newest is None else _kept(session, newest.name, newest.digest)


def kept(session: Session, name: str) -> Profile:
    """Return a profile by its name, published or shipped. Raises NotFound for any other."""
    digest = session.scalar(select(MatchProfile.digest).where(MatchProfile.name == name))
    if digest is not None:
        return _kept(session, name, digest)
    try:
        return load_profile(name)
    except FileNotFoundError as error:
        raise NotFound from error


def _kept(session: Session, name: str, digest: str) -> Profile:
    known = _parsed.get(digest)
    if known is not None:
        return known
    row = session.scalars(select(MatchProfile).where(MatchProfile.name == name)).one()
    counted = Statistics.from_bytes(row.statistics) if row.statistics else None
    profile = Profile.from_wire(json.loads(row.weights), counted)
    while len(_parsed) >= _MOST_PARSED:
        _parsed.pop(next(iter(_parsed)), None)
    return _parsed.setdefault(digest, profile)
