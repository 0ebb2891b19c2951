"""Short letters that say all they have to say in words: about teams, and to organisers.

Their payload is complete; nothing is looked up when they are written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from workers.mail.letter import Letter, Wording
from workers.mail.messages import bill_url
from workers.settings import Settings
from workers.words import Words, words

Payload = dict[str, Any]


def team_code(payload: Payload) -> Letter:
    """The code with which others join a team, for its captain."""
    say = words(payload["language"])
    said = _about_team(payload)
    is_new = payload["reason"] == "captain"
    paragraphs = [say("team_code.intro_captain" if is_new else "team_code.intro", **said)]
    size = say.count("member", payload["members"])
    limits = {"size_min": payload["size_min"], "size_max": payload["size_max"]}
    after = [say("team_code.size", members=size, **limits)]
    if payload["closes_at"]:
        after.append(say("team_code.until", date=_moment(payload, "closes_at", say)))
    after.append(say("team_code.keep"))
    return note(
        payload,
        say,
        subject=say("team_code.subject", **said),
        heading=say("team_code.heading_captain" if is_new else "team_code.heading"),
        paragraphs=paragraphs,
        code=(say("team_code.code"), payload["join_code"]),
        after=after,
        facts=said | {"members": size, "join_code": payload["join_code"]},
    )


def team_closed(payload: Payload) -> Letter:
    """How a team stands when nobody can join it any more, for its captain."""
    say = words(payload["language"])
    status = payload["status"]
    said = _about_team(payload)
    members = say.count("member", payload["members"])
    return note(
        payload,
        say,
        subject=say(f"team_closed.{status}.subject", **said),
        heading=say(f"team_closed.{status}.heading"),
        paragraphs=[
            say(
                f"team_closed.{status}.text",
                members=members,
                size_min=payload["size_min"],
                **said,
            )
        ],
        facts=said | {"members": members, "status": status},
    )


def teams_closed(payload: Payload) -> Letter:
    """Which teams of an event have too few members, for its organiser."""
    say = words(payload["language"])
    incomplete = payload["incomplete"]
    said = {
        "event": payload["event"],
        "complete": say.count("team", payload["complete"]),
        "incomplete": say.count("team", len(incomplete)),
    }
    return note(
        payload,
        say,
        subject=say("teams_closed.subject", event=payload["event"]),
        heading=say("teams_closed.heading"),
        paragraphs=[say("teams_closed.text", **said)],
        points=[
            say(
                "teams_closed.team",
                team=team["team_name"],
                members=say.count("member", team["members"]),
                size_min=team["size_min"],
            )
            for team in incomplete
        ],
        after=[say("teams_closed.hint")] if incomplete else [],
        facts=said,
    )


def bibs_gone(payload: Payload) -> Letter:
    """That an event has no start numbers left, for its organiser."""
    say = words(payload["language"])
    return note(
        payload,
        say,
        subject=say("bibs_gone.subject", event=payload["event"]),
        heading=say("bibs_gone.heading"),
        paragraphs=[say("bibs_gone.text", event=payload["event"]), say("bibs_gone.hint")],
        facts={"event": payload["event"]},
    )


def chargeback_received(payload: Payload) -> Letter:
    """That a bank took money of an order back, for its organiser."""
    say = words(payload["language"])
    after = []
    if payload["reason"]:
        after.append(say("chargeback_received.reason", reason=payload["reason"]))
    if payload["tickets"]:
        tickets = say.count("ticket", payload["tickets"])
        after.append(say("chargeback_received.blocked", tickets=tickets))
    if payload["used"]:
        tickets = say.count("ticket", payload["used"])
        after.append(say("chargeback_received.used", tickets=tickets))
    after.append(say("chargeback_received.hint"))
    return _about_money(payload, say, "chargeback_received", after)


def chargeback_reversed(payload: Payload) -> Letter:
    """That a bank returned money of an order, for its organiser."""
    say = words(payload["language"])
    after = []
    if payload["tickets"]:
        tickets = say.count("ticket", payload["tickets"])
        after.append(say("chargeback_reversed.restored", tickets=tickets))
    return _about_money(payload, say, "chargeback_reversed", after)


def _about_money(payload: Payload, say: Words, kind: str, after: Sequence[str]) -> Letter:
    said = {
        "event": payload["event"],
        "order_number": payload["order_number"],
        "amount": say.money(payload["amount"], payload["currency"]),
    }
    return note(
        payload,
        say,
        subject=say(f"{kind}.subject", **said),
        heading=say(f"{kind}.heading"),
        paragraphs=[say(f"{kind}.text", **said)],
        after=after,
        facts=said,
    )


def mollie_connection(payload: Payload) -> Letter:
    """What became of an org's account at the payment provider: ready, blocked, expired, revoked."""
    say = words(payload["language"])
    news = f"mollie_connection.{payload['news']}"
    said = {"account": payload["organization_name"], "org": payload["org_name"]}
    to_complete = payload["news"] == "blocked" and payload["dashboard_url"]
    links = [(say("mollie_connection.complete"), payload["dashboard_url"])] if to_complete else []
    return note(
        {**payload, "links": links},
        say,
        subject=say(f"{news}.subject", **said),
        heading=say(f"{news}.heading"),
        paragraphs=[say(f"{news}.text", **said)],
        after=[say(f"{news}.hint")],
        facts=said | {"news": payload["news"]},
    )


def integration_disabled(payload: Payload) -> Letter:
    """That an integration was switched off because its address was `gone` or `failing`."""
    say = words(payload["language"])
    said = {name: payload[name] for name in ("integration", "host", "hours")}
    said["org"] = payload["org_name"]
    return note(
        payload,
        say,
        subject=say("integration_disabled.subject", **said),
        heading=say("integration_disabled.heading"),
        paragraphs=[say(f"integration_disabled.{payload['reason']}", **said)],
        after=[say("integration_disabled.hint")],
        facts=said | {"reason": payload["reason"]},
    )


def welcome(settings: Settings, payload: Payload) -> Letter:
    """Welcome to a new org, for the one who founded it."""
    say = words(payload["language"])
    said = {"org": payload["org_name"]}
    links = [(say("welcome.link"), settings.app_url)] if settings.app_url else []
    return note(
        payload | {"links": links, "footer": say("welcome.footer")},
        say,
        subject=say("welcome.subject", **said),
        heading=say("welcome.heading"),
        paragraphs=[say("welcome.text", **said), say("welcome.steps")],
        points=[say(f"welcome.step_{step}") for step in ("details", "payments", "event")],
    )


def broadcast(payload: Payload) -> Letter:
    """What the platform has to say to the owners of orgs, in plain text."""
    say = words(payload["language"])
    return note(
        payload | {"footer": say("broadcast.footer", org=payload["org_name"])},
        say,
        subject=payload["subject"],
        heading=payload["subject"],
        paragraphs=[part.strip("\n") for part in payload["text"].split("\n\n") if part.strip()],
    )


def template_failed(payload: Payload) -> Letter:
    """That a mail could not be written in somebody's own words, for them."""
    say = words(payload["language"])
    said = {"kind": payload["kind"], "version": payload["version"], "error": payload["error"]}
    return note(
        payload | {"footer": say("template_failed.footer")},
        say,
        subject=say("template_failed.subject", **said),
        heading=say("template_failed.heading"),
        paragraphs=[say("template_failed.text", **said), say("template_failed.error", **said)],
        after=[say("template_failed.hint")],
    )


def subscription(settings: Settings, payload: Payload) -> Letter:
    """What became of an org's plan: started, changed, past_due, caught_up, suspended, ended.

    With the `public_token` of a bill it leads to where that is paid.
    """
    say = words(payload["language"])
    news = f"subscription.{payload['news']}"

    def day(name: str) -> str:
        moment = payload.get(name)
        return say.date(datetime.fromisoformat(moment), "UTC") if moment else ""

    said = {
        "org": payload["org_name"],
        "plan": payload["plan"],
        "until": day("period_end"),
        "grace": day("grace_until"),
    }
    token = payload.get("public_token")
    links = [(say("subscription.pay"), bill_url(settings, token))] if token else []
    hints = [say(f"{news}.hint", **said)]
    if payload["news"] == "ended" and payload.get("next_plan"):
        hints = [say("subscription.ended.next", plan=payload["next_plan"])]
    return note(
        payload | {"links": links},
        say,
        subject=say(f"{news}.subject", **said),
        heading=say(f"{news}.heading"),
        paragraphs=[say(f"{news}.text", **said)],
        after=hints,
        facts=said | {"news": payload["news"], "next_plan": payload.get("next_plan")},
    )


def platform_alerts(payload: Payload) -> Letter:
    """What a rule found that administrators of the platform should look at."""
    say = words(payload["language"])
    count = payload["alerts"]
    rule = say(f"platform_alerts.{payload['rule']}")
    return note(
        payload
        | {"org_name": say("platform_alerts.from"), "footer": say("platform_alerts.footer")},
        say,
        subject=say("platform_alerts.subject", rule=rule),
        heading=say("platform_alerts.heading"),
        paragraphs=[rule, say("platform_alerts.text", alerts=say.count("alert", count))],
        facts={"rule": rule, "alerts": count},
    )


def participant_message(payload: Payload) -> Letter:
    """What an organiser writes to those who take part, in plain text."""
    say = words(payload["language"])
    footer = say("participant_message.footer", event=payload["event"], org=payload["org_name"])
    return note(
        payload | {"footer": footer},
        say,
        subject=payload["subject"],
        heading=payload["subject"],
        paragraphs=[part.strip("\n") for part in payload["text"].split("\n\n") if part.strip()],
        facts={"event": payload["event"]},
    )


def refund_completed(payload: Payload) -> Letter:
    """That money of an order has been sent back, for whoever paid it."""
    say = words(payload["language"])
    said = _about_refund(payload, say)
    by_hand = payload["provider"] == "manual"
    return note(
        payload | {"footer": say("mail.footer")},
        say,
        subject=say("refund_completed.subject", **said),
        heading=say("refund_completed.heading"),
        paragraphs=[
            say("refund_completed.text", **said),
            *([say("refund_completed.items")] if payload["items"] else []),
        ],
        points=_refunded(payload),
        after=[say("refund_completed.by_hand" if by_hand else "refund_completed.way")],
        facts=said,
    )


def refund_failed(payload: Payload) -> Letter:
    """That money of an order did not go back, for its organiser."""
    say = words(payload["language"])
    said = _about_refund(payload, say)
    how = payload["status"]
    reason = payload.get("failure_reason")
    return note(
        payload,
        say,
        subject=say(f"refund_failed.{how}.subject", **said),
        heading=say(f"refund_failed.{how}.heading"),
        paragraphs=[
            say(f"refund_failed.{how}.text", **said),
            *([say("refund_failed.reason", reason=reason)] if reason else []),
        ],
        points=_refunded(payload),
        after=[say("refund_failed.hint")],
        facts=said | {"status": how},
    )


def _about_refund(payload: Payload, say: Words) -> dict[str, str]:
    """What every letter about a refund tells."""
    return {
        "amount": say.money(payload["amount"], payload["currency"]),
        "event": payload["event"],
        "order_number": payload["order_number"],
    }


def _refunded(payload: Payload) -> list[str]:
    """What a refund is for, line by line."""
    return [f"{item['quantity']} x {item['name']}" for item in payload["items"]]


def note(  # noqa: PLR0913 -- the parts of a letter
    payload: Payload,
    say: Words,
    *,
    subject: str,
    heading: str,
    paragraphs: Sequence[str],
    code: tuple[str, str] | None = None,
    points: Sequence[str] = (),
    after: Sequence[str] = (),
    facts: Mapping[str, object] | None = None,
) -> Letter:
    """A letter of a few paragraphs, with a code, a list or links between them.

    The payload may hold `links` (text, address) and the key of another `footer`. `facts` are what
    somebody's own words may use beside what every note has.
    """
    name = payload.get("name")
    values = {
        "subject": subject,
        "heading": heading,
        "greeting": say("mail.greeting", name=name) if name else say("mail.greeting_nameless"),
        "paragraphs": paragraphs,
        "code": code,
        "points": points,
        "links": payload.get("links", ()),
        "after": after,
        "org": payload["org_name"],
        "footer": payload.get("footer") or say("note.footer"),
    }
    texts = {key: "" if value is None else str(value) for key, value in (facts or {}).items()}
    return Letter.of(
        Wording("mail/note", say, values, {"name": name or "", **texts}),
        to=payload["email"],
        reply_to=payload.get("org_email"),
    )


def _about_team(payload: Payload) -> dict[str, str]:
    """What every letter about a team tells."""
    return {
        "team": payload["team_name"],
        "ticket_type": payload["ticket_type"],
        "event": payload["event"],
    }


def _moment(payload: Payload, key: str, say: Words) -> str:
    """A moment, as the clocks at the event show it."""
    return say.moment(datetime.fromisoformat(payload[key]), payload["time_zone"])
