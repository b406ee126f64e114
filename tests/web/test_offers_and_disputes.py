"""Offers and disputes: from a citizen to the police's desk, sealed, answered in time, and back."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from registry.access.actors import Role
from registry.followers.notifier import Notifier
from registry.followers.retention import Keeper
from registry.journal.reconcile import differences
from registry.law.answer_terms import DISPUTE, answer_term
from registry.rules import retention
from registry.tables import AuditEvent, Dispute, Offer, OutgoingMessage, SealedIdentity
from tests.browsing import sign_in
from tests.raw_store import files_of
from tests.stores import Stores
from tests.web.citizens import CLEAN, STOLEN, checked, send
from tests.world import NOW, World, stolen_good

OFFER = {
    "what": "Galaxy S23, 80 euro",
    "category": "phone",
    "place": "Zwarte Markt, Utrecht",
    "link": "https://advert.example/12?x=1",
    "seen_on": "2026-06-14",
    "contact.email": "melder@example.org",
    "contact.name": "M. Melder",
}
DISPUTE_TEXT = {"reason": "recovered", "explanation": "Terug sinds mei."}
EMAIL = {"contact.email": "eigenaar@example.org"}


def leaves(world: World, name: str) -> list[str]:
    with world.register.database.read() as session:
        return list(
            session.scalars(
                select(AuditEvent.leaf).where(AuditEvent.name == name).order_by(AuditEvent.id)
            )
        )


def only(world: World, table: type[Any]) -> Any:
    with world.register.database.read() as session:
        return session.scalars(select(table)).one()


def disputed(world: World, **fields: str) -> str:
    """File a dispute of the stolen number and return the code."""
    answer = send(
        world, "/disputes/new", receipt=checked(world), **{**DISPUTE_TEXT, **EMAIL, **fields}
    )
    assert answer.status_code == 200, answer.text
    found = re.search(r'id="code">([^<]+)<', answer.text)
    assert found is not None
    return found[1]


def test_an_offer_reaches_the_desk(world: World) -> None:
    world.lose()
    receipt = checked(world)
    form = send(world, "/offers/new", receipt=receipt, category="phone")
    assert form.status_code == 200
    assert STOLEN in form.text
    sent = send(world, "/offers/new", receipt=receipt, **OFFER)
    assert (sent.status_code, sent.headers["Location"]) == (303, "/offers/sent")
    offer = only(world, Offer)
    assert (offer.number, offer.outcome, offer.status) == (STOLEN, "listed", "new")

    sign_in(world, "police")
    listed = world.client.get("/police/offers/").text
    assert STOLEN in listed
    path = f"/police/offers/{offer.id}"
    page = world.client.get(path).text
    assert "Zwarte Markt" in page
    assert "https://advert.example/12?x=1" in page
    assert 'href="https://advert' not in page
    assert "melder@example.org" not in page

    assert send(world, path, status="closed").status_code == 422
    assert send(world, path, status="taken_up").status_code == 303
    assert send(world, path, status="taken_up").status_code == 409
    assert send(world, path, status="closed", note="advertentie weg").status_code == 303
    assert send(world, path, status="closed", note="nog eens").status_code == 409
    assert "advertentie weg" in world.client.get(path).text
    assert [('"status":"' in leaf) for leaf in leaves(world, "stop-heling:offer:handle")] == [
        True,
        True,
    ]
    with world.register.database.read() as session:
        assert list(differences(session, [])) == []


def test_a_contact_is_opened_for_a_purpose_only(world: World) -> None:
    send(world, "/offers/new", **OFFER)
    sign_in(world, "police")
    path = f"/police/offers/{only(world, Offer).id}"
    assert b"melder" not in (only(world, SealedIdentity).ciphertext or b"")
    refused = send(world, f"{path}/contact")
    assert refused.status_code == 422
    assert "melder@example.org" not in refused.text
    assert leaves(world, "stop-heling:contact:disclose") == []
    opened = send(world, f"{path}/contact", purpose="navraag in zaak 12")
    assert "melder@example.org" in opened.text
    (leaf,) = leaves(world, "stop-heling:contact:disclose")
    assert "navraag in zaak 12" in leaf
    assert "melder" not in leaf


def test_a_contact_is_erased_at_the_end_of_its_term(world: World) -> None:
    world.lose()
    send(world, "/offers/new", **OFFER)
    disputed(world)
    world.clock.move(timedelta(days=364))
    Keeper().follow(world.register)
    with world.register.database.read() as session:
        assert all(row.wrapped_key for row in session.scalars(select(SealedIdentity)))
    world.clock.move(timedelta(days=2))
    Keeper().follow(world.register)
    with world.register.database.read() as session:
        rows = session.scalars(select(SealedIdentity)).all()
        assert len(rows) == 2
        assert not any(row.wrapped_key or row.ciphertext for row in rows)
        assert list(differences(session, [])) == []
    sign_in(world, "police")
    path = f"/police/offers/{only(world, Offer).id}"
    gone = send(world, f"{path}/contact", purpose="navraag")
    assert gone.status_code == 410
    assert world.client.get(path).status_code == 200


def test_what_was_reported_is_dropped_five_years_after_with_an_event(world: World) -> None:
    world.lose()
    send(world, "/offers/new", **OFFER)
    disputed(world)
    reports = {only(world, Offer).id, only(world, Dispute).id}
    world.clock.move(timedelta(days=5 * 365))
    Keeper().follow(world.register)
    assert {only(world, Offer).id, only(world, Dispute).id} == reports
    world.clock.move(timedelta(days=2))
    keeper = Keeper()
    while keeper.follow(world.register):
        pass
    with world.register.database.read() as session:
        assert session.scalars(select(Offer)).all() == []
        assert session.scalars(select(Dispute)).all() == []
        assert list(differences(session, [])) == []
    dropped = [*leaves(world, "stop-heling:offer:forget")]
    dropped += leaves(world, "stop-heling:dispute:forget")
    assert len(dropped) == 2
    assert all(any(str(id_) in leaf for leaf in dropped) for id_ in reports)
    raw = files_of(world.register.database)
    for text in ("Galaxy S23, 80 euro", "advert.example", "Zwarte Markt", "Terug sinds mei"):
        assert text.encode() not in raw, text


def test_a_report_waits_for_its_contact_to_be_erased(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else nothing would lead to the contact any more, and it would stay for good."""
    monkeypatch.setattr(retention, "BATCH", 1)
    for _ in range(3):
        send(small_world, "/offers/new", **OFFER)
    small_world.clock.move(timedelta(days=6 * 365))
    keeper = Keeper()
    while keeper.follow(small_world.register):
        pass
    with small_world.register.database.read() as session:
        rows = session.scalars(select(SealedIdentity)).all()
        assert len(rows) == 3
        assert not any(row.wrapped_key for row in rows)
        assert session.scalars(select(Offer)).all() == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"what": ""}, "Dit veld is verplicht."),
        ({"place": "", "link": ""}, "Geef een plaats of winkel, of een link."),
        ({"seen_on": "2026-06-16"}, "Dit tijdstip ligt in de toekomst."),
        ({"contact.email": "melder"}, "Dit is geen e-mailadres."),
        ({"contact.phone": "bel mij"}, "Dit is geen telefoonnummer."),
        ({"receipt": "{}"}, "Dit is geen ontvangstbewijs."),
        ({"dealer": "x"}, "Dit veld bestaat niet."),
    ],
)
def test_a_bad_report_changes_nothing(
    small_world: World, changes: dict[str, str], said: str
) -> None:
    answer = send(small_world, "/offers/new", **{**OFFER, **changes})
    assert answer.status_code == 422
    assert said in answer.text
    with small_world.register.database.read() as session:
        assert session.scalars(select(Offer)).all() == []
        assert session.scalars(select(SealedIdentity)).all() == []


def test_an_offer_without_check_or_contact(small_world: World) -> None:
    plain = {k: v for k, v in OFFER.items() if not k.startswith("contact")}
    assert send(small_world, "/offers/new", number="GZ4417093", **plain).status_code == 303
    sign_in(small_world, "police")
    page = small_world.client.get(f"/police/offers/{only(small_world, Offer).id}").text
    assert "GZ4417093" in page
    assert "Er is geen contact opgegeven." in page


def test_a_dispute_is_answered_by_withdrawing(stores: Stores, keys: Path, tmp_path: Path) -> None:
    world = World(stores.sqlite(), keys, mail_dir=tmp_path)
    good = world.lose()
    code = disputed(world)
    with world.register.database.read() as session:
        assert code not in str(session.scalars(select(Dispute.code_hash)).all())
    assert "nog niet geantwoord" in send(world, "/disputes/answer", code=code).text
    dispute = only(world, Dispute)
    assert dispute.due_at == NOW + timedelta(days=14)

    sign_in(world, "police")
    path = f"/police/disputes/{dispute.id}"
    page = world.client.get(path).text
    assert good["report_number"] in page
    assert "eigenaar@example.org" not in page
    refused = send(world, path, decision="withdrawn", answer="Klopt.")
    assert refused.status_code == 422
    other = world.lose(stolen_good(item={"category": "art", "marks": "J. Doe 1912"}))
    foreign = send(
        world, path, decision="withdrawn", answer="Klopt.", stolen_good_id=str(other["id"])
    )
    assert foreign.status_code == 422
    done = send(world, path, decision="withdrawn", answer="Klopt.", stolen_good_id=str(good["id"]))
    assert done.status_code == 303
    assert send(world, path, decision="kept", answer="Toch niet.").status_code == 409
    shown = world.call("GET", f"/stolen-goods/{good['id']}", Role.POLICE).json
    assert shown["status"] == "withdrawn"
    send(world, "/sign-out")

    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    answer = send(world, "/disputes/answer", code=typed).text
    assert "De registratie is ingetrokken" in answer
    assert "Klopt." in answer
    assert 'class="answer not_listed"' in send(world, "/", identifier=STOLEN).text
    # The police have no address here; the citizen's mail tells the outcome and no reason.
    Notifier().follow(world.register)
    letters = [letter.read_text() for letter in tmp_path.iterdir()]
    (text,) = [letter for letter in letters if "eigenaar@example.org" in letter]
    assert "Klopt." not in text
    assert len(leaves(world, "stop-heling:contact:use")) == 1
    with world.register.database.read() as session:
        kinds = {m.kind: m.status for m in session.scalars(select(OutgoingMessage))}
        assert kinds["dispute_filed"] == "unaddressed"
        assert list(differences(session, [])) == []


def test_a_dispute_is_kept(small_world: World) -> None:
    small_world.lose()
    code = disputed(small_world)
    sign_in(small_world, "police")
    path = f"/police/disputes/{only(small_world, Dispute).id}"
    assert send(small_world, path, decision="kept", answer="").status_code == 422
    assert send(small_world, path, decision="kept", answer="Niet terug.").status_code == 303
    answer = send(small_world, "/disputes/answer", code=code).text
    assert "De registratie blijft staan" in answer
    assert "Niet terug." in answer


def test_what_is_overdue_comes_first(small_world: World) -> None:
    small_world.lose()
    disputed(small_world, explanation="de eerste")
    small_world.clock.move(timedelta(days=10))
    disputed(small_world, explanation="de tweede")
    sign_in(small_world, "police")
    page = small_world.client.get("/police/disputes/").text
    assert "te laat" not in page
    small_world.clock.move(timedelta(days=4, seconds=1))
    sign_in(small_world, "police")
    page = small_world.client.get("/police/disputes/").text
    assert page.count("te laat") == 1
    assert page.index("te laat") < page.index("9 jul 2026")


def test_a_dispute_needs_a_check_that_said_listed(small_world: World) -> None:
    small_world.lose()
    assert "Controleer eerst het nummer" in small_world.client.get("/disputes/new").text
    clean = send(small_world, "/disputes/new", receipt=checked(small_world, CLEAN), **DISPUTE_TEXT)
    assert clean.status_code == 409
    forged = checked(small_world, CLEAN).replace("not_listed", "listed")
    page = send(small_world, "/disputes/new", receipt=forged, **DISPUTE_TEXT)
    assert "Controleer eerst het nummer" in page.text
    receipt = checked(small_world)
    assert send(small_world, "/disputes/new", receipt=receipt, **DISPUTE_TEXT).status_code == 200
    again = send(small_world, "/disputes/new", receipt=receipt, **DISPUTE_TEXT)
    assert again.status_code == 409
    assert "al een bezwaar ingediend" in again.text
    assert only(small_world, Dispute).number == STOLEN


def test_a_wrong_code_tells_nothing(small_world: World) -> None:
    answer = send(small_world, "/disputes/answer", code="AAAA-BBBB-CCCC-DDDD-EEEE")
    assert answer.status_code == 422
    assert "Deze code kennen we niet" in answer.text


@pytest.mark.parametrize("desk", ["offers", "disputes"])
def test_the_desks_are_the_polices(small_world: World, desk: str) -> None:
    assert small_world.client.get(f"/police/{desk}/").status_code == 401
    assert small_world.dealer
    send(small_world, "/demo", role="dealer")
    assert small_world.client.get(f"/police/{desk}/").status_code == 403


def test_the_term_is_data() -> None:
    assert answer_term(DISPUTE, NOW.date()) == timedelta(days=14)
    with pytest.raises(LookupError):
        answer_term("complaint", NOW.date())


def test_an_offer_is_of_today_by_the_dutch_clock(small_world: World) -> None:
    small_world.clock.now = NOW.replace(hour=23)
    page = small_world.client.get("/offers/new").text
    assert 'value="2026-06-16"' in page
