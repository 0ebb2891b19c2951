"""Where the time goes: the SQL functions of one request, and what each takes of it.

Measured by Postgres itself, which makes everything slower: for comparing functions with each other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import cycle, islice

from cli.bench.load import Job
from cli.bench.measure import FunctionTime, Profile, Section
from cli.bench.run import Bench
from cli.bench.scenarios import jobs
from cli.bench.stage import Stage
from cli.bench.world import FREE

REQUESTS = 512
SHOWN = 30  # functions
FLUSH = b"select pg_stat_force_next_flush()"  # else the backend counts to itself for a while
PATIENCE = 120.0  # seconds


def run(bench: Bench) -> Section:
    """Profile orders, a settlement, the page of an event and a booking, each on one connection."""
    stage = bench.stage()
    restaurants = bench.dining_stage()
    kinds: dict[str, Callable[[], Job]] = {
        "An order": lambda: jobs.orders(stage, jobs.ONE_TYPE),
        "A free order": lambda: jobs.orders(stage, FREE[:1], paid=True),
        "An order with a full cart": lambda: jobs.full_orders(stage),
        "A payment that settles an order": lambda: jobs.settlements(stage, bench.effort),
        "The page of an event": lambda: jobs.pages(stage),
    }
    profiles = [_profile(bench, stage, title, make()) for title, make in kinds.items()]
    bookings = jobs.bookings(restaurants, range(1, 65))
    profiles.append(_profile(bench, restaurants, "A booking", bookings))
    return Section("profile", "Where the time goes in SQL", [], [], [], profiles)


def _profile(bench: Bench, stage: Stage, title: str, job: Job) -> Profile:
    requests = [*islice(cycle(job.requests), REQUESTS)]
    alone = replace(job, requests=[*requests, FLUSH], clients=1, once=True, warm_up=0)
    times = stage.profile(lambda: _work(bench, alone))
    stage.reset()
    whole = sum(seconds for _, _, seconds in times) / REQUESTS
    return Profile(
        f"{title}: {whole * 1000:.2f} ms",
        [
            FunctionTime(name, calls / REQUESTS, own / REQUESTS)
            for name, calls, own in times[:SHOWN]
        ],
    )


def _work(bench: Bench, job: Job) -> None:
    bench.run(job, PATIENCE)
