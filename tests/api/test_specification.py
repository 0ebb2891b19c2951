"""The functions of the workers keep to their own OpenAPI, whatever is asked: with Schemathesis.

Requests are made from the specification; a visitor and the owner of an org send each. Nothing
fails, and every answer is one that is described. More of them: `--examples 500`.

That a request which fits the specification is refused, or that one is not which does not fit, is no
mistake: what is allowed depends on what there is, and SQL says it. So these checks are left out.
"""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy
from schemathesis import Case
from schemathesis.specs.openapi import checks

from tests.shop import Shop

LEFT_OUT: list[Any] = [checks.positive_data_acceptance, checks.negative_data_rejection]


def test_functions_answer_as_they_are_described(shop: Shop, pytestconfig: pytest.Config) -> None:
    examples = pytestconfig.getoption("--examples")
    askers = [shop.headers(), shop.headers(shop.sale().owner.token)]
    url = f"{shop.stack.api_url}/functions/v1/openapi.json"
    operations: list[Any] = list(schemathesis.openapi.from_url(url).get_all_operations())
    assert len(operations) > 30, "some are missing"
    for operation in operations:
        ask(operation.ok().as_strategy(), askers, examples)


def ask(cases: SearchStrategy[Case[Any]], askers: list[dict[str, str]], examples: int) -> None:
    """Send so many requests, and compare the answers with the specification."""

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate),
    )
    @given(cases)
    def send(case: Case[Any]) -> None:
        for headers in askers:
            case.validate_response(case.call(headers=headers), excluded_checks=LEFT_OUT)

    send()
