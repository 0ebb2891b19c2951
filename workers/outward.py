"""HTTP to addresses that others chose: only to hosts of the public internet, and within bounds.

A name is resolved here, every address it has is looked at, and the connection goes to the very
address that was looked at; TLS still asks for the name. So a name that changes its mind between
the look and the connection leads nowhere else. Redirects are not followed, because they would.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
import ssl
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpcore

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 15.0  # what Standard Webhooks recommends at the least
MAX_ANSWER = 16 * 1024  # bytes that are read of an answer
MAX_URL = 2000
PORTS = frozenset({443, 8443})

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

# Beside what `is_global` and its like know: ways from IPv6 to IPv4, which may lead inside, and
# addresses under which clouds tell a machine its own secrets. From the IANA special-purpose
# registries and the documentation of the clouds.
REFUSED: tuple[Network, ...] = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",
        "100.64.0.0/10",  # shared by carriers; 100.100.100.200 is a metadata service
        "168.63.129.16/32",  # a cloud's own server, at a public address
        "192.0.0.0/24",  # 192.0.0.192 is a metadata service
        "192.88.99.0/24",  # relays from IPv6
        "::/96",  # IPv4 inside IPv6, as it was once
        "::ffff:0:0/96",  # IPv4 inside IPv6
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",  # NAT64, local
        "100::/64",  # discarded
        "2001::/23",  # Teredo and other protocols
        "2002::/16",  # 6to4
        "fc00::/7",  # private; fd00:ec2::254 is a metadata service
        "fec0::/10",  # private, as it was once
    )
)


class Refused(Exception):
    """An address that nothing is sent to; the message says why."""


class Unreachable(Exception):
    """No answer came; the message says why, in words that tell nothing of the network here."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered: its status, the beginning of its body, when to come again."""

    status: int
    body: str
    retry_after: int | None


def fault_of(address: Address) -> str | None:
    """Why nothing is sent to an address; None when it is one of the public internet."""
    if address.is_loopback:
        return "this machine itself"
    if address.is_link_local:
        return "a link-local address"
    if address.is_multicast:
        return "a multicast address"
    if any(address in network for network in REFUSED if network.version == address.version):
        return "an address that is not of the public internet"
    if not address.is_global or address.is_reserved or address.is_unspecified:
        return "a private address"
    return None


async def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, as the system's resolver tells them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class Guard:
    """Which addresses may be connected to: public ones, and those of networks that are allowed."""

    def __init__(self, allowed: Iterable[Network] = (), lookup: Resolve = resolve) -> None:
        self._allowed = tuple(allowed)
        self._resolve = lookup

    def is_allowed(self, address: Address) -> bool:
        """Whether the installation allows an address that is not public, or unencrypted."""
        return any(address in network for network in self._allowed)

    async def address_of(self, host: str, port: int, *, encrypted: bool) -> str:
        """The address to connect to. Raises Refused when one that the host has may not be."""
        try:
            texts = await self._resolve(host, port)
        except OSError as error:
            raise Unreachable("its host has no address") from error
        addresses = [ipaddress.ip_address(text.partition("%")[0]) for text in texts]
        if not addresses:
            raise Unreachable("its host has no address")
        for address in addresses:
            if self.is_allowed(address):
                continue
            if fault := fault_of(address):
                raise Refused(f"its host is {fault}")
            if not encrypted:
                raise Refused("it does not begin with https://")
            if port not in PORTS:
                raise Refused(f"its port is none of {', '.join(map(str, sorted(PORTS)))}")
        return str(addresses[0])


class _Backend(httpcore.AsyncNetworkBackend):
    """Connects to the address that the guard has looked at, whatever the name says afterwards."""

    def __init__(self, guard: Guard, *, encrypted: bool) -> None:
        self._guard = guard
        self._encrypted = encrypted
        self._network = httpcore.AnyIOBackend()
        self._streams: list[httpcore.AsyncNetworkStream] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to a host by name, which TLS then asks for."""
        address = await self._guard.address_of(host, port, encrypted=self._encrypted)
        stream = await self._network.connect_tcp(
            address, port, timeout, local_address, socket_options
        )
        self._streams.append(stream)
        return stream

    async def aclose(self) -> None:
        """Closes what is open: a connection that is given up while TLS begins would stay so."""
        for stream in self._streams:
            with contextlib.suppress(httpcore.NetworkError, OSError):
                await stream.aclose()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._network.sleep(seconds)


class Outward:
    """Sends requests to addresses that others chose. Each has a connection of its own."""

    def __init__(self, guard: Guard, trust: ssl.SSLContext | None = None) -> None:
        self._guard = guard
        self._trust = trust or ssl.create_default_context()

    async def post(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        *,
        seconds: float = TOTAL_SECONDS,
    ) -> Answer:
        """The answer to a POST; a redirect is an answer as well. Raises Refused, Unreachable."""
        target = _target(url)
        deadline = time.monotonic() + seconds
        try:
            async with asyncio.timeout(seconds):
                return await self._send(target, body, headers, deadline)
        except TimeoutError:
            raise Unreachable(f"it did not answer within {seconds:g} seconds") from None
        except httpcore.TimeoutException:
            raise Unreachable("it did not answer in time") from None
        except httpcore.ConnectError as error:
            raise Unreachable(_why_not_connected(error)) from None
        except (httpcore.NetworkError, httpcore.ProtocolError):
            raise Unreachable("it broke off the connection, or does not speak HTTP") from None

    async def _send(
        self, target: httpcore.URL, body: bytes, headers: Mapping[str, str], deadline: float
    ) -> Answer:
        left = max(deadline - time.monotonic(), 0.001)
        patience = {"connect": min(CONNECT_SECONDS, left), "read": left, "write": left}
        async with (
            contextlib.aclosing(_Backend(self._guard, encrypted=target.scheme == b"https")) as way,
            httpcore.AsyncConnectionPool(
                ssl_context=self._trust, network_backend=way, max_keepalive_connections=0
            ) as pool,
            pool.stream(
                "POST",
                target,
                headers=[
                    ("Host", _authority(target)),
                    ("Content-Length", str(len(body))),
                    ("Accept-Encoding", "identity"),
                    *headers.items(),
                ],
                content=body,
                extensions={"timeout": patience},
            ) as response,
        ):
            return Answer(
                response.status,
                await _beginning(response),
                _retry_after({name.lower(): value for name, value in response.headers}),
            )


def _target(url: str) -> httpcore.URL:
    """The address, taken apart. Raises Refused for one that is no good address of a web server."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Refused("it is not an address") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or len(url) > MAX_URL:
        raise Refused("it is not an address of the form https://host/path")
    if parts.username is not None or parts.password is not None:
        raise Refused("it has a name or password in it")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        return httpcore.URL(
            scheme=parts.scheme.encode("ascii"),
            host=parts.hostname.encode("ascii"),
            port=port or {"http": 80, "https": 443}[parts.scheme],
            target=path.encode("ascii"),
        )
    except UnicodeEncodeError:
        raise Refused("it has characters that no address has") from None


def _authority(target: httpcore.URL) -> str:
    """What stands in the header Host: the name as it was given, its port where it is unusual."""
    host = target.host.decode()
    name = f"[{host}]" if ":" in host else host
    usual = {b"http": 80, b"https": 443}[target.scheme]
    return name if target.port == usual else f"{name}:{target.port}"


async def _beginning(response: httpcore.Response) -> str:
    """The first bytes of an answer; what comes after them is not waited for."""
    read = bytearray()
    # Who breaks off or dawdles after the status has answered all the same.
    with contextlib.suppress(httpcore.NetworkError, httpcore.ProtocolError):
        async for part in response.aiter_stream():
            read += part
            if len(read) >= MAX_ANSWER:
                break
    return bytes(read[:MAX_ANSWER]).decode(errors="replace")


def _retry_after(headers: Mapping[bytes, bytes]) -> int | None:
    """The seconds of a header Retry-After; its other form, a date, is not looked at."""
    value = headers.get(b"retry-after")
    return int(value) if value is not None and value.isdigit() and len(value) < 8 else None


def _why_not_connected(error: httpcore.ConnectError) -> str:
    cause = str(error)
    if "CERTIFICATE_VERIFY_FAILED" in cause:
        return "its certificate is not valid for its name"
    if "SSL" in cause:
        return "it does not speak TLS as it should"
    return "nothing answers there"
