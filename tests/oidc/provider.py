"""The provider of the tests: fetched by npm when it is missing, and started on the loopback."""

import fcntl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
SECRET = "a secret that stands in no log"


def fetch() -> None:
    """Install what `package-lock.json` names, once for all processes that test."""
    with (HERE / "package.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (HERE / "node_modules" / ".package-lock.json").exists():
            return
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=HERE, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def provider(site: str) -> Iterator[str]:
    """Run a provider that knows the register at this address, and give its issuer."""
    fetch()
    running = subprocess.Popen(
        ["node", "provider.mjs", f"{site}/account/staff/return", f"{site}/", SECRET],
        cwd=HERE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert running.stdout is not None
        issuer = running.stdout.readline().strip()
        while issuer and not issuer.startswith("http"):
            issuer = running.stdout.readline().strip()
        assert issuer, "the provider did not start"
        yield issuer
    finally:
        running.kill()
        running.wait()
        if running.stdout is not None:
            running.stdout.close()
