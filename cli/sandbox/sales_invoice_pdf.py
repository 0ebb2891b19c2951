"""A sales invoice as a PDF: plain, but with everything that was said of it."""

from __future__ import annotations

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from cli.sandbox.hal import Json
from cli.sandbox.money import Amount
from cli.sandbox.sales_invoice_fields import Totals


def render_pdf(number: str, status: str, issued_at: str, given: Json, totals: Totals) -> bytes:
    """The document; `given` are the fields that the merchant sent."""
    pdf = FPDF(format="A4")
    pdf.set_title(f"Invoice {number}")
    pdf.add_page()

    def say(text: str, *, size: float = 10, style: str = "") -> None:
        pdf.set_font("Helvetica", style, size)
        # The font of every PDF reader knows Western letters alone.
        printable = text.encode("latin-1", "replace").decode("latin-1")
        pdf.multi_cell(0, size * 0.55, printable, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    recipient = given["recipient"]
    person = f"{recipient.get('givenName', '')} {recipient.get('familyName', '')}".strip()
    say(f"Invoice {number}", size=18, style="B")
    say(f"Issued {issued_at[:10]}, {status}")
    pdf.ln(6)
    known = [
        recipient.get("organizationName") or person,
        recipient["streetAndNumber"],
        f"{recipient['postalCode']} {recipient['city']}, {recipient['country']}",
        recipient.get("organizationNumber") and f"KVK {recipient['organizationNumber']}",
        recipient.get("vatNumber") and f"VAT {recipient['vatNumber']}",
    ]
    for line in filter(None, known):
        say(line)
    pdf.ln(6)
    for line in given["lines"]:
        price = line["unitPrice"]
        say(
            f"{line['quantity']} x {line['description']}: {price['currency']} {price['value']}"
            f" (VAT {line['vatRate']} %, {given['vatMode']})"
        )
    pdf.ln(6)
    say(f"Subtotal {_money(totals.subtotal)}")
    say(f"VAT {_money(totals.vat)}")
    say(f"Total {_money(totals.total)}", style="B")
    if given.get("memo"):
        pdf.ln(6)
        say(given["memo"])
    return bytes(pdf.output())


def _money(amount: Amount) -> str:
    shown = amount.json()
    return f"{shown['currency']} {shown['value']}"
