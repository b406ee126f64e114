"""Publishing profiles in tests."""

from dataclasses import replace

from matching import load_profile
from registry.access.actors import SYSTEM
from registry.register import Register
from registry.rules import match_profiles


def publish(register: Register, *, possible: float) -> str:
    """Put the shipped profile in force with another chance from which a pair is a hit."""
    shipped = load_profile()
    limits = {"possible": possible, "probable": possible, "identical": 1.0}
    profile = replace(shipped, verdicts={**shipped.verdicts, **limits})
    with register.database.write() as session:
        return match_profiles.publish(session, SYSTEM, register.clock(), profile=profile).name
