"""What Prometheus reads at /metrics, of `entree serve` and of `entree work`.

docs/operations.md explains each; none of them names an org, an event or a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

REQUESTS = Counter("entree_requests_total", "Requests answered.", ["function", "status"])
REQUEST_SECONDS = Histogram(
    "entree_request_seconds",
    "Seconds from the request's first byte to the answer's last.",
    ["function"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
REFUSALS = Counter(
    "entree_refusals_total", "Requests answered with an error, by its code.", ["function", "code"]
)
PAYMENTS = Counter(
    "entree_payments_told_total",
    "Payments that the provider spoke of: how they stand, and what became of it.",
    ["status", "outcome"],
)
WEBHOOK_SECONDS = Histogram(
    "entree_webhook_seconds",
    "Seconds from the provider's call to its answer, with the question to the provider.",
    buckets=(0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20),
)
NEWS_AGE = Histogram(
    "entree_payment_news_age_seconds",
    "Seconds from what happened to a payment at the provider until it was applied here.",
    buckets=(1, 2, 5, 10, 30, 60, 300, 900, 3600, 14_400, 86_400),
)
DELIVERIES = Counter(
    "entree_deliveries_total", "Messages of the outbox that were tried.", ["topic", "outcome"]
)
DELIVERY_TIME = Histogram(
    "entree_delivery_seconds",
    "Seconds that one delivery took.",
    ["channel"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120),
)
SWEEP_SECONDS = Histogram(
    "entree_sweep_seconds",
    "Seconds that one run of a sweep took.",
    ["sweep"],
    buckets=(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10),
)
SWEEP_FAILURES = Counter("entree_sweep_failures_total", "Runs of a sweep that failed.", ["sweep"])

INTEGRATION_ATTEMPTS = Counter(
    "entree_integration_attempts_total", "Attempts to deliver to integrations.", ["kind", "outcome"]
)
INTEGRATION_SECONDS = Histogram(
    "entree_integration_seconds",
    "Seconds that the address of an integration took to answer, or not to.",
    ["kind"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15),
)

# What the pool calls it, what we call it, what it means.
POOL_GAUGES = (
    ("pool_size", "connections", "Connections that the process holds."),
    ("pool_available", "connections_idle", "Of these, connections that nobody uses."),
    ("requests_waiting", "waiting", "Calls that wait for a connection now."),
)
POOL_COUNTERS = (
    ("requests_num", "calls", "Calls that asked for a connection."),
    ("requests_queued", "waits", "Calls that had to wait for one."),
    ("requests_wait_ms", "wait_milliseconds", "Milliseconds that calls waited, in all."),
    ("requests_errors", "refusals", "Calls that waited in vain."),
    ("connections_lost", "connections_lost", "Connections that were found broken."),
)
FIGURES = {
    "orders_placed": "Orders placed.",
    "orders_paid": "Orders settled.",
    "tickets_sold": "Tickets of settled orders.",
    "payments_paid": "Payments that came in.",
    "payments_failed": "Payments that failed.",
    "refunds": "Refunds that were paid out.",
}


class _Moment(Collector):
    """What is read at the moment of the scrape: the pool, and the database's own numbers."""

    def __init__(self, pool: Mapping[str, int], vitals: Mapping[str, Any] | None) -> None:
        self._pool = pool
        self._vitals = vitals

    def collect(self) -> Iterator[Metric]:
        for theirs, name, meaning in POOL_GAUGES:
            yield _gauge(f"entree_pool_{name}", meaning, self._pool.get(theirs, 0))
        for theirs, name, meaning in POOL_COUNTERS:
            yield _counter(f"entree_pool_{name}", meaning, self._pool.get(theirs, 0))
        is_up = self._vitals is not None
        yield _gauge("entree_database_up", "Whether the database answers (1) or not (0).", is_up)
        if self._vitals is not None:
            yield from _of_the_database(self._vitals)


def _of_the_database(vitals: Mapping[str, Any]) -> Iterator[Metric]:
    """What platform.vitals() says."""
    yield _per_channel(
        "entree_outbox_waiting",
        "Messages that wait for delivery; 10000 stands for that or more.",
        ((of["channel"], of["waiting"]) for of in vitals["outbox"]),
    )
    yield _per_channel(
        "entree_outbox_due_seconds",
        "For how long the oldest message has been due.",
        ((of["channel"], of["due_seconds"]) for of in vitals["outbox"]),
    )
    yield _per_channel(
        "entree_dead_letters",
        "Messages that were given up; 10000 stands for that or more.",
        ((of["channel"], of["letters"]) for of in vitals["dead"]),
    )
    yield _gauge(
        "entree_parked_calls",
        "Calls to the provider that wait for a lost connection.",
        vitals["parked"],
    )
    sweeps, figures = vitals["sweeps"], vitals["figures"]
    yield _gauge(
        "entree_sweeps_failing", "Sweeps that failed at their last run.", sweeps["failing"]
    )
    yield _gauge(
        "entree_sweeps_late_seconds",
        "By how much the most overdue sweep is late.",
        sweeps["late_seconds"] or 0,
    )
    for name, meaning in FIGURES.items():
        yield _counter(f"entree_{name}", f"{meaning} Of all orgs, of all time.", figures[name])
    if figures["behind_seconds"] is not None:
        yield _gauge(
            "entree_figures_behind_seconds",
            "How old the numbers of orders, tickets and payments are.",
            figures["behind_seconds"],
        )


def page(pool: Mapping[str, int], vitals: Mapping[str, Any] | None) -> bytes:
    """The page for Prometheus: what the process counted, and how things stand now."""
    now = CollectorRegistry()
    now.register(_Moment(pool, vitals))
    return generate_latest() + generate_latest(now)


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(name, meaning, value=value)


def _counter(name: str, meaning: str, value: float) -> Metric:
    return CounterMetricFamily(name, meaning, value=value)


def _per_channel(name: str, meaning: str, values: Iterable[tuple[str, float]]) -> Metric:
    metric = GaugeMetricFamily(name, meaning, labels=["channel"])
    for channel, value in values:
        metric.add_metric([channel], value)
    return metric
