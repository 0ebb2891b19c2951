"""The mail catcher's SMTP side: takes mail from anybody for anybody."""

from __future__ import annotations

import asyncio

from aiosmtpd.smtp import SMTP, Envelope, Session

from cli.mailbox.box import Box

MAX_MESSAGE = 32 * 1024 * 1024  # bytes


class Catcher:
    """Puts each message into the box before the sender hears that it was taken."""

    def __init__(self, box: Box) -> None:
        self._box = box

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep the message."""
        content = envelope.original_content or b""
        message = self._box.add(envelope.mail_from or "", list(envelope.rcpt_tos), content)
        return f"250 kept as message {message.id}"


async def serve(box: Box, port: int) -> asyncio.Server:
    """Start to listen on this loopback port."""
    return await asyncio.get_running_loop().create_server(
        lambda: SMTP(
            Catcher(box), hostname="localhost", data_size_limit=MAX_MESSAGE, enable_SMTPUTF8=True
        ),
        "127.0.0.1",
        port,
    )
