"""Drives a Chromium that is on this machine, through its DevTools protocol; downloads nothing."""

from __future__ import annotations

import asyncio
import base64
import json
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

OPTIONS = (
    "--headless=new",
    "--remote-debugging-port=0",
    "--no-first-run",
    "--no-proxy-server",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    # It sees our own pages only; as root and in most containers there is no sandbox to be had.
    "--no-sandbox",
)
PATIENCE = 30.0  # seconds
LOOK_AGAIN = 0.05  # seconds


class ProtocolError(Exception):
    """The browser refuses a command."""


class Page:
    """One tab."""

    def __init__(self, socket: ClientConnection, session: str) -> None:
        self._socket = socket
        self._session = session
        self._numbers = count(1)

    async def open(self, url: str) -> None:
        """Go to an address, and wait until the page is there."""
        answer = await self.send("Page.navigate", url=url)
        assert "errorText" not in answer, f"{url}: {answer['errorText']}"
        await self.until("true")

    async def click(self, selector: str) -> None:
        """Click on the first element that a CSS selector finds, once a mouse could hit it.

        The browser ignores the mouse itself until a page has been painted, and says nothing.
        """
        await self.until(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
            " if (!e) return false;"
            " e.scrollIntoView({block: 'center'}); const b = e.getBoundingClientRect();"
            " const hit = document.elementFromPoint(b.x + b.width / 2, b.y + b.height / 2);"
            " if (!e.contains(hit)) return false;"
            " e.click(); return true; })()"
        )

    async def text(self) -> str:
        """What the page says."""
        return str(await self.evaluate("document.body.innerText"))

    async def until(self, expression: str) -> Any:
        """Wait until JavaScript finds something true, on this page or one that follows; return it.

        Only whole pages are asked.
        """
        deadline = time.monotonic() + PATIENCE
        whole = f"document.readyState === 'complete' ? {expression} : null"
        while not (found := await self._found(whole)):
            assert time.monotonic() < deadline, (
                f"not so after {PATIENCE:.0f} seconds: {expression}\n{await self.text()}"
            )
            await asyncio.sleep(LOOK_AGAIN)
        return found

    async def _found(self, expression: str) -> Any:
        try:
            return await self.evaluate(expression)
        except ProtocolError:  # between two pages there is nothing to ask
            return None

    async def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression."""
        answer = await self.send("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    async def fill(self, selector: str, text: str) -> None:
        """Write into a field, as if it were typed."""
        await self.click(selector)
        field = f"document.querySelector({json.dumps(selector)})"
        await self.evaluate(f"{field}.focus(); {field}.value = ''")
        await self.send("Input.insertText", text=text)

    async def network(self, *, is_there: bool) -> None:
        """Cut the page off from every network, or connect it again."""
        await self.send("Network.enable")
        await self.send(
            "Network.emulateNetworkConditions",
            offline=not is_there,
            latency=0,
            downloadThroughput=-1,
            uploadThroughput=-1,
        )

    async def resize(self, width: int, height: int) -> None:
        """Give the page the size of another screen."""
        await self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )

    async def screenshot(self) -> bytes:
        """A picture of the whole page (PNG)."""
        answer = await self.send("Page.captureScreenshot", captureBeyondViewport=True)
        return base64.b64decode(answer["data"])

    async def send(self, method: str, **parameters: Any) -> Any:
        """Send a command of the protocol, return its result. Events are not listened to."""
        return await _send(self._socket, next(self._numbers), method, parameters, self._session)


@asynccontextmanager
async def browser(binary: str, *options: str) -> AsyncIterator[Page]:
    """A fresh browser with one empty tab and more options, closed in the end."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            binary,
            *OPTIONS,
            *options,
            f"--user-data-dir={profile}",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            address = await _address(process, Path(profile))
            async with connect(address, max_size=None, proxy=None) as socket:
                target = await _send(socket, 1, "Target.createTarget", {"url": "about:blank"})
                attached = await _send(
                    socket, 2, "Target.attachToTarget", {**target, "flatten": True}
                )
                yield Page(socket, attached["sessionId"])
        finally:
            process.terminate()
            await process.wait()


async def _address(process: asyncio.subprocess.Process, profile: Path) -> str:
    """Where the browser listens, which it writes down when it does."""
    note = profile / "DevToolsActivePort"
    deadline = time.monotonic() + PATIENCE
    while not note.exists() or len(lines := note.read_text().split()) < 2:
        assert process.returncode is None, f"the browser ended with code {process.returncode}"
        assert time.monotonic() < deadline, "the browser does not start"
        await asyncio.sleep(LOOK_AGAIN)
    port, path = lines
    return f"ws://127.0.0.1:{port}{path}"


async def _send(
    socket: ClientConnection,
    number: int,
    method: str,
    parameters: dict[str, Any],
    session: str | None = None,
) -> Any:
    message: dict[str, Any] = {"id": number, "method": method, "params": parameters}
    if session:
        message["sessionId"] = session
    await socket.send(json.dumps(message))
    async with asyncio.timeout(PATIENCE):
        while True:
            answer = json.loads(await socket.recv())
            if answer.get("id") == number and answer.get("sessionId") == session:
                if "error" in answer:
                    raise ProtocolError(f"{method}: {answer['error']}")
                return answer["result"]
