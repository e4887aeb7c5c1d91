"""Names around the requests that an API sends to its users."""

from __future__ import annotations

from collections.abc import Mapping

from clientsmith.config import ClientConfig
from clientsmith.model.api import Api
from clientsmith.naming.names import MethodName, WebhookNames
from clientsmith.naming.scopes import Scope
from clientsmith.naming.words import pascal, usable, words

EVENT = "UnwrapWebhookEvent"
_RESOURCE = ("webhooks",)
_REPEATED = ("event", "webhook")


def name_webhooks(
    api: Api, config: ClientConfig, methods: Mapping[str, MethodName]
) -> WebhookNames | None:
    """Name the methods; an API resource called `webhooks` gets them as well."""
    if not api.webhooks and config.webhooks is None:
        return None
    # Names directly on the resource: its methods, and the resources below it.
    dotted = (method.dotted.split(".") for method in methods.values())
    scope = Scope(path[1] for path in dotted if path[0] == _RESOURCE[0])
    return WebhookNames(
        _RESOURCE,
        scope.claim("unwrap", "unwrap_webhook"),
        scope.claim("verify_signature", "verify_webhook_signature"),
    )


def payload_name(webhook: str) -> str:
    """Name the type of an inline payload: `order.created` gives
    `OrderCreatedWebhookEvent`.
    """
    parts = words(webhook)
    while parts and parts[-1] in _REPEATED:
        parts.pop()
    return pascal(usable("_".join([*parts, "webhook", "event"]), "type"))
