"""The channel `email`: orders, invoices, invitations, and what teams and organisers are told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Literal
from urllib.parse import urlsplit

import structlog

from workers.auth import AuthRefused, AuthServer
from workers.db import Database
from workers.delivery.outbox import Handler, Message, Undeliverable
from workers.invoices.document import invoice_to_mail
from workers.mail import (
    cancellations,
    messages,
    notes,
    plans,
    reservations,
    samples,
    transfers,
    waitlist,
)
from workers.mail.letter import BadAddress, Letter, compose
from workers.mail.own_words import BadTemplate, OwnWords, reworded
from workers.mail.sender import MailRefused, Sender
from workers.routines import MAIL_TEMPLATE, TEMPLATE_FAILED, TICKETS_OF_EMAIL, WAITLIST_MAIL
from workers.settings import Settings
from workers.tickets.order import held, purchase
from workers.tickets.tokens import Signer

log = structlog.get_logger()

# What is written by hand each time, or tells that own words failed.
WITHOUT_OWN_WORDS = frozenset(
    {"email.participant_message", "email.broadcast", "email.template_failed", "email.template_test"}
)


class EmailChannel:
    """Writes the letters of the outbox and hands them to the mail server."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        signer: Signer,
        sender: Sender,
        auth: AuthServer,
    ) -> None:
        self._settings = settings
        self._database = database
        self._signer = signer
        self._sender = sender
        self._auth = auth
        self._domain = urlsplit(settings.public_url).hostname

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """Who handles which topic."""
        return {
            "email.order_confirmation": self.order_confirmation,
            "email.tickets_resent": self.tickets_resent,
            "email.ticket_swapped": self.ticket_swapped,
            "email.ticket_deferred": self.ticket_deferred,
            "email.wave_changed": self.wave_changed,
            "email.order_overbooked": self.order_overbooked,
            "email.change_impossible": self.order_overbooked,
            "email.order_reserved": self.order_reserved,
            "email.invoice": self.invoice,
            "email.invitation": self.invitation,
            "email.reservation": self.reservation,
            "email.registration_cancelled": self._note(cancellations.registration_cancelled),
            "email.order_cancelled": self._note(cancellations.order_cancelled),
            "email.event_cancelled": self._note(cancellations.event_cancelled),
            "email.team_code": self._note(notes.team_code),
            "email.team_closed": self._note(notes.team_closed),
            "email.teams_closed": self._note(notes.teams_closed),
            "email.bibs_gone": self._note(notes.bibs_gone),
            "email.welcome": self._note(partial(notes.welcome, self._settings)),
            "email.broadcast": self._note(notes.broadcast),
            "email.template_failed": self._note(notes.template_failed),
            "email.template_test": self.template_test,
            "email.participant_message": self._note(notes.participant_message),
            "email.chargeback_received": self._note(notes.chargeback_received),
            "email.chargeback_reversed": self._note(notes.chargeback_reversed),
            "email.refund_completed": self._note(notes.refund_completed),
            "email.refund_failed": self._note(notes.refund_failed),
            "email.mollie_connection": self._note(notes.mollie_connection),
            "email.integration_disabled": self._note(notes.integration_disabled),
            "email.subscription": self._note(partial(notes.subscription, self._settings)),
            "email.platform_alerts": self._note(notes.platform_alerts),
            "email.plan_usage": self._note(plans.usage),
            "email.verification": self._note(plans.verification),
            "email.waitlist_joined": self._waitlist("joined"),
            "email.waitlist_offer": self._waitlist("offer"),
            "email.waitlist_expired": self._waitlist("expired"),
            "email.waitlist_skipped": self._waitlist("skipped"),
            "email.waitlist_closed": self._waitlist("closed"),
            "email.transfer_offered": self._note(partial(transfers.offered, self._settings)),
            "email.transfer_news": self._note(transfers.news),
            "email.ticket_received": self.ticket_received,
            "email.find_tickets": self.find_tickets,
            "email.reset_password": self.reset_password,
        }

    async def reset_password(self, message: Message) -> dict[str, Any]:
        """The auth server's own mail with the link to choose a new password. Payload: email."""
        try:
            await self._auth.recover(message.payload["email"])
        except AuthRefused as error:
            raise Undeliverable(f"the auth server refuses: {error}") from error
        return {"sent": True}

    async def order_confirmation(self, message: Message) -> dict[str, Any]:
        """The tickets, when an order has been paid. Payload: order_id."""
        return await self._tickets(message, "order_confirmation")

    async def tickets_resent(self, message: Message) -> dict[str, Any]:
        """The same tickets once more, because somebody asked. Payload: order_id."""
        return await self._tickets(message, "tickets_resent")

    async def ticket_swapped(self, message: Message) -> dict[str, Any]:
        """The new ticket of a swap; the old one is void. Payload: order_id."""
        return await self._tickets(message, "ticket_swapped")

    async def ticket_deferred(self, message: Message) -> dict[str, Any]:
        """The ticket for the next edition; the old one is void. Payload: order_id."""
        return await self._tickets(message, "ticket_deferred")

    async def wave_changed(self, message: Message) -> dict[str, Any]:
        """The tickets of an order of which one starts in another wave now. Payload: order_id.

        Or, for who got the ticket by a transfer, that one alone: ticket_instance_id.
        """
        if "order_id" in message.payload:
            return await self._tickets(message, "wave_changed")
        return await self._held(message, "wave_changed")

    async def order_overbooked(self, message: Message) -> dict[str, Any]:
        """The apology for money that came too late for what it was for. Payload: order_id."""
        bought = await purchase(self._database, self._signer, message.payload["order_id"])
        return await self._send(message, messages.overbooked(bought))

    async def order_reserved(self, message: Message) -> dict[str, Any]:
        """What staff ordered for somebody who pays later. Payload: order_id."""
        bought = await purchase(self._database, self._signer, message.payload["order_id"])
        if bought.order.status != "pending":
            return {"skipped": f"the order is {bought.order.status}"}
        return await self._send(message, messages.reserved(self._settings, bought))

    async def invoice(self, message: Message) -> dict[str, Any]:
        """An invoice or credit note, when it was issued. Payload: invoice_id."""
        invoice = await invoice_to_mail(self._database, message.payload["invoice_id"])
        letter = await asyncio.to_thread(messages.invoice, self._settings, invoice)
        return await self._send(message, letter)

    async def invitation(self, message: Message) -> dict[str, Any]:
        """The invitation of a member. Payload: what the letter says, its token included."""
        return await self._send(message, messages.invitation(self._settings, message.payload))

    async def ticket_received(self, message: Message) -> dict[str, Any]:
        """A ticket for who got it by a transfer. Payload: ticket_instance_id."""
        return await self._held(message, "ticket_received")

    async def _held(
        self, message: Message, kind: Literal["ticket_received", "wave_changed"]
    ) -> dict[str, Any]:
        ticket_ids = [message.payload["ticket_instance_id"]]
        bought = await held(self._database, self._signer, ticket_ids)
        if not bought.admissions:
            return {"skipped": "the ticket is not valid any more"}
        letter = await asyncio.to_thread(messages.received, self._settings, bought, kind)
        return await self._send(message, letter)

    async def find_tickets(self, message: Message) -> dict[str, Any]:
        """The links to everything of an address. Payload: email, event_id, org_slug, language.

        An address with nothing gets no mail: nobody may be written to because somebody typed their
        address here.
        """
        asked = message.payload
        found: dict[str, Any] = await self._database.call(
            TICKETS_OF_EMAIL,
            {
                "p_email": asked["email"],
                "p_event_id": asked["event_id"],
                "p_org_slug": asked["org_slug"],
            },
        )
        if not (found["orders"] or found["tickets"]):
            return {"skipped": "there is nothing to find"}
        return await self._send(message, transfers.found(self._settings, asked, found))

    async def reservation(self, message: Message) -> dict[str, Any]:
        """What a guest hears of a reservation. Payload: all that the letter says."""
        letter = reservations.reservation(self._settings, message.payload)
        return await self._send(message, letter)

    async def template_test(self, message: Message) -> dict[str, Any]:
        """A draft of own words, about a sample, for who wrote it. Payload: email and the draft."""
        draft = message.payload
        sample = samples.letter(self._settings, draft["kind"], draft["language"])
        own = OwnWords(draft["subject"], draft["body"])
        try:
            letter = await asyncio.to_thread(reworded, sample, own)
        except BadTemplate as error:
            raise Undeliverable(str(error)) from error
        subject = f"[test] {letter.subject}"
        return await self._send(message, replace(letter, to=draft["email"], subject=subject))

    def _note(self, write: Callable[[dict[str, Any]], Letter]) -> Handler:
        """Who handles a topic whose payload says all that its letter says."""

        async def handle(message: Message) -> dict[str, Any]:
            return await self._send(message, write(message.payload))

        return handle

    def _waitlist(self, kind: waitlist.Kind) -> Handler:
        """Who handles a topic about an entry of a waitlist. Payload: entry_id."""

        async def handle(message: Message) -> dict[str, Any]:
            asked = {"p_entry_id": message.payload["entry_id"]}
            entry: dict[str, Any] = await self._database.call(WAITLIST_MAIL, asked)
            if entry["status"] != waitlist.TRUE_WHILE[kind]:
                return {"skipped": f"the entry is {entry['status']}"}
            return await self._send(message, waitlist.letter(self._settings, entry, kind))

        return handle

    async def _tickets(self, message: Message, kind: messages.Kind) -> dict[str, Any]:
        bought = await purchase(self._database, self._signer, message.payload["order_id"])
        if not bought.admissions:
            return {"skipped": f"the order is {bought.order.status} and has no valid tickets"}
        # Drawing codes and PDF takes a while; renewals and other deliveries go on meanwhile.
        letter = await asyncio.to_thread(messages.tickets, self._settings, bought, kind)
        return await self._send(message, letter)

    async def _in_own_words(self, message: Message, letter: Letter) -> Letter:
        """The letter as the org, or else the platform, says it; as we do where neither has words.

        Words that cannot be said stop no mail: it goes out in ours, and whose they are is told.
        """
        if letter.wording is None or message.topic in WITHOUT_OWN_WORDS:
            return letter
        asked = {
            "p_org_id": message.org_id,
            "p_kind": message.topic.removeprefix("email."),
            "p_language": letter.wording.say.language,
        }
        found: dict[str, Any] | None = await self._database.call(MAIL_TEMPLATE, asked)
        if found is None:
            return letter
        own = OwnWords(found["subject"], found["body"])
        try:
            return await asyncio.to_thread(reworded, letter, own)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the mail goes out
            log.warning("template_failed", template_id=found["template_id"], error=str(error))
            failed = {
                "p_template_id": found["template_id"],
                "p_version": found["version"],
                "p_error": str(error)[:300],
            }
            await self._database.call(TEMPLATE_FAILED, failed)
            return letter

    async def _send(self, message: Message, letter: Letter) -> dict[str, Any]:
        letter = await self._in_own_words(message, letter)
        message_id = f"<outbox.{message.event_id}@{self._domain}>"
        try:
            mail = compose(letter, sender=self._settings.mail_from, message_id=message_id)
            await self._sender.send(mail)
        except (BadAddress, MailRefused) as error:
            raise Undeliverable(str(error)) from error
        return {"message_id": message_id}
