"""What a request is that must be refused, and how; and the good ones that bad ones differ from.

`UPPER` strings stand for ids and tokens of the world in world.py, wherever in a body they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

NOWHERE = "00000000-0000-7000-8000-00000000dead"
"""An id that nothing has."""
HUGE = 10**30


@dataclass(frozen=True)
class Case:
    """A request that must be refused, and how."""

    path: str
    body: object
    status: int
    code: str
    who: str = "visitor"
    method: str = "POST"
    params: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """A name for the test."""
        said = json.dumps(self.body) if not isinstance(self.body, str) else self.body
        told = "-".join([self.method, self.path, self.who, said[:70], *self.params.values()])
        return f"{told}-{self.code}".encode("ascii", "replace").decode()


def rpc(function: str, body: object, status: int, code: str, who: str = "visitor") -> Case:
    """A call of a function of the database."""
    return Case(f"/rest/v1/rpc/{function}", body, status, code, who)


def post(function: str, body: object, status: int, code: str, who: str = "visitor") -> Case:
    """A call of a worker's function."""
    return Case(f"/functions/v1/{function}", body, status, code, who)


def insert(view: str, body: object, status: int, code: str, who: str = "owner") -> Case:
    """A new row through a view."""
    return Case(f"/rest/v1/{view}", body, status, code, who)


def update(
    view: str,
    row: str,
    body: object,
    status: int,
    code: str,
    who: str = "owner",
    *,
    key: str = "id",
    method: str = "PATCH",
) -> Case:
    """A change of a row through a view, or its removal."""
    return Case(f"/rest/v1/{view}", body, status, code, who, method, {key: f"eq.{row}"})


Refusal = tuple[dict[str, Any], int, str]
"""What is different from a good request, and the answer."""
RefusalTo = tuple[dict[str, Any], int, str, str]
"""The same, and who asks."""


def rpcs(function: str, good: dict[str, Any], *wrong: Refusal, who: str = "owner") -> list[Case]:
    """Calls of a function that differ from a good one."""
    return [rpc(function, good | changes, status, code, who) for changes, status, code in wrong]


def by_whom(function: str, good: dict[str, Any], wrong: Iterable[RefusalTo]) -> list[Case]:
    """Calls of a function that differ from a good one, or come from somebody who may not."""
    return [
        rpc(function, good | changes, status, code, who) for changes, status, code, who in wrong
    ]


def inserts(view: str, good: dict[str, Any], *wrong: Refusal) -> list[Case]:
    """New rows that differ from a good one."""
    return [insert(view, good | changes, status, code) for changes, status, code in wrong]


def changes_of(view: str, row: str, *wrong: Refusal, key: str = "id") -> list[Case]:
    """Changes of a row."""
    return [update(view, row, changes, status, code, key=key) for changes, status, code in wrong]


def refused_to_others(
    view: str, good: dict[str, Any], row: str = "", *, insertable: bool = True
) -> Iterator[Case]:
    """What holds of every view that managers write: who else may not, and what nobody may.

    `row` is one that has an id of its own.
    """
    for who in ("visitor", "support", "stranger"):
        yield insert(view, good, 401 if who == "visitor" else 403, "42501", who)
    if insertable:
        for org_id in ("OTHER_ORG", NOWHERE, None):
            yield insert(view, good | {"org_id": org_id}, 403, "42501")
        yield insert(view, good | {"org_id": "x"}, 400, "22P02")
        yield insert(view, good | {"no_such_column": 1}, 400, "PGRST204")
    if row:
        yield insert(view, good | {"id": NOWHERE}, 403, "42501")
        yield update(view, row, {"id": NOWHERE}, 403, "42501")
        yield update(view, row, {"org_id": "OTHER_ORG"}, 403, "42501")
        yield update(view, row, {"no_such_column": 1}, 400, "PGRST204")
        yield update(view, row, None, 403, "42501", method="DELETE")


LINE = {"ticket_type_id": "TYPE", "quantity": 1}
PERSON: dict[str, Any] = {"first_name": "Anna", "last_name": "Jansen"}
CART = {"event_id": "EVENT", "items": [LINE]}
ORDER = CART | {"email": "anna@example.test"}


def without(body: dict[str, Any], key: str) -> dict[str, Any]:
    """A body with one field left out."""
    return {name: value for name, value in body.items() if name != key}


def line(**more: object) -> dict[str, Any]:
    """A cart with one line that differs from the usual one."""
    return {"items": [LINE | more]}
