"""What Prometheus reads at /metrics, and the worker process logs nothing of."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

REQUESTS = Counter("entree_requests_total", "Requests answered.", ["function", "status"])
REQUEST_SECONDS = Histogram(
    "entree_request_seconds",
    "Seconds from the request's first byte to the answer's last.",
    ["function"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
DELIVERIES = Counter(
    "entree_deliveries_total", "Messages of the outbox that were tried.", ["topic", "outcome"]
)
