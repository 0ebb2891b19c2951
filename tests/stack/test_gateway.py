"""The gateway alone, in front of a server that says what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli.stack import gateway, packages, ports
from cli.stack.keys import Keys, mint
from cli.stack.process import Command, Process
from workers.server import IDLE_CONNECTION


class Echo(BaseHTTPRequestHandler):
    """Answers every request with its path and headers as JSON."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers["content-length"] or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = json.dumps({"path": self.path, "headers": headers}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - the names that the base class calls

    def log_message(self, *_: Any) -> None:
        """Stay silent."""


@pytest.fixture(scope="module")
def keys() -> Keys:
    """Return keys of a stack of its own."""
    return Keys.generate()


@pytest.fixture(scope="module")
def upstream() -> Iterator[int]:
    """Return the port of a server that echoes."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture(scope="module")
def client(
    keys: Keys, upstream: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """Return a client of a gateway in front of the echo; nobody listens for auth."""
    packages.ensure(lambda _: None)
    folder = tmp_path_factory.mktemp("a gate way")
    with ports.Claims() as claims:
        found = ports.choose({}, {}, claims)
    chosen = found | {"postgrest": upstream, "functions": upstream}
    gateway.write_configuration(
        folder,
        chosen,
        keys,
        [chosen["functions"]],
        requests_per_second=1,
        requests_at_once=5,
    )
    process = Process("gateway", folder, folder / "run", folder / "log")
    process.start(Command([packages.NGINX, "-p", f"{folder}/", "-c", "nginx.conf"], env={}))
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{chosen['gateway']}") as client:
            process.wait_ready(lambda: _answers(client), 20)
            yield client
    finally:
        process.kill()


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("/healthz").status_code == 200
    except httpx.ConnectError:
        return False


def passed_on(answer: httpx.Response) -> dict[str, str]:
    """Return the headers that the upstream received."""
    assert answer.status_code == 200, answer.text
    headers: dict[str, str] = answer.json()["headers"]
    return headers


@pytest.mark.parametrize("path", ["/rest/v1/orgs", "/auth/v1/user"])
@pytest.mark.parametrize("key", [None, "", "wrong", "sb_publishable_wrong"])
def test_unknown_key_is_refused(client: httpx.Client, path: str, key: str | None) -> None:
    answer = client.get(path, headers={} if key is None else {"apikey": key})

    assert answer.status_code == 401
    assert answer.json()["code"] == "invalid_api_key"
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("key", "becomes"),
    [
        ("anon_key", "anon_key"),
        ("publishable_key", "anon_key"),
        ("service_key", "service_key"),
        ("secret_key", "service_key"),
    ],
)
@pytest.mark.parametrize("as_bearer", [False, True])
def test_known_key_becomes_its_token(
    client: httpx.Client, keys: Keys, key: str, becomes: str, as_bearer: bool
) -> None:
    value = getattr(keys, key)
    bearer = {"authorization": f"Bearer {value}"} if as_bearer else {}

    headers = passed_on(client.get("/rest/v1/orgs", headers={"apikey": value, **bearer}))

    assert headers["authorization"] == f"Bearer {getattr(keys, becomes)}"
    assert "apikey" not in headers


def test_token_of_a_user_passes(client: httpx.Client, keys: Keys) -> None:
    bearer = f"Bearer {mint(keys.jwt_secret, role='authenticated')}"

    headers = passed_on(
        client.get("/rest/v1/orgs", headers={"apikey": keys.anon_key, "authorization": bearer})
    )

    assert headers["authorization"] == bearer


def test_rest_loses_its_prefix_and_functions_keep_theirs(client: httpx.Client, keys: Keys) -> None:
    rest = client.get("/rest/v1/orgs?name=eq.a%20b", headers={"apikey": keys.anon_key})
    function = client.post("/functions/v1/mollie-webhook", data={"id": "tr_1"})

    assert rest.json()["path"] == "/orgs?name=eq.a%20b"
    assert function.json()["path"] == "/functions/v1/mollie-webhook"


def test_functions_need_no_key_and_get_what_was_sent(client: httpx.Client) -> None:
    assert "apikey" not in passed_on(client.get("/functions/v1/order"))
    headers = passed_on(
        client.get("/functions/v1/order", headers={"apikey": "k", "authorization": "Basic x"})
    )
    assert (headers["apikey"], headers["authorization"]) == ("k", "Basic x")


@pytest.mark.parametrize("path", ["/rest/v1/orgs", "/functions/v1/order"])
def test_address_is_the_one_that_the_gateway_sees(
    client: httpx.Client, keys: Keys, path: str
) -> None:
    forged = {"x-real-ip": "8.8.8.8", "x-forwarded-for": "8.8.8.8, 9.9.9.9"}

    headers = passed_on(client.get(path, headers={"apikey": keys.anon_key, **forged}))

    assert headers["x-real-ip"] == "127.0.0.1"
    assert headers["x-forwarded-for"] == "127.0.0.1"


def test_request_id_is_kept_or_made(client: httpx.Client) -> None:
    kept = client.get("/functions/v1/order", headers={"x-request-id": "from-the-app-1"})
    made = client.get("/functions/v1/order")
    odd = client.get("/functions/v1/order", headers={"x-request-id": 'x" y'})

    assert passed_on(kept)["x-request-id"] == "from-the-app-1"
    assert kept.headers["x-request-id"] == "from-the-app-1"
    assert passed_on(made)["x-request-id"] == made.headers["x-request-id"]
    assert len(made.headers["x-request-id"]) == 32
    assert len(passed_on(odd)["x-request-id"]) == 32


@pytest.mark.parametrize("path", ["/rest/v1/rpc/create_order", "/functions/v1/order"])
def test_body_over_64_kib_is_refused(client: httpx.Client, keys: Keys, path: str) -> None:
    headers = {"apikey": keys.anon_key}

    most = client.post(path, headers=headers, content=b"x" * gateway.MAX_BODY)
    more = client.post(path, headers=headers, content=b"x" * (gateway.MAX_BODY + 1))

    assert most.status_code == 200
    assert more.status_code == 413
    assert more.json()["code"] == "body_too_large"
    assert more.json()["details"] == {"max_bytes": 65536}


def test_scans_may_come_in_large_pieces(client: httpx.Client) -> None:
    path = "/functions/v1/scanner-scanlogs-batch"

    most = client.post(path, content=b"x" * gateway.MAX_BATCH)
    more = client.post(path, content=b"x" * (gateway.MAX_BATCH + 1))

    assert most.status_code == 200
    assert more.status_code == 413
    assert more.json()["code"] == "body_too_large"
    assert more.json()["details"] == {"max_bytes": 4 * 1024 * 1024}


def test_browser_may_ask_first(client: httpx.Client) -> None:
    answer = client.options(
        "/rest/v1/orgs",
        headers={
            "origin": "https://app.example",
            "access-control-request-method": "POST",
            "access-control-request-headers": "apikey,authorization,x-client-info",
        },
    )

    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "PATCH" in answer.headers["access-control-allow-methods"]
    allowed = answer.headers["access-control-allow-headers"]
    assert allowed == "apikey,authorization,x-client-info"


def test_missing_upstream_means_try_again(client: httpx.Client, keys: Keys) -> None:
    answer = client.get("/auth/v1/user", headers={"apikey": keys.anon_key})

    assert answer.status_code == 503
    assert answer.json()["code"] == "try_again"
    assert answer.headers["retry-after"] == "1"


def test_links_in_mails_need_no_key(client: httpx.Client) -> None:
    # Nobody listens for auth here: 503 means that the request went on to it.
    assert client.get("/auth/v1/verify?token=x").status_code == 503


def test_other_addresses_are_nothing(client: httpx.Client) -> None:
    for path in ("/", "/rest/v2/orgs", "/functions", "/storage/v1/object"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), path


def test_configuration_is_for_nobody_else(keys: Keys, tmp_path: Path) -> None:
    with ports.Claims() as claims:
        chosen = ports.choose({}, {}, claims)
    gateway.write_configuration(tmp_path, chosen, keys, [chosen["functions"]])

    assert (tmp_path / "nginx.conf").stat().st_mode & 0o777 == 0o600


def test_the_gateway_gives_idle_connections_up_before_the_functions_do() -> None:
    """Or a request goes into a connection that is just being closed, and is answered with 503."""
    assert gateway.IDLE_CONNECTION < IDLE_CONNECTION


def test_one_address_is_slowed_down_whatever_it_asks_for(client: httpx.Client) -> None:
    """What is read and what is refused counts too; this machine's own requests do not."""
    url = client.base_url.join("functions/v1/order")
    elsewhere = httpx.HTTPTransport(local_address="127.0.0.2")
    with httpx.Client(transport=elsewhere) as stranger:
        answers = (stranger.get(url) for _ in range(200))
        refused = next(answer for answer in answers if answer.is_error)
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "1"
    assert refused.json()["code"] == "rate_limited"
    for _ in range(20):
        assert client.get(url).is_success
