"""Roles, and the actor on whose behalf something is done."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What somebody is to the register; the public is nobody in particular."""

    PUBLIC = "public"
    DEALER = "dealer"
    POLICE = "police"
    INSPECTOR = "inspector"
    MUNICIPALITY = "municipality"
    ADMIN = "admin"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts.

    `subject` is the dealer's id for a dealer, a CBS municipality code for an inspector or a
    municipality, and the officer or account otherwise; `trace_id` ties the act to one request,
    and `origin` names the door and the endpoint through which it came.
    """

    role: Role
    subject: str | None = None
    trace_id: str | None = None
    origin: str | None = None

    @property
    def dealer_id(self) -> UUID:
        """The dealer this actor is; only for dealers."""
        if self.role is not Role.DEALER or self.subject is None:
            raise ValueError("only a dealer has a dealer id")
        return UUID(self.subject)

    @property
    def organisation(self) -> str | None:
        """The organisation for which this actor acts: a dealer, a municipality, the police."""
        if self.role in {Role.DEALER, Role.INSPECTOR, Role.MUNICIPALITY}:
            return self.subject
        return self.role.value if self.role in {Role.POLICE, Role.SYSTEM, Role.ADMIN} else None

    @property
    def scope(self) -> str:
        """Whose idempotency keys these are."""
        return f"{self.role}:{self.subject or ''}"


SYSTEM = Actor(Role.SYSTEM, "matcher", origin="follower")
