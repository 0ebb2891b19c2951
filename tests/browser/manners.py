"""What every page owes its reader, whatever it is about."""

from __future__ import annotations

from tests.browser.devtools import Page

DESKTOP, PHONE = (1000, 900), (360, 740)


async def is_decent(page: Page) -> None:
    """What every page owes its reader: a title, a language, and no scrolling sideways."""
    assert await page.evaluate("document.title")
    assert await page.evaluate("document.documentElement.lang") in {"en", "nl"}
    wide, screen = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= screen
    unnamed = (
        "[...document.querySelectorAll('input:not([type=hidden]), select')]"
        ".filter(e => !e.labels.length).length"
    )
    assert await page.evaluate(unnamed) == 0, "every field has a label"
