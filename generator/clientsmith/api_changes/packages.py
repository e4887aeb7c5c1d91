"""The package of one side: its surface, and the way back to its document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from pathlib import Path

from clientsmith.api_changes.reading import surface_of
from clientsmith.api_changes.surface import Surface
from clientsmith.config import ClientConfig, one_off
from clientsmith.diagnostics import DiagnosticError, Diagnostics, Location, Severity
from clientsmith.diff.inputs.reading import Side
from clientsmith.document.documents import Document, Source
from clientsmith.document.references import reference_of
from clientsmith.document.source_text import decode
from clientsmith.model.api import Api
from clientsmith.model.usage import Direction, Reach, received_schemas, sent_schemas
from clientsmith.naming.names import Names
from clientsmith.pipeline import Described, describe, describe_opened
from clientsmith.python.context import Context

_NAME = "client"


@dataclass(frozen=True)
class Package:
    """The Python surface of one side, and the names that lead to its document."""

    side: Side
    api: Api
    names: Names
    surface: Surface

    @cached_property
    def operations(self) -> Mapping[str, str]:
        """The operations, as `GET /path`, by dotted method."""
        return {name.dotted: key for key, name in self.names.methods.items()}

    def sources(self, type_name: str) -> frozenset[Source]:
        """Return the places of the schemas behind a type."""
        return frozenset(source for source, _ in self._places.get(type_name, ()))

    def directions(self, type_name: str) -> frozenset[Direction]:
        """Return the directions in which its values are sent."""
        return frozenset(way for _, way in self._places.get(type_name, ()))

    @cached_property
    def _places(self) -> dict[str, list[tuple[Source, Direction]]]:
        types = self.names.types
        found: dict[str, list[tuple[Source, Direction]]] = {}
        for way, names in (
            (Direction.REQUEST, types.request),
            (Direction.RESPONSE, types.response),
        ):
            for source, name in names.items():
                found.setdefault(name, []).append((source, way))
        return found

    def reaching(self, type_name: str) -> set[str]:
        """Return `GET /path` of the operations that send or receive such values."""
        found = (self._reaching.get(source, ()) for source in self.sources(type_name))
        return {*chain.from_iterable(found)}

    @cached_property
    def _reaching(self) -> dict[Source, list[str]]:
        reach = Reach(self.api.graph)
        found: dict[Source, list[str]] = {}
        for operation in self.api.operations:
            for source in reach.sources(
                (*sent_schemas(operation), *received_schemas(operation))
            ):
                found.setdefault(source, []).append(operation.key)
        return found


@dataclass(frozen=True, slots=True)
class Making:
    """Options for making the package of one side; defaults without a configuration.

    `described`: its model and names, where they are known already.
    """

    side: Side
    config: ClientConfig | None
    described: Described | None = None


def make_package(making: Making) -> Package:
    """Decide names and signatures without rendering or writing a file.

    Raises DiagnosticError with one finding.
    """
    side = making.side
    described = making.described or _described(side, making.config)
    context = Context(described.api, described.names, described.config)
    return Package(side, described.api, described.names, surface_of(context))


def _described(side: Side, config: ClientConfig | None) -> Described:
    path = side.workspace.root.document.path
    config = replace(config or one_off(path, _NAME, path.parent), document=path)
    try:
        if len(side.workspace.documents) == 1 and config.stainless is None:
            return describe_opened(config, side.opened, side.reported)
        # The names of types depend on the names of its files.
        return describe(config, dict(_texts(side, config)))
    except DiagnosticError as error:
        raise DiagnosticError(_reason(side, error)) from None


def _texts(side: Side, config: ClientConfig) -> Iterator[tuple[Path, str]]:
    """Return the file contents of a revision; empty for files on disk."""
    yield from side.texts.items()
    if side.revision is not None:
        documents = (document.path for document in _all(side))
        others = (config.stainless,) if config.stainless else ()
        for path in (*documents, *config.overlays, *others):
            yield path.resolve(), decode(side.revision.content(path), path)


def _all(side: Side) -> Iterator[Document]:
    """Return the files of a document, including those that nothing compared refers to."""
    seen: set[str] = set()
    while waiting := [
        document for document in side.workspace.documents if document.key not in seen
    ]:
        for document in waiting:
            seen.add(document.key)
            nodes = [document.root]
            while nodes:
                node = nodes.pop()
                if reference_of(node) is not None:
                    with suppress(DiagnosticError):  # reported by `generate`
                        side.workspace.resolve(node)
                nodes.extend(inner for _, inner in node.items())
                nodes.extend(node.elements())
            yield document


def _reason(side: Side, error: DiagnosticError) -> Diagnostics:
    errors = [
        diagnostic
        for diagnostic in error.diagnostics
        if diagnostic.severity is Severity.ERROR
    ]
    first, more = errors[0], len(errors) - 1
    where = first.location
    shown = Location(
        side.workspace.root.document.path,
        where.line if where else None,
        where.column if where else None,
        where.pointer if where else None,
    )
    found = Diagnostics()
    others = f" (and {more} more)" if more else ""
    found.warning(
        "python",
        f"no package can be generated from {side.name}: {first.message}{others}",
        shown,
        hint="changes of the Python API are not reported; `validate` says what is wrong",
    )
    return found
