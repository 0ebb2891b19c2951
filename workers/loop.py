"""The background worker, `entree work`: delivers the outbox and keeps time for the database."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from collections.abc import Sequence
from typing import Any

import structlog

from workers import listener, tracking
from workers import log as logs
from workers.accounts import Accounts
from workers.auth import AuthServer
from workers.db import Database
from workers.delivery.billing import BillingChannel
from workers.delivery.email import EmailChannel
from workers.delivery.outbox import Consumer, wait
from workers.delivery.payments import PaymentsChannel
from workers.delivery.sales_invoices import SalesInvoices
from workers.delivery.webhooks import WebhookChannel
from workers.errors import EntreeError
from workers.heads import AuditChannel
from workers.health import Health
from workers.mail.sender import Sender
from workers.metrics import SWEEP_FAILURES, SWEEP_SECONDS
from workers.routines import TICK
from workers.settings import Settings
from workers.tickets.tokens import Signer

TICK_SECONDS = 1.0

log = structlog.get_logger()


async def main(settings: Settings) -> None:
    """Runs until SIGTERM or SIGINT; then gives deliveries under way WORKER_DRAIN_SECONDS to end.

    Any number of workers may run side by side, on any number of machines.
    """
    logs.configure(settings.log_level)
    tracking.configure(settings, "worker")
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    try:
        await work(settings, stopping)
    except Exception as error:
        tracking.report(error)
        raise
    finally:
        tracking.finish()


async def work(settings: Settings, stopping: asyncio.Event) -> None:
    """Delivers and ticks until `stopping` is set."""
    sender = Sender.of(settings)
    async with Database.of(settings, name="entree-worker") as database:
        auth = AuthServer(settings)
        email = EmailChannel(settings, database, Signer(settings.signing_key), sender, auth)
        accounts = Accounts.of(settings, database)
        payments = PaymentsChannel(database, accounts)
        invoices = SalesInvoices(database, accounts.platform)
        billing = BillingChannel(settings, database, accounts.platform)
        webhooks = WebhookChannel.of(settings, database)
        at_mollie = {**payments.handlers, **invoices.handlers, **billing.handlers}
        heads = AuditChannel(settings, sender)
        name = f"{socket.gethostname()}:{os.getpid()}"
        consumers = [
            Consumer(database, channel, handlers, worker=name)
            for channel, handlers, count in (
                ("email", email.handlers, settings.worker_concurrency),
                ("mollie", at_mollie, settings.worker_concurrency),
                ("webhook", webhooks.handlers, settings.webhook_concurrency),
            )
            for _ in range(count)
        ]
        # Rare, and all of one aggregate.
        consumers.append(Consumer(database, "audit", heads.handlers, worker=name))
        tasks = [asyncio.create_task(consumer.run(stopping)) for consumer in consumers]
        tasks.append(asyncio.create_task(keep_time(database, stopping)))
        health = Health(database, settings.mollie_api_url)
        if settings.worker_port is not None:
            tasks.append(
                asyncio.create_task(
                    listener.listen(health, settings.worker_host, settings.worker_port, stopping)
                )
            )
        log.info("worker_started", worker=name, consumers=len(consumers))
        stopped = asyncio.create_task(stopping.wait())
        await asyncio.wait([stopped, *tasks], return_when=asyncio.FIRST_COMPLETED)
        await drain(tasks, settings.worker_drain_seconds, stopping)
        await sender.close()
        await accounts.close()
        await auth.close()
    log.info("worker_stopped", worker=name)


async def keep_time(database: Database, stopping: asyncio.Event) -> None:
    """Runs what time alone causes: one due sweep after the other, then a second of rest."""
    while not stopping.is_set():
        started = time.perf_counter()
        try:
            swept = await database.call(TICK)
        except EntreeError as error:
            log.warning("tick_failed", error=error.code)
            swept = {"sweep": None}
        if swept["sweep"] is not None:
            SWEEP_SECONDS.labels(swept["sweep"]).observe(time.perf_counter() - started)
        if swept.get("error"):
            SWEEP_FAILURES.labels(swept["sweep"]).inc()
            log.error("sweep_failed", sweep=swept["sweep"], error=swept["error"])
        if swept["sweep"] is None:
            await wait(stopping, TICK_SECONDS)


async def drain(
    tasks: Sequence[asyncio.Task[Any]], seconds: float, stopping: asyncio.Event
) -> None:
    """Lets the tasks end by themselves, cuts off what takes too long, and raises what broke one."""
    stopping.set()
    _, late = await asyncio.wait(tasks, timeout=seconds)
    for task in late:
        log.warning("delivery_cut_off", hint="its message is delivered again when its lease ends")
        task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, Exception):
            raise outcome
