"""Values that break things, and bodies into which they are worked."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

TEXTS = (
    *("", " ", "\x00", "a\x00b", "\ud800", "\udfff\ud800", "\ufeff", "\u202e", "\u200b", "\x1b[2J"),
    *("\r\n", "\t", "\\", '"', "'", "';--", "$1", "$$", "%s", "%n", "{}", "{field}", "${x}", "../"),
    *("null", "true", "undefined", "[]", "NaN", "Infinity", "-0", "1e400", "0x10", "1_000", "٣"),
    *("<script>alert(1)</script>", "é", "e\u0301", "ﬀ", "ß", "İ", "\U0001f600", "\U0010ffff"),
    *("a@b", "a@b.c", "@", "a@b@c.test", "Ü@example.test", "a b@example.test", "a\n@example.test"),
    *("nl", "en", "NL", "xx", "Europe/Amsterdam", "Europe/Nowhere", "UTC+99", "EUR", "eur"),
    *("http://", "javascript:alert(1)", "https://a.test", "https://a.test/\n", "//a.test", "%00"),
    *("12345678", "NL123456789B01", "+31612345678", "+", "00000000-0000-0000-0000-000000000000"),
    *("owner", "published", "paid", "valid", "cash", "email", "text", "*", "a" * 101, "a" * 5000),
    "\U0001f600" * 300,
)
MOMENTS = (
    *("infinity", "-infinity", "now", "today", "epoch", "allballs", "2026-02-30", "2026-02-29"),
    *("0000-00-00", "0001-01-01", "4713-01-01 BC", "294276-12-31", "294277-01-01", "9999-12-31"),
    *("2026-01-01T24:00Z", "2026-01-01T25:00Z", "2026-03-29T02:30", "2026-10-25T02:30"),
    *("2026-06-30T23:59:60Z", "2026-01-01T00:00+99", "24:00", "25:00", "12:60", "20260101", "1e9"),
    *("1 day", "-1 month", "P1Y", "1e300 years"),
)
NUMBERS = (
    *(0, -1, 1, 2, 7, 99, 100, 101, 10_000, -(2**15), 2**15, 2**31 - 1, 2**31, -(2**31), 2**53 + 1),
    *(2**63 - 1, 2**63, -(2**63) - 1, 10**30, -(10**30), 0.1, -0.0, 0.5, 1.5, 1e-300, 1e300, 1e18),
)
DEPTHS = (3, 50, 500)

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def nested(depth: int) -> Any:
    """Arrays in objects in arrays."""
    value: Any = 1
    for level in range(depth):
        value = [value] if level % 2 else {"a": value}
    return value


class Mutator:
    """Makes bodies worse. The same `random` makes the same ones."""

    def __init__(self, random: Random, things: Sequence[str]) -> None:
        """`things` are ids and secrets of what there is, of whomever."""
        self._random = random
        self._things = things

    def value(self) -> Any:
        """Anything."""
        kinds: tuple[Callable[[], Any], ...] = (
            lambda: self._random.choice(TEXTS),
            lambda: self._random.choice(MOMENTS),
            lambda: self._random.choice(NUMBERS),
            lambda: self._random.choice(self._things),
            lambda: self._random.choice((None, True, False)),
            lambda: self._random.choice(([], {}, [None], [[]], {"": ""}, [{}], [{}] * 300)),
            lambda: nested(self._random.choice(DEPTHS)),
            lambda: [self.value() for _ in range(self._random.randint(1, 3))],
            lambda: {self._random.choice(TEXTS[:40]): self.value()},
        )
        weights = (6, 3, 4, 4, 3, 2, 0.3, 1, 0.5)
        [kind] = self._random.choices(kinds, weights)
        return kind()

    def body(self, samples: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """One of the samples, crossed with another one, and made worse in some places."""
        one, other = self._random.choice(samples), self._random.choice(samples)
        crossed = {
            key: self._random.choice([source[key] for source in (one, other) if key in source])
            for key in {**one, **other}
        }
        made: dict[str, Any] = json.loads(json.dumps(crossed))
        for _ in range(self._random.choice((0, 1, 1, 1, 2, 3))):
            self._worsen(made)
        return made

    def _worsen(self, body: Any) -> None:
        """Change one place, somewhere inside."""
        keys = list(body) if isinstance(body, dict) else list(range(len(body)))
        if not keys:
            return
        key = self._random.choice(keys)
        inner = body[key]
        if isinstance(inner, dict | list) and inner and self._random.random() < 0.7:
            self._worsen(inner)
        elif isinstance(inner, str) and UUID.fullmatch(inner) and self._random.random() < 0.6:
            body[key] = self._random.choice(self._things)
        elif isinstance(inner, list) and inner and self._random.random() < 0.3:
            body[key] = inner * self._random.choice((2, 60))
        elif isinstance(body, dict) and self._random.random() < 0.15:
            del body[key]
        elif isinstance(inner, str) and self._random.random() < 0.3:
            at = self._random.randint(0, len(inner))
            body[key] = inner[:at] + self._random.choice(TEXTS) + inner[at:]
        else:
            body[key] = self.value()
