"""Lighthouse over the four start pages: `python -m bench.lighthouse`, or `make lighthouse`.

The town of the tests of pages is served on loopback; each start page is where its role
begins, opened by somebody who is signed in. Lighthouse plays a phone on a slow network. Writes
docs/bench/lighthouse.md, and fails if accessibility or best practices are below 98 of 100.
"""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from registry.access.actors import Role
from registry.settings import ROOT
from registry.web.account.homes import home_of
from tests.chromium import CHROMIUM, launched
from tests.pages.town import Town, opened

ROLES = (Role.PUBLIC, Role.DEALER, Role.POLICE, Role.INSPECTOR)
CATEGORIES = ("accessibility", "best-practices", "performance")
HELD = CATEGORIES[:2]
LEAST = 98
REPORT = ROOT / "docs" / "bench" / "lighthouse.md"
LIGHTHOUSE = Path(__file__).parent / "node_modules" / "lighthouse"


def cookies(town: Town, roles: list[Role]) -> dict[Role, str]:
    """Return the header that shows who somebody of each role is."""
    found: dict[Role, str] = {}
    with launched() as chromium:
        for role in roles:
            context = chromium.new_context()
            town.sign_in(context, role)
            found[role] = "; ".join(f"{c.get('name')}={c.get('value')}" for c in context.cookies())
            context.close()
    return found


def scores(address: str, cookie: str, folder: Path) -> dict[str, int]:
    """Return the scores of a page, of 100, after naming on standard error what cost points."""
    (folder / "headers.json").write_text(json.dumps({"Cookie": cookie, "Accept-Language": "nl"}))
    answer = folder / "answer.json"
    subprocess.run(  # noqa: S603  # our own command, on an address of our own
        [
            *("node", LIGHTHOUSE / "cli" / "index.js", address, "--quiet", "--output=json"),
            f"--output-path={answer}",
            f"--only-categories={','.join(CATEGORIES)}",
            f"--extra-headers={folder / 'headers.json'}",
            "--chrome-flags=--headless=new --no-sandbox --disable-gpu --in-process-gpu",
        ],
        env={**os.environ, "CHROME_PATH": CHROMIUM},
        check=True,
    )
    told = json.loads(answer.read_text())
    if told["finalDisplayedUrl"] != address:
        raise SystemExit(f"{address} leads to {told['finalDisplayedUrl']}")
    for category in HELD:
        for audit in told["categories"][category]["auditRefs"]:
            found = told["audits"][audit["id"]]
            if audit["weight"] and found["score"] not in {None, 1}:
                print(f"{address}: {category}: {found['title']}", file=sys.stderr)
    return {each: round(100 * told["categories"][each]["score"]) for each in CATEGORIES}


def main() -> int:
    """Score the start pages, write the report, and return whether they are good enough."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    version = json.loads((LIGHTHOUSE / "package.json").read_text())["version"]
    lines = [
        "# Lighthouse over the four start pages",
        "",
        f"Made by `make lighthouse` with Lighthouse {version}, in Debian's Chromium, as a phone",
        "on a slow network. Each page is where its role begins, with somebody signed in.",
        "Accessibility and best practices are held to 98 of 100 at least; performance varies with",
        "the machine, and is that of the development server.",
        "",
        "| Page | Accessibility | Best practices | Performance |",
        "| --- | ---: | ---: | ---: |",
    ]
    good = True
    with TemporaryDirectory() as folder, opened(Path(folder) / "town") as town:
        shown = cookies(town, list(ROLES))
        for role in ROLES:
            path = town.path_of(home_of(role))
            found = scores(town.address + path, shown[role], Path(folder))
            good = good and min(found[each] for each in HELD) >= LEAST
            row = " | ".join(str(found[each]) for each in CATEGORIES)
            lines.append(f"| `{path}` ({role.value}) | {row} |")
            print(lines[-1])
    REPORT.write_text("\n".join([*lines, ""]), "utf-8")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
