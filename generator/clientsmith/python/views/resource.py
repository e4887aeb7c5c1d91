"""The module of one resource."""

from __future__ import annotations

from clientsmith.model.usage import Direction
from clientsmith.naming.names import ResourceName
from clientsmith.python.context import RUNTIME, TYPES, Context
from clientsmith.python.source.docstrings import paragraphs
from clientsmith.python.source.imports import Imports
from clientsmith.python.views.arguments import ArgumentBuilder
from clientsmith.python.views.method import MethodBuilder
from clientsmith.python.views.model import ChildView, ResourceView
from clientsmith.python.views.operation import OperationWriter
from clientsmith.python.views.results import ResultWriter
from clientsmith.python.views.signature import SignatureBuilder
from clientsmith.python.views.webhooks import webhooks_view

_METHODS_NEED = (
    "Operation",
    "RequestOptions",
    "async_raw_method",
    "async_streaming_method",
    "raw_method",
    "streaming_method",
)


def resource_view(context: Context, resource: ResourceName) -> ResourceView:
    """Return the view of one resource's module."""
    methods = context.names.methods
    operations = context.operations_of.get(resource.path, ())
    children = tuple(
        child_view(child)
        for child in context.names.resources
        if child.path[:-1] == resource.path
    )
    members = {methods[operation.key].method for operation in operations}
    members |= {child.attribute for child in children}
    imports = Imports()
    imports.names(RUNTIME, ("AsyncResource", "Resource", "ResourceView"))
    if operations:
        imports.names(RUNTIME, _METHODS_NEED)
        imports.name("typing_extensions", "Unpack")
    if operations or children:
        imports.name(RUNTIME, "subresource")
    builder = _methods(context, imports, members)
    webhooks = webhooks_view(context, resource, imports, frozenset(members))
    return ResourceView(
        class_name=resource.class_name,
        module=resource.module,
        doc=paragraphs([resource_doc(resource)], 4),
        imports=imports,
        operations=tuple(
            OperationWriter(context, imports).view(operation)
            for operation in operations
        ),
        methods=tuple(map(builder.view, operations)),
        children=children,
        webhooks=webhooks,
    )


def child_view(resource: ResourceName) -> ChildView:
    """Return how a resource is reached from the client or from its parent."""
    return ChildView(
        attribute=resource.path[-1],
        class_name=resource.class_name,
        module=resource.module,
        doc=paragraphs([resource_doc(resource)], 8),
    )


def resource_doc(resource: ResourceName) -> str:
    """Return the documented description of the resource, or a plain one."""
    return (
        resource.description or f"Methods of the `{'.'.join(resource.path)}` resource."
    )


def _methods(context: Context, imports: Imports, members: set[str]) -> MethodBuilder:
    # A method named `list` hides the builtin from the annotations after it.
    sent = context.writer(imports, Direction.REQUEST, frozenset(members), types=TYPES)
    received = context.writer(
        imports, Direction.RESPONSE, frozenset(members), types=TYPES
    )
    return MethodBuilder(
        context,
        imports,
        OperationWriter(context, imports),
        SignatureBuilder(
            ArgumentBuilder(context), ResultWriter(context, imports, received)
        ),
        sent,
    )
