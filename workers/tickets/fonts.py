"""Fonts for PDF, so that every name can be printed.

Noto Sans covers Latin, Greek and Cyrillic; FiraGO adds Arabic, Hebrew, Georgian, Thai and
Devanagari; what neither has (Chinese, emoji) is spelt in Latin letters.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pymupdf_fonts  # type: ignore[import-untyped]
from anyascii import anyascii
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fpdf import FPDF

NOTO = "Noto"
FIRA = "Fira"
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
FILES = {(NOTO, ""): "notos", (NOTO, "B"): "notosbo", (FIRA, ""): "figo", (FIRA, "B"): "figbo"}


@cache
def path(family: str, style: str) -> Path:
    """A file with the font, which lives as long as this process."""
    file = _folder() / f"{family}{style}.ttf"
    # Threads may come here at the same time; none of them may read what another has half written.
    with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as whole:
        whole.write(pymupdf_fonts.fontbuffers[FILES[family, style]]())
    return Path(whole.name).replace(file)


def legible(text: str) -> str:
    """The text as the fonts can print it, on one line and without control characters."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(
        character if character in _printable() else anyascii(character)
        for character in plain
        if unicodedata.category(character)[0] != "C"
    )


def needs_fira(text: str) -> bool:
    """Whether Noto Sans lacks a character of the text."""
    return not _glyphs(NOTO).issuperset(text)


def load(pdf: FPDF, texts: Iterable[str]) -> None:
    """Adds the fonts that a document with these texts needs."""
    for style in ("", "B"):
        pdf.add_font(NOTO, style, path(NOTO, style))
    if any(needs_fira(legible(text)) for text in texts):
        for style in ("", "B"):
            pdf.add_font(FIRA, style, path(FIRA, style))
        pdf.set_fallback_fonts([FIRA], exact_match=False)
        pdf.set_text_shaping(True)


def cut(pdf: FPDF, text: str, width: float) -> str:
    """The text, in the font that is set, with an ellipsis where it leaves its place."""
    if pdf.get_string_width(text) <= width:
        return text
    # Measuring takes longer the longer the text, so the place is halved towards, not walked to.
    fits = bisect_right(
        range(len(text)), width, key=lambda length: pdf.get_string_width(text[:length] + ELLIPSIS)
    )
    return text[: max(fits - 1, 0)].rstrip() + ELLIPSIS


@cache
def _printable() -> frozenset[str]:
    return _glyphs(NOTO) | _glyphs(FIRA)


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="entree-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def _glyphs(family: str) -> frozenset[str]:
    with TTFont(path(family, "")) as font:
        return frozenset(map(chr, font.getBestCmap()))
