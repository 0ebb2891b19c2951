"""Who asks the HTTP functions for what, and what they are told: the words of the matrix.

Everybody asks for what is their own tenant's (of those who have none, the first's), for the same of
another tenant, and for the same of nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from tests.api.tenants import ROLES, Tenant, Things, nobody_s
from tests.shop import Row, Shop

Answer = tuple[int, str]
"""Status and slug; the slug of a success, and of a page for people, is empty."""

ASKERS = (
    *("no key", "visitor", "stranger", *ROLES, "foreigner", "suspended", "platform"),
    *("looker", "deputy", "over", "terminal", "auditor", "worker", "expired", "forged"),
)
IN_NAME_OF_THE_OWNER = ("looker", "deputy")
"""Administrators who act for the first tenant's owner: only looking, and to change something."""
NOBODY_SIGNED_IN = ("no key", "visitor")
NOT_VALID = ("auditor", "expired", "forged")
"""Whose token is none of those that functions know."""
SHORT = (*NOT_VALID, "no key", "over", "worker")
"""Who asks for less, because it makes no difference to them or they stand for somebody else."""
READ_ONLY = (403, "impersonation_is_read_only")

MADE_UP = ("NEW", "DEVICE")
"""What stands for an id that is made for the request."""
MADE_ANEW = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9-]{10}T[0-9:.]+")
"""Ids and moments."""

CASES = ("own", "foreign", "nowhere", "foreign in own", "nowhere in own")
"""Whose thing is asked for. The last two name a thing that is not in the place they name."""
SAME = (("foreign", "nowhere"), ("foreign in own", "nowhere in own"))
"""What nobody can tell apart."""


@dataclass(frozen=True)
class World:
    """The tenants, and a token for everybody."""

    shop: Shop
    ours: Tenant
    theirs: Tenant
    closed: Tenant
    tokens: Mapping[str, str | None]
    permissions: Mapping[str, set[str]]

    def own(self, asker: str) -> Tenant:
        """Whose things somebody asks for first."""
        return {"foreigner": self.theirs, "suspended": self.closed}.get(asker, self.ours)

    def other(self, asker: str) -> Tenant:
        """Somebody else's tenant."""
        return self.ours if asker == "foreigner" else self.theirs

    def place_and_thing(self, asker: str, case: str) -> tuple[Things, Things]:
        """The things that a case names: a place, and something that should be in it."""
        own, other = self.own(asker).things, self.other(asker).things
        return {
            "own": (own, own),
            "foreign": (other, other),
            "nowhere": (nobody_s(other), nobody_s(other)),
            "foreign in own": (own, other),
            "nowhere in own": (own, nobody_s(other)),
        }[case]

    def has(self, asker: str, permission: str) -> bool:
        """Whether somebody has a permission in their own tenant."""
        role = asker if asker in ROLES else "owner"
        owners = ("foreigner", "suspended", *IN_NAME_OF_THE_OWNER)
        return asker in (*ROLES, *owners) and permission in self.permissions[role]


# What somebody is told of each case.

Rule = Callable[[World, str, str], Answer]


@dataclass(frozen=True)
class Told:
    """What those are told who are let through, by case; and who is not, before that."""

    own: Answer = (200, "")
    foreign: Answer = (404, "not_found")
    """Of another tenant's thing."""
    nowhere: Answer | None = None
    """Of nobody's, where a secret opens another tenant's thing; else the same."""
    misplaced: Answer = (404, "not_found")
    """Of a thing of theirs, or of nobody, in a place of ours."""
    suspended: Answer | None = None
    """Of their own to the owner of the suspended tenant, if something else."""
    suspended_misplaced: Answer | None = None
    """Of a thing in a place of theirs."""

    def of(self, asker: str, case: str) -> Answer:
        """What is told of a case."""
        if asker == "suspended" and case == "own" and self.suspended:
            return self.suspended
        if asker == "suspended" and "in own" in case and self.suspended_misplaced:
            return self.suspended_misplaced
        by_case = {"own": self.own, "foreign": self.foreign, "nowhere": self.nowhere}
        return by_case.get(case, self.misplaced) or self.foreign


def for_everybody(told: Told) -> Rule:
    """It does not ask who it is: whoever has the secret gets the thing."""

    def rule(_: World, asker: str, case: str) -> Answer:
        return told.of(asker, case)

    return rule


def for_who_has_it(told: Told) -> Rule:
    """Whoever has the secret gets the thing, if they bring no token or a good one."""

    def rule(_: World, asker: str, case: str) -> Answer:
        return _turned_away(asker) or told.of(asker, case)

    return rule


def for_staff(
    permission: str,
    told: Told = Told(),
    *,
    also: tuple[str, ...] = (),
    thing_first: bool = False,
) -> Rule:
    """For members of the tenant with a permission, and for some others of any tenant.

    A thing that is in no place of theirs is not there for members, if it is looked for first.
    """

    def rule(world: World, asker: str, case: str) -> Answer:
        if away := _turned_away(asker) or _not_signed_in(asker):
            return away
        if asker in also and case == "foreign":
            return told.own
        if asker in also or world.has(asker, permission):
            return told.of(asker, case)
        is_theirs = case == "own" or ("in own" in case and not thing_first)
        return (403, "not_allowed") if asker in ROLES and is_theirs else told.foreign

    return rule


def for_the_platform(told: Told) -> Rule:
    """For administrators of the platform, as themselves."""

    def rule(_: World, asker: str, case: str) -> Answer:
        if away := _turned_away(asker) or _not_signed_in(asker):
            return away
        return told.of(asker, case) if asker == "platform" else (403, "platform_admin_required")

    return rule


def for_scanners(told: Told, *, also: tuple[str, ...] = ()) -> Rule:
    """For terminals, and for staff who may scan."""
    staff = for_staff("tickets.scan", told, also=also)

    def rule(world: World, asker: str, case: str) -> Answer:
        return told.of(asker, case) if asker == "terminal" else staff(world, asker, case)

    return rule


def _turned_away(asker: str) -> Answer | None:
    """What somebody is told whose token opens nothing, where it is looked at."""
    if asker in NOT_VALID:
        return 401, "invalid_token"
    if asker == "over":
        return 401, "session_ended"
    return (401, "sign_in_required") if asker in ("terminal", "worker") else None


def _not_signed_in(asker: str) -> Answer | None:
    return (401, "sign_in_required") if asker in NOBODY_SIGNED_IN else None


@dataclass(frozen=True)
class Request:
    """A request: what it says, where a word in capitals stands for a thing, and what is told."""

    route: str
    """Method and path, as the app has them."""
    told: Rule
    says: Row = field(default_factory=dict)
    places: tuple[str, ...] = ()
    """Which of the things are places. Without any there is nothing to be misplaced."""
    is_form: bool = False
    """Whether it is a form, as a browser posts it."""
    writes: bool = False
    """Whether it writes even when it is only looked at: a count."""
    is_costly: bool = False
    """Whether few ask for a thing of another tenant that they get, because it takes long."""

    @property
    def method(self) -> str:
        """GET or POST."""
        return self.route.split()[0]

    @property
    def things(self) -> set[str]:
        """The names of the things in what it says."""
        return _capitals(self.says)

    def cases(self, asker: str) -> tuple[str, ...]:
        """What somebody asks of it."""
        if not self.things:
            return ("own",)
        if self.is_costly and asker not in (*NOBODY_SIGNED_IN, "owner", "foreigner"):
            return "own", "nowhere"
        if asker in SHORT:
            return CASES[:2]
        return CASES if self.places else CASES[:3]

    @property
    def url(self) -> str:
        """Its path, with a file of the scanner where it asks for one."""
        return self.route.split()[1].format(name="app.js")

    def expected(self, world: World, asker: str, case: str) -> Answer:
        """The answer that the matrix has for somebody."""
        if asker == "looker" and (self.writes or self.method == "POST"):
            return READ_ONLY
        return self.told(world, asker, case)

    def ask(self, world: World, asker: str, case: str) -> httpx.Response:
        """Ask as somebody."""
        place, thing = world.place_and_thing(asker, case)
        things = {**thing, **{name: place[name] for name in self.places}}
        says = dict(self.says)
        if asker == "terminal" and says.get("device_id") == "DEVICE":
            del says["device_id"]  # its session knows it
        said = self._filled(says, things)
        token = world.tokens[asker]
        headers = {} if token is None else world.shop.headers(token)
        if self.method == "GET":
            more: Any = {"params": said}
        elif self.is_form:
            more = {"data": said}
        else:
            more = {"json": said}
        return world.shop.http.request(
            self.method,
            f"{world.shop.stack.api_url}{self.url}",
            headers=headers,
            **more,
        )

    def _filled(self, said: Any, things: Things) -> Any:
        """What it says with things for their names, and with new ids."""
        if isinstance(said, Mapping):
            return {key: self._filled(value, things) for key, value in said.items()}
        if isinstance(said, list):
            return [self._filled(value, things) for value in said]
        if said in MADE_UP:
            return str(uuid4())
        return things.get(said, said) if isinstance(said, str) else said


def _capitals(said: object) -> set[str]:
    """The names of things in what a request says."""
    if isinstance(said, Mapping):
        return set().union(*(_capitals(value) for value in said.values()))
    if isinstance(said, list):
        return set().union(*(_capitals(value) for value in said))
    return {said} if isinstance(said, str) and said.isupper() and said not in MADE_UP else set()


def answer_of(response: httpx.Response) -> Answer:
    """Status and slug of an answer; a page for people has none."""
    is_json = response.headers.get("content-type", "").startswith("application/json")
    slug = response.json()["code"] if response.is_error and is_json else ""
    return response.status_code, str(slug)


def is_as_told(response: httpx.Response, told: Answer) -> bool:
    """Whether an answer is the one that the matrix has."""
    status, slug = answer_of(response)
    is_page = response.headers.get("content-type", "").startswith("text/html")
    return status == told[0] and (is_page or slug == told[1])


def shape_of(response: httpx.Response, place: Things, thing: Things) -> str:
    """An answer without what was asked for and what is made anew each time."""
    text = response.text
    for name, value in sorted({**place, **thing}.items(), key=lambda item: -len(item[1])):
        text = text.replace(value, name)
    return MADE_ANEW.sub("…", text)
