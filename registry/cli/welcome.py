"""What `make run` prints: the address, what to try first, and a command for each audience."""

import json
from datetime import timedelta
from string import Template
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching import Item, recognise
from registry.access.actors import Actor, Role
from registry.register import Register
from registry.rules import tokens
from registry.rules.demo_identities import demo_subject
from registry.settings import ROOT
from registry.tables import StolenGood, StolenGoodVersion

TEXT = Template((ROOT / "registry" / "cli" / "welcome.txt").read_text(encoding="utf-8"))
ROLES = (Role.DEALER, Role.POLICE, Role.MUNICIPALITY, Role.INSPECTOR)
LIFETIME = timedelta(days=7)


def welcome(register: Register, address: str) -> str:
    """Return the text, with fresh demo tokens and a good from the demo's register."""
    now = register.clock()
    facts: dict[str, str] = {"address": address, "since": now.strftime("%Y-%m-%dT%H:%M:%SZ")}
    with register.database.write() as session:
        for role in ROLES:
            subject = demo_subject(session, role)
            facts[f"{role}_subject"] = subject
            facts[f"{role}_token"] = tokens.issue(
                session,
                Actor(Role.SYSTEM, "demo", origin="cli"),
                now,
                role=role,
                subject=subject,
                lifetime=LIFETIME,
                demo=True,
            )
        item = _stolen_phone(session)
    facts["number"] = item["identifiers"][0]["value"]
    facts["item"] = json.dumps(item, ensure_ascii=True).replace("'", "")
    return TEXT.substitute(facts)


def _stolen_phone(session: Session) -> dict[str, Any]:
    """Return a listed phone with an IMEI, as a dealer would describe it."""
    rows = session.scalars(
        select(StolenGoodVersion.item)
        .join(
            StolenGood,
            (StolenGood.id == StolenGoodVersion.stolen_good_id)
            & (StolenGood.version == StolenGoodVersion.version),
        )
        .where(StolenGoodVersion.status == "listed")
        .order_by(StolenGood.id.desc())
        .execution_options(yield_per=100)
    )
    for wire in rows:
        item = Item.from_wire(wire)
        if item.category != "phone" or not item.identifiers:
            continue
        number = recognise(item.identifiers[0].value, item.identifiers[0].type)
        if number.kind == "imei" and number.check == "passed":
            return {
                "category": item.category,
                "brand": item.brand,
                "model": item.model,
                "identifiers": [{"type": "imei", "value": number.canonical}],
            }
    raise LookupError("the demo data hold no stolen phone with an IMEI")
