"""Timing: who starts, as it changes, and what came of it, as whoever measures hands it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest

from tests.api.race import Race, hold_race
from tests.shop import Person, Row, Shop, expect, refusal
from tests.staff import member


@dataclass(frozen=True)
class Timing:
    """A race, who measures it, and those who take part by first name: number, registration."""

    shop: Shop
    race: Race
    timer: Person
    runners: dict[str, Row]

    def save(self, *lines: Row, **more: object) -> Row:
        """Hand results in; what was done."""
        body: Row = {"event_id": self.race.event_id} | more
        if lines:
            body["results"] = list(lines)
        return dict(expect(self.shop.rpc("save_results", self.timer.token, **body)))

    def wrong(self, *lines: Row, **more: object) -> dict[int, str]:
        """Hand results in that are refused; line → reason."""
        body: Row = {"event_id": self.race.event_id} | more
        if lines:
            body["results"] = list(lines)
        response = self.shop.rpc("save_results", self.timer.token, **body)
        status, slug, data = refusal(response)
        assert (status, slug) == (422, "results_invalid")
        assert data["wrong"] == len(data["problems"])
        return {problem["line"]: problem["reason"] for problem in data["problems"]}

    def results(self, who: Person | None = None, **filters: object) -> list[Row]:
        """The results as somebody sees them."""
        token = who.token if who else None
        found = self.shop.rpc("get_results", token, event_id=self.race.event_id, **filters)
        return list(expect(found)["results"])

    def bib(self, name: str) -> int:
        """Somebody's start number."""
        return number(self.shop, self.runners[name])

    def audited(self) -> int:
        """How often results were written."""
        return int(
            self.shop.ask(
                "select count(*) from core.audit_log where org_id = %s and entity_type = 'result'",
                self.race.org_id,
            )
        )


def number(shop: Shop, registration: Row) -> int:
    """The start number of a registration."""
    found = "select number from sales.bibs where registration_id = %s"
    return int(shop.ask(found, registration["id"]))


def enter(race: Race, **person: Any) -> Row:
    """Let somebody take part; return the registration."""
    order = race.enter(race.ticket_type_id, race.somebody(**person))
    (registration,) = order["registrations"]
    return dict(registration) | {"order_id": order["order_id"]}


@pytest.fixture
def timing(shop: Shop) -> Timing:
    """A race with four people, one of them with a chip."""
    sale = shop.sale()
    race = hold_race(shop, sale.owner, sale.org_id)
    timer = member(shop, sale, "support")
    people = (("Anna", "female"), ("Bram", "male"), ("Cleo", "female"), ("Daan", "male"))
    runners = {
        name: enter(race, first_name=name, last_name="Vos", gender=gender)
        for name, gender in people
    }
    expect(shop.rpc("assign_bibs", sale.owner.token, event_id=race.event_id))
    chip = {"registration_id": runners["Anna"]["id"], "chip_number": "CHIP1"}
    expect(shop.rpc("set_chip", sale.owner.token, **chip))
    return Timing(shop, race, timer, runners)


def test_results_are_ranked(timing: Timing) -> None:
    saved = timing.save(
        {"bib": timing.bib("Anna"), "gun_time": "0:41:10.5", "net_time": "0:40:59.25"},
        {"bib": timing.bib("Bram"), "gun_time": "41:00", "splits": {"5 km": "20:30"}},
        {"bib": timing.bib("Cleo"), "chip": None, "status": "DNF"},
        {"bib": timing.bib("Daan"), "gun_time": "41:05.000", "net_time": "0:40:59,25"},
    )
    counts = {"created": 4, "changed": 0, "unchanged": 0, "removed": 0}
    assert saved == {"event_id": timing.race.event_id, "lines": 4} | counts

    anna, daan, bram, cleo = timing.results(timing.timer)
    assert (anna["name"], anna["net_time"], anna["gun_time"]) == (
        *("Anna Vos", "00:40:59.25"),
        "00:41:10.5",
    )
    assert anna["ranks"] == {"event": 1, "ticket_type": 1, "gender": 1}
    assert daan["ranks"] == {"event": 1, "ticket_type": 1, "gender": 1}
    assert bram["ranks"] == {"event": 3, "ticket_type": 3, "gender": 2}
    assert bram["splits"] == {"5 km": "00:20:30"}
    assert (cleo["status"], cleo["gun_time"], cleo["ranks"]) == ("dnf", None, None)
    women = timing.results(timing.timer, gender="female")
    assert [row["name"] for row in women] == ["Anna Vos", "Cleo Vos"]
    assert timing.results(timing.timer, ticket_type_id=timing.race.team_type_id) == []
    assert timing.results(timing.timer, limit=1, offset=2) == [bram]
    seen = timing.shop.rows("results", timing.timer.token, event_id=f"eq.{timing.race.event_id}")
    assert {row["bib_number"]: row["outcome"] for row in seen} == {
        timing.bib(name): "dnf" if name == "Cleo" else "finished" for name in timing.runners
    }


def test_the_same_list_again_changes_nothing(timing: Timing) -> None:
    lines = [
        {"bib": timing.bib("Anna"), "gun_time": "41:00", "splits": {"5 km": "20:00"}},
        {"bib": timing.bib("Bram"), "status": "dns"},
    ]
    timing.save(*lines)
    before = timing.audited()
    again = timing.save(*lines)
    assert (again["created"], again["changed"], again["unchanged"]) == (0, 0, 2)
    assert timing.audited() == before

    lines[1] = {"bib": timing.bib("Bram"), "status": "finished", "gun_time": "50:00"}
    corrected = timing.save(*lines)
    assert (corrected["created"], corrected["changed"], corrected["unchanged"]) == (0, 1, 1)
    assert timing.audited() == before + 1
    gone = timing.save({"bib": timing.bib("Bram"), "remove": True})
    assert (gone["created"], gone["removed"]) == (0, 1)
    assert [row["name"] for row in timing.results(timing.timer)] == ["Anna Vos"]
    assert timing.save({"bib": timing.bib("Bram"), "remove": True})["removed"] == 0


def test_every_wrong_line_is_named(timing: Timing) -> None:
    bib = {name: timing.bib(name) for name in timing.runners}
    good = {"bib": bib["Anna"], "gun_time": "41:00"}
    wrong: list[tuple[Row, str]] = [
        ({}, "no_bib_or_chip"),
        ({"bib": 998, "status": "dns"}, "bib_unknown"),
        ({"bib": "B12", "status": "dns"}, "bib_unknown"),
        ({"bib": 10**9, "status": "dns"}, "bib_unknown"),
        ({"chip": "CHIP9", "status": "dns"}, "chip_unknown"),
        ({"bib": bib["Bram"], "chip": "CHIP1", "status": "dns"}, "bib_and_chip_of_two"),
    ]
    found = timing.wrong(good, *(line for line, _ in wrong))
    assert found == {place: reason for place, (_, reason) in enumerate(wrong, start=2)}
    alone: list[tuple[Row, str]] = [
        ({}, "status_missing"),
        ({"status": "won"}, "status_unknown"),
        ({"status": "dnf", "gun_time": "41:00"}, "time_without_finish"),
        ({"status": "dsq", "net_time": "41:00"}, "time_without_finish"),
        ({"status": "finished"}, "gun_time_missing"),
        ({"gun_time": "soon"}, "gun_time_invalid"),
        ({"gun_time": "41:60"}, "gun_time_invalid"),
        ({"gun_time": "0:00"}, "gun_time_invalid"),
        ({"gun_time": "41:00", "net_time": "x"}, "net_time_invalid"),
        ({"gun_time": "41:00", "net_time": "41:00.001"}, "net_time_above_gun_time"),
        ({"gun_time": "41:00", "splits": {"5 km": "x"}}, "splits_invalid"),
        ({"gun_time": "41:00", "splits": [1]}, "splits_invalid"),
    ]
    for line, reason in alone:
        assert timing.wrong({"bib": bib["Bram"]} | line) == {1: reason}, line
    twice = {"chip": "CHIP1", "status": "dns"}
    assert timing.wrong(good, twice) == {1: "more_than_once", 2: "more_than_once"}
    assert timing.results(timing.timer) == [], "all or nothing"


def test_who_takes_no_part_has_no_result(timing: Timing) -> None:
    bib = timing.bib("Daan")
    timing.shop.ask(
        "update sales.registrations set status = 'cancelled', cancelled_at = core.clock(),"
        " chip_number = 'GONE' where id = %s",
        timing.runners["Daan"]["id"],
    )
    assert timing.wrong({"chip": "GONE", "status": "dns"}) == {1: "not_on_start_list"}
    assert timing.wrong({"bib": bib, "status": "dns"}) == {1: "bib_unknown"}


def test_a_file(timing: Timing) -> None:
    anna, bram, cleo = (timing.bib(name) for name in ("Anna", "Bram", "Cleo"))
    text = (
        "\ufeffBib;Chip;Status;Gun_time;Net_time;split:5 km;Name\r\n"
        f'{anna};CHIP1;;41:10;"40:59";20:00;Anna Vos\r\n'
        f"{bram};;dns;;;;Bram\r\n"
        "\r\n"
        f"{cleo};;finished;1:02:03.4;;;\r\n"
    )
    assert timing.save(csv=text)["created"] == 3
    first, second, third = timing.results(timing.timer)
    assert (first["net_time"], first["splits"]) == ("00:40:59", {"5 km": "00:20:00"})
    assert (second["gun_time"], third["status"]) == ("01:02:03.4", "dns")
    assert timing.wrong(csv=f"bib,gun_time\n{anna},x\n\n997,41:00\n") == {
        2: "gun_time_invalid",
        4: "bib_unknown",
    }
    assert timing.save(csv=f"bib\tgun_time\n{anna}\t41:10\n")["changed"] == 1


def test_everybody_sees_what_is_published(timing: Timing) -> None:
    shop, race, owner = timing.shop, timing.race, timing.race.owner
    its = {"event_id": race.event_id}
    asked = refusal(shop.rpc("publish_results", owner.token, **its))
    assert asked[:2] == (409, "no_results")
    timing.save(*({"bib": timing.bib(name), "gun_time": "41:00"} for name in timing.runners))
    assert refusal(shop.rpc("get_results", **its))[:2] == (404, "results_not_published")
    assert refusal(shop.rpc("publish_results", timing.timer.token, **its))[1] == "not_allowed"
    published = expect(shop.rpc("publish_results", owner.token, **its))
    assert published["status"] == "published"
    assert expect(shop.rpc("publish_results", owner.token, **its)) == published
    assert len(timing.results()) == 4
    assert set(timing.results()[0]) == {
        *("registration_id", "bib_number", "name", "gender", "club", "team", "ticket_type_id"),
        *("ticket_type", "wave_id", "wave", "status", "gun_time", "net_time", "splits", "ranks"),
    }
    expect(shop.rpc("unpublish_results", owner.token, **its))
    assert refusal(shop.rpc("get_results", **its))[:2] == (404, "results_not_published")
    told = shop.ask(
        "select array_agg(c.event_type order by c.change_id) from integrations.changes_between("
        "%s, 0, 1000000000, 1000, '{results.published, results.unpublished}') as c",
        race.org_id,
    )
    assert told == ["results.published", "results.unpublished"]


def test_who_does_not_want_to_be_seen(timing: Timing) -> None:
    shop, race = timing.shop, timing.race
    timing.save(*({"bib": timing.bib(name), "gun_time": "41:00"} for name in timing.runners))
    expect(shop.rpc("publish_results", race.owner.token, event_id=race.event_id))
    email = f"{uuid4()}@example.test"
    anna = shop.ask(
        "select participant_id from sales.registrations where id = %s", timing.runners["Anna"]["id"]
    )
    shop.ask("update sales.participants set email = %s where id = %s", email, anna)
    word = {"org_id": race.org_id, "purpose": "public_results", "email": email}
    expect(shop.rpc("withdraw_consent", race.owner.token, **word))
    hidden = next(row for row in timing.results() if row["bib_number"] == timing.bib("Anna"))
    assert (hidden["name"], hidden["gender"], hidden["gun_time"]) == (None, None, "00:41:00")
    assert len(timing.results(gender="female")) == 1
    assert {row["name"] for row in timing.results(timing.timer)} >= {"Anna Vos", "Bram Vos"}
    shop.ask("update sales.participants set deleted_at = core.clock() where id = %s", anna)
    gone = next(
        row for row in timing.results(timing.timer) if row["bib_number"] == timing.bib("Anna")
    )
    assert gone["name"] is None


def test_my_results(timing: Timing) -> None:
    shop, race = timing.shop, timing.race
    team = race.enter_team()
    expect(shop.rpc("assign_bibs", race.owner.token, event_id=race.event_id))
    team_bib = number(shop, {"id": team["registration_id"]})
    timing.save({"bib": team_bib, "gun_time": "41:00"})
    assert expect(shop.rpc("my_results", race.owner.token)) == []
    expect(shop.rpc("publish_results", race.owner.token, event_id=race.event_id))
    (mine,) = expect(shop.rpc("my_results", race.owner.token))
    assert (mine["event"], mine["ranks"]["event"], mine["bib_number"]) == (
        *("Vierdaagse", 1),
        team_bib,
    )
    assert expect(shop.rpc("my_results", timing.timer.token)) == []
    assert shop.rpc("my_results").status_code == 401


class Clock:
    """What the company that measures keeps: the start list as it knows it, and its cursor."""

    def __init__(self, timing: Timing, who: Person, **more: object) -> None:
        self.timing, self.who, self.more = timing, who, more
        self.entries: dict[str, Row] = {}
        self.cursor: str | None = None

    def poll(self) -> dict[str, str]:
        """Ask what changed, all pages of it; first name → how."""
        self.timing.shop.settle()
        told = {}
        while True:
            body = {"event_id": self.timing.race.event_id, "cursor": self.cursor} | self.more
            page = expect(self.timing.shop.rpc("start_list_changes", self.who.token, **body))
            self.cursor = page["cursor"]
            for entry in page["entries"]:
                id_, change = entry["registration_id"], entry.pop("change")
                known = self.entries.pop(id_, entry)
                if change != "withdrawn":
                    known = self.entries[id_] = entry
                told[known.get("first_name", id_)] = change
            if not page["has_more"]:
                return told

    def listed(self) -> list[tuple[str, int | None]]:
        """Names and start numbers that it knows."""
        return sorted((entry["first_name"], entry["bib_number"]) for entry in self.entries.values())


def test_a_start_list_as_it_changes(timing: Timing) -> None:
    """Somebody registers, edits, withdraws, while a company polls that hands in results then."""
    shop, race, owner = timing.shop, timing.race, timing.race.owner
    clock = Clock(timing, timing.timer, limit=3)
    assert clock.poll() == dict.fromkeys(timing.runners, "added")
    assert clock.listed() == [(name, timing.bib(name)) for name in sorted(timing.runners)]
    assert clock.poll() == {}

    emma = enter(race, first_name="Emma")
    assert clock.poll() == {"Emma": "added"}
    edit = {"registration_id": timing.runners["Bram"]["id"], "changes": {"last_name": "de Wit"}}
    expect(shop.rpc("update_registration", owner.token, **edit))
    expect(shop.rpc("assign_bibs", owner.token, event_id=race.event_id))
    assert clock.poll() == {"Bram": "changed", "Emma": "changed"}
    assert clock.entries[emma["id"]]["bib_number"] == number(shop, emma)
    assert clock.entries[timing.runners["Bram"]["id"]]["last_name"] == "de Wit"

    expect(shop.rpc("return_bib", owner.token, registration_id=emma["id"]))
    assert clock.poll() == {"Emma": "changed"}
    assert clock.entries[emma["id"]]["bib_number"] is None
    given_up = {"order_id": timing.runners["Cleo"]["order_id"], "refund": "none"}
    expect(shop.rpc("cancel_order", owner.token, **given_up))
    assert clock.poll() == {"Cleo": "withdrawn"}
    name = {"name": "Ten kilometres"}
    shop.update("ticket_types", owner.token, name, id=f"eq.{race.ticket_type_id}")
    assert clock.poll() == dict.fromkeys(("Anna", "Bram", "Daan", "Emma"), "changed")

    again = Clock(timing, timing.timer, limit=500)
    again.poll()
    assert clock.entries == again.entries, "who follows knows what there is"
    lines = [
        {"bib": entry["bib_number"], "gun_time": "41:00"}
        for entry in clock.entries.values()
        if entry["bib_number"]
    ]
    assert timing.save(*lines)["created"] == 3
    assert clock.poll() == {}


def test_years_of_birth_are_for_some(timing: Timing) -> None:
    owners, timers = Clock(timing, timing.race.owner), Clock(timing, timing.timer)
    owners.poll()
    timers.poll()
    assert {entry["birth_year"] for entry in owners.entries.values()} == {1990}
    assert {entry["birth_year"] for entry in timers.entries.values()} == {None}
    reads = "select count(*) from core.audit_log where org_id = %s and action = %s"
    asked = [timing.race.org_id, "event.birth_years_read"]
    assert timing.shop.ask(reads, *asked) == 1
    owners.poll()
    assert timing.shop.ask(reads, *asked) == 1, "nothing was read"


def test_a_cursor_is_of_one_event(timing: Timing) -> None:
    clock = Clock(timing, timing.timer)
    clock.poll()
    changes = {"org_id": timing.race.org_id, "cursor": clock.cursor}
    refused = timing.shop.rpc("get_changes", timing.timer.token, **changes)
    assert refusal(refused)[:2] == (400, "invalid_field")
