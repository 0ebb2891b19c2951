"""The HTTP functions: one module each, found by file name.

`create_order_public.py` is served at `/functions/v1/create-order-public`. A module has a `router`
whose routes have an empty path, and a
`BODY_LIMIT` in bytes if it takes more than 64 KiB.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter


def discover() -> Mapping[str, APIRouter]:
    """The router of every function, by the function's public name."""
    return {name: module.router for name, module in _modules().items()}


def body_limits() -> Mapping[str, int]:
    """How many bytes those functions take that take more than the others: their BODY_LIMIT."""
    return {
        name: module.BODY_LIMIT
        for name, module in _modules().items()
        if hasattr(module, "BODY_LIMIT")
    }


def _modules() -> dict[str, Any]:
    return {
        info.name.replace("_", "-"): importlib.import_module(f"{__name__}.{info.name}")
        for info in pkgutil.iter_modules(__path__)
    }
