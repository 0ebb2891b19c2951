"""Those who work for an org, in every role that there is."""

from __future__ import annotations

from tests.shop import Person, Sale, Shop

ROLES = ("owner", "admin", "finance", "support", "scanner", "member")


def join(shop: Shop, sale: Sale, person: Person, role: str) -> None:
    """Make somebody a member of the sale's org."""
    shop.ask(
        "insert into tenancy.org_members (org_id, user_id, role) values (%s, %s, %s)",
        *(sale.org_id, person.user_id, role),
    )


def member(shop: Shop, sale: Sale, role: str) -> Person:
    """Somebody with a role in the sale's org."""
    person = shop.person()
    join(shop, sale, person, role)
    return person


def colleagues(shop: Shop, sale: Sale) -> dict[str, str]:
    """A token per role in the org of a sale."""
    others = {role: member(shop, sale, role).token for role in ROLES if role != "owner"}
    return {"owner": sale.owner.token} | others
