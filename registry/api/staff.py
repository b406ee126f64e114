"""DOL over the API: the people who act for a dealer."""

from typing import Any
from uuid import UUID

from registry.api.blueprint import Blueprint
from registry.api.once import once
from registry.http.context import current_actor, current_register
from registry.rules import staff
from registry.tables import StaffMember
from schemas.staff import StaffIn, StaffList, StaffOut

blueprint = Blueprint("staff", __name__, description="DOL: the people who act for a dealer")


@blueprint.post("/dealers/<uuid:dealer_id>/staff")
@blueprint.arguments(StaffIn)
@blueprint.response(201, StaffOut)
def add(body: dict[str, Any], dealer_id: UUID) -> Any:
    """Give somebody an account under you; an administrator hands out its token."""
    return once(
        lambda session: staff.add(
            session, current_actor(), current_register().clock(), dealer_id=dealer_id, **body
        ),
        refer=lambda member: {"member": str(member.id)},
        recall=lambda session, ref: session.get_one(StaffMember, UUID(ref["member"])),
        show=lambda _session, member: {**staff.present(member), "ended_at": None},
    )


@blueprint.get("/dealers/<uuid:dealer_id>/staff")
@blueprint.response(200, StaffList)
def of_dealer(dealer_id: UUID) -> dict[str, Any]:
    """List your staff, those who left too."""
    with current_register().database.read() as session:
        found = staff.index(session, current_actor(), dealer_id=dealer_id)
    return {"items": [staff.present(member) for member in found], "next": None}


@blueprint.delete("/dealers/<uuid:dealer_id>/staff/<uuid:member_id>")
@blueprint.response(200, StaffOut)
def end(dealer_id: UUID, member_id: UUID) -> dict[str, Any]:
    """End somebody's account; its tokens are worth nothing from now on."""
    register = current_register()
    with register.database.write() as session:
        return staff.present(
            staff.end(
                session,
                current_actor(),
                register.clock(),
                dealer_id=dealer_id,
                member_id=member_id,
            )
        )
