"""What those who wait for places are told: that they wait, that there is room, how it ended.

Written from what `sales.waitlist_mail` tells of an entry.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlencode

from workers.mail.letter import Letter, Wording
from workers.settings import Settings
from workers.words import Words, words

WAITLIST_PAGE = "/functions/v1/waitlist"

Entry = dict[str, Any]
Kind = Literal["joined", "offer", "expired", "skipped", "closed"]
# While an entry stands like this a letter is still true.
TRUE_WHILE: dict[Kind, str] = {
    "joined": "waiting",
    "offer": "offered",
    "expired": "expired",
    "skipped": "skipped",
    "closed": "closed",
}


def waitlist_url(settings: Settings, token: str) -> str:
    """The page on which somebody sees how they stand, and takes what they are offered or not."""
    return f"{settings.public_url}{WAITLIST_PAGE}?{urlencode({'token': token})}"


def letter(settings: Settings, entry: Entry, kind: Kind) -> Letter:
    """One of the letters."""
    say = words(entry["language"])
    said = about(entry, say)
    name = entry["name"]
    paragraphs = [say(f"waitlist.{kind}.text", **said)]
    if kind == "joined" and entry["ahead"]:
        paragraphs.append(say("waitlist.ahead", people=say.count("person", entry["ahead"])))
    if kind == "offer":
        paragraphs.append(say("waitlist.offer.hint", **said))
    if kind == "skipped":
        paragraphs.append(say("waitlist.reason", reason=entry["reason"]))
    values = {
        "subject": say(f"waitlist.{kind}.subject", **said),
        "heading": say(f"waitlist.{kind}.heading"),
        "greeting": say("mail.greeting", name=name) if name else say("mail.greeting_nameless"),
        "paragraphs": paragraphs,
        "link": (
            say(f"waitlist.link.{kind}"),
            waitlist_url(settings, entry["waitlist_token"]),
        )
        if kind in ("joined", "offer")
        else None,
        "org": entry["org"]["name"],
        "footer": say("waitlist.footer"),
    }
    return Letter.of(
        Wording("mail/waitlist", say, values, {"name": name or "", "until": "", **said}),
        to=entry["email"],
        reply_to=entry["org"]["email"],
    )


def about(entry: Entry, say: Words) -> dict[str, str]:
    """What letters and the page say of an entry."""
    event, offer = entry["event"], entry["offer"]
    said = {
        "event": event["title"],
        "ticket_type": entry["ticket_type"]["name"],
        "places": say.count("place", entry["quantity"]),
    }
    if wave := (offer or entry)["wave"]:
        said["ticket_type"] += f" ({wave['name']})"
    if offer:
        until = datetime.fromisoformat(offer["expires_at"])
        said["until"] = say.moment(until, event["time_zone"])
    return said
