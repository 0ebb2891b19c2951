"""Scans are told once each, however many sweeps are at it and however late they are committed."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from random import Random

import psycopg

from tests.checkins import Checkins
from tests.concurrency.sessions import sessions
from tests.gates import Gate, ago, open_gates, scan
from tests.shop import Shop, at_once

SWEEP = "select door.sweep_scans(3)"
UPLOAD = "select public.upload_scan_logs(%s, %s::jsonb, %s)"
ACT_AS = "select set_config('request.jwt.claims', %s, true)"


def test_what_commits_late_is_not_skipped(shop: Shop) -> None:
    sale, (early, late) = open_gates(shop, 2)
    feed, gate, other = Checkins(shop, sale), Gate(shop, sale), Gate(shop, sale)
    with sessions(shop.stack.db_url, None) as (slow,):
        log = gate.log(early, ago(5))
        slow.call(ACT_AS, json.dumps({"role": "authenticated", "sub": sale.owner.user_id}))
        slow.call(UPLOAD, sale.event_id, json.dumps([log]), gate.device_id)
        after = scan(other, late)
        assert feed.read() == [], "what began later waits for the one before"
        slow.commit()
        told = feed.until(2)
    assert {said["scan_id"] for _, said in told} == {log["id"], after["scan_id"]}
    assert len(feed.all()) == 2


def test_two_sweeps_at_once_tell_once(shop: Shop) -> None:
    sale, tickets = open_gates(shop, 20)
    feed = Checkins(shop, sale)
    Gate(shop, sale).upload([Gate(shop, sale).log(ticket, ago(9)) for ticket in tickets])
    at_once(6, lambda _: shop.ask(SWEEP))
    assert len(feed.until(20)) == 20
    at_once(6, lambda _: shop.ask(SWEEP))
    assert len(feed.all()) == 20
    assert len({change["entity_id"] for change in feed.seen}) == 20


def test_who_waits_for_the_other_sweep_tells_nothing_again(shop: Shop) -> None:
    sale, (ticket,) = open_gates(shop, 1)
    feed = Checkins(shop, sale)
    scan(Gate(shop, sale), ticket)
    with sessions(shop.stack.db_url, None, None) as (one, two):
        one.call("select door.sweep_scans(1000)")
        assert two.call("select door.sweep_scans(1000)") == 0, "it does not wait"
        two.commit()
        one.commit()
    assert len(feed.until(1)) == 1
    assert len(feed.all()) == 1


def test_every_scan_is_told_once_while_gates_and_sweeps_are_busy(shop: Shop) -> None:
    """What was told last of each scan is what it came to, and each of its results once."""
    sale, tickets = open_gates(shop, 30)
    feed = Checkins(shop, sale)

    def gate(seed: int) -> None:
        random, its = Random(seed), Gate(shop, sale)  # noqa: S311 - nothing secret
        for ticket in random.sample(tickets, 20):
            if random.random() < 0.5:
                scan(its, ticket)
            else:
                its.upload([its.log(ticket, ago(random.uniform(0, 60)))])

    with ThreadPoolExecutor(max_workers=4) as pool:
        gates = [pool.submit(gate, seed) for seed in range(3)]
        while not all(done.done() for done in gates):
            shop.ask(SWEEP)
        for done in gates:
            done.result()

    with psycopg.connect(shop.stack.db_url, autocommit=True) as connection:
        rows = connection.execute(
            "select id::text, result::text from door.scan_logs where event_id = %s and is_accepted",
            [sale.event_id],
        ).fetchall()
    accepted: dict[str, str] = dict(rows)
    told = feed.until(len(accepted))
    told = feed.until(len(feed.all()))
    last = {said["scan_id"]: said["result"] for _, said in told}
    assert last == accepted
    heard = [(said["scan_id"], said["result"], said.get("result_before")) for _, said in told]
    assert len(heard) == len(set(heard))
