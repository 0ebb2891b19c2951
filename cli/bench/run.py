"""One run of the bench: how much effort it makes, and what scenarios work with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cli.bench.load import Crew, Job, Tally
from cli.bench.measure import Measurement, Variant, measure
from cli.bench.stage import Size, Stage

PROCESSES = 2  # of the load generator


@dataclass(frozen=True)
class Effort:
    """How long and on how much data everything is measured.

    Args:
        rounds: how often each variant is measured; the median counts.
        seconds: length of one measurement.
        sizes: history of the stages: 1x, 10x and, where it is measured in earnest, 100x.
        places: how many of them are sold where demand exceeds supply.
        large: orders of the largest org, and how many of them are for one event, with two tickets
            each.
        platform: orgs of the platform, and orders that its figures are of.
        exported: rows of an export.
        reserved: reservations of the largest restaurant, and how many of them are on one date.
        messages: laid ready in a queue, to be delivered.
    """

    rounds: int
    seconds: float
    sizes: dict[int, Size]
    places: tuple[int, ...]
    large: tuple[int, int]
    platform: tuple[int, int]
    exported: int
    reserved: tuple[int, int]
    messages: int


FULL = Effort(
    rounds=5,
    seconds=1.5,
    sizes={1: Size(10, 1_000), 10: Size(100, 10_000), 100: Size(1_000, 100_000)},
    places=(7, 5_000),
    large=(1_000_000, 50_000),
    platform=(10_000, 1_000_000),
    exported=200_000,
    reserved=(1_000_000, 600),
    messages=20_000,
)
QUICK = Effort(
    rounds=1,
    seconds=0.4,
    sizes={1: Size(3, 10), 10: Size(30, 100)},
    places=(7, 400),
    large=(3_000, 1_000),
    platform=(50, 2_000),
    exported=2_000,
    reserved=(6_000, 60),
    messages=400,
)


class Bench:
    """What a scenario works with. Stages are started when they are asked for."""

    def __init__(self, home: Path, crew: Crew, effort: Effort, say: Callable[[str], None]) -> None:
        self.effort = effort
        self._home = home
        self._crew = crew
        self._say = say
        self._stages: dict[int, Stage] = {}

    def stage(self, factor: int = 10) -> Stage:
        """Return the stage with so many times the data: 10x, where the size is not the point."""
        if factor not in self._stages:
            self._stages[factor] = stage = Stage(
                self._home / f"x{factor}", self.effort.sizes[factor]
            )
            stage.up(lambda text: self._say(f"{factor}x data: {text}"))
        return self._stages[factor]

    @contextmanager
    def last_stage(self) -> Iterator[Stage]:
        """The smallest stage, for something that it does not survive."""
        factor = min(self.effort.sizes)
        stage = self.stage(factor)
        try:
            yield stage
        finally:
            del self._stages[factor]
            stage.down()

    def large_stage(self) -> Stage:
        """Return the smallest stage with the largest org on it; nothing else is measured there."""
        stage = self.stage(min(self.effort.sizes))
        orders, event_orders = self.effort.large
        self._say(f"A large org: {orders:,} orders")
        stage.fill_large_org(orders, event_orders)
        return stage

    def platform_stage(self) -> Stage:
        """Return the smallest stage with many orgs and their figures on it."""
        stage = self.stage(min(self.effort.sizes))
        orgs, orders = self.effort.platform
        self._say(f"The platform: {orgs:,} orgs, figures of {orders:,} orders")
        stage.fill_platform(orgs, orders)
        return stage

    def dining_stage(self) -> Stage:
        """Return the smallest stage with restaurants on it; nothing else is measured there."""
        stage = self.stage(min(self.effort.sizes))
        reservations, per_day = self.effort.reserved
        self._say(f"Restaurants: {reservations:,} reservations")
        stage.fill_restaurants(reservations, per_day)
        return stage

    def measure(self, variants: Sequence[Variant]) -> list[Measurement]:
        """Measure variants against each other, in rounds."""
        return measure(
            self._crew,
            variants,
            rounds=self.effort.rounds,
            seconds=self.effort.seconds,
            say=self._say,
        )

    def run(self, job: Job, seconds: float) -> list[Tally]:
        """Run a job once, until its clients have done."""
        return self._crew.run(job, seconds)

    def close(self, *, keep: bool = False) -> None:
        """Stop all stages and delete their data; with `keep`, leave both as they are."""
        for stage in self._stages.values():
            stage.down(keep=keep)
        self._stages.clear()
