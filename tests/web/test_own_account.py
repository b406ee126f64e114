"""What somebody changes of the own account, and what that asks for."""

import re
from datetime import timedelta

from sqlalchemy import select

from registry.tables import SealedIdentity
from tests.browsing import send
from tests.web.signing_in import (
    EMAIL,
    PASSWORD,
    app_code,
    app_key,
    events,
    no_personal_data,
    second,
    set_up,
    sign_in,
)
from tests.world import World


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
