"""Balances and settlements in the sandbox, judged by Mollie's specification where it is there."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.contract import connect
from tests.contract.connect import client, merchant
from tests.contract.spec import FILE, complaints_about_answer
from tests.contract.support import KEY, Json, Sandbox, euros, order

SCOPES = f"{connect.SCOPES} balance-reports.read"
DAY = 86_400.0
# What the sandbox takes, in euros, VAT included.
IDEAL, REFUND, CHARGEBACK = 0.35, 0.30, 0.42


@pytest.fixture(autouse=True)
def app(sandbox: Sandbox) -> None:
    connect.register(sandbox)
    sandbox.settings(refund_pending_seconds=None, refund_processing_seconds=None)


@pytest.fixture
def runners(sandbox: Sandbox) -> Json:
    return merchant(sandbox)


@pytest.fixture
def api(sandbox: Sandbox, runners: Json) -> Iterator[httpx.Client]:
    granted = connect.connect(sandbox, runners["id"], scope=SCOPES)
    with client(sandbox, granted["access_token"]) as found:
        yield found


def ask(api: httpx.Client, path: str, query: str = "", **ids: str) -> Json:
    """One GET, its answer judged; `path` is the specification's."""
    answer = api.get(path.removeprefix("/v2").format(**ids) + query)
    content: Json = answer.json()
    assert answer.status_code == 200, content
    if FILE.is_file():
        assert complaints_about_answer(path, "GET", 200, content) == []
    return content


def sell(
    sandbox: Sandbox, api: httpx.Client, runners: Json, value: str = "25.00", fee: str = "0.50"
) -> Json:
    """A payment that is paid, with a fee for the platform."""
    body = order(
        amount=euros(value),
        profileId=runners["profiles"][0]["id"],
        testmode=True,
        applicationFee={"amount": euros(fee), "description": "Fee"},
    )
    answer = api.post("/payments", json=body)
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    sandbox.settle(made, method="ideal")
    return made


def give_back(sandbox: Sandbox, api: httpx.Client, payment: Json, value: str) -> Json:
    body = {
        "amount": euros(value),
        "description": "Sorry",
        "metadata": None,
        "testmode": True,
    }
    made: Json = api.post(f"/payments/{payment['id']}/refunds", json=body).json()
    for _ in range(2):
        sandbox.order("POST", f"/refunds/{made['id']}/advance")
    return made


def pass_days(sandbox: Sandbox, api: httpx.Client, runners: Json, days: int) -> None:
    """Move the clock; tokens live an hour, so there are new ones afterwards."""
    sandbox.advance(days * DAY)
    granted = connect.connect(sandbox, runners["id"], scope=SCOPES)
    api.headers["Authorization"] = f"Bearer {granted['access_token']}"


def amount(body: Json, name: str = "amount") -> float:
    return float(body[name]["value"])


def transactions(api: httpx.Client, balance: str) -> list[tuple[str, str]]:
    path = "/v2/balances/{balanceId}/transactions"
    listed = ask(api, path, "?testmode=true", balanceId=balance)
    return [
        (found["type"], found["resultAmount"]["value"])
        for found in listed["_embedded"]["balance_transactions"]
    ]


def total(periods: Json) -> float:
    """What the rows of the periods come to."""
    months = [month for year in periods.values() for month in year.values()]
    came = sum(amount(row, "amountGross") for month in months for row in month["revenue"])
    return round(
        came - sum(amount(row, "amountGross") for month in months for row in month["costs"]), 4
    )


def test_money_moves_on_the_balance_of_the_merchant_and_of_the_platform(
    sandbox: Sandbox, api: httpx.Client, runners: Json
) -> None:
    payment = sell(sandbox, api, runners)
    give_back(sandbox, api, payment, "5.00")
    lost = sandbox.order("POST", f"/payments/{payment['id']}/chargeback", {"amount": euros("3.00")})
    sandbox.order("POST", f"/chargebacks/{lost['id']}/reverse")

    [balance] = ask(api, "/v2/balances", "?testmode=true")["_embedded"]["balances"]
    assert ask(api, "/v2/balances/primary") == balance
    path = "/v2/balances/{balanceId}"
    assert ask(api, path, "?testmode=true", balanceId=balance["id"]) == balance
    left = 25.00 - IDEAL - 0.50 - 5.00 - REFUND - CHARGEBACK
    assert amount(balance, "availableAmount") == pytest.approx(left)
    assert transactions(api, balance["id"]) == [
        ("chargeback-reversal", "3.00"),
        ("chargeback", "-3.42"),
        ("refund", "-5.30"),
        ("application-fee", "-0.50"),
        ("payment", "24.65"),
    ]
    with sandbox.merchant(KEY.replace("test_", "access_")) as platform:
        assert amount(ask(platform, "/v2/balances/primary"), "availableAmount") == 0.50
    report = "/v2/balances/{balanceId}/report"
    for grouping in ("status-balances", "transaction-categories"):
        query = f"?testmode=true&from=2020-01-01&until=2099-01-01&grouping={grouping}"
        told = ask(api, report, query, balanceId=balance["id"])
        assert told["grouping"] == grouping


def test_a_day_is_paid_out_with_everything_that_was_withheld(
    sandbox: Sandbox, api: httpx.Client, runners: Json
) -> None:
    payment, lost = sell(sandbox, api, runners), sell(sandbox, api, runners, "40.00")
    refund = give_back(sandbox, api, payment, "5.00")
    taken = sandbox.order("POST", f"/payments/{lost['id']}/chargeback", {})
    left = 65 - 2 * IDEAL - 2 * 0.50 - 5 - REFUND - 40 - CHARGEBACK
    for name in ("open", "next"):
        shown = ask(api, f"/v2/settlements/{name}")
        assert (shown["id"], shown["status"]) == (name, "open")
        assert amount(shown) == pytest.approx(left)
        assert total(shown["periods"]) == pytest.approx(left)

    pass_days(sandbox, api, runners, 2)

    [made] = ask(api, "/v2/settlements")["_embedded"]["settlements"]
    one = "/v2/settlements/{settlementId}"
    assert ask(api, one, settlementId=made["id"]) == made
    assert ask(api, one, settlementId=made["reference"]) == made
    assert made["status"] == "paidout"
    assert amount(made) == pytest.approx(left) == total(made["periods"])
    parts = {
        kind: ask(api, f"{one}/{kind}", settlementId=made["id"])["_embedded"][kind]
        for kind in ("payments", "refunds", "chargebacks", "captures")
    }
    assert {part["id"] for part in parts["payments"]} == {payment["id"], lost["id"]}
    assert [(part["id"], amount(part, "settlementAmount")) for part in parts["refunds"]] == [
        (refund["id"], -5.0)
    ]
    assert [part["id"] for part in parts["chargebacks"]] == [taken["id"]]
    assert parts["captures"] == []
    assert amount(ask(api, "/v2/balances/primary"), "availableAmount") == 0
    seen = api.get(f"/payments/{payment['id']}?testmode=true").json()
    assert seen["settlementId"] == made["id"]
    year = made["createdAt"][:4]
    assert ask(api, "/v2/settlements", f"?year={year}")["count"] == 1
    assert ask(api, "/v2/settlements", "?year=1999")["count"] == 0
    # Nothing came since, so there is nothing to pay out.
    pass_days(sandbox, api, runners, 3)
    assert ask(api, "/v2/settlements")["count"] == 1


def test_what_fails_is_paid_out_again(sandbox: Sandbox, api: httpx.Client, runners: Json) -> None:
    sell(sandbox, api, runners)
    path = f"/merchants/{runners['id']}/settlement"
    first = sandbox.order("POST", path, {"paid_out": False})
    assert first["status"] == "pending"

    assert sandbox.order("POST", f"/settlements/{first['id']}/fail")["status"] == "failed"
    second = sandbox.order("POST", path)

    assert (second["status"], second["amount"]) == ("paidout", first["amount"])
    assert total(second["periods"]) == amount(second)
    assert second["reference"] != first["reference"]
    assert sandbox.control.post(path).status_code == 409
    assert sandbox.control.post(f"/settlements/{first['id']}/fail").status_code == 409


def test_payouts_are_for_tokens_with_the_scopes_of_the_account(
    sandbox: Sandbox, api: httpx.Client, runners: Json
) -> None:
    sell(sandbox, api, runners)
    made = sandbox.order("POST", f"/merchants/{runners['id']}/settlement")
    assert sandbox.api.get("/settlements").status_code == 403
    assert sandbox.api.get("/balances/primary").status_code == 403
    few = connect.connect(sandbox, runners["id"], scope="settlements.read")
    with client(sandbox, few["access_token"]) as poor:
        assert poor.get(f"/settlements/{made['id']}").status_code == 200
        refused = poor.get(f"/settlements/{made['id']}/payments")
        assert (refused.status_code, "payments.read" in refused.json()["detail"]) == (403, True)
        assert poor.get("/balances/primary").status_code == 403
    other = merchant(sandbox, name="Others")
    token = connect.connect(sandbox, other["id"], scope=SCOPES)["access_token"]
    with client(sandbox, token) as stranger:
        assert stranger.get(f"/settlements/{made['id']}").status_code == 404
        assert stranger.get(f"/settlements/{made['reference']}").status_code == 404
        assert stranger.get("/settlements").json()["count"] == 0


def test_who_may_not_be_paid_out_keeps_it_on_the_balance(
    sandbox: Sandbox, api: httpx.Client, runners: Json
) -> None:
    sell(sandbox, api, runners)
    path = f"/merchants/{runners['id']}/onboarding"
    sandbox.order("POST", path, {"can_receive_settlements": False})
    pass_days(sandbox, api, runners, 2)
    assert ask(api, "/v2/settlements")["count"] == 0

    sandbox.order("POST", path, {"can_receive_settlements": True})
    pass_days(sandbox, api, runners, 2)

    assert ask(api, "/v2/settlements")["count"] == 1
