"""The generated pages are those of the present source."""

from __future__ import annotations

import re

import psycopg
import pytest

from cli.docs import FOLDER, documents

PAGES = ("errors.md", "permissions.md", "state-machines.md")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_up_to_date(name: str, conn: psycopg.Connection) -> None:
    assert (FOLDER / name).read_text() == documents(conn)[name], "run `entree docs`"


def test_every_page_is_checked(conn: psycopg.Connection) -> None:
    assert set(documents(conn)) == set(PAGES)


def test_all_that_can_happen_is_told(conn: psycopg.Connection) -> None:
    table = (FOLDER / "integrations.md").read_text().partition("## Events")[2]
    types = {name for (name,) in conn.execute("select event_type from integrations.event_types")}
    lines = [line.split("|")[1] for line in table.splitlines() if line.startswith("|")]
    named = {name for line in lines for name in re.findall(r"`([a-z_]+\.[a-z_]+)`", line)}
    assert named == types
