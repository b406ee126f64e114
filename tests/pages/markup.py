"""HTML held against its grammar by html-validate, many pages in one run of Node."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.pages.town import NODE_MODULES

RULES = Path(__file__).parent / "htmlvalidate.cjs"


class Markup:
    """Judges pages, and remembers what it found in those of before."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._found: dict[str, list[str]] = {}

    def errors(self, name: str, pages: Mapping[str, str]) -> list[str]:
        """Return what is wrong in the HTML of this name, judging all new ones of `pages` at once.

        Raises KeyError if the name is not in `pages`.
        """
        new = {each: html for each, html in pages.items() if each not in self._found}
        if new:
            self._found.update(self._judge(new))
        return self._found[name]

    def _judge(self, pages: Mapping[str, str]) -> dict[str, list[str]]:
        files = {f"{name}.html": name for name in pages}
        for file, name in files.items():
            (self._folder / file).write_text(pages[name], "utf-8")
        command: list[str | Path] = [
            "node",
            NODE_MODULES / "html-validate" / "bin" / "html-validate.mjs",
        ]
        options: list[str | Path] = ["--config", RULES, "--formatter", "json"]
        # Node ends before a pipe has taken all of a long answer; a file takes it at once.
        answer = self._folder / "answer.json"
        with answer.open("w") as out:
            done = subprocess.run(
                [*command, *options, *files],
                cwd=self._folder,
                stdout=out,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
        assert done.returncode in {0, 1}, done.stderr
        found: dict[str, list[str]] = {name: [] for name in pages}
        for judged in json.loads(answer.read_text()):
            found[files[Path(judged["filePath"]).name]] = [
                f"{each['line']}:{each['column']} {each['ruleId']}: {each['message']}"
                for each in judged["messages"]
            ]
        return found
