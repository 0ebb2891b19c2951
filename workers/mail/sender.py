"""Handing letters to a mail server, over connections that are kept while there is work."""

from __future__ import annotations

import ssl
import time
from collections import deque
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Self
from urllib.parse import unquote, urlsplit

import aiosmtplib

from workers.settings import Settings, is_loopback

IDLE_SECONDS = 15.0  # mail servers hang up on an idle client; we do it before them
DEFAULT_PORTS = {"smtp": 587, "smtps": 465}


class MailRefused(Exception):
    """The mail server will not take this letter, now or later."""


class MailUnavailable(Exception):
    """The mail server could not be reached, or asks to come back later."""


@dataclass(slots=True)
class _Idle:
    client: aiosmtplib.SMTP
    since: float


class Sender:
    """Sends over `smtp://user:password@host:port` (STARTTLS when offered, and always to another
    machine) or `smtps://…`."""

    def __init__(self, url: str, *, timeout: float, require_tls: bool) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or ""
        self._port = parts.port or DEFAULT_PORTS[parts.scheme]
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None
        self._implicit_tls = parts.scheme == "smtps"
        self._require_tls = require_tls
        self._timeout = timeout
        self._idle: deque[_Idle] = deque()

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The sender that the settings describe."""
        url = settings.smtp_url.get_secret_value()
        leaves_machine = not is_loopback(urlsplit(url).hostname)
        return cls(
            url,
            timeout=settings.smtp_timeout_seconds,
            require_tls=settings.is_production and leaves_machine,
        )

    async def send(self, message: EmailMessage) -> None:
        """Delivers one message to the server. Raises MailRefused or MailUnavailable."""
        try:
            client = await self._connected()
            try:
                await client.send_message(message)
            except BaseException:
                client.close()
                raise
        except aiosmtplib.SMTPRecipientsRefused as error:
            answers = [refused.code for refused in error.recipients]
            raise _judged(min(answers, default=500), str(error)) from error
        except aiosmtplib.SMTPResponseException as error:
            raise _judged(error.code, error.message) from error
        except aiosmtplib.SMTPNotSupported as error:
            raise MailRefused(str(error)) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailUnavailable(f"{type(error).__name__}: {error}") from error
        self._idle.append(_Idle(client, time.monotonic()))

    async def greet(self) -> None:
        """Signs in at the server and leaves again. Raises what connecting raises."""
        await _hang_up(await self._connected())

    async def close(self) -> None:
        """Says goodbye on every connection."""
        while self._idle:
            await _hang_up(self._idle.pop().client)

    async def _connected(self) -> aiosmtplib.SMTP:
        while self._idle:
            idle = self._idle.pop()
            if time.monotonic() - idle.since < IDLE_SECONDS and idle.client.is_connected:
                return idle.client
            await _hang_up(idle.client)
        client = aiosmtplib.SMTP(
            hostname=self._host,
            port=self._port,
            username=self._user,
            password=self._password,
            timeout=self._timeout,
            use_tls=self._implicit_tls,
            start_tls=True if self._require_tls and not self._implicit_tls else None,
            tls_context=ssl.create_default_context(),
        )
        await client.connect()
        return client


def _judged(code: int, answer: str) -> MailRefused | MailUnavailable:
    """5xx is for ever, 4xx is for now; 530 to 535 are about our own login, not the letter."""
    about_login = 530 <= code <= 535
    if code >= 500 and not about_login:
        return MailRefused(f"{code} {answer}")
    return MailUnavailable(f"{code} {answer}")


async def _hang_up(client: aiosmtplib.SMTP) -> None:
    try:
        await client.quit()
    except (aiosmtplib.SMTPException, OSError):
        client.close()
