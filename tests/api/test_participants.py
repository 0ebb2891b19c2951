"""People who take part over HTTP: their own profiles, and what staff sees of them."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from tests.shop import Person, Row, Sale, Shop, at_once, expect, refusal

ANNA: Row = {
    "first_name": "Anna",
    "last_name": "de Vries",
    "phone": "+31 6 12345678",
    "gender": "female",
    "nationality": "nl",
    "city": "Utrecht",
    "club": "AV Hertog",
    "language": "en",
    "birth_date": "1990-12-31",
    "emergency_name": "Bert Bakker",
    "emergency_phone": "0031 6 87654321",
    "medical_note": "Asthma\nInhaler in the left pocket",
}
SECRETS = ("1990-12-31", "Bert Bakker", "87654321", "Asthma")
STAFF = ("admin", "finance", "support", "scanner", "member")


@dataclass(frozen=True)
class Race:
    """An event with its staff, and a runner with a login."""

    shop: Shop
    sale: Sale
    staff: dict[str, Person]
    runner: Person

    def save(self, person: Person, **profile: object) -> Row:
        """Make or change somebody's profile."""
        body = {"org_id": self.sale.org_id, "profile": profile}
        return dict(expect(self.shop.rpc("save_my_profile", person.token, **body)))

    def profile(self, person: Person, org_id: str | None = None) -> Row | None:
        """Somebody's own profile, None while there is none."""
        found = self.shop.rpc("my_profile", person.token, org_id=org_id or self.sale.org_id)
        answer: Row | None = expect(found)
        return answer

    def details(self, person: Person, *participant_ids: object, **more: object) -> list[Row]:
        """What staff reads of what is sensitive."""
        body = {"org_id": self.sale.org_id, "participant_ids": participant_ids} | more
        return list(expect(self.shop.rpc("read_participant_details", person.token, **body)))

    def trail(self) -> list[Row]:
        """What the audit log of the org says about participants, oldest first."""
        return self.shop.rows(
            "audit_log",
            self.sale.owner.token,
            org_id=f"eq.{self.sale.org_id}",
            entity_type="like.participant*",
            order="audit_id",
        )


@pytest.fixture
def race(shop: Shop) -> Race:
    """An event of its own for each test."""
    sale = shop.sale()
    staff = {"owner": sale.owner}
    for role in STAFF:
        staff[role] = shop.person()
        shop.ask(
            "insert into tenancy.org_members (org_id, user_id, role) values (%s, %s, %s)",
            *(sale.org_id, staff[role].user_id, role),
        )
    return Race(shop, sale, staff, shop.person())


def test_a_profile_is_kept_and_changed(race: Race) -> None:
    assert race.profile(race.runner) is None
    made = race.save(race.runner, **ANNA)
    assert made == race.profile(race.runner)
    told = {key: value for key, value in made.items() if key in ANNA or key == "email"}
    assert told == ANNA | {
        "email": race.runner.email,
        "phone": "+31612345678",
        "nationality": "NL",
        "emergency_phone": "+31687654321",
    }
    changed = race.save(race.runner, club=None, city="Zwolle")
    assert changed["participant_id"] == made["participant_id"]
    assert (changed["club"], changed["city"]) == (None, "Zwolle")
    assert changed["medical_note"] == ANNA["medical_note"]


def test_each_org_has_a_profile_of_its_own(race: Race) -> None:
    race.save(race.runner, **ANNA)
    other = race.shop.sale()
    assert race.profile(race.runner, other.org_id) is None
    seen = race.shop.rows("participants", other.owner.token)
    assert seen == []


@pytest.mark.parametrize(
    ("profile", "told"),
    [
        ({"first_name": ""}, (400, "missing_field", {"field": "first_name"})),
        ({"first_name": None}, (400, "missing_field", {"field": "first_name"})),
        ({"name": "Anna"}, (400, "invalid_field", {"field": "name"})),
        ({"user_id": "me"}, (400, "invalid_field", {"field": "user_id"})),
        ({"club": 7}, (400, "invalid_field", {"field": "club"})),
        ({"club": "x" * 101}, (400, "invalid_field", {"field": "club"})),
        ({"email": "anna@"}, (400, "invalid_field", {"field": "email"})),
        ({"phone": "0612345678"}, (400, "invalid_field", {"field": "phone"})),
        ({"gender": "f"}, (400, "invalid_field", {"field": "gender"})),
        ({"nationality": "Dutch"}, (400, "invalid_field", {"field": "nationality"})),
        ({"language": "fr"}, (400, "invalid_field", {"field": "language"})),
        ({"birth_date": "1990-02-29"}, (400, "invalid_field", {"field": "birth_date"})),
        ({"birth_date": "1815-06-18"}, (400, "invalid_field", {"field": "birth_date"})),
        ({"birth_date": "2999-01-01"}, (400, "invalid_field", {"field": "birth_date"})),
        ({"medical_note": "x" * 2001}, (400, "invalid_field", {"field": "medical_note"})),
        ({"medical_note": "a\u0000b"}, (400, "22P05", {})),
        ({"medical_note": "a\u0001b"}, (400, "invalid_field", {"field": "medical_note"})),
    ],
)
def test_what_no_profile_can_have(race: Race, profile: Row, told: tuple[int, str, Row]) -> None:
    race.save(race.runner, **ANNA)
    before = race.profile(race.runner)
    body = {"org_id": race.sale.org_id, "profile": profile}
    status, slug, data = refusal(race.shop.rpc("save_my_profile", race.runner.token, **body))
    data.pop("reason", None)
    assert (status, slug, data) == told
    assert race.profile(race.runner) == before


def test_what_was_wrong_is_not_repeated_where_it_is_sensitive(race: Race) -> None:
    """The data of an error names the field and what is wrong with it, never the value."""
    wrong = {"birth_date": "31-12-1990", "emergency_phone": "call Bert", "medical_note": "\u0001!"}
    for field, value in wrong.items():
        body = {"org_id": race.sale.org_id, "profile": {field: value}}
        answer = race.shop.rpc("save_my_profile", race.runner.token, **body)
        assert answer.status_code == 400
        assert json.dumps(value)[1:-1] not in answer.text


def test_many_requests_at_once_make_one_profile(race: Race) -> None:
    made = at_once(8, lambda n: race.save(race.runner, **(ANNA | {"city": f"Town {n}"})))
    assert len({profile["participant_id"] for profile in made}) == 1
    count = "select count(*) from sales.participants where user_id = %s"
    assert race.shop.ask(count, race.runner.user_id) == 1


def test_staff_sees_participants_without_what_is_sensitive(race: Race) -> None:
    made = race.save(race.runner, **ANNA)
    for role, person in race.staff.items():
        rows = race.shop.rows("participants", person.token)
        if role in ("owner", "admin", "support"):
            assert [row["id"] for row in rows] == [made["participant_id"]]
            assert not any(secret in json.dumps(rows) for secret in SECRETS)
        else:
            assert rows == []
    assert race.shop.rows("participants", race.runner.token) == []


def test_reading_what_is_sensitive_is_audited(race: Race) -> None:
    made = race.save(race.runner, **ANNA)
    who = made["participant_id"]
    for role in ("owner", "admin"):
        (read,) = race.details(race.staff[role], who, reason="Ambulance")
        assert read["participant_id"] == who
        assert read["birth_date"] == "1990-12-31"
        assert read["medical_note"] == ANNA["medical_note"]
    for role in ("finance", "support", "scanner", "member"):
        body = {"org_id": race.sale.org_id, "participant_ids": [who]}
        answer = race.shop.rpc("read_participant_details", race.staff[role].token, **body)
        told = (403, "not_allowed", {"permission": "participants.read_sensitive"})
        assert refusal(answer) == told
    trail = race.trail()
    reads = [row for row in trail if row["action"] == "participant.details_read"]
    assert [row["performed_by"] for row in reads] == [
        race.staff["owner"].user_id,
        race.staff["admin"].user_id,
    ]
    assert all(row["entity_id"] == who for row in reads)
    assert all(row["new_value"] == {"reason": "Ambulance"} for row in reads)
    assert not any(secret in json.dumps(trail) for secret in SECRETS)


def test_nobody_reads_details_of_another_org(race: Race) -> None:
    made = race.save(race.runner, **ANNA)
    other = race.shop.sale()
    body = {"participant_ids": [made["participant_id"]]}
    theirs = race.shop.rpc(
        "read_participant_details", other.owner.token, org_id=race.sale.org_id, **body
    )
    assert refusal(theirs)[:2] == (404, "not_found")
    own = race.shop.rpc("read_participant_details", other.owner.token, org_id=other.org_id, **body)
    assert expect(own) == []
    assert "participant.details_read" not in [row["action"] for row in race.trail()]


def test_changes_are_audited_as_hashes(race: Race) -> None:
    race.save(race.runner, **ANNA)
    race.save(race.runner, medical_note="Bees", phone="+31600000000", birth_date="1990-12-30")
    trail = race.trail()
    assert [row["action"] for row in trail] == [
        "participant.created",
        "participant.updated",
        "participant_details.updated",
    ]
    assert set(trail[2]["new_value"]) == {"medical_note", "birth_date"}
    assert all(str(value).startswith("hmac:") for value in trail[2]["new_value"].values())
    told = json.dumps(trail)
    values = (*SECRETS, "Bees", "31600000000", "1990-12-30", "Anna", race.runner.email)
    assert not any(value in told for value in values)


def test_visitors_and_workers_have_no_profile(race: Race) -> None:
    for function in ("my_profile", "save_my_profile", "read_participant_details"):
        assert refusal(race.shop.rpc(function))[:2] == (401, "42501")
        worker = race.shop.rpc(function, race.shop.stack.service_key)
        assert refusal(worker)[1] == "42501"
