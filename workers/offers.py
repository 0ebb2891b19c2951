"""The form with which somebody takes a ticket over: what it asks, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workers.errors import EntreeError
from workers.words import Words

Row = Mapping[str, Any]
Given = Mapping[str, Sequence[str]]

# What the event may require of a participant, in the order in which people expect it.
PROFILE = ("email", "phone", "birth_date", "gender", "nationality", "city", "club")
KINDS = {"email": "email", "phone": "tel", "emergency_phone": "tel", "birth_date": "date"}
GENDERS = ("female", "male", "other")
ANSWER_KINDS = {"number": "number", "date": "date", "phone": "tel"}

# Refusals that a form can be corrected after, by the sentence that says how.
PROBLEMS = {
    "missing_field": "missing",
    "profile_field_missing": "missing",
    "licence_missing": "missing",
    "answer_missing": "missing",
    "invalid_field": "invalid",
    "licence_invalid": "invalid",
    "answer_invalid": "invalid",
    "too_young": "too_young",
    "too_old": "too_old",
    "waiver_missing": "waiver",
    "waiver_outdated": "waiver",
    "guardian_missing": "guardian",
    "already_registered": "already_registered",
    "refund_under_way": "refund_under_way",
    "transfer_not_open": "closed",
    "transfers_closed": "closed",
    "transfers_not_allowed": "closed",
    "ticket_not_valid": "closed",
    "ticket_not_changeable": "closed",
}


@dataclass(frozen=True)
class Field:
    """One thing to fill in. `kind` is that of an HTML input, or select, checks, or check."""

    name: str
    label: str
    kind: str = "text"
    required: bool = False
    help: str | None = None
    options: Sequence[tuple[str, str]] = ()
    values: Sequence[str] = field(default=())

    @property
    def value(self) -> str:
        """What is filled in, where it is one thing."""
        return self.values[0] if self.values else ""


def fields(offer: Row, say: Words, given: Given) -> list[Field]:
    """What somebody fills in to have what is offered, with what they have filled in before."""
    asked = offer["asked"]
    required = set(asked["required_profile_fields"])
    waiver = asked["waiver"]
    if asked["min_age"] or asked["max_age"] or (waiver and waiver["guardian_below_age"]):
        required.add("birth_date")
    wanted = ["first_name", "last_name", "email"]
    wanted += [name for name in PROFILE[1:] if name in required]
    if "emergency_contact" in required:
        wanted += ["emergency_name", "emergency_phone"]
    if asked["requires_licence"]:
        wanted.append("licence_number")
    shown = [
        Field(
            name=name,
            label=say(f"offer.{name}"),
            kind="select" if name == "gender" else KINDS.get(name, "text"),
            required=name != "email" or "email" in required,
            options=[(gender, say(f"offer.{gender}")) for gender in GENDERS]
            if name == "gender"
            else (),
            values=given.get(name, [offer["to_email"]] if name == "email" else ()),
        )
        for name in wanted
    ]
    return shown + [_question(question, say, given) for question in asked["questions"]]


def registration(offer: Row, given: Given) -> dict[str, Any]:
    """Who takes part, from what was filled in, as the RPC wants it."""
    asked = offer["asked"]
    told: dict[str, Any] = {
        name: values[0]
        for name, values in given.items()
        if name in {"first_name", "last_name", *PROFILE, "emergency_name", "emergency_phone"}
        or name == "licence_number"
        if values[0].strip()
    }
    answers = {
        question["question_id"]: answer
        for question in asked["questions"]
        if (answer := _answer(question["kind"], given.get(question["question_id"], ()))) is not None
    }
    if answers:
        told["answers"] = answers
    if asked["waiver"] and given.get("accepted_by", [""])[0].strip():
        told["waiver"] = {
            "version": asked["waiver"]["version"],
            "accepted_by": given["accepted_by"][0],
            "is_guardian": "is_guardian" in given,
        }
    return told


def complaint(error: EntreeError, offer: Row, say: Words) -> str | None:
    """What is to be corrected after a refusal; None when it is none of the form's."""
    key = PROBLEMS.get(error.code)
    if key is None:
        return None
    name = str(error.details.get("field", ""))
    labels = {f.name: f.label for f in fields(offer, say, {})}
    if error.code.startswith("licence"):
        name = "licence_number"
    if "question_id" in error.details:
        name = str(error.details["question_id"])
    if key in {"missing", "invalid"}:
        return say(f"offer.problem.{key}", field=labels.get(name, name))
    return say(f"offer.problem.{key}")


def _question(question: Row, say: Words, given: Given) -> Field:
    """A question of the organiser."""
    kind = question["kind"]
    name = question["question_id"]
    help_text = text_of(question, "help", say)
    if question["condition"]:
        help_text = " ".join(filter(None, [help_text, say("offer.only_if")]))
    return Field(
        name=name,
        label=text_of(question, "label", say) or "",
        kind={"choice": "select", "multiple_choice": "checks", "checkbox": "check"}.get(
            kind, ANSWER_KINDS.get(kind, "text")
        ),
        # A browser cannot tell whether one that depends on another answer is asked at all.
        required=question["is_required"] and not question["condition"],
        help=help_text,
        options=[
            (option["value"], text_of(option, "label", say) or option["value"])
            for option in question["options"] or ()
        ],
        values=given.get(name, ()),
    )


def text_of(told: Row, key: str, say: Words) -> str | None:
    """A text in the reader's language, else in the other one."""
    other = "nl" if say.language == "en" else "en"
    found = told.get(f"{key}_{say.language}") or told.get(f"{key}_{other}")
    return str(found) if found else None


def _answer(kind: str, values: Sequence[str]) -> Any:
    """An answer as it is sent on; None when there is none."""
    if kind == "multiple_choice":
        return list(values) or None
    if not values or not values[0].strip():
        return None
    if kind == "checkbox":
        return True
    if kind == "number":
        try:
            return float(values[0]) if "." in values[0] else int(values[0])
        except ValueError:
            return values[0]  # and is refused for what it is
    return values[0]
