"""How big the story is."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from cli.errors import Stop

MOST_PER_ORDER = 10
FEWEST_LEFT = 8  # so that there are always people who pay, who leave, and whose webhook is lost
MOST_VISITORS = 200


@dataclass(frozen=True)
class Plan:
    """So many visitors want so many tickets, of which so many are left.

    Raises:
        Stop: the numbers make no rush, or more of one than this demo is made for.
    """

    visitors: int = 60
    tickets: int = 100
    left: int = 80

    def __post_init__(self) -> None:
        problem = self._problem()
        if problem:
            raise Stop(problem, exit_code=2)

    def wishes(self) -> list[int]:
        """How many tickets each visitor wants, spread evenly."""
        shares = [i * self.tickets // self.visitors for i in range(self.visitors + 1)]
        return [after - before for before, after in pairwise(shares)]

    def _problem(self) -> str | None:
        if self.visitors > MOST_VISITORS:
            return f"{self.visitors} visitors are too many: this demo is for up to {MOST_VISITORS}."
        if not 0 < self.visitors <= self.tickets <= self.visitors * MOST_PER_ORDER:
            return (
                f"{self.visitors} visitors cannot want {self.tickets} tickets: each one wants 1 to "
                f"{MOST_PER_ORDER}."
            )
        if not FEWEST_LEFT <= self.left < self.tickets:
            return (
                f"With {self.left} tickets left for {self.tickets} wanted there is no rush: leave "
                f"{FEWEST_LEFT} or more, but fewer than are wanted."
            )
        return None
