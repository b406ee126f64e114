"""Answers that take one time, so that nobody learns from a clock what was found."""

import time

from flask import Response, after_this_request, request

STEP = 0.05


def answer_in_even_time(numbers: int = 1) -> None:
    """Let the answer about these numbers wait for the next multiple of `STEP` seconds for each.

    To be called before anything is looked up: what weighs more goods works longer, and for a
    number that is listed there are more of them. An empty form asks nothing and does not wait.
    """
    if request.method != "POST":
        return
    step, started = STEP * numbers, time.monotonic()

    def wait(response: Response) -> Response:
        time.sleep(missing(time.monotonic() - started, step))
        return response

    after_this_request(wait)


def missing(seconds: float, step: float) -> float:
    """Return how long it is from so many seconds to the next multiple of a step."""
    return -seconds % step
