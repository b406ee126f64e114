"""What `make run` prints: the address, what to try first, and a command for each audience."""

import json
from datetime import timedelta
from string import Template

from registry.access.actors import Actor, Role
from registry.register import Register
from registry.rules import tokens
from registry.rules.demo_identities import demo_subject, stolen_phone
from registry.settings import ROOT

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
        item = stolen_phone(session)
        if item is None:
            raise LookupError("the demo data hold no stolen phone with an IMEI")
    facts["number"] = item["identifiers"][0]["value"]
    facts["item"] = json.dumps(item, ensure_ascii=True).replace("'", "")
    return TEXT.substitute(facts)
