"""What stands in front of several gateways: one address that leads to those that are there."""

from __future__ import annotations

import contextlib
import itertools
import socket
import threading
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

PIECE = 65536


class Balancer:
    """Hands each connection on to the next gateway that takes it; without any it hangs up."""

    def __init__(self, server: socket.socket) -> None:
        self.url = f"http://127.0.0.1:{server.getsockname()[1]}"
        self.gateways: Sequence[str] = ()
        """The addresses of the gateways."""
        self._server = server
        self._turns = itertools.count()

    def serve(self) -> None:
        """Take connections until the server is closed."""
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._hand_on, args=[client], daemon=True).start()

    def _hand_on(self, client: socket.socket) -> None:
        with client:
            gateway = self._next()
            if gateway is None:
                return
            with gateway:
                back = threading.Thread(target=_pour, args=[gateway, client], daemon=True)
                back.start()
                _pour(client, gateway)
                back.join()

    def _next(self) -> socket.socket | None:
        turn = next(self._turns)
        for number in range(len(self.gateways)):
            address = urlsplit(self.gateways[(turn + number) % len(self.gateways)])
            with contextlib.suppress(OSError):
                return socket.create_connection((address.hostname, address.port))
        return None


def _pour(source: socket.socket, drain: socket.socket) -> None:
    """Pass everything on, and the end too."""
    with contextlib.suppress(OSError):
        while piece := source.recv(PIECE):
            drain.sendall(piece)
    for end in (source, drain):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_WR if end is drain else socket.SHUT_RD)


@contextlib.contextmanager
def balance() -> Iterator[Balancer]:
    """A balancer at a free port; say which `gateways` there are once they are."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        balancer = Balancer(server)
        thread = threading.Thread(target=balancer.serve, daemon=True)
        thread.start()
        yield balancer
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
