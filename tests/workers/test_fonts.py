"""Fonts for PDF, where several documents are made at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from workers.tickets import fonts

THREADS = 8
ROUNDS = 10


def test_who_comes_first_reads_a_whole_font() -> None:
    size = fonts.path(fonts.NOTO, "").stat().st_size
    together = Barrier(THREADS)

    def read(_: int) -> set[int]:
        seen = set()
        for _round in range(ROUNDS):
            together.wait()
            # As if nobody had asked for it before.
            seen.add(len(fonts.path.__wrapped__(fonts.NOTO, "").read_bytes()))
        return seen

    with ThreadPoolExecutor(THREADS) as pool:
        assert set().union(*pool.map(read, range(THREADS))) == {size}
