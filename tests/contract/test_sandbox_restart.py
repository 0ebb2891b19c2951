"""A sandbox with a state file remembers everything, however it ended."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.contract.support import ROOT, Sandbox, Shop, order, wait_for


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "a folder" / "mollie.db"


@pytest.fixture
def lasting(state: Path) -> Iterator[Sandbox]:
    """A sandbox of its own, with a state file."""
    sandbox = Sandbox("--state", str(state))
    yield sandbox
    sandbox.stop()


@pytest.mark.parametrize("hard", [False, True])
def test_everything_is_there_after_a_restart(lasting: Sandbox, hard: bool) -> None:
    key = {"Idempotency-Key": "k"}
    keyed = lasting.api.post("/payments", json=order(), headers=key).json()
    paid = lasting.paid(webhookUrl="http://127.0.0.1:9/nobody", metadata={"order": 1})
    refund = lasting.refund(paid).json()
    lasting.advance(500)
    lasting.settings(time_scale=2)
    lasting.fault("drop_webhook", payment="tr_x")
    wait_for(lambda: lasting.calls(paid)[0]["attempts"], "the first attempt")
    before, clock = lasting.get(paid), lasting.order("GET", "/clock")["now"]

    lasting.stop(hard=hard)
    lasting.start()

    assert lasting.get(paid) == before
    assert lasting.order("GET", "/clock")["now"] > clock
    assert lasting.order("GET", "/settings")["time_scale"] == 2
    assert lasting.order("GET", "/faults")[0]["fault"]["payment"] == "tr_x"
    assert lasting.calls(paid)[0]["attempts"][0]["error"].startswith("ConnectError")
    again = lasting.api.post("/payments", json=order(), headers=key)
    assert (again.json()["id"], again.headers["idempotent-replayed"]) == (keyed["id"], "true")
    assert lasting.refund(paid).status_code == 409
    lasting.advance(1000)
    assert lasting.api.get(refund["_links"]["self"]["href"]).json()["status"] == "refunded"


def test_a_webhook_cut_short_by_a_crash_is_sent_again(lasting: Sandbox, shop: Shop) -> None:
    shop.silent = True
    payment = lasting.paid(webhookUrl=shop.url)
    shop.wait_for_calls(1)

    lasting.stop(hard=True)
    shop.silent = False
    lasting.start()

    assert shop.wait_for_calls(2) == [payment["id"]] * 2
    [call] = wait_for(
        lambda: [call for call in lasting.calls(payment) if call["state"] == "delivered"],
        "the second attempt to succeed",
    )
    assert "stopped during this attempt" in call["attempts"][0]["error"]


def test_payments_expire_while_the_sandbox_is_down(
    lasting: Sandbox, state: Path, shop: Shop
) -> None:
    payment = lasting.create(webhookUrl=shop.url)
    lasting.stop()
    alter(state, "update payments set expires_at = 1")

    lasting.start()

    assert shop.wait_for_calls(1) == [payment["id"]]
    assert lasting.get(payment)["status"] == "expired"


def alter(state: Path, statement: str) -> None:
    with closing(sqlite3.connect(state, isolation_level=None)) as connection:
        connection.execute(statement)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli.sandbox", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_a_second_sandbox_on_the_same_file_is_told(lasting: Sandbox, state: Path) -> None:
    lasting.create()

    ended = run("--port", "0", "--state", str(state))

    assert ended.returncode == 1
    assert ended.stderr.startswith(f"The state file {state} cannot be used")
    assert "Traceback" not in ended.stderr


def test_a_port_in_use_is_told(lasting: Sandbox) -> None:
    port = lasting.url.rpartition(":")[2]

    ended = run("--port", port)

    assert ended.returncode == 1
    assert ended.stderr.startswith(f"Port {port} of 127.0.0.1 cannot be used")


def test_a_file_that_is_no_state_is_told_and_kept(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Sirs, " * 500)

    ended = run("--port", "0", "--state", str(letter))

    assert ended.returncode == 1
    assert "delete the file" in ended.stderr
    assert letter.read_text().startswith("Dear Sirs")


def test_the_state_of_another_version_is_put_aside(state: Path) -> None:
    sandbox = Sandbox("--state", str(state))
    sandbox.create()
    sandbox.stop()
    alter(state, "pragma user_version = 7")

    sandbox.start()

    try:
        assert sandbox.order("GET", "/payments") == []
        assert state.with_name("mollie.db.old").exists()
    finally:
        sandbox.stop()


def test_pages_can_have_another_address_than_the_api() -> None:
    sandbox = Sandbox("--public-url", "https://pay.example/")
    try:
        links = sandbox.create()["_links"]
    finally:
        sandbox.stop()

    assert links["checkout"]["href"].startswith("https://pay.example/checkout/select-method/")
    assert links["self"]["href"].startswith(sandbox.url)
