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
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any, Literal, NoReturn, TypeVar
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import httpx
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
# Of a sales invoice, in characters; Mollie refuses a longer one.
_LONGEST_LINE = 100
_LARGEST_PDF = 5_000_000
# One holds one connection to Mollie.
_CLIENTS_PER_THREAD = 16
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
    """Our key or token is not, or no longer, allowed to do this: a person has to look.

    `is_expired`: the token is not taken at all (any more), so a new one may be.
    """

    def __init__(self, message: str, *, is_expired: bool = False) -> None:
        super().__init__(message)
        self.is_expired = is_expired


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


@dataclass(frozen=True, slots=True)
class Account:
    """Whose account calls are about: a credential, and for a token which of its data.

    An API key has a profile and a mode of its own; a token names both. `profile_id` None: payments
    can be asked about, but not made.
    """

    credential: str = field(repr=False)
    is_test: bool = False
    profile_id: str | None = None

    @property
    def has_token(self) -> bool:
        return self.credential.startswith("access_")

    @property
    def query(self) -> dict[str, str]:
        """What a token adds to the address of what it asks for."""
        return {"testmode": "true"} if self.has_token and self.is_test else {}

    @property
    def body(self) -> dict[str, bool]:
        """What a token adds to what it sends."""
        return {"testmode": True} if self.has_token and self.is_test else {}


class Mollie:
    """Calls to Mollie on one account. Every method raises MollieError's kinds.

    `api_url` has no `/v2`. `timeout` is in seconds: what one answer may take; a call that waits for
    a free thread gives up after twice that. `connections` is how many calls run at once.
    """

    def __init__(
        self, api_key: str, api_url: str, timeout: float = 10.0, *, connections: int = 8
    ) -> None:
        self._account = Account(api_key)
        self._api_url = api_url
        self._timeout = timeout
        self._threads = ThreadPoolExecutor(connections, thread_name_prefix="mollie")
        # The library's client holds one HTTP session and is not made to be shared by threads, nor
        # by accounts.
        self._own = threading.local()
        self._check_key()

    def on(self, account: Account) -> Mollie:
        """The same Mollie, the same threads, on another account."""
        other = copy(self)
        other._account = account  # noqa: SLF001 (of this class)
        return other

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
        fee: int = 0,
        fee_description: str = "",
        first_of: str | None = None,
    ) -> Json:
        """Open a payment of `amount` cents; returns it, with `_links.checkout` for the customer.

        `key` makes the call repeatable. Without `webhook_url` nobody calls: fetch the payment.
        `fee` is what of a payment on a merchant's account goes to ours, in cents of a euro.
        `first_of` is the id of a customer, from whom can be collected once it is paid.
        """
        data = {
            "amount": _amount(amount, currency),
            "description": description,
            "redirectUrl": redirect_url,
            "cancelUrl": cancel_url,
            "webhookUrl": webhook_url,
            "metadata": dict(metadata),
            "locale": locale,
            "profileId": self._account.profile_id,
            "sequenceType": "first" if first_of else None,
            "customerId": first_of,
            "applicationFee": {"amount": _amount(fee, "EUR"), "description": fee_description}
            if fee
            else None,
        } | self._account.body
        given = {name: value for name, value in data.items() if value is not None}
        return await self._call(
            lambda client: _resource(client.payments.create(given, idempotency_key=key), "payment")
        )

    async def collect(
        self,
        *,
        key: str,
        customer_id: str,
        mandate_id: str | None,
        amount: int,
        currency: str,
        description: str,
        webhook_url: str | None,
        metadata: Mapping[str, Any],
    ) -> Json:
        """Collect `amount` cents from a customer, with a mandate or with any that there is.

        `key` makes the call repeatable for an hour; after that look into `list_of_customer` first,
        since it is carried out at once. MollieRefused when there is nothing to collect with.
        """
        data = {
            "amount": _amount(amount, currency),
            "description": description,
            "webhookUrl": webhook_url,
            "metadata": dict(metadata),
            "sequenceType": "recurring",
            "customerId": customer_id,
            "mandateId": mandate_id,
        }
        given = {name: value for name, value in data.items() if value is not None}
        return await self._call(
            lambda client: _resource(client.payments.create(given, idempotency_key=key), "payment")
        )

    async def create_customer(
        self, *, key: str, name: str, email: str | None, metadata: Mapping[str, Any]
    ) -> Json:
        """Make a customer. `key` makes the call repeatable for an hour."""
        data = {"name": name, "email": email, "metadata": dict(metadata)}
        return await self._call(
            lambda client: _resource(
                client.payments.perform_api_call(
                    "POST", "customers", data=data, params={}, idempotency_key=key
                ),
                "customer",
            )
        )

    async def list_customers(self) -> AsyncIterator[Json]:
        """All customers, the newest first, page by page as they are asked for."""
        async for found in self._listed("customers", "customers"):
            yield found

    async def list_of_customer(
        self, customer_id: str, kind: Literal["payments", "subscriptions"]
    ) -> list[Json]:
        """All payments or subscriptions of a customer, the newest first."""
        where = f"customers/{quote(customer_id, safe='')}/{kind}"
        return [found async for found in self._listed(where, kind)]

    async def list_collected(self, customer_id: str, subscription_id: str) -> list[Json]:
        """All payments that were collected for a subscription, the newest first."""
        where = f"{_subscription(customer_id, subscription_id)}/payments"
        return [found async for found in self._listed(where, "payments")]

    async def create_subscription(
        self, *, key: str, customer_id: str, data: Mapping[str, Any]
    ) -> Json:
        """Have Mollie collect by itself from a customer: `data` as Mollie's reference has it, with
        `amount` as {units, currency}. `key` makes the call repeatable for an hour."""
        where = f"customers/{quote(customer_id, safe='')}/subscriptions"
        return await self._call(
            lambda client: _resource(
                client.payments.perform_api_call(
                    "POST", where, data=_terms(data), params={}, idempotency_key=key
                ),
                "subscription",
            )
        )

    async def update_subscription(
        self, customer_id: str, subscription_id: str, data: Mapping[str, Any]
    ) -> Json:
        """Change what is collected from now on; `data` as with create_subscription()."""
        where = _subscription(customer_id, subscription_id)
        return await self._call(
            lambda client: _resource(
                client.payments.perform_api_call("PATCH", where, data=_terms(data), params={}),
                "subscription",
            )
        )

    async def cancel_subscription(self, customer_id: str, subscription_id: str) -> None:
        """Collect no more. MollieRefused when it has ended already."""
        where = _subscription(customer_id, subscription_id)
        await self._call(
            lambda client: client.payments.perform_api_call("DELETE", where, params={})
        )

    async def get_payment(self, payment_id: str) -> Json:
        """The payment as it is now, with `_embedded.refunds` and `_embedded.chargebacks`."""
        checked = _checked(payment_id)
        return await self._call(
            lambda client: _resource(
                client.payments.get(checked, embed="refunds,chargebacks", **self._account.query),
                "payment",
            )
        )

    async def cancel_payment(self, payment_id: str) -> Json:
        """Cancel an open payment; returns it. MollieRefused when that is no longer possible."""
        checked = _checked(payment_id)
        return await self._call(
            lambda client: _resource(
                client.payments.delete(checked, **self._account.body),  # type: ignore[arg-type]
                "payment",
            )
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
        } | self._account.body
        return await self._call(
            lambda client: _resource(
                _refunds(client, checked).create(data, idempotency_key=key), "refund"
            )
        )

    async def get_refund(self, payment_id: str, refund_id: str) -> Json:
        """One refund. MollieNotFound also when it was canceled: Mollie forgets those."""
        checked = _checked(payment_id)
        return await self._call(
            lambda client: _resource(
                _refunds(client, checked).get(refund_id, **self._account.query), "refund"
            )
        )

    async def list_refunds(self, payment_id: str) -> list[Json]:
        """All refunds of a payment, the newest first, however many pages they take."""
        checked = _checked(payment_id)
        return await self._call(lambda client: _all_refunds(client, checked, self._account.query))

    async def everything(
        self, kind: Literal["payments", "refunds", "chargebacks"]
    ) -> AsyncIterator[Json]:
        """All payments, refunds or chargebacks of the key's profile, or of the token's account, the
        newest first.

        They are read page by page, as they are asked for.
        """
        cursor: dict[str, str] | None = {}
        while cursor is not None:
            found, cursor = await self._call(
                partial(_page, kind=kind, cursor=cursor, query=self._account.query)
            )
            for item in found:
                yield item

    async def cancel_refund(self, payment_id: str, refund_id: str) -> None:
        """Stop a refund that is queued or pending. MollieRefused when it is too late for that,
        MollieNotFound when it is gone."""
        checked = _checked(payment_id)
        # Of a refund the library would send the mode where Mollie does not expect it.
        where = f"payments/{checked}/refunds/{quote(refund_id, safe='')}"
        suffix = f"?{urlencode(self._account.query)}" if self._account.query else ""
        await self._call(
            lambda client: client.payments.perform_api_call("DELETE", where + suffix, params={})
        )

    async def create_sales_invoice(  # noqa: PLR0913 (all by name; this is what an invoice consists of)
        self,
        *,
        key: str,
        payment_id: str,
        recipient_id: str,
        recipient: Mapping[str, str | None],
        description: str,
        amount: int,
        currency: str,
        vat_basis_points: int,
        memo: str,
        email: Mapping[str, str],
        metadata: Mapping[str, Any],
    ) -> Json:
        """Make the invoice of a payment that was paid; returns it.

        `recipient` is a business as Mollie's reference has it; `recipient_id` is what we know it
        by. `amount` is in cents, VAT included. Mollie mails it with `email` (subject, body). `key`
        makes the call repeatable for an hour; after that, look among `sales_invoices`.
        """
        data = {
            "status": "paid",
            "paymentDetails": {"source": "payment", "sourceReference": _checked(payment_id)},
            "vatMode": "inclusive",
            "recipientIdentifier": recipient_id,
            "recipient": {name: value for name, value in recipient.items() if value},
            "lines": [
                {
                    "description": description[:_LONGEST_LINE],
                    "quantity": 1,
                    "vatRate": str(Decimal(vat_basis_points).scaleb(-2)),
                    "unitPrice": _amount(amount, currency),
                }
            ],
            "memo": memo,
            "emailDetails": dict(email),
            "metadata": dict(metadata),
        }
        return await self._call(
            lambda client: _resource(
                client.payments.perform_api_call(
                    "POST", "sales-invoices", data=data, params={}, idempotency_key=key
                ),
                "sales-invoice",
            )
        )

    async def sales_invoices(self) -> AsyncIterator[Json]:
        """All sales invoices, the newest first, read page by page as they are asked for."""
        cursor: dict[str, str] | None = {}
        while cursor is not None:
            found, cursor = await self._call(partial(_page_of_sales_invoices, cursor=cursor))
            for item in found:
                yield item

    async def get_sales_invoice(self, invoice_id: str) -> Json:
        """One sales invoice. MollieNotFound when there is none."""
        path = f"sales-invoices/{quote(invoice_id, safe='')}"
        return await self._call(
            lambda client: _resource(
                client.payments.perform_api_call("GET", path, params={}), "sales-invoice"
            )
        )

    async def sales_invoice_pdf(self, invoice_id: str) -> bytes:
        """The PDF of a sales invoice.

        Mollie says neither how long the address of a PDF works nor for whom: so it is asked for
        anew each time, never kept and never told to anybody, and no credential goes there.
        """
        found = await self.get_sales_invoice(invoice_id)
        link = found["_links"].get("pdfLink")
        if link is None:
            raise MollieUnavailable("Mollie has not drawn this invoice yet")
        return await _download(link["href"], self._timeout)

    async def about_account(self) -> Json:
        """What Mollie tells a merchant's token of its account.

        {organization, profiles, onboarding}; needs the scopes organizations.read, profiles.read and
        onboarding.read.
        """
        return await self._call(_about_account)

    async def balances(self) -> list[Json]:
        """The account's balances: needs the scope balances.read, as balance_transactions()."""
        found: list[Json] = []
        cursor: str | None = None
        while True:
            page, cursor = await self._page("balances", "balances", cursor, self._account.query)
            found += page
            if cursor is None:
                return found

    async def balance_transactions(
        self, balance_id: str, cursor: str | None = None
    ) -> tuple[list[Json], str | None]:
        """A page of the movements of a balance, the newest first, and where the next begins."""
        path = f"balances/{quote(balance_id, safe='')}/transactions"
        return await self._page(path, "balance_transactions", cursor, self._account.query)

    async def settlements(self, cursor: str | None = None) -> tuple[list[Json], str | None]:
        """A page of the account's settlements, the newest first, and where the next begins. Needs
        the scope settlements.read. Settlements have no test mode."""
        return await self._page("settlements", "settlements", cursor, {})

    async def settlement(self, name: Literal["open", "next"]) -> Json:
        """What is on the balance, or what of it is paid out next."""
        return await self._call(
            lambda client: _resource(
                client.payments.perform_api_call("GET", f"settlements/{name}", params={}),
                "settlement",
            )
        )

    async def settlement_items(
        self,
        settlement_id: str,
        kind: Literal["payments", "refunds", "chargebacks"],
        cursor: str | None = None,
    ) -> tuple[list[Json], str | None]:
        """A page of what a settlement is made of, and where the next begins."""
        path = f"settlements/{quote(settlement_id, safe='')}/{kind}"
        return await self._page(path, kind, cursor, {})

    async def create_client_link(self, client: Mapping[str, Any]) -> str:
        """The address of a page on which somebody gets an account: to be called with the platform's
        own organization token. `client` is as Mollie's reference has it."""

        def create(api: Client) -> str:
            made = api.payments.perform_api_call(
                "POST", "client-links", data=dict(client), params={}
            )
            return str(made["_links"]["clientLink"]["href"])

        return await self._call(create)

    async def _listed(self, where: str, kind: str) -> AsyncIterator[Json]:
        """What a list below an address has, page by page."""
        cursor: str | None = None
        while True:
            page, cursor = await self._page(where, kind, cursor, {})
            for found in page:
                yield found
            if cursor is None:
                return

    def close(self) -> None:
        """Let go of the threads; calls that are under way end by themselves."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _page(
        self,
        path: str,
        name: str,
        cursor: str | None,
        query: Mapping[str, str],
    ) -> tuple[list[Json], str | None]:
        """A page of a list that the library has no resource for."""
        asked = {"limit": str(_LONGEST_PAGE), **query}
        if cursor is not None:
            asked["from"] = cursor

        def ask(client: Client) -> tuple[list[Json], str | None]:
            where = f"{path}?{urlencode(asked)}"
            answer = client.payments.perform_api_call("GET", where, params={})
            following = _cursor_after(answer)
            found = [dict(item) for item in answer["_embedded"][name]]
            return found, None if following is None else following["from"]

        return await self._call(ask)

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
        try:
            return ask(self._client_of_thread())
        except client_errors.ResponseError as error:
            _raise_answered(error)
        except client_errors.RequestSetupError:
            raise  # a mistake of ours, not Mollie's
        except (client_errors.RequestError, client_errors.ResponseHandlingError) as error:
            raise MollieUnavailable(str(error)) from error
        except (KeyError, TypeError, ValueError) as error:
            # So the library fails on an error without the fields that Mollie's errors have.
            raise MollieUnavailable("The answer is not one that Mollie gives") from error

    def _client_of_thread(self) -> Client:
        """This thread's client of the account; of those used last each thread keeps some."""
        clients: OrderedDict[str, Client] | None = getattr(self._own, "clients", None)
        if clients is None:
            clients = self._own.clients = OrderedDict()
        credential = self._account.credential
        client = clients.pop(credential, None) or self._new_client()
        clients[credential] = client
        if len(clients) > _CLIENTS_PER_THREAD:
            clients.popitem(last=False)
        return client

    def _new_client(self) -> Client:
        client = Client(
            api_endpoint=self._api_url,
            timeout=(min(_CONNECT_SECONDS, self._timeout), self._timeout),  # type: ignore[arg-type]
            retry=1,
        )
        if self._account.has_token:
            client.set_access_token(self._account.credential)
        else:
            client.set_api_key(self._account.credential)
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


def _subscription(customer_id: str, subscription_id: str) -> str:
    customer, subscription = quote(customer_id, safe=""), quote(subscription_id, safe="")
    return f"customers/{customer}/subscriptions/{subscription}"


def _terms(data: Mapping[str, Any]) -> Json:
    """The terms of a subscription as Mollie takes them: without what is not said."""
    given = {name: value for name, value in data.items() if value is not None}
    if "amount" in given:
        given["amount"] = _amount(given["amount"]["units"], given["amount"]["currency"])
    return given


def _refunds(client: Client, payment_id: str) -> PaymentRefunds:
    payment = Payment({"id": payment_id}, client)  # type: ignore[no-untyped-call]
    return PaymentRefunds(client, payment)


def _all_refunds(client: Client, payment_id: str, query: Mapping[str, str]) -> list[Json]:
    # The library follows `next` links only when they start with the address it was given, which
    # behind a proxy they do not; so only the cursor is taken from them.
    found: list[Json] = []
    cursor: dict[str, str] = {}
    while True:
        answer = _refunds(client, payment_id).list(limit=_LONGEST_PAGE, **query, **cursor)
        found += answer["_embedded"]["refunds"]
        following = _cursor_after(answer)
        if following is None:
            return found
        cursor = following


def _page(
    client: Client, *, kind: str, cursor: dict[str, str], query: Mapping[str, str]
) -> tuple[list[Json], dict[str, str] | None]:
    """A page of one of the profile's lists, and where the next begins."""
    answer = getattr(client, kind).list(limit=_LONGEST_PAGE, **query, **cursor)
    return answer["_embedded"][kind], _cursor_after(answer)


def _page_of_sales_invoices(
    client: Client, *, cursor: dict[str, str]
) -> tuple[list[Json], dict[str, str] | None]:
    # The library has no such resource.
    query = urlencode({"limit": _LONGEST_PAGE} | cursor)
    answer = client.payments.perform_api_call("GET", f"sales-invoices?{query}", params={})
    return answer["_embedded"]["sales_invoices"], _cursor_after(answer)


async def _download(address: str, timeout: float) -> bytes:
    """A PDF, of a size that one can be, within a time."""
    content = bytearray()
    try:
        async with (
            asyncio.timeout(2 * timeout),
            httpx.AsyncClient(timeout=timeout, follow_redirects=True, max_redirects=3) as http,
            http.stream("GET", address) as answer,
        ):
            if answer.status_code != 200:
                raise MollieUnavailable(f"The PDF was answered with {answer.status_code}")
            async for part in answer.aiter_bytes():
                content += part
                if len(content) > _LARGEST_PDF:
                    raise MollieUnavailable("The PDF is larger than an invoice can be")
    except TimeoutError:
        raise MollieUnavailable("The PDF took too long") from None
    except httpx.HTTPError as error:
        # The error's own text may have the address.
        raise MollieUnavailable(f"The PDF cannot be read: {type(error).__name__}") from None
    if not content.startswith(b"%PDF-"):
        raise MollieUnavailable("What Mollie calls a PDF is none")
    return bytes(content)


def _about_account(client: Client) -> Json:
    # Not by the library's own resources: they would add modes and forms that are none of these.
    def ask(path: str) -> Any:
        return client.payments.perform_api_call("GET", path, params={})

    profiles = ask(f"profiles?limit={_LONGEST_PAGE}")
    return {
        "organization": _resource(ask("organizations/me"), "organization"),
        "profiles": list(profiles["_embedded"]["profiles"]),
        "onboarding": dict(ask("onboarding/me")),
    }


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
            raise MollieUnauthorized(
                f"Mollie answered {status}: {detail}", is_expired=status == 401
            ) from error
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
