"""One caught message, read from what came over the wire."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Envelope:
    """What the sending server said, which need not be what the message itself says."""

    sender: str
    recipients: list[str]
    received_at: str
    """RFC 3339, UTC."""


@dataclass(frozen=True)
class Attachment:
    """A part of a message that is a file."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True)
class Message:
    """A caught message; `id` counts up from 1 in order of arrival."""

    id: int
    envelope: Envelope
    raw: bytes

    @cached_property
    def _mail(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)

    @property
    def text(self) -> str | None:
        """Return the plain text body."""
        return self._body("plain")

    @property
    def html(self) -> str | None:
        """Return the HTML body."""
        return self._body("html")

    @property
    def page(self) -> str:
        """Return the HTML body with the pictures it refers to put inside."""
        html = self.html or ""
        for part in self._mail.walk():
            if name := _content_id(part):
                picture = base64.b64encode(_content(part)).decode()
                html = html.replace(
                    f"cid:{name}", f"data:{part.get_content_type()};base64,{picture}"
                )
        return html

    @property
    def attachments(self) -> list[Attachment]:
        """Return every part that is a file, pictures inside the HTML included."""
        return [
            Attachment(
                part.get_filename() or _content_id(part) or f"part-{number}",
                part.get_content_type(),
                _content(part),
            )
            for number, part in enumerate(self._mail.walk(), 1)
            if part.get_filename() or part.get_content_disposition() == "attachment"
        ]

    def summary(self) -> dict[str, Any]:
        """Return what a list of messages shows of each."""
        mail = self._mail
        return {
            "id": self.id,
            "received_at": self.envelope.received_at,
            "from": str(mail["from"] or self.envelope.sender),
            "to": [address for _, address in getaddresses([str(v) for v in mail.get_all("to", [])])]
            or self.envelope.recipients,
            "recipients": self.envelope.recipients,
            "subject": str(mail["subject"] or ""),
            "message_id": str(mail["message-id"] or ""),
            "attachments": [
                {"name": file.name, "type": file.type, "size": len(file.content)}
                for file in self.attachments
            ],
        }

    def detail(self) -> dict[str, Any]:
        """Return everything, attachments without their content."""
        return self.summary() | {
            "text": self.text,
            "html": self.html,
            "headers": [[name, str(value)] for name, value in self._mail.items()],
        }

    def _body(self, kind: str) -> str | None:
        part = self._mail.get_body(preferencelist=(kind,))
        return None if part is None else str(part.get_content())


def _content(part: Any) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else bytes(part)


def _content_id(part: Any) -> str:
    return str(part["content-id"] or "").strip("<>")
