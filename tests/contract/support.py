"""A sandbox in a process of its own, a merchant who uses it, and a shop that receives webhooks."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs

import httpx

from tests.shop import PATIENCE, until

ROOT = Path(__file__).resolve().parents[2]
KEY = "test_merchant"

Json = dict[str, Any]
T = TypeVar("T")


def wait_for(what: Callable[[], T | None], description: str) -> T:
    """Poll until something is there (not None, False or empty), or fail saying what is not."""
    found = until(description, what)
    assert found is not None
    return found


def euros(value: str) -> Json:
    return {"currency": "EUR", "value": value}


def order(**changes: Any) -> Json:
    """A valid request for a payment; None takes a field out."""
    body = {
        "amount": euros("25.00"),
        "description": "Order E-1001",
        "redirectUrl": "https://shop.example/orders/1",
    } | changes
    return {name: value for name, value in body.items() if value is not None}


class Sandbox:
    """One sandbox process. `api` is a merchant's client, `control` nobody's in particular."""

    def __init__(self, *arguments: str) -> None:
        self._arguments = arguments
        self._port = 0
        self.start()

    def start(self) -> None:
        """Start, on the same port as before if there was one."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "cli.sandbox", "--port", str(self._port), *self._arguments],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert self._process.stdout is not None
        announcement = self._process.stdout.readline()
        assert announcement, "the sandbox did not start; see its messages above"
        self.url = announcement.split()[-1]
        self._port = int(self.url.rpartition(":")[2])
        self.api = self.merchant(KEY)
        self.control = httpx.Client(base_url=f"{self.url}/sandbox", timeout=PATIENCE)
        self.browser = httpx.Client(base_url=self.url, timeout=PATIENCE)

    def merchant(self, key: str) -> httpx.Client:
        return httpx.Client(
            base_url=f"{self.url}/v2",
            headers={"Authorization": f"Bearer {key}"},
            timeout=PATIENCE,
        )

    def stop(self, *, hard: bool = False) -> None:
        """End the process, with `hard` by kill -9."""
        for client in (self.api, self.control, self.browser):
            client.close()
        if hard:
            self._process.kill()
        else:
            self._process.terminate()
        self._process.wait(PATIENCE)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def reset(self) -> None:
        self.order("POST", "/reset")

    def order(self, method: str, path: str, body: Json | None = None) -> Any:
        """One control operation; returns its JSON."""
        answer = self.control.request(method, path, json=body)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def fault(self, kind: str, **details: Any) -> int:
        """Order a fault; returns its id."""
        return int(self.order("POST", "/faults", {"kind": kind, **details})["id"])

    def settings(self, **changes: Any) -> None:
        self.order("PATCH", "/settings", changes)

    def advance(self, seconds: float) -> None:
        self.order("POST", "/clock", {"advance_seconds": seconds})

    def create(self, **changes: Any) -> Json:
        """A new payment."""
        answer = self.api.post("/payments", json=order(**changes))
        assert answer.status_code == 201, answer.text
        created: Json = answer.json()
        return created

    def settle(self, payment: Json, status: str = "paid", method: str | None = None) -> Json:
        settled: Json = self.order(
            "POST", f"/payments/{payment['id']}/outcome", {"status": status, "method": method}
        )
        return settled

    def paid(self, **changes: Any) -> Json:
        """A new payment that is paid."""
        return self.settle(self.create(**changes))

    def get(self, payment: Json, embed: str = "refunds,chargebacks") -> Json:
        answer = self.api.get(f"/payments/{payment['id']}", params={"embed": embed})
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    def refund(self, payment: Json, value: str = "5.00", **changes: Any) -> httpx.Response:
        body = {"amount": euros(value), "description": "Sorry", "metadata": None} | changes
        return self.api.post(f"/payments/{payment['id']}/refunds", json=body)

    def calls(self, payment: Json | None = None) -> list[Json]:
        """The webhook calls, of one payment or all."""
        suffix = "" if payment is None else f"?payment={payment['id']}"
        calls: list[Json] = self.order("GET", f"/webhooks{suffix}")
        return calls

    def requests(self, method: str, path: str) -> list[Json]:
        """What the sandbox was asked below /v2, oldest first."""
        found: list[Json] = self.order("GET", f"/requests?method={method}&path={path}")
        return found


@dataclass
class Shop:
    """A web server that takes webhooks. `answers` are the statuses to give, then 200 for ever."""

    url: str
    received: list[str] = field(default_factory=list)
    requests: list[Json] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    silent: bool = False
    go_on: threading.Event = field(default_factory=threading.Event)

    def wait_for_calls(self, number: int) -> list[str]:
        """The payment ids received, once there are that many."""
        wait_for(lambda: len(self.received) >= number, f"{number} webhooks, not {self.received}")
        return list(self.received)


@contextmanager
def open_shop() -> Iterator[Shop]:
    shop = Shop(url="")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            shop.requests.append(
                {
                    "path": self.path,
                    "body": body,
                    "headers": dict(self.headers),
                    "pairs": self.headers.items(),
                }
            )
            shop.received.append(parse_qs(body).get("id", [""])[0])
            if shop.silent:
                shop.go_on.wait(PATIENCE)
            status = shop.answers.pop(0) if shop.answers else 200
            self.send_response(status)
            if status in (301, 307):
                self.send_header("Location", f"{shop.url}/moved")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            shop.requests.append({"path": self.path, "body": "", "headers": dict(self.headers)})
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    shop.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield shop
    finally:
        shop.go_on.set()
        server.shutdown()
        server.server_close()
        thread.join()
