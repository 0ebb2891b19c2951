"""Tickets: codes that only we can sign, and QR codes that say them wherever they are drawn."""

from __future__ import annotations

import io
import re

import icalendar
import pytest
import segno
from PIL import Image
from pypdf import PdfReader

from tests.workers.samples import CODES, SIGNER, purchase
from workers.tickets import calendar, fonts, pdf, qr
from workers.tickets.tokens import Signer, code_of

TOKEN = SIGNER.token(CODES[0])
SIZE = len(qr.matrix(TOKEN))


def dark(modules: tuple[bytearray, ...]) -> set[tuple[int, int]]:
    return {(y, x) for y, row in enumerate(modules) for x, module in enumerate(row) if module}


EXPECTED = dark(tuple(segno.make_qr(TOKEN, error="m", boost_error=False).matrix))


def pages(data: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]


def test_a_token_names_its_code_to_whoever_has_the_public_key() -> None:
    assert code_of(TOKEN, SIGNER.public_key) == CODES[0]
    assert SIGNER.token(CODES[0]) == TOKEN
    assert re.fullmatch(rf"E1\.{CODES[0]}\.[A-Za-z0-9_-]{{86}}", TOKEN)


@pytest.mark.parametrize(
    "forged",
    [
        TOKEN.replace(CODES[0], CODES[1]),
        Signer(bytes(32)).token(CODES[0]),
        TOKEN.replace("E1.", "E2."),
        TOKEN[:-10],
        TOKEN + "A",
        f"E1.{CODES[0]}",
        f"E1.{CODES[0]}.",
        f"E1.{CODES[0]}.é",
        "",
    ],
)
def test_a_forged_token_names_nothing(forged: str) -> None:
    assert code_of(forged, SIGNER.public_key) is None


def test_the_png_shows_the_token() -> None:
    image = Image.open(io.BytesIO(qr.png(TOKEN))).convert("L")

    side = SIZE + 2 * qr.QUIET_ZONE
    assert image.size == (side * qr.PNG_SCALE,) * 2
    seen = {
        (y - qr.QUIET_ZONE, x - qr.QUIET_ZONE)
        for y in range(side)
        for x in range(side)
        if image.getpixel((x * qr.PNG_SCALE + 2, y * qr.PNG_SCALE + 2)) == 0
    }
    assert seen == EXPECTED


def test_the_svg_shows_the_token_and_says_what_it_is() -> None:
    svg = qr.svg(TOKEN, "QR <1> & more")

    assert "<title>QR &lt;1&gt; &amp; more</title>" in svg
    assert f'viewBox="0 0 {SIZE + 8} {SIZE + 8}"' in svg
    (path,) = re.findall(r'stroke="#000" d="([^"]+)"', svg)
    seen, x, y = set(), 0, 0
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", path):
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if command == "M":
            x, y = int(values[0]), int(values[1] - 0.5)
        elif command == "m":
            x, y = x + int(values[0]), y + int(values[1])
        else:
            seen |= {(y - qr.QUIET_ZONE, x + n - qr.QUIET_ZONE) for n in range(int(values[0]))}
            x += int(values[0])
    assert seen == EXPECTED


def test_the_pdf_shows_the_token() -> None:
    paid = purchase()
    page = PdfReader(io.BytesIO(pdf.render(paid, paid.tickets))).pages[0]
    points = 72 / 25.4
    module = pdf.QR_SIDE * points / (SIZE + 2 * qr.QUIET_ZONE)
    left = (pdf.WIDTH - pdf.QR_SIDE) / 2 * points
    bottom = (pdf.HEIGHT - pdf.QR_TOP) * points

    content = page.get_contents()
    assert content is not None
    seen = set()
    rectangles = r"([\d.]+) ([\d.]+) ([\d.]+) (-?[\d.]+) re f"
    for numbers in re.findall(rectangles, content.get_data().decode("latin-1")):
        x, y, width, _ = map(float, numbers)
        column = round((x - left) / module) - qr.QUIET_ZONE
        row = round((bottom - y) / module) - qr.QUIET_ZONE
        if 0 <= row < SIZE and 0 <= column < SIZE:
            seen |= {(row, column + n) for n in range(round(width / module))}
    assert seen == EXPECTED


def test_the_pdf_has_a_page_per_ticket_with_all_there_is_to_know() -> None:
    paid = purchase()

    first, second = pages(pdf.render(paid, paid.tickets))

    for said in (
        "Stadsloop Utrecht",
        "Stichting Stadsloop",
        "zaterdag 12 december 2026, 10:00–13:00",
        "Domplein, Domplein 29, Utrecht",
        "10 kilometer",
        "Zoë van den Berg",
        "JX490N9E6D",
        CODES[0],
        "Ticket 1 van 2",
    ):
        assert said in first
    assert CODES[1] in second
    assert "Ticket 2 van 2" in second


def test_the_pdf_speaks_the_language_of_the_order() -> None:
    paid = purchase(order__language="en")

    (page,) = pages(pdf.render(paid, paid.tickets[:1]))

    assert "Saturday 12 December 2026" in page
    assert "Show this code at the entrance" in page
    assert "Ticket 1 of" not in page


def test_the_same_ticket_is_the_same_pdf() -> None:
    paid = purchase()

    assert pdf.render(paid, paid.tickets) == pdf.render(paid, paid.tickets)


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Łukasz Żółć", "Łukasz Żółć"),
        ("Đặng Thị Ngọc Ánh", "Đặng Thị Ngọc Ánh"),
        ("Αλέξανδρος", "Αλέξανδρος"),
        ("Наталія Іваненко", "Наталія Іваненко"),
        ("გიორგი", "გიორგი"),
        ("Zoe\N{COMBINING DIAERESIS}", "Zoë"),
        ("王小明", "WangXiaoMing"),
        ("Bo 🎉", "Bo :tada:"),
        ("Eve\nBcc: x", "Eve Bcc: x"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}evil", "evil"),
    ],
)
def test_every_name_can_be_printed(name: str, printed: str) -> None:
    paid = purchase(order__purchaser_name=name)

    assert printed in pages(pdf.render(paid, paid.tickets[:1]))[0]


def test_right_to_left_names_are_set_in_joined_letters() -> None:
    paid = purchase(order__purchaser_name="محمد")
    reader = PdfReader(io.BytesIO(pdf.render(paid, paid.tickets[:1])))

    # Shaped text is glyphs of the word's joined forms, told by the font that has them.
    assert fonts.needs_fira("محمد")
    assert set("محمد") <= set(reader.pages[0].extract_text())


def test_what_is_too_long_is_cut_and_leaves_the_page_alone() -> None:
    long = "De bijzondere jubileumeditie van de Halve Marathon van Groot-Amsterdam " * 4
    paid = purchase(
        event__title=long,
        event__location_name=long,
        order__purchaser_name=long,
        org__name=long,
    )

    (page,) = pages(pdf.render(paid, paid.tickets[:1]))

    assert page.count("…") == 4
    assert CODES[0] in page


def test_a_ticket_without_a_place_or_a_name_is_still_one() -> None:
    paid = purchase(
        event__location_name=None, event__location_address=None, order__purchaser_name=None
    )

    (page,) = pages(pdf.render(paid, paid.tickets[:1]))

    assert "Waar" not in page
    assert "zoe@example.org" in page


def test_refunded_and_void_tickets_admit_nobody() -> None:
    paid = purchase()
    statuses = ("valid", "used", "refunded", "void")
    tickets = [paid.tickets[0].model_dump() | {"status": status} for status in statuses]

    assert [t.status for t in purchase(tickets=tickets).admissions] == ["valid", "used"]


def test_the_file_name_is_plain() -> None:
    assert pdf.file_name(purchase()) == "tickets-JX490N9E6D.pdf"
    assert pdf.file_name(purchase(order__order_number='A/"B')) == "tickets-AB.pdf"


def entry(data: bytes) -> icalendar.Event:
    (event,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert isinstance(event, icalendar.Event)
    return event


def test_the_calendar_entry_is_in_the_time_zone_of_the_event() -> None:
    data = calendar.render(purchase())

    event = entry(data)
    assert event["SUMMARY"] == "Stadsloop Utrecht"
    assert event["LOCATION"] == "Domplein, Domplein 29, Utrecht"
    assert event["DTSTART"].params["TZID"] == "Europe/Amsterdam"
    assert event.start.isoformat() == "2026-12-12T10:00:00+01:00"
    assert event.end.isoformat() == "2026-12-12T13:00:00+01:00"
    assert "Bestelling JX490N9E6D: 2 tickets" in str(event["DESCRIPTION"])
    assert b"BEGIN:VTIMEZONE" in data
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))


def test_the_same_order_is_the_same_calendar_entry() -> None:
    assert entry(calendar.render(purchase()))["UID"] == (
        "01a1fbb9-8c67-7acb-b5a3-ea36421e898a@entree"
    )
    assert calendar.render(purchase()) == calendar.render(purchase())


def test_an_event_without_end_and_place_has_an_entry_too() -> None:
    event = entry(
        calendar.render(
            purchase(event__ends_at=None, event__location_name=None, event__location_address=None)
        )
    )

    assert not {"DTEND", "LOCATION"} & event.keys()


def test_a_title_cannot_add_lines_to_the_calendar() -> None:
    event = entry(
        calendar.render(purchase(event__title="Run\r\nATTACH:http://x\nSTATUS:CANCELLED"))
    )

    assert event["STATUS"] == "CONFIRMED"
    assert "ATTACH" not in set(event)
