"""`entree demo` as a person runs it: a rush and a triathlon, from nothing, again, interrupted."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.stack import Stack
from cli.stack.places import CHECKOUT
from tests.stacks import free_home

VISITORS, TICKETS, LEFT = 12, 20, 14
SMALL = ["--visitors", str(VISITORS), "--tickets", str(TICKETS), "--left", str(LEFT)]


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home in which no demo has run yet."""
    with free_home() as home:
        Stack(home / "demo").down(erase=True)
        shutil.rmtree(home / "demo", ignore_errors=True)
        yield home
        Stack(home / "demo").down(erase=True)
        shutil.rmtree(home / "demo", ignore_errors=True)


@pytest.fixture(scope="module")
def first_run(home: Path) -> subprocess.CompletedProcess[str]:
    """What the first demo of that home said."""
    return entree(home, "demo", *SMALL)


def command(home: Path, *arguments: str) -> list[str]:
    """The command line of `entree` for a home."""
    return [sys.executable, "-m", "cli.main", "--home", str(home), *arguments]


def entree(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `entree` as a log would show it, 100 columns wide."""
    return subprocess.run(
        command(home, *arguments),
        cwd=CHECKOUT,
        env=os.environ | {"COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
        timeout=420,
    )


def tally(output: str) -> dict[str, list[int]]:
    """The table of the books: how many tickets of each kind, moment by moment."""
    return {
        kind: [int(number) for number in numbers.split()]
        for kind, numbers in re.findall(
            r"^ +(sold|held|expired|refused)((?: +\d+){3}) *$", output, re.MULTILINE
        )
    }


def test_the_story_ends_well(first_run: subprocess.CompletedProcess[str]) -> None:
    assert first_run.returncode == 0, first_run.stdout + first_run.stderr
    assert first_run.stderr == ""
    assert "Anna de Wit signs up" in first_run.stdout
    assert re.search(r"The auditor verifies \d+ entries in \d+ seals", first_run.stdout)
    assert re.search(r"changes entry \d+ behind all triggers, and is caught", first_run.stdout)
    assert re.search(r"The doctor finds all \d+ promises of the database kept", first_run.stdout)


def test_an_org_moves_house(first_run: subprocess.CompletedProcess[str]) -> None:
    assert "Everything of it is in a second database" in first_run.stdout
    assert "Who asks here is told where it went" in first_run.stdout


def test_not_a_place_too_many_or_too_few(first_run: subprocess.CompletedProcess[str]) -> None:
    figures = tally(first_run.stdout)
    assert figures["held"][0] == LEFT
    assert figures["refused"] == [TICKETS - LEFT] * 3
    assert figures["held"][2] == 0
    for moment in range(3):
        assert sum(figures[kind][moment] for kind in ("sold", "held", "expired")) == LEFT


def test_lost_webhooks_cost_nobody_a_ticket(first_run: subprocess.CompletedProcess[str]) -> None:
    figures = tally(first_run.stdout)
    assert 0 < figures["sold"][1] < figures["sold"][2], "one of the lost ones came to light later"
    assert figures["expired"][2] > 0, "somebody left the checkout"


def test_one_mail_per_paid_order(first_run: subprocess.CompletedProcess[str]) -> None:
    found = re.search(r"(\d+) mails delivered for (\d+) paid orders", first_run.stdout)
    assert found is not None
    assert found[1] == found[2]


def test_the_platform_sees_what_its_orgs_see(first_run: subprocess.CompletedProcess[str]) -> None:
    assert "are what its orgs see of themselves" in first_run.stdout
    assert numbers(first_run.stdout, "orgs")[0] >= 1
    assert cents(first_run.stdout, "sold for") > 0


def test_gates_without_a_network_come_to_one_truth(
    first_run: subprocess.CompletedProcess[str],
) -> None:
    entries = re.findall(
        r"^ +\S.*? +(North|South|East) +[\d:]{8} +(let in.*?)(?: +(North|South|East))? *$",
        first_run.stdout,
        re.MULTILINE,
    )
    assert sorted((gate, what, first) for gate, what, first in entries if what != "let in") == [
        ("East", "let in a second time", "South"),
        ("East", "let in with a ticket that had ended", ""),
        ("North", "let in a second time", "South"),
    ]
    assert "already_handed_out" in first_run.stdout


def numbers(output: str, what: str) -> list[int]:
    """The numbers of a line of a table."""
    found = re.search(rf"^ +{re.escape(what)}((?: +[\d,]+)+) *$", output, re.MULTILINE)
    assert found is not None, f"no line {what!r} in {output}"
    return [int(number.replace(",", "")) for number in found[1].split()]


def cents(output: str, what: str) -> int:
    """The amount in a line of a table."""
    found = re.search(rf"^ +{re.escape(what)} +€ (-?[\d,]+\.\d\d) *$", output, re.MULTILINE)
    assert found is not None, f"no line {what!r} in {output}"
    return int(re.sub(r"[,.]", "", found[1]))


@pytest.mark.parametrize(
    ("what", "limit"),
    [
        ("starts of all distances", 40),
        ("“Early bird” of the Olympic distance", 10),
        ("the wave “Olympic, early”", 12),
        ("shirts in M", 6),
        ("uses of PLAS10", 5),
    ],
)
def test_the_triathlon_sells_all_of_what_is_scarce_and_no_more(
    first_run: subprocess.CompletedProcess[str], what: str, limit: int
) -> None:
    assert numbers(first_run.stdout, what) == [limit, limit]


@pytest.mark.parametrize(
    "code",
    [
        *("price_changed", "wave_full", "product_sold_out", "promo_code_used_up"),
        *("too_young", "sold_out"),
    ],
)
def test_whoever_is_refused_is_told_why(
    first_run: subprocess.CompletedProcess[str], code: str
) -> None:
    told = re.search(rf" {code} +(\d+) *$", first_run.stdout, re.MULTILINE)
    assert told is not None
    assert int(told[1]) > 0


def test_teams_come_together_until_their_deadline(
    first_run: subprocess.CompletedProcess[str],
) -> None:
    teams = dict(
        re.findall(
            r"^ +(\w+(?: \w+)*) +(\d +\w+complete|\d +complete) *$", first_run.stdout, re.MULTILINE
        )
    )
    assert {name: said.split() for name, said in teams.items()} == {
        "Drie Wielen": ["2", "complete"],
        "Kop over Kop": ["2", "complete"],
        "Laatbloeiers": ["1", "incomplete"],
        "Snelle Vissen": ["3", "complete"],
    }
    assert re.search(r"is one too many for Snelle Vissen:\s+team_full", first_run.stdout)
    assert re.search(r"would join Laatbloeiers now, and cannot:\s+team_closed", first_run.stdout)


def test_everybody_who_starts_has_a_number(first_run: subprocess.CompletedProcess[str]) -> None:
    ranges = re.findall(
        r"^ +.*(?:distance|team) +(\d+) +(\d+)–(\d+) *$", first_run.stdout, re.MULTILINE
    )
    people = [int(count) for count, *_ in ranges]
    assert [int(last) - int(first) + 1 for _, first, last in ranges] == people
    assert f"{sum(people)} people have a start number" in first_run.stdout


def test_the_orders_of_the_triathlon_add_up(first_run: subprocess.CompletedProcess[str]) -> None:
    said = first_run.stdout
    parts = ("starts and what goes with them", "discount", "service fees")
    assert sum(cents(said, part) for part in parts) == cents(said, "together")
    assert 0 < cents(said, "of which VAT") < cents(said, "together")
    assert cents(said, "discount") < 0


def test_the_ticket_is_shown_and_kept(
    home: Path, first_run: subprocess.CompletedProcess[str]
) -> None:
    assert "█▀▀▀▀▀█" in first_run.stdout, "the corner of a QR code"
    kept = (home / "demo" / "tickets").glob("*.pdf")
    [pdf] = [file for file in kept if not file.name.startswith("invoice-")]
    assert str(pdf) in first_run.stdout.replace("\n      ", "")
    assert pdf.read_bytes().startswith(b"%PDF-")


@pytest.mark.usefixtures("first_run")
def test_nothing_runs_afterwards(home: Path) -> None:
    assert Stack(home / "demo").pids() == {}


@pytest.mark.usefixtures("first_run")
def test_a_second_run_skips_what_is_there(home: Path) -> None:
    again = entree(home, "demo", *SMALL, "--short")

    assert again.returncode == 0, again.stdout + again.stderr
    assert "Making the database" not in again.stdout
    assert "the account is there already" in again.stdout
    assert "owns Stadsloop Utrecht already" in again.stdout
    assert tally(again.stdout)["held"][0] == LEFT


def started(home: Path) -> subprocess.Popen[str]:
    """A demo under way, to be read line by line."""
    return subprocess.Popen(
        command(home, "demo", *SMALL),
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1", "COLUMNS": "100"},
    )


def read_until(process: subprocess.Popen[str], words: str) -> str:
    """What a demo says up to the line with these words; all of it when they never come."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if words in line:
            break
    return said


@pytest.mark.usefixtures("first_run")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_demo_stops_everything(home: Path, number: signal.Signals) -> None:
    with started(home) as demo:
        said = read_until(demo, "The rush")
        demo.send_signal(number)
        said += read_until(demo, "the end")

    assert demo.returncode == 130, said
    assert "Interrupted." in said
    assert "Traceback" not in said
    assert Stack(home / "demo").pids() == {}


@pytest.mark.usefixtures("first_run")
def test_a_second_demo_at_the_same_time_is_refused(home: Path) -> None:
    with started(home) as first:
        read_until(first, "The house")
        second = entree(home, "demo", *SMALL)
        first.send_signal(signal.SIGINT)
        read_until(first, "the end")

    assert second.returncode == 1
    assert "Another demo is running" in second.stderr


@pytest.mark.usefixtures("first_run")
def test_a_database_that_does_not_fit_any_more_is_made_anew(home: Path) -> None:
    database = Stack(home / "demo", ports="auto", migrate=False, names=())
    with psycopg.connect(database.up().db_url, autocommit=True) as connection:
        connection.execute(
            "insert into supabase_migrations.schema_migrations (version) values ('20990101000000')"
        )
    database.down()

    with started(home) as demo:
        said = read_until(demo, "signs up")
        demo.send_signal(signal.SIGINT)
        read_until(demo, "the end")

    assert "The database of an older demo does not fit any more" in said
    assert "Anna de Wit signs up" in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--visitors", "500"], "too many"),
        (["--visitors", "0"], "cannot want"),
        (["--visitors", "10", "--tickets", "200"], "1 to 10"),
        (["--left", "100"], "no rush"),
        (["--left", "0"], "no rush"),
    ],
)
def test_numbers_without_a_rush_are_refused(
    tmp_path: Path, arguments: list[str], words: str
) -> None:
    refused = CliRunner().invoke(
        app, ["--home", str(tmp_path), "demo", *arguments], env={"COLUMNS": "100"}
    )

    assert refused.exit_code == 2
    assert words in refused.stderr
    assert not (tmp_path / "demo").exists()


def test_what_happens_after_the_sale(first_run: subprocess.CompletedProcess[str]) -> None:
    said = " ".join(first_run.stdout.split())
    assert re.search(r"takes a ticket over by the link in her mail: \w+ is dead, \w+ admits", said)
    assert "swaps a ticket for the 21 km and pays the difference, € 10.00" in said
    assert "is offered the place that came free, and takes it" in said
    assert "refunds one ticket of Zoë Kaya, € 20.00" in said
    assert "calls the run off: 3 orders refunded, € 70.00" in said
    assert re.search(r"entree reconcile \d+ compared, all agree\.", said)


def test_a_friday_evening(first_run: subprocess.CompletedProcess[str]) -> None:
    said = " ".join(first_run.stdout.split())
    full = re.search(
        r"(\d+) parties book a table, (\d+) guests, (\d+) of them parties that stay shorter; "
        r"then it is full, and \d+ find none",
        said,
    )
    assert full is not None
    parties, guests, squeezed = map(int, full.groups())
    assert 0 < squeezed <= 4
    assert f"The evening: {guests + 4} guests in {parties + 1} parties, {squeezed} squeezed" in said
    assert "pays its deposit, € 100.00" in said
    assert "The option has not been confirmed, and ends. expiring_option high" in said
    assert "status: option → cancelled (option_expired)" in said
    assert re.search(r"[1-9]\d* parties are seated; .* is a no-show", said)
    assert "walk in at 18:1" in said
    assert "has its history: created (guest), confirmed (system)" in said


def test_the_evening_as_a_table(first_run: subprocess.CompletedProcess[str]) -> None:
    rows = re.findall(
        r"^ +(\d\d:\d\d) +(\d+)/12 +(\d+) +(\w+) +(\d+)/4 +(\w+) *$",
        first_run.stdout,
        re.MULTILINE,
    )
    hours = [f"{hour}:{minute:02}" for hour in range(18, 23) for minute in (0, 15, 30, 45)]
    assert [row[0] for row in rows] == hours
    assert max(int(row[1]) for row in rows) <= 12, "as many as come in at once"
    regular, chef = {row[3] for row in rows}, {row[5] for row in rows}
    assert {"tables_full", "pacing_covers_full", "closed"} <= regular
    assert "available" not in regular, "it is full"
    assert {"available", "pacing_covers_full", "closed"} <= chef
    assert rows[4][4:] == ("4", "pacing_covers_full"), "at seven"


def test_who_found_no_table(first_run: subprocess.CompletedProcess[str]) -> None:
    told = re.findall(r"^ +(\w+) +(\d+) +(\d+) *$", first_run.stdout, re.MULTILINE)
    refused = {reason: (int(searches), int(bookings)) for reason, searches, bookings in told}
    assert refused["pacing_covers_full"][1] > 0
    assert sum(refused["tables_full"]) > 0


def test_a_signed_webhook_arrives(first_run: subprocess.CompletedProcess[str]) -> None:
    said = " ".join(first_run.stdout.split())
    assert re.search(r"connects the club's shop to hear of order.paid; its secret whsec_\w+", said)
    assert re.search(r"breaks down \(500\); five seconds later the same msg_\w+… comes again", said)
    assert '"type": "order.paid"' in said
    assert "sees it delivered after 2 attempts" in said
