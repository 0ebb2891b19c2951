"""Functions with the rights of their owner ask who calls them before they write anything."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import psycopg

PEOPLE = ("anon", "authenticated", "scanner_terminal", "auditor")
"""The roles that requests of somebody else than the workers have."""

GATES = {
    "tenancy.authorise",
    "tenancy.may",
    "tenancy.orgs_with",
    "tenancy.is_platform_admin",
    "tenancy.require_platform_admin",
    "door.session_of",
    "core.token_hash",
}
"""What asks who it is: a member, an administrator, a terminal, whoever has a secret."""
SIGNED_IN = "sign_in_required"
"""What is raised where it is enough to be somebody."""

FOR_ANYBODY = {
    "billing.available_plans": "the price list",
    "billing.is_overage_allowed": "the price list",
    "core.fail": "raises an error",
    "core.guard_maintenance": "asked before each request",
    "core.guard_session": "asked before each request, whether a session still counts",
    "core.moved_clock": "the time",
    "core.pre_request": "asked before each request",
    "dining.get_effective_shift_schedule": "opening hours",
    "dining.get_location": "the page of a restaurant",
    "dining.say": "sentences",
    "events.event_page": "the page of a published event",
    "platform.get_notices": "what everybody is told",
    "sales.find_tickets": "answers everything the same; what is known goes to the mail box",
    "sales.join_waitlist": "for guests, as orders are; tells nothing of others",
    "tenancy.deleted_orgs": "for policies: ids of what nobody sees",
    "tenancy.find_cell": "where an org lives",
}
"""What needs no asking, and why."""

WRITING = re.compile(
    r"\b(?:insert into|update [a-z_]+\.|delete from|core\.(?:emit|audit)\s*\()", re.IGNORECASE
)
CALL = re.compile(r"\b([a-z_]+\.[a-z0-9_]+)\s*\(")
COMMENT = re.compile(r"--[^\n]*")

FUNCTIONS = """
select p.pronamespace::regnamespace || '.' || p.proname, p.prosrc
from pg_proc as p
where p.pronamespace::regnamespace::text !~ '^(pg_|information_schema|extensions|public)'
"""
CALLED_BY_PEOPLE = """
select distinct p.pronamespace::regnamespace || '.' || p.proname
from pg_proc as p
cross join aclexplode(p.proacl) as a
join pg_roles as r on r.oid = a.grantee
where p.prosecdef and r.rolname = any (%s)
  and p.pronamespace::regnamespace::text !~ '^(pg_|information_schema|extensions|auth)'
"""


@dataclass
class Code:
    """The functions of a database, by their names."""

    bodies: dict[str, str]
    _asks: dict[str, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, conn: psycopg.Connection) -> Code:
        """Those of this database."""
        rows = conn.execute(FUNCTIONS).fetchall()
        return cls({name: COMMENT.sub("", body) for name, body in rows})

    def asks_first(self, name: str) -> bool:
        """Whether a function, or one that it calls, asks who it is before anything is written."""
        if name in GATES:
            return True
        if name not in self._asks:
            self._asks[name] = False  # meanwhile, for one that calls itself
            body = self.bodies.get(name, "")
            writes = WRITING.search(body)
            before = body[: writes.start()] if writes else body
            self._asks[name] = SIGNED_IN in before or any(
                self.asks_first(called) for called in CALL.findall(before)
            )
        return self._asks[name]


def test_definers_for_people_ask_who_it_is(conn: psycopg.Connection) -> None:
    found = {name for (name,) in conn.execute(CALLED_BY_PEOPLE, [list(PEOPLE)])}
    code = Code.of(conn)
    assert len(found) > len(FOR_ANYBODY)
    assert {name for name in found if not code.asks_first(name)} == set(FOR_ANYBODY)


def test_one_that_writes_before_it_asks_is_found() -> None:
    code = Code(
        {
            "sales.good": "begin perform tenancy.authorise(a); insert into sales.c select 1; end",
            "sales.late": "begin insert into sales.c select 1; perform tenancy.authorise(a); end",
            "sales.never": "begin return sales.helper(1); end",
            "sales.helper": "begin return 1; end",
            "sales.through": "declare v_c sales.c := sales.good(1); begin delete from sales.c; end",
            "sales.round": "begin perform sales.round(1); end",
        }
    )
    assert {name for name in code.bodies if code.asks_first(name)} == {
        "sales.good",
        "sales.through",
    }
