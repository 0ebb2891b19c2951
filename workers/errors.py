"""Every error a caller can get from the workers, and how errors of the database become one.

The slugs, statuses and sentences of the classes are those of `core.errors`, the registry that
`docs/errors.md` is made from; a test compares them. An error of a SQL function (SQLSTATE
`PT<status>`) passes through unchanged as `Refused`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

import psycopg


class EntreeError(Exception):
    """An error that the caller is told about.

    `details` is data for programs, `retry_after` a number of seconds for the header of that name.
    """

    status: int
    code: str
    message: str
    hint: str
    retry_after: int | None = None

    def __init__(self, **details: Any) -> None:
        self.details: dict[str, Any] = details
        super().__init__(self.message)

    def body(self) -> dict[str, Any]:
        """The JSON object that callers get: code, message, details, hint."""
        return {
            "code": self.code,
            "message": self.message,
            "details": self.details,
            "hint": self.hint,
        }


class MalformedJson(EntreeError):
    """The body cannot be read as JSON at all."""

    status = 400
    code = "malformed_json"
    message = "The body is not valid JSON."
    hint = "Send a JSON object."


class InvalidValue(EntreeError):
    """The database could not read a value as the type it needs."""

    status = 400
    code = "invalid_value"
    message = "A value has the wrong type or is out of range."
    hint = "Compare the request with the API's description."


class FieldError(EntreeError):
    """One field of the request is to blame; its sentences name it."""

    status = 400
    message_template: ClassVar[str]
    hint_template: ClassVar[str]

    def __init__(self, **details: str) -> None:
        self.message = self.message_template.format(**details)
        self.hint = self.hint_template.format(**details)
        super().__init__(**details)


class MissingField(FieldError):
    """A field that must be there is not. Takes `field`, a path such as `items.0.quantity`."""

    code = "missing_field"
    message_template = "The field {field} is missing."
    hint_template = "Send {field} with a value."


class InvalidField(FieldError):
    """A field has the wrong type or form. Takes `field` and `reason`."""

    code = "invalid_field"
    message_template = "The field {field} is not valid: {reason}."
    hint_template = "Correct {field} and send the request again."


class InvalidToken(EntreeError):
    """The access token is expired, forged, malformed, or of a role that cannot call."""

    status = 401
    code = "invalid_token"
    message = "The access token is not valid or has expired."
    hint = "Sign in again."


class InvalidSignature(EntreeError):
    """What came as the provider's was not signed by it."""

    status = 401
    code = "invalid_signature"
    message = "The signature is missing or not the payment provider's."
    hint = "Sign the body with the secret of the webhook."


class SignInRequired(EntreeError):
    """Asked for by somebody to whom it is not granted: a visitor, or the service itself."""

    status = 401
    code = "sign_in_required"
    message = "This needs a signed-in user."
    hint = "Sign in and send the access token."


class ImpersonationIsReadOnly(EntreeError):
    """An administrator who looks on in somebody else's name asked for a change."""

    status = 403
    code = "impersonation_is_read_only"
    message = "Nothing can be changed while looking on in somebody else's name."
    hint = "Ask for an impersonation that may write, with the reason."


class ScannerCodeNotValid(EntreeError):
    """A wrong code, or one of a terminal that is not open: nobody is told which."""

    status = 401
    code = "scanner_code_not_valid"
    message = "No terminal can be opened with this code."
    hint = (
        "Check the code, and ask an owner or admin of the organisation whether the terminal is"
        " active."
    )


class FunctionNotFound(EntreeError):
    """No function has this address."""

    status = 404
    code = "function_not_found"
    message = "There is no such function."
    hint = "Check the address."


class MethodNotAllowed(EntreeError):
    """The function exists and has no such method."""

    status = 405
    code = "method_not_allowed"
    message = "This function does not take this method."
    hint = "Use one of the methods in the header Allow."


class NotFound(FieldError):
    """There is no such thing for whoever asks. Takes `what` and `id`."""

    status = 404
    code = "not_found"
    message_template = "There is no {what} {id} that you have access to."
    hint_template = "Check the id and the organisation you are signed in for."


class OrderHasNoTickets(EntreeError):
    """The order has no ticket that admits anybody. Takes `status`, the order's."""

    status = 409
    code = "order_has_no_tickets"
    hint = "Only a paid order has tickets."

    def __init__(self, *, order_status: str) -> None:
        self.message = f"This order has no valid tickets: it is {order_status}."
        super().__init__(status=order_status)


class PaymentsUnavailable(EntreeError):
    """The organiser's account at the payment provider is not, or no longer, connected."""

    status = 409
    code = "payments_unavailable"
    message = "This organiser cannot take payments at the moment."
    hint = (
        "What was ordered is kept until its time runs out. Try again later, or contact the"
        " organiser."
    )


class ConnectNotConfigured(EntreeError):
    """This installation has no OAuth app at the payment provider, or none for client links."""

    status = 409
    code = "connect_not_configured"
    message = "Accounts cannot be connected in this way here."
    hint = "Leave client out, or ask the platform to set it up."


class BodyTooLarge(EntreeError):
    """The body is larger than the function takes."""

    status = 413
    code = "body_too_large"
    hint = "Send less at once."

    def __init__(self, *, max_kib: int = 64) -> None:
        self.message = f"The body is larger than {max_kib} KiB."
        super().__init__(max_kib=max_kib)


class TemplateInvalid(EntreeError):
    """Own words for a mail that cannot be said. Takes `reason`, a sentence."""

    status = 422
    code = "template_invalid"
    hint = "Correct the text, save it, and look at its preview again."

    def __init__(self, *, reason: str) -> None:
        self.message = f"The text cannot be used: {reason}"
        super().__init__(reason=reason)


class InternalError(EntreeError):
    """Something broke on our side. The cause is in the log, under the request id."""

    status = 500
    code = "internal_error"
    message = "Something went wrong on our side."
    hint = "Try again later; mention the request id if you contact us."


class PaymentProviderRefused(EntreeError):
    """The payment provider answered, and would not have this payment."""

    status = 502
    code = "payment_provider_refused"
    message = "The payment provider refused the payment."
    hint = "Try again; if it stays, contact the organiser."


class PaymentProviderUnavailable(EntreeError):
    """The payment provider could not be reached. What was committed before stays."""

    status = 503
    code = "payment_provider_unavailable"
    message = "The payment provider does not answer at the moment; the order is kept."
    hint = "Try again in a moment with the same idempotency key, or start the payment again."
    retry_after = 5


class TryAgain(EntreeError):
    """The database was busy or out of reach; nothing of the request was kept."""

    status = 503
    code = "try_again"
    message = "The system is busy."
    hint = "Send the same request again in a moment."
    retry_after = 1


class Refused(EntreeError):
    """A SQL function refused the request: a registered error, passed on as it is."""

    def __init__(self, status: int, message: str, hint: str, detail: Mapping[str, Any]) -> None:
        self.status = status
        self.message = message
        self.hint = hint
        details = dict(detail)
        self.code = str(details.pop("code", "internal_error"))
        retry_after = details.get("retry_after")
        if retry_after is not None:
            self.retry_after = int(retry_after)
        super().__init__(**details)


ANSWERS: dict[int | str, dict[str, Any]] = {
    "default": {
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorAnswer"}}},
        "description": "What went wrong",
    }
}
"""How functions are described whose own answers are no JSON."""

# By SQLSTATE, else by its class (the first two characters), else InternalError.
SQLSTATES: Mapping[str, type[EntreeError]] = {
    "22": InvalidValue,  # data exceptions: text that is no uuid, a number out of range
    "23": InvalidValue,  # a constraint that no function turned into a sentence
    "40001": TryAgain,  # serialization failure
    "40P01": TryAgain,  # deadlock
    "55P03": TryAgain,  # lock timeout
    "57014": TryAgain,  # statement timeout
    "08": TryAgain,  # connection lost
    "53": TryAgain,  # out of connections, memory or disk
    "57P": TryAgain,  # the server is starting or stopping
}


def from_database(error: psycopg.Error) -> EntreeError:
    """The error a caller gets for an error of the database."""
    state = error.sqlstate
    if state is None:
        return _without_state(error)
    if state.startswith("PT") and state[2:].isdigit():
        diagnosis = error.diag
        return _refused(
            state, diagnosis.message_primary, diagnosis.message_detail, diagnosis.message_hint
        )
    for prefix in (state, state[:3], state[:2]):
        if prefix in SQLSTATES:
            return SQLSTATES[prefix]()
    return InternalError()


def _without_state(error: psycopg.Error) -> EntreeError:
    """An error of the client library: it could not reach the server, or not send a value."""
    if isinstance(error, psycopg.OperationalError):
        return TryAgain()
    if isinstance(error, psycopg.DataError):
        return InvalidValue()
    return InternalError()


def from_answer(answer: object) -> Refused | None:
    """The refusal that a function answered instead of raising it, if that is what it answered."""
    if isinstance(answer, dict) and str(answer.get("code", "")).startswith("PT"):
        return _refused(answer["code"], answer["message"], answer["details"], answer["hint"])
    return None


def _refused(state: str, message: str | None, details: str | None, hint: str | None) -> Refused:
    try:
        detail = json.loads(details or "{}")
    except ValueError:
        detail = {}
    return Refused(
        status=int(state[2:]),
        message=message or "",
        hint=hint or "",
        detail=detail if isinstance(detail, dict) else {},
    )
