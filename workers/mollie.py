"""Mollie: the only place that knows how to talk to the payment provider.

Mollie's client library is synchronous, so every call runs in one of a few threads kept for it: a
slow Mollie delays calls to Mollie and nothing else. Calls that make something carry our own
idempotency key, so that a call whose answer was lost can be made again: for an hour the provider
then answers what it answered first. After that, look before making (`list_refunds`).
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import partial
from typing import Any, Literal, NoReturn, TypeVar
from urllib.parse import parse_qs, urlsplit

from mollie.api import error as client_errors
from mollie.api.client import Client
from mollie.api.objects.payment import Payment
from mollie.api.resources import PaymentRefunds

Json = dict[str, Any]
T = TypeVar("T")

# Mollie's currencies have two decimals, but for these.
_DECIMALS = {"ISK": 0, "JPY": 0}
_TWO_DECIMALS = 2

_CONNECT_SECONDS = 2.0
_LONGEST_PAGE = 250
# How long Mollie takes an equal refund of the same payment for a slip of the finger.
_DUPLICATE_SECONDS = 3600.0

_PAYMENT_ID = re.compile(r"tr_[A-Za-z0-9]+")


class MollieError(Exception):
    """Mollie did not do what was asked of it."""


class MollieUnavailable(MollieError):
    """No usable answer, or an answer that says "later": the same call, same key, may be repeated.

    Network trouble, 429, 5xx, and 409: the first call with this key is still under way, or an equal
    refund was made shortly before. `retry_after` is how many seconds to wait, None if unknown.
    """

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class MollieDuplicate(MollieUnavailable):
    """An equal refund of the same payment was made less than an hour before."""


class MollieUnauthorized(MollieError):
    """Our key or token is not, or no longer, allowed to do this: a person has to look."""


class MollieNotFound(MollieError):
    """There is no such payment or refund, at least not for our key in its mode."""


class MollieRefused(MollieError):
    """Understood and refused; asking again will not help.

    `status` is the HTTP status, `field` the part of the request that is to blame (`amount.value`),
    if any, `detail` Mollie's sentence.
    """

    def __init__(self, status: int, field: str | None, detail: str) -> None:
        where = "" if field is None else f" ({field})"
        super().__init__(f"Mollie refused with {status}: {detail}{where}")
        self.status = status
        self.field = field
        self.detail = detail


class Mollie:
    """Calls to Mollie with one API key. Every method raises MollieError's kinds.

    `api_url` has no `/v2`. `timeout` is in seconds: what one answer may take; a call that waits for
    a free thread gives up after twice that. `connections` is how many calls run at once.
    """

    def __init__(
        self, api_key: str, api_url: str, timeout: float = 10.0, *, connections: int = 8
    ) -> None:
        self._api_key = api_key
        self._api_url = api_url
        self._timeout = timeout
        self._threads = ThreadPoolExecutor(connections, thread_name_prefix="mollie")
        # The library's client holds one HTTP session and is not made to be shared by threads.
        self._own = threading.local()
        self._check_key()

    async def create_payment(  # noqa: PLR0913 (all by name; this is what a payment consists of)
        self,
        *,
        key: str,
        amount: int,
        currency: str,
        description: str,
        redirect_url: str,
        webhook_url: str | None,
        metadata: Mapping[str, Any],
        locale: str | None,
        cancel_url: str | None = None,
    ) -> Json:
        """Open a payment of `amount` cents; returns it, with `_links.checkout` for the customer.

        `key` makes the call repeatable. Without `webhook_url` nobody calls: fetch the payment.
        """
        data = {
            "amount": _amount(amount, currency),
            "description": description,
            "redirectUrl": redirect_url,
            "cancelUrl": cancel_url,
            "webhookUrl": webhook_url,
            "metadata": dict(metadata),
            "locale": locale,
        }
        given = {name: value for name, value in data.items() if value is not None}
        return await self._call(
            lambda client: _resource(client.payments.create(given, idempotency_key=key), "payment")
        )

    async def get_payment(self, payment_id: str) -> Json:
        """The payment as it is now, with `_embedded.refunds` and `_embedded.chargebacks`."""
        checked = _checked(payment_id)
        return await self._call(
            lambda client: _resource(
                client.payments.get(checked, embed="refunds,chargebacks"), "payment"
            )
        )

    async def cancel_payment(self, payment_id: str) -> Json:
        """Cancel an open payment; returns it. MollieRefused when that is no longer possible."""
        checked = _checked(payment_id)
        return await self._call(
            lambda client: _resource(client.payments.delete(checked), "payment")
        )

    async def create_refund(
        self,
        *,
        key: str,
        payment_id: str,
        amount: int,
        currency: str,
        description: str,
        metadata: Mapping[str, Any],
    ) -> Json:
        """Send `amount` cents of a payment back; returns the refund, usually `pending`.

        `key` makes the call repeatable for an hour. Put an id of your own in `metadata`: after that
        hour `list_refunds` tells by it whether the refund was made.
        """
        checked = _checked(payment_id)
        data = {
            "amount": _amount(amount, currency),
            "description": description,
            "metadata": dict(metadata),
        }
        return await self._call(
            lambda client: _resource(
                _refunds(client, checked).create(data, idempotency_key=key), "refund"
            )
        )

    async def get_refund(self, payment_id: str, refund_id: str) -> Json:
        """One refund. MollieNotFound also when it was canceled: Mollie forgets those."""
        checked = _checked(payment_id)
        return await self._call(
            lambda client: _resource(_refunds(client, checked).get(refund_id), "refund")
        )

    async def list_refunds(self, payment_id: str) -> list[Json]:
        """All refunds of a payment, the newest first, however many pages they take."""
        checked = _checked(payment_id)
        return await self._call(lambda client: _all_refunds(client, checked))

    async def everything(
        self, kind: Literal["payments", "refunds", "chargebacks"]
    ) -> AsyncIterator[Json]:
        """All payments, refunds or chargebacks of the key's profile, the newest first.

        They are read page by page, as they are asked for.
        """
        cursor: dict[str, str] | None = {}
        while cursor is not None:
            found, cursor = await self._call(partial(_page, kind=kind, cursor=cursor))
            for item in found:
                yield item

    async def cancel_refund(self, payment_id: str, refund_id: str) -> None:
        """Stop a refund that is queued or pending. MollieRefused when it is too late for that,
        MollieNotFound when it is gone."""
        checked = _checked(payment_id)
        await self._call(lambda client: _refunds(client, checked).delete(refund_id))

    def close(self) -> None:
        """Let go of the threads; calls that are under way end by themselves."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _call(self, ask: Callable[[Client], T]) -> T:
        work = asyncio.get_running_loop().run_in_executor(
            self._threads, partial(self._in_thread, ask)
        )
        patience = 2 * self._timeout
        try:
            async with asyncio.timeout(patience):
                return await work
        except TimeoutError:
            raise MollieUnavailable(f"Mollie did not answer within {patience:g} seconds") from None

    def _in_thread(self, ask: Callable[[Client], T]) -> T:
        client: Client | None = getattr(self._own, "client", None)
        if client is None:
            client = self._own.client = self._new_client()
        try:
            return ask(client)
        except client_errors.ResponseError as error:
            _raise_answered(error)
        except client_errors.RequestSetupError:
            raise  # a mistake of ours, not Mollie's
        except (client_errors.RequestError, client_errors.ResponseHandlingError) as error:
            raise MollieUnavailable(str(error)) from error
        except (KeyError, TypeError, ValueError) as error:
            # So the library fails on an error without the fields that Mollie's errors have.
            raise MollieUnavailable("The answer is not one that Mollie gives") from error

    def _new_client(self) -> Client:
        client = Client(
            api_endpoint=self._api_url,
            timeout=(min(_CONNECT_SECONDS, self._timeout), self._timeout),  # type: ignore[arg-type]
            retry=1,
        )
        if self._api_key.startswith("access_"):
            client.set_access_token(self._api_key)
        else:
            client.set_api_key(self._api_key)
        return client

    def _check_key(self) -> None:
        try:
            self._new_client()
        except client_errors.RequestSetupError:
            # The library's own message would print the key.
            raise MollieUnauthorized(
                "This is not a Mollie API key. A key starts with test_ or live_, a token with"
                " access_; look it up in Mollie's dashboard under Developers."
            ) from None


def _amount(units: int, currency: str) -> dict[str, str]:
    """Cents (or whole yen) as Mollie writes them: a text with exactly the currency's decimals."""
    decimals = _DECIMALS.get(currency, _TWO_DECIMALS)
    return {"currency": currency, "value": str(Decimal(units).scaleb(-decimals))}


def _checked(payment_id: str) -> str:
    """The id becomes part of an address, and may come from anyone who found the webhook."""
    if _PAYMENT_ID.fullmatch(payment_id) is None:
        raise MollieNotFound(f"{payment_id[:40]!r} is not the id of a payment")
    return payment_id


def _refunds(client: Client, payment_id: str) -> PaymentRefunds:
    payment = Payment({"id": payment_id}, client)  # type: ignore[no-untyped-call]
    return PaymentRefunds(client, payment)


def _all_refunds(client: Client, payment_id: str) -> list[Json]:
    # The library follows `next` links only when they start with the address it was given, which
    # behind a proxy they do not; so only the cursor is taken from them.
    found: list[Json] = []
    cursor: dict[str, str] = {}
    while True:
        answer = _refunds(client, payment_id).list(limit=_LONGEST_PAGE, **cursor)
        found += answer["_embedded"]["refunds"]
        following = _cursor_after(answer)
        if following is None:
            return found
        cursor = following


def _page(
    client: Client, *, kind: str, cursor: dict[str, str]
) -> tuple[list[Json], dict[str, str] | None]:
    """A page of one of the profile's lists, and where the next begins."""
    answer = getattr(client, kind).list(limit=_LONGEST_PAGE, **cursor)
    return answer["_embedded"][kind], _cursor_after(answer)


def _cursor_after(answer: Any) -> dict[str, str] | None:
    following = answer["_links"].get("next")
    if following is None:
        return None
    return {"from": parse_qs(urlsplit(following["href"]).query)["from"][0]}


def _resource(answer: Any, kind: str) -> Json:
    """The answer as plain data, if it is what was asked for and not some proxy's idea of it."""
    if answer.get("resource") != kind or "id" not in answer:
        raise MollieUnavailable(f"The answer is not a {kind}")
    return dict(answer)


def _raise_answered(error: client_errors.ResponseError) -> NoReturn:
    """Raise what an error that Mollie answered means to us."""
    status, detail = int(error.status or 0), str(error)
    match status:
        case 401 | 403:
            raise MollieUnauthorized(f"Mollie answered {status}: {detail}") from error
        case 404 | 410:
            raise MollieNotFound(detail) from error
        case 409:
            if "duplicate" in detail.lower():
                raise MollieDuplicate(
                    f"Mollie answered 409: {detail}", _DUPLICATE_SECONDS
                ) from error
            raise MollieUnavailable(f"Mollie answered 409: {detail}") from error
        case 408 | 425 | 429:
            raise MollieUnavailable(f"Mollie answered {status}: {detail}") from error
        case _ if status >= 500:
            raise MollieUnavailable(f"Mollie answered {status}: {detail}") from error
    raise MollieRefused(status, error.field, detail) from error
