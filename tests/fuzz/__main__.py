"""The command: a stack of its own, as many inputs as wanted, and what was found."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from cli.stack import Stack
from cli.stack.places import CHECKOUT
from tests.api.bad_input import world
from tests.api.test_bad_input import CASES
from tests.fuzz.run import Fuzz
from tests.shop import open_shop
from tests.stacks import endpoints_of, running

OVER_HTTP = 50
"""One input of so many goes over HTTP."""


def main() -> int:
    """Try inputs; print what was found. Returns 1 if anything was."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=10_000, help="how many")
    parser.add_argument("--seed", type=int, default=1, help="the same seed tries the same inputs")
    parser.add_argument("--home", type=Path, default=CHECKOUT / ".entree" / "fuzz")
    options = parser.parse_args()

    stack = Stack(options.home, ports="auto", durable=False)
    with running(stack), open_shop(endpoints_of(stack)) as shop:
        fuzz = Fuzz(world.build(shop), CASES, seed=options.seed)
        began = time.monotonic()
        fuzz.in_database(options.inputs - options.inputs // OVER_HTTP)
        fuzz.over_http(options.inputs // OVER_HTTP)

    sys.stdout.write(fuzz.report)
    sys.stdout.write(
        f"{fuzz.tried} inputs in {time.monotonic() - began:.0f} s: {fuzz.answered} answered, the"
        f" rest refused; {fuzz.compared} of another's thing compared with nothing;"
        f" {len(fuzz.found)} kinds of faults\n"
    )
    return 1 if fuzz.found else 0


if __name__ == "__main__":
    sys.exit(main())
