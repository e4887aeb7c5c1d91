"""The package's `api.md`: the types and methods of each resource."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from clientsmith.naming.names import PAGES, TYPE_MODULES, ResourceName
from clientsmith.python.context import Context
from clientsmith.python.views.model import MethodView, ResourceView
from clientsmith.python.views.resource import resource_doc
from clientsmith.support.markdown import code, first_paragraph


@dataclass(frozen=True, slots=True)
class MethodEntry:
    """A line of the index, in code spans."""

    call: str
    returns: str
    request: str
    deprecated: bool


@dataclass(frozen=True, slots=True)
class ResourceEntry:
    """A resource of the index; `types`: code spans by module."""

    path: str
    module: str
    doc: str
    types: tuple[tuple[str, tuple[str, ...]], ...]
    methods: tuple[MethodEntry, ...]


def resource_entry(
    context: Context, name: ResourceName, view: ResourceView
) -> ResourceEntry:
    """Return the index entry of a resource."""
    operations = context.operations_of[name.path]
    return ResourceEntry(
        path=code(".".join(("client", *name.path))),
        module=view.module,
        doc=first_paragraph(resource_doc(name)),
        types=tuple(_types(view)),
        methods=tuple(
            _method(name, method, operation.key)
            for method, operation in zip(view.methods, operations, strict=True)
        ),
    )


def _types(view: ResourceView) -> Iterator[tuple[str, tuple[str, ...]]]:
    modules = view.imports.modules_of("..types")
    for module in sorted(modules, key=lambda module: (_kind(module), module)):
        names = view.imports.of(f"..types.{module}")
        # The asynchronous page of a list is found beside the other.
        is_paged = module.startswith(PAGES)
        asynchronous = {f"Async{name}" for name in names} if is_paged else set()
        listed = tuple(code(name) for name in names if name not in asynchronous)
        if listed:
            yield module, listed


def _kind(module: str) -> int:
    """Return the sort key of a module of types."""
    return TYPE_MODULES.index(module.partition("_")[0])


def _unqualified(annotation: str) -> str:
    """Return the type without the modules that qualify its names."""
    return re.sub(r"\b(builtins|types_?)\.", "", annotation)


def _method(resource: ResourceName, method: MethodView, request: str) -> MethodEntry:
    arguments = [argument_view.name for argument_view in method.signature.positional]
    if method.signature.keywords:
        arguments.append("**params")
    called = ".".join(("client", *resource.path, method.name))
    return MethodEntry(
        call=code(f"{called}({', '.join(arguments)})"),
        returns=code(_unqualified(method.signature.returns)),
        request=code(request),
        deprecated=method.deprecated,
    )
