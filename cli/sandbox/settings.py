"""How the sandbox behaves where Mollie's behaviour varies or takes its time."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """Changed by `PATCH /sandbox/settings`, kept across restarts, defaults after a reset."""

    model_config = ConfigDict(extra="forbid")

    time_scale: float = Field(
        1.0,
        gt=0,
        le=1_000_000,
        description="how many times faster than at Mollie webhooks are retried and refunds advance"
        " (payments expire at Mollie's own pace: customers are not any faster)",
    )
    webhook_timeout_seconds: float = Field(
        15.0, gt=0, le=600, description="an answer that takes longer counts as a failure"
    )
    refunds_start: Literal["pending", "queued"] = Field(
        "pending", description="queued: as if the balance could not cover refunds"
    )
    refund_pending_seconds: float | None = Field(
        600.0, ge=0, description="from pending to processing; null: only by hand"
    )
    refund_processing_seconds: float | None = Field(
        600.0, ge=0, description="from processing to refunded; null: only by hand"
    )
    events_are_simple: bool = Field(
        False,
        description="events of next-generation webhooks name what they are about and no longer"
        " bring it along",
    )
    all_cancelable: bool = Field(
        False,
        description="let every open payment be canceled through the API, not only the"
        " methods that allow it",
    )
    second_try: bool = Field(
        False,
        description="a failed or canceled attempt leads back to the choice of methods when"
        " the merchant chose none: the payment stays open, no webhook is sent",
    )
    first_mandates: Literal["valid", "pending"] = Field(
        "valid",
        description="what a first payment that is paid leaves behind; pending: as when the"
        " customer's account is not known yet",
    )
    recurring_pending_seconds: float | None = Field(
        2 * 86_400.0,
        ge=0,
        description="how long the bank takes for what is collected with a mandate; null: decided"
        " by hand",
    )
    recurring_outcome: Literal["paid", "failed"] = Field(
        "paid", description="what comes of what is collected with a mandate"
    )
    rotate_refresh_tokens: bool = Field(
        False,
        description="every refresh of an access token brings a new refresh token; the one before"
        " works until the new one has been used",
    )
