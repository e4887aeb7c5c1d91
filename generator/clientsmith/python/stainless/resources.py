"""The modules of resources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clientsmith.python.source.docstrings import paragraphs
from clientsmith.python.source.formatting import formatted
from clientsmith.python.source.imports import Imports
from clientsmith.python.source.templates import render
from clientsmith.python.stainless.context import (
    StainlessContext,
    has_views,
    methods_of,
)
from clientsmith.python.stainless.methods import MethodWriter
from clientsmith.python.stainless.views import (
    SIDES,
    ChildView,
    MethodView,
    ResourceSideView,
    ResourceView,
    Side,
    UnwrapView,
)
from clientsmith.python.stainless.webhooks import unwrap_view
from clientsmith.python.views.model import ExportsView
from clientsmith.stainless.plan import ResourcePlan

_VIEWS = ("WithRawResponse", "WithStreamingResponse")


def resource_files(context: StainlessContext) -> Iterator[tuple[str, str]]:
    """Yield the files of `resources/`."""
    exports = []
    for path, resource in context.resources.items():
        module = context.resource_module(path)
        name = f"resources/{module.replace('.', '/')}.py"
        view = resource_view(context, resource)
        text = render("stainless/resource.py", view=view)
        yield name, formatted(text, name)
        if len(path) == 1:
            exports.append((module.partition(".")[0], class_names(view)))
        if view.children:
            yield _folder_file(module, view)
    doc = "The resources of the API, imported on first use."
    name = "resources/__init__.py"
    text = render(
        "exports.py", view=ExportsView(doc, tuple(exports)), runtime=".._runtime"
    )
    yield name, formatted(text, name)


def resource_view(context: StainlessContext, resource: ResourcePlan) -> ResourceView:
    """Return the view of the module of a resource."""
    names = context.names
    module = context.resource_module(resource.path)
    package = "." * (module.count(".") + 2)
    imports = Imports()
    children = tuple(children_of(context, resource.subresources))
    shown = has_views(resource)
    imports.names(f"{package}_resource", ("SyncAPIResource", "AsyncAPIResource"))
    if shown or children:
        imports.name(f"{package}_compat", "cached_property")
    for child in children:
        for prefix in ("", "Async"):
            views = _VIEWS if child.has_views else ()
            for suffix in ("", *views):
                imports.name(f".{child.module}", f"{prefix}{child.class_name}{suffix}")
    sides = tuple(
        ResourceSideView(side, methods_views(context, resource, imports, package, side))
        for side in SIDES
    )
    _import_wrappers(imports, package, sides)
    return ResourceView(
        attribute=names.resource_attribute(resource.path),
        class_name=names.resource_class(resource.path),
        doc=paragraphs([resource_doc(context, resource)], 4),
        imports=imports,
        children=children,
        unwraps=unwrap_views(context, resource, imports, package),
        has_views=shown,
        sides=sides,
    )


def methods_views(
    context: StainlessContext,
    resource: ResourcePlan,
    imports: Imports,
    package: str,
    side: Side,
    target: str = "self._",
) -> tuple[MethodView, ...]:
    """Return the methods of a resource for one of the clients."""
    writer = MethodWriter(context, imports, package, side, target=target)
    return tuple(
        writer.view(
            name,
            method,
            resource.deprecated if method.deprecated is None else method.deprecated,
        )
        for name, method in methods_of(resource)
    )


def unwrap_views(
    context: StainlessContext, resource: ResourcePlan, imports: Imports, package: str
) -> tuple[UnwrapView, ...]:
    """Return the methods of a resource that read webhooks."""
    return tuple(
        unwrap_view(context, unwrap, imports, package) for unwrap in resource.unwraps
    )


def children_of(
    context: StainlessContext, resources: tuple[ResourcePlan, ...]
) -> Iterator[ChildView]:
    """Yield how resources are reached from what they belong to."""
    for resource in resources:
        if resource.path in context.resources:
            module = context.resource_module(resource.path)
            depth = len(resource.path) - 1
            yield ChildView(
                attribute=context.names.resource_attribute(resource.path),
                class_name=context.names.resource_class(resource.path),
                module=module.split(".")[depth],
                doc=paragraphs([resource_doc(context, resource)], 8),
                has_views=has_views(resource),
            )


def resource_doc(context: StainlessContext, resource: ResourcePlan) -> str | None:
    """Return its description, or that of the tag that all its methods have."""
    if resource.description:
        return resource.description
    tags: Mapping[str, str | None] = {
        tag.name: tag.description for tag in context.plan.api.tags
    }
    common: set[str] | None = None
    for method in resource.methods:
        own = set(method.operation.tags)
        common = own if common is None else common & own
    found = [tags[tag] for tag in sorted(common or ()) if tags.get(tag)]
    return found[0] if len(found) == 1 else None


def class_names(resource: ResourceView | ChildView) -> tuple[str, ...]:
    """Return the names of all classes of a resource's module."""
    suffixes = ("", *(_VIEWS if resource.has_views else ()))
    return tuple(
        f"{prefix}{resource.class_name}{suffix}"
        for suffix in suffixes
        for prefix in ("", "Async")
    )


def _folder_file(module: str, view: ResourceView) -> tuple[str, str]:
    """Return the `__init__.py` of a resource with others below it."""
    folder, _, own = module.rpartition(".")
    exports = [
        (own, class_names(view)),
        *((child.module, class_names(child)) for child in view.children),
    ]
    name = f"resources/{folder.replace('.', '/')}/__init__.py"
    text = render("stainless/folder.py", view=ExportsView("", tuple(exports)))
    return name, formatted(text, name)


def _import_wrappers(
    imports: Imports, package: str, sides: tuple[ResourceSideView, ...]
) -> None:
    """Request the functions and classes of raw and streaming responses."""
    for view in sides:
        for method in view.methods:
            for name in wrapper_names(view.side, method):
                imports.name(f"{package}_response", name)


def wrapper_names(side: Side, method: MethodView) -> Iterator[str]:
    """Yield what the raw and the streaming method are made with."""
    custom = "custom_" if method.binary else ""
    yield side.function(f"to_{custom}raw_response_wrapper")
    yield side.function(f"to_{custom}streamed_response_wrapper")
    if method.binary:
        yield f"{side.prefix}BinaryAPIResponse"
        yield f"{side.prefix}StreamedBinaryAPIResponse"
