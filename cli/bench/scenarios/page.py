"""All that the page of an event needs in one call, against a bare read of the same rows."""

from __future__ import annotations

from functools import partial

from cli.bench.measure import Section, Variant, checks, ratio
from cli.bench.run import Bench
from cli.bench.scenarios import jobs
from cli.bench.scenarios.likeness import tells_same_rows


def run(bench: Bench) -> Section:
    """Compare `get_event` with one query of the same rows, in SQL and through PostgREST."""
    stage = bench.stage()
    same_rows = tells_same_rows(stage)
    kinds = {
        "in SQL": partial(jobs.pages, stage),
        "in SQL, bare": partial(jobs.bare_pages, stage),
        "PostgREST": partial(jobs.pages_by_rest, stage),
        "PostgREST, bare": partial(jobs.pages_by_rest, stage, "bench_read_event"),
    }
    measurements = bench.measure(
        [Variant(name, stage, job, writes=False) for name, job in kinds.items()]
    )
    in_sql, bare_in_sql, rest, bare_rest = measurements
    return Section(
        name="page",
        title=f"Event page: types, tiers, products, questions, room; {jobs.READ_CLIENTS} clients",
        measurements=measurements,
        goals=[
            ratio("in SQL, page / bare", in_sql, bare_in_sql, at_least=0.5),
            ratio("PostgREST, page / bare", rest, bare_rest, at_least=0.5),
        ],
        checks=[*checks(measurements), same_rows],
    )
