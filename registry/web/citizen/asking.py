"""Asking the register about numbers, and what a page shows of the answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from matching import mistaken_for
from registry.http.context import current_actor, current_register
from registry.rules import checks


def answers_to(questions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the answer to each question with its receipt, and what its number may be instead."""
    register = current_register()
    with register.fresh_desk() as session:
        found = [checks.find(session, register.desk, question) for question in questions]
    with register.database.write() as session:
        made = [
            checks.answer(
                session, current_actor(), register.clock(), finding=finding, keys=register.keys
            )
            for finding in found
        ]
        shown = [
            checks.present(session, register.keys, check, question)
            for check, question in zip(made, questions, strict=True)
        ]
    return [
        {**answer, "mistaken_for": mistaken_for(question["identifier"])}
        for answer, question in zip(shown, questions, strict=True)
    ]
