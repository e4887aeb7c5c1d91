"""Webhooks: events, and signatures by Standard Webhooks (standardwebhooks.com)."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import base64
import hmac
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import pydantic_core

from .configuration import Configuration
from .decoding import lenient
from .errors import WebhookVerificationError

if TYPE_CHECKING:
    from typing_extensions import TypeForm

__all__ = ["unwrap", "verify_signature"]

T = TypeVar("T")
Client = Configuration[Any]
Headers = Mapping[str, str]
_TOLERANCE = 300  # seconds, into the past and into the future


def unwrap(
    client: Client,
    type_: TypeForm[T],
    body: str | bytes,
    headers: Headers | None,
    secret: str | None,
) -> T:
    """The event, verified if there is a secret. ValueError: the body is not JSON."""
    if _secret(client, secret) is not None:
        if headers is None:
            raise ValueError("the headers are needed to verify the signature")
        verify_signature(client, body, headers, secret)
    event: T = lenient(type_, pydantic_core.from_json(body))
    return event


def verify_signature(
    client: Client, body: str | bytes, headers: Headers, secret: str | None
) -> None:
    key = _key(_secret(client, secret) or "")
    given = {name.lower(): value for name, value in headers.items()}
    id_, sent, signatures = (
        _header(given, n) for n in ("id", "timestamp", "signature")
    )
    if not sent.isdigit() or abs(time.time() - float(sent)) > _TOLERANCE:
        raise WebhookVerificationError("the timestamp is too old or too new")
    content = body.encode() if isinstance(body, str) else body
    digest = hmac.digest(key, f"{id_}.{sent}.".encode() + content, "sha256")
    right = f"v1,{base64.b64encode(digest).decode()}"
    if not any(hmac.compare_digest(right, each) for each in signatures.split()):
        raise WebhookVerificationError("no signature matches")


def _secret(client: Client, given: str | None) -> str | None:
    """None: there is none. One that is empty is a mistake, and refused later."""
    if given is not None:
        return given
    configured: str | None = client._settings["arguments"].get("webhook_secret")
    secret: str | None = client._arguments.get("webhook_secret", configured)
    return secret


def _key(secret: str) -> bytes:
    """What follows `whsec_` is base64; any other secret is used as it is."""
    encoded = secret.removeprefix("whsec_")
    key = secret.encode() if encoded == secret else base64.b64decode(encoded)
    if not key:
        raise ValueError("there is no secret: pass secret= or webhook_secret=")
    return key


def _header(headers: Headers, name: str) -> str:
    value = headers.get(f"webhook-{name}") or headers.get(f"svix-{name}", "")
    if not value.isascii() or not value:
        raise WebhookVerificationError(f"the header webhook-{name} is missing or wrong")
    return value
