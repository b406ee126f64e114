"""That a page which breaks the rules is found out, by each of the ways in which pages are held."""

import playwright.sync_api as browser
import pytest
from flask_babel import gettext

from registry.http.languages import LANGUAGES
from tests.pages.markup import Markup
from tests.pages.page import Page
from tests.pages.town import Town, Visitor

BAD = """<!doctype html>
<html lang="{language}">
<head><title>Bad</title><meta name="color-scheme" content="light dark">
<style nonce="known">
  p {{ color: #bbb; background: #fff; }}
  @media (prefers-color-scheme: dark) {{ b {{ color: #333; background: #000; }} }}
  div {{ width: 25em; }} i {{ display: inline-block; width: 5px; }}
</style></head>
<body><main><h1>Bad</h1><p>Pale</p><b>Only pale in the dark</b>
<div>Wide</div><a href="/a"><i>a</i></a><a href="/b"><i>b</i></a>
<ul><p>Not in a list</p></ul>
<img src="/absent.png"><img src="http://elsewhere.invalid/"><script>alert(1)</script>
{filler}</main></body></html>"""
POLICY = "default-src 'none'; style-src 'nonce-known'; script-src 'nonce-known'; img-src *"


def _answer(route: browser.Route) -> None:
    asked = route.request
    if asked.resource_type != "document":
        route.fulfill(status=404)
        return
    language = "en" if "language=en" in asked.headers.get("cookie", "") else "nl"
    page = BAD.format(language=language, filler="filling " * 15_000)
    headers = {"Content-Security-Policy": POLICY}
    route.fulfill(body=page, content_type="text/html", headers=headers)


def _to_the_bad_page(page: browser.Page) -> None:
    page.route("**/bad", _answer)
    page.route("**/*.png", _answer)
    page.route("http://elsewhere.invalid/", _answer)
    page.goto("/".join([*page.url.split("/")[:3], "bad"]))


@pytest.mark.browser
def test_a_page_that_breaks_every_rule_is_found_out(visitor: Visitor, markup: Markup) -> None:
    bad = Page("bad", "demo.page", lambda _ids: "/demo", then=_to_the_bad_page)
    looks = visitor.looks_at(bad)
    for language in LANGUAGES:
        look = looks[language]
        found_in_light, found_in_the_dark = " ".join(look.light), " ".join(look.dark)
        assert "color-contrast" in found_in_light
        assert "image-alt" in found_in_light
        assert "Only pale in the dark" not in found_in_light
        assert "Only pale in the dark" in found_in_the_dark
        assert "target-size" in " ".join(look.narrow)
        assert "Wide" in " ".join(look.sticking_out["at 320 px"])
        heard = " ".join(look.noise)
        assert "404 for" in heard
        assert "absent.png" in heard
        assert "asks another site: http://elsewhere.invalid/" in heard
        assert "Content Security Policy" in heard
        assert "element-permitted-content" in " ".join(markup.errors("bad", {"bad": look.html}))


@pytest.mark.browser
def test_a_text_without_translation_is_found_out(town: Town) -> None:
    for language in LANGUAGES:
        town.untranslated.clear()
        with town.world.app.test_request_context(headers=[("Accept-Language", language)]):
            assert gettext("site.name") != "site.name"
            gettext("no.such.text")
        assert town.untranslated == ["no.such.text"]
    town.untranslated.clear()
