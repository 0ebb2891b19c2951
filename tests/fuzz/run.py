"""What is tried, and what is found."""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import urlencode

import httpx
import psycopg

from tests.api.bad_input.cases import NOWHERE, Case
from tests.api.bad_input.world import World
from tests.api.books import Books, open_books
from tests.fuzz.database import DONE, Attempt, Caller, Function
from tests.fuzz.values import Mutator

BATCH = 100
ASKERS = (
    *("visitor", "owner", "support", "scanner", "stranger", "suspended", "platform", "terminal"),
    "worker",
)
PRIVATE = (
    *("OTHER_DRAFT", "OTHER_PRODUCT", "OTHER_REGISTRATION", "OTHER_PARTICIPANT", "OTHER_ORDER"),
    *("OTHER_TRANSFER", "OTHER_TICKET", "OTHER_MESSAGE", "OTHER_QUESTION", "OTHER_POOL"),
    *("OTHER_TEAM", "OTHER_REVIEW", "OTHER_ISSUED", "OTHER_REFUND", "OTHER_WAITING"),
    *("OTHER_TERMINAL", "OTHER_SESSION", "OTHER_LIST", "OTHER_RESERVATION", "OTHER_GUEST"),
)
"""What nobody of the first org can know to be there; none of it is told to visitors."""
KNOWS_ALL = ("stranger", "platform", "worker")
"""Whose it is, and who may know of everybody's."""

TOO_MIGHTY = ("platform", "worker")
"""Who is not let loose over HTTP, where what they do stays: maintenance ends all the others."""

RPC, FUNCTION = "/rest/v1/rpc/", "/functions/v1/"


@dataclass(frozen=True)
class Sample:
    """A body that is nearly right, and who sends it."""

    body: dict[str, Any]
    asker: str


Samples = dict[str, list[Sample]]


class Fuzz:
    """Tries what a seed says, and collects what is wrong."""

    def __init__(self, world: World, cases: list[Case], *, seed: int) -> None:
        """The samples are the bodies of the `cases`."""
        self._world = world
        self._random = Random(seed)  # noqa: S311 - what was tried can be tried again
        self._mutator = Mutator(self._random, [*world.values.values(), NOWHERE])
        self._tokens = {name: token for name, token in world.tokens.items() if name in ASKERS} | {
            "worker": world.shop.stack.service_key
        }
        self._private = [world.values[name] for name in PRIVATE]
        self.tried = 0
        self.answered = 0
        self.compared = 0
        self.found: dict[str, list[str]] = {}
        self._rpcs = self._samples(cases, RPC)
        self._endpoints = self._samples(cases, FUNCTION)

    def _samples(self, cases: list[Case], prefix: str) -> Samples:
        samples: Samples = {}
        for case in cases:
            if case.path.startswith(prefix) and isinstance(case.body, dict):
                name = case.path.removeprefix(prefix)
                body = self._world.filled(case.body)
                samples.setdefault(name, []).append(Sample(body, case.who))
        return samples

    @property
    def report(self) -> str:
        """What was found, what is most frequent first; empty when nothing was."""
        found = sorted(self.found.items(), key=lambda entry: -len(entry[1]))
        return "".join(
            f"{len(examples)}: {fault}\n    {examples[0]}\n" for fault, examples in found
        )

    def _note(self, fault: str, how: object) -> None:
        self.found.setdefault(fault, []).append(str(how))

    # In the database.

    def in_database(self, count: int) -> None:
        """Call functions; compare what is another's with what is not there."""
        with psycopg.connect(self._world.shop.stack.admin_db_url, autocommit=True) as connection:
            caller = Caller(connection, self._tokens)
            functions = caller.functions()
            for start in range(0, count, BATCH):
                size = min(BATCH, count - start)
                self._try(caller, [self._attempt(functions) for _ in range(size)])

    def _attempt(self, functions: list[Function]) -> Attempt:
        function = self._random.choice(functions)
        samples = self._rpcs.get(function.name, [Sample({}, "owner")])
        body = self._mutator.body([sample.body for sample in samples])
        if function.parameters and self._random.random() < 0.1:
            body[self._random.choice(list(function.parameters))] = self._mutator.value()
        return Attempt(self._asker(samples), function, body)

    def _asker(self, samples: list[Sample]) -> str:
        """Mostly somebody who may."""
        usual = self._random.choice(samples).asker
        often = self._random.random() < 0.7 and usual in ASKERS
        return usual if often else self._random.choice(ASKERS)

    def _try(self, caller: Caller, attempts: list[Attempt]) -> None:
        outcomes = caller.outcomes(attempts)
        self.tried += len(attempts)
        twins = []
        for attempt, outcome in zip(attempts, outcomes, strict=True):
            self.answered += outcome.state == DONE
            if outcome.fault:
                self._note(outcome.fault, attempt)
            said = json.dumps(attempt.body)
            foreign = [thing for thing in self._private if thing in said]
            if len(foreign) == 1 and attempt.asker not in KNOWS_ALL:
                body = json.loads(said.replace(f'"{foreign[0]}"', f'"{NOWHERE}"'))
                twins.append((foreign[0], attempt, outcome, body))
        asked = [Attempt(attempt.asker, attempt.function, body) for _, attempt, _, body in twins]
        for (thing, attempt, outcome, _), nowhere in zip(
            twins, caller.outcomes(asked), strict=True
        ):
            self.compared += 1
            theirs, nobodys = outcome.without(thing, NOWHERE), nowhere.without(thing, NOWHERE)
            if not attempt.function.only_reads and outcome.state == nowhere.state == DONE:
                continue  # each with new ids
            if theirs != nobodys:
                self._note(f"not yours is told from not there: {attempt.function.name}", attempt)

    # Over HTTP.

    def over_http(self, count: int) -> None:
        """Send requests through the gateway, in turn to PostgREST and to the workers' functions."""
        with open_books(self._world.shop.stack.admin_db_url) as books:
            for number in range(count):
                path, samples = self._random.choice(
                    [
                        (prefix + name, bodies)
                        for prefix, found in ((RPC, self._rpcs), (FUNCTION, self._endpoints))
                        for name, bodies in found.items()
                        if (prefix == RPC) is bool(number % 2)
                    ]
                )
                body = self._mutator.body([sample.body for sample in samples])
                asker = self._asker(samples)
                if asker not in TOO_MIGHTY:
                    self._send(books, path, asker, body)

    def _send(self, books: Books, path: str, asker: str, body: dict[str, Any]) -> None:
        method = "GET" if path.startswith(FUNCTION) and self._random.random() < 0.2 else "POST"

        def ask() -> httpx.Response:
            shop = self._world.shop
            query = urlencode({key: str(value) for key, value in body.items()}, errors="replace")
            return shop.http.request(
                method,
                f"{shop.stack.api_url}{path}{f'?{query}' if method == 'GET' else ''}",
                content=None if method == "GET" else json.dumps(body),
                headers=shop.headers(self._tokens[asker]) | {"Content-Type": "application/json"},
            )

        before = books.read()
        response = ask()
        self.tried += 1
        self.answered += response.is_success
        how = f"{asker} {method} {path} {json.dumps(body)[:600]}: {response.text[:300]}"
        if response.status_code >= 500 and response.status_code != 503:
            self._note(f"{response.status_code} of {path}", how)
        if response.is_client_error and books.read() != before:
            self._world.shop.quiet()  # it may be what came of an earlier one
            if books.written_by(ask):
                self._note(f"refused, and written: {path}", how)
