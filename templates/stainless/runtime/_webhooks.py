"""The signatures of webhooks."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any


def verify_webhook(
    payload: str,
    headers: Mapping[str, str],
    key: str | bytes | None,
    default: str | None,
    *,
    option: str,
    project: str,
    error: type[Exception],
) -> None:
    """Raise an error unless the payload was signed with the key (Standard Webhooks)."""
    try:
        library: Any = import_module("standardwebhooks")
    except ImportError as missing:
        raise error(
            f"You need to install `{project}[webhooks]` to use this method"
        ) from missing
    key = default if key is None else key
    if key is None:
        raise ValueError(
            "Cannot verify a webhook without a key on either the client's "
            f"{option} or passed in as an argument"
        )
    library.Webhook(key).verify(payload, dict(headers))
