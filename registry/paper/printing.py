"""Printing: a document becomes a PDF in a process of its own, one at a time.

Laying out pages takes a second of work, for which nobody at a counter should wait; and what parses
a document holds no keys and no connection to the store.
"""

import subprocess
import sys
from pathlib import Path

import structlog

from registry.errors import NotPrinted
from registry.turns import Turns

PRESS = Path(__file__).with_name("press.py")
TAKES_AT_MOST, WAITS_AT_MOST = 60.0, 30.0
_turns = Turns()
log = structlog.get_logger()


def printed(document: str) -> bytes:
    """Return an HTML document as an accessible PDF (PDF/UA-1).

    Raises NotPrinted when the press is busy, fails, or is not installed (it needs Pango).
    """
    try:
        with _turns.turn(WAITS_AT_MOST):
            return _pressed(document)
    except (TimeoutError, subprocess.TimeoutExpired) as error:
        raise NotPrinted(retry_after=10) from error


def _pressed(document: str) -> bytes:
    # -I: nothing of the folder or the environment it is started in changes what it does.
    done = subprocess.run(  # noqa: S603 - our own file, by the Python that runs us
        [sys.executable, "-I", str(PRESS)],
        input=document.encode("utf-8"),
        capture_output=True,
        env={"LC_ALL": "C.UTF-8"},
        timeout=TAKES_AT_MOST,
        check=False,
    )
    if done.returncode:
        log.error("not printed", reason=done.stderr.decode("utf-8", "replace")[-500:])
        raise NotPrinted
    return done.stdout
