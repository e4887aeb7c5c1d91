"""Describe a client and the reason for each decision about it."""

from __future__ import annotations

from collections.abc import Iterator

from clientsmith.document.values import JsonObject
from clientsmith.model.api import Operation, Webhook
from clientsmith.model.bodies import body_forms
from clientsmith.pipeline import Described
from clientsmith.python.context import Context
from clientsmith.python.views.arguments import Argument, ArgumentBuilder
from clientsmith.python.views.webhooks import payload_type, signature_kind


def inspection(described: Described) -> JsonObject:
    """Return everything that `inspect` knows, as JSON."""
    api, names = described.api, described.names
    return {
        "title": api.title,
        "version": api.version,
        "package": names.client.package,
        "classes": [names.client.client, names.client.async_client],
        "servers": [
            {"url": server.url, "environment": environment}
            for server, environment in zip(
                api.servers, names.client.environments, strict=True
            )
        ],
        "credentials": [
            {
                "scheme": scheme,
                "part": part,
                "argument": name.argument,
                "env": name.env,
            }
            for (scheme, part), name in names.client.credentials.items()
        ],
        "operations": [
            _operation(described, operation) for operation in api.operations
        ],
        "webhook_signature": (
            signature_kind(described.config.webhooks) if names.webhooks else None
        ),
        "webhooks": [_webhook(described, webhook) for webhook in api.webhooks],
        "skipped": [
            {"method": skipped.method, "path": skipped.path, "reason": skipped.reason}
            for skipped in api.skipped
        ],
        "excluded": [*api.excluded],
    }


def _operation(described: Described, operation: Operation) -> JsonObject:
    name = described.names.methods[operation.key]
    paging = operation.paging
    context = Context(described.api, described.names, described.config)
    builder = ArgumentBuilder(context)
    return {
        "method": operation.method,
        "path": operation.path,
        "operation_id": operation.operation_id,
        "resource": ".".join(name.resource),
        "python": f"client.{name.dotted}",
        "name_reason": name.reason,
        "pagination": str(paging.pagination.kind) if paging.pagination else None,
        "pagination_reason": paging.reason,
        "auth": [list(alternative) for alternative in operation.security.alternatives],
        "auth_reason": operation.security.reason,
        "deprecated": operation.deprecated,
        "pointer": operation.source.pointer,
        "arguments": [
            _argument(parameter) for parameter in builder.parameters(operation)
        ],
        "bodies": [*_bodies(described, operation, builder)],
    }


def _bodies(
    described: Described, operation: Operation, builder: ArgumentBuilder
) -> Iterator[JsonObject]:
    """Describe each form of the body: its media types and its arguments."""
    forms = body_forms(operation, described.api.graph)
    alternatives = builder.bodies(operation) if forms else []
    for form, arguments in zip(forms, alternatives, strict=True):
        yield {
            "content_types": [content.name for content in form.contents],
            "arguments": [_argument(argument) for argument in arguments],
        }


def _argument(argument: Argument) -> JsonObject:
    """Describe an argument; `sent_as` is the wire name, or None for the whole body."""
    return {
        "name": argument.name,
        "in": argument.place,
        "sent_as": argument.wire or None,
        "required": argument.required,
    }


def _webhook(described: Described, webhook: Webhook) -> JsonObject:
    context = Context(described.api, described.names, described.config)
    return {
        "name": webhook.name,
        "method": webhook.method,
        "payload": payload_type(context, webhook.payload),
        "deprecated": webhook.deprecated,
        "pointer": webhook.source.pointer,
    }
