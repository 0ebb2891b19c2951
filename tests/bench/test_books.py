"""The bench notices when places do not add up, and calls that wrong, not slow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from cli.bench.command import _require_right
from cli.bench.load import Crew
from cli.bench.measure import Variant, checks, measure
from cli.bench.run import QUICK, Bench
from cli.bench.scenarios import jobs
from cli.bench.scenarios.likeness import tells_same_rows, writes_same_rows
from cli.bench.stage import Stage
from cli.errors import Stop
from tests.stacks import free_home


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """Return a stage with little data."""
    with free_home() as home:
        stage = Stage(home / "bench", QUICK.sizes[1])
        try:
            stage.up(lambda _: None)
            yield stage
        finally:
            stage.down()


@pytest.fixture
def crew() -> Iterator[Crew]:
    """Return processes that run clients."""
    with Crew(2) as crew:
        yield crew


def miscounts(stage: Stage) -> list[str]:
    return [text for (text,) in stage.call("find_miscounts")]


def test_the_data_adds_up(stage: Stage) -> None:
    assert miscounts(stage) == []


def test_a_place_from_nowhere_is_found_and_restored(stage: Stage) -> None:
    with psycopg.connect(stage.endpoints.admin_db_url) as connection:
        changed = connection.execute(
            "update events.capacity_lanes set remaining = remaining + 1"
            " where org_id = bench.own_org() and pool_id = bench.own_ticket_type(0) and lane = 0"
        )
        assert changed.rowcount == 1
    assert miscounts(stage) == [
        "1000001 of 1000000 places left and 0 claimed, 0 ordered, 0 tickets issued"
    ]
    stage.reset()
    assert miscounts(stage) == []


def test_a_claim_without_an_order_fails_the_run(stage: Stage, crew: Crew) -> None:
    """A function that takes a place too many, as a bug would."""
    with psycopg.connect(stage.endpoints.admin_db_url) as connection:
        connection.execute(
            """
            create function bench.take_one_more() returns trigger language plpgsql as $$
            begin
              update events.capacity_lanes as l set remaining = l.remaining - 1
              where l.org_id = new.org_id and l.pool_id = new.pool_id and l.lane = 0;
              return null;
            end $$;
            alter function bench.take_one_more() security definer;
            create trigger bug after insert on sales.capacity_claims
              for each row execute function bench.take_one_more();
            """
        )
    try:
        variant = Variant("orders", stage, lambda: jobs.orders(stage, jobs.ONE_TYPE))
        found = measure(crew, [variant], rounds=1, seconds=0.1, say=lambda _: None)
    finally:
        with psycopg.connect(stage.endpoints.admin_db_url) as connection:
            connection.execute("drop function bench.take_one_more() cascade")
    with pytest.raises(Stop, match="add up"):
        _require_right(checks(found))
    assert miscounts(stage) == []


def test_a_product_from_nowhere_is_found(stage: Stage) -> None:
    """Stock, and what a price tier has left, are counted as places are."""
    with psycopg.connect(stage.endpoints.admin_db_url) as connection:
        changed = connection.execute(
            "update events.capacity_lanes set remaining = remaining + 1"
            " where org_id = bench.own_org() and pool_id = bench.id(14, 0) and lane = 0"
        )
        assert changed.rowcount == 1
    assert len(miscounts(stage)) == 1
    stage.reset()
    assert miscounts(stage) == []


def test_bare_inserts_that_write_less_are_noticed(stage: Stage, crew: Crew) -> None:
    bench = Bench(Path(), crew, QUICK, lambda _: None)
    stage.fill_copies()
    full = jobs.full_orders(stage)
    same = writes_same_rows(bench, stage, full, jobs.bare_full_orders(stage))
    assert same.is_true, same.detail
    less = writes_same_rows(bench, stage, full, jobs.bare_orders(stage, jobs.ONE_TYPE))
    assert not less.is_true
    assert "sales.registration_answers: 200 rows of" in less.detail


def test_a_page_that_tells_less_is_noticed(stage: Stage) -> None:
    same = tells_same_rows(stage)
    assert same.is_true, same.detail
    with psycopg.connect(stage.endpoints.admin_db_url) as connection:
        hide = "update events.questions set is_active = %s where id = bench.id(16, 0)"
        connection.execute(hide, [False])
        connection.commit()
        less = tells_same_rows(stage)
        connection.execute(hide, [True])
    assert less.detail == "questions: 4 and 5"
    assert not less.is_true


def test_refusals_of_a_measured_order_fail_the_run(stage: Stage, crew: Crew) -> None:
    """The scarce ticket type has no places: what is measured there is not the sale."""
    variant = Variant("orders", stage, lambda: jobs.orders(stage, [128]))
    found = measure(crew, [variant], rounds=1, seconds=0.1, say=lambda _: None)
    with pytest.raises(Stop, match="sold_out"):
        _require_right(checks(found))


def test_bare_inserts_are_into_the_same_tables(stage: Stage) -> None:
    """Copies have what the originals have; their foreign keys lead to copies or to originals."""
    with psycopg.connect(stage.endpoints.admin_db_url) as connection:
        differing = connection.execute(
            """
            with constraints as (
              select c.conrelid::regclass::text as owner, c.contype, count(*) as number
              from pg_constraint as c group by 1, 2
            )
            select original.owner, original.contype
            from constraints as original
            left join constraints as copy
              on split_part(copy.owner, '.', 1) = 'bench'
              and split_part(copy.owner, '.', 2) = split_part(original.owner, '.', 2)
              and copy.contype = original.contype
            where original.owner = any (bench.copied_tables())
              and original.contype <> 't'
              and original.number is distinct from copy.number
            """
        ).fetchall()
        leaking = connection.execute(
            """
            select c.conrelid::regclass, c.confrelid::regclass from pg_constraint as c
            where c.contype = 'f' and c.conrelid::regclass::text like 'bench.%'
              and split_part(c.conrelid::regclass::text, '.', 2) in (
                select split_part(t, '.', 2) from unnest(bench.copied_tables()) as t
              )
              and c.confrelid::regclass::text = any (bench.copied_tables())
            """
        ).fetchall()
    assert differing == []
    assert leaking == []
