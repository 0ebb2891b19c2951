"""The channel `webhook`: tells other systems what happened, signed as Standard Webhooks has it.

A message says that an integration has something to do. Whoever gets it has that integration for
itself: it takes jobs, a few at a time and each of another entity, delivers them beside each other,
and writes down what came of each, until there are none, the address fails or the time is up. So an
address that is down or slow takes one consumer's time now and then, and nobody else's.
"""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Self
from uuid import UUID

import structlog
from pydantic_core import to_json
from standardwebhooks import Webhook

from workers import metrics
from workers.db import Database
from workers.delivery.outbox import Handler, Message
from workers.outward import Guard, Outward, Refused, Unreachable
from workers.routines import END_TURN, RECORD_DELIVERY, TAKE_JOBS
from workers.settings import Settings
from workers.vault import CannotOpen, Vault

BESIDE_EACH_OTHER = 4  # deliveries to one address at a time
TURN_SECONDS = 5.0  # after this no more jobs are begun: others have their turn
EXCERPT = 500  # characters of an answer that are kept
AWAY = frozenset({429, 502, 503, 504})  # answers of somebody who is not there or has enough

SIGNING = "integration signing secret"
CREDENTIAL = "integration credential"
WHAT = {"signing": SIGNING, "credential": CREDENTIAL}
"""How secrets are called when they are sealed, by their purpose in the database."""

log = structlog.get_logger()


class WebhookChannel:
    """Delivers to integrations."""

    def __init__(self, database: Database, vault: Vault, outward: Outward) -> None:
        self._database = database
        self._vault = vault
        self._outward = outward

    @classmethod
    def of(cls, settings: Settings, database: Database) -> Self:
        """The channel as the settings have it."""
        guard = Guard(settings.webhook_networks)
        return cls(database, Vault(settings.encryption_keys), Outward(guard))

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """Who handles which topic."""
        return {"webhook.deliver": self.deliver}

    async def deliver(self, message: Message) -> dict[str, Any]:
        """Works off the jobs of an integration. Payload: integration_id."""
        its = {"p_integration_id": message.payload["integration_id"]}
        deadline = time.monotonic() + TURN_SECONDS
        tried = 0
        while time.monotonic() < deadline:
            work = await self._database.call(TAKE_JOBS, its | {"p_limit": BESIDE_EACH_OTHER})
            if work is None:
                return {"tried": tried}
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._try(work, job)) for job in work["jobs"]]
            tried += len(tasks)
            if not all(task.result() for task in tasks):
                break
        await self._database.call(END_TURN, its)
        return {"tried": tried}

    async def _try(self, work: Mapping[str, Any], job: Mapping[str, Any]) -> bool:
        """Delivers one job and writes down what came of it; whether to go on after it."""
        begun = time.monotonic()
        result = await self._send(work, job)
        seconds = time.monotonic() - begun
        status = result["status_code"]
        outcome = "delivered" if status is not None and 200 <= status < 300 else "failed"
        metrics.INTEGRATION_ATTEMPTS.labels(work["kind"], outcome).inc()
        metrics.INTEGRATION_SECONDS.labels(work["kind"]).observe(seconds)
        goes_on: bool = await self._database.call(
            RECORD_DELIVERY,
            {
                "p_job_id": job["job_id"],
                "p_result": result | {"duration_ms": round(seconds * 1000)},
            },
        )
        log.info(
            "webhook_tried",
            integration_id=work["integration_id"],
            job_id=job["job_id"],
            attempt=job["attempts"] + 1,
            status=status,
            outcome=outcome,
        )
        return goes_on

    async def _send(self, work: Mapping[str, Any], job: Mapping[str, Any]) -> dict[str, Any]:
        """What an address answered, as the database wants to know it."""
        body = to_json(job["body"])
        try:
            headers = self._headers(work, job, body)
            answer = await self._outward.post(work["url"], body, headers)
        except CannotOpen:
            log.error("secret_cannot_be_opened", integration_id=work["integration_id"])
            return _no_answer("Its secret cannot be opened: make a new one.", is_away=True)
        except Refused as error:
            return _no_answer(f"The address is refused: {error}.", is_away=True)
        except Unreachable as error:
            return _no_answer(f"No answer: {error}.", is_away=True)
        said = "".join(
            c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in answer.body
        )
        if 300 <= answer.status < 400:
            said = f"Redirects are not followed: give the address that it leads to. {said}"
        return {
            "status_code": answer.status,
            "answer": said.strip()[:EXCERPT],
            "is_away": answer.status in AWAY,
            "retry_after": answer.retry_after,
        }

    def _headers(
        self, work: Mapping[str, Any], job: Mapping[str, Any], body: bytes
    ) -> dict[str, str]:
        """The headers of a delivery, signed with every secret that counts. Raises CannotOpen."""
        secrets: dict[str, list[str]] = {"signing": [], "credential": []}
        for secret in work["secrets"] or ():
            purpose = secret["purpose"]
            text = self._vault.open(secret["sealed"], owner=work["org_id"], what=WHAT[purpose])
            secrets[purpose].append(text)
        message_id, now = message_id_of(job["job_id"]), datetime.now(UTC)
        signatures = [
            Webhook(secret).sign(message_id, now, body.decode()) for secret in secrets["signing"]
        ]
        return {
            **work["headers"],
            **_authorization(work["auth"], secrets["credential"]),
            "Content-Type": "application/json",
            "User-Agent": "Entree-Webhooks/1",
            "webhook-id": message_id,
            # By the clock of this machine, which is what receivers compare it with.
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(signatures),
        }


def message_id_of(job_id: str) -> str:
    """The id of a delivery, the same at every attempt: receivers know by it what they have."""
    return f"msg_{UUID(job_id).hex}"


def credential_text(auth: str, given: Mapping[str, str]) -> str:
    """What is sealed of a credential: a token, or a name and a password."""
    if auth == "bearer":
        return given["token"]
    return json.dumps([given["username"], given["password"]])


def _authorization(auth: str, credentials: list[str]) -> dict[str, str]:
    if auth == "none" or not credentials:
        return {}
    if auth == "bearer":
        return {"Authorization": f"Bearer {credentials[0]}"}
    pair = ":".join(json.loads(credentials[0])).encode()
    return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}


def _no_answer(words: str, *, is_away: bool) -> dict[str, Any]:
    return {"status_code": None, "answer": words, "is_away": is_away, "retry_after": None}
