"""Where caught messages are kept: two files each, so that a restart forgets nothing."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cli.mailbox.message import Envelope, Message


class Box:
    """A folder of messages: `000001.eml` as it came, `000001.json` with its envelope.

    The envelope is written last, so a message without one has not arrived.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._last = max((int(path.stem) for path in folder.glob("*.eml")), default=0)
        self._envelopes = {
            int(path.stem): Envelope(**json.loads(path.read_text()))
            for path in sorted(folder.glob("*.json"))
        }
        self._summaries: dict[int, dict[str, Any]] = {}

    def add(self, sender: str, recipients: list[str], raw: bytes) -> Message:
        """Keep a message that has just arrived."""
        self._last += 1
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        message = Message(self._last, Envelope(sender, recipients, now), raw)
        self._path(message.id, "eml").write_bytes(raw)
        draft = self._path(message.id, "draft")
        draft.write_text(json.dumps(asdict(message.envelope)))
        draft.replace(self._path(message.id, "json"))
        self._envelopes[message.id] = message.envelope
        return message

    def get(self, number: int) -> Message | None:
        """Return a message by its number, or None."""
        envelope = self._envelopes.get(number)
        if envelope is None:
            return None
        return Message(number, envelope, self._path(number, "eml").read_bytes())

    def summaries(self, recipient: str | None = None) -> list[dict[str, Any]]:
        """Return what a list shows of each message, in order of arrival; of one recipient or all.

        Programs ask often, and reading a message takes a while: each is read once.
        """
        wanted = recipient.lower() if recipient else None
        found = []
        for number, envelope in self._envelopes.items():
            if wanted is None or wanted in map(str.lower, envelope.recipients):
                if number not in self._summaries:
                    raw = self._path(number, "eml").read_bytes()
                    self._summaries[number] = Message(number, envelope, raw).summary()
                found.append(self._summaries[number])
        return found

    def clear(self) -> int:
        """Forget every message; return how many there were. Numbers go on where they were."""
        numbers = list(self._envelopes)
        self._envelopes.clear()
        self._summaries.clear()
        for number in numbers:
            self._path(number, "json").unlink()
            self._path(number, "eml").unlink()
        return len(numbers)

    def _path(self, number: int, kind: str) -> Path:
        return self._folder / f"{number:06}.{kind}"
