"""A whole org into a file and out of it: against bare COPY of the same rows, and in what memory."""

from __future__ import annotations

import resource
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql

from cli.bench.load.client import OK
from cli.bench.measure import Check, Measurement, Section, ratio
from cli.bench.run import Bench
from cli.bench.scenarios.watch import MEGABYTE, timed
from cli.db import load_source
from cli.db.scratch import scratch
from cli.orgs.archive import Archive
from cli.orgs.catalog import SETTINGS, identifier, read_catalog
from cli.orgs.export import export_org, selected
from cli.orgs.load import import_org

LARGEST: Final = "select bench.id(2, 900000)::text"
MEMORY: Final = 96 * MEGABYTE
"""What export and import may add to this process, however many rows there are."""


class Undone(Exception):
    """The import was complete, and is taken back for the next round."""


def run(bench: Bench) -> Section:
    """Compare `entree org export` and `import` with COPY out of and into the same tables."""
    stage = bench.large_stage()
    source = stage.endpoints.admin_db_url
    with psycopg.connect(source) as conn:
        [(org_id,)] = conn.execute(LARGEST).fetchall()
    with tempfile.TemporaryDirectory() as folder, scratch(source) as target:
        with psycopg.connect(target) as conn:
            load_source(conn)
        path = Path(folder) / "org"
        work: dict[str, Callable[[], int]] = {
            "export": lambda: _export(source, org_id, path),
            "bare COPY out": lambda: _copy_out(source, org_id),
            "import": lambda: _import(target, path),
            "bare COPY in": lambda: _copy_in(target, path),
        }
        measurements = [Measurement(name, clients=1) for name in work]
        before = _memory()
        for _ in range(bench.effort.rounds):
            for measurement in measurements:
                count, round_ = timed(stage, work[measurement.name])
                measurement.rounds.append(round_)
                measurement.outcomes[OK if count else "nothing"] += 1
        grown = _memory() - before
    exported, copied, imported, loaded = measurements
    return Section(
        name="orgs",
        title="An org into a file, and into another database; per second are rows",
        measurements=measurements,
        goals=[
            ratio("export / COPY out", exported, copied, at_least=0.1),
            ratio("import / COPY in", imported, loaded, at_least=0.1),
        ],
        checks=[
            Check("Memory stays within bounds", grown <= MEMORY, f"{grown / MEGABYTE:.0f} MB more")
        ],
    )


def _memory() -> int:
    """The most memory that this process has had so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _export(source: str, org_id: str, path: Path) -> int:
    _, sums = export_org(source, org_id, path)
    return sum(count for count, _ in sums.values())


def _copy_out(source: str, org_id: str) -> int:
    rows = 0
    with psycopg.connect(source) as conn:
        for table in read_catalog(conn).tables:
            query = sql.SQL("copy ({}) to stdout").format(selected(table))
            text = psycopg.ClientCursor(conn).mogrify(query, {"org_id": org_id})
            with conn.cursor().copy(text.encode()) as copy:
                rows += sum(1 for _ in copy)
    return rows


def _import(target: str, path: Path) -> int:
    def undo() -> None:
        raise Undone

    with Archive(path) as archive:
        try:
            import_org(target, archive, restart=True, before_commit=undo)
        except Undone:
            return archive.rows
    return 0


def _copy_in(target: str, path: Path) -> int:
    """The same rows into the same tables with their indexes, and nothing else."""
    with Archive(path) as archive, psycopg.connect(target) as conn:
        conn.execute(SETTINGS)
        conn.execute("set session_replication_role = replica")
        for piece in archive.pieces:
            query = sql.SQL("copy {} ({}) from stdin").format(
                identifier(piece.table),
                sql.SQL(", ").join(map(sql.Identifier, archive.head["tables"][piece.table])),
            )
            with conn.cursor().copy(query) as copy:
                copy.write(archive.text(piece))
        conn.rollback()
        return archive.rows
