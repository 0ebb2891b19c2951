"""The generated pages are those of the present source."""

from __future__ import annotations

import psycopg
import pytest

from cli.docs import FOLDER, documents

PAGES = ("errors.md", "permissions.md", "state-machines.md")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_up_to_date(name: str, conn: psycopg.Connection) -> None:
    assert (FOLDER / name).read_text() == documents(conn)[name], "run `entree docs`"


def test_every_page_is_checked(conn: psycopg.Connection) -> None:
    assert set(documents(conn)) == set(PAGES)
