"""Orgs go into files, into other databases, to other cells, and away: all of them or nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from typer.testing import Result

from cli.errors import Stop
from cli.orgs.archive import Archive, Writer
from cli.orgs.command import move_org
from cli.orgs.export import export_org
from cli.orgs.leave import Departure
from cli.orgs.load import ImportRefused, import_org
from cli.stack import Stack
from cli.stack.places import CHECKOUT
from tests import target
from tests.api import bills
from tests.cli.conftest import Entree
from tests.shop import LET_IN, Row, Sale, Shop, expect, open_shop, refusal, until
from tests.stacks import endpoints_of, free_home, running

KILLED = """
import os, signal, sys
from pathlib import Path
from cli.orgs.archive import Archive, Writer
from cli.orgs.load import import_org

url, path, pieces = sys.argv[1:]
seen = 0

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def tell(table, rows):
    global seen
    seen += 1
    if seen == int(pieces):
        die()

with Archive(Path(path)) as archive:
    import_org(url, archive, tell=tell, before_commit=die)
"""
SOLD = """
select json_build_object(
  'orders', count(*), 'paid', count(*) filter (where o.status = 'paid'),
  'revenue', sum(o.total_amount) filter (where o.status = 'paid'),
  'tickets', (select count(*) from sales.ticket_instances as t where t.org_id = o.org_id))
from sales.orders as o where o.org_id = %s group by o.org_id
"""
LINK = """
select sales.ticket_token(t.org_id, t.id) from sales.ticket_instances as t
where t.order_id = %s limit 1
"""
ENTRIES = "select count(*) from core.audit_log where org_id = %s"
OWED = """
select ledger.post(%s, 'refund_of_fees', core.new_id(), null, core.clock(), 'EUR', array[
  row('fee_credits', 250), row('platform_fees', -250), row('platform.fees', 250),
  row('platform.fee_credits', -250)]::ledger.line[])
"""
"""Fees that the platform owes back, as refunds of payments on a connected account book them."""
CONNECTED = """
with made as (
  insert into payments.mollie_connections (
    org_id, mollie_organization_id, organization_name, mode, status, scopes, profile_id,
    onboarding_status, can_receive_payments, can_receive_settlements, connected_by, check_at)
  select o.id, 'org_' || left(o.id::text, 8), 'Runners', 'test', 'active', '{}', 'pfl_1',
    'completed', true, true, u.id, core.clock() + interval '10 years'
  from tenancy.orgs as o, auth.users as u where o.id = %s
  and u.id = (select m.user_id from tenancy.org_members as m where m.org_id = %s and m.user_id = %s)
  returning org_id, id
)
insert into payments.mollie_tokens (
  org_id, connection_id, key_id, access_token, refresh_token, access_expires_at)
select org_id, id, 'k1', 'v1.k1.x', 'v1.k1.y', core.clock() + interval '10 years' from made
returning connection_id::text
"""
CHANGING = {"core.audit_log", "door.ticket_changes"}
"""Tables that are not the same after a move: it is in the log, and transactions have numbers."""
IS_HERE = "select exists (select from tenancy.orgs where id = %s)"
STAGED = "select to_regclass('org_import.archive') is not null"


@pytest.fixture(scope="module")
def second(pytestconfig: pytest.Config, shop: Shop) -> Iterator[Shop]:
    """Return another cell: a whole stack of its own."""
    with (
        free_home() as home,
        running(target.make_stack(pytestconfig, home)) as stack,
        open_shop(endpoints_of(stack)) as second,
    ):
        yield second
    # News of payments that nobody knows would be passed on to it for ever.
    shop.ask("delete from tenancy.moved_keys")
    shop.ask("delete from tenancy.moved_orgs")


@pytest.fixture(scope="module")
def sold(shop: Shop) -> Sale:
    """Return an org that has sold."""
    sale = shop.sale()
    shop.buy(sale, 2)
    shop.quiet()
    shop.sweep()
    return sale


@pytest.fixture(scope="module")
def exported(shop: Shop, sold: Sale, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an archive of that org, to be left as it is."""
    path = tmp_path_factory.mktemp("exported") / "org"
    export_org(shop.stack.db_url, sold.org_id, path)
    return path


@pytest.fixture
def archive(exported: Path, tmp_path: Path) -> Path:
    """Return an archive of that org, to do what one likes with."""
    return Path(shutil.copy(exported, tmp_path))


@pytest.fixture
def cleared(second: Shop, sold: Sale) -> Iterator[None]:
    """Leave the second cell without the org that has sold, whatever was tried."""
    yield
    second.ask("drop schema if exists org_import cascade")
    if second.ask(IS_HERE, sold.org_id):
        with Departure(second.stack.db_url, sold.org_id) as departure:
            sums = {"core.audit_log": (second.ask(ENTRIES, sold.org_id), "")}
            departure.finish("gone", None, str(uuid4()), sums)


# Moving


def test_an_org_moves_while_another_sells(
    stack: Stack, shop: Shop, second: Shop, entree: Entree, tmp_path: Path
) -> None:
    sale, other = shop.sale(), shop.sale()
    paid = shop.buy(sale, 2)
    shop.ask("select core.replace_secret('public_token', '0')")
    waiting = expect(shop.order(sale))
    tickets = expect(shop.rpc("get_tickets", public_token=paid["public_token"]))
    shop.quiet()
    link = shop.ask(LINK, paid["order_id"])
    before, entries = shop.ask(SOLD, sale.org_id), shop.ask(ENTRIES, sale.org_id)

    others: list[Row] = []
    is_over = threading.Event()

    def buy() -> None:
        while not is_over.is_set() or not others:
            others.append(shop.buy(other))

    buyer = threading.Thread(target=buy)
    buyer.start()
    try:
        result = _move(entree, second, sale.org_id, tmp_path / "moving")
    finally:
        is_over.set()
        buyer.join()
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["new_users"] == 1
    assert all(shop.status(order) == "paid" for order in others)

    _points_the_way(shop, second, sale, [paid["public_token"], link])

    # In the new one everything is as it was, and goes on: with the keys of before and after.
    for order in (paid, waiting):
        token = second.ask("select core.public_token(%s, %s)", sale.org_id, order["order_id"])
        assert token == order["public_token"]
    second.ask("select core.replace_secret('public_token', '0')")
    assert second.ask(SOLD, sale.org_id) == before
    assert shop.ask(ENTRIES, sale.org_id) == entries + 2  # it was moving, and has moved
    assert second.ask(ENTRIES, sale.org_id) == entries + 2  # it was moving, and has arrived
    moved = expect(second.rpc("get_tickets", public_token=paid["public_token"]))
    assert [ticket["code"] for ticket in moved] == [ticket["code"] for ticket in tickets]
    again = expect(second.rpc("get_tickets", public_token=link))
    assert again[0]["code"] in {ticket["code"] for ticket in moved}
    assert second.ask(LET_IN, paid["order_id"]) == "admitted"
    checkout = expect(second.function("create-payment", public_token=waiting["public_token"]))
    assert checkout["checkout_url"] == waiting["checkout_url"]
    second.ask("select payments.apply_provider_payment(%s)", _paid(stack, shop, waiting))
    second.wait_for(waiting, "paid")
    new = second.buy(sale)
    assert second.ask(LET_IN, new["order_id"]) == "admitted"
    assert second.ask(SOLD, sale.org_id)["tickets"] == before["tickets"] + 2
    second.sweep()
    shop.sweep()
    assert not shop.problems()
    assert not second.problems()


def _paid(stack: Stack, shop: Shop, order: Row) -> str:
    """An order's payment as the provider tells it, once it is paid; each stack has its own."""
    shop.decide(order, "paid")
    key = stack.settings()["MOLLIE_API_KEY"]
    url = f"{shop.stack.mollie_url}/v2/payments/{shop.payment(order)}"
    return shop.http.get(url, headers={"Authorization": f"Bearer {key}"}).text


def _points_the_way(shop: Shop, second: Shop, sale: Sale, tokens: list[str]) -> None:
    """The old cell says where an org is that has moved."""
    told = shop.order(sale)
    assert refusal(told)[:2] == (410, "org_has_moved")
    assert told.json()["details"]["moved_to"] == second.stack.api_url
    for token in tokens:
        assert refusal(shop.rpc("get_order", public_token=token))[:2] == (410, "org_has_moved")
    page = shop.http.get(f"{shop.stack.api_url}/functions/v1/order", params={"token": tokens[0]})
    assert page.status_code == 307
    there = page.headers["location"]
    assert there.startswith(f"{second.stack.api_url}/functions/v1/order?")
    assert second.http.get(there).status_code == 200
    assert expect(shop.rpc("find_cell", org_id=sale.org_id)) == {
        "org_id": sale.org_id,
        "status": "moved",
        "cell_url": second.stack.api_url,
    }
    assert expect(second.rpc("find_cell", org_id=sale.org_id))["status"] == "here"


def test_a_move_that_fails_has_never_been(shop: Shop, tmp_path: Path) -> None:
    sale = shop.sale()
    shop.buy(sale)
    path = tmp_path / "org"
    with pytest.raises(RuntimeError):
        _look_at_what_is_leaving(shop, sale)
    assert shop.status(shop.buy(sale)) == "paid"
    with pytest.raises(Stop, match=r"Cannot connect"):
        move_org(shop.stack.db_url, "postgresql://127.0.0.1:1/x", sale.org_id, "http://x", path)
    assert shop.status(shop.buy(sale)) == "paid"
    assert not shop.problems()


def _look_at_what_is_leaving(shop: Shop, sale: Sale) -> None:
    """Everything can be read, and whatever would change something is refused at once."""
    with Departure(shop.stack.db_url, sale.org_id):
        assert shop.ask(IS_HERE, sale.org_id)
        told = shop.order(sale)
        assert refusal(told)[:2] == (503, "org_is_moving")
        assert told.headers["retry-after"] == "30"
        cancel = shop.rpc("cancel_event", sale.owner.token, event_id=sale.event_id)
        assert refusal(cancel)[:2] == (503, "org_is_moving")
        assert expect(shop.rpc("find_cell", org_id=sale.org_id))["status"] == "moving"
        raise RuntimeError


def test_what_changes_on_its_way_keeps_an_org_here(shop: Shop, tmp_path: Path) -> None:
    sale = shop.sale()
    url = shop.stack.db_url
    with Departure(url, sale.org_id) as departure:
        _, sums = export_org(url, sale.org_id, tmp_path / "org")
        shop.ask("select core.audit(%s, 'org', 'x', 'org.looked_at')", sale.org_id)
        with pytest.raises(Stop, match=r"core.audit_log has grown"):
            departure.finish("x", "http://x", str(uuid4()), sums)
    assert shop.ask(IS_HERE, sale.org_id)
    assert expect(shop.rpc("find_cell", org_id=sale.org_id))["status"] == "here"


def test_a_move_that_was_killed_goes_on(
    shop: Shop, second: Shop, entree: Entree, tmp_path: Path
) -> None:
    """It has left one cell, and the other one was not told to keep it."""
    sale = shop.sale()
    path = tmp_path / "org"
    with Departure(shop.stack.db_url, sale.org_id) as departure:
        head, sums = export_org(shop.stack.db_url, sale.org_id, path)
        departure.finish("left", second.stack.api_url, head["archive_id"], sums)
    assert _move(entree, second, sale.org_id, path).exit_code == 0
    assert second.ask(IS_HERE, sale.org_id)
    nobody = _move(entree, second, str(uuid4()), path)
    assert (nobody.exit_code, "There is no org" in nobody.stderr) == (2, True)


def test_an_org_that_was_left_moving_is_released(shop: Shop, entree: Entree) -> None:
    sale = shop.sale()
    shop.ask("select tenancy.set_moving(%s, true)", sale.org_id)
    assert refusal(shop.order(sale))[:2] == (503, "org_is_moving")
    assert "sells again" in entree("org", "release", sale.org_id).stdout
    assert json.loads(entree("org", "release", sale.org_id, "--json").stdout) == {
        "org_id": sale.org_id
    }
    expect(shop.order(sale))


def test_the_platforms_money_moves_along(
    shop: Shop, second: Shop, entree: Entree, tmp_path: Path
) -> None:
    """Bills, their invoices, what the platform owes back, and the account at Mollie; and back."""
    sale = shop.sale()
    bills.save_address(shop, sale)
    shop.ask(OWED, sale.org_id)
    bill = bills.pay_bill(shop, sale.org_id)
    (document,) = bills.documents(shop, sale, bill)
    waiting = bills.make_bill(shop, sale.org_id, 300)
    connection_id = shop.ask(CONNECTED, sale.org_id, sale.org_id, sale.owner.user_id)
    shop.quiet()
    before = told_of_bills(shop, sale)
    assert [found["amount"] for found in before["bills"]] == [300, 4650]
    figures = figures_of(shop, sale.org_id)

    moved = _move(entree, second, sale.org_id, tmp_path / "there")

    assert moved.exit_code == 0, moved.output
    assert json.loads(moved.stdout)["token_keys"] == ["k1"], "what its account is sealed with"
    after = second.ask("select billing.bills(%s, null, null, null, null, null, null)", sale.org_id)
    assert after == {"bills": before["bills"], "next_cursor": None}
    assert second.ask("select billing.credit_left(%s, 'EUR')", sale.org_id) == 0
    connection = "select status::text from payments.mollie_connections where id = %s"
    assert second.ask(connection, connection_id) == "active"
    number = "select cell is not null from billing.sales_invoices where number = %s"
    assert second.ask(number, document["number"]) is True
    page = shop.http.get(
        f"{shop.stack.api_url}/functions/v1/bill", params={"token": waiting["public_token"]}
    )
    assert page.status_code == 307
    assert page.headers["location"].startswith(f"{second.stack.api_url}/functions/v1/bill?")
    assert second.http.get(page.headers["location"]).status_code == 200
    shop.sweep()
    second.sweep()
    assert not shop.problems(), "its numbers are no gap here"
    assert not second.problems()
    until_counted(second, sale.org_id, figures)

    # It comes back: its documents once, its figures as they were.
    back = entree(
        *("org", "move", sale.org_id, "--db-url", second.stack.db_url),
        *("--to-db-url", shop.stack.db_url, "--to", shop.stack.api_url),
        *("--file", str(tmp_path / "back"), "--json"),
    )
    assert back.exit_code == 0, back.output
    assert told_of_bills(shop, sale) == before
    until_counted(shop, sale.org_id, figures)
    paid = bills.pay_bill(shop, sale.org_id)
    (next_one,) = bills.documents(shop, sale, paid)
    assert next_one["number"] != document["number"]
    assert not shop.problems()
    assert not second.problems()


def told_of_bills(shop: Shop, sale: Sale) -> Row:
    """What an org is told of its bills."""
    told = shop.ask("select billing.bills(%s, null, null, null, null, null, null)", sale.org_id)
    return dict(told)


def figures_of(shop: Shop, org_id: str) -> Row | None:
    """What the platform counted of an org."""
    shop.settle()
    shop.sweep()
    found: Row | None = shop.ask(
        "select to_jsonb(f) from platform.figures as f where org_id = %s and grain = 'ever'", org_id
    )
    return found


def until_counted(shop: Shop, org_id: str, figures: Row | None) -> None:
    """Waits until an org's figures are so."""
    until("it is counted", lambda: figures_of(shop, org_id), lambda found: found == figures)


def test_an_org_says_goodbye_and_comes_back(shop: Shop, entree: Entree, tmp_path: Path) -> None:
    sale = shop.sale()
    order = shop.buy(sale)
    figures = figures_of(shop, sale.org_id)
    assert figures is not None
    assert figures["orders_paid"] == 1
    path = tmp_path / "org"
    gone = entree("org", "erase", sale.org_id, "--to", str(path), "--json")
    assert json.loads(gone.stdout)["org"]["id"] == sale.org_id
    assert not shop.ask(IS_HERE, sale.org_id)
    told = shop.order(sale)
    assert refusal(told)[:2] == (410, "org_has_moved")
    assert told.json()["details"]["moved_to"] is None
    assert refusal(shop.rpc("find_cell", org_id=sale.org_id))[:2] == (404, "not_found")
    back = entree("org", "import", str(path))
    assert (back.exit_code, "1 of its users were known" in back.stdout) == (0, True), back.output
    assert shop.status(order) == "paid"
    # Its audit log never left, and is there once.
    twice = "select count(*) from core.audit_log where entity_id = %s and action = 'order.created'"
    assert shop.ask(twice, order["order_id"]) == 1
    assert expect(shop.rpc("find_cell", org_id=sale.org_id))["status"] == "here"
    until_counted(shop, sale.org_id, figures)
    assert not shop.problems()


def test_news_of_payments_follow_an_org(shop: Shop) -> None:
    heard: list[tuple[str, bytes, str | None]] = []
    statuses = iter([500])

    class Cell(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            heard.append((self.path, body, self.headers["x-entree-hops"]))
            self.send_response(next(statuses, 200))
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Cell)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    org_id, own = uuid4(), uuid4()
    url = f"{shop.stack.api_url}/functions/v1/mollie-webhook?payment={own}"
    shop.ask(
        "insert into tenancy.moved_orgs (org_id, slug, moved_to, archive_id)"
        " values (%s, 'gone', %s, %s)",
        org_id,
        f"http://127.0.0.1:{server.server_port}",
        uuid4(),
    )
    try:
        assert shop.http.post(url, data={"id": "tr_elsewhere"}).status_code == 503
        assert shop.http.post(url, data={"id": "tr_elsewhere"}).status_code == 200
        far = {"x-entree-hops": "4"}
        assert shop.http.post(url, data={"id": "tr_far"}, headers=far).status_code == 200
    finally:
        shop.ask("delete from tenancy.moved_orgs where org_id = %s", org_id)
        server.shutdown()
        server.server_close()
    path = f"/functions/v1/mollie-webhook?payment={own}"
    assert {(to, body) for to, body, _ in heard} == {(path, b"id=tr_elsewhere")}
    # Cells that orgs moved to before pass it on as well, as what has come from a cell already.
    assert "1" in [hops for *_, hops in heard]


# Into a file, and out of it


@pytest.mark.usefixtures("cleared")
def test_who_is_killed_while_importing_goes_on(
    second: Shop, sold: Sale, archive: Path, entree: Entree
) -> None:
    url = second.stack.db_url
    with Archive(archive) as opened:
        pieces, sums = len(opened.pieces), opened.sums
    assert pieces > 20

    # In the middle of the file, and when everything is there but nobody was told.
    for seen in (pieces // 2, 0):
        killed = subprocess.run(
            [sys.executable, "-c", KILLED, url, archive, str(seen)],
            cwd=CHECKOUT,
            capture_output=True,
            check=False,
        )
        assert killed.returncode == -9, killed.stderr
        assert not second.ask(IS_HERE, sold.org_id)
        assert second.ask(STAGED)

    told = entree("org", "import", str(archive), "--db-url", url, "--json")
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout)["resumed_pieces"] == pieces
    assert not second.ask(STAGED)

    again = archive.with_name("again")
    _, there = export_org(url, sold.org_id, again)
    assert {name for name in sums if sums[name] != there[name]} == CHANGING
    assert there["core.audit_log"][0] == sums["core.audit_log"][0] + 1
    second.sweep()
    assert not second.problems()


def test_users_are_found_by_their_address(shop: Shop, second: Shop, tmp_path: Path) -> None:
    sold, archive = shop.sale(), tmp_path / "org"
    export_org(shop.stack.db_url, sold.org_id, archive)
    known = str(uuid4())
    second.ask(
        "insert into auth.users (id, email) values (%s, %s)", known, sold.owner.email.upper()
    )
    second.ask("select core.audit(null, 'x', 'x', 'x.done')")
    with Archive(archive) as opened:
        imported = import_org(second.stack.db_url, opened)
    assert (imported.new_users, imported.matched_users) == (0, 1)
    members = "select array_agg(user_id::text) from tenancy.org_members where org_id = %s"
    assert second.ask(members, sold.org_id) == [known]
    acts = "select count(*) from core.audit_log where org_id = %s and performed_by = %s"
    assert second.ask(acts, sold.org_id, known) == shop.ask(acts, sold.org_id, sold.owner.user_id)
    assert [row["id"] for row in second.rows("orgs", second.token(known))] == [sold.org_id]


def test_passwords_go_along_when_wanted(
    shop: Shop, sold: Sale, tmp_path: Path, entree: Entree
) -> None:
    shop.ask("update auth.users set encrypted_password = 'h4sh' where id = %s", sold.owner.user_id)
    for arguments, is_there in (((), False), (("--with-passwords",), True)):
        path = tmp_path / f"with{len(arguments)}"
        done = entree("org", "export", sold.org_id, "--to", str(path), *arguments)
        assert (done.exit_code, done.stdout.split(":")[0]) == (0, str(path))
        assert path.stat().st_mode & 0o777 == 0o600
        with Archive(path) as opened:
            users = [opened.text(p) for p in opened.pieces if p.table == "auth.users"]
        assert (b"h4sh" in b"".join(users)) is is_there
    told = json.loads(
        entree("org", "export", sold.org_id, "--to", str(tmp_path / "x"), "--json").stdout
    )
    assert told["tables"]["tenancy.orgs"][0] == 1


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-1],
        lambda data: data[: len(data) // 2],
        lambda data: data[:-200] + b"x" + data[-199:],
        lambda data: data[:3000].replace(b"Stadsloop", b"Stadslaap") + data[3000:],
        lambda data: data + b"more",
        lambda _: b"",
        lambda _: b"[]\n",
        lambda _: b'{"entree_org": 99}\n',
    ],
)
def test_a_damaged_file_is_refused(
    archive: Path, second: Shop, entree: Entree, damage: Callable[[bytes], bytes]
) -> None:
    archive.write_bytes(damage(archive.read_bytes()))
    told = entree("org", "import", str(archive), "--db-url", second.stack.db_url)
    assert told.exit_code in (1, 2)
    assert "damaged" in told.stderr or "no archive" in told.stderr
    assert not second.ask(STAGED)


@pytest.mark.usefixtures("cleared")
def test_what_does_not_fit_is_refused(
    shop: Shop, second: Shop, sold: Sale, archive: Path, entree: Entree
) -> None:
    def told(path: Path, url: str = second.stack.db_url, *more: str) -> tuple[int, str]:
        result = entree("org", "import", str(path), "--db-url", url, *more)
        return result.exit_code, result.stderr

    assert "in this database already" in told(archive, shop.stack.db_url)[1]
    assert "No such file" in told(archive.with_name("none"))[1]
    older = _changed(archive, lambda head: head | {"migrations": ["20200101000000"]})
    assert "its last migration is 20200101000000" in told(older)[1]
    other = _changed(archive, lambda head: head | {"tables": head["tables"] | {"core.x": {}}})
    assert "Tables that differ: core.x" in told(other)[1]

    # Somebody there has its slug, and one of its events' ids is taken.
    slug = shop.ask("select slug from tenancy.orgs where id = %s", sold.org_id)
    there = second.org(second.person(), "Taken")
    second.ask("update tenancy.orgs set slug = %s where id = %s", slug, there)
    code, said = told(archive)
    assert code == 1
    assert f"tenancy.orgs (slug): 1, such as ({slug})" in said
    second.ask("update tenancy.orgs set slug = 'taken-no-more' where id = %s", there)

    # What was begun with one archive is not finished with another one.
    newer = archive.with_name("newer")
    export_org(shop.stack.db_url, sold.org_id, newer)
    assert "another archive" in told(newer)[1]
    with psycopg.connect(second.stack.db_url) as busy:
        busy.execute("select pg_advisory_lock(hashtextextended('entree org import', 0))")
        assert "under way" in told(newer, second.stack.db_url, "--restart")[1]
    assert told(newer, second.stack.db_url, "--restart")[0] == 0


@pytest.mark.usefixtures("cleared")
def test_what_refers_to_nothing_is_refused(second: Shop, sold: Sale, archive: Path) -> None:
    """Foreign keys hold, although no trigger fires."""
    less = archive.with_name("less")
    with Archive(archive) as opened:
        kept = [p for p in opened.pieces if p.table != "sales.order_items"]
        sums = opened.sums | {"sales.order_items": (0, "0:0")}
        _write(less, opened, opened.head, kept, sums)
    with Archive(less) as opened, pytest.raises(ImportRefused) as refused:
        import_org(second.stack.db_url, opened)
    assert "sales.ticket_instances: 2 rows refer to no row of sales.order_items" in str(
        refused.value
    )
    assert not second.ask(IS_HERE, sold.org_id)


def _move(entree: Entree, second: Shop, org_id: str, path: Path) -> Result:
    return entree(
        "org",
        "move",
        org_id,
        *("--to-db-url", second.stack.db_url),
        *("--to", second.stack.api_url),
        *("--file", str(path)),
        "--json",
    )


def _changed(path: Path, change: Callable[[Row], Row]) -> Path:
    """An archive with another head, and checksums that fit."""
    there = path.with_name("changed")
    with Archive(path) as opened:
        _write(there, opened, change(opened.head), opened.pieces, opened.sums)
    return there


def _write(path: Path, opened: Archive, head: Row, pieces: list[Any], sums: Row) -> None:
    writer = Writer(path, {name: value for name, value in head.items() if name != "entree_org"})
    for piece in pieces:
        writer.piece(piece.table, piece.rows, opened.text(piece))
    writer.finish(sums)
