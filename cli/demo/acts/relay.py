"""Relay teams come together with a code, until the time for it is over."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

from cli import clock
from cli.client import Client, Refusal
from cli.demo.acts.triathlon import TEAMS_CLOSE_AFTER
from cli.demo.cast import Person
from cli.demo.race import Team
from cli.demo.stage import Stage, require
from cli.errors import Stop

CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


async def play(stage: Stage) -> None:
    """Leaves every team complete or incomplete."""
    screen, race = stage.screen, stage.race
    screen.act("Relay teams")
    shop = await stage.shop()
    await _gather(stage, shop)
    full, enough, closed, small = race.teams
    [row] = await stage.organiser.read("teams", "id", event_id=race.event_id, name=closed.name)
    await shop.call("close_team", team_id=row["id"], public_token=closed.captain.token)
    screen.done(closed.captain.person.name, f"closes {closed.name} with two", 'rpc("close_team")')

    screen.say(
        "Teams have a day to come together. The setting app.now moves the clock of the database "
        "there, and the sandbox's clock goes along."
    )
    ahead = clock.advance(stage.endpoints.admin_db_url, TEAMS_CLOSE_AFTER + timedelta(minutes=1))
    await stage.bank.set_clock(ahead)
    rows = await stage.until(
        "no team waits for members",
        lambda: stage.organiser.read("teams", "*", event_id=race.event_id),
        lambda found: all(row["status"] != "forming" for row in found),
    )
    teams = {row["name"]: row for row in rows}
    screen.table(
        ("team", "members", "at the deadline"),
        [(name, str(row["members"]), row["status"]) for name, row in sorted(teams.items())],
    )
    status = {team.name: "complete" for team in (full, enough, closed)} | {small.name: "incomplete"}
    require(
        {name: row["status"] for name, row in teams.items()} == status,
        "a team with enough members is complete at the deadline, one without is not.",
    )
    late = full.friends[-1]
    why = await _join(stage, shop, small, late)
    require(why == "team_closed", "nobody joins a team after the deadline.")
    screen.done(late.name, f"would join {small.name} now, and cannot: {why}")
    await stage.until(
        "captains know how their teams stand",
        lambda: _letters(stage, (enough, small)),
        lambda counts: min(counts) >= 3,  # the tickets, the code, the news
    )


async def _gather(stage: Stage, shop: Client) -> None:
    """Let everybody join who wants to; one of them is one too many."""
    screen, teams = stage.screen, stage.race.teams
    for team in teams:
        team.code = await _code(stage, team)
    screen.done("Each captain", "has got the code of the team by mail")
    friends = [(friend, team) for team in teams for friend in team.friends]
    refused = [
        (friend, team, why)
        for friend, team in friends
        if (why := await _join(stage, shop, team, friend)) is not None
    ]
    screen.done(
        f"{len(friends) - len(refused)} friends",
        "join with it, and pay nothing",
        'rpc("join_team")',
    )
    require([why for *_, why in refused] == ["team_full"], "one friend was one too many.")
    for friend, team, why in refused:
        screen.done(friend.name, f"is one too many for {team.name}: {why}")


async def _code(stage: Stage, team: Team) -> str:
    """The code in the letter to a captain."""
    address = team.captain.person.email
    letters = await stage.until(
        f"the code of {team.name} has arrived",
        lambda: stage.postbox.letters(address),
        lambda found: any("code of your team" in letter["subject"] for letter in found),
    )
    [letter] = [letter for letter in letters if "code of your team" in letter["subject"]]
    found = CODE.search((await stage.postbox.letter(letter["id"]))["text"])
    if found is None:
        raise Stop(f"The letter {letter['subject']!r} to {address} holds no code.")
    return found[0]


async def _join(stage: Stage, shop: Client, team: Team, friend: Person) -> str | None:
    """Take a place in a team; returns why not."""
    try:
        await shop.call(
            "join_team", join_code=team.code, registration=stage.race.registration(friend)
        )
    except Refusal as refusal:
        return refusal.code
    return None


async def _letters(stage: Stage, teams: Iterable[Team]) -> list[int]:
    return [len(await stage.postbox.letters(team.captain.person.email)) for team in teams]
