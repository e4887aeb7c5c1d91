"""Webhooks: events, and the verification of their signatures."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import base64
import binascii
import hmac
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

import pydantic_core

from .configuration import Configuration
from .decoding import lenient
from .errors import WebhookVerificationError

if TYPE_CHECKING:
    from typing_extensions import TypeForm

__all__ = [
    "BodySignature",
    "Secrets",
    "StandardSignature",
    "TimedSignature",
    "unwrap",
    "verify_signature",
]

T = TypeVar("T")
Client = Configuration[Any]
Headers = Mapping[str, str]

Secrets: TypeAlias = str | Sequence[str]
"""A secret, or several while it is rotated, one of which has signed."""


class StandardSignature(NamedTuple):
    """Standard Webhooks (standardwebhooks.com): a signature of ID, time and body."""

    tolerance: float = 300
    """Seconds, into the past and into the future."""

    def verify(self, body: bytes, headers: Headers, secrets: Iterable[str]) -> None:
        id_, sent, signatures = (
            _header(headers, f"webhook-{name}", f"svix-{name}")
            for name in ("id", "timestamp", "signature")
        )
        _check_time(sent, self.tolerance)
        content = f"{id_}.{sent}.".encode() + body
        right = (
            "v1," + base64.b64encode(_digest(_standard_key(secret), content)).decode()
            for secret in secrets
        )
        _check_signatures(signatures.split(), right)


class TimedSignature(NamedTuple):
    """`t=TIME,v1=HEX` in one header, like Stripe: a signature of time and body."""

    header: str
    tolerance: float = 300

    def verify(self, body: bytes, headers: Headers, secrets: Iterable[str]) -> None:
        parts = [*_parts(_header(headers, self.header))]
        sent = next((value for name, value in parts if name == "t"), "")
        _check_time(sent, self.tolerance)
        content = f"{sent}.".encode() + body
        right = (_digest(secret.encode(), content).hex() for secret in secrets)
        given = [value.lower() for name, value in parts if name == "v1"]
        _check_signatures(given, right)


class BodySignature(NamedTuple):
    """`sha256=HEX` in one header, like GitHub: a signature of the body."""

    header: str
    tolerance: float = 0
    """Not used: the signature has no time."""

    def verify(self, body: bytes, headers: Headers, secrets: Iterable[str]) -> None:
        parts = _parts(_header(headers, self.header))
        given = [value.lower() for name, value in parts if name == "sha256"]
        right = (_digest(secret.encode(), body).hex() for secret in secrets)
        _check_signatures(given, right)


Signature: TypeAlias = StandardSignature | TimedSignature | BodySignature
_STANDARD = StandardSignature()


def unwrap(
    client: Client,
    type_: TypeForm[T],
    body: str | bytes,
    headers: Headers | None,
    secret: Secrets | None,
    *,
    verify: bool = True,
    signature: Signature = _STANDARD,
) -> T:
    """Return the event, verified by default; raises ValueError if it is not JSON."""
    if verify:
        if headers is None:
            _secrets(client, secret)
            raise ValueError("the headers are needed to verify the signature")
        verify_signature(client, body, headers, secret, signature=signature)
    event: T = lenient(type_, pydantic_core.from_json(body))
    return event


def verify_signature(
    client: Client,
    body: str | bytes,
    headers: Headers,
    secret: Secrets | None,
    *,
    tolerance: float | None = None,
    signature: Signature = _STANDARD,
) -> None:
    secrets = _secrets(client, secret)
    content = _content(body)
    if tolerance is not None:
        signature = signature._replace(tolerance=tolerance)
    given = {name.lower(): value for name, value in headers.items()}
    signature.verify(content, given, secrets)


def _content(body: object) -> bytes:
    """Return the signed bytes, which parsed JSON no longer has."""
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, (bytes, bytearray)):
        return bytes(body)
    if isinstance(body, memoryview):
        return body.tobytes()
    kind = type(body).__name__
    raise TypeError(f"the body must be str or bytes, as it came, not {kind}")


def _secrets(client: Client, given: Secrets | None) -> Sequence[str]:
    """Return the secrets of the call or of the client; none may be empty."""
    if given is None:
        given = client._arguments.get("webhook_secret")
    secrets = [given] if isinstance(given, str) else [*(given or ())]
    if not secrets or "" in secrets or "whsec_" in secrets:
        variable = f"{client._api.env_prefix}_WEBHOOK_SECRET"
        raise ValueError(
            f"there is no secret: pass secret= or webhook_secret= (or set {variable}); "
            "unwrap(..., verify=False) reads a body that nobody has signed"
        )
    return secrets


def _standard_key(secret: str) -> bytes:
    """Decode the base64 after `whsec_`; any other secret is used unchanged."""
    encoded = secret.removeprefix("whsec_")
    if encoded == secret:
        return secret.encode()
    try:
        return base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise ValueError("the secret is not base64 after `whsec_`") from None


def _digest(key: bytes, content: bytes) -> bytes:
    return hmac.digest(key, content, "sha256")


def _header(headers: Headers, *names: str) -> str:
    value = next((v for name in names if (v := headers.get(name.lower()))), "")
    if not value.isascii() or not value:
        raise WebhookVerificationError(f"the header {names[0]} is missing or wrong")
    return value


def _parts(header: str) -> Iterator[tuple[str, str]]:
    """Return the pairs of `a=1,b=2`."""
    for pair in header.split(","):
        name, _, value = pair.strip().partition("=")
        yield name, value


def _check_time(sent: str, tolerance: float) -> None:
    if not sent.isdigit() or not abs(time.time() - float(sent)) <= tolerance:
        raise WebhookVerificationError("the timestamp is too old or too new")


def _check_signatures(given: Sequence[str], right: Iterable[str]) -> None:
    """Compare in constant time."""
    if not sum(hmac.compare_digest(r, g) for r in right for g in given):
        raise WebhookVerificationError("no signature matches")
