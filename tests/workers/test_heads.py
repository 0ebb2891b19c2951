"""Heads of the audit logs: signed, written to a file, mailed; a forged one is told."""

from __future__ import annotations

import base64
import json
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.workers.test_settings import problems
from workers.delivery.outbox import Message
from workers.heads import AuditChannel, is_signed
from workers.settings import Settings
from workers.tickets.tokens import Signer

HEAD = {
    "log": "core.audit_log",
    "seal_id": 7,
    "until_id": 700,
    "chained": "ab" * 32,
    "sealed_at": "2026-11-22T12:00:00+00:00",
}


class Letterbox:
    """Keeps what would be sent; the mail server has tests of its own (test_sender)."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def send(self, message: EmailMessage) -> None:
        """Takes a letter."""
        self.letters.append(message)


def told(*heads: dict[str, Any]) -> Message:
    """The message of the outbox that tells heads."""
    return Message(5, None, 0, 1, "audit:heads", "audit.heads", {"heads": list(heads)}, 0)


async def test_heads_are_signed_at_the_end_of_a_file(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "heads"
    channel = AuditChannel(settings.model_copy(update={"audit_heads": path}), Letterbox())
    await channel.handlers["audit.heads"](told(HEAD))
    await channel.handlers["audit.heads"](told(HEAD | {"seal_id": 8}, HEAD | {"log": "a.b"}))
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [(line["log"], line["seal_id"]) for line in lines] == [
        ("core.audit_log", 7),
        ("core.audit_log", 8),
        ("a.b", 7),
    ]
    assert path.stat().st_mode & 0o777 == 0o640
    public_key = Signer(settings.signing_key).public_key
    for line in lines:
        signature = base64.b64decode(line["signature"])
        assert is_signed(line, signature, public_key)
        for name in HEAD:
            assert not is_signed(line | {name: "other"}, signature, public_key)


async def test_heads_are_mailed_where_it_is_wanted(settings: Settings) -> None:
    box = Letterbox()
    wanted = settings.model_copy(update={"audit_heads_mail": "auditor@example.org"})
    await AuditChannel(settings, box).publish(told(HEAD))
    assert box.letters == []
    for _ in range(2):
        assert await AuditChannel(wanted, box).publish(told(HEAD)) == {"heads": 1}
    first, again = box.letters
    assert first["To"] == "auditor@example.org"
    assert first["Message-ID"] == again["Message-ID"], "a repetition is told from a second letter"
    text = first.get_body(("plain",))
    assert text is not None
    assert json.loads(text.get_content())["chained"] == HEAD["chained"]


def test_an_address_for_heads_is_one(bare: pytest.MonkeyPatch) -> None:
    said = problems(bare, ENVIRONMENT="local", AUDIT_HEADS_MAIL="nowhere")
    assert [sentence.partition(":")[0] for sentence in said] == [
        "AUDIT_HEADS_MAIL is not an e-mail address"
    ]
