"""A phone at the door, in a real browser: with a network, without one, and with one again."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import segno
from PIL import Image

from tests.browser.conftest import CHROMIUM
from tests.browser.devtools import Page, browser
from tests.browser.manners import DESKTOP, PHONE, is_decent
from tests.door import Door, open_door
from tests.shop import Row, Shop, expect, refusal

GREEN, RED, ORANGE = "green", "red", "orange"
LIST = "document.querySelector('#list')"


@pytest.fixture
def door(shop: Shop) -> Door:
    return open_door(shop)


class Phone:
    """The scanner on a phone, as whoever stands at the door uses it."""

    def __init__(self, page: Page, door: Door) -> None:
        self.page = page
        self.door = door
        self.url = f"{door.shop.stack.api_url}/functions/v1/scanner"

    async def open(self) -> None:
        """Go to the page, in English, and wait until it would open without a network too."""
        await self.page.resize(*PHONE)
        await self.page.open(self.url)
        await self.page.until("navigator.serviceWorker.controller !== null")
        if await self.page.evaluate("document.documentElement.lang") == "nl":
            await self.page.click("#language")
            await self.page.until("document.documentElement.lang === 'en'")

    async def log_in(self, code: str) -> None:
        """Type a terminal's code."""
        await self.page.fill("#code", code)
        await self.page.click("#login button")

    async def start(self, list_name: str | None = None) -> None:
        """Choose the one event and a list of it, and wait until its tickets are here."""
        await self.page.until("!document.querySelector('#choose').hidden")
        if list_name:
            chosen = f"[...{LIST}.options].find(o => o.text === {json.dumps(list_name)}).value"
            await self.page.evaluate(f"{LIST}.value = {chosen}")
        await self.page.click("#choose form button")
        await self.page.until("!document.querySelector('#scan').hidden")
        await self.synced()

    async def begin(self, list_name: str | None = None) -> None:
        """Open the page, log in with a new terminal, and choose."""
        await self.open()
        await self.log_in(self.door.terminal()["code"])
        await self.start(list_name)

    async def synced(self) -> None:
        """Wait until all tickets are on the phone."""
        await self.page.until("/ago|now/.test(document.querySelector('#snapshot').textContent)")

    async def type(self, text: str) -> tuple[str, str]:
        """Scan what is typed; return the colour of the answer and all that it says."""
        await self.page.fill("#typed", text)
        await self.page.click("#manual button")
        return await self.answer()

    async def answer(self) -> tuple[str, str]:
        """The answer on the screen, which is put away."""
        await self.page.until("!document.querySelector('#answer').hidden")
        colour = await self.page.evaluate("document.querySelector('#answer').dataset.colour")
        said = await self.page.evaluate("document.querySelector('#answer').innerText")
        await self.page.click("#next")
        await self.page.until("document.querySelector('#answer').hidden")
        return str(colour), str(said)

    async def number(self, name: str) -> int:
        """A number on the screen: queue, count-inside, count-tickets."""
        return int(await self.page.evaluate(f"document.querySelector('#{name}').textContent"))

    async def shows(self, name: str, number: int) -> None:
        """Wait for a number on the screen."""
        await self.page.until(f"document.querySelector('#{name}').textContent === '{number}'")

    async def reload(self) -> None:
        """Go to the page anew."""
        await self.page.open(self.url)
        await self.page.until("!document.querySelector('#scan').hidden")


@pytest.fixture
def phone(page: Page, door: Door) -> Phone:
    return Phone(page, door)


def forged(token: str) -> str:
    """A token whose signature is not ours."""
    version, code, signature = token.split(".")
    return f"{version}.{code}.{signature[:-4]}AAAA"


async def test_with_a_network_the_first_scan_wins(phone: Phone, door: Door) -> None:
    one, two = door.tickets(2)
    await phone.begin()
    await phone.shows("count-tickets", 2)

    colour, said = await phone.type(one["qr_token"])
    assert (colour, "Welcome" in said, "10 km" in said) == (GREEN, True, True)
    assert (door.status(one), door.status(two)) == ("used", "valid")
    assert await phone.number("count-inside") == 1
    colour, said = await phone.type(one["code"].lower())
    assert (colour, "Already in" in said, "First scan" in said) == (RED, True, True)
    assert "Gate" in said, "where it was scanned first"
    for nothing in ("hello", forged(two["qr_token"])):
        colour, said = await phone.type(nothing)
        assert (colour, "Unknown" in said) == (RED, True)
    assert door.status(two) == "valid"
    assert await phone.number("queue") == 0
    assert "No network" not in await phone.page.text()


async def test_without_a_network_it_goes_on_and_the_truth_is_told_afterwards(
    phone: Phone, door: Door
) -> None:
    used, fresh, shared, spare = door.tickets(4)
    await phone.begin()
    assert (await phone.type(used["qr_token"]))[0] == GREEN
    await phone.page.network(is_there=False)
    elsewhere = door.device()
    door.scan(elsewhere, shared)
    (sold_since,) = door.tickets()

    assert (await phone.type(used["qr_token"]))[0] == RED
    colour, said = await phone.type(fresh["qr_token"])
    assert (colour, "Decided without network" in said) == (GREEN, True)
    assert (await phone.type(fresh["qr_token"]))[0] == RED
    assert (await phone.type(shared["qr_token"]))[0] == GREEN, "the phone cannot know"
    assert (await phone.type(forged(spare["qr_token"])))[0] == RED
    colour, said = await phone.type(sold_since["qr_token"])
    assert (colour, "Not on the list" in said) == (ORANGE, True)
    assert door.status(fresh) == "valid", "nobody knows of it yet"
    await phone.shows("queue", 6)

    await phone.reload()
    assert "No network" in await phone.page.text()
    assert await phone.number("queue") == 6, "a reload loses no scan"
    assert (await phone.type(fresh["qr_token"]))[0] == RED, "nor who is in"
    assert (await phone.type(spare["code"]))[0] == GREEN

    await phone.page.network(is_there=True)
    await phone.page.click("#sync")
    await phone.shows("queue", 0)
    await phone.shows("count-inside", 4)
    assert [door.status(ticket) for ticket in (used, fresh, shared, spare, sold_since)] == [
        *("used",) * 4,
        "valid",
    ]
    assert "doubles" in await phone.page.text(), "one let in twice"
    came = [row["result"] for row in door.logs(mode="eq.offline")]
    assert sorted(came) == sorted(["already_used"] * 4 + ["admitted"] * 2 + ["unknown"] * 2), (
        "every attempt was written down"
    )
    assert (await phone.type(sold_since["qr_token"]))[0] == GREEN
    assert door.shop.problems() == set()


async def test_what_was_sent_and_not_confirmed_is_not_scanned_twice(
    phone: Phone, door: Door
) -> None:
    """The answer of a scan gets lost on its way: the phone decides, and both are one scan."""
    (ticket,) = door.tickets()
    await phone.begin()
    await phone.page.evaluate(
        "const real = fetch; window.fetch = async (...asked) => {"
        " const answer = await real(...asked);"
        " if (String(asked[0]).endsWith('/scanner-scan')) throw new TypeError('lost');"
        " return answer; }"
    )
    assert (await phone.type(ticket["qr_token"]))[0] == GREEN
    assert door.status(ticket) == "used"
    await phone.page.click("#sync")
    await phone.shows("queue", 0)
    assert [row["result"] for row in door.logs()] == ["admitted"]
    assert "doubles" not in await phone.page.text()


async def test_a_session_that_is_ended_leaves_no_names_behind(phone: Phone, door: Door) -> None:
    door.tickets(items=[door.sale.cart()[0] | {"registrations": [NAMED]}])
    await phone.open()
    terminal = door.terminal()
    await phone.log_in("WR0NG1")
    await phone.page.until("!document.querySelector('#trouble').hidden")
    await phone.log_in(terminal["code"])
    await phone.start()
    await phone.page.fill("#wanted", "zoe")
    await phone.page.until("document.querySelector('#found').innerText.includes('Zoë Wit')")
    await phone.page.click("#found button")
    assert "Zoë Wit" in (await phone.answer())[1]
    assert refusal(
        door.shop.http.post(
            f"{door.shop.stack.api_url}/rest/v1/rpc/deactivate_terminal",
            json={"terminal_id": terminal["terminal_id"]},
            headers=door.shop.headers(),
        )
    )
    expect(
        door.shop.rpc(
            "deactivate_terminal", door.sale.owner.token, terminal_id=terminal["terminal_id"]
        )
    )

    await phone.page.click("#sync")
    await phone.page.until("!document.querySelector('#login').hidden")
    assert "signed out" in await phone.page.text()
    kept = (
        "new Promise(done => { indexedDB.open('entree-scanner').onsuccess = event => {"
        " const all = event.target.result.transaction('tickets').objectStore('tickets').count();"
        " all.onsuccess = () => { window.kept = all.result; done(); } } })"
    )
    await phone.page.evaluate(kept)
    assert await phone.page.until("window.kept === 0")


NAMED = {"first_name": "Zoë", "last_name": "Wit"}


async def test_scans_wait_for_a_terminal_of_their_event(phone: Phone, door: Door) -> None:
    one, two = door.tickets(2)
    terminal = door.terminal()
    await phone.open()
    await phone.log_in(terminal["code"])
    await phone.start()
    await phone.page.network(is_there=False)
    assert (await phone.type(one["qr_token"]))[0] == GREEN
    expect(
        door.shop.rpc(
            "deactivate_terminal", door.sale.owner.token, terminal_id=terminal["terminal_id"]
        )
    )
    await phone.page.network(is_there=True)
    await phone.page.click("#sync")
    await phone.page.until("!document.querySelector('#login').hidden")

    elsewhere = open_door(door.shop)
    elsewhere.tickets(3)
    await phone.log_in(elsewhere.terminal()["code"])
    await phone.start()
    await phone.shows("count-tickets", 3)
    assert await phone.number("queue") == 1, "this terminal is not for it"
    await phone.page.click("#change")
    await phone.page.click("#logout")
    await phone.page.until("!document.querySelector('#trouble').hidden")
    expect(
        door.shop.rpc(
            "activate_terminal", door.sale.owner.token, terminal_id=terminal["terminal_id"]
        )
    )
    await phone.page.click("#logout")
    await phone.page.until("!document.querySelector('#login').hidden")
    await phone.log_in(terminal["code"])
    await phone.start()
    await phone.shows("queue", 0)
    await phone.shows("count-tickets", 2)
    assert (door.status(one), door.status(two)) == ("used", "valid")


async def test_kits_are_handed_out_once(phone: Phone, door: Door) -> None:
    owner, its_event = door.sale.owner, {"org_id": door.sale.org_id, "event_id": door.sale.event_id}
    shirt = door.shop.insert(
        "products", owner.token, **its_event, name="Shirt", price=0, scope="order"
    )
    door.entrance(name="Kits", kind="kit_pickup")
    (ticket,) = door.tickets(items=[*door.sale.cart(), {"product_id": shirt["id"], "quantity": 1}])
    (other,) = door.tickets()
    await phone.begin("Kits")
    await phone.page.fill("#typed", ticket["qr_token"])
    await phone.page.click("#manual button")
    await phone.page.until("document.querySelector('#kit').innerText.includes('Shirt')")
    await phone.page.click("#hand-out")
    await phone.page.until("document.querySelector('#kit').innerText.includes('handed out')")
    assert await phone.page.evaluate("document.querySelector('#hand-out').disabled")
    await phone.page.click("#next")
    await phone.page.network(is_there=False)
    await phone.page.fill("#typed", other["qr_token"])
    await phone.page.click("#manual button")
    await phone.page.until("document.querySelector('#kit').innerText.includes('network')")
    assert await phone.page.evaluate("document.querySelectorAll('#kit li').length") == 0, (
        "nobody sees what the one before was given"
    )
    (row,) = door.shop.rows("handouts", owner.token, event_id=f"eq.{door.sale.event_id}")
    assert (row["ticket_instance_id"], row["quantity"]) == (ticket["id"], 1)
    assert door.status(ticket) == "valid", "a kit admits nobody"


async def test_it_speaks_two_languages_on_every_screen(phone: Phone, door: Door) -> None:
    (ticket,) = door.tickets()
    await phone.open()
    await decent_everywhere(phone.page)
    await phone.log_in(door.terminal()["code"])
    await phone.page.until("!document.querySelector('#choose').hidden")
    await decent_everywhere(phone.page)
    await phone.start()
    await decent_everywhere(phone.page)
    await phone.page.click("#language")
    await phone.page.until("document.documentElement.lang === 'nl'")
    _, said = await phone.type(ticket["code"])
    assert "Welkom" in said
    await phone.reload()
    assert await phone.page.evaluate("document.documentElement.lang") == "nl", "it stays chosen"
    token = "sessionStorage.length + localStorage.length"
    assert await phone.page.evaluate(f"location.search + location.hash + ({token})") == "0"


async def decent_everywhere(page: Page) -> None:
    """Check the screen that is shown, on a phone and on a desk."""
    for size in (DESKTOP, PHONE):
        await page.resize(*size)
        await is_decent(page)


@asynccontextmanager
async def filming(ticket: Row, folder: Path) -> AsyncIterator[Page]:
    """A browser whose camera sees the QR code of a ticket."""
    qr = io.BytesIO()
    segno.make(ticket["qr_token"], error="m", micro=False).save(qr, kind="png", scale=5, border=4)
    scene = Image.new("RGB", (640, 480), (96, 110, 120))
    with Image.open(qr) as code:
        scene.paste(code.convert("RGB").rotate(4, expand=True, fillcolor="white"), (150, 80))
    film = folder / "camera.mjpeg"
    scene.save(film, "JPEG", quality=80)
    assert CHROMIUM is not None
    async with browser(
        CHROMIUM,
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ) as page:
        yield page


async def test_the_camera_reads_a_ticket(door: Door, tmp_path: Path) -> None:
    (ticket,) = door.tickets()
    async with filming(ticket, tmp_path) as page:
        phone = Phone(page, door)
        await phone.begin()
        await page.click("#camera")
        colour, said = await phone.answer()
        assert (colour, "Welcome" in said) == (GREEN, True)
        assert door.status(ticket) == "used"
        assert len(door.logs()) == 1, "as long as it is in view it is scanned once"
        await page.click("#camera")
        assert await page.evaluate("document.querySelector('#video').srcObject") is None


async def test_without_a_camera_it_says_so(phone: Phone) -> None:
    await phone.begin()
    await phone.page.click("#camera")
    await phone.page.until("!document.querySelector('#camera-trouble').hidden")
    assert "camera" in await phone.page.text()
