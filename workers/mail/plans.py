"""Letters of the platform to organisers about their plan. Their payload is complete."""

from __future__ import annotations

from typing import Any

from workers.mail.letter import Letter
from workers.mail.notes import note
from workers.words import words

Payload = dict[str, Any]


def usage(payload: Payload) -> Letter:
    """That most or all tickets of an org's plan are sold, in this month or for an event."""
    say = words(payload["language"])
    event = payload["event"]
    period = say("plan_usage.of_event", event=event) if event else say("plan_usage.of_month")
    said = {
        "org": payload["org_name"],
        "sold": payload["tickets_sold"],
        "limit": payload["ticket_limit"],
        "percentage": payload["percentage"],
        "period": period,
    }
    news = f"plan_usage.{payload['state']}"
    if payload["is_overage_allowed"]:
        hint = say(
            "plan_usage.hint.overage",
            amount=say.money(payload["overage_amount"], payload["currency"]),
            tickets=say.count("ticket", payload["overage_tickets"]),
        )
    else:
        hint = say("plan_usage.hint.stop")
    return note(
        payload,
        say,
        subject=say(f"{news}.subject", **said),
        heading=say(f"{news}.heading"),
        paragraphs=[say(f"{news}.text", **said)],
        after=[hint],
        facts=said | {"state": payload["state"]},
    )


def verification(payload: Payload) -> Letter:
    """Whether an org was found to be a non-profit: verified, or rejected with the reason."""
    say = words(payload["language"])
    news = f"verification.{payload['news']}"
    said = {key: payload[key] for key in ("kvk_number", "reason")} | {"org": payload["org_name"]}
    return note(
        payload,
        say,
        subject=say(f"{news}.subject", **said),
        heading=say(f"{news}.heading"),
        paragraphs=[say(f"{news}.text", **said)],
        after=[say(f"{news}.hint")],
        facts=said | {"news": payload["news"]},
    )
