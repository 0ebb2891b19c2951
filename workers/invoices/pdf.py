"""Invoices and credit notes as a PDF: A4, with everything that tax law asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from workers.invoices.document import Invoice, Line
from workers.tickets import fonts
from workers.words import Words, words

# Millimetres.
MARGIN = 20.0
WIDTH = 210.0
INNER = WIDTH - 2 * MARGIN
BOTTOM = 297.0 - 24.0
ROW = 6.0
# Where the columns of the lines end, from the left margin; the first is the name.
COLUMNS = (82.0, 98.0, 123.0, 138.0, INNER)

INK = (24, 28, 44)
FAINT = (110, 116, 134)
RULE = (210, 213, 222)


def render(invoice: Invoice) -> bytes:
    """The PDF, in the language of the buyer. The same invoice gives the same bytes."""
    sheet = _Sheet(invoice, words(invoice.language))
    sheet.heading()
    sheet.facts()
    sheet.lines()
    sheet.totals()
    sheet.notes()
    return sheet.bytes()


class _Sheet:
    """The document under construction."""

    def __init__(self, invoice: Invoice, say: Words) -> None:
        self._invoice = invoice
        self._say = say
        self._pdf = FPDF(format="A4")
        self._pdf.set_margins(MARGIN, MARGIN, MARGIN)
        self._pdf.set_auto_page_break(False)
        self._pdf.c_margin = 0
        self._pdf.set_title(f"{self._title} {invoice.number}")
        self._pdf.set_author(fonts.legible(invoice.seller.legal_name))
        self._pdf.set_lang(say.language)
        self._pdf.set_creation_date(invoice.issued_at)
        self._add_fonts()
        self._pdf.add_page()

    @property
    def _title(self) -> str:
        return self._say(f"invoice.{self._invoice.kind}")

    def bytes(self) -> bytes:
        """The finished document."""
        return bytes(self._pdf.output())

    def heading(self) -> None:
        """Who sends it, and to whom."""
        seller, say = self._invoice.seller, self._say
        self._text(seller.legal_name, size=15, bold=True)
        if seller.trade_name != seller.legal_name:
            self._text(seller.trade_name, colour=FAINT)
        known = [seller.address, seller.place, seller.email]
        known += [
            say(f"invoice.{label}", value=value)
            for label, value in (
                ("kvk", seller.kvk_number),
                ("vat_number", seller.vat_number),
                ("iban", seller.iban),
            )
            if value
        ]
        for line in filter(None, known):
            self._text(line, size=9, colour=FAINT)
        self._pdf.ln(8)
        buyer = self._invoice.buyer
        for number, line in enumerate(buyer.lines):
            self._text(line, bold=number == 0)
        if buyer.vat_number:
            self._text(say("invoice.vat_number", value=buyer.vat_number))
        self._pdf.ln(8)
        self._text(f"{self._title} {self._invoice.number}", size=18, bold=True)

    def facts(self) -> None:
        """Dates, references, and what it is about."""
        invoice, say = self._invoice, self._say
        known = [
            ("invoice.issued_on", self._day(invoice.issued_on)),
            ("invoice.credits", invoice.credited_number),
            ("invoice.supplied_on", self._day(invoice.supplied_on)),
            ("label.event", invoice.subject),
            ("label.order_number", invoice.subject_number),
            ("invoice.reference", invoice.buyer.reference),
        ]
        for label, value in known:
            if value:
                self._text(say(label), colour=FAINT, width=45, stay=True)
                self._text(value, width=INNER - 45)
        self._pdf.ln(6)

    def lines(self) -> None:
        """What was sold, or taken back."""
        self._columns()
        for line in self._invoice.lines:
            if self._pdf.get_y() + 2 * ROW > BOTTOM:
                self._pdf.add_page()
                self._columns()
            self._line(line)
        self._pdf.ln(2)

    def totals(self) -> None:
        """The VAT per rate, and what it comes to."""
        invoice, say = self._invoice, self._say
        if self._pdf.get_y() + (len(invoice.vat) + 4) * ROW > BOTTOM:
            self._pdf.add_page()
        self._rule()
        self._row(["", "", "", say("invoice.net"), say("invoice.vat")], colour=FAINT)
        for rate in invoice.vat:
            label = say("invoice.at_rate", rate=say.percent(rate.vat_rate))
            if rate.is_reverse_charged:
                label = say("invoice.reversed")
            self._row([label, "", "", self._money(rate.net_amount), self._money(rate.vat_amount)])
        net, vat = self._money(invoice.net_amount), self._money(invoice.vat_amount)
        self._row([say("label.subtotal"), "", "", net, vat])
        self._rule()
        self._row(
            [say("label.total"), "", "", "", self._money(invoice.total_amount)], bold=True, size=11
        )
        self._pdf.ln(6)

    def notes(self) -> None:
        """How it is paid, and what the law wants to be said."""
        invoice, say = self._invoice, self._say
        said = []
        if invoice.kind == "credit_note":
            said.append(say(f"invoice.reason.{invoice.reason}", number=invoice.credited_number))
        elif invoice.reason == "reversal":
            said.append(say("invoice.reason.reversal", number=invoice.credited_number))
        elif invoice.paid_on:
            said.append(say("invoice.paid", date=self._day(invoice.paid_on)))
        elif invoice.due_on and invoice.total_amount:
            said.append(
                say(
                    "invoice.due",
                    amount=self._money(invoice.total_amount),
                    date=self._day(invoice.due_on),
                    iban=invoice.seller.iban,
                    name=invoice.seller.legal_name,
                    number=invoice.number,
                )
            )
        if invoice.is_reverse_charged:
            said.append(say("invoice.reverse_charge", value=invoice.buyer.vat_number))
        if invoice.kind == "invoice" and invoice.seller.payment_note:
            said += invoice.seller.payment_note.splitlines()
        self._pdf.set_font(fonts.NOTO, "", 9.5)
        self._pdf.set_text_color(*INK)
        self._pdf.set_auto_page_break(True, margin=297.0 - BOTTOM)
        for paragraph in said:
            self._pdf.multi_cell(
                INNER,
                5,
                fonts.legible(paragraph),
                align="L",
                new_x=XPos.LMARGIN,
                new_y=YPos.NEXT,
            )
            self._pdf.ln(1)

    def _columns(self) -> None:
        say = self._say
        names = ("invoice.description", "label.quantity", "label.price", "invoice.vat")
        self._row([*(say(name) for name in names), say("label.total")], colour=FAINT)
        self._rule()

    def _line(self, line: Line) -> None:
        self._row(
            [
                line.name,
                str(line.quantity),
                self._money(line.unit_amount),
                f"{self._say.percent(line.vat_rate)}%",
                self._money(line.quantity * line.unit_amount),
            ]
        )
        if line.discount_amount:
            self._row(
                [self._say("label.discount"), "", "", "", self._money(-line.discount_amount)],
                colour=FAINT,
            )

    def _row(
        self,
        cells: Sequence[str],
        *,
        colour: tuple[int, int, int] = INK,
        bold: bool = False,
        size: float = 9.5,
    ) -> None:
        """One row of the table: the first column to the left, the others to the right."""
        left = 0.0
        # An empty cell gives its room to the one before it.
        ends = list(COLUMNS)
        for number, cell in enumerate(cells):
            right = ends[number]
            if number == 0:
                right = next((ends[n - 1] for n in range(1, len(cells)) if cells[n]), ends[-1])
            elif number == 3 and not cells[1]:
                left = ends[0]
            if cell:
                self._text(
                    cell,
                    size=size,
                    colour=colour,
                    bold=bold,
                    width=right - left - 2 * (number == 0),
                    x=MARGIN + left,
                    align="L" if number == 0 else "R",
                    stay=True,
                )
            left = ends[number]
        self._pdf.ln(ROW)

    def _rule(self) -> None:
        pdf = self._pdf
        pdf.set_draw_color(*RULE)
        pdf.set_line_width(0.3)
        pdf.line(MARGIN, pdf.get_y(), WIDTH - MARGIN, pdf.get_y())
        pdf.ln(1)

    def _text(
        self,
        text: str,
        *,
        size: float = 10,
        colour: tuple[int, int, int] = INK,
        bold: bool = False,
        width: float = INNER,
        align: str = "L",
        x: float | None = None,
        stay: bool = False,
    ) -> None:
        """One line, cut with an ellipsis where it leaves its place."""
        pdf = self._pdf
        pdf.set_font(fonts.NOTO, "B" if bold else "", size)
        pdf.set_text_color(*colour)
        if x is not None:
            pdf.set_x(x)
        pdf.cell(
            width,
            0.46 * size + 0.6,
            fonts.cut(pdf, fonts.legible(text), width),
            align=align,
            new_x=XPos.RIGHT if stay else XPos.LMARGIN,
            new_y=YPos.TOP if stay else YPos.NEXT,
        )

    def _money(self, amount: int) -> str:
        return self._say.money(amount, self._invoice.currency)

    def _day(self, day: date | None) -> str | None:
        """A day that is a day already, whatever the time zone."""
        return self._say.date(datetime.combine(day, time(12), UTC), "UTC") if day else None

    def _add_fonts(self) -> None:
        invoice = self._invoice
        texts = [
            invoice.subject,
            invoice.seller.legal_name,
            invoice.seller.trade_name,
            invoice.seller.address or "",
            invoice.seller.payment_note or "",
            invoice.buyer.reference or "",
            *invoice.buyer.lines,
            *(line.name for line in invoice.lines),
        ]
        fonts.load(self._pdf, texts)


def file_name(invoice: Invoice) -> str:
    """What the PDF is called, e.g. factuur-2026-0001.pdf."""
    return named(invoice.language, invoice.kind, invoice.number)


def named(language: str, kind: str, number: str) -> str:
    """What the PDF of a document is called."""
    title = words(language)(f"invoice.{kind}").lower().replace(" ", "-")
    return f"{title}-{re.sub(r'[^A-Za-z0-9-]', '', number)}.pdf"
