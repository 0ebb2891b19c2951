"""Reads `sql/`, the source of truth, and loads it into an empty database.

`sql/` is a row of rooms (`10_core`, `20_tenancy`, …), each with the same floors. The order is:
`00_ground.sql`, then room by room, floor by floor, file by file in alphabetical order. A line
`-- requires: other_stem[, …]` in the comment at the top of a file puts the named files, of the same
room and floor, before it.
"""

from __future__ import annotations

import graphlib
import heapq
import re
from dataclasses import dataclass
from pathlib import Path

import psycopg

from cli.db import statements
from cli.db.execution import display_name, execute, read_statements
from cli.errors import Stop
from cli.stack.places import CHECKOUT

SQL = CHECKOUT / "sql"
GROUND = "00_ground.sql"
FLOORS = ("1_tables", "2_functions", "3_access", "4_api")

_ROOM = re.compile(r"\d\d_[a-z][a-z_]*")
_REQUIRES = re.compile(r"--\s*requires:\s*(.*)")
# Roles, their settings and memberships, and databases are shared by all databases of a server.
_CLUSTER_WIDE = re.compile(
    r"(create|alter|drop|comment on) (role|user|group|database|tablespace) (?!mapping)"
    r"|alter system "
    r"|(grant|revoke) (?!.* on )"
)


class SourceError(Stop):
    """`sql/` cannot be ordered or loaded; the message names the file and what to change."""


@dataclass(frozen=True)
class SourceFile:
    """One file of the source; `room` and `floor` are folder names, empty for the ground."""

    path: Path
    room: str
    floor: str

    @property
    def schema(self) -> str:
        """The schema of the file's room, `core` for 10_core; empty for the ground."""
        return self.room.partition("_")[2]

    @property
    def requires(self) -> list[str]:
        """Stems of the files that must be loaded before this one."""
        stems: list[str] = []
        for line in self.text.splitlines():
            if not line.startswith("--"):
                break
            match = _REQUIRES.match(line)
            if match:
                stems += [stem.strip() for stem in match.group(1).split(",") if stem.strip()]
        return stems

    @property
    def text(self) -> str:
        """The file's text."""
        return self.path.read_text(encoding="utf-8")


def files(root: Path = SQL) -> list[SourceFile]:
    """Every file of the source in load order; SourceError if there is no such order."""
    ground = root / GROUND
    if not ground.is_file():
        raise SourceError(f"{display_name(ground)} is missing: it is loaded first of all.")
    found = [SourceFile(ground, "", "")]
    for room in rooms(root):
        for floor in FLOORS:
            found += _ordered(
                [SourceFile(path, room, floor) for path in (root / room / floor).glob("*.sql")]
            )
    stray = set(root.rglob("*.sql")) - {file.path for file in found}
    if stray:
        names = ", ".join(display_name(path) for path in sorted(stray))
        raise SourceError(
            f"{names}: not loaded. A file stands in <NN_room>/<floor>/<name>.sql, "
            f"the floors are {', '.join(FLOORS)}."
        )
    return found


def rooms(root: Path = SQL) -> list[str]:
    """The folder names of the rooms, in order."""
    return sorted(
        path.name for path in root.iterdir() if path.is_dir() and _ROOM.fullmatch(path.name)
    )


def load_source(
    conn: psycopg.Connection,
    root: Path = SQL,
    *,
    cluster_wide: bool = True,
) -> None:
    """Loads the source into the empty database of `conn`, in one transaction.

    Without `cluster_wide`, statements about roles and databases are left out: what a scratch
    database needs, whose server others use. SourceError tells file, line and Postgres' message.
    """
    with conn.transaction():
        conn.execute("set local check_function_bodies = off")
        for file in files(root):
            for statement in read_statements(file.path, SourceError):
                if cluster_wide or not is_cluster_wide(statement):
                    execute(conn, statement, file.path, SourceError)


def is_cluster_wide(statement: statements.Statement) -> bool:
    """Whether the statement changes what all databases of the server share."""
    return _CLUSTER_WIDE.match(statement.bare) is not None


def _ordered(floor: list[SourceFile]) -> list[SourceFile]:
    """Alphabetical, but every file after the ones that it requires."""
    by_stem = {file.path.stem: file for file in floor}
    sorter: graphlib.TopologicalSorter[str] = graphlib.TopologicalSorter()
    for stem, file in by_stem.items():
        for required in file.requires:
            if required not in by_stem:
                known = ", ".join(sorted(by_stem.keys() - {stem})) or "none"
                raise SourceError(
                    f"{display_name(file.path)} requires {required!r}, which is not in "
                    f"{file.room}/{file.floor} (there: {known})."
                )
        sorter.add(stem, *file.requires)
    try:
        sorter.prepare()
    except graphlib.CycleError as error:
        circle = " → ".join(error.args[1])
        place = f"{floor[0].room}/{floor[0].floor}"
        raise SourceError(
            f"{place}: these files require each other in a circle: {circle}."
        ) from error
    ordered: list[SourceFile] = []
    ready: list[str] = []
    while sorter.is_active():
        for stem in sorter.get_ready():
            heapq.heappush(ready, stem)
        stem = heapq.heappop(ready)
        sorter.done(stem)
        ordered.append(by_stem[stem])
    return ordered
