"""Lower a loaded document to an `Api`."""

from __future__ import annotations

from collections.abc import Iterable

from clientsmith.diagnostics import Diagnostics
from clientsmith.document.documents import Node
from clientsmith.document.values import JsonValue
from clientsmith.document.versions import OpenApiVersion
from clientsmith.document.workspace import Workspace
from clientsmith.model.api import Api, Tag, UnsupportedScheme
from clientsmith.model.lowering.cycles import check_nesting, without_cyclic_unions
from clientsmith.model.lowering.discriminators import with_discriminator_values
from clientsmith.model.lowering.inheritance import with_families
from clientsmith.model.lowering.media import MediaLowering
from clientsmith.model.lowering.operations import OperationLowering
from clientsmith.model.lowering.schemas import SchemaLowering
from clientsmith.model.lowering.security import (
    SecurityLowering,
    warn_without_credentials,
)
from clientsmith.model.lowering.webhooks import WebhookLowering, with_webhook_event
from clientsmith.openapi.reader import OpenApiReader


def lower_api(
    workspace: Workspace,
    version: OpenApiVersion,
    diagnostics: Diagnostics,
    shared: Iterable[Node] = (),
) -> Api:
    """Return the model of the workspace's root document.

    `shared`: schemas that are in the graph by their own places, whether they are used or
    not.
    What cannot be represented is reported; the caller decides whether to go on.
    """
    reader = OpenApiReader(workspace.root, workspace.resolve)
    document = reader.document()
    schemas = SchemaLowering(workspace, version, diagnostics)
    media = MediaLowering(workspace, schemas, reader)
    security = SecurityLowering(document, diagnostics)
    lowering = OperationLowering(
        reader, document, media, schemas, security, diagnostics
    )
    operations = tuple(lowering.operations())
    if not any(isinstance(e, UnsupportedScheme) for e in security.schemes.values()):
        warn_without_credentials(
            operations, security.default, diagnostics, document.node
        )
    for node in shared:
        schemas.share(node)
    webhooks = tuple(WebhookLowering(media, diagnostics).webhooks(document.webhooks))
    graph = without_cyclic_unions(with_families(workspace, schemas))
    check_nesting(graph, workspace, diagnostics)
    api = Api(
        title=_text(document.title) or "API",
        version=_text(document.version) or "0",
        description=document.description,
        servers=lowering.servers,
        schemes=tuple(
            sorted(security.schemes.values(), key=lambda scheme: scheme.name)
        ),
        security=security.default,
        tags=tuple(
            Tag(name=tag.name, description=tag.description)
            for tag in document.tags
            if tag.name is not None
        ),
        operations=operations,
        webhooks=webhooks,
        graph=graph,
    )
    api = with_discriminator_values(api)
    return with_webhook_event(api, document.node.document.key)


def _text(value: JsonValue) -> str | None:
    return value if isinstance(value, str) else None
