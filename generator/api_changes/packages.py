"""The package of one side, made in a temporary folder and read from there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.api_changes.surface import Surface, read_surface
from generator.cache import user_cache
from generator.config import ClientConfig, one_off
from generator.diagnostics import DiagnosticError, Diagnostics, Location
from generator.diff.reading import Side
from generator.document.documents import Document, Source
from generator.document.references import reference_of
from generator.document.source_text import decode, paused_garbage_collection
from generator.model.api import Api
from generator.model.usage import Direction, Reach, received_schemas, sent_schemas
from generator.naming.names import Names
from generator.output import PlannedPackage
from generator.pipeline import Described, generate

# The same in all packages of one version of the generator.
_RUNTIME = "_runtime/"
_NAME = "client"


@dataclass(frozen=True)
class Package:
    """What one side offers in Python, and the names that lead back to its document."""

    side: Side
    api: Api
    names: Names
    surface: Surface

    @property
    def operations(self) -> Mapping[str, str]:
        """`GET /path` by dotted method."""
        return {name.dotted: key for key, name in self.names.methods.items()}

    def sources(self, type_name: str) -> frozenset[Source]:
        """The places of the schemas that a type stands for."""
        return frozenset(source for source, _ in self._places.get(type_name, ()))

    def directions(self, type_name: str) -> frozenset[Direction]:
        """The ways in which its values travel."""
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
        """`GET /path` of the operations that send or receive such values."""
        sources = self.sources(type_name)
        return {key for key, reached in self._reached.items() if reached & sources}

    @cached_property
    def _reached(self) -> dict[str, frozenset[Source]]:
        reach = Reach(self.api.graph)
        return {
            each.key: reach.sources((*sent_schemas(each), *received_schemas(each)))
            for each in self.api.operations
        }


@dataclass(frozen=True, slots=True)
class Making:
    """How the package of one side is made; without a configuration, by default.

    `made`: it is there already, as `generate` returned it.
    """

    side: Side
    config: ClientConfig | None
    root: Path
    made: tuple[Described, PlannedPackage] | None = None


def make_package(making: Making) -> Package:
    """Generate it, and read it from a temporary folder.

    Raises DiagnosticError with one finding.
    """
    side = making.side
    with TemporaryDirectory() as name:
        output = Path(name)
        path = side.workspace.root.document.path
        config = making.config or one_off(path, _NAME, output)
        config = replace(config, document=path, output=output)
        described, planned = making.made or _generated(side, config, making.root)
        with paused_garbage_collection():
            for inner, content in planned.files.items():
                if inner.endswith(".py") and not inner.startswith(_RUNTIME):
                    target = config.package_dir / inner
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(content)
            names = described.names
            surface = read_surface(output, config.package, names.client.client)
    return Package(side, described.api, names, surface)


def _generated(
    side: Side, config: ClientConfig, root: Path
) -> tuple[Described, PlannedPackage]:
    try:
        return generate(config, root, user_cache(), dict(_texts(side, config)))
    except DiagnosticError as error:
        raise DiagnosticError(_reason(side, error)) from None


def _texts(side: Side, config: ClientConfig) -> Iterator[tuple[Path, str]]:
    """What the files of a revision held; nothing where they are as they are."""
    yield from side.texts.items()
    if side.revision is not None:
        documents = (each.path for each in _all(side))
        for path in (*documents, *config.overlays):
            yield path.resolve(), decode(side.revision.content(path), path)


def _all(side: Side) -> Iterator[Document]:
    """The files of a document, also those that nothing compared leads to."""
    seen: set[str] = set()
    while waiting := [
        each for each in side.workspace.documents if each.key not in seen
    ]:
        for document in waiting:
            seen.add(document.key)
            nodes = [document.root]
            while nodes:
                node = nodes.pop()
                if reference_of(node) is not None:
                    with suppress(DiagnosticError):  # told when it is generated
                        side.workspace.resolve(node)
                nodes.extend(inner for _, inner in node.items())
                nodes.extend(node.elements())
            yield document


def _reason(side: Side, error: DiagnosticError) -> Diagnostics:
    errors = [*error.diagnostics]
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
        f"no package can be made of {side.name}: {first.message}{others}",
        shown,
        hint="changes of the Python API are not told; `validate` says what is wrong",
    )
    return found
