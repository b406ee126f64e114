"""Signing in: who waits, and for how long."""

import re
from datetime import timedelta

from sqlalchemy import select

from registry.tables import SignInAttempts
from tests.web.signing_in import (
    EMAIL,
    PASSWORD,
    app_code,
    events,
    no_personal_data,
    second,
    set_up,
    sign_in,
)
from tests.world import World


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
