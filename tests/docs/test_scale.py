"""docs/scale.md reckons right, and from what docs/performance.md says was measured."""

from __future__ import annotations

import re

from cli.stack.places import CHECKOUT

SCALE = (CHECKOUT / "docs" / "scale.md").read_text()
PERFORMANCE = (CHECKOUT / "docs" / "performance.md").read_text()

CORES = 8 / 2
"""Of a cell, for each one that was measured with."""
USED = 1 / 2
ORDERS_PER_ORG = 1_000
POOLS = (4 + 2) * 8 + 11 + 8


def number(text: str) -> float:
    return float(text.replace(",", ""))


def rows(table: str) -> dict[str, list[str]]:
    """The rows of the table below a heading, by what their first column says."""
    [section] = re.findall(rf"^## {table}\n(.*?)(?=^## |\Z)", SCALE, re.MULTILINE | re.DOTALL)
    cells = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return {first.strip(): [cell.strip() for cell in rest] for first, *rest in cells}


def measured(name: str) -> float:
    return number(rows("What was measured")[name][0])


def test_what_was_measured_is_what_performance_says() -> None:
    said = {
        cells[1].strip(): cells[2].strip()
        for line in PERFORMANCE.splitlines()
        if len(cells := line.split("|")) > 3
    }
    figures = {name: row[0] for name, row in rows("What was measured").items() if name.strip("- ")}
    assert len(figures) >= 4
    for name, figure in figures.items():
        assert said.get(name) == figure, name


def test_the_table_of_cells_is_reckoned_from_it() -> None:
    orders = measured("`create-order-public`, orders per second") * CORES * USED
    scans = measured("`scan_ticket`, scans per second") * CORES * USED
    table = rows("Cells")
    [kilobytes] = re.findall(r"\*\*Storage\*\*: (\d+) kB", SCALE)
    orgs = number(table["orgs with 1,000 orders a year"][0])
    expected = {
        "orders per second, at most": orders,
        "orders in a busy hour": orders * 3600,
        "scans per second, at most": scans,
        "orgs with 1,000 orders a year": orgs,
        "orders a year": orgs * ORDERS_PER_ORG,
        "storage per year, in GB": orgs * ORDERS_PER_ORG * int(kilobytes) / 1e6,
        "database connections": POOLS,
        "processes of workers": 6,
    }
    assert set(expected) == {name for name in table if name.strip("- ")}
    for name, one in expected.items():
        assert [number(cell) for cell in table[name]] == [one, one * 10, one * 100], name


def test_the_text_says_the_same() -> None:
    orders = measured("`create-order-public`, orders per second")
    in_sql = measured("`sales.create_order`, orders per second")
    for words in (
        f"{orders:.0f} / 2 = {orders * CORES * USED:.0f} free orders",
        f"of two cores: {2_000 / orders:.1f} ms",
        f"about {round(in_sql * 2, -2):,.0f} orders",
    ):
        assert words in SCALE.replace("\n   ", " "), words
