"""The units of a package, each built on its own.

A part knows nothing of the others but what the model and the names say, so parts can be
built side by side, and those that are known from an earlier run need not be built.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Protocol

from clientsmith.model.usage import Direction
from clientsmith.naming.names import MODELS, PAGES, PARAMS, ResourceName
from clientsmith.python.context import Context
from clientsmith.python.docs.api_index import resource_entry
from clientsmith.python.docs.readme import readme_view, with_formatted_samples
from clientsmith.python.runtime import EXPORTS, LAZY_EXPORTS
from clientsmith.python.source.formatting import formatted
from clientsmith.python.source.templates import render
from clientsmith.python.views.client import client_view
from clientsmith.python.views.model import ExportsView, PagesView, TypesView
from clientsmith.python.views.pages import PAGES_DOC, pages_view
from clientsmith.python.views.resource import resource_view
from clientsmith.python.views.type_groups import (
    PageGroup,
    TypeGroup,
    is_divided,
    page_groups,
    type_groups,
)
from clientsmith.python.views.types import types_view
from clientsmith.python.views.webhooks import webhooks_text

INDEX = "api.md"

_DIRECTIONS = {MODELS: Direction.RESPONSE, PARAMS: Direction.REQUEST}


class Unit(Protocol):
    """A part of the package."""

    def build(self, context: Context) -> Iterator[tuple[str, str]]:
        """Names of files and their texts; several units may write parts of one file.

        Raises `FormattingError`.
        """
        ...

    def size(self, context: Context) -> int:
        """Return the approximate amount of work: one for a method or a type."""
        ...


@dataclass(frozen=True, slots=True)
class ClientUnit:
    """The clients and the package's exports."""

    def build(self, context: Context) -> Iterator[tuple[str, str]]:
        """Yield the module."""
        view = client_view(context)
        yield "_client.py", formatted(render("_client.py", view=view), "_client.py")

    def size(self, context: Context) -> int:
        """Return a small number."""
        return 10


@dataclass(frozen=True, slots=True)
class ReadmeUnit:
    """The README and the head of the index."""

    def build(self, context: Context) -> Iterator[tuple[str, str]]:
        """Build the README and the head of the index."""
        view = readme_view(context, client_view(context))
        text = render("README.md", view=view)
        yield "README.md", with_formatted_samples(text, "README.md")
        yield INDEX, render("api.md", readme=view)

    def size(self, context: Context) -> int:
        """Return the number of operations, as all of them are looked at."""
        return 10 + len(context.api.operations) // 10


@dataclass(frozen=True, slots=True)
class ResourceUnit:
    """A resource: its module and its section of the index."""

    resource: ResourceName

    def build(self, context: Context) -> Iterator[tuple[str, str]]:
        """Build the module, and the section if there are methods."""
        view = resource_view(context, self.resource)
        name = f"resources/{view.module}.py"
        yield name, formatted(render("resource.py", view=view), name)
        if view.methods:
            entry = resource_entry(context, self.resource, view)
            yield INDEX, render("api_resource.md", resource=entry)

    def size(self, context: Context) -> int:
        """Return the number of methods."""
        return len(context.operations_of.get(self.resource.path, ()))


@dataclass(frozen=True, slots=True)
class WebhooksUnit:
    """The end of the index: webhooks."""

    def build(self, context: Context) -> Iterator[tuple[str, str]]:
        """Build the section; nothing without webhooks."""
        webhooks = webhooks_text(context)
        if webhooks is not None:
            client = context.names.client.async_client
            text = render("api_webhooks.md", webhooks=webhooks, async_client=client)
            yield INDEX, text

    def size(self, context: Context) -> int:
        """Return the number of webhooks."""
        return len(context.api.webhooks)


@dataclass(frozen=True, slots=True)
class TypesUnit:
    """A module of types of one direction."""

    direction: Direction
    module: str

    def build(self, context: Context) -> Iterator[tuple[str, str]]:
        """Build the module, or the files of a large one."""
        view = types_view(context, self.direction, self.module)
        if not is_divided(context, self.module):
            yield _types_file(f"types/{self.module}.py", view)
            return
        groups = type_groups(view, context.entrances)
        folder = f"types/{self.module}"
        yield _folder_file(folder, view.doc, groups)
        for group in groups:
            yield _types_file(f"{folder}/{group.name}.py", group.view)

    def size(self, context: Context) -> int:
        """Return the number of types."""
        return len(context.types_of[self.module])


@dataclass(frozen=True, slots=True)
class PagesUnit:
    """A module of page classes."""

    module: str

    def build(self, context: Context) -> Iterator[tuple[str, str]]:
        """Build the module, or the files of a large one."""
        operations = context.paged_operations[self.module]
        if not is_divided(context, self.module):
            view = pages_view(context, operations)
            yield _pages_file(f"types/{self.module}.py", view)
            return
        views = (pages_view(context, [operation]) for operation in operations)
        groups = tuple(page_groups(views))
        folder = f"types/{self.module}"
        yield _folder_file(folder, PAGES_DOC, groups)
        for group in groups:
            yield _pages_file(f"{folder}/{group.name}.py", group.view)

    def size(self, context: Context) -> int:
        """Return a small number for each page."""
        return len(context.paged_operations[self.module]) // 5


@dataclass(frozen=True, slots=True)
class ExportsUnit:
    """The exports of a folder of modules: names by module."""

    folder: str
    doc: str
    modules: tuple[tuple[str, tuple[str, ...]], ...]

    def build(self, context: Context) -> Iterator[tuple[str, str]]:
        """Build the folder's own module."""
        yield _exports_file(self.folder, ExportsView(self.doc, self.modules))

    def size(self, context: Context) -> int:
        """Return a small number for each name."""
        return sum(len(names) for _, names in self.modules) // 50


def units_of(context: Context) -> Iterator[Unit]:
    """Return the units of the package, in the order of the index."""
    yield ClientUnit()
    yield ReadmeUnit()
    yield from map(ResourceUnit, context.names.resources)
    yield WebhooksUnit()
    doc = "What the API offers, one module for each resource."
    yield ExportsUnit("resources", doc, tuple(_resource_names(context)))
    types = tuple(_type_names(context))
    yield from (_types_unit(module) for module, _ in types)
    yield ExportsUnit("types", "The schemas of the API.", types)


def exports_file(context: Context, features: Iterable[str]) -> dict[str, str]:
    """Return the module at the top, with what the package exports.

    `features` are names of the runtime that not every package has.
    """
    view = client_view(context)
    lazy = sorted({*LAZY_EXPORTS, *features})
    own = {view.client, view.async_client, view.error, "resources", "types"}
    public = sorted({*EXPORTS, *lazy, *own})
    text = render("__init__.py", client=view, exports=EXPORTS, lazy=lazy, public=public)
    return {"__init__.py": formatted(text, "__init__.py")}


def _types_file(name: str, view: TypesView) -> tuple[str, str]:
    return name, formatted(render("types.py", view=view), name)


def _pages_file(name: str, view: PagesView) -> tuple[str, str]:
    return name, formatted(render("pages.py", view=view), name)


def _folder_file(
    folder: str, doc: str, groups: Iterable[TypeGroup | PageGroup]
) -> tuple[str, str]:
    """Return the contents of a folder that replaces a module."""
    files = tuple((group.name, group.types) for group in groups)
    return _exports_file(folder, ExportsView(doc, files))


def _exports_file(folder: str, view: ExportsView) -> tuple[str, str]:
    name = f"{folder}/__init__.py"
    runtime = f"..{'.' * folder.count('/')}_runtime"
    return name, formatted(render("exports.py", view=view, runtime=runtime), name)


def _types_unit(module: str) -> Unit:
    kind = module.partition("_")[0]
    return PagesUnit(module) if kind == PAGES else TypesUnit(_DIRECTIONS[kind], module)


def _resource_names(context: Context) -> Iterator[tuple[str, tuple[str, ...]]]:
    for resource in sorted(
        context.names.resources, key=lambda resource: resource.module
    ):
        yield resource.module, (f"Async{resource.class_name}", resource.class_name)


def _type_names(context: Context) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Return the modules of types and pages with their names."""
    names = context.names
    paged = chain.from_iterable(context.paged_operations.values())
    pages = [names.pages[operation.key] for operation in paged]
    offered = {
        *names.types.request.values(),
        *names.types.response.values(),
        *pages,
        *(f"Async{page}" for page in pages),
    }
    ordered = sorted((names.modules[name], name) for name in offered)
    for module, group in groupby(ordered, key=lambda entry: entry[0]):
        yield module, tuple(name for _, name in group)
