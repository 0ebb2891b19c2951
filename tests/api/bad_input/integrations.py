"""Bad requests about integrations."""

from __future__ import annotations

from typing import Any

from tests.api.bad_input.cases import NOWHERE, Case, RefusalTo, by_whom, post

URL = "https://hooks.example.org/entree"
GOOD: dict[str, Any] = {
    "action": "create",
    "org_id": "ORG",
    "kind": "webhook",
    "name": "Shop",
    "config": {"url": URL},
    "event_types": ["order.*"],
}
LIST = {"url": URL, "list_id": "runners"}


def create(changes: dict[str, Any], status: int, code: str, who: str = "owner") -> Case:
    """A call of `integration` that differs from a good one."""
    return post("integration", GOOD | changes, status, code, who)


def config(kind: str = "webhook", **changes: object) -> Case:
    """A configuration that is wrong."""
    right = LIST if kind == "email_marketing" else {"url": URL}
    return create({"kind": kind, "config": right | changes}, 400, "integration_invalid")


CREATE: list[Case] = [
    create({"org_id": None}, 400, "invalid_field"),
    create({"org_id": "x"}, 400, "invalid_field"),
    create({"org_id": NOWHERE}, 404, "not_found"),
    create({"org_id": "OTHER_ORG"}, 404, "not_found"),
    create({"action": "destroy"}, 400, "invalid_field"),
    create({"action": None}, 400, "invalid_field"),
    create({"event_id": "OTHER"}, 404, "not_found"),
    create({"event_id": NOWHERE}, 404, "not_found"),
    create({"event_id": "x"}, 400, "invalid_field"),
    create({"kind": None}, 400, "unknown_integration_kind"),
    create({"kind": "fax"}, 400, "unknown_integration_kind"),
    create({"kind": "a\u0000"}, 400, "invalid_value"),
    create({"name": None}, 400, "missing_field"),
    create({"name": " "}, 400, "missing_field"),
    create({"name": "x" * 101}, 400, "invalid_field"),
    create({"name": "a\nb"}, 400, "invalid_field"),
    create({"event_types": None}, 400, "missing_field"),
    create({"event_types": []}, 400, "missing_field"),
    create({"event_types": ["order.eaten"]}, 400, "unknown_event_type"),
    create({"event_types": ["order"]}, 400, "unknown_event_type"),
    create({"event_types": ["*.paid"]}, 400, "unknown_event_type"),
    create({"event_types": [""]}, 400, "unknown_event_type"),
    create({"event_types": [None]}, 400, "invalid_field"),
    create({"event_types": "order.*"}, 400, "invalid_field"),
    create({"event_types": ["order.*"] * 201}, 400, "invalid_field"),
    create({"config": None}, 400, "integration_invalid"),
    create({"config": {}}, 400, "integration_invalid"),
    create({"config": [URL]}, 400, "invalid_field"),
    create({"auth": "digest"}, 400, "invalid_field"),
    create({"auth": "bearer"}, 400, "missing_field"),
    create({"auth": "bearer", "credential": {"token": ""}}, 400, "missing_field"),
    create({"auth": "bearer", "credential": {"token": "a\r\nb"}}, 400, "invalid_field"),
    create({"auth": "basic", "credential": {"username": "u"}}, 400, "missing_field"),
    create({}, 401, "sign_in_required", "visitor"),
    create({}, 403, "not_allowed", "support"),
    create({}, 404, "not_found", "stranger"),
    create({"action": "rotate_secret"}, 400, "missing_field"),
    create({"action": "rotate_secret", "integration_id": NOWHERE}, 404, "not_found"),
    create({"action": "rotate_secret", "integration_id": "OTHER_HOOK"}, 404, "not_found"),
    create(
        {"action": "rotate_secret", "integration_id": "HOOK", "org_id": "OTHER_ORG"},
        404,
        "not_found",
    ),
    create({"action": "set_auth", "integration_id": "HOOK"}, 403, "not_allowed", "support"),
    create({"action": "set_auth", "integration_id": "HOOK"}, 404, "not_found", "stranger"),
    create({"action": "set_auth"}, 400, "missing_field"),
    create(
        {"action": "set_auth", "integration_id": "HOOK", "config": {"url": "ftp://x"}},
        400,
        "integration_invalid",
    ),
]

CONFIG: list[Case] = [
    config(url=None),
    config(url=7),
    config(url=""),
    config(url="hooks.example.org"),
    config(url="ftp://hooks.example.org/"),
    config(url="https://user:secret@hooks.example.org/"),
    config(url="https://hooks.example.org/#part"),
    config(url="https://hooks.example.org/a b"),
    config(url="https://hööks.example.org/"),
    config(url="https:///path"),
    config(url=f"{URL}/{'x' * 2000}"),
    config(list_id="runners"),
    config(headers=["X-A"]),
    config(headers={"X-A": 1}),
    config(headers={"X-A": "a\r\nX-B: b"}),
    config(headers={"X A": "a"}),
    config(headers={"Host": "intern"}),
    config(headers={"webhook-id": "msg_1"}),
    config(headers={"Authorization": "Bearer x"}),
    config(headers={"X-Api-Key": "x"}),
    config(headers={f"X-{n}": "x" for n in range(11)}),
    config("email_marketing", list_id=None),
    config("email_marketing", list_id=" \n"),
    config("email_marketing", list_id="x" * 201),
    config("email_marketing", field_mapping=[]),
    config("email_marketing", field_mapping={"phone": "PHONE"}),
    config("email_marketing", field_mapping={"email": 1}),
    config("email_marketing", field_mapping={"email": "E MAIL"}),
    config("email_marketing", field_mapping={"email": "X", "name": "X"}),
    config("email_marketing", tags="2027"),
    config("email_marketing", tags=[1]),
    config("email_marketing", tags=["x" * 51]),
    config("email_marketing", tags=["x"] * 21),
]

ITS = {"integration_id": "HOOK"}
OF_INTEGRATIONS: tuple[RefusalTo, ...] = (
    ({"integration_id": None}, 400, "missing_field", "owner"),
    ({"integration_id": "x"}, 400, "22P02", "owner"),
    ({"integration_id": NOWHERE}, 404, "not_found", "owner"),
    ({"integration_id": "OTHER_HOOK"}, 404, "not_found", "owner"),
    ({"integration_id": "GONE_HOOK"}, 404, "not_found", "owner"),
    ({}, 401, "42501", "visitor"),
    ({}, 403, "not_allowed", "support"),
    ({}, 404, "not_found", "stranger"),
)

CASES: list[Case] = [
    *CREATE,
    *CONFIG,
    *by_whom(
        "update_integration",
        ITS | {"name": "Other"},
        (
            *OF_INTEGRATIONS,
            ({"name": " "}, 400, "missing_field", "owner"),
            ({"name": "x" * 101}, 400, "invalid_field", "owner"),
            ({"config": {}}, 400, "integration_invalid", "owner"),
            ({"config": []}, 400, "integration_invalid", "owner"),
            ({"event_types": []}, 400, "missing_field", "owner"),
            ({"event_types": ["order.eaten"]}, 400, "unknown_event_type", "owner"),
            ({"event_types": [None]}, 400, "unknown_event_type", "owner"),
        ),
    ),
    *by_whom("delete_integration", ITS, OF_INTEGRATIONS),
    *by_whom(
        "pause_integration",
        ITS,
        (*OF_INTEGRATIONS, ({"reason": "x" * 201}, 400, "invalid_field", "owner")),
    ),
    *by_whom(
        "resume_integration",
        ITS,
        (
            *OF_INTEGRATIONS,
            ({"since": "soon"}, 400, "22007", "owner"),
            ({"since": "-infinity"}, 400, "invalid_field", "owner"),
            ({"since": "2100-01-01T00:00Z"}, 400, "invalid_field", "owner"),
        ),
    ),
    *by_whom("test_integration", ITS, OF_INTEGRATIONS),
    *by_whom(
        "replay_integration_jobs",
        ITS,
        (
            *OF_INTEGRATIONS,
            ({"job_id": NOWHERE}, 404, "not_found", "owner"),
            ({"job_id": "x"}, 400, "22P02", "owner"),
            ({"since": "soon"}, 400, "22007", "owner"),
            (
                {"since": "2027-01-02T00:00Z", "until": "2027-01-01T00:00Z"},
                400,
                "invalid_field",
                "owner",
            ),
            ({"only_failed": "perhaps"}, 400, "22P02", "owner"),
        ),
    ),
]
