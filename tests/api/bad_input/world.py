"""What the bad requests are about, and whom they come from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.api.bad_input.cases import Case
from tests.api.invoices import set_up_invoices
from tests.api.race import Race, hold_race
from tests.door import Door
from tests.hooks import connect
from tests.shop import Person, Sale, Shop, expect, until, wait_for
from tests.table import GUEST, open_table


@dataclass(frozen=True)
class World:
    """A shop, what stands for what, and whom the requests come from."""

    shop: Shop
    values: dict[str, str]
    tokens: dict[str, str]

    def send(self, case: Case) -> httpx.Response:
        """Send a case's request."""
        body = self.filled(case.body)
        content = body if isinstance(body, str) else None if body is None else json.dumps(body)
        headers = {"Content-Type": "application/json"}
        if case.who != "nobody":
            headers |= {"apikey": self.shop.stack.anon_key}
        if case.who in self.tokens:
            headers |= {"Authorization": f"Bearer {self.tokens[case.who]}"}
        return self.shop.http.request(
            case.method,
            self.shop.stack.api_url + case.path,
            content=content,
            params=self.filled(case.params),
            headers=headers,
        )

    def filled(self, value: Any) -> Any:
        """A body or parameters with what the names in them stand for."""
        if isinstance(value, dict):
            return {key: self.filled(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.filled(inner) for inner in value]
        if isinstance(value, str):
            prefix, eq, name = value.rpartition("eq.")
            return prefix + eq + self.values.get(name, name)
        return value


def build(shop: Shop) -> World:
    """Build what the requests are about, and wait until everything that follows from it is done."""
    sale, other, suspended = shop.sale(), shop.sale(), shop.sale()
    race = hold_race(shop, sale.owner, sale.org_id)
    with shop.database() as connection:
        connection.execute(
            "update tenancy.orgs set suspended_at = now(), suspended_reason = 'Test' where id = %s",
            [suspended.org_id],
        )
    support, scanner, stranger = shop.person(), shop.person(), other.owner
    join(shop, sale, support, "support")
    join(shop, sale, scanner, "scanner")
    platform = shop.person()
    shop.ask("select tenancy.grant_platform_admin(%s)", platform.email)
    values = {
        "ORG": sale.org_id,
        "EVENT": sale.event_id,
        "TYPE": sale.ticket_type_id,
        "OTHER_ORG": other.org_id,
        "OTHER": other.event_id,
        "OTHER_TYPE": other.ticket_type_id,
        "SUSPENDED": suspended.event_id,
        "SUSPENDED_TYPE": suspended.ticket_type_id,
        "OTHER_DRAFT": shop.event(other.owner, other.org_id),
        "OTHER_PRODUCT": shop.insert(
            "products",
            other.owner.token,
            org_id=other.org_id,
            event_id=other.event_id,
            name="Cap",
            price=1,
        )["id"],
        "SUSPENDED_DRAFT": shop.event(suspended.owner, suspended.org_id),
        **events(shop, sale),
        **ticket_types(shop, sale),
        **orders(shop, sale),
        "REVIEW": review(shop, sale, "EUR"),
        "CURRENCY_REVIEW": review(shop, sale, "USD"),
        "OTHER_REVIEW": review(shop, other, "EUR"),
        **refunds(shop, sale, "CASH_REFUND", "SENT_REFUND", "ONLINE_REFUND"),
        **refunds(shop, other, "OTHER_REFUND"),
        **goods(shop, sale),
        **limits(shop, sale),
        **invoices(shop, sale),
        "OTHER_ISSUED": invoices(shop, other)["ISSUED"],
        **waitlist(shop, sale, other),
        **door(shop, sale),
        **{f"OTHER_{name}": value for name, value in door(shop, other).items()},
        **hooks(shop, sale, other),
        **race_day(shop, race),
        **offers(race),
        **elsewhere(hold_race(shop, other.owner, other.org_id)),
        **restaurant(shop, sale),
        **{f"OTHER_{name}": value for name, value in restaurant(shop, other).items()},
        "FORGED": shop.token(sale.owner.user_id, secret="x" * 64),
        "EXPIRED": shop.token(sale.owner.user_id, lifetime=timedelta(minutes=-5)),
        "ANON_FORGED": shop.token(sale.owner.user_id, secret="x" * 64, role="anon"),
    }
    tokens = {
        "visitor": shop.stack.anon_key,
        "owner": sale.owner.token,
        "support": support.token,
        "scanner": scanner.token,
        "stranger": stranger.token,
        "suspended": suspended.owner.token,
        "platform": platform.token,
        "terminal": values["SESSION_TOKEN"],
        "past_terminal": values["PAST_SESSION_TOKEN"],
        "forged": values["FORGED"],
        "expired": values["EXPIRED"],
        "garbage": "eyJhbGciOiJub25lIn0.eyJyb2xlIjoic2VydmljZV9yb2xlIn0.x",
    }
    shop.quiet()
    return World(shop, values, tokens)


def events(shop: Shop, sale: Sale) -> dict[str, str]:
    """Events of the org that are not on sale."""
    draft = shop.event(sale.owner, sale.org_id, location_name=None, slug="draft-run")
    ended = {}
    for name, function in (("CANCELLED", "cancel_event"), ("CLOSED", "close_event")):
        ended[name] = shop.event(sale.owner, sale.org_id)
        shop.ticket_type(sale.owner, sale.org_id, ended[name])
        for call in ("publish_event", function):
            expect(shop.rpc(call, sale.owner.token, event_id=ended[name]))
    undated = shop.event(sale.owner, sale.org_id, starts_at=None, ends_at=None)
    return {
        "DRAFT": draft,
        "DRAFT_SLUG": "draft-run",
        "DRAFT_WITHOUT_DATES": undated,
        **ended,
    }


def ticket_types(shop: Shop, sale: Sale) -> dict[str, str]:
    """Ticket types of the event that cannot be bought as they are."""
    now = datetime.now(UTC)
    kinds: dict[str, dict[str, object]] = {
        "INACTIVE_TYPE": {"is_active": False},
        "LATER_TYPE": {"sales_start": (now + timedelta(days=1)).isoformat()},
        "OVER_TYPE": {"sales_end": (now - timedelta(days=1)).isoformat()},
        "GROUP_TYPE": {"min_per_order": 2},
        "SOLD_OUT_TYPE": {"capacity": 0},
        "SCARCE_TYPE": {"capacity": 2},
        "DEAR_TYPE": {"price": 5_000_000},
    }
    return {
        name: shop.ticket_type(sale.owner, sale.org_id, sale.event_id, **more)
        for name, more in kinds.items()
    }


def goods(shop: Shop, sale: Sale) -> dict[str, str]:
    """What the event sells beside starts, and what was deleted of it."""

    def make(view: str, **more: object) -> str:
        return str(shop.insert(view, sale.owner.token, org_id=sale.org_id, **more)["id"])

    def remove(view: str, row: str) -> str:
        url = f"{shop.stack.api_url}/rest/v1/{view}"
        now = {"deleted_at": datetime.now(UTC).isoformat()}
        headers = shop.headers(sale.owner.token)
        expect(shop.http.patch(url, params={"id": f"eq.{row}"}, json=now, headers=headers))
        return row

    (event,) = shop.rows("events", sale.owner.token, id=f"eq.{sale.event_id}")
    start = datetime.fromisoformat(event["starts_at"])
    later = (start + timedelta(hours=1)).isoformat()
    of_event = {"event_id": sale.event_id}
    code = of_event | {"code": "SUMMER", "kind": "amount", "value": 100}
    cap = make("products", **of_event, name="Cap", price=1000)
    ids = {
        "PRODUCT": make("products", **of_event, name="Shirt", price=2000),
        "GONE_VARIANT": remove(
            "product_variants", make("product_variants", product_id=cap, name="Blue")
        ),
        "GONE_PRODUCT": remove("products", cap),
        "GONE_CODE": remove("promo_codes", make("promo_codes", **code)),
        "PROMO_CODE": make("promo_codes", **code),
        "WAVE": make("waves", **of_event, name="A", starts_at=later),
    }
    with_waves = shop.ticket_type(sale.owner, sale.org_id, sale.event_id, name="With waves")
    for view, key in (("promo_code_ticket_types", "PROMO_CODE"), ("wave_ticket_types", "WAVE")):
        row = {"ticket_type_id": with_waves, f"{key.lower()}_id": ids[key]}
        shop.insert(view, sale.owner.token, org_id=sale.org_id, **row)
    elsewhere = shop.event(sale.owner, sale.org_id)
    return ids | {
        "WAVES_TYPE": with_waves,
        "START": event["starts_at"],
        "START_SOON_AFTER": (start + timedelta(seconds=1)).isoformat(),
        "ELSEWHERE_TYPE": shop.ticket_type(sale.owner, sale.org_id, elsewhere),
    }


def orders(shop: Shop, sale: Sale) -> dict[str, str]:
    """One order that is paid, one that waits, and a key that was used."""
    paid = shop.buy(sale, idempotency_key="a used key")
    waits = expect(
        shop.rpc(
            "create_order", event_id=sale.event_id, items=sale.cart(), email="waits@example.test"
        )
    )
    until(
        "it has QR tokens",
        lambda: shop.ask(
            "select bool_and(qr_token is not null) from sales.ticket_instances where order_id = %s",
            paid["order_id"],
        ),
    )
    invoice = expect(
        shop.rpc(
            "create_staff_order",
            sale.owner.token,
            event_id=sale.event_id,
            items=sale.cart(),
            email="invoice@example.test",
            settlement="invoice",
        )
    )
    (item,) = shop.rows("order_items", sale.owner.token, order_id=f"eq.{paid['order_id']}")
    (unnamed,) = shop.rows("registrations", sale.owner.token, order_id=f"eq.{paid['order_id']}")
    wish = {"event_id": sale.event_id, "texts": {"nl": {"subject": "Hoi", "text": "Hoi"}}}
    message = expect(shop.rpc("message_participants", sale.owner.token, **wish))
    return {
        "INVOICE": invoice["order_id"],
        "MESSAGE": message["message_id"],
        "UNNAMED": unnamed["id"],
        "ORDER_ID": paid["order_id"],
        "ITEM_ID": item["id"],
        "PAID_TOKEN": paid["public_token"],
        "UNPAID_ID": waits["order_id"],
        "UNPAID_TOKEN": waits["public_token"],
        "USED_KEY": "a used key",
    }


def review(shop: Shop, sale: Sale, currency: str) -> str:
    """Money that arrived otherwise than agreed, and waits for a decision."""
    order = expect(shop.order(sale))
    amount = {"currency": currency, "value": "1.00"}
    expect(shop.sandbox("POST", f"payments/{shop.payment(order)}/forge", amount=amount))
    shop.decide(order, "paid")
    waiting = (
        "select v.id::text from payments.payment_reviews as v"
        " join payments.payments as p on p.id = v.payment_id where p.payable_id = %s"
    )
    return str(until("somebody must look at it", lambda: shop.ask(waiting, order["order_id"])))


def refunds(shop: Shop, sale: Sale, *names: str) -> dict[str, str]:
    """Refunds of orders: by hand, to be sent and sent already; and by the provider."""
    token, made = sale.owner.token, {}
    cash = {"event_id": sale.event_id, "items": sale.cart(), "settlement": "cash"}
    for name in names:
        if name == "ONLINE_REFUND":
            order = shop.buy(sale)
        else:
            order = expect(shop.rpc("create_staff_order", token, **cash, email="c@example.test"))
        back = {"order_id": order["order_id"], "idempotency_key": order["order_id"]}
        made[name] = expect(shop.rpc("create_refund", token, **back))["refund_id"]
        if name == "SENT_REFUND":
            sent = {"refund_id": made[name], "reference": "statement 6"}
            expect(shop.rpc("record_manual_refund", token, **sent))
    return made


def waitlist(shop: Shop, sale: Sale, other: Sale) -> dict[str, str]:
    """Somebody who waits, one who was skipped, one who was offered a place; and of another org."""
    full, given = (
        shop.ticket_type(sale.owner, sale.org_id, sale.event_id, name=name, capacity=0)
        for name in ("Full", "Given away")
    )
    waiting = wait_for(shop, sale, full, "waits@example.test")
    gone = wait_for(shop, sale, full, "gone@example.test")
    expect(
        shop.rpc("skip_waitlist_entry", sale.owner.token, entry_id=gone["entry_id"], reason="Test")
    )
    offered = wait_for(shop, sale, given, "offered@example.test")
    shop.update("ticket_types", sale.owner.token, {"capacity": 1}, id=f"eq.{given}")
    until(
        "a place is offered",
        lambda: shop.rpc("waitlist_entry", waitlist_token=offered["token"]).json()["status"],
        lambda status: status == "offered",
    )
    theirs = shop.ticket_type(other.owner, other.org_id, other.event_id, name="Full", capacity=0)
    elsewhere = wait_for(shop, other, theirs, "waits@example.test")
    return {
        "OFFERED_TYPE": given,
        "WAITING": waiting["entry_id"],
        "WAITING_TOKEN": waiting["token"],
        "GONE_WAITING": gone["entry_id"],
        "GONE_TOKEN": gone["token"],
        "OFFERED_TOKEN": offered["token"],
        "OTHER_WAITING": elsewhere["entry_id"],
        "OTHER_WAITING_TOKEN": elsewhere["token"],
    }


def door(shop: Shop, sale: Sale) -> dict[str, str]:
    """The entrance of the event, for one of its ticket types, and what happened there."""
    at = Door(shop, sale)
    entrance = at.entrance()
    link = {"list_id": entrance["id"], "ticket_type_id": sale.ticket_type_id}
    shop.insert("checkin_list_ticket_types", sale.owner.token, org_id=sale.org_id, **link)
    terminal, gone = at.terminal(), at.terminal()
    session, past = at.log_in(terminal), at.log_in(gone)
    expect(shop.rpc("delete_terminal", sale.owner.token, terminal_id=gone["terminal_id"]))
    [ticket] = at.tickets()
    used = at.scan(session["access_token"], "a code of nothing")
    kits = at.entrance(name="Kits", kind="kit_pickup")
    return {
        "KITS": kits["id"],
        "LIST": entrance["id"],
        "TERMINAL": terminal["terminal_id"],
        "GONE_TERMINAL": gone["terminal_id"],
        "CODE": terminal["code"],
        "SESSION": session["session_id"],
        "SESSION_TOKEN": session["access_token"],
        "PAST_SESSION_TOKEN": past["access_token"],
        "TICKET": ticket["id"],
        "KIT_TICKET": ticket["id"],
        "USED_SCAN": used["scan_id"],
    }


def hooks(shop: Shop, sale: Sale, other: Sale) -> dict[str, str]:
    """A webhook of each org, and one that was deleted."""
    gone = connect(shop, sale)
    expect(shop.rpc("delete_integration", sale.owner.token, integration_id=gone))
    return {
        "HOOK": connect(shop, sale),
        "OTHER_HOOK": connect(shop, other),
        "GONE_HOOK": gone,
    }


def limits(shop: Shop, sale: Sale) -> dict[str, str]:
    """Limits that ticket types share: one that the sale draws on, one that is too small for it."""
    token, its_event = sale.owner.token, {"org_id": sale.org_id, "event_id": sale.event_id}
    pool, small = (
        shop.insert("capacity_pools", token, **its_event, name=name, capacity=capacity)["id"]
        for name, capacity in (("Everybody", 500), ("Nobody", 0))
    )
    link = {"org_id": sale.org_id, "ticket_type_id": sale.ticket_type_id, "pool_id": pool}
    shop.insert("ticket_type_pools", token, **link)
    return {"POOL": pool, "SMALL_POOL": small}


def invoices(shop: Shop, sale: Sale) -> dict[str, str]:
    """An invoice, its order, and another one that was taken back."""
    set_up_invoices(shop, sale)
    token = sale.owner.token
    order_ids, invoice_ids = [], []
    for _ in range(2):
        order = expect(
            shop.rpc(
                "create_staff_order",
                token,
                event_id=sale.event_id,
                items=sale.cart(),
                email="invoice@example.test",
                settlement="invoice",
            )
        )
        answer = expect(shop.rpc("request_invoice", token, order_id=order["order_id"]))
        order_ids.append(order["order_id"])
        invoice_ids.append(answer["invoices"][0]["invoice_id"])
    details = {"invoice_details": {"name": "Bea"}}
    expect(shop.rpc("correct_invoice", token, invoice_id=invoice_ids[1], **details))
    return {"INVOICED": order_ids[0], "ISSUED": invoice_ids[0], "CREDITED": invoice_ids[1]}


def race_day(shop: Shop, race: Race) -> dict[str, str]:
    """People of the org's race, alone and in teams, with start numbers; and teams that are not."""
    alone, team, full, closed = race.enter_alone(), *(race.enter_team() for _ in range(3))
    for name in ("Bo", "Cas", "Dé"):
        member = race.somebody(first_name=name)
        expect(shop.rpc("join_team", join_code=full["join_code"], registration=member))
    expect(shop.rpc("close_team", race.owner.token, team_id=closed["id"]))
    small, unpaid = (
        race.enter(
            shop.ticket_type(race.owner, race.org_id, race.event_id, **ticket_type, team_max=4),
            race.somebody(team_name="Not yet"),
        )["registrations"][0]["id"]
        for ticket_type in ({"price": 0, "team_min": 2}, {"price": 2500, "team_min": 1})
    )
    more = {"org_id": race.org_id, "event_id": race.event_id}
    shop.insert("bib_ranges", race.owner.token, **more, first_number=9000, last_number=9099)
    expect(shop.rpc("assign_bibs", race.owner.token, event_id=race.event_id))

    def row(view: str, column: str, value: str) -> dict[str, Any]:
        (found,) = shop.rows(view, race.owner.token, **{column: f"eq.{value}"})
        return found

    (ticket,) = shop.rows("ticket_instances", race.owner.token, registration_id=f"eq.{alone['id']}")
    rules = {"swaps_allowed": True}
    shop.update("event_settings", race.owner.token, rules, event_id=f"eq.{race.event_id}")
    asked = shop.event(race.owner, race.org_id)
    needed = shop.question(race.owner, asked, kind="checkbox")
    shop.question(race.owner, asked, condition={"question_id": needed, "any_of": [True]})
    return {
        "RACE": race.event_id,
        "RACE_POOL": race.setup["POOL"],
        **{name: race.setup[name] for name in ("TIER", "FAQ", "IMAGE", "RANGE")},
        "QUESTION": race.question_id,
        "NEEDED_QUESTION": needed,
        "REGISTRATION": alone["id"],
        "RACE_TOKEN": alone["public_token"],
        "TICKET": ticket["id"],
        "RACE_TYPE": race.ticket_type_id,
        "RELAY_TYPE": race.team_type_id,
        "LONG_TYPE": shop.ticket_type(
            race.owner, race.org_id, race.event_id, name="Long", price=0, min_age=18
        ),
        "PARTICIPANT": alone["participant"]["participant_id"],
        "WORN": str(row("bibs", "registration_id", alone["id"])["number"]),
        "TEAM": team["id"],
        "TEAM_TOKEN": team["public_token"],
        "JOIN_CODE": team["join_code"],
        "CAPTAIN": team["registration_id"],
        "WORN_BY_CAPTAIN": str(row("bibs", "registration_id", team["registration_id"])["number"]),
        "FULL_CODE": full["join_code"],
        "CLOSED_CODE": closed["join_code"],
        "SMALL_TEAM": row("teams", "captain_id", small)["id"],
        "UNPAID_TEAM": row("teams", "captain_id", unpaid)["id"],
        "UNPAID_CAPTAIN": unpaid,
    }


def offers(race: Race) -> dict[str, str]:
    """Tickets of the org's race that are offered to somebody: one waits, one was declined."""
    waits, declined = race.offer_ticket(), race.offer_ticket()
    no = {"action": "decline", "token": declined["token"]}
    expect(race.shop.function("ticket-transfer", **no))
    return {
        "OFFERED_TICKET": waits["ticket_instance_id"],
        "TRANSFER": waits["transfer_id"],
        "OFFER": waits["token"],
        "OFFER_TOKEN": waits["public_token"],
        "DECLINED_TICKET": declined["ticket_instance_id"],
        "DECLINED_TRANSFER": declined["transfer_id"],
        "DECLINED": declined["token"],
        "DECLINED_TOKEN": declined["public_token"],
    }


def elsewhere(race: Race) -> dict[str, str]:
    """The same of an org that none of them works for."""
    alone, offered = race.enter_alone(), race.offer_ticket()
    wish = {"event_id": race.event_id, "texts": {"nl": {"subject": "Hoi", "text": "Hoi"}}}
    message = expect(race.shop.rpc("message_participants", race.owner.token, **wish))
    return {
        "OTHER_MESSAGE": message["message_id"],
        "OTHER_POOL": race.setup["POOL"],
        "OTHER_QUESTION": race.question_id,
        "OTHER_TEAM": race.enter_team()["id"],
        "OTHER_REGISTRATION": alone["id"],
        "OTHER_PARTICIPANT": alone["participant"]["participant_id"],
        "OTHER_ORDER": alone["order_id"],
        "OTHER_TRANSFER": offered["transfer_id"],
        "OTHER_TICKET": offered["ticket_instance_id"],
    }


def restaurant(shop: Shop, sale: Sale) -> dict[str, str]:
    """A restaurant of the org, and reservations there: one that stands, one that does not."""
    table = open_table(shop, of=(sale.owner, sale.org_id))
    token, there = sale.owner.token, {"org_id": sale.org_id, "location_id": table.location_id}
    closed = open_table(shop, of=(sale.owner, sale.org_id))
    closed.change("locations", closed.location_id, is_active=False)
    table.more_tables(4, 4)
    deposit = {"name": "Deposit", "payment_type": "deposit_pp", "payment_amount": 10}
    paid = {"name": "Paid", "short_name": "P", "duration_minutes": 60}
    paid["policy_set_id"] = shop.insert("policy_sets", token, **there, **deposit)["id"]
    spare = paid | {"name": "Spare", "policy_set_id": table.policy_set_id}
    ticket_id, spare_id = (
        str(shop.insert("tickets", token, **there, **ticket)["id"]) for ticket in (paid, spare)
    )
    shop.insert("shift_tickets", token, **there, shift_id=table.shift_id, ticket_id=ticket_id)
    group = shop.insert("table_groups", token, **there, name="Together", max_capacity=8)
    booked = table.call_in("19:00", guest=GUEST)
    cancelled = table.call_in("19:00", guest=GUEST, options={"assign_table": False})
    expect(table.move(cancelled, "cancelled"))
    unpaid = expect(table.book("19:00", ticket_id=ticket_id))
    guests = {"GUEST": table.row(booked)["customer_id"]}
    for name in ("SECOND_GUEST", "ERASED_GUEST"):
        email = f"{name.partition('_')[0].lower()}@example.test"
        gone = table.call_in("21:00", guest=GUEST | {"email": email})
        expect(table.move(gone, "cancelled"))
        guests[name] = table.row(gone)["customer_id"]
    expect(table.rpc("erase_customer", token, customer_id=guests["ERASED_GUEST"]))
    return guests | {
        "LOCATION": table.location_id,
        "CLOSED_LOCATION": closed.location_id,
        "AREA": table.area_id,
        "TABLE": table.table_id,
        "GROUP": group["id"],
        "SHIFT": table.shift_id,
        "POLICY": table.policy_set_id,
        "DINING_TICKET": table.ticket_id,
        "SPARE_TICKET": spare_id,
        "SHIFT_TICKET": table.shift_ticket_id,
        "EVENING": table.date,
        "RESERVATION": booked["reservation_id"],
        "RESERVATION_TOKEN": booked["public_token"],
        "CANCELLED_RESERVATION": cancelled["reservation_id"],
        "CANCELLED_RESERVATION_TOKEN": cancelled["public_token"],
        "UNPAID_RESERVATION_TOKEN": unpaid["public_token"],
    }


def join(shop: Shop, sale: Sale, person: Person, role: str) -> None:
    """Make somebody a member of the sale's org."""
    with shop.database() as connection:
        connection.execute(
            "insert into tenancy.org_members (org_id, user_id, role) values (%s, %s, %s)",
            [sale.org_id, person.user_id, role],
        )
