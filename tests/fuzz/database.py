"""Calls of functions as PostgREST makes them, thousands per second, all of them taken back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import jwt
import psycopg

MADE = """
create function pg_temp.attempt(p_role text, p_claims text, p_call text, p_body text)
  returns text[]
  language plpgsql
as $$
declare
  v_answer text;
  v_state text;
  v_message text;
  v_detail text;
  v_context text;
begin
  perform set_config('request.jwt.claims', p_claims, true);
  perform set_config('role', p_role, true);
  execute p_call into v_answer using p_body::json;
  set constraints all immediate;
  raise exception sqlstate 'ZZ000';
exception when others or query_canceled or assert_failure then
  get stacked diagnostics v_state = returned_sqlstate, v_message = message_text,
    v_detail = pg_exception_detail, v_context = pg_exception_context;
  return array[v_state, v_message, v_detail, v_context, v_answer];
end
$$
"""
ATTEMPT = """
select pg_temp.attempt(a.role, a.claims, a.call, a.body)
from unnest(%s::text[], %s::text[], %s::text[], %s::text[]) with ordinality
  as a (role, claims, call, body, place)
order by a.place
"""
SIGNATURES = """
select p.proname::text, p.provolatile = 's',
  coalesce(array_agg(a.name::text order by a.place) filter (where a.name is not null), '{}'),
  coalesce(array_agg(format_type(a.type, null) order by a.place)
    filter (where a.name is not null), '{}')
from pg_proc as p
left join lateral unnest(p.proargnames, p.proargtypes::oid[]) with ordinality
  as a (name, type, place) on a.type is not null
where p.pronamespace = 'public'::regnamespace
group by p.oid
order by 1
"""

DONE = "ZZ000"
"""What an attempt ends with that went well."""
CAST = frozenset({"22P02", "22P05", "22003", "22007", "22008", "22009", "22023"})
"""What PostgREST says of a value that is not of the parameter's type, before it calls."""
BEFORE = frozenset({"42501", "42883"})
"""What it says of a function that is not granted, and of parameters that no function has."""


@dataclass(frozen=True)
class Function:
    """A function of the API: its parameters by name, with their types."""

    name: str
    only_reads: bool
    parameters: dict[str, str]

    def call(self, given: Iterable[str]) -> str:
        """The call with some of its parameters, which are fields of the JSON that is $1."""
        names = [f'"{name}"' for name in self.parameters if name in set(given)]
        types = ", ".join(
            f'"{name}" {kind}' for name, kind in self.parameters.items() if f'"{name}"' in names
        )
        arguments = ", ".join(f"{name} := x.{name}" for name in names)
        source = f"json_to_record($1) as x ({types})" if names else "(select $1) as x"
        call = f"public.{self.name}({arguments})"
        return f"select json_agg(r)::text from (select {call} as r from {source}) as t"  # noqa: S608 - names of the catalog


@dataclass(frozen=True)
class Attempt:
    """Somebody calls a function."""

    asker: str
    function: Function
    body: dict[str, Any]

    def __str__(self) -> str:
        """How to see it again."""
        return f"{self.asker} {self.function.name} {json.dumps(self.body)[:600]}"


@dataclass(frozen=True)
class Outcome:
    """What came of it: the class of the error, or DONE and the answer."""

    state: str
    message: str
    detail: str
    context: str
    answer: str | None

    @property
    def fault(self) -> str | None:
        """What is wrong with it, None when it is an answer or a refusal in our words."""
        if self.state == DONE or (self.state.startswith("PT") and self.state != "PT500"):
            return None
        is_inside = re.search(r"function (?!pg_temp)", self.context.rpartition("\n")[0])
        if not is_inside and self.state in CAST | BEFORE:
            return None
        place = self.context.partition("\n")[0]
        return f"{self.state} {self.message[:120]} | {place[:120]}"

    def without(self, *things: str) -> tuple[str, ...]:
        """What whoever asked is told, with ids left out."""
        said = (self.state, self.message, self.detail, self.answer or "")
        return tuple(re.sub("|".join(map(re.escape, things)), "ID", part) for part in said)


class Caller:
    """Makes attempts over one connection of a superuser."""

    def __init__(
        self, connection: psycopg.Connection[tuple[Any, ...]], tokens: dict[str, str]
    ) -> None:
        """`tokens` are those of everybody who asks."""
        self._connection = connection
        self._claims = {
            asker: jwt.decode(token, options={"verify_signature": False})
            for asker, token in tokens.items()
        }
        connection.execute(MADE)
        connection.execute("set statement_timeout = '120s'")

    def functions(self) -> list[Function]:
        """All functions of the API."""
        found = self._connection.execute(SIGNATURES).fetchall()
        return [
            Function(name, only_reads, dict(zip(names, types, strict=True)))
            for name, only_reads, names, types in found
        ]

    def outcomes(self, attempts: Sequence[Attempt]) -> list[Outcome]:
        """What comes of each, one after the other, as if none had been before."""
        claims = [self._claims[attempt.asker] for attempt in attempts]
        columns = (
            [claim["role"] for claim in claims],
            [json.dumps(claim) for claim in claims],
            [attempt.function.call(attempt.body) for attempt in attempts],
            [json.dumps(attempt.body) for attempt in attempts],
        )
        found = self._connection.execute(ATTEMPT, columns).fetchall()
        return [Outcome(*row) for (row,) in found]
