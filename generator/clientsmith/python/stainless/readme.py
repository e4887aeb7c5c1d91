"""The README and the index of a package."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clientsmith.python.source.templates import render
from clientsmith.python.stainless.client import ClientView, client_view
from clientsmith.python.stainless.context import StainlessContext, methods_of
from clientsmith.stainless.plan import MethodPlan, ResourcePlan
from clientsmith.support.markdown import code, prose


@dataclass(frozen=True, slots=True)
class MethodEntry:
    """A line of the index: code spans, and the verb and path."""

    call: str
    endpoint: str
    module: str


@dataclass(frozen=True, slots=True)
class ResourceEntry:
    """A section of the index; names in Markdown."""

    title: str
    depth: int
    types: tuple[str, ...]
    methods: tuple[MethodEntry, ...]


def readme_files(context: StainlessContext) -> Iterator[tuple[str, str]]:
    """Yield README.md and api.md."""
    client = client_view(context)
    yield "README.md", render(
        "stainless/README.md",
        client=client,
        package=context.plan.package,
        title=prose(context.plan.api.title),
        options=[*_options(context, client)],
        paged=bool(context.plan.schemes),
    )
    yield "api.md", render(
        "stainless/api.md", client=client, resources=[*_entries(context)]
    )


def _options(
    context: StainlessContext, client: ClientView
) -> Iterator[tuple[str, str]]:
    for plan, view in zip(context.plan.client.options, client.options, strict=True):
        if plan.read_env is not None:
            yield code(view.name), code(plan.read_env)


def _entries(context: StainlessContext) -> Iterator[ResourceEntry]:
    for resource in context.plan.walk():
        methods = tuple(_methods(context, resource))
        types = tuple(
            code(context.names.class_name(model.name)) for model in resource.models
        )
        if methods or types:
            yield ResourceEntry(
                title=prose(_title(context, resource)),
                depth=len(resource.path) + 1,
                types=types,
                methods=methods,
            )


def _title(context: StainlessContext, resource: ResourcePlan) -> str:
    own = {context.plan.root.path: "Client", context.plan.shared.path: "Shared types"}
    return own.get(resource.path) or ".".join(
        map(context.names.attribute, resource.path)
    )


def _methods(
    context: StainlessContext, resource: ResourcePlan
) -> Iterator[MethodEntry]:
    on_client = resource.path == context.plan.root.path
    path = () if on_client else tuple(map(context.names.attribute, resource.path))
    module = "_client"
    if resource.path in context.resources:
        module = f"resources/{context.resource_module(resource.path)}"
    for name, method in methods_of(resource):
        called = ".".join(("client", *path, context.names.attribute(name)))
        yield MethodEntry(
            call=code(f"{called}({_arguments(context, method)})"),
            endpoint=code(method.operation.key),
            module=f"{module.replace('.', '/')}.py",
        )


def _arguments(context: StainlessContext, method: MethodPlan) -> str:
    """Return the positional arguments, and stars for the others."""
    positional = [a for a in method.arguments if a.positional]
    names = [*map(context.names.argument_name, positional)]
    return ", ".join((*names, *(["..."] if len(names) < len(method.arguments) else [])))
