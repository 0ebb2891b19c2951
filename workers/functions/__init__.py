"""The HTTP functions: one module each, found by file name.

`create_order_public.py` is served at `/functions/v1/create-order-public`. A module has a `router`
whose routes have an empty path.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping

from fastapi import APIRouter


def discover() -> Mapping[str, APIRouter]:
    """The router of every function, by the function's public name."""
    return {
        info.name.replace("_", "-"): importlib.import_module(f"{__name__}.{info.name}").router
        for info in pkgutil.iter_modules(__path__)
    }
