"""Every SQL function that the workers call, on one page: all they know of the database.

A `Routine` holds the statement that calls its function in named notation with bound parameters.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from psycopg import sql
from psycopg.types.json import Jsonb


@dataclass(frozen=True)
class Routine:
    """A SQL function: its qualified name, its parameters, and which of them are JSON."""

    name: str
    parameters: tuple[str, ...]
    json: Collection[str] = ()
    returns_rows: bool = False
    statement: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        call = sql.SQL("select * from {}({})" if self.returns_rows else "select {}({})").format(
            sql.Identifier(*self.name.split(".")),
            sql.SQL(", ").join(
                sql.SQL("{} => %s").format(sql.Identifier(name)) for name in self.parameters
            ),
        )
        object.__setattr__(self, "statement", call.as_bytes(None))

    def bind(self, arguments: Mapping[str, Any]) -> list[Any]:
        """The values of the arguments in the order of the statement; a missing one is null.

        Raises TypeError for an argument that the function does not have.
        """
        if not arguments.keys() <= set(self.parameters):
            unknown = ", ".join(sorted(arguments.keys() - set(self.parameters)))
            raise TypeError(f"{self.name} has no parameter {unknown}")
        return [
            Jsonb(value)
            if name in self.json and (value := arguments.get(name)) is not None
            else arguments.get(name)
            for name in self.parameters
        ]


# As the caller: what a client app may call, too.
CREATE_ORDER = Routine(
    "public.create_order",
    ("event_id", "items", "email", "purchaser_name", "language", "idempotency_key", "return_url"),
    json={"items"},
)
GET_ORDER = Routine("public.get_order", ("public_token",))

# As the service: payments.
START_PAYMENT = Routine("sales.start_payment", ("p_public_token",))
ATTACH_PROVIDER_PAYMENT = Routine(
    "payments.attach_provider_payment", ("p_payment_id", "p_provider"), json={"p_provider"}
)
HANDLE_PAYMENT_WEBHOOK = Routine("public.handle_payment_webhook", ("payment",), json={"payment"})
RECORD_REFUND = Routine(
    "payments.record_refund", ("p_refund_id", "p_provider"), json={"p_provider"}
)
FAIL_REFUND = Routine("payments.fail_refund", ("p_refund_id", "p_reason"))

# As the service: mail and tickets.
ORDER_MAIL = Routine("sales.order_mail", ("p_order_id",))
STORE_QR_TOKENS = Routine("sales.store_qr_tokens", ("p_tokens",), json={"p_tokens"})

# As the service: the outbox, the clock, the limits.
CLAIM_OUTBOX = Routine(
    "core.claim_outbox",
    ("p_channel", "p_worker", "p_limit", "p_lease_seconds"),
    returns_rows=True,
)
COMPLETE_OUTBOX = Routine(
    "core.complete_outbox",
    ("p_channel", "p_bucket", "p_fence", "p_event_ids", "p_result"),
    json={"p_result"},
)
FAIL_OUTBOX = Routine(
    "core.fail_outbox",
    ("p_channel", "p_bucket", "p_fence", "p_event_id", "p_error", "p_permanent"),
)
RELEASE_OUTBOX = Routine("core.release_outbox", ("p_channel", "p_bucket", "p_fence"))
TICK = Routine("core.tick", ())
HIT_RATE_LIMIT = Routine("core.hit_rate_limit", ("p_rule", "p_subject"))
CLOCK = Routine("core.clock", ())
