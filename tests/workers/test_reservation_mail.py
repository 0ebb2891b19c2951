"""What guests of restaurants read about their reservations."""

from __future__ import annotations

from typing import Any

import pytest

from workers.mail.reservations import reservation
from workers.settings import Settings

PAYLOAD: dict[str, Any] = {
    "what": "confirmed",
    "reservation_id": "01a1fbd5-68f8-7582-bbd8-53b494663e67",
    "reservation_number": "7KQ2M9AX",
    "public_token": "tok/en+1",
    "status": "confirmed",
    "email": "noor@example.test",
    "name": "Noor",
    "language": "nl",
    "location": "De Haven",
    "address": "Oosterdok 2",
    "city": "Amsterdam",
    "time_zone": "Europe/Amsterdam",
    "ticket": "Regular",
    "starts_at": "2027-03-22T18:00:00+00:00",
    "ends_at": "2027-03-22T20:00:00+00:00",
    "party_size": 2,
    "option_expires_at": "2027-03-20T11:00:00+00:00",
    "payment_due_at": "2027-03-20T11:00:00+00:00",
    "terms": {
        "amount": 5000,
        "currency": "EUR",
        "cancel_free_hours": 24,
        "cancel_refund_pct": 50,
        "noshow_keep_deposit": True,
    },
    "cancelled_by": None,
    "reason": None,
    "paid": 0,
    "amount": 2500,
    "org_name": "De Haven",
    "org_email": None,
}

SUBJECTS = {
    "confirmed": ("Uw tafel bij De Haven", "Your table at De Haven"),
    "payment": ("Bevestig uw tafel", "Confirm your table"),
    "option": ("Uw optie bij", "Your option at"),
    "moved": ("is gewijzigd", "changed"),
    "reconfirm": ("Komt u?", "Will you come?"),
    "cancelled": ("is geannuleerd", "is cancelled"),
    "no_show": ("Wij misten u", "We missed you"),
    "refunded": ("is onderweg", "is on its way"),
}


@pytest.mark.parametrize("what", SUBJECTS)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_letter_has_its_words(settings: Settings, what: str, language: str) -> None:
    letter = reservation(settings, PAYLOAD | {"what": what, "language": language})
    assert SUBJECTS[what][language == "en"] in letter.subject
    assert "7KQ2M9AX" in letter.text
    assert "{" not in letter.subject + letter.text


@pytest.mark.parametrize(
    ("reason", "subject"),
    [
        ("option_expired", "is verlopen"),
        ("payment_timeout", "niet op tijd betaald"),
        ("not_reconfirmed", "is geannuleerd"),
    ],
)
def test_what_ended_by_itself_says_why(settings: Settings, reason: str, subject: str) -> None:
    ended = {"what": "cancelled", "cancelled_by": "system", "reason": reason}
    assert subject in reservation(settings, PAYLOAD | ended).subject
    by_staff = {"what": "cancelled", "cancelled_by": "operator", "reason": reason}
    assert "is geannuleerd" in reservation(settings, PAYLOAD | by_staff).subject


@pytest.mark.parametrize(
    ("paid", "is_kept", "said"),
    [
        (5000, True, "€ 50,00, krijgt u volgens de voorwaarden van uw reservering niet terug"),
        (5000, False, "€ 50,00, krijgt u terug"),
        (0, True, None),
    ],
)
def test_who_was_missed_hears_of_their_money(
    settings: Settings, paid: int, is_kept: bool, said: str | None
) -> None:
    terms = PAYLOAD["terms"] | {"noshow_keep_deposit": is_kept}
    letter = reservation(settings, PAYLOAD | {"what": "no_show", "paid": paid, "terms": terms})
    assert ("vooraf betaalde" in letter.text) is (said is not None)
    assert said is None or said in letter.text
