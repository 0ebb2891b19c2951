"""The platform at a glance, for who administers it: what all orgs sold, and that it adds up."""

from __future__ import annotations

from cli import operate
from cli.demo.cast import ADMINISTRATOR, PASSWORD
from cli.demo.stage import Row, Stage, money, require


async def play(stage: Stage) -> None:
    """Stop when the dashboard differs from what an org sees of itself."""
    screen = stage.screen
    screen.act("The platform")
    office = await stage.shop()
    await office.sign_in(ADMINISTRATOR.email, PASSWORD, ADMINISTRATOR.name)
    operate.make_admin(stage.endpoints.db_url, ADMINISTRATOR.email)
    screen.done(ADMINISTRATOR.name, "administers the platform", "entree admin grant")

    now = stage.now().isoformat()
    board: Row = await stage.until(
        "the figures contain everything that was sold",
        lambda: office.call("platform_dashboard"),
        lambda seen: (seen["as_of"] or "") > now,
    )
    sold = board["all_time"]
    everything = {"from": "2020-01-01", "to": f"{stage.now().year + 1}-01-01"}
    best = (await office.call("platform_dashboard", **everything))["top_orgs"]
    ours = {org["org_id"] for org in (await stage.organiser.call("get_user_context"))["orgs"]}
    for org in best:
        if org["org_id"] in ours:
            own = await stage.organiser.call("org_dashboard", org_id=org["org_id"])
            require(
                (org["gmv_amount"], org["refunded_amount"])
                == (own["paid_amount"], own["refunded_amount"]),
                f"{org['name']} sold for {money(own['paid_amount'])}, but the platform's figures"
                f" say {money(org['gmv_amount'])}.",
            )
    screen.table(
        ("all orgs", ""),
        (
            ("orgs", f"{board['orgs']['total']:,}"),
            ("events", f"{board['events']['total']:,}"),
            ("orders", f"{sold['orders']:,}"),
            ("tickets", f"{sold['tickets']:,}"),
            ("sold for", money(sold["gmv_amount"])),
            ("went back", money(sold["refunded_amount"])),
            ("fees of the platform", money(sold["platform_fee_amount"])),
            ("per month from plans", money(board["billing"]["mrr_amount"])),
        ),
    )
    screen.table(("best org", "sold for"), ((o["name"], money(o["gmv_amount"])) for o in best[:3]))
    screen.done(
        "The platform's figures",
        "are what its orgs see of themselves",
        'rpc("platform_dashboard") · rpc("org_dashboard")',
    )
