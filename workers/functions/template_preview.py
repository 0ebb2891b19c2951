"""Shows what own words for a mail come out as."""

from __future__ import annotations

import asyncio
import base64
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from workers.context import caller, services
from workers.errors import TemplateInvalid
from workers.mail import samples
from workers.mail.letter import Letter
from workers.mail.own_words import BadTemplate, OwnWords, facts_of, parts_of, reworded
from workers.routines import STAMP_PREVIEW, TEMPLATE_DRAFT

router = APIRouter()


class Wanted(BaseModel):
    """Whose draft, of which mail."""

    org_id: UUID | None = Field(None, description="none: the platform's own")
    kind: str = Field(max_length=100, examples=["order_confirmation"])
    language: Literal["nl", "en"]


class Preview(BaseModel):
    """The mail about something that is not."""

    subject: str
    text: str
    html: str = Field(description="show it in a frame that runs no scripts")
    hash: str = Field(description="of the draft; publish_template asks for it")
    facts: dict[str, str] = Field(description="what the words may name, as in this sample")
    parts: list[str] = Field(description="which parts of our mail they may contain")


@router.post("")
async def template_preview(body: Wanted, request: Request) -> Preview:
    """Preview the draft of a mail in own words, which it needs before it can be published.

    For staff with templates.manage, and administrators of the platform for its own. A draft that
    cannot be said gets 422 template_invalid, with the line and the reason.
    """
    found = services(request)
    draft: dict[str, Any] = await found.database.call(
        TEMPLATE_DRAFT,
        {"p_org_id": body.org_id, "p_kind": body.kind, "p_language": body.language},
        caller=caller(request),
    )
    sample = samples.letter(found.settings, body.kind, body.language)
    own = OwnWords(draft["subject"], draft["body"])
    try:
        letter = await asyncio.to_thread(reworded, sample, own)
    except BadTemplate as error:
        raise TemplateInvalid(reason=str(error)) from error
    stamp = {"p_template_id": draft["template_id"], "p_hash": draft["hash"]}
    await found.database.call(STAMP_PREVIEW, stamp)
    return Preview(
        subject=letter.subject,
        text=letter.text,
        html=_with_images(letter),
        hash=draft["hash"],
        facts=facts_of(sample),
        parts=sorted(parts_of(sample)),
    )


def _with_images(letter: Letter) -> str:
    """The HTML with the images in it that a mail has beside it."""
    html = letter.html
    for file in letter.files:
        if file.content_id is not None:
            inside = base64.b64encode(file.content).decode()
            html = html.replace(f"cid:{file.content_id}", f"data:{file.kind};base64,{inside}")
    return html
