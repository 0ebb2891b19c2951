"""Logs a device in with the code of a terminal."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from workers.context import service, services
from workers.errors import ScannerCodeNotValid
from workers.routines import OPEN_SESSION

router = APIRouter()


class Login(BaseModel):
    """The code, and which device it is typed on."""

    code: str = Field(examples=["7KQ2XM"])
    device_id: UUID = Field(description="made by the device, once")
    app_version: str | None = Field(None, examples=["1.0"])
    device_clock: datetime | None = Field(
        None, description="the present moment on the device, to know how far off its clock is"
    )


class Terminal(BaseModel):
    """What the device scans for."""

    terminal_id: UUID
    org_id: UUID
    name: str


class Session(BaseModel):
    """What the device is from now on."""

    access_token: str = Field(description="for the header Authorization, with Bearer before it")
    expires_at: datetime
    session_id: UUID
    terminal: Terminal


@router.post("")
async def scanner_login(body: Login, request: Request) -> Session:
    """Open a session of 24 hours in which a device scans tickets, and can do nothing else.

    A wrong code, and one of a terminal that is not active or has expired, gets the same answer.
    After several of them, a device that never logged in before has to wait.
    """
    opened: dict[str, Any] = await services(request).database.call(
        OPEN_SESSION,
        {f"p_{name}": value for name, value in body.model_dump().items()},
        caller=service(request),
    )
    if opened.get("is_refused"):
        raise ScannerCodeNotValid
    token = services(request).issuer.token(opened["claims"], opened["expires_in"])
    return Session.model_validate(opened | {"access_token": token})
