"""Tickets as a PDF: one A5 page each, made for paper and for the screen of a phone."""

from __future__ import annotations

import re
from typing import cast

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, WrapMode, XPos, YPos

from workers.tickets import fonts, qr
from workers.tickets.facts import facts
from workers.tickets.order import Purchase, Ticket
from workers.words import Words, words

# Millimetres.
WIDTH, HEIGHT = 148, 210
MARGIN = 12
INNER = WIDTH - 2 * MARGIN
BAND = 56
ROW = 11.6  # from one row of facts to the next
FOLD = 109  # the dashed line above the code
QR_SIDE = 74
QR_TOP = HEIGHT - QR_SIDE - 21

INK = (24, 28, 44)
FAINT = (110, 116, 134)
ACCENT = (255, 206, 84)
PAPER = (255, 255, 255)

TITLE_SIZES = (24.0, 21.0, 18.0, 15.0)  # points: the largest with which the title fits its lines
TITLE_LINES = 2


def render(purchase: Purchase, tickets: list[Ticket]) -> bytes:
    """The PDF of some tickets of an order, in the order's language."""
    say = words(purchase.order.language)
    sheet = _Sheet(purchase, say)
    for number, ticket in enumerate(tickets, start=1):
        sheet.ticket(ticket, number, len(tickets))
    return sheet.bytes()


class _Sheet:
    """The document under construction."""

    def __init__(self, purchase: Purchase, say: Words) -> None:
        self._purchase = purchase
        self._say = say
        self._pdf = FPDF(format=(WIDTH, HEIGHT))
        self._pdf.set_auto_page_break(False)
        self._pdf.set_margin(0)
        self._pdf.c_margin = 0
        self._pdf.set_title(say("ticket.title", event=fonts.legible(purchase.event.title)))
        self._pdf.set_author(fonts.legible(purchase.org.name))
        self._pdf.set_lang(say.language)
        # The same tickets give the same bytes.
        self._pdf.set_creation_date(purchase.order.paid_at or purchase.order.created_at)
        self._add_fonts()

    def bytes(self) -> bytes:
        """The finished document."""
        return bytes(self._pdf.output())

    def ticket(self, ticket: Ticket, number: int, total: int) -> None:
        """One page."""
        self._pdf.add_page()
        self._band()
        self._facts(ticket)
        self._code(ticket, number, total)

    def _add_fonts(self) -> None:
        texts = [
            self._purchase.event.title,
            self._purchase.event.location_name or "",
            self._purchase.event.location_address or "",
            self._purchase.org.name,
            self._purchase.order.purchaser_name or "",
            *(
                text
                for ticket in self._purchase.tickets
                for text in (ticket.ticket_type, ticket.holder, ticket.team, ticket.wave)
                if text
            ),
        ]
        fonts.load(self._pdf, texts)

    def _band(self) -> None:
        """Who invites, and to what."""
        pdf, event = self._pdf, self._purchase.event
        pdf.set_fill_color(*INK)
        pdf.rect(0, 0, WIDTH, BAND, style="F")
        pdf.set_fill_color(*ACCENT)
        pdf.rect(0, BAND, WIDTH, 1.6, style="F")
        self._text(MARGIN, 11, self._purchase.org.name, size=10, colour=ACCENT, bold=True)
        size, lines = self._fitting_title(fonts.legible(event.title))
        y = 20.0
        for line in lines:
            self._text(MARGIN, y, line, size=size, colour=PAPER, bold=True)
            y += size * 0.46
        when = self._say.period(event.starts_at, event.ends_at, event.time_zone)
        self._text(MARGIN, BAND - 9, when, size=10.5, colour=PAPER)

    def _facts(self, ticket: Ticket) -> None:
        """Where, which ticket, whose, and of which order."""
        event, order, say = self._purchase.event, self._purchase.order, self._say
        half = INNER / 2
        y = BAND + 7.0
        if event.where:
            self._label(MARGIN, y, say("label.where"), event.where, INNER)
            y += ROW
        self._label(MARGIN, y, say("label.ticket"), ticket.ticket_type, half)
        holder = ticket.holder or order.purchaser_name or order.email
        self._label(MARGIN + half + 4, y, say("label.holder"), holder, half - 4)
        y += ROW
        self._label(MARGIN, y, say("label.order_number"), order.order_number, half)
        self._label(MARGIN + half + 4, y, say("label.code"), ticket.code, half - 4)
        y += ROW
        started = facts(ticket, say, event.time_zone)
        for number, (label, value) in enumerate(started[1:] if ticket.holder else started):
            self._label(MARGIN + number * INNER / 3, y, label, value, INNER / 3 - 4)

    def _code(self, ticket: Ticket, number: int, total: int) -> None:
        """The QR code, which is what the page is for."""
        pdf = self._pdf
        pdf.set_draw_color(*FAINT)
        pdf.set_line_width(0.2)
        pdf.set_dash_pattern(dash=1, gap=1.4)
        pdf.line(MARGIN, FOLD, WIDTH - MARGIN, FOLD)
        top = QR_TOP
        left = (WIDTH - QR_SIDE) / 2
        module = QR_SIDE / (len(qr.matrix(ticket.qr_token)) + 2 * qr.QUIET_ZONE)
        pdf.set_fill_color(0, 0, 0)
        for row, column, length in qr.runs(ticket.qr_token):
            pdf.rect(
                left + (column + qr.QUIET_ZONE) * module,
                top + (row + qr.QUIET_ZONE) * module,
                length * module,
                module,
                style="F",
            )
        self._text(MARGIN, HEIGHT - 19, self._say("ticket.show"), size=9, colour=FAINT, align="C")
        if total > 1:
            page = self._say("ticket.page", n=number, total=total)
            self._text(MARGIN, HEIGHT - 12, page, size=8, colour=FAINT, align="C")

    def _label(self, x: float, y: float, label: str, value: str, width: float) -> None:
        self._text(x, y, label, size=7.5, colour=FAINT, width=width)
        self._text(x, y + 4.4, value, size=11, colour=INK, bold=True, width=width)

    def _text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float,
        colour: tuple[int, int, int],
        bold: bool = False,
        align: str = "L",
        width: float = INNER,
    ) -> None:
        """One line, cut with an ellipsis where it leaves its place."""
        pdf = self._pdf
        pdf.set_font(fonts.NOTO, "B" if bold else "", size)
        pdf.set_text_color(*colour)
        pdf.set_xy(x, y)
        pdf.cell(
            width,
            size * 0.4,
            fonts.cut(pdf, fonts.legible(text), width),
            align=align,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )

    def _fitting_title(self, title: str) -> tuple[float, list[str]]:
        """The largest size with which the title fits, and its lines; else the smallest, cut."""
        for size in TITLE_SIZES:
            self._pdf.set_font(fonts.NOTO, "B", size)
            lines = cast(
                "list[str]",
                self._pdf.multi_cell(
                    INNER,
                    text=title,
                    dry_run=True,
                    output=MethodReturnValue.LINES,
                    wrapmode=WrapMode.WORD,
                    align="L",
                ),
            )
            if len(lines) <= TITLE_LINES:
                break
        return size, [*lines[: TITLE_LINES - 1], " ".join(lines[TITLE_LINES - 1 :])]


def file_name(purchase: Purchase) -> str:
    """What the PDF is called, e.g. tickets-ABC123.pdf."""
    return f"tickets-{re.sub(r'[^A-Za-z0-9-]', '', purchase.order.order_number)}.pdf"
