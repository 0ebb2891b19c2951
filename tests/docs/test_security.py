"""docs/security.md names for each attack a test that exists."""

from __future__ import annotations

import re

from cli.stack.places import CHECKOUT

PAGE = CHECKOUT / "docs" / "security.md"
LINK = re.compile(r"\]\(([^)]+)\)")


def test_every_attack_has_a_test() -> None:
    rows = [line for line in PAGE.read_text().splitlines() if line.startswith("| ")][1:]
    assert rows
    for row in rows:
        shown_by = row.rstrip(" |").rpartition("|")[2]
        assert "../tests/" in shown_by, row


def test_what_is_named_is_there() -> None:
    missing = [path for path in LINK.findall(PAGE.read_text()) if not (PAGE.parent / path).exists()]
    assert not missing
