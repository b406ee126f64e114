"""Signing in by forms: what is told, what is not, and the second factor."""

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from pyotp import TOTP
from sqlalchemy import select

from registry.access import passwords
from registry.followers.notifier import Notifier
from registry.rules import passkeys
from registry.tables import Account, OutgoingMessage, RecoveryCode, SealedIdentity
from tests.browsing import send
from tests.stores import Stores
from tests.web.signing_in import (
    EMAIL,
    PASSWORD,
    app_code,
    app_key,
    confirmed_dealer,
    events,
    mailed_code,
    no_personal_data,
    only_account,
    recover,
    second,
    set_up,
    sign_in,
)
from tests.world import World


class TestComingIn:
    """The one way in, for the first time and afterwards."""

    def test_first_with_a_mailed_code_then_with_the_app(self, town: World) -> None:
        key, _codes = set_up(town)
        assert "Uw account" in town.client.get("/account").text
        names = [name for name, _result, _details in events(town)]
        assert names == [
            "access:account-code:ask",
            "access:account:begin",
            "access:account:add-factor",
            "access:account:set-password",
            "access:account:sign-in",
        ]
        no_personal_data(town)
        browser = town.app.test_client()
        assert sign_in(town, client=browser).headers["Location"] == "/account/sign-in/code"
        assert browser.get("/account").status_code == 401
        done = second(town, app_code(town, key), client=browser)
        assert done.headers["Location"] == "/dealer/counter"
        assert "Deze browser" in browser.get("/account").text

    def test_the_page_with_the_codes_is_of_who_came_in(self, town: World) -> None:
        recover(town)
        key = app_key(town.client.get("/account/set-up").text)
        page = send(town, "/account/set-up", code=app_code(town, key)).text
        assert "Uitloggen" in page
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found is not None
        out = town.client.post("/sign-out", data={"csrf_token": found[1], "who": "dealer"})
        assert out.status_code == 303
        assert town.client.get("/account").status_code == 401

    def test_the_answer_is_the_same_for_an_address_that_nobody_has(self, town: World) -> None:
        known = send(town, "/account/recover", email=EMAIL)
        unknown = send(town, "/account/recover", email="nobody@tweedekans.example")
        assert known.status_code == unknown.status_code == 200
        plain = [
            re.sub(r'value="[^"]+"|nonce="[^"]+"', "", answer.text) for answer in (known, unknown)
        ]
        assert plain[0] == plain[1]
        with town.register.database.read() as session:
            asked = session.scalars(
                select(OutgoingMessage.status).where(OutgoingMessage.kind == "account_code")
            ).all()
        assert asked == ["waiting", "waiting"]
        assert [name for name, *_ in events(town)] == ["access:account-code:ask"] * 2

    def test_only_an_address_that_somebody_has_gets_mail(
        self, stores: Stores, keys: Any, tmp_path: Any
    ) -> None:
        world = World(stores.sqlite(), keys, mail_dir=tmp_path)
        confirmed_dealer(world)
        unconfirmed = "stil@elders.example"
        world.new_dealer(email=unconfirmed, kvk_number="00123457")
        for email in (EMAIL.upper(), "nobody@elders.example", unconfirmed):
            send(world, "/account/recover", email=email)
        Notifier().follow(world.register)
        mails = [path.read_text() for path in tmp_path.iterdir()]
        codes = [mail for mail in mails if "Uw code om in te loggen" in mail]
        assert len(codes) == 1
        assert f"To: {EMAIL}" in codes[0]
        world.register.database.dispose()

    def test_a_code_is_mailed_once_a_minute(self, town: World) -> None:
        for _ in range(3):
            send(town, "/account/recover", email=EMAIL)
        assert len(events(town)) == 1
        town.clock.move(timedelta(minutes=1))
        send(town, "/account/recover", email=EMAIL)
        assert len(events(town)) == 2

    @pytest.mark.parametrize("password", ["elf tekens!", "WachtWoord2026", EMAIL])
    def test_a_bad_password_does_not_use_the_code_up(self, town: World, password: str) -> None:
        send(town, "/account/recover", email=EMAIL)
        mailed = mailed_code(town) or ""
        refused = send(town, "/account/recover/code", email=EMAIL, code=mailed, password=password)
        assert refused.status_code == 422
        assert 'id="password-error"' in refused.text
        taken = send(
            town,
            "/account/recover/code",
            email=EMAIL,
            code=mailed.upper().replace("-", " "),
            password=PASSWORD,
        )
        assert taken.status_code == 303

    def test_a_mailed_code_serves_once_and_for_half_an_hour(self, town: World) -> None:
        send(town, "/account/recover", email=EMAIL)
        old = mailed_code(town) or ""
        town.clock.move(timedelta(minutes=30))
        form = {"email": EMAIL, "code": old, "password": PASSWORD}
        assert send(town, "/account/recover/code", **form).status_code == 422
        assert recover(town).status_code == 303
        with town.register.database.read() as session:
            assert session.scalars(select(Account.password_hash)).one() is None
        again = send(town, "/account/recover/code", **form)
        assert "hoort niet bij dit adres" in again.text

    def test_a_password_without_a_second_factor_lets_nobody_in(self, town: World) -> None:
        recover(town)
        assert town.client.get("/account").status_code == 401
        assert sign_in(town).status_code == 422


class TestSecondFactor:
    """A mailed code or a password never gets past a second factor that is set."""

    def test_a_mailed_code_leads_to_the_second_factor_and_no_further(self, town: World) -> None:
        key, codes = set_up(town)
        before = only_account(town).password_hash
        thief = town.app.test_client()
        answer = recover(town, password="het nieuwe wachtwoord", client=thief)
        assert answer.headers["Location"] == "/account/sign-in/code"
        assert thief.get("/account/set-up").headers["Location"].startswith("/account/recover?")
        assert thief.get("/account").status_code == 401
        assert only_account(town).password_hash == before
        assert sign_in(town).status_code == 303, "the old password still counts"
        for path in ("/account/set-up/passkey/options", "/account/set-up"):
            tried = send(
                town, path, client=thief, page="/account/sign-in/code", code=app_code(town, key)
            )
            assert tried.status_code in {302, 303, 409}, path
        assert second(town, codes[0], client=thief).status_code == 303
        assert only_account(town).password_hash != before
        assert town.client.get("/account").status_code == 401, "sessions elsewhere have ended"

    def test_a_code_of_the_app_is_taken_once(self, town: World) -> None:
        key, _codes = set_up(town)
        code = app_code(town, key)
        first, other = town.app.test_client(), town.app.test_client()
        sign_in(town, client=first)
        sign_in(town, client=other)
        assert second(town, code, client=first).status_code == 303
        refused = second(town, code, client=other)
        assert refused.status_code == 422
        assert "is al gebruikt" in refused.text

    @pytest.mark.parametrize(("seconds", "status"), [(-60, 422), (-30, 303), (30, 303), (60, 422)])
    def test_clocks_may_be_half_a_minute_off(self, town: World, seconds: int, status: int) -> None:
        key, _codes = set_up(town)
        town.clock.move(timedelta(minutes=5))
        browser = town.app.test_client()
        sign_in(town, client=browser)
        code = TOTP(key).at(town.clock() + timedelta(seconds=seconds))
        assert second(town, code, client=browser).status_code == status

    @pytest.mark.parametrize("code", ["é12345", "١٢٣٤٥٦", "12345\ufeff6", "-1"])
    def test_rubbish_is_no_code(self, town: World, code: str) -> None:
        browser = town.app.test_client()
        recover(town, client=browser)
        assert send(town, "/account/set-up", client=browser, code=code).status_code == 422
        set_up(town)
        sign_in(town, client=browser)
        assert second(town, code, client=browser).status_code == 422

    def test_a_recovery_code_serves_once(self, town: World) -> None:
        _key, codes = set_up(town)
        for expected in (303, 422):
            browser = town.app.test_client()
            sign_in(town, client=browser)
            answer = second(town, codes[3].upper().replace("-", " "), client=browser)
            assert answer.status_code == expected
        assert ("access:account:sign-in", "done") in [e[:2] for e in events(town)]
        assert "Nog 9 over" in town.client.get("/account").text

    def test_secrets_are_kept_sealed_or_hashed(self, town: World) -> None:
        key, codes = set_up(town)
        account = only_account(town)
        assert account.password_hash is not None
        assert account.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
        with town.register.database.read() as session:
            sealed = session.get_one(SealedIdentity, account.totp_id)
            hashes = session.scalars(select(RecoveryCode.code_hash)).all()
        assert key.encode() not in (sealed.ciphertext or b"")
        assert not {code.replace("-", "") for code in codes} & set(hashes)

    def test_an_older_hash_is_renewed_on_the_way_in(
        self, town: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        key, _codes = set_up(town)
        old = only_account(town).password_hash
        monkeypatch.setattr(passwords, "HASHER", PasswordHasher(3, 20_000, 1))
        browser = town.app.test_client()
        sign_in(town, client=browser)
        assert only_account(town).password_hash == old
        assert second(town, app_code(town, key), client=browser).status_code == 303
        renewed = only_account(town).password_hash
        assert renewed is not None
        assert renewed != old
        assert "m=20000,t=3,p=1" in renewed

    @pytest.mark.parametrize(
        "credential",
        [
            "{}",
            "x",
            '{"id": "AA", "rawId": "AA"}',
            "[" * 20_000,
            '{"id": "é", "rawId": "é", "type": "public-key", "response": {}}',
        ],
        ids=range(5),
    )
    def test_rubbish_is_no_passkey(self, town: World, credential: str) -> None:
        set_up(town)
        browser = town.app.test_client()
        asked = send(
            town, "/account/sign-in/passkey/options", client=browser, page="/account/sign-in"
        )
        assert asked.json["rpId"] == "localhost"
        assert asked.json["userVerification"] == "required"
        answer = send(
            town,
            "/account/sign-in/passkey",
            client=browser,
            page="/account/sign-in",
            credential=credential,
        )
        assert answer.status_code == 422
        assert passkeys.REFUSED not in answer.text


def test_who_looks_around_is_one_at_a_time(town: World) -> None:
    send(town, "/demo", role="police")
    send(town, "/demo", role="dealer")
    assert "<span>Handelaar</span>" in town.client.get("/").text
    assert town.client.get("/police/hits/").status_code == 403
    send(town, "/demo", role="police")
    assert "<span>Politie</span>" in town.client.get("/").text


def test_a_way_in_that_took_too_long_begins_again(town: World) -> None:
    key, _codes = set_up(town)
    browser = town.app.test_client()
    sign_in(town, client=browser)
    page = browser.get("/account/sign-in/code").text
    town.clock.move(timedelta(minutes=15))
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    answer = browser.post(
        "/account/sign-in/code",
        data={"csrf_token": token[1], "code": app_code(town, key)},
        follow_redirects=True,
    )
    assert "duurde te lang" in answer.text
    assert browser.get("/account").status_code == 401


def test_the_demo_shows_its_mail(town: World) -> None:
    send(town, "/account/recover", email=EMAIL)
    assert (mailed_code(town) or "-") in town.client.get("/demo/mail").text


def test_no_secret_stands_in_a_log(
    stores: Stores, keys: Any, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    world = World(stores.sqlite(), keys)
    world.app.logger.setLevel(logging.DEBUG)
    from registry.observe.logs import configure_logs

    configure_logs("DEBUG")
    confirmed_dealer(world)
    capsys.readouterr()
    key, codes = set_up(world)
    sign_in(world, "een ander wachtwoord", client=world.app.test_client())
    logged = capsys.readouterr().err + caplog.text
    assert "/account/set-up" in logged
    for secret in (EMAIL, PASSWORD, "een ander wachtwoord", key, *codes):
        assert secret not in logged
    world.register.database.dispose()
