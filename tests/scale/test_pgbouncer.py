"""PgBouncer in transaction mode between everything and the database: all of it works as before.

A connection belongs to a client for the length of a transaction here, so whatever was kept in a
session would be lost, or found by somebody else.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import httpx
import psycopg
import pytest

from cli.stack import Endpoints, Stack, packages, ports
from cli.stack.files import write_private
from cli.stack.places import CHECKOUT, Places, server_user
from cli.stack.process import Command, Process
from tests.scale import pgbouncer
from tests.shop import LET_IN, Shop, at_once, open_shop, until

CONNECTIONS = 4
"""That the pooler has to the database, for each role; its clients have many more."""
BUYERS = 12
REPLACED = ("postgrest", "functions", "worker")


@pytest.fixture(scope="module")
def pooler(stack: Stack) -> Iterator[int]:
    """Return the port of a PgBouncer in front of the stack's database."""
    places = Places(stack.home, server_user())
    try:
        program = pgbouncer.find(places)
    except pgbouncer.NotToBeHad as reason:
        pytest.skip(f"no PgBouncer can be had: {reason}")
    cluster = stack.cluster()
    port = next(port for port in ports.FREE_RANGE if ports.is_free(port))
    folder = stack.data.with_name("pgbouncer")
    folder.mkdir(exist_ok=True)
    users = {"authenticator": cluster.keys.authenticator_password}
    users["postgres"] = cluster.keys.postgres_password
    files = {
        "users.txt": "".join(f'"{name}" "{password}"\n' for name, password in users.items()),
        "pgbouncer.ini": "\n".join(
            (
                "[databases]",
                f"postgres = host=127.0.0.1 port={cluster.port}",
                "[pgbouncer]",
                "listen_addr = 127.0.0.1",
                f"listen_port = {port}",
                "unix_socket_dir =",
                "auth_type = scram-sha-256",
                f"auth_file = {folder}/users.txt",
                "pool_mode = transaction",
                f"default_pool_size = {CONNECTIONS}",
                "max_client_conn = 200",
                "ignore_startup_parameters = extra_float_digits,options",
            )
        ),
    }
    for name, text in files.items():
        write_private(folder / name, text)
    if places.user:
        for path in (folder, *folder.iterdir()):
            os.chown(path, places.user.uid, places.user.gid)
    process = Process("pgbouncer", stack.home, stack.home / "run", stack.log("pgbouncer"))
    process.start(
        Command([program.path, folder / "pgbouncer.ini"], env=program.env, user=places.user)
    )
    try:
        process.wait_ready(lambda: not ports.is_free(port), 20)
        yield port
    finally:
        process.kill()


def through(url: str, port: int) -> str:
    """A database's address by way of the pooler."""
    return re.sub(r":\d+/", f":{port}/", url)


@pytest.fixture(scope="module")
def pooled(stack: Stack, endpoints: Endpoints, pooler: int) -> Iterator[Shop]:
    """Return the shop of a stack that reaches its database by way of the pooler alone."""
    url = through(stack.cluster().url("authenticator"), pooler)
    settings = {"DATABASE_URL": url, "DATABASE_PREPARED_STATEMENTS": "false"}
    behind = Stack(stack.home, ports="auto", durable=False, env=settings)
    config = (stack.home / "postgrest.conf").read_text().splitlines()
    kept = [line for line in config if not line.startswith("db-uri")]
    pooling = ("db-prepared-statements = false", "db-channel-enabled = false")
    file = stack.home / "pooled.conf"
    write_private(file, "\n".join((*kept, f'db-uri = "{url}"', *pooling)))
    postgrest = Process("pooled", stack.home, stack.home / "run", stack.log("pooled"))
    for name in REPLACED:
        stack.stop(name)
    try:
        postgrest.start(Command([packages.POSTGREST, file], env={}))
        for name in ("functions", "worker"):
            behind.start(name)
        postgrest.wait_ready(lambda: _serves(endpoints), 60)
        with open_shop(replace(endpoints, db_url=through(endpoints.db_url, pooler))) as shop:
            yield shop
    finally:
        postgrest.kill()
        for name in REPLACED:
            stack.stop(name)
            stack.start(name)


def _serves(endpoints: Endpoints) -> bool:
    try:
        return httpx.get(f"{endpoints.rest_url}/published_events?limit=1").status_code == 200
    except httpx.TransportError:
        return False


def test_a_crowd_buys_over_few_connections(pooled: Shop, stack: Stack) -> None:
    sale = pooled.sale(capacity=BUYERS)
    orders = at_once(BUYERS, lambda _: pooled.buy(sale))

    for order in orders:
        until("the mail arrives", lambda: pooled.mail_to(order["email"]))  # noqa: B023
    assert pooled.ask(
        "select count(*) from sales.ticket_instances where event_id = %s", sale.event_id
    ) == len(orders)
    sold_out = pooled.order(sale)
    assert (sold_out.status_code, sold_out.json()["code"]) == (409, "sold_out")
    with psycopg.connect(stack.cluster().url("supabase_admin")) as connection:
        servers = connection.execute(
            "select usename, count(*) from pg_stat_activity"
            " where usename in ('authenticator', 'postgres') and application_name <> ''"
            " group by usename"
        ).fetchall()
    assert all(count <= CONNECTIONS for _, count in servers), servers


def test_nobody_finds_the_rights_of_the_one_before(pooled: Shop) -> None:
    """Roles, claims and clocks are set for a transaction, not for a connection."""
    sale = pooled.sale()
    pooled.buy(sale)
    owner, other = sale.owner.token, pooled.person().token

    def look(number: int) -> int:
        return len(pooled.rows("orders", (owner, other)[number % 2], org_id=f"eq.{sale.org_id}"))

    assert at_once(BUYERS, look) == [1, 0] * (BUYERS // 2)


def test_a_ticket_is_scanned(pooled: Shop) -> None:
    order = pooled.buy(pooled.sale())
    assert pooled.ask(LET_IN, order["order_id"]) == "admitted"


def test_commands_work_through_it(pooled: Shop) -> None:
    for command in (["doctor"], ["settings", "list"], ["outbox", "list"]):
        done = subprocess.run(
            [sys.executable, "-m", "cli.main", *command, "--db-url", pooled.stack.db_url],
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
