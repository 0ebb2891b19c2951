"""What those who wait are told, in both languages."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from workers.mail import waitlist
from workers.settings import Settings

TOKEN = "t" * 43
ENTRY: dict[str, Any] = {
    "status": "waiting",
    "waitlist_token": TOKEN,
    "quantity": 2,
    "email": "zoe@example.test",
    "name": "Zoë <b>Kaya</b>",
    "ahead": 3,
    "reason": "Twice & too late",
    "ticket_type": {"ticket_type_id": "t", "name": "10 km"},
    "wave": None,
    "event": {"title": "City Run", "time_zone": "Europe/Amsterdam"},
    "offer": None,
    "org": {"name": "Stadsloop", "email": "info@example.test"},
}
OFFER = {"expires_at": "2026-12-01T11:00:00+00:00", "wave": {"name": "A"}}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", get_args(waitlist.Kind))
def test_every_letter_says_what_it_is_about(
    settings: Settings, kind: waitlist.Kind, language: str
) -> None:
    offer = OFFER if kind in ("offer", "expired") else None
    letter = waitlist.letter(settings, ENTRY | {"language": language, "offer": offer}, kind)
    assert (letter.to, letter.reply_to) == ("zoe@example.test", "info@example.test")
    assert "City Run" in letter.subject
    for text in (letter.text, letter.html):
        assert "10 km" in text
        assert ("2 places" if language == "en" else "2 plaatsen") in text
        assert (TOKEN in text) is (kind in ("joined", "offer"))
    assert "<b>Kaya" not in letter.html


def test_a_letter_says_what_only_it_knows(settings: Settings) -> None:
    def text(kind: waitlist.Kind, **more: object) -> str:
        return waitlist.letter(settings, ENTRY | {"language": "en"} | more, kind).text

    assert "3 people" in text("joined")
    assert "Before you" not in text("joined", ahead=0)
    assert "10 km (A)" in text("offer", offer=OFFER)
    assert "1 December 2026, 12:00" in text("offer", offer=OFFER)
    assert "Twice & too late" in text("skipped")
