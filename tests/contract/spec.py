"""Mollie's OpenAPI specification, used to judge answers and requests.

It is not part of this repository: its licence (CC BY-NC-SA 4.0) does not go with ours. Where the
file lies next to the checkout, or where ENTREE_MOLLIE_SPEC points, the tests use it.
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

FILE = Path(
    os.environ.get("ENTREE_MOLLIE_SPEC")
    or Path(__file__).resolve().parents[3] / "shared" / "mollie-openapi.json"
)
ABSENT = (
    f"Mollie's OpenAPI specification is not at {FILE}: the tests against it were left out. To run"
    " them, download it from https://github.com/mollie/openapi, convert it to JSON and set"
    " ENTREE_MOLLIE_SPEC to its path."
)

# Of payments, the specification has these only in its examples and in its prose.
_FORGOTTEN = frozenset({"settlementAmount", "_embedded"})

_NAME = "urn:mollie"
Json = Any


@cache
def _document() -> Json:
    return json.loads(FILE.read_text(encoding="utf-8"))


@cache
def _validator(*pointer: str) -> Draft202012Validator:
    resource = Resource.from_contents(_document(), default_specification=DRAFT202012)
    escaped = (part.replace("~", "~0").replace("/", "~1") for part in pointer)
    return Draft202012Validator(
        # A field that the specification does not know is a mistake too.
        {"$ref": f"{_NAME}#/{'/'.join(escaped)}", "unevaluatedProperties": False},
        registry=Registry().with_resource(_NAME, resource),
    )


def _complaints(validator: Draft202012Validator, body: Json) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(body)]


def complaints_about_answer(path: str, method: str, status: int, body: Json) -> list[str]:
    """What is wrong with an answer; `path` is the specification's (`/v2/payments/{paymentId}`).

    What is embedded in a payment has to be judged by itself.
    """
    if body.get("resource") == "payment":
        body = {name: value for name, value in body.items() if name not in _FORGOTTEN}
    responses = _document()["paths"][path][method.lower()]["responses"]
    if str(status) not in responses:
        # Not every status is listed with every operation (401 never is); all errors look alike.
        assert status >= 400, f"{method} {path} has no answer {status}"
        path, method, status = "/v2/payments", "post", 422
    content = _resolve("paths", path, method.lower(), "responses", str(status))
    return _complaints(_validator(*content, "content", "application/hal+json", "schema"), body)


def complaints_about_request(path: str, method: str, body: Json) -> list[str]:
    """What is wrong with a request's body."""
    content = _resolve("paths", path, method.lower(), "requestBody")
    return _complaints(_validator(*content, "content", "application/json", "schema"), body)


def _resolve(*pointer: str) -> tuple[str, ...]:
    """The pointer itself, or where the reference found there leads to."""
    found = _document()
    for part in pointer:
        found = found[part]
    if "$ref" in found:
        return tuple(found["$ref"].removeprefix("#/").split("/"))
    return pointer
