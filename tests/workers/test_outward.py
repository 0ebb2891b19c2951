"""Requests to addresses that others chose: never inside, never elsewhere, never for ever."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from workers.outward import Guard, Outward, Refused, Unreachable, fault_of

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)

INSIDE = (
    "127.0.0.1",
    "127.8.9.10",
    "0.0.0.0",  # noqa: S104 -- this very machine, on many systems
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "169.254.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
)
PUBLIC = ("1.1.1.1", "8.8.8.8", "93.184.215.14", "2606:4700::1111", "2a00:1450:4009::1")


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_not_public_is_refused(address: str) -> None:
    assert fault_of(ipaddress.ip_address(address)) is not None


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public_is_not(address: str) -> None:
    assert fault_of(ipaddress.ip_address(address)) is None


class Names:
    """A resolver that gives its answers one after the other, the last one again and again."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:  # noqa: ARG002
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


async def test_one_bad_address_among_good_ones_is_enough() -> None:
    guard = Guard(lookup=Names(["8.8.8.8", "10.0.0.1"]))
    with pytest.raises(Refused, match="a private address"):
        await guard.address_of("hooks.example.org", 443, encrypted=True)


async def test_the_port_and_the_encryption_are_looked_at() -> None:
    guard = Guard(lookup=Names(["8.8.8.8"]))
    assert await guard.address_of("hooks.example.org", 8443, encrypted=True) == "8.8.8.8"
    with pytest.raises(Refused, match="443, 8443"):
        await guard.address_of("hooks.example.org", 22, encrypted=True)
    with pytest.raises(Refused, match="https"):
        await guard.address_of("hooks.example.org", 443, encrypted=False)


async def test_a_name_without_an_address() -> None:
    with pytest.raises(Unreachable, match="no address"):
        await Outward(Guard()).post("https://hooks.invalid/", b"", {})
    with pytest.raises(Unreachable, match="no address"):
        await Guard(lookup=Names([])).address_of("hooks.example.org", 443, encrypted=True)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://user:secret@hooks.example.org/", "name or password"),
        ("https://user@hooks.example.org/", "name or password"),
        ("ftp://hooks.example.org/", "form"),
        ("file:///etc/passwd", "form"),
        ("hooks.example.org", "form"),
        ("https://", "form"),
        ("https://hooks.example.org:x/", "not an address"),
        ("https://[::1", "not an address"),
        ("https://hooks.example.org/" + "x" * 2000, "form"),
        ("https://hööks.example.org/", "characters"),
        ("https://127.0.0.1/", "machine itself"),
        ("https://[::1]/", "machine itself"),
        ("https://[::ffff:127.0.0.1]/", "machine itself|public internet"),
        ("https://0x7f.1/", "machine itself|no address"),
        ("https://2130706433/", "machine itself|no address"),
        ("https://localhost/", "machine itself"),
        ("https://169.254.169.254/latest/meta-data/", "link-local"),
    ],
)
async def test_addresses_that_nothing_is_sent_to(url: str, why: str) -> None:
    with pytest.raises((Refused, Unreachable), match=why):
        await Outward(Guard()).post(url, b"{}", {})


class Peer:
    """A server that says one thing to whoever connects, and what it heard."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.says: list[bytes] = []
        self.holds = asyncio.Event()
        self.port = 0
        self.writers: list[asyncio.StreamWriter] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        # Whoever asked may have heard enough, or not like the certificate.
        with contextlib.suppress(OSError, EOFError):
            self.heard.append(await reader.readuntil(b"\r\n\r\n"))
            for part in self.says:
                writer.write(part)
                await writer.drain()
            if not self.says:
                await self.holds.wait()
        writer.close()


@asynccontextmanager
async def open_peer(context: ssl.SSLContext | None = None) -> AsyncIterator[Peer]:
    peer = Peer()
    server = await asyncio.start_server(peer.serve, "127.0.0.1", 0, ssl=context)
    peer.port = server.sockets[0].getsockname()[1]
    try:
        yield peer
    finally:
        peer.holds.set()
        for writer in peer.writers:
            writer.transport.abort()
        server.close()
        await server.wait_closed()


NO_CONTENT = b"HTTP/1.1 204 No Content\r\n\r\n"


async def test_a_name_that_changes_its_mind_leads_to_what_was_looked_at() -> None:
    """The first look is the only one: the connection goes to the address that it found."""
    names = Names(["127.0.0.2"], ["10.0.0.1"])
    async with open_peer() as peer:
        peer.says = [NO_CONTENT]
        outward = Outward(Guard(LOOPBACK, names))
        server = await asyncio.start_server(peer.serve, "127.0.0.2", peer.port)
        answer = await outward.post(f"http://hooks.example.org:{peer.port}/a?b=c", b"{}", {})
        server.close()
        await server.wait_closed()
    assert answer.status == 204
    assert names.asked == ["hooks.example.org"]
    [heard] = peer.heard
    assert heard.startswith(b"POST /a?b=c HTTP/1.1\r\n")
    assert f"Host: hooks.example.org:{peer.port}\r\n".encode() in heard


async def test_tls_asks_for_the_name(tmp_path: Path) -> None:
    served, trusted = certificate(tmp_path, "hooks.example.org")
    async with open_peer(served) as peer:
        peer.says = [NO_CONTENT]
        outward = Outward(Guard(LOOPBACK, Names(["127.0.0.1"])), trusted)
        answer = await outward.post(f"https://hooks.example.org:{peer.port}/", b"", {})
        assert answer.status == 204
        with pytest.raises(Unreachable, match="certificate"):
            await outward.post(f"https://other.example.org:{peer.port}/", b"", {})
    async with open_peer() as plain:
        plain.says = [NO_CONTENT]
        with pytest.raises(Unreachable):
            await outward.post(f"https://hooks.example.org:{plain.port}/", b"", {}, seconds=1)


def certificate(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What a server shows that has a name, and who trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    whom = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(whom, whom, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    served = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    served.load_cert_chain(file)
    return served, ssl.create_default_context(cafile=str(file))


def answered(head: str, *parts: bytes) -> list[bytes]:
    return [f"HTTP/1.1 {head}\r\n\r\n".encode(), *parts]


async def test_redirects_are_answers_and_pauses_are_told() -> None:
    async with open_peer() as peer:
        url = f"http://127.0.0.1:{peer.port}/"
        outward = Outward(Guard(LOOPBACK))
        for says, status, retry_after in (
            (answered(f"302 Found\r\nLocation: {url}\r\nContent-Length: 0"), 302, None),
            (answered("429 Wait\r\nRetry-After: 120\r\nContent-Length: 0"), 429, 120),
            (answered("503 Wait\r\nRetry-After: Fri, 01 Jan 2027 00:00:00 GMT"), 503, None),
        ):
            peer.says = says
            answer = await outward.post(url, b"", {})
            assert (answer.status, answer.retry_after) == (status, retry_after)
        assert len(peer.heard) == 3


async def test_of_a_huge_answer_the_beginning_is_read() -> None:
    async with open_peer() as peer:
        peer.says = answered("200 OK\r\nContent-Length: 1000000000", *[b"x" * 65536] * 1000)
        answer = await Outward(Guard(LOOPBACK)).post(f"http://127.0.0.1:{peer.port}/", b"", {})
    assert answer.status == 200
    assert answer.body == "x" * 16384


async def test_who_breaks_off_after_the_status_has_answered() -> None:
    async with open_peer() as peer:
        peer.says = answered("200 OK\r\nContent-Length: 10", b"five.")
        answer = await Outward(Guard(LOOPBACK)).post(f"http://127.0.0.1:{peer.port}/", b"", {})
    assert (answer.status, answer.body) == (200, "five.")


async def test_who_does_not_answer_is_given_up() -> None:
    async with open_peer() as peer:
        url = f"http://127.0.0.1:{peer.port}/"
        with pytest.raises(Unreachable, match="answer"):
            await Outward(Guard(LOOPBACK)).post(url, b"", {}, seconds=0.2)
        peer.says = [b"no http at all\r\n\r\n"]
        with pytest.raises(Unreachable, match="HTTP"):
            await Outward(Guard(LOOPBACK)).post(url, b"", {})
    with pytest.raises(Unreachable, match="nothing answers"):
        await Outward(Guard(LOOPBACK)).post(url, b"", {})
