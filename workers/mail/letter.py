"""One e-mail as a MIME message, safe against whatever stands in a name or a title."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any, Self, cast

import idna

from workers.templating import render
from workers.words import Words

MAX_SUBJECT = 200


class BadAddress(Exception):
    """An address that no mail can be sent to; trying again will not help."""


@dataclass(frozen=True, slots=True)
class File:
    """Something that comes with a letter. `kind` is a MIME type such as application/pdf."""

    name: str
    kind: str
    content: bytes
    content_id: str | None = None  # set: shown inside the HTML as cid:<content_id>


@dataclass(frozen=True, slots=True)
class Wording:
    """What a letter was written from, so that it can be said in somebody's own words.

    `template` is ours, without its ending; `values` fill it in, and `facts` are those that words of
    somebody else may use.
    """

    template: str
    say: Words
    values: Mapping[str, Any]
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Letter:
    """What is said, and to whom."""

    to: str
    subject: str
    text: str
    html: str
    files: Sequence[File] = ()
    reply_to: str | None = None
    wording: Wording | None = None

    @classmethod
    def of(
        cls,
        wording: Wording,
        *,
        to: str,
        files: Sequence[File] = (),
        reply_to: str | None = None,
    ) -> Self:
        """The letter in our words; the values have its subject."""
        return cls(
            to=to,
            subject=wording.values["subject"],
            text=render(f"{wording.template}.txt", wording.say, **wording.values),
            html=render(f"{wording.template}.html", wording.say, **wording.values),
            files=files,
            reply_to=reply_to,
            wording=wording,
        )


def compose(letter: Letter, *, sender: str, message_id: str) -> EmailMessage:
    """The message to hand to a mail server. Raises BadAddress.

    `message_id` is the same each time the same letter is sent, so that a mailbox can tell a
    repetition from a second letter.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = address(sender)
    message["To"] = address(letter.to)
    if letter.reply_to:
        message["Reply-To"] = address(letter.reply_to)
    message["Subject"] = one_line(letter.subject)[:MAX_SUBJECT]
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    html = cast("MIMEPart", message.get_body(("html",)))
    for file in letter.files:
        main, _, sub = file.kind.partition("/")
        if file.content_id is not None:
            html.add_related(
                file.content,
                main,
                sub,
                cid=f"<{file.content_id}>",
                disposition="inline",
                filename=one_line(file.name),
            )
        else:
            message.add_attachment(file.content, main, sub, filename=one_line(file.name))
    return message


def address(text: str) -> Address:
    """An address, with or without a name, as a header can hold it. Raises BadAddress."""
    name, plain = parseaddr(text)
    local, at, domain = plain.rpartition("@")
    # The parser is lenient: what it puts together from pieces was no address.
    if not (local and at and domain and plain in text) or " " in plain or text != one_line(text):
        raise BadAddress(f"{text!r} is not an e-mail address")
    try:
        if not domain.isascii():
            domain = idna.encode(domain, uts46=True).decode()
        return Address(display_name=name, username=local, domain=domain)
    except (idna.IDNAError, ValueError, IndexError) as error:
        raise BadAddress(f"{text!r} is not an e-mail address") from error


def one_line(text: str) -> str:
    """The text without line breaks and control characters, which would end a header."""
    visible = (" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    return " ".join("".join(visible).split())
