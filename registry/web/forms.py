"""Forms: what a browser sends, held against the same schemas as the API.

A field's name is the path of its value in the schema, with dots: `seller.name`,
`item.identifiers.0.value`. A field left empty counts as not sent.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from flask import request
from marshmallow import Schema, ValidationError

from registry.errors import Problem
from registry.http.context import current_actor, current_register
from registry.pointers import refusals
from registry.web.notices import DONE

CSRF_FIELD = "csrf_token"
# What somebody looked at when they filled the form in; it is to be the newest still.
VERSION_FIELD = "version"
WHOLE = ""
# No schema is deeper; a name with more dots is no path, so it is refused as an unknown field.
DEEPEST = 8
Made = TypeVar("Made")


class Form:
    """A form as it was sent: the values as typed, and the code of what is wrong with each field.

    What is wrong with the whole of it stands under the empty name; `params` fill its text.
    """

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self.values: Mapping[str, str] = values or {}
        self.data: dict[str, Any] = {}
        self.errors: dict[str, str] = {}
        self.status = 200
        self.params: Mapping[str, object] = {}
        self.sent_names: list[str] = []

    @classmethod
    def sent(
        cls,
        schema: Schema,
        *,
        without: tuple[str, ...] = (),
        values: Mapping[str, str] | None = None,
    ) -> "Form":
        """Read the form of this request with a schema; `without` are fields of the page alone.

        `values` stand in for what was sent, for a page that puts it in order first.
        """
        form = cls(request.form if values is None else values)
        form.sent_names = [
            name
            for name, value in form.values.items()
            if name not in {CSRF_FIELD, *without} and value.strip()
        ]
        try:
            form.data = schema.load(unflatten({n: form.values[n] for n in form.sent_names}))
        except ValidationError as error:
            form._refuse(refusals(error), 422)
        return form

    @property
    def ok(self) -> bool:
        """Whether nothing has been refused so far."""
        return self.status < 400

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Take what a rule refuses as an error of the form; what is no fault of it passes on."""
        try:
            yield
        except Problem as problem:
            if problem.status not in {400, 409, 412, 422}:
                raise
            self._refuse(problem.fields, problem.status)
            if not problem.fields:
                self.errors[WHOLE], self.params = problem.code, problem.params

    def act(self, rule: Callable[..., Made], **told: Any) -> Made | None:
        """Have a rule do what it is told, in one transaction, and return what it made.

        A form that was refused does nothing; what the rule refuses becomes an error of the form.
        """
        made = None
        if self.ok:
            register = current_register()
            with self.refusals(), register.database.write() as session:
                made = rule(session, current_actor(), register.clock(), **told)
        return made

    def tell(self, rule: Callable[..., Made], **beside: Any) -> Made | None:
        """Have a rule `act` on the fields by their names, and on what is told beside them.

        The version that was looked at is told as `if_match`.
        """
        told = {name: value for name, value in self.data.items() if name != VERSION_FIELD}
        if VERSION_FIELD in self.data:
            told["if_match"] = {str(self.data[VERSION_FIELD])}
        return self.act(rule, **told, **beside)

    def refuse(self, field: str, code: str) -> None:
        """Note what is wrong with a field."""
        self.errors[field] = code
        self.status = 422

    def _refuse(self, fields: Any, status: int) -> None:
        for field in fields:
            self.errors.setdefault(self._name(field.pointer), field.code)
        self.status = status

    def _name(self, pointer: str) -> str:
        """Return the name of the field that a pointer into the value means.

        A list closes up over the rows that were left empty, so its third may be named the fifth.
        """
        name = ""
        for part in pointer.strip("/").split("/"):
            prefix = f"{name}." if name else ""
            rows = self._rows(prefix)
            closed_up = part.isdigit() and int(part) < len(rows)
            name = prefix + (str(rows[int(part)]) if closed_up else part)
        return name

    def _rows(self, prefix: str) -> list[int]:
        """Return the numbers of the rows that were sent of the list with this prefix."""
        behind = (n.removeprefix(prefix) for n in self.sent_names if n.startswith(prefix))
        heads = {rest.partition(".")[0] for rest in behind}
        return sorted(int(h) for h in heads if h.isascii() and h.isdigit())


def asked() -> dict[str, str]:
    """Return what the query of the address asks, for a schema to load."""
    return {n: value for n, value in request.args.items() if value.strip() and n != DONE}


def unflatten(flat: Mapping[str, str]) -> dict[str, Any]:
    """Return the nested value that dotted names stand for; parts that are digits make lists.

    Numbers of a list may have gaps, since a row left empty counts as not sent.
    """
    tree: dict[str, Any] = {}
    for name, value in flat.items():
        *path, last = name.split(".") if name.count(".") < DEEPEST else [name]
        branch = tree
        for part in path:
            found = branch.setdefault(part, {})
            if not isinstance(found, dict):
                found = branch[part] = {}
            branch = found
        branch[last] = value
    return {name: _listed(value) for name, value in tree.items()}


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _listed(part) for name, part in value.items()}
    if inner and all(name.isascii() and name.isdigit() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner
