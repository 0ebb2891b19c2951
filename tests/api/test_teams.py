"""Relay teams over HTTP: ordered, joined with a code from a mail, led, left and closed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.relay import join_team, mailed_code, order_team, relay, seen, team_cart
from tests.shop import Row, Shop, expect, refusal, until

ANN = {"first_name": "Ann", "last_name": "Able"}


def mails(shop: Shop, email: str, number: int) -> list[Row]:
    """The mails to an address, oldest first, once there are so many."""
    listed = until(
        f"{number} mails for {email}", lambda: shop.mail_to(email), lambda got: len(got) >= number
    )
    box = f"{shop.stack.mail_url}/api/messages"
    return [dict(expect(shop.http.get(f"{box}/{mail['id']}"))) for mail in listed]


def profile(shop: Shop, org_id: str, email: str) -> str:
    """A login for whoever was entered with this address in an org; return its token."""
    person = shop.person()
    shop.ask(
        "update sales.participants set user_id = %s where org_id = %s and email = %s",
        *(person.user_id, org_id, email),
    )
    return person.token


def test_a_team_is_paid_for_once_and_joined_with_the_code_from_the_mail(shop: Shop) -> None:
    sale = relay(shop, size_max=3, price=12000)
    team = order_team(shop, sale, "Wet Socks", language="en")

    (mail,) = mails(shop, team.captain_email, 1)
    assert mail["subject"] == "The code of your team Wet Socks for City Relay"
    assert team.code in mail["text"]

    found = expect(shop.rpc("team_by_code", join_code=team.code.lower().replace("-", " ")))
    assert (found["name"], found["places_left"], found["is_open"]) == ("Wet Socks", 2, True)
    assert found["event"]["title"] == "City Relay"
    assert "Cleo" not in str(found)

    assert join_team(shop, team)["status"] == "forming"
    last = join_team(shop, team, **ANN)
    assert (last["status"], last["members"], last["places_left"]) == ("complete", 3, 0)
    answer = shop.rpc("join_team", join_code=team.code, registration=ANN)
    assert refusal(answer)[:2] == (409, "team_full")

    bought = seen(shop, team.order)
    assert len(bought["tickets"]) == 1
    people = bought["teams"][0]["people"]
    assert [person["name"] for person in people] == ["Cleo Captain", "Mia Member", "Ann Able"]
    (row,) = shop.rows("teams", sale.owner.token, id=f"eq.{team.team_id}")
    assert (row["members"], row["places_left"], row["status"]) == (3, 0, "complete")
    registered = shop.ask(
        "select array_agg(status::text) from sales.registrations where team_id = %s", team.team_id
    )
    assert registered == ["paid"] * 3


def test_nobody_has_a_code_before_the_team_is_paid(shop: Shop) -> None:
    sale = relay(shop, price=12000)
    placed = expect(shop.order(sale, items=team_cart(sale, "Wet Socks")))
    (team,) = seen(shop, placed)["teams"]
    assert team["status"] == "forming"
    answer = shop.rpc("renew_join_code", public_token=placed["public_token"])
    assert refusal(answer)[:2] == (409, "team_not_paid")

    shop.decide(placed, "failed")
    shop.wait_for(placed, "failed")
    assert seen(shop, placed)["teams"][0]["status"] == "withdrawn"
    again = expect(shop.function("create-payment", public_token=placed["public_token"]))
    shop.decide(placed | again, "paid")
    shop.wait_for(placed, "paid")
    assert seen(shop, placed)["teams"][0]["status"] == "forming"
    assert "join_code" in expect(shop.rpc("renew_join_code", public_token=placed["public_token"]))


@pytest.mark.parametrize("code", ["", "0000-0000-0000", "x" * 100, "'; drop table", "é"])
def test_a_wrong_code_opens_nothing(shop: Shop, code: str) -> None:
    for answer in (
        shop.rpc("team_by_code", join_code=code),
        shop.rpc("join_team", join_code=code, registration=ANN),
    ):
        told = (404, "join_code_not_valid") if code else (400, "missing_field")
        assert refusal(answer)[:2] == told


def test_who_joins_is_checked_like_everybody_else(shop: Shop) -> None:
    sale = relay(shop)
    team = order_team(shop, sale, "Wet Socks", birth_date="1990-01-01")
    shop.update("ticket_types", sale.owner.token, {"min_age": 18}, id=f"eq.{sale.ticket_type_id}")
    question = {"event_id": sale.event_id, "kind": "text", "label_en": "T-shirt?"}
    asked = expect(shop.rpc("save_question", sale.owner.token, is_required=True, **question))

    needed = expect(shop.rpc("team_by_code", join_code=team.code))["asked"]
    assert needed["min_age"] == 18
    assert [q["question_id"] for q in needed["questions"]] == [asked["question_id"]]

    def refused(**more: object) -> str:
        answer = shop.rpc("join_team", join_code=team.code, registration=ANN | more)
        return refusal(answer)[1]

    assert refused() == "profile_field_missing"
    assert refused(birth_date="2020-01-01") == "too_young"
    assert refused(birth_date="1990-01-01") == "answer_missing"
    assert refused(birth_date="1990-01-01", products=[{"product_id": "x"}]) == "invalid_field"
    answers = {asked["question_id"]: "L"}
    assert join_team(shop, team, birth_date="1990-01-01", answers=answers)["members"] == 2
    kept = "select value from sales.registration_answers where question_id = %s"
    assert shop.ask(kept, asked["question_id"]) == "L"


def test_a_captain_who_leaves_hands_over_ticket_and_code(shop: Shop) -> None:
    sale = relay(shop)
    team = order_team(shop, sale, "Wet Socks")
    mia = join_team(shop, team, email="mia@example.test")
    ann = join_team(shop, team, **ANN, email=f"ann-{team.team_id}@example.test")
    captain = profile(shop, sale.org_id, team.captain_email)
    (mine,) = expect(shop.rpc("my_teams", captain))
    assert mine["is_captain"]
    assert len(mine["people"]) == 3

    left = expect(
        shop.rpc(
            "leave_team",
            captain,
            registration_id=team.captain_id,
            successor_id=ann["registration_id"],
        )
    )
    assert left["captain_id"] == ann["registration_id"]
    assert expect(shop.rpc("my_teams", captain)) == []
    code = mailed_code(shop, f"ann-{team.team_id}@example.test")
    assert expect(shop.rpc("team_by_code", join_code=code))["members"] == 2
    assert refusal(shop.rpc("team_by_code", join_code=team.code))[1] == "join_code_not_valid"
    (ticket,) = seen(shop, team.order)["tickets"]
    assert ticket["holder"] == "Ann Able"

    # The buyer, who has the token, takes out the rest: nobody is left.
    token = team.order["public_token"]
    for who in (ann, mia):
        answer = shop.rpc("leave_team", registration_id=who["registration_id"], public_token=token)
        left = expect(answer)
    assert left["status"] == "withdrawn"
    answer = shop.rpc("join_team", join_code=mailed_code_of(shop, team.team_id), registration=ANN)
    assert refusal(answer)[1] == "team_closed"


def mailed_code_of(shop: Shop, team_id: str) -> str:
    """A code that opens a team, as nobody but the database can make it now."""
    query = "select sales.make_join_code(org_id, id) from sales.teams where id = %s"
    return str(shop.ask(query, team_id))


def test_members_leave_and_captains_remove(shop: Shop) -> None:
    sale = relay(shop)
    team = order_team(shop, sale, "Wet Socks")
    email = f"mia-{team.team_id}@example.test"
    mia = join_team(shop, team, email=email)["registration_id"]
    ann = join_team(shop, team, **ANN)["registration_id"]
    member, stranger = profile(shop, sale.org_id, email), shop.person().token
    captain = profile(shop, sale.org_id, team.captain_email)

    for token, slug in ((None, "sign_in_required"), (stranger, "not_found"), (member, "not_found")):
        assert refusal(shop.rpc("leave_team", token, registration_id=ann))[1] == slug
    other = order_team(shop, sale, "Flat Tyres")
    answer = shop.rpc("leave_team", registration_id=ann, public_token=other.order["public_token"])
    assert refusal(answer) == (
        404,
        "not_found",
        {"what": "registration", "id": ann},
    )
    assert expect(shop.rpc("leave_team", member, registration_id=mia))["members"] == 2
    assert expect(shop.rpc("leave_team", captain, registration_id=ann))["members"] == 1
    assert refusal(shop.rpc("close_team", captain, team_id=team.team_id))[1] == "team_too_small"
    join_team(shop, team)
    closed = expect(shop.rpc("close_team", captain, team_id=team.team_id))
    assert (closed["status"], closed["places_left"]) == ("complete", 0)


def test_unfilled_places_stop_nobody_at_the_deadline(shop: Shop) -> None:
    sale = relay(shop, size_min=3, size_max=4)
    small, enough = (order_team(shop, sale, name, language="en") for name in ("Small", "Enough"))
    for _ in range(2):
        join_team(shop, enough)
    shop.quiet()
    owner_mails = len(shop.mail_to(sale.owner.email))
    deadline = {"teams_close_at": (datetime.now(UTC) - timedelta(seconds=1)).isoformat()}
    shop.update("event_settings", sale.owner.token, deadline, event_id=f"eq.{sale.event_id}")

    until(
        "the teams are closed",
        lambda: shop.ask(
            "select array_agg(name || ' ' || status order by name) from sales.teams"
            " where event_id = %s",
            sale.event_id,
        ),
        lambda found: found == ["Enough complete", "Small incomplete"],
    )
    assert "too few members" in mails(shop, small.captain_email, 2)[-1]["subject"]
    assert "is complete" in mails(shop, enough.captain_email, 2)[-1]["subject"]
    told = mails(shop, sale.owner.email, owner_mails + 1)[-1]["text"]
    assert "Small: 1 lid, 3 nodig" in told
    assert "Enough" not in told
    for team in (small, enough):
        answer = shop.rpc("join_team", join_code=team.code, registration=ANN)
        assert refusal(answer)[1] == "team_closed"
    assert refusal(shop.order(sale, items=team_cart(sale, "Late")))[0] == 409

    started = expect(shop.rpc("close_team", sale.owner.token, team_id=small.team_id))
    assert started["status"] == "complete"
    assert shop.status(small.order) == "paid"


def test_a_team_ends_with_its_order(shop: Shop) -> None:
    sale = relay(shop, price=12000)
    placed = expect(shop.order(sale, items=team_cart(sale, "Wet Socks")))
    shop.decide(placed, "canceled")
    shop.wait_for(placed, "cancelled")

    (team,) = seen(shop, placed)["teams"]
    assert (team["status"], team["members"]) == ("withdrawn", 0)
    answer = shop.rpc(
        "join_team", join_code=mailed_code_of(shop, team["team_id"]), registration=ANN
    )
    assert refusal(answer)[1] == "team_not_paid"
