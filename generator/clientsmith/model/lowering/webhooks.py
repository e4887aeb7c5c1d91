"""Webhooks: the requests that an API sends to its users."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from clientsmith.diagnostics import Diagnostics
from clientsmith.document.documents import Source
from clientsmith.model.api import Api, Webhook
from clientsmith.model.distinction import telling_property
from clientsmith.model.lowering.media import MediaLowering
from clientsmith.model.schemas import (
    Discriminator,
    Reference,
    Schema,
    SchemaGraph,
    Union,
    is_null,
    same,
)
from clientsmith.openapi import objects as openapi

_EVENT_POINTER = "/webhooks"


class WebhookLowering:
    """Lowers the `webhooks` of a document: path items by name."""

    def __init__(self, media: MediaLowering, diagnostics: Diagnostics) -> None:
        self._media = media
        self._diagnostics = diagnostics

    def webhooks(self, items: Iterable[openapi.PathItem]) -> Iterator[Webhook]:
        """Return all webhooks, in document order."""
        for item in items:
            for operation in item.operations:
                yield self._webhook(item, operation)

    def _webhook(self, item: openapi.PathItem, operation: openapi.Operation) -> Webhook:
        return Webhook(
            name=item.path,
            method=operation.method,
            description=operation.summary
            or operation.description
            or item.summary
            or item.description
            or None,
            deprecated=operation.deprecated,
            payload=self._payload(item.path, operation),
            source=operation.source,
        )

    def _payload(self, name: str, operation: openapi.Operation) -> Schema | None:
        body = operation.request_body
        contents = [*self._media.received(body.content)] if body is not None else []
        schemas = [
            content.schema for content in contents if content.is_json and content.schema
        ]
        if contents and not schemas:
            self._diagnostics.info(
                "webhook-payload",
                f"the body of the webhook `{name}` is not described as JSON: "
                "the client does not read it",
                operation.node.location,
            )
        return schemas[0] if schemas else None


def with_webhook_event(api: Api, document: str) -> Api:
    """Add the type of all events; `document` is the root document's key.

    Several payloads become a shared union. Where each of them has a constant of its
    own in a property, that tells them apart, whether or not the document says so.
    """
    variants: list[Schema] = []
    for webhook in api.webhooks:
        for leaf in _leaves(webhook.payload, api.graph) if webhook.payload else ():
            if not any(_alike(leaf, variant) for variant in variants):
                variants.append(leaf)
    variants.sort(key=is_null)
    if len(variants) < 2:
        return replace(api, webhook_event=variants[0] if variants else None)
    selecting = telling_property(variants, api.graph)
    source = Source(document, _EVENT_POINTER)
    event = Union(
        source=source,
        variants=tuple(variants),
        discriminator=Discriminator(property_name=selecting) if selecting else None,
    )
    return replace(
        api,
        webhook_event=Reference(source=source, target=source),
        graph=SchemaGraph({**api.graph.schemas, source: event}),
    )


def _leaves(schema: Schema, graph: SchemaGraph) -> Iterator[Schema]:
    """Return the variants of a union and of nested unions; else the schema."""
    seen: set[Source] = set()
    waiting = [schema]
    while waiting:
        variant = waiting.pop()
        resolved = graph.resolve(variant)
        if not isinstance(resolved, Union):
            yield variant
        elif resolved.source not in seen:
            seen.add(resolved.source)
            waiting.extend(reversed(resolved.variants))


def _alike(first: Schema, second: Schema) -> bool:
    if isinstance(first, Reference) and isinstance(second, Reference):
        return first.target == second.target
    return same(first, second)
