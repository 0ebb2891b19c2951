"""The mail catcher takes what any mail program sends, and gives it back as it was."""

from __future__ import annotations

import smtplib
import subprocess
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

from cli.stack import ports
from cli.stack.places import CHECKOUT
from cli.stack.process import Command, Process

PDF = b"%PDF-1.7 not really"
PNG = b"\x89PNG\r\n\x1a\n not really"


class Mailbox:
    """A mail catcher of its own, which can be restarted."""

    def __init__(self, folder: Path) -> None:
        with ports.Claims() as claims:
            free = ports.choose({}, {}, claims)
        self.smtp_port, page = free["smtp"], free["mail"]
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{page}")
        self._process = Process("mailbox", folder, folder / "run", folder / "log")
        numbers = ("--smtp-port", str(self.smtp_port), "--http-port", str(page))
        folders = ("--dir", str(folder / "mail"))
        argv = [sys.executable, "-m", "cli.mailbox", *numbers, *folders]
        self._command = Command(argv, env={}, cwd=CHECKOUT)

    def start(self) -> None:
        self._process.start(self._command)
        self._process.wait_ready(self._answers, 30)

    def kill(self) -> None:
        self._process.kill()

    def send(self, message: EmailMessage) -> None:
        with smtplib.SMTP("127.0.0.1", self.smtp_port) as server:
            server.send_message(message)

    def _answers(self) -> bool:
        try:
            return self.http.get("/api/messages").status_code == 200
        except httpx.ConnectError:
            return False


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mailbox]:
    """Return a mail catcher that runs."""
    box = Mailbox(tmp_path_factory.mktemp("mailbox"))
    box.start()
    yield box
    box.http.close()
    box.kill()


@pytest.fixture
def box(running: Mailbox) -> Mailbox:
    """Return a mail catcher without mail."""
    running.http.delete("/api/messages")
    return running


def letter(to: str = "anna@example.org", subject: str = "Uw kaartje – Stadsloop") -> EmailMessage:
    """Return a mail such as Entree sends: two bodies, a picture inside, a file beside."""
    message = EmailMessage()
    message["From"] = "Entree <tickets@entree.example>"
    message["To"] = to
    message["Subject"] = subject
    message["Message-Id"] = "<1@entree.example>"
    message["X-Order"] = "E-1"
    message.set_content("Beste Anna, tot zondag € 12,50")
    message.add_alternative('<p>Beste <b>Anna</b><img src="cid:qr"></p>', subtype="html")
    html = message.get_payload()[1]  # type: ignore[index]
    assert isinstance(html, EmailMessage)
    html.add_related(PNG, "image", "png", cid="<qr>")
    message.add_attachment(PDF, maintype="application", subtype="pdf", filename="kaart één.pdf")
    return message


def test_message_comes_back_as_it_was_sent(box: Mailbox) -> None:
    box.send(letter())

    [summary] = box.http.get("/api/messages").json()
    message = box.http.get(f"/api/messages/{summary['id']}").json()

    assert message["from"] == "Entree <tickets@entree.example>"
    assert message["to"] == message["recipients"] == ["anna@example.org"]
    assert message["subject"] == "Uw kaartje – Stadsloop"
    assert message["message_id"] == "<1@entree.example>"
    assert message["text"].strip() == "Beste Anna, tot zondag € 12,50"
    assert "<b>Anna</b>" in message["html"]
    assert ["X-Order", "E-1"] in message["headers"]
    [attachment] = message["attachments"]
    assert attachment == {"name": "kaart één.pdf", "type": "application/pdf", "size": len(PDF)}


def test_attachment_and_source(box: Mailbox) -> None:
    box.send(letter())
    [summary] = box.http.get("/api/messages").json()
    address = f"/api/messages/{summary['id']}"

    file = box.http.get(f"{address}/attachments/kaart één.pdf")
    source = box.http.get(f"{address}/raw")

    assert (file.content, file.headers["content-type"]) == (PDF, "application/pdf")
    assert source.headers["content-type"] == "message/rfc822"
    assert b"\r\nX-Order: E-1\r\n" in source.content


def test_messages_of_one_address_in_order(box: Mailbox) -> None:
    for to, subject in (
        ("Anna@example.org", "first"),
        ("bob@example.org", "second"),
        ("bob@example.org, anna@example.org", "third"),
    ):
        box.send(letter(to, subject))

    found = box.http.get("/api/messages", params={"to": "ANNA@example.org"}).json()

    assert [message["subject"] for message in found] == ["first", "third"]


def test_blind_copy_is_found_by_its_recipient(box: Mailbox) -> None:
    with smtplib.SMTP("127.0.0.1", box.smtp_port) as server:
        server.send_message(letter(), to_addrs=["hidden@example.org"])

    [found] = box.http.get("/api/messages", params={"to": "hidden@example.org"}).json()

    assert found["to"] == ["anna@example.org"]
    assert found["recipients"] == ["hidden@example.org"]


def test_mail_survives_a_crash(box: Mailbox) -> None:
    box.send(letter(subject="before"))
    before = box.http.get("/api/messages").json()

    box.kill()
    box.start()

    assert box.http.get("/api/messages").json() == before
    box.send(letter(subject="after"))
    after = box.http.get("/api/messages").json()
    assert [message["subject"] for message in after] == ["before", "after"]
    assert after[1]["id"] > before[0]["id"]


def test_delete_forgets_everything(box: Mailbox) -> None:
    box.send(letter())

    assert box.http.delete("/api/messages").json() == {"deleted": 1}
    assert box.http.get("/api/messages").json() == []


@pytest.mark.parametrize("path", ["999999", "999999/raw", "999999/attachments/x"])
def test_unknown_message_is_not_found(box: Mailbox, path: str) -> None:
    assert box.http.get(f"/api/messages/{path}").status_code == 404


def test_pages_show_mail_and_run_nothing_of_it(box: Mailbox) -> None:
    message = letter(subject="<script>alert(1)</script>")
    box.send(message)
    [summary] = box.http.get("/api/messages").json()

    inbox = box.http.get("/")
    page = box.http.get(f"/messages/{summary['id']}")
    body = box.http.get(f"/messages/{summary['id']}/html")

    for shown in (inbox, page):
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown.text
        assert "<script>" not in shown.text
    assert body.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert 'src="data:image/png;base64,' in body.text


def test_empty_inbox_says_so(box: Mailbox) -> None:
    assert "No mail yet." in box.http.get("/").text


def test_command_explains_itself() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cli.mailbox", "--help"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0
    assert "Catches all mail" in done.stdout
