"""Invoices and credit notes as their buyers get them."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from tests.workers.samples import invoice
from workers.invoices import pdf
from workers.invoices.document import Buyer, Invoice
from workers.mail import messages
from workers.settings import Settings


def pages(document: Invoice) -> list[str]:
    return [
        " ".join(page.extract_text().split())
        for page in PdfReader(io.BytesIO(pdf.render(document))).pages
    ]


def test_it_says_all_that_the_law_asks_for() -> None:
    (page,) = pages(invoice())

    for said in (
        "Factuur SU-2026-0042",
        *("Stichting Stadsloop", "Domplein 29", "3512 JE Utrecht, NL", "KVK 12345678"),
        *("Btw-nummer NL123456789B01", "IBAN NL91ABNA0417164300"),
        *("Laufgruppe Ελλάδα GmbH", "Jürgen Groß", "Domstraße 1", "50667 Köln, DE"),
        *("Btw-nummer DE123456789", "Je referentie PO 7", "Bestelnummer JX490N9E6D"),
        *("Factuurdatum zondag 1 november 2026", "Leverdatum zaterdag 12 december 2026"),
        "10 kilometer 2 € 28,00 9% € 56,00",
        "Korting € -1,00",
        "Servicekosten 1 € 2,75 21% € 2,75",
        *("Btw 9% € 50,46 € 4,54", "Btw 21% € 2,27 € 0,48", "Subtotaal € 52,73 € 5,02"),
        "Totaal € 57,75",
        "Betaald op zondag 1 november 2026",
        "Vragen? Bel ons.",
    ):
        assert said in page
    assert "verlegd" not in page
    assert "Creditfactuur" not in page


def test_it_speaks_the_language_of_its_buyer() -> None:
    (page,) = pages(invoice(language="en"))

    for said in ("Invoice SU-2026-0042", "VAT number DE123456789", "VAT 9% €50.46 €4.54"):
        assert said in page


def test_an_unpaid_one_says_how_to_pay() -> None:
    (page,) = pages(invoice(paid_on=None, due_on="2026-11-15"))

    assert (
        "Maak € 57,75 uiterlijk zondag 15 november 2026 over naar NL91ABNA0417164300 ten name van"
        " Stichting Stadsloop, onder vermelding van SU-2026-0042." in page
    )
    assert "Betaald" not in page


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Btw verlegd: de afnemer (DE123456789) draagt de btw af, artikel 196"),
        ("en", "VAT reverse charged: the customer (DE123456789) accounts for the VAT"),
    ],
)
def test_reverse_charge_is_said_in_words(language: str, text: str) -> None:
    plain = invoice()
    reversed_lines = [
        line.model_copy(update={"vat_rate": 0, "is_reverse_charged": True}) for line in plain.lines
    ]
    document = plain.model_copy(update={"language": language, "lines": reversed_lines})

    assert text in pages(document)[0]


@pytest.mark.parametrize("reason", ["refund", "cancellation", "correction"])
def test_a_credit_note_names_its_invoice_and_why(reason: str) -> None:
    document = invoice(
        kind="credit_note", credited_number="SU-2026-0007", reason=reason, paid_on=None
    )

    (page,) = pages(document)

    assert "Creditfactuur SU-2026-0042" in page
    assert "Corrigeert factuur SU-2026-0007" in page
    assert "Met deze creditfactuur vervalt factuur SU-2026-0007" in page
    assert "Vragen?" not in page


def test_many_lines_take_many_pages() -> None:
    plain = invoice()
    document = plain.model_copy(update={"lines": plain.lines * 40})

    seen = pages(document)

    assert len(seen) > 2
    assert all("Omschrijving" in page for page in seen[:-1])
    assert sum(page.count("10 kilometer") for page in seen) == 40
    assert "Totaal € 57,75" in seen[-1]


def test_the_same_invoice_gives_the_same_file() -> None:
    assert pdf.render(invoice()) == pdf.render(invoice())


def test_names_may_be_long_and_strange() -> None:
    document = invoice(
        buyer__company="株式会社 " * 30, seller__legal_name="שלום " * 40, subject="\N{RUNNER}" * 200
    )

    assert len(pages(document)) == 1


def test_whoever_is_not_known_is_their_address() -> None:
    assert Buyer(email="zoe@example.org").lines == ["zoe@example.org"]


def test_the_file_is_named_after_its_number() -> None:
    assert pdf.file_name(invoice()) == "factuur-SU-2026-0042.pdf"
    assert pdf.file_name(invoice(kind="credit_note", language="en")).startswith("credit-note-")


@pytest.mark.parametrize(
    ("changes", "subject", "intro"),
    [
        (
            {},
            "Factuur SU-2026-0042 voor Stadsloop Utrecht",
            "Bijgevoegd vind je factuur SU-2026-0042 van € 57,75 voor Stadsloop Utrecht.",
        ),
        (
            {"kind": "credit_note", "credited_number": "SU-2026-0007", "total_amount": -5775}
            | {"reason": "refund", "language": "en"},
            "Credit note SU-2026-0042 for Stadsloop Utrecht",
            "of €57.75 for Stadsloop Utrecht. It corrects invoice SU-2026-0007.",
        ),
    ],
)
def test_the_mail_brings_the_pdf(
    settings: Settings, changes: dict[str, object], subject: str, intro: str
) -> None:
    document = invoice(**changes)

    letter = messages.invoice(settings, document)

    assert (letter.to, letter.reply_to) == ("zoe@example.org", "info@stadsloop.example")
    assert letter.subject == subject
    for text in (letter.text, letter.html):
        assert intro in text
        assert "token=JvjdK6vGePkctQvIOnKlJ0E6dp9b1zNxKfa5aVBgia8" in text
    (file,) = letter.files
    assert (file.name, file.content) == (pdf.file_name(document), pdf.render(document))
