"""Exports: every kind, who may have it, what the audit log keeps, what spreadsheets make of it."""

from __future__ import annotations

import csv
import io
from typing import Any

import httpx
import pytest

from tests.api.race import hold_race
from tests.shop import Row, Sale, Shop, at_once, expect, until
from tests.staff import colleagues

EVIL = '=HYPERLINK("http://evil.test";"Click")'


def ask(shop: Shop, token: str | None, **body: object) -> httpx.Response:
    """Ask for an export."""
    return shop.http.post(
        f"{shop.stack.api_url}/functions/v1/export", json=body, headers=shop.headers(token)
    )


def sheet(shop: Shop, token: str, **body: object) -> list[dict[str, str]]:
    """The rows of an export, by their headings."""
    answer = ask(shop, token, **body)
    assert answer.is_success, answer.text
    text = answer.content.decode()
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Status and slug of a refusal."""
    assert answer.is_error, answer.text
    return answer.status_code, answer.json()["code"]


def log(shop: Shop, sale: Sale) -> list[tuple[str, Any]]:
    """What the audit log says of the exports of an org, oldest first."""
    rows = shop.rows(
        "audit_log", sale.owner.token, entity_type="eq.export", order="audit_id", limit="100"
    )
    return [(row["action"], row["new_value"]) for row in rows]


@pytest.fixture(scope="module")
def sale(shop: Shop) -> Sale:
    """A sale with somebody in it whose every text is a formula."""
    sale = shop.sale(name="10 km")
    token, its_event = sale.owner.token, {"org_id": sale.org_id, "event_id": sale.event_id}
    size = shop.question(sale.owner, sale.event_id, label_nl="Maat?", label_en="Size?")
    options = [{"value": value, "label_nl": value} for value in ("trein", "fiets")]
    travel = shop.question(
        sale.owner,
        sale.event_id,
        kind="multiple_choice",
        label_nl="=Vervoer",
        options=options,
    )
    cup = shop.insert(
        "products",
        token,
        **its_event,
        name="Cup",
        price=500,
        personalisation_label="Name",
        personalisation_max_length=20,
    )
    runner = {
        "first_name": "@Zoë",
        "last_name": 'Kaya; "Z"',
        "email": "zoe@example.test",
        "phone": "+31612345678",
        "gender": "female",
        "birth_date": "1990-12-31",
        "club": EVIL,
        "city": "Multi-part",
        "emergency_name": "-Mum",
        "emergency_phone": "+31687654321",
        "medical_note": "=1+1",
        "answers": {size: "+M", travel: ["trein", "fiets"]},
        "products": [{"product_id": cup["id"], "personalisation": "-Zoë"}],
    }
    line = sale.cart()[0] | {"registrations": [runner]}
    shop.buy(sale, items=[line], email="buyer@example.test", purchaser_name=EVIL)
    plain = sale.cart(2)[0] | {
        "registrations": [{"first_name": name, "last_name": "Bos"} for name in ("Ann", "Bob")]
    }
    expect(shop.order(sale, items=[plain], email="waits@example.test"))
    return sale


def test_orders(shop: Shop, sale: Sale) -> None:
    rows = sheet(shop, sale.owner.token, kind="orders", event_id=sale.event_id)

    paid, waits = rows
    assert (paid["status"], paid["email"], paid["tickets"]) == ("paid", "buyer@example.test", "1")
    assert (paid["total"], paid["subtotal"], paid["refunded"]) == ("30.00", "30.00", "0.00")
    assert paid["name"] == f"'{EVIL}"
    assert paid["event"] == "City Run"
    assert paid["paid_at"] >= paid["created_at"] > "2026"
    assert (waits["status"], waits["paid_at"], waits["total"]) == ("pending", "", "50.00")
    of_org = sheet(shop, sale.owner.token, kind="orders", org_id=sale.org_id)
    assert of_org == rows
    only = {"kind": "orders", "event_id": sale.event_id, "filters": {"status": ["pending"]}}
    assert sheet(shop, sale.owner.token, **only) == [waits]
    (made,) = shop.rows("orders", sale.owner.token, order_number=f"eq.{waits['order_number']}")
    for filters, found in (
        ({"from": made["created_at"]}, [waits]),
        ({"to": made["created_at"]}, [paid]),
    ):
        wish = {"kind": "orders", "event_id": sale.event_id, "filters": filters}
        assert sheet(shop, sale.owner.token, **wish) == found


def test_registrations_have_a_column_per_question(shop: Shop, sale: Sale) -> None:
    rows = sheet(shop, sale.owner.token, kind="registrations", event_id=sale.event_id)

    zoe, ann, bob = rows
    assert list(zoe)[-2:] == ["Maat?", "'=Vervoer"]
    assert (zoe["Maat?"], zoe["'=Vervoer"]) == ("'+M", "trein, fiets")
    assert (zoe["first_name"], zoe["last_name"]) == ("'@Zoë", 'Kaya; "Z"')
    assert (zoe["phone"], zoe["club"]) == ("'+31612345678", f"'{EVIL}")
    assert zoe["city"] == "Multi-part", "a sign inside makes no formula"
    assert (ann["first_name"], ann["status"], ann["Maat?"]) == ("Ann", "pending", "")
    assert bob["email"] == "waits@example.test", "that of the order, where there is none"
    for name in ("birth_date", "emergency_name", "emergency_phone", "medical_note"):
        assert zoe[name] == "", "what is sensitive is not there unless it is asked for"

    filters = {"include_sensitive": True, "status": ["paid"]}
    wish = {"kind": "registrations", "event_id": sale.event_id, "filters": filters}
    (zoe,) = sheet(shop, sale.owner.token, **wish)
    assert (zoe["birth_date"], zoe["emergency_name"]) == ("1990-12-31", "'-Mum")
    assert (zoe["emergency_phone"], zoe["medical_note"]) == ("'+31687654321", "'=1+1")


def test_participants(shop: Shop, sale: Sale) -> None:
    of_org = sheet(shop, sale.owner.token, kind="participants", org_id=sale.org_id)
    of_event = sheet(shop, sale.owner.token, kind="participants", event_id=sale.event_id)
    assert of_org == of_event
    assert [row["first_name"] for row in of_org] == ["Ann", "Bob", "'@Zoë"]
    assert {row["birth_date"] for row in of_org} == {""}
    draft = shop.event(sale.owner, sale.org_id)
    assert sheet(shop, sale.owner.token, kind="participants", event_id=draft) == []


def test_tickets(shop: Shop, sale: Sale) -> None:
    (ticket,) = sheet(shop, sale.owner.token, kind="tickets", event_id=sale.event_id)
    assert (ticket["status"], ticket["ticket_type"], ticket["last_name"]) == (
        "valid",
        "10 km",
        'Kaya; "Z"',
    )
    code = "select code from sales.ticket_instances where event_id = %s"
    assert shop.ask(code, sale.event_id) not in ticket.values(), "codes are for their holders"


def test_products(shop: Shop, sale: Sale) -> None:
    (cup,) = sheet(shop, sale.owner.token, kind="products", event_id=sale.event_id)
    assert (cup["product"], cup["quantity"], cup["personalisation"]) == ("Cup", "1", "'-Zoë")
    assert cup["first_name"] == "'@Zoë"


def test_a_start_list_is_what_timing_companies_read(shop: Shop) -> None:
    owner = shop.person()
    race = hold_race(shop, owner, shop.org(owner))
    alone, _ = race.enter_alone(), race.enter_team()
    expect(shop.rpc("assign_bibs", owner.token, event_id=race.event_id))
    wish = {"registration_id": alone["id"], "chip_number": "HC3F7"}
    expect(shop.rpc("set_chip", owner.token, **wish))

    answer = ask(shop, owner.token, kind="start_list", event_id=race.event_id)

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    name = answer.headers["content-disposition"]
    assert name.startswith('attachment; filename="vierdaagse-start-list-20')
    assert answer.content.decode().splitlines() == [
        "bib,name,gender,birth_year,wave,team,chip,distance,club,wave_starts_at",
        "1,Rita Runner,,1990,,,HC3F7,10 km,,",
        "2,Olga owner,,1980,,De Vlugge Vier,,10 km,,",
    ]


def test_separators_and_the_mark_that_excel_wants(shop: Shop, sale: Sale) -> None:
    body = {"kind": "registrations", "event_id": sale.event_id}
    plain = ask(shop, sale.owner.token, **body).content
    assert plain.startswith(b"order_number,status")
    assert plain.count(b"\r\n") == 4
    excel = ask(shop, sale.owner.token, **body, separator=";", bom=True).content
    assert excel.startswith(b"\xef\xbb\xbforder_number;status")
    text = excel.decode("utf-8-sig")
    (zoe, *_) = csv.DictReader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    assert zoe["last_name"] == 'Kaya; "Z"'
    tabs = ask(shop, sale.owner.token, **body, separator="\t").content
    assert tabs.startswith(b"order_number\tstatus")


def test_of_nothing_there_is_the_heading(shop: Shop) -> None:
    sale = shop.sale()
    for kind in ("orders", "registrations", "participants", "tickets", "products", "start_list"):
        answer = ask(shop, sale.owner.token, kind=kind, event_id=sale.event_id)
        assert answer.status_code == 200
        assert len(answer.content.decode().splitlines()) == 1, kind


NEEDED = {
    "orders": {"owner", "admin", "finance"},
    "registrations": {"owner", "admin"},
    "participants": {"owner", "admin"},
    "tickets": {"owner", "admin", "finance"},
    "products": {"owner", "admin", "finance"},
    "start_list": {"owner", "admin"},
}


def test_each_kind_has_its_permission_and_leaves_its_trace(shop: Shop) -> None:
    sale = shop.sale(price=0)
    shop.buy(sale, 3)
    tokens = colleagues(shop, sale)
    stranger = shop.person().token
    expected: list[tuple[str, Any]] = []
    for kind, allowed in NEEDED.items():
        for role, token in tokens.items():
            answer = ask(shop, token, kind=kind, event_id=sale.event_id)
            if role not in allowed:
                assert problem(answer) == (403, "not_allowed"), (kind, role)
                continue
            assert answer.is_success, (kind, role)
            rows = len(answer.content.decode().splitlines()) - 1
            about = {
                "kind": kind,
                "event_id": sale.event_id,
                "filters": {},
                "has_sensitive": kind == "start_list",
            }
            expected += [("export.started", about), ("export.finished", {"rows": rows})]
        for outsider, told in (
            (stranger, (404, "not_found")),
            (None, (401, "sign_in_required")),
            (shop.sale().owner.token, (404, "not_found")),
        ):
            assert problem(ask(shop, outsider, kind=kind, event_id=sale.event_id)) == told
    until("the last one is written down", lambda: len(log(shop, sale)) == len(expected))
    assert log(shop, sale) == expected
    names = sheet(shop, tokens["finance"], kind="tickets", event_id=sale.event_id)
    assert {row["first_name"] for row in names} == {""}
    sensitive = {"include_sensitive": True}
    for role in ("owner", "admin"):
        wish = {"kind": "participants", "org_id": sale.org_id, "filters": sensitive}
        assert ask(shop, tokens[role], **wish).is_success
    until(
        "it is in the log that it was sensitive",
        lambda: [
            told
            for action, told in log(shop, sale)
            if action == "export.started" and told["filters"] == sensitive
        ],
        lambda found: len(found) == 2 and all(told["has_sensitive"] for told in found),
    )


def test_many_rows_leave_while_they_are_read(shop: Shop) -> None:
    sale = shop.sale(price=0, capacity=10)
    shop.buy(sale)
    count = 12_345
    shop.ask(
        "insert into sales.participants (org_id, first_name, last_name, email)"
        " select %s, 'First ' || n, 'Last', 'p' || n || '@example.test'"
        " from generate_series(1, %s) as n",
        *(sale.org_id, count),
    )
    body = {"kind": "participants", "org_id": sale.org_id}
    with shop.http.stream(
        "POST",
        f"{shop.stack.api_url}/functions/v1/export",
        json=body,
        headers=shop.headers(sale.owner.token),
    ) as answer:
        assert "content-length" not in answer.headers
        lines = list(answer.iter_lines())
    assert len(lines) == count + 1
    assert len({line.partition(",")[0] for line in lines}) == count + 1
    until("it is written down", lambda: log(shop, sale)[-1] == ("export.finished", {"rows": count}))


def test_more_exports_than_run_at_once_take_turns(shop: Shop, sale: Sale) -> None:
    asked = at_once(12, lambda _: ask(shop, sale.owner.token, kind="orders", org_id=sale.org_id))
    assert [answer.status_code for answer in asked] == [200] * 12
    assert len({answer.content for answer in asked}) == 1


def test_an_export_that_nobody_waits_for_is_given_up(shop: Shop) -> None:
    """Far more than fits between us and whoever asked; they leave after the first rows."""
    sale = shop.sale(price=0)
    shop.ask(
        "insert into sales.participants (org_id, first_name, last_name, city, club)"
        " select %s, repeat('x', 100), 'Last', repeat('y', 100), repeat('z', 100)"
        " from generate_series(1, 60000)",
        sale.org_id,
    )
    # To the functions themselves: a proxy would take all of it for itself.
    url = f"{shop.stack.functions_url or shop.stack.api_url}/functions/v1/export"
    body = {"kind": "participants", "org_id": sale.org_id}
    headers = shop.headers(sale.owner.token)
    with (
        httpx.Client(timeout=60) as client,
        client.stream("POST", url, json=body, headers=headers) as answer,
    ):
        assert answer.status_code == 200
        next(answer.iter_bytes())
    action, told = until(
        "it has ended", lambda: log(shop, sale), lambda entries: len(entries) == 2
    )[-1]
    assert action == "export.aborted"
    assert 0 < told["rows"] < 60_000
    idle = (
        "select count(*) from pg_stat_activity where application_name = 'entree-functions'"
        " and state = 'idle in transaction'"
    )
    until("no snapshot is left open", lambda: shop.ask(idle) == 0)


def test_rows_and_roles_of_others_are_not_there(shop: Shop, sale: Sale) -> None:
    other = shop.sale(price=0)
    token = other.owner.token
    assert problem(ask(shop, token, kind="orders", org_id=sale.org_id)) == (404, "not_found")
    wish: Row = {"kind": "orders", "org_id": other.org_id, "event_id": sale.event_id}
    assert problem(ask(shop, token, **wish)) == (404, "not_found")
    filters = {"ticket_type_id": sale.ticket_type_id}
    wish = {"kind": "registrations", "event_id": other.event_id, "filters": filters}
    assert sheet(shop, token, **wish) == []
