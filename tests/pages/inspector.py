"""The inspector's pages: a dealer with stock, a visit under way and one that was concluded."""

from datetime import timedelta
from uuid import UUID

from registry.access.actors import Actor, Role
from registry.images import read_picture
from registry.rules import photos
from tests.inspecting import AFTERNOON, asked, decide, entry, plan, send, unregistered
from tests.pages.page import Ids, Page
from tests.pages.pictures import drawn_photo
from tests.world import UTRECHT, World, item, purchase

GOODS = (
    item("356938035643809", brand="Apple", model="iPhone 14", colour="blauw"),
    item("GZ4471903", category="bicycle", brand="Gazelle", model="Orange C7", colour="zwart"),
    item("C02XK1YZJHD4", category="laptop", brand="Apple", model="MacBook Pro"),
    item("3051774", category="camera", brand="Nikon", model="D750"),
    item("BT6620118", category="bicycle", brand="Batavus", model="Mambo"),
)


def settle(world: World) -> Ids:
    """Put into the town what these pages need, and return the ids."""
    before = world.clock.now
    world.new_dealer(name="Goudhandel De Dom", kvk_number="00234567")
    for goods in GOODS:
        world.buy(purchase(item=goods))
    concluded = plan(world, officer="Penning 4471")
    found_at = max(world.clock.now, AFTERNOON).isoformat()
    send(
        world,
        concluded,
        entries=[entry(concluded["entries"][0]["purchase_id"], found_at=found_at)],
        asked=asked(register_shown=True, sign_shown=False, found_at=found_at),
        unregistered=[unregistered(found_at=found_at, note="Op de plank achter de balie.")],
    )
    decide(world, concluded, "more_checks")
    assert (
        world.call("GET", f"/inspections/{concluded['id']}/report", Role.INSPECTOR).status_code
        == 200
    )
    running = plan(world, officer="Penning 4471")
    found_at = (world.clock.now + timedelta(minutes=1)).isoformat()
    send(
        world,
        running,
        entries=[
            entry(running["entries"][0]["purchase_id"], found_at=found_at),
            entry(
                running["entries"][1]["purchase_id"],
                "differs",
                found_at=found_at,
                note="Andere kleur dan ingeschreven.",
                articles=["decree-2-2-c"],
            ),
        ],
    )
    with world.register.database.write() as session:
        photos.add(
            session,
            Actor(Role.INSPECTOR, UTRECHT),
            world.clock(),
            kind=photos.INSPECTION,
            subject_id=UUID(running["id"]),
            picture=read_picture(drawn_photo(1)),
        )
    world.clock.now = before
    return {
        "inspected": world.dealer,
        "inspection": running["id"],
        "concluded": concluded["id"],
    }


def _page(name: str, endpoint: str, path: str, role: Role = Role.INSPECTOR) -> Page:
    return Page(name, f"inspector.{endpoint}", lambda ids: path.format(**ids), role)


PAGES: tuple[Page, ...] = (
    _page("inspector-overview", "overview.index", "/inspector/"),
    _page("inspector-dealer", "dealers.show", "/inspector/dealers/{inspected}/"),
    _page("inspector-entries", "dealers.entries", "/inspector/dealers/{inspected}/entries"),
    _page(
        "inspector-entries-police",
        "dealers.entries",
        "/inspector/dealers/{inspected}/entries",
        Role.POLICE,
    ),
    _page("inspector-visits", "inspections.index", "/inspector/inspections/"),
    _page("inspector-plan", "inspections.plan", "/inspector/dealers/{inspected}/plan"),
    _page("inspector-visit", "inspections.show", "/inspector/inspections/{inspection}"),
    _page("inspector-concluded", "inspections.show", "/inspector/inspections/{concluded}"),
    _page("inspector-sheet", "sheet.show", "/inspector/inspections/{inspection}/sheet/1"),
    _page("inspector-sheet-rest", "sheet.show", "/inspector/inspections/{inspection}/sheet/2"),
    _page(
        "inspector-receipt", "reports.receipt", "/inspector/inspections/{concluded}/report/receipt"
    ),
    _page("inspector-offline", "queue.offline", "/inspector/offline"),
    _page("inspector-photos", "photos.show", "/inspector/inspections/{inspection}/photos/"),
)
NOT_PAGES = {
    "inspector.queue.state": "tells a script what was sent",
    "inspector.queue.worker": "a script",
    "inspector.reports.download": "a file for paper",
    "photos.show": "a picture",
    "photos.small": "a picture",
}
