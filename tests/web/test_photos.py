"""Photos of goods: who adds them, who sees them, and when they go."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from registry.access.actors import Actor, Role
from registry.errors import Conflict, NotFound
from registry.images import Picture, read_picture
from registry.journal import reconcile
from registry.journal.checkpoints import verifiers
from registry.rules import erasure, photos, retention
from registry.tables import AuditEvent, Photo, PhotoContent
from tests.browsing import signed_in
from tests.world import World


def jpeg(colour: str = "red", size: tuple[int, int] = (300, 200)) -> bytes:
    written = BytesIO()
    Image.new("RGB", size, colour).save(written, "JPEG")
    return written.getvalue()


def send(client: Any, purchase: str, *files: bytes) -> Any:
    sent = [FileStorage(BytesIO(data), f"photo-{number}.jpg") for number, data in enumerate(files)]
    boundary, body = encode_multipart({"photo": sent})
    return client.post(
        f"/dealer/purchases/{purchase}/photos/",
        data=body,
        content_type=f"multipart/form-data; boundary={boundary}",
    )


def add(world: World, purchase: str, picture: Picture, dealer: str | None = None) -> Photo:
    with world.register.database.write() as session:
        return photos.add(
            session,
            Actor(Role.DEALER, dealer or world.dealer),
            world.clock(),
            kind=photos.PURCHASE,
            subject_id=UUID(purchase),
            picture=picture,
        )


def kept(world: World) -> int:
    with world.register.database.read() as session:
        return len(session.scalars(select(PhotoContent)).all())


def test_a_dealer_adds_photos_sees_them_and_takes_one_away(small_world: World) -> None:
    client = signed_in(small_world, "dealer")
    purchase = small_world.buy()["id"]
    assert send(client, purchase, jpeg("red"), jpeg("blue")).status_code == 303
    page = client.get(f"/dealer/purchases/{purchase}/photos/?done=photos_added")
    assert "De foto&#39;s zijn opgeslagen." in page.text
    whole, small = (
        re.findall(rf'(?:href|src)="(/photos/[0-9a-f-]+{end})"', page.text)
        for end in ("", "/small")
    )
    assert (len(whole), len(small)) == (2, 2)
    for path in (*whole, *small):
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
    removing = re.search(r'action="([^"]+/remove)"', page.text)
    assert removing is not None
    assert client.post(removing[1]).status_code == 303
    assert client.get(whole[0]).status_code == 410
    assert client.get(whole[1]).status_code == 200
    assert client.post(removing[1]).status_code == 404
    with small_world.register.database.write() as session:
        found = list(reconcile.differences(session, verifiers(small_world.register.keys)))
    assert not found


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ([], "Kies een of meer foto"),
        ([b"no photo"], "is geen foto die wij kunnen lezen"),
        ([jpeg(), b"no photo"], "is geen foto die wij kunnen lezen"),
    ],
)
def test_what_is_no_photo_is_refused_in_words_and_nothing_is_kept(
    small_world: World, sent: list[bytes], said: str
) -> None:
    client = signed_in(small_world, "dealer")
    answer = send(client, small_world.buy()["id"], *sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert kept(small_world) == 0


def test_photos_may_be_larger_than_other_bodies_but_not_without_end(small_world: World) -> None:
    client = signed_in(small_world, "dealer")
    purchase = small_world.buy()["id"]
    large = jpeg() + bytes(3_000_000)
    assert send(client, purchase, large).status_code == 303
    assert send(client, purchase, *[large] * 14).status_code == 413
    assert client.post("/demo", data={"role": "x" * 3_000_000}).status_code == 413


def test_twelve_photos_and_no_more_and_each_once(small_world: World) -> None:
    purchase = small_world.buy()["id"]
    for number in range(12):
        add(small_world, purchase, read_picture(jpeg(size=(20 + number, 20))))
    again = add(small_world, purchase, read_picture(jpeg(size=(20, 20))))
    assert again.width == 20
    with pytest.raises(Conflict):
        add(small_world, purchase, read_picture(jpeg(size=(50, 20))))
    assert kept(small_world) == 12


def test_whoever_may_see_the_goods_sees_the_photo_and_nobody_else(small_world: World) -> None:
    purchase = small_world.buy()["id"]
    photo = add(small_world, purchase, read_picture(jpeg()))
    path = f"/photos/{photo.id}"
    other = small_world.new_dealer(kvk_number="00234567")
    with pytest.raises(NotFound):
        add(small_world, purchase, read_picture(jpeg()), dealer=other)
    assert small_world.app.test_client().get(path).status_code == 401
    assert signed_in(small_world, "municipality").get(path).status_code == 403
    assert signed_in(small_world, "inspector").get(path).status_code == 200
    police = signed_in(small_world, "police")
    assert police.get(path).status_code == 403
    assert police.get(f"{path}?purpose=report+PL0900").status_code == 200
    small_world.lose()
    assert small_world.hits()
    assert police.get(path).status_code == 200
    with small_world.register.database.read() as session:
        looks = session.scalars(
            select(AuditEvent.actor_role)
            .where(AuditEvent.name == "dor:photo:consult", AuditEvent.object_id == photo.id)
            .order_by(AuditEvent.at)
        ).all()
        actor = Actor(Role.DEALER, other)
        with pytest.raises(NotFound):
            photos.content(session, actor, small_world.clock(), photo_id=photo.id)
    assert sorted(looks) == ["inspector", "police", "police"]


def test_an_inspector_of_elsewhere_sees_no_photo(small_world: World) -> None:
    photo = add(small_world, small_world.buy()["id"], read_picture(jpeg()))
    with small_world.register.database.write() as session, pytest.raises(NotFound):
        photos.content(
            session, Actor(Role.INSPECTOR, "GM0363"), small_world.clock(), photo_id=photo.id
        )


def test_a_photo_changed_behind_the_registers_back_is_not_shown(small_world: World) -> None:
    client = signed_in(small_world, "dealer")
    photo = add(small_world, small_world.buy()["id"], read_picture(jpeg()))
    with small_world.register.database.write() as session:
        session.get_one(PhotoContent, photo.id).jpeg = read_picture(jpeg("green")).jpeg
    assert client.get(f"/photos/{photo.id}").status_code == 410


def test_photos_go_with_the_seller(small_world: World) -> None:
    client = signed_in(small_world, "dealer")
    purchase = small_world.buy()["id"]
    photo = add(small_world, purchase, read_picture(jpeg()))
    small_world.clock.move(timedelta(days=4 * 366))
    with small_world.register.database.write() as session:
        retention.carry_out(session, small_world.clock())
    assert kept(small_world) == 0
    with small_world.register.database.read() as session:
        assert session.get_one(Photo, photo.id).removed_because == "term"
        assert not list(reconcile.differences(session, verifiers(small_world.register.keys)))
    small_world.register.database.dispose()
    client = signed_in(small_world, "dealer")
    assert client.get(f"/photos/{photo.id}").status_code == 410
    answer = send(client, purchase, jpeg())
    assert answer.status_code == 410


def test_photos_go_with_a_person_who_is_erased(small_world: World) -> None:
    purchase = small_world.buy()["id"]
    add(small_world, purchase, read_picture(jpeg()))
    with small_world.register.database.write() as session:
        erasure.erase_person(
            session,
            Actor(Role.ADMIN, "admin"),
            small_world.clock(),
            purchase_id=UUID(purchase),
            because="order 1",
        )
    assert kept(small_world) == 0
