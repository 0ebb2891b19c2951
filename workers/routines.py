"""Every SQL function that the workers call, on one page: all they know of the database.

A `Routine` holds the statement that calls its function in named notation, and writes arguments as
the values of its parameters.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pydantic_core import PydanticSerializationError, to_json

from workers.errors import InvalidValue
from workers.pipeline import Statement


@dataclass(frozen=True)
class Routine:
    """A SQL function: its qualified name, its parameters, and which of them are JSON.

    One that `answers_refusals` may return one instead of raising it, to keep what it counted.
    """

    name: str
    parameters: tuple[str, ...]
    json: Collection[str] = ()
    returns_rows: bool = False
    answers_refusals: bool = False
    text: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        what = "* from " if self.returns_rows else ""
        given = ", ".join(f'"{name}" => ${n}' for n, name in enumerate(self.parameters, start=1))
        # Only of names on this page; values are bound.
        object.__setattr__(self, "text", f"select {what}{self.name}({given})".encode())

    def call(self, arguments: Mapping[str, Any]) -> Statement:
        """The statement with these arguments; those that are missing are null.

        Raises TypeError for an argument that the function does not have, InvalidValue for text
        that Postgres cannot hold.
        """
        if not arguments.keys() <= set(self.parameters):
            unknown = ", ".join(sorted(arguments.keys() - set(self.parameters)))
            raise TypeError(f"{self.name} has no parameter {unknown}")
        try:
            values = [
                _written(arguments.get(name), as_json=name in self.json) for name in self.parameters
            ]
        except (UnicodeEncodeError, PydanticSerializationError) as error:
            raise InvalidValue from error  # half of a surrogate pair, which JSON can carry
        return self.text, values


NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""The escape of the one character that JSON can carry and Postgres cannot."""


def _written(value: Any, *, as_json: bool = False) -> bytes | None:
    """A value in Postgres's text form."""
    if value is None:
        return None
    if as_json:
        written = to_json(value)
        if NUL.search(written):
            raise InvalidValue
        return written
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"{{{','.join(map(_element, value))}}}".encode()
    written = str(value).encode()
    if b"\0" in written:
        raise InvalidValue
    return written


def _element(value: int | str | UUID) -> str:
    """An element of an array: a number or an id, which need no quotes."""
    return str(value if isinstance(value, int) else UUID(str(value)))


# As the caller: what a client app may call, too.
CREATE_ORDER = Routine(
    "public.create_order",
    (
        "event_id",
        "items",
        "email",
        "purchaser_name",
        "language",
        "idempotency_key",
        "return_url",
        "promo_code",
        "accept_terms",
        "invoice_details",
        "waitlist_token",
    ),
    json={"items", "invoice_details"},
    answers_refusals=True,
)
CREATE_REFUND = Routine(
    "public.create_refund",
    (
        "order_id",
        "amount",
        "items",
        "reason",
        "internal_note",
        "idempotency_key",
        "include_fees",
    ),
    json={"items"},
)
GET_ORDER = Routine("public.get_order", ("public_token",))
GET_INVOICE = Routine("public.get_invoice", ("invoice_id", "public_token"))
GET_EVENT = Routine("public.get_event", ("event_id", "language"))
WAITLIST_ENTRY = Routine("public.waitlist_entry", ("waitlist_token",))
DECLINE_OFFER = Routine("public.decline_offer", ("waitlist_token",))
LEAVE_WAITLIST = Routine("public.leave_waitlist", ("waitlist_token",))
CREATE_TRANSFER = Routine(
    "public.create_transfer", ("ticket_instance_id", "to_email", "language", "public_token")
)
RESEND_TRANSFER = Routine("public.resend_transfer", ("transfer_id", "public_token"))
WITHDRAW_TRANSFER = Routine("public.withdraw_transfer", ("transfer_id", "public_token"))
GET_TRANSFER = Routine("public.get_transfer", ("token",))
ACCEPT_TRANSFER = Routine(
    "public.accept_transfer", ("token", "registration", "language"), json={"registration"}
)
DECLINE_TRANSFER = Routine("public.decline_transfer", ("token",))
GET_TICKETS = Routine("public.get_tickets", ("public_token",), returns_rows=True)
MY_TICKETS = Routine("public.my_tickets", (), returns_rows=True)
FIND_TICKETS = Routine("public.find_tickets", ("email", "event_id", "org_slug", "language"))
GET_RESERVATION = Routine("public.get_reservation", ("public_token",))
CANCEL_RESERVATION = Routine("public.cancel_reservation", ("public_token",))
CONFIRM_OPTION = Routine("public.confirm_option", ("public_token",))
RECONFIRM_RESERVATION = Routine("public.reconfirm_reservation", ("public_token",))

SCAN_TICKET = Routine(
    "public.scan_ticket",
    ("token", "event_id", "device_id", "scanned_at", "list_id", "direction", "scan_id"),
)
SYNC_SCANNER = Routine(
    "public.sync_scanner",
    ("event_id", "since", "limit", "device_id", "app_version", "device_time"),
)
UPLOAD_SCAN_LOGS = Routine(
    "public.upload_scan_logs", ("event_id", "logs", "device_id"), json={"logs"}
)
SCANNER_CONTEXT = Routine("public.scanner_context", ())
KIT_OF_TICKET = Routine("public.kit_of_ticket", ("event_id", "ticket_instance_id", "device_id"))
HAND_OUT = Routine(
    "public.hand_out", ("event_id", "list_id", "ticket_instance_id", "order_item_ids", "device_id")
)

# As the caller, before any of these: whether the token still counts.
GUARD_SESSION = Routine("core.guard_session", ())

# As the caller: the draft of a mail in own words.
TEMPLATE_DRAFT = Routine("platform.template_draft", ("p_org_id", "p_kind", "p_language"))

# As the caller: exports. The second opens the cursor `export`.
EXPORT_PARAMETERS = ("p_kind", "p_org_id", "p_event_id", "p_filters")
START_EXPORT = Routine("sales.start_export", EXPORT_PARAMETERS, json={"p_filters"})
OPEN_EXPORT = Routine("sales.open_export", EXPORT_PARAMETERS, json={"p_filters"})
REPORT_PARAMETERS = ("p_kind", "p_from", "p_to")
START_REPORT = Routine("platform.start_report", REPORT_PARAMETERS)
OPEN_REPORT = Routine("platform.open_report", REPORT_PARAMETERS)
FINISH_REPORT = Routine("platform.finish_report", ("p_export_id", "p_outcome", "p_rows"))
FINISH_EXPORT = Routine("sales.finish_export", ("p_org_id", "p_export_id", "p_outcome", "p_rows"))

# As the administrator of the platform who asks.
START_IMPERSONATION = Routine(
    "platform.start_impersonation", ("p_org_id", "p_user_id", "p_reason", "p_can_write")
)

# As the service: payments.
START_PAYMENT = Routine("payments.start_payment", ("p_public_token",))
ATTACH_PROVIDER_PAYMENT = Routine(
    "payments.attach_provider_payment", ("p_payment_id", "p_provider"), json={"p_provider"}
)
HANDLE_PAYMENT_WEBHOOK = Routine(
    "public.handle_payment_webhook", ("payment", "connection_id"), json={"payment"}
)
RECORD_REFUND = Routine(
    "payments.record_refund", ("p_refund_id", "p_provider"), json={"p_provider"}
)
IS_REFUND_WANTED = Routine("payments.is_refund_wanted", ("p_refund_id",))
POSTPONE_REFUND = Routine("payments.postpone_refund", ("p_refund_id",))
FAIL_REFUND = Routine("payments.fail_refund", ("p_refund_id", "p_reason"))

IS_KEY_FORGOTTEN = Routine("payments.is_key_forgotten", ("p_created_at",))
IS_ATTEMPT_WANTED = Routine("payments.is_attempt_wanted", ("p_payment_id",))
REFUSE_ATTEMPT = Routine("payments.refuse_attempt", ("p_payment_id",))

# As the service: what the platform collects from orgs.
SHOW_BILL = Routine("billing.show_bill", ("p_public_token",))
STORE_CUSTOMER = Routine("billing.store_customer", ("p_org_id", "p_mollie_customer_id"))
WANTED_COLLECTION = Routine("billing.wanted_collection", ("p_subscription_id",))
RECORD_COLLECTION = Routine(
    "billing.record_collection",
    ("p_subscription_id", "p_collection_id", "p_provider"),
    json={"p_provider"},
)
UNKNOWN_PAYMENTS = Routine("billing.unknown_payments", ("p_ids",), json={"p_ids"})

# As the service: connected accounts. The first is called as the member of staff who connects.
START_CONNECTION = Routine(
    "payments.start_connection", ("p_org_id", "p_return_url", "p_redirect_uri")
)
USE_AUTHORIZATION = Routine("payments.use_authorization", ("p_state",))
SAVE_CONNECTION = Routine(
    "payments.save_connection",
    ("p_authorization_id", "p_facts", "p_tokens"),
    json={"p_facts", "p_tokens"},
)
RECORD_CONNECTION = Routine(
    "payments.record_connection", ("p_connection_id", "p_facts"), json={"p_facts"}
)
CONNECTION_OF = Routine("payments.connection_of", ("p_provider_payment_id", "p_payment_id"))
CELLS_MOVED_TO = Routine("tenancy.cells_moved_to", ())
CONNECTION_ACCESS = Routine("payments.connection_access", ("p_connection_id", "p_refused_version"))
STORE_TOKENS = Routine(
    "payments.store_tokens", ("p_connection_id", "p_lease", "p_tokens"), json={"p_tokens"}
)
LOSE_CONNECTION = Routine("payments.lose_connection", ("p_connection_id", "p_lease"))
PARK = Routine(
    "payments.park",
    ("p_connection_id", "p_aggregate", "p_topic", "p_payload"),
    json={"p_payload"},
)
RECORD_BALANCES = Routine(
    "payments.record_balances", ("p_connection_id", "p_balances"), json={"p_balances"}
)
RECORD_BALANCE_TRANSACTIONS = Routine(
    "payments.record_balance_transactions",
    ("p_connection_id", "p_balance_id", "p_transactions", "p_from", "p_next"),
    json={"p_transactions"},
)
RECORD_SETTLEMENTS = Routine(
    "payments.record_settlements", ("p_connection_id", "p_settlements"), json={"p_settlements"}
)
RECORD_SETTLEMENT_LINES = Routine(
    "payments.record_settlement_lines",
    ("p_connection_id", "p_settlement_id", "p_kind", "p_items"),
    json={"p_items"},
)
COMPLETE_SETTLEMENT = Routine(
    "payments.complete_settlement", ("p_connection_id", "p_settlement_id")
)
FINISH_PAYOUTS = Routine("payments.finish_payouts", ("p_connection_id",))
TOKENS_TO_REVOKE = Routine("payments.tokens_to_revoke", ("p_connection_id",))
FORGET_TOKENS = Routine("payments.forget_tokens", ("p_connection_id", "p_version"))
TOKENS_TO_RESEAL = Routine(
    "payments.tokens_to_reseal", ("p_key_id", "p_after", "p_limit"), returns_rows=True
)
RESEAL_TOKENS = Routine("payments.reseal_tokens", ("p_tokens",), json={"p_tokens"})
CONNECTIONS_TO_RECONCILE = Routine("payments.connections_to_reconcile", (), returns_rows=True)

# As the service: invoices of the platform to orgs. The first is called as whoever wants to read.
READ_SALES_INVOICE = Routine("billing.read_sales_invoice", ("p_sales_invoice_id",))
BEGIN_SALES_INVOICE = Routine("billing.begin_sales_invoice", ("p_sales_invoice_id",))
RECORD_SALES_INVOICE = Routine(
    "billing.record_sales_invoice", ("p_sales_invoice_id", "p_provider"), json={"p_provider"}
)
REFUSE_SALES_INVOICE = Routine("billing.refuse_sales_invoice", ("p_sales_invoice_id", "p_reason"))

# As the service: mail and tickets.
MAIL_TEMPLATE = Routine("platform.mail_template", ("p_org_id", "p_kind", "p_language"))
TEMPLATE_FAILED = Routine("platform.template_failed", ("p_template_id", "p_version", "p_error"))
STAMP_PREVIEW = Routine("platform.stamp_preview", ("p_template_id", "p_hash"))
ORDER_MAIL = Routine("sales.order_mail", ("p_order_id",))
INVOICE_MAIL = Routine("invoicing.invoice_mail", ("p_invoice_id",))
WAITLIST_MAIL = Routine("sales.waitlist_mail", ("p_entry_id",))
TICKETS_MAIL = Routine("sales.tickets_mail", ("p_ticket_ids",))
TICKETS_OF_EMAIL = Routine("sales.tickets_of_email", ("p_email", "p_event_id", "p_org_slug"))
STORE_QR_TOKENS = Routine("sales.store_qr_tokens", ("p_tokens", "p_public_key"), json={"p_tokens"})

# As the caller: integrations, with what the workers sealed.
CREATE_INTEGRATION = Routine(
    "integrations.create_integration",
    (
        "p_org_id",
        "p_event_id",
        "p_kind",
        "p_name",
        "p_config",
        "p_event_types",
        "p_auth",
        "p_signing",
        "p_credential",
    ),
    json={"p_config", "p_event_types", "p_signing", "p_credential"},
)
ROTATE_SECRET = Routine(
    "integrations.rotate_secret",
    ("p_org_id", "p_integration_id", "p_signing"),
    json={"p_signing"},
)
SET_AUTH = Routine(
    "integrations.set_auth",
    ("p_org_id", "p_integration_id", "p_auth", "p_credential", "p_config"),
    json={"p_credential", "p_config"},
)

# As the service: deliveries to integrations.
TAKE_JOBS = Routine("integrations.take_jobs", ("p_integration_id", "p_limit"))
RECORD_DELIVERY = Routine(
    "integrations.record_delivery", ("p_job_id", "p_result"), json={"p_result"}
)
END_TURN = Routine("integrations.end_turn", ("p_integration_id",))
SECRETS_TO_RESEAL = Routine(
    "integrations.secrets_to_reseal", ("p_key_id", "p_after", "p_limit"), returns_rows=True
)
RESEAL_SECRETS = Routine("integrations.reseal_secrets", ("p_secrets",), json={"p_secrets"})

# As the service: terminals at the door.
OPEN_SESSION = Routine(
    "door.open_session", ("p_code", "p_device_id", "p_app_version", "p_device_clock")
)

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
VITALS = Routine("platform.vitals", ())
MAINTENANCE = Routine("core.maintenance", ())

# As the caller: raises while the platform is being maintained.
GUARD_MAINTENANCE = Routine("core.guard_maintenance", ())
