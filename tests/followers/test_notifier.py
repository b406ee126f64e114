"""The notifier: mail to a real server or a folder, at least once, and secrets in the mail only."""

import email
import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from registry.followers.notifier import PAUSE, Notifier
from registry.rules import outbox
from registry.settings import Settings, load_settings
from registry.tables import AuditEvent, OutgoingMessage
from tests.world import DEALER, World


class MailServer(socketserver.ThreadingTCPServer):
    """A mail server on the loopback that takes what it is sent, unless told to refuse."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.taken: list[Message] = []
        self.refusing = False


class _Session(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say("220 ready")
        while line := self.rfile.readline():
            match line.split()[0].upper():
                case b"DATA":
                    self._say("354 go on")
                    self._take()
                case b"MAIL" if self.server.refusing:
                    self._say("451 try again later")
                case b"QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 yes")

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        self.server.taken.append(email.message_from_bytes(b"".join(lines)))
        self._say("250 taken")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


@pytest.fixture
def desks(tmp_path: Path) -> Path:
    file = tmp_path / "desks.csv"
    file.write_text("desk,email\npolice,heling@politie.example\nGM0344,desk@utrecht.example\n")
    return file


def posting(store_url: str, keys: Path, **options: Any) -> World:
    return World(store_url, keys, mail_from="register@register.example", **options)


def statuses(world: World) -> dict[str, str]:
    with world.register.database.read() as session:
        rows = session.execute(select(OutgoingMessage.recipient, OutgoingMessage.status))
        return {recipient.partition(":")[0]: status for recipient, status in rows}


def body_of(mail: Message) -> str:
    payload = mail.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


def test_all_are_told_and_the_token_in_the_mail_confirms(
    store_url: str, keys: Path, desks: Path, server: MailServer
) -> None:
    port = server.server_address[1]
    world = posting(store_url, keys, smtp_url=f"smtp://127.0.0.1:{port}", desks_file=desks)
    dealer = world.call("POST", "/dealers", json=DEALER).json["id"]
    assert Notifier().follow(world.register) == 3
    assert Notifier().follow(world.register) == 0
    mails = {mail["To"]: mail for mail in server.taken}
    assert set(mails) == {DEALER["email"], "heling@politie.example", "desk@utrecht.example"}
    assert set(statuses(world).values()) == {"sent"}
    for desk in ("heling@politie.example", "desk@utrecht.example"):
        text = body_of(mails[desk])
        assert dealer in text
        assert "Tweede Kans" not in text
    text = body_of(mails[str(DEALER["email"])])
    token = next(line for line in text.split() if len(line) == 64)
    assert text.count(token) == 2  # In Dutch and in English.
    with world.register.database.read() as session:
        kept = [m.facts for m in session.scalars(select(OutgoingMessage))]
        leaves = " ".join(session.scalars(select(AuditEvent.leaf)))
    assert token not in f"{kept} {leaves}"
    confirmed = world.call("POST", "/dealers/confirmations", json={"token": token})
    assert confirmed.json["dealer_id"] == dealer
    world.register.database.dispose()


def test_a_folder_gets_each_message_once_and_whoever_has_no_address_none(
    store_url: str, keys: Path, tmp_path: Path
) -> None:
    world = posting(store_url, keys, mail_dir=tmp_path / "mail")
    world.call("POST", "/dealers", json=DEALER)
    assert Notifier().follow(world.register) == 3
    assert statuses(world) == {
        "dealer": "sent",
        "municipality": "unaddressed",
        "police": "unaddressed",
    }
    (file,) = (tmp_path / "mail").iterdir()
    mail = email.message_from_bytes(file.read_bytes())
    assert (mail["To"], mail["Auto-Submitted"]) == (DEALER["email"], "auto-generated")
    world.register.database.dispose()


def test_what_a_server_refuses_is_tried_later_and_not_for_ever(
    store_url: str, keys: Path, server: MailServer
) -> None:
    port = server.server_address[1]
    world = posting(store_url, keys, smtp_url=f"smtp://127.0.0.1:{port}")
    world.call("POST", "/dealers", json=DEALER)
    server.refusing = True
    sender = Notifier()
    assert sender.follow(world.register) == 0
    assert statuses(world) == dict.fromkeys(("dealer", "municipality", "police"), "waiting")
    assert sender.follow(world.register) == 0  # It leaves the server alone for a while.
    world.clock.move(PAUSE)
    assert sender.follow(world.register) == 2
    server.refusing = False
    assert Notifier().follow(world.register) == 0  # It is not yet time.
    world.clock.move(timedelta(minutes=1))
    assert Notifier().follow(world.register) == 1
    assert [mail["To"] for mail in server.taken] == [DEALER["email"]]
    world.call("POST", "/dealers", json=DEALER)
    server.refusing = True
    for _ in range(outbox.MOST_ATTEMPTS):
        Notifier().follow(world.register)
        world.clock.move(timedelta(days=10))
    with world.register.database.read() as session:
        last = session.scalars(
            select(OutgoingMessage)
            .where(OutgoingMessage.kind == "confirm_email")
            .order_by(OutgoingMessage.id.desc())
            .limit(1)
        ).one()
    assert (last.status, last.attempts) == ("failed", outbox.MOST_ATTEMPTS)
    world.register.database.dispose()


def test_without_a_way_to_send_messages_wait(world: World) -> None:
    world.call("POST", "/dealers", json=DEALER)
    assert Notifier().follow(world.register) == 0
    assert set(statuses(world).values()) == {"waiting"}


def test_one_who_died_while_sending_leaves_it_to_the_next(
    store_url: str, keys: Path, tmp_path: Path
) -> None:
    world = posting(store_url, keys, mail_dir=tmp_path / "mail")
    world.call("POST", "/dealers", json=DEALER)
    with world.register.database.write() as session:
        assert all(outbox.claim(session, world.clock()) for _ in range(3))
        assert outbox.claim(session, world.clock()) is None
    assert Notifier().follow(world.register) == 0
    world.clock.move(outbox.LEASE)
    assert Notifier().follow(world.register) == 3
    world.register.database.dispose()


@pytest.mark.parametrize("url", ["imap://host", "smtp://me:secret@", "smtp://host:port", "host:25"])
def test_an_address_that_is_no_mail_server_is_refused_unseen(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str
) -> None:
    monkeypatch.setenv("SMTP_URL", url)
    with pytest.raises(Exception, match="SMTP_URL") as told:
        load_settings(tmp_path / "none.env")
    assert url not in str(told.value)


def test_the_password_of_a_mail_server_is_shown_nowhere(keys: Path) -> None:
    url = "smtps://me:geheim@mail.example"
    assert "geheim" not in repr(Settings(database_url="sqlite://", keys_dir=keys, smtp_url=url))
