"""Measurements in rounds: everything that is compared runs once per round, in changing order, so
that a noisy moment of the machine falls on all of it, and ratios are taken within a round.
"""

from __future__ import annotations

import statistics
import time
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cli.bench.cpu import CORES, Usage
from cli.bench.load import Crew, Job, Tally, Window
from cli.bench.load.client import OK
from cli.bench.stage import Stage


@dataclass(frozen=True)
class Variant:
    """One of the things that are compared.

    Args:
        name: what it is, for the table.
        job: makes the clients' work, before every measurement.
        writes: it sells something, so the books are checked afterwards and the data is restored.
        commit_delay: microseconds added to every flush of the log.
    """

    name: str
    stage: Stage
    job: Callable[[], Job]
    writes: bool = True
    commit_delay: int = 0


@dataclass(frozen=True)
class Round:
    """One measurement of one variant. Latencies in seconds, processor shares of the machine.

    `cost` is what a request cost the stack: processor seconds, whoever else used the machine.
    """

    per_second: float
    p50: float
    p95: float
    cpu: Mapping[str, float]
    cost: float


@dataclass
class Measurement:
    """A variant's rounds, and what went wrong in them."""

    name: str
    clients: int = 0
    rounds: list[Round] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    miscounts: list[str] = field(default_factory=list)

    def median(self, value: Callable[[Round], float]) -> float:
        """Return the median of a value over the rounds."""
        return statistics.median(value(round_) for round_ in self.rounds)

    @property
    def per_second(self) -> float:
        """The median rate."""
        return self.median(lambda round_: round_.per_second)

    @property
    def failures(self) -> dict[str, int]:
        """Answers that were not as they should be, and how often they came."""
        return {outcome: count for outcome, count in self.outcomes.items() if outcome != OK}


@dataclass(frozen=True)
class Goal:
    """A number that is meant to reach a limit. Missing it is a finding, not a failure."""

    name: str
    values: Sequence[float]
    limit: float
    at_least: bool = True
    unit: str = "x"

    @property
    def value(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.values)

    @property
    def is_met(self) -> bool:
        """Whether it reaches the limit."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit


@dataclass(frozen=True)
class Check:
    """Something that must be true, however slow the machine is. If it is not, the bench fails."""

    name: str
    is_true: bool
    detail: str = ""


@dataclass(frozen=True)
class FunctionTime:
    """What one SQL function takes of a request: calls, and seconds without what it calls."""

    function: str
    calls: float
    seconds: float


@dataclass(frozen=True)
class Profile:
    """Where the time of one kind of request goes."""

    title: str
    functions: Sequence[FunctionTime]


@dataclass(frozen=True)
class Section:
    """What one scenario found."""

    name: str
    title: str
    measurements: Sequence[Measurement]
    goals: Sequence[Goal]
    checks: Sequence[Check]
    profiles: Sequence[Profile] = ()


def ratio(
    name: str,
    subject: Measurement,
    baseline: Measurement,
    *,
    at_least: float,
) -> Goal:
    """Return the goal that `subject` runs at a rate of at least so much of `baseline`'s."""
    return Goal(name, _ratios(subject, baseline), at_least)


def cost(name: str, subject: Measurement, baseline: Measurement, *, at_most: float) -> Goal:
    """Return the goal that one request of `subject` costs at most so much of `baseline`'s."""
    return Goal(name, _ratios(baseline, subject), at_most, at_least=False)


def processor_cost(
    name: str, subject: Measurement, baseline: Measurement, *, at_most: float
) -> Goal:
    """Return the goal that one request takes at most so much of `baseline`'s processor time."""
    values = [
        one.cost / other.cost if other.cost else 0.0
        for one, other in zip(subject.rounds, baseline.rounds, strict=True)
    ]
    return Goal(name, values, at_most, at_least=False)


def rate(name: str, subject: Measurement, *, at_least: float) -> Goal:
    """Return the goal of so many requests per second."""
    values = [round_.per_second for round_ in subject.rounds]
    return Goal(name, values, at_least, unit="/s")


def _ratios(above: Measurement, below: Measurement) -> list[float]:
    return [
        one.per_second / other.per_second if other.per_second else 0.0
        for one, other in zip(above.rounds, below.rounds, strict=True)
    ]


def measure(
    crew: Crew,
    variants: Sequence[Variant],
    *,
    rounds: int,
    seconds: float,
    say: Callable[[str], None],
) -> list[Measurement]:
    """Measure the variants in rounds.

    Args:
        seconds: length of one measurement.
        say: called with a sentence before each measurement.
    """
    measurements = [Measurement(variant.name) for variant in variants]
    pairs = list(zip(variants, measurements, strict=True))
    writing = {id(variant.stage): variant.stage for variant in variants if variant.writes}
    for number in range(rounds):
        for stage in writing.values():
            stage.vacuum()
        for variant, measurement in pairs if number % 2 == 0 else reversed(pairs):
            say(f"Round {number + 1} of {rounds}: {variant.name}")
            _measure_once(crew, variant, measurement, seconds)
    return measurements


def _measure_once(crew: Crew, variant: Variant, measurement: Measurement, seconds: float) -> None:
    stage = variant.stage
    stage.delay_commits(variant.commit_delay)
    job = variant.job()
    measurement.clients = job.clients
    groups = {"clients": crew.pids} | {name: [pid] for name, pid in stage.pids().items()}
    shares: dict[str, float] = {}

    def watch(window: Window) -> None:
        time.sleep(max(0.0, window.opens_at - time.monotonic()))
        started, before = time.monotonic(), Usage.now(groups)
        time.sleep(max(0.0, window.closes_at - time.monotonic()))
        after = Usage.now(groups)
        shares.update(after.shares_since(before, time.monotonic() - started))

    tallies = crew.run(job, seconds, watch)
    measurement.rounds.append(_round(tallies, shares, stage.pids()))
    for tally in tallies:
        measurement.outcomes += tally.outcomes
    if variant.writes:
        measurement.miscounts += [text for (text,) in stage.call("find_miscounts")]
        stage.reset()


def _round(tallies: Sequence[Tally], cpu: Mapping[str, float], stack: Iterable[str]) -> Round:
    """Put the tallies of all processes together; `stack` are the groups that served them."""
    latencies = array("d")
    for tally in tallies:
        latencies.extend(tally.latencies)
    ordered = sorted(latencies) or [0.0]
    per_second = sum(tally.per_second for tally in tallies)
    used = sum(cpu[name] for name in stack)
    return Round(
        per_second=per_second,
        p50=ordered[len(ordered) // 2],
        p95=ordered[len(ordered) * 95 // 100],
        cpu={**cpu, "stack": used},
        cost=used * CORES / per_second if per_second else 0.0,
    )


def checks(measurements: Sequence[Measurement]) -> list[Check]:
    """Return what must be true of any measurements: good answers, and books that add up."""
    failures = [
        f"{measurement.name}: {count} x {outcome}"
        for measurement in measurements
        for outcome, count in measurement.failures.items()
    ]
    miscounts = [
        f"{measurement.name}: {text}"
        for measurement in measurements
        for text in measurement.miscounts
    ]
    idle = [
        measurement.name
        for measurement in measurements
        if any(round_.per_second == 0 for round_ in measurement.rounds)
    ]
    return [
        Check("Every answer was as it should be", not failures, "; ".join(failures)),
        Check("Every variant got something done", not idle, ", ".join(idle)),
        Check("Places left, claimed and ordered add up", not miscounts, "; ".join(miscounts)),
    ]
