"""Terminals: their codes, sessions that end at once, and guesses that lead nowhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import jwt
import psycopg
import pytest

from tests.door import Door, moment, open_door
from tests.shop import Row, Shop, expect, refusal

OPEN = "select door.open_session(%s, %s, '1.0', null)"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@pytest.fixture(scope="module")
def door(shop: Shop) -> Door:
    return open_door(shop)


def slug(response: httpx.Response) -> tuple[int, str]:
    """Status and slug of a worker's refusal."""
    return response.status_code, str(response.json()["code"])


def test_a_code_is_shown_once_and_kept_as_a_keyed_hash(shop: Shop, door: Door) -> None:
    terminal = door.terminal(name="North gate")
    assert len(terminal["code"]) == 6
    assert set(terminal["code"]) <= set(ALPHABET)
    assert (terminal["name"], terminal["is_active"]) == ("North gate", True)
    assert terminal["event_ids"] == [door.sale.event_id]
    lasts = moment(terminal["expires_at"]) - datetime.now(UTC)
    assert timedelta(days=29) < lasts <= timedelta(days=30)

    (shown,) = shop.rows(
        "scanner_terminals", door.sale.owner.token, id=f"eq.{terminal['terminal_id']}"
    )
    assert "code" not in json.dumps(list(shown))
    kept = "select t::text from door.terminals as t where id = %s"
    written = shop.ask(kept, terminal["terminal_id"])
    assert terminal["code"] not in written
    plain = "select encode(sha256(%s::bytea), 'hex')"
    assert shop.ask(plain, terminal["code"].encode()) not in written
    audit = "select string_agg(a::text, ' ') from core.audit_log as a where entity_id = %s"
    assert terminal["code"] not in shop.ask(audit, terminal["terminal_id"])


def test_a_device_logs_in_for_a_day(shop: Shop, door: Door) -> None:
    terminal = door.terminal()
    device_id = str(uuid4())
    clock = (datetime.now(UTC) - timedelta(minutes=5)).isoformat()
    body = {"code": terminal["code"], "device_id": device_id, "app_version": "1.2"}
    session = expect(shop.function("scanner-login", **body, device_clock=clock))
    assert session["terminal"] == {
        "terminal_id": terminal["terminal_id"],
        "org_id": door.sale.org_id,
        "name": "Gate",
    }
    claims = jwt.decode(
        session["access_token"],
        shop.stack.jwt_secret,
        algorithms=["HS256"],
        audience="authenticated",
    )
    assert claims.keys() == {"aud", "exp", "iat", "role", "session_id"}
    assert claims["role"] == "scanner_terminal"
    assert claims["exp"] - claims["iat"] == 24 * 3600
    assert moment(session["expires_at"]) <= datetime.now(UTC) + timedelta(hours=24)

    (device,) = shop.rows("scanner_devices", door.sale.owner.token, id=f"eq.{device_id}")
    assert (device["terminal_id"], device["app_version"]) == (terminal["terminal_id"], "1.2")
    assert 290_000 < device["clock_offset_ms"] < 480_000
    (seen,) = shop.rows(
        "scanner_terminals", door.sale.owner.token, id=f"eq.{terminal['terminal_id']}"
    )
    assert seen["last_login_at"] is not None


def test_a_code_may_be_typed_as_it_is_read(shop: Shop, door: Door) -> None:
    code = str(door.terminal()["code"])
    for typed in (code.lower(), f" {code[:3]} {code[3:]} ", code.replace("0", "o")):
        body = {"code": typed, "device_id": str(uuid4())}
        assert shop.function("scanner-login", **body).is_success


def test_the_context_tells_what_to_scan_for(shop: Shop, door: Door) -> None:
    lounge = door.entrance(name="Lounge", allows_reentry=True)
    terminal = door.terminal(name="East")
    session = door.log_in(terminal)
    told = expect(shop.rpc("scanner_context", session["access_token"]))
    assert told["terminal"] == {"terminal_id": terminal["terminal_id"], "name": "East"}
    assert told["device_id"] == session["device_id"]
    assert moment(told["expires_at"]) == moment(session["expires_at"])
    (event,) = told["events"]
    assert (event["event_id"], event["title"]) == (door.sale.event_id, "City Run")
    assert [place["name"] for place in event["lists"]] == ["Ingang", "Lounge"]
    assert event["lists"][1]["list_id"] == lounge["id"]

    staff = expect(shop.rpc("scanner_context", door.staff("scanner").token))
    assert staff["terminal"] is None
    assert [event["event_id"] for event in staff["events"]] == [door.sale.event_id]
    assert expect(shop.rpc("scanner_context", door.staff("finance").token))["events"] == []


def test_a_terminal_scans_for_the_events_it_is_assigned(shop: Shop, door: Door) -> None:
    owner, org_id = door.sale.owner, door.sale.org_id
    other = shop.event(owner, org_id, title="Other")
    terminal = door.terminal(other)
    token = str(door.log_in(terminal)["access_token"])
    [ticket] = door.tickets()
    assert refusal(door.ask(token, ticket))[:2] == (404, "not_found")

    both = {"terminal_id": terminal["terminal_id"], "event_ids": [other, door.sale.event_id]}
    assert set(expect(shop.rpc("set_terminal_events", owner.token, **both))["event_ids"]) == {
        *both["event_ids"]
    }
    assert door.scan(token, ticket)["result"] == "admitted"
    none = both | {"event_ids": []}
    assert expect(shop.rpc("set_terminal_events", owner.token, **none))["event_ids"] == []
    assert refusal(door.ask(token, ticket))[:2] == (404, "not_found")


def test_another_orgs_event_looks_like_none(shop: Shop, door: Door) -> None:
    [ticket] = door.tickets()
    theirs = open_door(shop).device()
    said = refusal(door.ask(theirs, ticket))
    nowhere = str(uuid4())
    assert said[:2] == (404, "not_found")
    assert said[2] == {"what": "event", "id": door.sale.event_id}
    assert refusal(door.ask(theirs, ticket, event_id=nowhere))[2] == {
        "what": "event",
        "id": nowhere,
    }


def test_a_session_is_of_the_device_that_logged_in(door: Door) -> None:
    session = door.log_in(door.terminal())
    [ticket] = door.tickets()
    token, device_id = session["access_token"], session["device_id"]
    elsewhere = door.ask(token, ticket, device_id=str(uuid4()))
    assert refusal(elsewhere)[:2] == (400, "invalid_field")
    assert door.scan(token, ticket, device_id=device_id)["result"] == "admitted"


def deactivated(shop: Shop, door: Door, terminal: Row, _: Row) -> None:
    body = {"terminal_id": terminal["terminal_id"]}
    assert (
        expect(shop.rpc("deactivate_terminal", door.sale.owner.token, **body))["is_active"] is False
    )


def deleted(shop: Shop, door: Door, terminal: Row, _: Row) -> None:
    body = {"terminal_id": terminal["terminal_id"]}
    expect(shop.rpc("delete_terminal", door.sale.owner.token, **body))
    of_it = {"id": f"eq.{terminal['terminal_id']}"}
    assert shop.rows("scanner_terminals", door.sale.owner.token, **of_it) == []


def ended(shop: Shop, door: Door, _: Row, session: Row) -> None:
    body = {"session_id": session["session_id"]}
    done = expect(shop.rpc("end_scanner_session", door.sale.owner.token, **body))
    assert expect(shop.rpc("end_scanner_session", door.sale.owner.token, **body)) == done


def logged_in_again(_: Shop, door: Door, terminal: Row, session: Row) -> None:
    door.log_in(terminal, session["device_id"])


def expired(shop: Shop, _door: Door, _terminal: Row, session: Row) -> None:
    shop.ask(
        "update door.terminal_sessions set created_at = now() - interval '24 hours',"
        " expires_at = now() where id = %s returning 1",
        session["session_id"],
    )


def org_deleted(shop: Shop, door: Door, _terminal: Row, _session: Row) -> None:
    gone = "update tenancy.orgs set deleted_at = now() where id = %s returning 1"
    assert shop.ask(gone, door.sale.org_id)


End = Callable[[Shop, Door, Row, Row], None]


@pytest.mark.parametrize(
    "end", [deactivated, deleted, ended, logged_in_again, expired, org_deleted]
)
def test_a_session_ends_at_once(shop: Shop, door: Door, end: End) -> None:
    if end is org_deleted:
        door = open_door(shop)
    [first, second] = door.tickets(2)
    terminal = door.terminal()
    session = door.log_in(terminal)
    token = str(session["access_token"])
    assert door.scan(token, first)["result"] == "admitted"

    end(shop, door, terminal, session)

    over = (401, "scanner_session_over")
    assert refusal(door.ask(token, second))[:2] == over
    assert refusal(shop.rpc("scanner_context", token))[:2] == over
    body = {"token": second["qr_token"], "event_id": door.sale.event_id}
    answer = shop.http.post(
        f"{shop.stack.api_url}/functions/v1/scanner-scan", json=body, headers=shop.headers(token)
    )
    assert slug(answer) == over
    assert door.status(second) == "valid"


@pytest.mark.parametrize("end", [deactivated, deleted])
def test_a_closed_terminal_opens_no_session(shop: Shop, door: Door, end: End) -> None:
    terminal = door.terminal()
    end(shop, door, terminal, {})
    body = {"code": terminal["code"], "device_id": str(uuid4())}
    assert slug(shop.function("scanner-login", **body)) == (401, "scanner_code_not_valid")


def test_a_terminal_is_opened_again(shop: Shop, door: Door) -> None:
    terminal = door.terminal()
    its_id, owner = {"terminal_id": terminal["terminal_id"]}, door.sale.owner
    before = door.log_in(terminal)
    deactivated(shop, door, terminal, {})
    opened = expect(shop.rpc("activate_terminal", owner.token, **its_id))
    assert (opened["is_active"], opened["expires_at"]) == (True, terminal["expires_at"])
    [ticket] = door.tickets()
    again = door.ask(before["access_token"], ticket)
    assert refusal(again)[:2] == (401, "scanner_session_over"), "what was ended stays that"
    assert door.scan(door.log_in(terminal)["access_token"], ticket)["result"] == "admitted"

    expire = "update door.terminals set expires_at = now() where id = %s returning 1"
    shop.ask(expire, terminal["terminal_id"])
    body = {"code": terminal["code"], "device_id": str(uuid4())}
    assert slug(shop.function("scanner-login", **body)) == (401, "scanner_code_not_valid")
    longer = expect(shop.rpc("activate_terminal", owner.token, **its_id))
    assert moment(longer["expires_at"]) > datetime.now(UTC) + timedelta(days=29)
    assert shop.function("scanner-login", **body).is_success


def test_what_managers_do_with_terminals_is_audited(shop: Shop, door: Door) -> None:
    terminal = door.terminal()
    door.log_in(terminal)
    for function in ("deactivate_terminal", "activate_terminal", "delete_terminal"):
        body = {"terminal_id": terminal["terminal_id"]}
        expect(shop.rpc(function, door.sale.owner.token, **body))
    trail = shop.rows("audit_log", door.sale.owner.token, entity_id=f"eq.{terminal['terminal_id']}")
    assert sorted(row["action"] for row in trail) == [
        "terminal.created",
        "terminal.deleted",
        "terminal.updated",
        "terminal.updated",
    ]


# What its token cannot do.


def test_the_token_of_a_terminal_reads_nothing(shop: Shop, door: Door) -> None:
    """No view and no function but those for scanning, whatever it asks."""
    token = str(door.log_in(door.terminal())["access_token"])
    with shop.database() as connection:
        views = connection.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace"
            " and relkind in ('v', 'm', 'r', 'p')"
        ).fetchall()
        functions = connection.execute(
            "select proname, has_function_privilege('scanner_terminal', oid, 'execute')"
            " from pg_proc where pronamespace = 'public'::regnamespace"
        ).fetchall()
        rooms = connection.execute(
            "select c.oid::regclass::text from pg_class as c"
            " where c.relkind in ('r', 'v', 'm', 'p')"
            "   and c.relnamespace::regnamespace::text"
            "     not in ('pg_catalog', 'information_schema', 'extensions')"
            "   and (has_table_privilege('scanner_terminal', c.oid, 'select')"
            "     or has_any_column_privilege('scanner_terminal', c.oid, 'select'))"
        ).fetchall()
    assert len(views) > 50
    for (view,) in views:
        answer = shop.http.get(f"{shop.stack.api_url}/rest/v1/{view}", headers=shop.headers(token))
        assert refusal(answer)[:2] == (403, "42501"), view
    for name, is_granted in functions:
        answer = shop.rpc(name, token)
        if is_granted:
            assert name in SCANNING
        else:
            # What cannot be called without arguments is not found before it is refused.
            assert answer.status_code == (404 if name in NEEDS else 403), answer.text
    assert {name for name, is_granted in functions if is_granted} == SCANNING
    assert rooms == []


SCANNING = {
    "door_dashboard",
    "hand_out",
    "kit_of_ticket",
    "scan_ticket",
    "scanner_context",
    "search_tickets",
    "sync_scanner",
    "upload_scan_logs",
}
"""The functions that are for terminals."""
NEEDS = {"handle_payment_webhook"}
"""Functions with parameters that must be there."""


def test_the_token_of_a_terminal_opens_no_other_function(shop: Shop, door: Door) -> None:
    token = str(door.log_in(door.terminal())["access_token"])
    bodies: dict[str, Row] = {
        "create-order-public": {
            "event_id": door.sale.event_id,
            "items": door.sale.cart(),
            "email": "gate@example.test",
        },
        "create-refund": {"order_id": str(uuid4()), "idempotency_key": str(uuid4())},
        "find-tickets": {"email": "gate@example.test"},
    }
    for name, body in bodies.items():
        answer = shop.http.post(
            f"{shop.stack.api_url}/functions/v1/{name}", json=body, headers=shop.headers(token)
        )
        assert slug(answer) == (401, "sign_in_required"), name


def test_a_token_without_a_session_of_ours_is_none(shop: Shop, door: Door) -> None:
    [ticket] = door.tickets()
    until_then = {"exp": datetime.now(UTC) + timedelta(hours=1), "aud": "authenticated"}
    claims = until_then | {"role": "scanner_terminal", "session_id": str(uuid4())}
    nobody = jwt.encode(claims, shop.stack.jwt_secret, algorithm="HS256")
    assert refusal(door.ask(nobody, ticket))[:2] == (401, "scanner_session_over")
    forged = jwt.encode(claims, "x" * 64, algorithm="HS256")
    assert door.ask(forged, ticket).status_code == 401
    without = jwt.encode(
        until_then | {"role": "scanner_terminal"}, shop.stack.jwt_secret, algorithm="HS256"
    )
    assert refusal(door.ask(without, ticket))[:2] == (401, "scanner_session_over")
    person = shop.token(door.staff("member").user_id, session_id=str(uuid4()))
    assert refusal(door.ask(person, ticket, device_id=str(uuid4())))[:2] == (403, "not_allowed")


# Guessing.


@pytest.fixture
def guesser(shop: Shop) -> Iterator[Guesser]:
    """Somebody who guesses codes at a time of our choice; nothing of it stays."""
    shop.ask("update core.settings set value = 'true' where key = 'core.clock_is_movable'")
    with psycopg.connect(shop.stack.db_url, autocommit=True) as connection:
        forget_guesses(connection)
        yield Guesser(connection)
        forget_guesses(connection)


def forget_guesses(connection: psycopg.Connection[tuple[Any, ...]]) -> None:
    connection.execute("delete from core.rate_counters where rule like 'scanner\\_%'")


class Guesser:
    """Somebody who tries codes from some address, while the time passes as we say."""

    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
        self.connection = connection
        hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        self.start = hour + timedelta(hours=1)
        self.wait(0)

    def wait(self, minutes: int) -> None:
        """Go to so many minutes after the start, and let the time stand still there."""
        moment = (self.start + timedelta(minutes=minutes)).isoformat()
        self.connection.execute("select set_config('app.now', %s, false)", [moment])

    def guess(self, code: str, address: str, device_id: str | None = None) -> str:
        """Try a code; return `wrong`, `limited` or `open`."""
        headers = json.dumps({"x-real-ip": address})
        self.connection.execute("select set_config('request.headers', %s, false)", [headers])
        try:
            row = self.connection.execute(OPEN, [code, device_id or str(uuid4())]).fetchone()
        except psycopg.errors.DatabaseError as error:
            if error.sqlstate != "PT429":
                raise
            return "limited"
        return "wrong" if row and row[0].get("is_refused") else "open"


def forged(number: int) -> str:
    """A code that nobody has, or nearly so."""
    digits = []
    for _ in range(6):
        number, digit = divmod(number, 32)
        digits.append(ALPHABET[digit])
    return "".join(digits)


def test_one_address_gets_a_few_guesses(guesser: Guesser, door: Door) -> None:
    tries = [guesser.guess(forged(n), "198.51.100.7") for n in range(40)]
    assert tries == ["wrong"] * 10 + ["limited"] * 30
    code = str(door.terminal()["code"])
    assert guesser.guess(code, "198.51.100.7") == "limited", "even if it is right"
    assert guesser.guess(code, "198.51.100.8") == "open", "others are not concerned"
    guesser.wait(10)
    assert guesser.guess(code, "198.51.100.7") == "open", "and nobody has to wait for long"


def test_one_customer_of_ipv6_is_one_address(guesser: Guesser) -> None:
    tries = [guesser.guess(forged(n), f"2001:db8:1:2::{n:x}") for n in range(20)]
    assert tries == ["wrong"] * 10 + ["limited"] * 10
    assert guesser.guess(forged(1), "2001:db8:1:3::1") == "wrong"


def test_a_million_guesses_take_months(guesser: Guesser, door: Door) -> None:
    """From as many addresses as one likes: of 2000 guesses in an hour 600 are looked at."""
    code, seen = str(door.terminal()["code"]), []
    for minutes in range(0, 60, 10):
        guesser.wait(minutes)
        seen += [
            guesser.guess(forged(1000 * minutes + n), f"203.0.{minutes}.{n % 250}")
            for n in range(334)
        ]
        assert guesser.guess(code, "192.0.2.1") == "limited", "a new device has to wait, too"
    assert len(seen) > 2000
    assert (seen.count("open"), seen.count("wrong")) == (0, 600)
    days = 1_000_000 / (seen.count("wrong") * 24)
    assert days > 69


def test_whoever_was_here_before_is_not_locked_out(guesser: Guesser, door: Door) -> None:
    code, device_id = str(door.terminal()["code"]), str(uuid4())
    assert guesser.guess(code, "192.0.2.50", device_id) == "open"
    for n in range(150):
        guesser.guess(forged(n), f"203.0.113.{n}")
    assert guesser.guess(code, "203.0.113.200") == "limited"
    assert guesser.guess(code, "192.0.2.50") == "open", "a place where somebody has logged in"
    for n in range(12):
        guesser.guess(forged(n), "192.0.2.50")
    assert guesser.guess(code, "192.0.2.50") == "limited"
    assert guesser.guess(code, "192.0.2.50", device_id) == "open", "a device that has"
    tries = [guesser.guess(forged(n), "192.0.2.51", device_id) for n in range(12)]
    assert tries == ["wrong"] * 10 + ["limited"] * 2, "which has limits of its own"


@pytest.mark.parametrize("known", ["devices", "networks"])
def test_logins_of_ones_own_buy_no_guesses(guesser: Guesser, door: Door, known: str) -> None:
    """An organiser lets many devices log in, here or everywhere, and then guesses with them."""
    code, seen = str(door.terminal()["code"]), []
    helpers = [(f"198.51.100.{n}", str(uuid4())) for n in range(20)]
    for address, device_id in helpers:
        assert guesser.guess(code, address, device_id) == "open"
    for number, (address, device_id) in enumerate(helpers):
        seen += [
            guesser.guess(
                forged(10 * number + n), address, device_id if known == "devices" else None
            )
            for n in range(10)
        ]
    assert (seen.count("wrong"), seen.count("limited")) == (100, 100)
    other = open_door(door.shop)
    device_id = str(uuid4())
    its_code = str(other.terminal()["code"])
    assert guesser.guess(its_code, "192.0.2.60", device_id) == "open", "others do not notice"
    assert guesser.guess(forged(1), "192.0.2.60", device_id) == "wrong"


def test_who_lets_a_known_device_log_in_does_not_keep_it_waiting(
    guesser: Guesser, door: Door
) -> None:
    """It counts for the org where it was first, whoever got hold of its id."""
    code, device_id = str(door.terminal()["code"]), str(uuid4())
    assert guesser.guess(code, "192.0.2.70", device_id) == "open"
    guesser.wait(1)
    evil = str(open_door(door.shop).terminal()["code"])
    helpers = [str(uuid4()) for _ in range(11)]
    for helper in (device_id, *helpers):
        assert guesser.guess(evil, "192.0.2.71", helper) == "open"
    for number, helper in enumerate(helpers):
        for n in range(10):
            guesser.guess(forged(10 * number + n), "192.0.2.71", helper)
    assert guesser.guess(code, "192.0.2.71", helpers[-1]) == "limited"
    assert guesser.guess(code, "192.0.2.70", device_id) == "open"


@pytest.fixture
def long_windows(shop: Shop) -> Iterator[None]:
    """Limits that count for a day, so that no window ends in the middle of a test."""
    longer = "update core.rate_limits set window_seconds = 86400 where rule = any (%s)"
    rules = ["scanner_code_address", "scanner_code_all", "unknown_tickets"]
    with shop.database() as connection:
        before = connection.execute(
            "select rule, window_seconds from core.rate_limits where rule = any (%s)", [rules]
        ).fetchall()
        connection.execute(longer, [rules])
        yield
        for rule, seconds in before:
            connection.execute(
                "update core.rate_limits set window_seconds = %s where rule = %s", [seconds, rule]
            )
        forget_guesses(connection)


@pytest.mark.usefixtures("long_windows")
def test_the_worker_tells_when_to_come_back(shop: Shop) -> None:
    body = {"code": "000000"}
    answers = [shop.function("scanner-login", **body, device_id=str(uuid4())) for _ in range(12)]
    assert [slug(answer) for answer in answers[:10]] == [(401, "scanner_code_not_valid")] * 10
    assert slug(answers[11]) == (429, "rate_limited")
    assert 0 < int(answers[11].headers["retry-after"]) <= 86400


@pytest.mark.usefixtures("long_windows")
def test_who_scans_what_nobody_issued_is_slowed_down(shop: Shop, door: Door) -> None:
    """A limit of unknown codes per session; it stops no others, and no tickets."""
    token, other = door.device(), door.device()
    limit = shop.ask("select max_hits from core.rate_limits where rule = 'unknown_tickets'")
    said = [door.ask(token, f"E1.{n:020d}.{'A' * 86}") for n in range(limit + 20)]
    assert [answer.json()["result"] for answer in said[:limit]] == ["unknown"] * limit
    assert {refusal(answer)[:2] for answer in said[limit:]} == {(429, "rate_limited")}
    assert len(door.logs(result="eq.unknown")) == limit
    assert door.scan(other, "nothing")["result"] == "unknown"
    [ticket] = door.tickets()
    assert door.scan(token, ticket)["result"] == "admitted", "whoever has a ticket comes in"
