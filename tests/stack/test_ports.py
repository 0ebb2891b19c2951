"""Which ports stacks take that start at the same moment."""

from __future__ import annotations

import socket

from cli.stack.ports import NAMES, Claims, choose


def test_stacks_that_start_at_once_take_other_ports() -> None:
    with Claims() as ours, Claims() as theirs:
        first = choose({}, {}, ours)
        second = choose({}, first, theirs)

    assert len({*first.values(), *second.values()}) == 2 * len(NAMES)


def test_a_stack_keeps_its_ports_when_it_starts_again() -> None:
    with Claims() as claims:
        first = choose({}, {}, claims)
    with Claims() as claims:
        assert choose({}, first, claims) == first


def test_a_port_in_use_is_nobodys() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, Claims() as claims:
        assert not claims.take(server.getsockname()[1])
