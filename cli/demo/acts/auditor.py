"""The auditor: what is written down is what happened, and whoever changes it is caught."""

from __future__ import annotations

from functools import partial

import psycopg

from cli import audit
from cli.db.connection import connect
from cli.demo.stage import Row, Stage, require
from cli.stack.keys import mint


async def play(stage: Stage) -> None:
    """Reads the trail of an order, verifies the seals, and tampers with them, for a moment."""
    stage.screen.act("The auditor")
    history = await _read(stage, "audit_order_history", order_id=stage.guest_order["order_id"])
    require(
        {"order.created", "order.paid"} <= {entry["action"] for entry in history},
        "the auditor does not see how an order came about",
    )
    stage.screen.done(
        "An auditor",
        f"reads the {len(history)} entries of an order: who did what, when and from where",
        'table("audit_order_history")',
    )
    reports = await stage.until(
        "what happened is sealed", partial(_verify, stage), lambda found: found[0].entries > 0
    )
    wrong = [finding.text for report in reports for finding in report.findings]
    require(not wrong, "the audit log is not what it was: " + "; ".join(wrong))
    stage.screen.done(
        "The auditor",
        f"verifies {sum(report.entries for report in reports)} entries in"
        f" {sum(report.seals for report in reports)} seals: nothing was changed",
        "entree audit verify",
    )
    number, finding = _tamper(stage)
    stage.screen.done(
        "Somebody with all rights",
        f"changes entry {number} behind all triggers, and is caught: {finding}",
        "(all of it in a transaction that is taken back)",
    )


async def _read(stage: Stage, view: str, **equal: str) -> list[Row]:
    """Rows of a view, as an auditor gets them."""
    token = mint(stage.endpoints.jwt_secret, role="auditor")
    answer = await stage.http.get(
        f"{stage.endpoints.api_url}/rest/v1/{view}",
        params={name: f"eq.{value}" for name, value in equal.items()} | {"order": "audit_id"},
        headers={"apikey": stage.endpoints.anon_key, "Authorization": f"Bearer {token}"},
    )
    answer.raise_for_status()
    return list(answer.json())


async def _verify(stage: Stage) -> list[audit.Report]:
    with connect(stage.endpoints.db_url) as connection:
        return audit.examine(connection, [])


def _tamper(stage: Stage) -> tuple[int, str]:
    """The number of an entry that is changed for a moment, and what the verification says."""
    with psycopg.connect(stage.endpoints.admin_db_url) as connection:
        connection.execute("set local session_replication_role = replica")
        row = connection.execute(
            "update core.audit_log set new_value = '{}' where audit_id = ("
            " select s.numbers[1] from core.audit_seals as s"
            " where s.log = 'core.audit_log' and s.entries > 0 order by s.seal_id desc limit 1)"
            " returning audit_id"
        ).fetchone()
        found = [finding for report in audit.examine(connection, []) for finding in report.findings]
        connection.rollback()
    require(row is not None, "there is no entry to tamper with")
    number = row[0] if row else 0
    require([finding.audit_id for finding in found] == [number], "the tampering is not found")
    return number, f"{found[0].kind}, {found[0].text}"
