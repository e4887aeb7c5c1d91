"""A loaded document becomes an `Api`."""

from __future__ import annotations

from collections.abc import Iterator

from clientsmith.diagnostics import Diagnostics
from clientsmith.document.documents import Node
from clientsmith.document.versions import OpenApiVersion
from clientsmith.document.workspace import Workspace
from clientsmith.model.api import Api, Tag, UnsupportedScheme
from clientsmith.model.lowering.cycles import check_nesting, settle_cycles
from clientsmith.model.lowering.discriminators import settle_discriminators
from clientsmith.model.lowering.inheritance import settle_families
from clientsmith.model.lowering.members import text
from clientsmith.model.lowering.operations import OperationLowering
from clientsmith.model.lowering.schemas import SchemaLowering
from clientsmith.model.lowering.security import (
    SecurityLowering,
    warn_without_credentials,
)
from clientsmith.model.lowering.webhooks import WebhookLowering, with_webhook_event


def lower_api(
    workspace: Workspace, version: OpenApiVersion, diagnostics: Diagnostics
) -> Api:
    """The model of the workspace's root document.

    What cannot be represented is reported; the caller decides whether to go on.
    """
    root = workspace.root
    schemas = SchemaLowering(workspace, version, diagnostics)
    security = SecurityLowering(workspace, diagnostics)
    lowering = OperationLowering(workspace, schemas, security, diagnostics)
    operations = tuple(lowering.operations())
    if not any(isinstance(e, UnsupportedScheme) for e in security.schemes.values()):
        warn_without_credentials(
            operations, lowering.default_security, diagnostics, root
        )
    webhooks = tuple(WebhookLowering(workspace, schemas, diagnostics).webhooks())
    info = root.get("info") or root
    api = Api(
        title=text(info, "title") or "API",
        version=text(info, "version") or "0",
        description=text(info, "description"),
        servers=lowering.servers,
        schemes=tuple(sorted(security.schemes.values(), key=lambda each: each.name)),
        security=lowering.default_security,
        tags=tuple(_tags(root)),
        operations=operations,
        webhooks=webhooks,
        graph=schemas.graph,
    )
    settle_families(workspace, schemas)
    settle_cycles(schemas.graph)
    check_nesting(schemas.graph, workspace, diagnostics)
    settle_discriminators(api)
    return with_webhook_event(api, root.document.key)


def _tags(root: Node) -> Iterator[Tag]:
    declared = root.get("tags")
    for node in declared.elements() if declared is not None else ():
        name = text(node, "name")
        if name is not None:
            yield Tag(name=name, description=text(node, "description"))
