"""Who takes part over HTTP: from the cart over the payment to the start list, and changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from cli.stack import Endpoints
from tests.api.books import Books, open_books
from tests.shop import Person, Row, Sale, Shop, expect, refusal

ANNA: Row = {"first_name": "Anna", "last_name": "de Vries", "birth_date": "1990-12-31"}
KIM: Row = {"first_name": "Kim", "last_name": "de Vries"}
NOBODY = "00000000-0000-7000-8000-00000000dead"


@dataclass(frozen=True)
class Race:
    """An event on sale."""

    shop: Shop
    sale: Sale

    def cart(self, *registrations: Row) -> list[Row]:
        """A cart of one line for these people."""
        return [
            {
                "ticket_type_id": self.sale.ticket_type_id,
                "quantity": len(registrations),
                "registrations": registrations,
            }
        ]

    def order(self, *registrations: Row, by: Person | None = None, **more: Any) -> httpx.Response:
        """An order for these people, by somebody or by a visitor."""
        body = {
            "event_id": self.sale.event_id,
            "items": self.cart(*registrations),
            "email": "buyer@example.test",
            "purchaser_name": "Bo Buyer",
        }
        return self.shop.rpc("create_order", by.token if by else None, **(body | more))

    def paid(self, *registrations: Row) -> Row:
        """A visitor's order for these people, once it is paid."""
        return self.shop.buy(
            self.sale,
            len(registrations),
            items=self.cart(*registrations),
            purchaser_name="Bo Buyer",
        )

    def start_list(self, **filters: str) -> list[Row]:
        """What staff sees, in order of entry."""
        token = self.sale.owner.token
        order = "created_at,position"
        return self.shop.rows(
            "registrations", token, event_id=f"eq.{self.sale.event_id}", order=order, **filters
        )

    def set(self, **settings: object) -> None:
        """Change the settings of the event."""
        self.change("event_settings", "event_id", self.sale.event_id, settings)

    def set_ticket_type(self, **columns: object) -> None:
        """Change the ticket type."""
        self.change("ticket_types", "id", self.sale.ticket_type_id, columns)

    def change(self, view: str, column: str, which: str, row: Row) -> None:
        """Change a row as the owner."""
        stack = self.shop.stack
        answer = self.shop.http.patch(
            f"{stack.api_url}/rest/v1/{view}",
            params={column: f"eq.{which}"},
            json=row,
            headers=self.shop.headers(self.sale.owner.token) | {"Prefer": "return=representation"},
        )
        assert len(expect(answer)) == 1

    def seen(self, order: Row) -> list[Row]:
        """Who takes part with an order, as its buyer sees it."""
        seen = expect(self.shop.rpc("get_order", public_token=order["public_token"]))
        return list(seen["registrations"])

    def mine(self, person: Person) -> list[Row]:
        """The registrations of a login."""
        return list(expect(self.shop.rpc("my_registrations", person.token)))


@pytest.fixture
def race(shop: Shop) -> Race:
    """An event of its own for each test."""
    return Race(shop, shop.sale())


@pytest.fixture(scope="module")
def books(endpoints: Endpoints) -> Iterator[Books]:
    """The contents of the database, to compare."""
    with open_books(endpoints.admin_db_url) as books:
        yield books


def test_several_people_and_a_buyer_who_is_none_of_them(race: Race) -> None:
    question_id = race.shop.question(race.sale.owner, race.sale.event_id, label_nl="Maat")
    order = race.paid(
        ANNA | {"email": "anna@example.test", "club": "AV", "answers": {question_id: "M"}}, KIM
    )
    first, second = race.start_list()
    assert (first["first_name"], first["club"], first["status"]) == ("Anna", "AV", "paid")
    assert (second["first_name"], second["email"], second["status"]) == ("Kim", None, "paid")
    assert first["order_id"] == second["order_id"] == order["order_id"]
    assert 30 < first["age_on_race_day"] < 60
    answers = race.shop.rows(
        "registration_answers", race.sale.owner.token, registration_id=f"eq.{first['id']}"
    )
    assert [(row["label_nl"], row["value"], row["version"]) for row in answers] == [
        ("Maat", "M", 1)
    ]
    assert [row["participant"]["first_name"] for row in race.seen(order)] == ["Anna", "Kim"]
    emails = {row["email"] for row in race.shop.rows("participants", race.sale.owner.token)}
    assert emails == {"anna@example.test", None}


def test_tickets_without_names_are_named_later(race: Race) -> None:
    order = race.shop.buy(race.sale, 2)
    assert [row["participant_id"] for row in race.start_list()] == [None, None]
    first, second = race.seen(order)
    assert first["participant"] is None
    assert first["is_editable"] is True
    token = order["public_token"]
    body = {"registration_id": first["id"], "changes": ANNA, "public_token": token}
    named = expect(race.shop.rpc("change_registration", **body))
    assert named["participant"]["first_name"] == "Anna"
    again = race.shop.rpc("change_registration", **(body | {"changes": KIM}))
    assert refusal(again)[:2] == (400, "invalid_field")
    stranger = race.shop.person().token
    body["registration_id"] = second["id"]
    body["public_token"] = None
    assert refusal(race.shop.rpc("change_registration", stranger, **body))[:2] == (404, "not_found")
    assert refusal(race.shop.rpc("change_registration", **body))[:2] == (401, "sign_in_required")
    assert [row["first_name"] for row in race.start_list()] == ["Anna", None]


def test_the_end_of_changes(race: Race) -> None:
    order = race.paid(ANNA)
    (entered,) = race.seen(order)
    race.set(edits_close_at=(datetime.now(UTC) - timedelta(minutes=1)).isoformat())
    body = {"registration_id": entered["id"], "public_token": order["public_token"]}
    answer = race.shop.rpc("change_registration", changes={"city": "Zwolle"}, **body)
    assert refusal(answer)[:2] == (409, "registration_not_editable")
    (entered,) = race.seen(order)
    assert entered["is_editable"] is False


def test_somebody_signed_in_enters_themselves_and_others(race: Race) -> None:
    anna = race.shop.person()
    order = expect(
        race.order(ANNA | {"email": anna.email}, KIM, by=anna, purchaser_name="Anna de Vries")
    )
    mine = {row["participant"]["first_name"]: row for row in race.mine(anna)}
    assert {name: row["participant"]["is_me"] for name, row in mine.items()} == {
        "Anna": True,
        "Kim": False,
    }
    assert mine["Anna"]["order_id"] == order["order_id"]
    assert mine["Anna"]["event"]["title"] == "City Run"
    assert mine["Anna"]["status"] == "pending"
    profile = expect(race.shop.rpc("my_profile", anna.token, org_id=race.sale.org_id))
    assert profile["birth_date"] == "1990-12-31"
    # Next time by id, both of them.
    people = [{"participant_id": row["participant"]["participant_id"]} for row in mine.values()]
    expect(race.order(*people, by=anna))
    assert len(race.mine(anna)) == 4
    assert (
        race.shop.ask("select count(*) from sales.participants where org_id = %s", race.sale.org_id)
        == 2
    )


def test_a_login_is_never_attached_by_its_address(race: Race) -> None:
    anna, bert = race.shop.person(), race.shop.person()
    for by in (None, bert):
        expect(race.order(ANNA | {"email": anna.email}, by=by, purchaser_name="Anna de Vries"))
    assert race.mine(anna) == []
    assert expect(race.shop.rpc("my_profile", anna.token, org_id=race.sale.org_id)) is None


def test_nobody_enters_somebody_elses_profile(race: Race, books: Books) -> None:
    anna = race.shop.person()
    profile = expect(
        race.shop.rpc("save_my_profile", anna.token, org_id=race.sale.org_id, profile=ANNA)
    )
    askers = (None, race.shop.person(), race.shop.sale().owner)
    before = books.read()
    for by in askers:
        answer = race.order({"participant_id": profile["participant_id"]}, by=by)
        told = {"line": 1, "position": 1, "field": "participant_id"}
        assert refusal(answer) == (
            *(404, "participant_not_found"),
            told | {"participant_id": profile["participant_id"]},
        )
        unknown = race.order({"participant_id": NOBODY}, by=by)
        assert refusal(unknown) == (
            *(404, "participant_not_found"),
            told | {"participant_id": NOBODY},
        )
    assert books.read() == before


def test_what_is_asked_is_checked_line_by_line(race: Race, books: Books) -> None:
    race.set(required_profile_fields=["emergency_contact"])
    race.set_ticket_type(min_age=18, requires_licence=True, licence_pattern="N[0-9]{4}")
    expect(
        race.shop.rpc(
            "publish_waiver", race.sale.owner.token, event_id=race.sale.event_id, text_en="My risk"
        )
    )
    fine = ANNA | {
        "emergency_name": "Bert",
        "emergency_phone": "+31612345678",
        "licence_number": "N1234",
        "waiver": {"version": 1, "accepted_by": "Anna de Vries"},
    }
    child = (datetime.now(UTC) - timedelta(days=365 * 12)).date().isoformat()
    wrong: list[tuple[Row, int, str, str]] = [
        ({"emergency_phone": None}, 400, "profile_field_missing", "emergency_phone"),
        ({"last_name": " "}, 400, "profile_field_missing", "last_name"),
        ({"birth_date": None}, 400, "profile_field_missing", "birth_date"),
        ({"birth_date": child}, 422, "too_young", "birth_date"),
        ({"licence_number": None}, 400, "licence_missing", "licence_number"),
        ({"licence_number": "N12345"}, 400, "licence_invalid", "licence_number"),
        ({"waiver": None}, 400, "waiver_missing", "waiver"),
        ({"waiver": {"version": 2, "accepted_by": "A"}}, 409, "waiver_outdated", "waiver"),
        ({"waiver": {"version": 1}}, 400, "waiver_missing", "accepted_by"),
        ({"wave_id": NOBODY}, 404, "wave_not_found", "wave_id"),
        ({"team_name": "Tigers"}, 400, "invalid_field", "team_name"),
        ({"shoe_size": 44}, 400, "invalid_field", "shoe_size"),
    ]
    before = books.read()
    for change, status, slug, field in wrong:
        got = refusal(race.order(fine, fine | change))
        assert (got[0], got[1], got[2]["line"], got[2]["position"], got[2]["field"]) == (
            *(status, slug),
            *(1, 2, field),
        ), change
    bare = race.order(items=race.sale.cart(2))
    assert refusal(bare)[:2] == (400, "registrations_required")
    short = race.order(items=[race.cart(fine)[0] | {"quantity": 2}])
    assert refusal(short)[:2] == (400, "registrations_do_not_match_quantity")
    assert books.read() == before, "all or nothing"
    expect(race.order(fine, fine))


def test_minors_need_a_guardian(race: Race) -> None:
    expect(
        race.shop.rpc(
            "publish_waiver",
            race.sale.owner.token,
            event_id=race.sale.event_id,
            text_nl="Op eigen risico",
            guardian_below_age=16,
        )
    )
    child = KIM | {"birth_date": (datetime.now(UTC) - timedelta(days=4000)).date().isoformat()}
    alone = {"version": 1, "accepted_by": "Kim"}
    status, slug, data = refusal(race.order(child | {"waiver": alone}))
    assert (status, slug, data["guardian_below_age"]) == (422, "guardian_missing", 16)
    waiver = {"version": 1, "accepted_by": "Anna de Vries", "is_guardian": True}
    expect(race.order(child | {"waiver": waiver}))
    (accepted,) = race.shop.rows("waiver_acceptances", race.sale.owner.token)
    assert (accepted["accepted_by"], accepted["is_guardian"]) == ("Anna de Vries", True)
    assert accepted["accepted_at"]


def test_moving_the_event_changes_who_is_old_enough(race: Race) -> None:
    race.set_ticket_type(min_age=18)
    (event,) = race.shop.rows("events", race.sale.owner.token, id=f"eq.{race.sale.event_id}")
    start = datetime.fromisoformat(event["starts_at"])
    birthday = (start + timedelta(days=10)).date()
    nearly = KIM | {"birth_date": birthday.replace(year=birthday.year - 18).isoformat()}
    assert refusal(race.order(nearly))[:2] == (422, "too_young")
    moved = {"starts_at": start + timedelta(days=10), "ends_at": start + timedelta(days=11)}
    race.change(
        "events", "id", race.sale.event_id, {key: at.isoformat() for key, at in moved.items()}
    )
    expect(race.order(nearly))


def test_registrations_follow_their_order(race: Race) -> None:
    order = race.shop.order(race.sale, items=race.cart(ANNA, KIM))
    placed = expect(order)
    assert {row["status"] for row in race.start_list()} == {"pending"}
    race.shop.decide(placed, "failed")
    race.shop.wait_for(placed, "failed")
    assert {row["status"] for row in race.start_list()} == {"cancelled"}
    again = expect(race.shop.function("create-payment", public_token=placed["public_token"]))
    assert {row["status"] for row in race.start_list()} == {"pending"}
    race.shop.decide(placed | {"checkout_url": again["checkout_url"]}, "paid")
    race.shop.wait_for(placed, "paid")
    rows = race.start_list()
    assert {row["status"] for row in rows} == {"paid"}
    tickets = expect(race.shop.rpc("get_order", public_token=placed["public_token"]))["tickets"]
    assert {ticket["registration_id"] for ticket in tickets} == {row["id"] for row in rows}
    assert [ticket["holder"] for ticket in tickets] == ["Anna de Vries", "Kim de Vries"]
    assert race.shop.problems() == set()


def test_a_start_list_is_one_query(race: Race) -> None:
    """Waves, teams and numbers come with it, and it is filtered and ordered as one likes."""
    owner, ids = race.sale.owner, {"org_id": race.sale.org_id, "event_id": race.sale.event_id}
    race.set(bibs_assigned_on="settlement")
    race.shop.insert("bib_ranges", owner.token, **ids, first_number=101, last_number=199)
    (event,) = race.shop.rows("events", owner.token, id=f"eq.{race.sale.event_id}")
    wave = race.shop.insert(
        "waves", owner.token, **ids, name="Fast", starts_at=event["starts_at"], capacity=5
    )
    link = {"org_id": race.sale.org_id, "wave_id": wave["id"]}
    race.shop.insert(
        "wave_ticket_types", owner.token, **link, ticket_type_id=race.sale.ticket_type_id
    )
    assert refusal(race.order(ANNA))[1] == "wave_missing"
    race.paid(ANNA | {"wave_id": wave["id"]}, KIM | {"wave_id": wave["id"]})
    rows = race.start_list(
        select="bib_number,first_name,wave,wave_starts_at,team", wave_id=f"eq.{wave['id']}"
    )
    assert [(row["bib_number"], row["first_name"], row["wave"]) for row in rows] == [
        (101, "Anna", "Fast"),
        (102, "Kim", "Fast"),
    ]
    assert all(row["team"] is None for row in rows)


def test_a_cart_is_bounded(race: Race) -> None:
    race.set_ticket_type(max_per_order=100, capacity=500)
    other = race.shop.ticket_type(
        race.sale.owner, race.sale.org_id, race.sale.event_id, max_per_order=100, name="5 km"
    )
    line = race.cart(*([KIM] * 60))[0]
    answer = race.order(items=[line, line | {"ticket_type_id": other}])
    assert refusal(answer)[:2] == (400, "too_many_registrations")
