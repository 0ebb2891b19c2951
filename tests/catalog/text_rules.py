"""What the text of `sql/` must not say. Each rule takes the statements and returns complaints.

Rules about the finished database are in catalog_rules.py. docs/conventions.md tells them to people.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence

from cli.db.execution import display_name
from tests.catalog.text import Code, without_strings

Names = Collection[tuple[str, str]]
Rule = Callable[[Sequence[Code], Names], list[str]]

# Functions that may read the clock of the machine, and why; everything else asks core.clock().
CLOCKS = {
    "core.clock": "it is the clock",
    "core.moved_clock": "it is the clock, moved",
    "core.new_id": "the time inside an id is the real one, whatever the clock shows",
    "platform.vitals": "whether the clocks of machines agree is about the real ones",
}

WIDTH = 100

_CLOCK = re.compile(
    r"\b(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\("
    r"|\bcurrent_(timestamp|date|time)\b|\blocaltime(stamp)?\b",
    re.IGNORECASE,
)
_QUALIFIED = re.compile(r"(?<![\w.\"])([a-z_]+)\.([a-z_0-9]+)")
_MADE = re.compile(
    r"create (?:or replace )?(?:constraint |unlogged |unique )?"
    r"(table|view|function|type|schema|trigger|policy|index) (?:(\w+)\.)?(\w+)"
)
_NOTIFY = re.compile(r"\b(pg_)?notify\b", re.IGNORECASE)
_STAR = re.compile(r"\bselect\s+(distinct\s+)?\*", re.IGNORECASE)
# SQLSTATEs of class 40 make PostgREST repeat the request, for ever in old versions.
_REPEAT = re.compile(
    r"(\berrcode\s*=\s*|\braise\s+sqlstate\s+)'40"
    r"|\b(raise|errcode\s*=)\s+'?(serialization_failure|deadlock_detected)",
    re.IGNORECASE,
)


def made(found: Code) -> tuple[str, str, str] | None:
    """Kind, schema and name of what the statement makes: ("view", "public", "orders")."""
    match = _MADE.match(found.statement.bare)
    return (match[1], match[2] or "", match[3]) if match else None


def names_later_room(source: Sequence[Code], known: Names) -> list[str]:
    """Down by call: a room names the rooms before it, in code and in texts, never one after it."""
    rooms = {schema: place for place, schema in enumerate(_rooms(source))}
    homes = {
        name: found.file.schema
        for found in source
        for kind, schema, name in filter(None, [made(found)])
        if schema == "public" and kind in {"view", "function"}
    }
    complaints = []
    for found in source:
        if found.statement.bare.startswith("comment on"):  # prose names nothing
            continue
        for schema, name in sorted(set(_QUALIFIED.findall(found.said)) & set(known)):
            home = homes.get(name, "") if schema == "public" else schema
            if rooms.get(home, -1) > rooms.get(found.file.schema, -1):
                complaints.append(f"{found.place}: {schema}.{name} is in the later room {home}")
    return complaints


def names_nothing(source: Sequence[Code], known: Names) -> list[str]:
    """A body is not compiled against what it calls: a misspelt name would sleep until it runs."""
    schemas = {*_rooms(source), "public", "auth", "extensions"}
    return [
        f"{found.place}: there is no {schema}.{name}"
        for found in source
        for schema, name in sorted(set(_QUALIFIED.findall(found.executed)) - set(known))
        if schema in schemas
    ]


def misplaced(source: Sequence[Code], _: Names) -> list[str]:
    """A file holds what its floor and its name say.

    One function per file; one view or RPC per file of the API, with the view's own triggers, where
    a view that only operators read stays in the schema of its room; beside tables their types and
    indexes, and the functions that column defaults need; policies and triggers in the access file.
    """
    complaints = []
    by_file: dict[str, list[Code]] = {}
    for found in source:
        by_file.setdefault(str(found.file.path), []).append(found)
    for statements in by_file.values():
        file = statements[0].file
        things = [thing for thing in map(made, statements) if thing]
        if not _belongs(file.floor, file.schema, file.path.stem, things):
            told = (
                ", ".join(f"{kind} {schema}.{name}" for kind, schema, name in things) or "nothing"
            )
            complaints.append(f"{statements[0].place}: makes {told}")
    return complaints


def _belongs(floor: str, room: str, stem: str, things: list[tuple[str, str, str]]) -> bool:
    kinds = {kind for kind, _, _ in things}
    match floor:
        case "1_tables":
            tables = [name for kind, _, name in things if kind == "table"]
            named = not tables or stem in tables
            return named and kinds <= {"table", "type", "schema", "function", "index"}
        case "2_functions":
            return things == [("function", room, stem)]
        case "3_access":
            return kinds <= {"trigger", "policy"}
        case "4_api":
            made_here = ("view", "public"), ("function", "public"), ("view", room)
            shown = [thing for thing in things if thing[0] != "trigger"]
            return len(shown) == 1 and shown[0] in {(*made, stem) for made in made_here}
        case _:
            return not things


def says_too_little(source: Sequence[Code], _: Names) -> list[str]:
    """`create or replace` drops what it does not repeat, so every header says everything."""
    wanted = {
        "language": r"\blanguage (sql|plpgsql)\b",
        "immutable, stable or volatile": r"\b(immutable|stable|volatile)\b",
        "security invoker or definer": r"\bsecurity (invoker|definer)\b",
        "set search_path = ''": r"\bset search_path = ''",
    }
    return [
        f"{found.place}: the header of {found.function} must say {what}, once"
        for found in source
        if found.function
        for what, pattern in wanted.items()
        if len(re.findall(pattern, found.header)) != 1
    ]


def forgets_options(source: Sequence[Code], _: Names) -> list[str]:
    """A view of the API is read with the rights of its reader."""
    return [
        f"{found.place}: the view lacks with (security_invoker = true)"
        for found in source
        if (made(found) or ())[:2] == ("view", "public")
        and "with (security_invoker = true" not in found.header
    ]


def keeps_public(source: Sequence[Code], _: Names) -> list[str]:
    """Default privileges can be lost, so each function says itself that it is not for everyone."""
    return [
        f"{found.place}: no `revoke all on function {found.function}(…) from public` in the file"
        for found in source
        if found.function
        and not any(
            other.file == found.file
            and other.statement.bare.startswith(f"revoke all on function {found.function}(")
            and " from public" in other.statement.bare
            for other in source
        )
    ]


def reads_machine_clock(source: Sequence[Code], _: Names) -> list[str]:
    """Time comes from core.clock(), so that every rule about it can be replayed."""
    return _matching(
        _CLOCK, (found for found in source if found.function not in CLOCKS), "use core.clock()"
    )


def notifies(source: Sequence[Code], _: Names) -> list[str]:
    """A notify serialises every commit of the server; only PostgREST is told, while migrating."""
    writers = (found for found in source if not found.statement.bare.startswith("notify pgrst"))
    return _matching(_NOTIFY, writers, "write to the outbox instead")


def selects_star(source: Sequence[Code], _: Names) -> list[str]:
    """A column that is added later would appear wherever a star was written."""
    return _matching(_STAR, source, "name the columns")


def makes_postgrest_repeat(source: Sequence[Code], _: Names) -> list[str]:
    """Conflicts are answered with core.fail(), not with serialization failures."""
    return [
        f"{found.place}: raises class 40; use core.fail()"
        for found in source
        if _REPEAT.search(found.said)
    ]


def runs_on(source: Sequence[Code], _: Names) -> list[str]:
    """A line has at most 100 columns, what stands between plain quotes not counted."""
    complaints = []
    for file in dict.fromkeys(found.file for found in source):
        plain = without_strings(file.text)
        complaints += [
            f"{display_name(file.path)}:{number}: {len(line)} columns"
            for number, line in enumerate(plain.splitlines(), 1)
            if len(line) > WIDTH
        ]
    return complaints


def _rooms(source: Iterable[Code]) -> list[str]:
    return list(dict.fromkeys(found.file.schema for found in source if found.file.schema))


def _matching(pattern: re.Pattern[str], source: Iterable[Code], cure: str) -> list[str]:
    return [
        f"{found.place}: `{match[0]}`: {cure}"
        for found in source
        for match in pattern.finditer(found.executed)
    ]


RULES: list[Rule] = [
    names_later_room,
    names_nothing,
    misplaced,
    says_too_little,
    forgets_options,
    keeps_public,
    reads_machine_clock,
    notifies,
    selects_star,
    makes_postgrest_repeat,
    runs_on,
]
