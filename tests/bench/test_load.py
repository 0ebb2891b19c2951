"""The load generator: what it counts, and how its HTTP client reads answers."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from itertools import islice

import pytest

from cli.bench.load import HttpConnector, Job, Window, request
from cli.bench.load.client import OK
from cli.bench.load.drive import drive
from cli.bench.measure import Goal, Measurement, Round, cost, ratio

HEAD = b"HTTP/1.1 200 OK\r\n"


class Server:
    """A server that sends scripted parts of answers, one connection, one answer per request."""

    def __init__(self, answers: list[list[bytes]]) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._answers = answers
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        connection, _ = self._listener.accept()
        with connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for parts in self._answers:
                connection.recv(65536)
                for part in parts:
                    connection.sendall(part)


def outcomes(*answers: list[bytes], expect: bytes = b"") -> list[str]:
    """What a client makes of these answers to requests of its own."""
    server = Server(list(answers))
    client = HttpConnector(server.url, expect).open()
    try:
        found = []
        for _ in answers:
            client.ask(request("GET", "/", {}))
            while (outcome := client.answer()) is None:
                pass
            found.append(outcome)
        return found
    finally:
        client.close()
        server.close()


def test_a_body_of_stated_length_may_come_in_parts() -> None:
    head = HEAD + b"Content-Length: 10\r\n\r\n"
    assert outcomes([head[:9], head[9:] + b"01234", b"56789"], [head + b"0123456789"]) == [OK, OK]


def test_a_body_in_chunks_ends_with_the_empty_one() -> None:
    head = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
    assert outcomes([head, b"2\r\n[]\r\n", b"0\r\n\r\n"], expect=b"[]") == [OK]


def test_a_good_status_without_the_expected_body_is_no_success() -> None:
    (outcome,) = outcomes([HEAD + b"Content-Length: 2\r\n\r\n{}"], expect=b'"paid"')
    assert outcome != OK


def test_a_refusal_is_named_by_its_code() -> None:
    body = b'{"code":"sold_out","message":"Sold out."}'
    head = b"HTTP/1.1 409 Conflict\r\nContent-Length: %d\r\n\r\n" % len(body)
    assert outcomes([head + body]) == ["HTTP 409 sold_out: Sold out."]


def test_a_closed_connection_is_an_error() -> None:
    with pytest.raises(ConnectionError):
        outcomes([b""])


def test_lists_are_shared_out_or_gone_round_in() -> None:
    requests = [b"0", b"1", b"2", b"3", b"4"]
    once = Job(HttpConnector(""), requests, clients=2, once=True)
    assert [list(once.script(client)) for client in range(2)] == [
        [b"0", b"2", b"4"],
        [b"1", b"3"],
    ]
    again = Job(HttpConnector(""), requests, clients=2)
    assert [b"".join(islice(again.script(client), 6)) for client in range(2)] == [
        b"012340",
        b"234012",
    ]


class Echo:
    """A client whose answers are its requests, at once."""

    def __init__(self) -> None:
        self._ours, self._theirs = socket.socketpair()

    def fileno(self) -> int:
        return self._ours.fileno()

    def ask(self, request: bytes) -> None:
        self._theirs.sendall(request)

    def answer(self) -> str | None:
        return self._ours.recv(100).decode()

    def close(self) -> None:
        self._ours.close()
        self._theirs.close()


@pytest.fixture
def echo() -> Iterator[Echo]:
    echo = Echo()
    yield echo
    echo.close()


def test_only_good_answers_in_the_window_count(echo: Echo) -> None:
    now = time.monotonic()
    late = drive([(echo, iter([b"ok"] * 3))], Window(now + 1000, now + 2000))
    assert (late.counted, late.outcomes) == (0, {"ok": 3})
    timely = drive([(echo, iter([b"ok", b"sold_out", b"ok"]))], Window(now, now + 1000))
    assert (timely.counted, timely.outcomes) == (2, {"ok": 2, "sold_out": 1})
    assert len(timely.latencies) == 2


def test_a_client_that_is_refused_often_enough_stops(echo: Echo) -> None:
    now = time.monotonic()
    script = iter([b"sold_out", b"ok", b"sold_out", b"sold_out", b"ok"])
    tally = drive([(echo, script)], Window(now, now + 1000), give_up_after=2)
    assert tally.outcomes == {"ok": 1, "sold_out": 3}


def measured(*rates: float) -> Measurement:
    rounds = [Round(per_second=rate, p50=0, p95=0, cpu={}, cost=0) for rate in rates]
    return Measurement("", rounds=rounds)


def test_a_ratio_is_the_median_of_the_rounds_ratios() -> None:
    goal = ratio("", measured(90, 200, 95), measured(100, 100, 100), at_least=0.9)
    assert (goal.value, goal.is_met) == (0.95, True)
    assert not ratio("", measured(80), measured(100), at_least=0.9).is_met


def test_a_cost_grows_as_the_rate_falls() -> None:
    goal = cost("", measured(50), measured(100), at_most=1.3)
    assert (goal.value, goal.is_met) == (2.0, False)
    assert Goal("", [1.3], 1.3, at_least=False).is_met
