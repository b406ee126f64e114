"""Profiles of the matching: published, kept for good, and the one that is in force."""

import hashlib
import json
import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matching import Profile, Statistics, decide, features, load_profile, unrelated
from registry.access.actors import Actor
from registry.audit.names import EventName
from registry.db import take_turns
from registry.errors import NotFound
from registry.ids import new_id
from registry.journal import append
from registry.rules.held import item_of_good, item_of_purchase
from registry.rules.hit_steps import evaluation_of
from registry.tables import (
    Hit,
    HitVersion,
    MatchProfile,
    PurchaseVersion,
    Rematch,
    StolenGoodVersion,
)

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
    row.event_id = append(
        session,
        actor,
        now,
        EventName.PROFILE_PUBLISH,
        object_id=row.id,
        object_version=number,
        details={"name": row.name, "digest": row.digest},
    )
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


def history(session: Session) -> list[tuple[MatchProfile, Rematch | None]]:
    """Return what was published, newest first, each with how far it was applied."""
    rows = session.execute(
        select(MatchProfile, Rematch)
        .outerjoin(Rematch, Rematch.profile_id == MatchProfile.id)
        .order_by(MatchProfile.number.desc())
    )
    return [(profile, rematch) for profile, rematch in rows]


def present(session: Session) -> dict[str, Any]:
    """Return every profile with its weights, newest first, and what the pieces measure."""
    shown = [_present(kept(session, row.name), row, rematch) for row, rematch in history(session)]
    return {"items": [*shown, _present(load_profile())], "features": features()}


@dataclass(frozen=True, slots=True)
class Recomputed:
    """One version of a hit, decided again."""

    version: int
    profile: str
    p_item: float
    agrees: bool


def recomputed(session: Session, hit_id: UUID) -> list[Recomputed]:
    """Decide every version of a hit again, from the goods and the profile that it names.

    Raises NotFound if there is no such hit.
    """
    hit = session.get(Hit, hit_id)
    if hit is None:
        raise NotFound
    found = []
    for step in session.scalars(
        select(HitVersion).where(HitVersion.hit_id == hit_id).order_by(HitVersion.version)
    ):
        good = session.get_one(StolenGoodVersion, (hit.stolen_good_id, step.stolen_good_version))
        bought = session.get_one(PurchaseVersion, (hit.purchase_id, step.purchase_version))
        profile = kept(session, step.evaluation["profile"])
        decision = decide(item_of_good(good), item_of_purchase(bought), profile) or unrelated(
            profile
        )
        agrees = evaluation_of(decision) == step.evaluation
        found.append(Recomputed(step.version, profile.name, decision.p_item, agrees))
    return found


def _present(
    profile: Profile, row: MatchProfile | None = None, rematch: Rematch | None = None
) -> dict[str, Any]:
    wire = profile.to_wire()
    wire.pop("goods")
    return {
        "name": profile.name,
        "published_at": row.published_at if row else None,
        "applied_at": rematch.finished_at if rematch else None,
        "digest": row.digest if row else None,
        "register_size": profile.register_size,
        "prior_bits": profile.prior_bits,
        "weights": wire,
    }


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
