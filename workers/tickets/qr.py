"""QR codes, as an image for mail, as SVG for a page, and as rows of modules for a PDF."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import lru_cache

import segno

ERROR_CORRECTION = "m"  # readable with 15 % of it dirty or creased
QUIET_ZONE = 4  # modules of white around it, as the standard asks
PNG_SCALE = 6  # pixels per module


def matrix(token: str) -> tuple[bytearray, ...]:
    """The modules, row by row, without the quiet zone; 1 is dark."""
    return tuple(_code(token).matrix)


def png(token: str) -> bytes:
    """A PNG of about 300 pixels."""
    out = io.BytesIO()
    _code(token).save(out, kind="png", scale=PNG_SCALE, border=QUIET_ZONE)
    return out.getvalue()


def svg(token: str, title: str) -> str:
    """SVG markup that scales to its place; `title` is read to those who cannot see it."""
    return _code(token).svg_inline(
        border=QUIET_ZONE, light="white", omitsize=True, title=title, svgclass="qr", lineclass=None
    )


def runs(token: str) -> Iterator[tuple[int, int, int]]:
    """The dark modules as horizontal strokes: row, first column, length."""
    for row, modules in enumerate(matrix(token)):
        start = None
        for column, dark in enumerate([*modules, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                yield row, start, column - start
                start = None


@lru_cache(maxsize=256)  # a letter draws each code three times, and choosing its mask is slow
def _code(token: str) -> segno.QRCode:
    return segno.make(token, error=ERROR_CORRECTION, micro=False, boost_error=False)
