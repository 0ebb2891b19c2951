"""Finds what a plan does once per row that it should do once per statement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import psycopg

_CONDITIONS = (
    "Filter",
    "Index Cond",
    "Recheck Cond",
    "Join Filter",
    "Hash Cond",
    "One-Time Filter",
)
_CALL = re.compile(r"\b(\w+\.\w+|current_setting)\(")


def per_row_work(conn: psycopg.Connection, statement: str) -> list[str]:
    """What the plan of the statement asks again for every row; empty when there is nothing.

    Complains of subplans (a subquery in a policy that did not become one value before the scan)
    and of qualified function calls in conditions (`auth.uid()`, `tenancy.is_member(org_id)`).
    """
    row = conn.execute(f"explain (format json, verbose, costs off) {statement}".encode()).fetchone()
    assert row is not None
    return list(_complaints(row[0][0]["Plan"]))


def _complaints(node: dict[str, Any]) -> Iterator[str]:
    if node.get("Parent Relationship") == "SubPlan":
        yield f"{node['Subplan Name']} ({node['Node Type']}) runs beside every row"
    if node.get("Parent Relationship") != "InitPlan":
        for name in _CONDITIONS:
            for call in _CALL.findall(str(node.get(name, ""))):
                yield f"{name} of {node['Node Type']} calls {call}() for every row"
        for child in node.get("Plans", []):
            yield from _complaints(child)
