"""Logging: one JSON object per line on stderr, with ids and without personal data."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from pydantic_core import to_json

# These log addresses with query strings, where a customer's token stands.
TALKATIVE = ("uvicorn.access", "httpx", "urllib3", "fpdf")

# Warns about tables of a font that it leaves out, as it should.
WORRIED = ("fontTools",)

# What may tell of somebody in the text of an error that was not foreseen: an address, and what the
# database repeats of a row or a request.
PERSONAL = re.compile(r"[^\s@\"'<>(),;:=]+@[^\s@\"'<>(),;:=]+\.\w+|(?<=DETAIL:).*|(?<=CONTEXT:).*")


def without_people(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Take addresses and details of errors out of everything that is logged."""
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = PERSONAL.sub("…", value)
    return event


def configure(level: str) -> None:
    """Sends everything this process logs from `level` up to stderr, one JSON object per line."""
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            without_people,
            structlog.processors.JSONRenderer(serializer=_serialise),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.format_exc_info,
                without_people,
                structlog.processors.JSONRenderer(serializer=_serialise),
            ]
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(number, logging.INFO))
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in WORRIED:
        logging.getLogger(name).setLevel(logging.ERROR)


def _serialise(event: object, **_: object) -> str:
    return to_json(event, serialize_unknown=True).decode()
