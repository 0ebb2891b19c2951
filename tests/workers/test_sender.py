"""Handing letters over: to a server that takes them, refuses them, is busy, or is not there."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from workers.mail.letter import Letter, compose
from workers.mail.sender import MailRefused, MailUnavailable, Sender

MESSAGE = compose(
    Letter("zoe@example.org", "Hello", "text", "<p>html</p>"),
    sender="Entree <tickets@entree.example>",
    message_id="<1@entree.example>",
)


@dataclass
class Post:
    """A mail server: what it got, and what it answers next."""

    received: list[Envelope] = field(default_factory=list)
    peers: set[object] = field(default_factory=set)
    at_rcpt: str = "250 OK"
    at_data: str = "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]
    ) -> str:
        if self.at_rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.at_rcpt

    async def handle_DATA(self, _: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.at_data.startswith("250"):
            self.received.append(envelope)
            self.peers.add(session.peer)
        return self.at_data


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def url(post: Post) -> Iterator[str]:
    """The address of the mail server."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    yield f"smtp://127.0.0.1:{port}"
    controller.stop()


def sender(url: str) -> Sender:
    return Sender(url, timeout=5, require_tls=False)


async def test_letters_arrive_over_one_connection(post: Post, url: str) -> None:
    letters = sender(url)

    for _ in range(3):
        await letters.send(MESSAGE)
    await letters.close()

    assert len(post.received) == 3
    assert len(post.peers) == 1
    assert post.received[0].rcpt_tos == ["zoe@example.org"]
    assert b"Message-ID: <1@entree.example>" in (post.received[0].original_content or b"")


@pytest.mark.parametrize(
    ("step", "answer", "error"),
    [
        ("at_rcpt", "550 no such mailbox", MailRefused),
        ("at_rcpt", "450 busy", MailUnavailable),
        ("at_data", "554 refused", MailRefused),
        ("at_data", "452 disk full", MailUnavailable),
    ],
)
async def test_what_is_for_ever_and_what_is_for_now(
    post: Post, url: str, step: str, answer: str, error: type[Exception]
) -> None:
    letters = sender(url)
    setattr(post, step, answer)

    with pytest.raises(error, match=answer[4:]):
        await letters.send(MESSAGE)

    setattr(post, step, "250 OK")
    await letters.send(MESSAGE)
    await letters.close()
    assert len(post.received) == 1


async def test_a_server_that_is_not_there_may_come_back() -> None:
    with pytest.raises(MailUnavailable):
        await sender("smtp://127.0.0.1:1").send(MESSAGE)


async def test_encryption_that_is_required_is_not_left_out(post: Post, url: str) -> None:
    with pytest.raises(MailUnavailable, match="STARTTLS"):
        await Sender(url, timeout=5, require_tls=True).send(MESSAGE)

    assert post.received == []
