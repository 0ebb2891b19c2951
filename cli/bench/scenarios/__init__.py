"""What is measured: one module per scenario, each with a `TITLE` and `run(bench)`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from cli.bench.measure import Section
from cli.bench.run import Bench
from cli.bench.scenarios import (
    audit,
    cart,
    checkout,
    dashboard,
    dining,
    door,
    export,
    failover,
    growth,
    http,
    orgs,
    outbox,
    oversale,
    page,
    plans,
    platform,
    profile,
    reads,
    reconcile,
    refunds,
    search,
    webhook,
)

SCENARIOS: Mapping[str, Callable[[Bench], Section]] = MappingProxyType(
    {
        "oversale": oversale.run,
        "checkout": checkout.run,
        "cart": cart.run,
        "plans": plans.run,
        "audit": audit.run,
        "http": http.run,
        "webhook": webhook.run,
        "refunds": refunds.run,
        "reads": reads.run,
        "page": page.run,
        "growth": growth.run,
        "search": search.run,
        "dashboard": dashboard.run,
        "platform": platform.run,
        "door": door.run,
        "dining": dining.run,
        "export": export.run,
        "orgs": orgs.run,
        "outbox": outbox.run,
        "reconcile": reconcile.run,
        "profile": profile.run,
        "failover": failover.run,
    }
)
"""The scenarios by name, in the order in which they run."""

BY_NAME_ONLY = frozenset({"profile"})
"""Those that run only when they are asked for."""
