"""What is logged tells of nobody, whatever an error says."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from workers import log


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """Leave no handler behind."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def test_addresses_and_details_are_left_out(capfd: pytest.CaptureFixture[str]) -> None:
    log.configure("info")
    try:
        raise ValueError(
            "duplicate key\nDETAIL:  Key (name)=(Anna de Vries) exists.\nfor anna@example.test"
        )
    except ValueError:
        structlog.get_logger().exception("broke", to="<anna@example.test>", request_id="r1")
        logging.getLogger("library").exception("no mail for anna@example.test")
    told = capfd.readouterr().err
    lines = [json.loads(line) for line in told.splitlines()]
    assert [line["event"] for line in lines] == ["broke", "no mail for …"]
    assert (lines[0]["to"], lines[0]["request_id"]) == ("<…>", "r1")
    assert "duplicate key" in lines[0]["exception"]
    assert "Vries" not in told
    assert "anna" not in told
