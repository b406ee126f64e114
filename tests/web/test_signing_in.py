"""Signing in by forms: what is told, what is not, who waits, and what ends a session."""

import json
import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from pyotp import TOTP
from sqlalchemy import select

from registry.access import passwords
from registry.access.actors import Role
from registry.followers.notifier import Notifier
from registry.rules import passkeys
from registry.settings import Mode
from registry.tables import (
    Account,
    AuditEvent,
    OutgoingMessage,
    RecoveryCode,
    SealedIdentity,
    SignInAttempts,
    WebSession,
)
from tests.browsing import send
from tests.stores import Stores
from tests.web.signing_in import (
    EMAIL,
    PASSWORD,
    app_code,
    app_key,
    confirmed_dealer,
    mailed_code,
    only_account,
    recover,
    second,
    set_up,
    sign_in,
)
from tests.world import World

CLERK = "kees@tweedekans.example"


@pytest.fixture
def town(small_world: World) -> World:
    """Give a world whose dealer may sign in."""
    confirmed_dealer(small_world)
    return small_world


def events(world: World) -> list[tuple[str, str, dict[str, Any]]]:
    """Return name, result and details of the events of signing in, in their order."""
    with world.register.database.read() as session:
        leaves = session.scalars(
            select(AuditEvent.leaf)
            .where(AuditEvent.name.like("access:%"))
            .order_by(AuditEvent.at, AuditEvent.id)
        )
        found = [json.loads(leaf) for leaf in leaves]
    return [(e["name"], e["result"], e["details"]) for e in found if "token" not in e["name"]]


def no_personal_data(world: World) -> None:
    with world.register.database.read() as session:
        text = " ".join(session.scalars(select(AuditEvent.leaf)))
    assert "@" not in text
    assert PASSWORD not in text


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


class TestWaiting:
    """Who fails waits, and nobody for good."""

    def test_wrong_passwords_make_everybody_wait_longer_each_time(self, town: World) -> None:
        set_up(town)
        browser = town.app.test_client()
        answers = [sign_in(town, "een ander wachtwoord", client=browser) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [422] * 5 + [429]
        assert answers[5].headers["Retry-After"] == "31"
        assert "Even wachten" in answers[5].text
        assert sign_in(town, client=browser).status_code == 429, "the right one has to wait too"
        town.clock.move(timedelta(seconds=31))
        assert sign_in(town, "een ander wachtwoord", client=browser).status_code == 422
        assert int(sign_in(town, client=browser).headers["Retry-After"]) == 61
        for _ in range(12):
            town.clock.move(timedelta(minutes=15, seconds=1))
            assert sign_in(town, "een ander wachtwoord", client=browser).status_code == 422
        assert int(sign_in(town, client=browser).headers["Retry-After"]) <= 15 * 60 + 1
        refused = [e for e in events(town) if e[1] == "refused"]
        assert {e[2]["code"] for e in refused} == {"sign_in_wrong", "sign_in_locked"}
        no_personal_data(town)

    def test_an_address_that_nobody_has_is_answered_alike(self, town: World) -> None:
        set_up(town)
        answers = {
            email: [
                sign_in(town, "een ander wachtwoord", email, client=town.app.test_client())
                for _ in range(6)
            ]
            for email in (EMAIL, "nobody@tweedekans.example")
        }
        plain = [
            [re.sub(r'value="[^"]+"|nonce="[^"]+"|<code>\w+</code>', "", a.text) for a in each]
            for each in answers.values()
        ]
        assert plain[0] == plain[1]

    def test_a_client_waits_whatever_addresses_it_tries(self, town: World) -> None:
        browser = town.app.test_client()
        statuses = [
            sign_in(town, PASSWORD, f"a{n}@elders.example", client=browser).status_code
            for n in range(21)
        ]
        assert statuses == [422] * 20 + [429]
        with town.register.database.read() as session:
            kept = " ".join(session.scalars(select(SignInAttempts.who)))
        assert "127.0.0.1" not in kept
        assert "@" not in kept

    def test_a_shop_where_many_come_in_rightly_does_not_wait(self, town: World) -> None:
        key, _codes = set_up(town)
        for _ in range(15):
            town.clock.move(timedelta(seconds=60))
            browser = town.app.test_client()
            assert sign_in(town, client=browser).status_code == 303
            assert second(town, app_code(town, key), client=browser).status_code == 303

    def test_guessing_the_second_factor_is_counted_with_the_password_right(
        self, town: World
    ) -> None:
        set_up(town)
        browser = town.app.test_client()
        assert sign_in(town, client=browser).status_code == 303
        statuses = [second(town, "000000", client=browser).status_code for _ in range(5)]
        assert statuses == [422, 422, 422, 422, 429]


class TestSessions:
    """Sessions end on the server: at their time, alone, signed out, with who leaves."""

    def test_a_session_left_alone_ends(self, town: World) -> None:
        set_up(town)
        for _ in range(5):
            town.clock.move(timedelta(minutes=119))
            assert town.client.get("/account").status_code == 200
        town.clock.move(timedelta(minutes=120))
        assert town.client.get("/account").status_code == 401

    def test_a_session_ends_at_its_time_however_busy(self, town: World) -> None:
        set_up(town)
        for _ in range(11):
            town.clock.move(timedelta(minutes=60))
            assert town.client.get("/account").status_code == 200
        town.clock.move(timedelta(minutes=60))
        assert town.client.get("/account").status_code == 401

    def test_signing_in_again_ends_the_session_before(self, town: World) -> None:
        key, _codes = set_up(town)
        stolen = town.client.get_cookie("register_session")
        sign_in(town)
        second(town, app_code(town, key))
        thief = town.app.test_client()
        thief.set_cookie("register_session", stolen.value)
        assert thief.get("/account").status_code == 401

    def test_another_session_can_be_ended_and_nobody_elses(self, town: World) -> None:
        key, _codes = set_up(town)
        other = town.app.test_client()
        sign_in(town, client=other)
        second(town, app_code(town, key), client=other)
        found = re.findall(
            r"/account/sessions/([0-9a-f-]{36})/end", town.client.get("/account").text
        )
        assert len(found) == 1
        officer = town.app.test_client()
        send(town, "/demo", client=officer, role="police")
        with town.register.database.read() as session:
            theirs = session.scalars(select(WebSession.id).where(WebSession.role == "police")).one()
        refused = send(town, f"/account/sessions/{theirs}/end", page="/account")
        assert refused.status_code == 404
        assert officer.get("/police/hits/").status_code == 200
        done = send(town, f"/account/sessions/{found[0]}/end", page="/account")
        assert done.status_code == 303
        assert other.get("/account").status_code == 401
        again = send(town, f"/account/sessions/{found[0]}/end", page="/account")
        assert again.status_code == 404
        assert town.client.get("/account").status_code == 200

    def test_changing_the_password_ends_the_others(self, town: World) -> None:
        key, _codes = set_up(town)
        other = town.app.test_client()
        sign_in(town, client=other)
        second(town, app_code(town, key), client=other)
        new = "een nieuw en lang wachtwoord"
        wrong = send(town, "/account/password", current="niet dit wachtwoord", password=new)
        assert wrong.status_code == 422
        done = send(town, "/account/password", current=PASSWORD, password=new)
        assert done.status_code == 303
        assert town.client.get("/account").status_code == 200
        assert other.get("/account").status_code == 401
        assert sign_in(town, client=other).status_code == 422
        assert sign_in(town, new, client=other).status_code == 303

    def test_a_clerk_acts_as_a_member_until_it_leaves(self, town: World) -> None:
        path = f"/dealers/{town.dealer}/staff"
        member = town.call(
            "POST", path, Role.DEALER, json={"name": "Kees", "email": CLERK, "role": "clerk"}
        ).json["id"]
        browser = town.app.test_client()
        set_up(town, CLERK, client=browser)
        with town.register.database.read() as session:
            leaf = session.scalars(
                select(AuditEvent.leaf).where(AuditEvent.name == "access:account:sign-in")
            ).one()
        assert json.loads(leaf)["actor"] == {
            "role": "dealer",
            "subject": town.dealer,
            "organisation": town.dealer,
            "member": member,
        }
        ended = town.call("DELETE", f"{path}/{member}", Role.DEALER)
        assert ended.status_code == 200, ended.json
        assert browser.get("/account").status_code == 401
        with town.register.database.read() as session:
            assert session.scalars(select(Account)).all() == []
        send(town, "/account/recover", email=CLERK)
        assert mailed_code(town) is None

    def test_dealers_and_staff_have_sessions_apart(self, town: World) -> None:
        set_up(town)
        send(town, "/demo", role="police")
        assert "Treffers" in town.client.get("/police/hits/").text
        assert "Uw account" in town.client.get("/account").text
        send(town, "/sign-out", page="/account", who="dealer")
        assert "Treffers" in town.client.get("/police/hits/").text
        assert town.client.get("/account").status_code == 403

    def test_outside_the_demo_cookies_are_for_this_host_alone(
        self, stores: Stores, keys: Any
    ) -> None:
        world = World(stores.sqlite(), keys, Mode.PRODUCTION)
        confirmed_dealer(world)
        client = world.app.test_client()
        base = "https://register.example"
        page = client.get("/account/recover", base_url=base)
        cookie = page.headers["Set-Cookie"]
        assert cookie.startswith("__Host-form=")
        assert "Secure" in cookie
        assert client.get("/demo/mail", base_url=base).status_code == 404
        world.register.database.dispose()


class TestOwnAccount:
    """What who is signed in may change, always with the password again."""

    def test_the_app_moves_to_another_telephone(self, town: World) -> None:
        old, _codes = set_up(town)
        new = app_key(town.client.get("/account/app").text)
        assert new != old
        form = {"code": app_code(town, new), "current": PASSWORD}
        assert send(town, "/account/app", **{**form, "current": "x" * 12}).status_code == 422
        assert send(town, "/account/app", **form).status_code == 303
        town.clock.move(timedelta(seconds=30))
        for key, status in ((old, 422), (new, 303)):
            browser = town.app.test_client()
            sign_in(town, client=browser)
            assert second(town, app_code(town, key), client=browser).status_code == status
        with town.register.database.read() as session:
            erased = session.scalars(
                select(SealedIdentity).where(SealedIdentity.erased_at.is_not(None))
            )
            assert [row.ciphertext for row in erased] == [None]

    def test_the_last_second_factor_stays(self, town: World) -> None:
        set_up(town)
        refused = send(town, "/account/app/remove", current=PASSWORD)
        assert refused.status_code == 409
        assert "uw enige tweede stap" in refused.text

    def test_fresh_recovery_codes_take_the_place_of_the_old(self, town: World) -> None:
        _key, old = set_up(town)
        page = send(town, "/account/recovery-codes", current=PASSWORD)
        new = re.findall(r"<li>([a-z2-9]{5}-[a-z2-9]{5})</li>", page.text)
        assert len(new) == 10
        for code, status in ((old[0], 422), (new[0], 303)):
            browser = town.app.test_client()
            sign_in(town, client=browser)
            assert second(town, code, client=browser).status_code == status

    def test_an_identity_of_the_demo_has_no_account(self, town: World) -> None:
        send(town, "/demo", role="dealer")
        assert town.client.get("/account").status_code == 404

    def test_an_administrator_resets_an_account(self, town: World) -> None:
        set_up(town)
        runner = town.app.test_cli_runner()
        nobody = runner.invoke(
            args=["access", "reset-account", "--email", "x@y.example", "--because", "order 7"]
        )
        assert (nobody.exit_code, nobody.stdout) == (1, "")
        done = runner.invoke(
            args=["access", "reset-account", "--email", EMAIL, "--because", "order 7"]
        )
        assert done.exit_code == 0, done.output
        assert town.client.get("/account").status_code == 401
        assert sign_in(town).status_code == 422
        assert events(town)[-2][0] == "access:account:reset"
        no_personal_data(town)
        set_up(town)
        assert town.client.get("/account").status_code == 200


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
