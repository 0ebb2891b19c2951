"""Heads of the audit logs' seals: signed, and written to where the database cannot reach them."""

from __future__ import annotations

import base64
import html
import json
import os
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import structlog
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from workers.delivery.outbox import Handler, Message
from workers.mail.letter import Letter, compose
from workers.settings import Settings

SIGNED = ("log", "seal_id", "until_id", "chained", "sealed_at")

log = structlog.get_logger()


class Post(Protocol):
    """Who takes letters: the mail server's `Sender`."""

    async def send(self, message: EmailMessage) -> None:
        """Takes a letter."""


class AuditChannel:
    """Publishes heads: in the log of the worker, and where AUDIT_HEADS and AUDIT_HEADS_MAIL say."""

    def __init__(self, settings: Settings, sender: Post) -> None:
        self._settings = settings
        self._sender = sender
        self._key = Ed25519PrivateKey.from_private_bytes(settings.signing_key)

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """Who handles which topic."""
        return {"audit.heads": self.publish}

    async def publish(self, message: Message) -> dict[str, Any]:
        """The last seal of each log. Payload: heads. Told twice, it says the same twice."""
        lines = [json.dumps(signed(head, self._key)) for head in message.payload["heads"]]
        for head in message.payload["heads"]:
            log.info("audit_head", **head)
        if self._settings.audit_heads is not None:
            append(self._settings.audit_heads, lines)
        if self._settings.audit_heads_mail is not None:
            await self._mail(self._settings.audit_heads_mail, lines, message)
        return {"heads": len(lines)}

    async def _mail(self, to: str, lines: list[str], message: Message) -> None:
        text = "\n".join(lines) + "\n"
        letter = Letter(
            to=to,
            subject=f"Heads of the audit logs of {urlsplit(self._settings.public_url).hostname}",
            text=text,
            html=f"<pre>{html.escape(text)}</pre>",
        )
        domain = urlsplit(self._settings.public_url).hostname
        await self._sender.send(
            compose(
                letter,
                sender=self._settings.mail_from,
                message_id=f"<audit-heads-{message.event_id}@{domain}>",
            )
        )


def signed(head: Mapping[str, Any], key: Ed25519PrivateKey) -> dict[str, Any]:
    """The head with its signature."""
    return {**head, "signature": base64.b64encode(key.sign(_canonical(head))).decode()}


def is_signed(head: Mapping[str, Any], signature: bytes, public_key: bytes) -> bool:
    """Whether the signature is of this head and by that key's private half."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, _canonical(head))
    except (InvalidSignature, ValueError):
        return False
    return True


def append(path: Path, lines: list[str]) -> None:
    """Write lines to the end of a file at once, and see that they are on the disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        os.write(descriptor, "".join(f"{line}\n" for line in lines).encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _canonical(head: Mapping[str, Any]) -> bytes:
    """What is signed: the fields of a head, in their order, as JSON without spaces."""
    return json.dumps([head.get(name) for name in SIGNED], separators=(",", ":")).encode()
