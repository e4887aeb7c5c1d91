"""Load a checked API description from a file: the entry to this package."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from clientsmith.diagnostics import Diagnostic, DiagnosticError, Diagnostics, Location
from clientsmith.document.dangling import without_dangling
from clientsmith.document.documents import Document, Node, read_document
from clientsmith.document.dynamic import bound
from clientsmith.document.grafts import graft
from clientsmith.document.overlays import apply_overlays
from clientsmith.document.repairs import repaired
from clientsmith.document.swagger import upgraded
from clientsmith.document.versions import OpenApiVersion, detect_version
from clientsmith.document.workspace import Reader, Workspace

_MANY = 200


@dataclass(frozen=True)
class OpenedApi:
    """A document whose version is known, not checked yet."""

    version: OpenApiVersion
    workspace: Workspace
    repairs: Diagnostics
    """Warnings about repairs in the files that were opened so far."""
    document: Document
    """The root document as it is written."""

    @property
    def root(self) -> Node:
        """The root document."""
        return self.workspace.root

    @cached_property
    def structural_problems(self) -> tuple[Diagnostic, ...]:
        """Return what is wrong with the single objects of the document."""
        from clientsmith.document.meta_schemas import (  # slow to import
            structural_problems,
        )

        return tuple(structural_problems(self.root, self.version))

    @property
    def is_large(self) -> bool:
        """Whether a check takes long enough to run it in the background."""
        parts = (self.root.get("paths"), self.root.at("components", "schemas"))
        return sum(len([*part.items()]) for part in parts if part) > _MANY


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings about a document, and its files by key."""

    diagnostics: Diagnostics
    inputs: Mapping[str, Path]


@dataclass(frozen=True, slots=True)
class LoadedApi:
    """A document without errors; `diagnostics` holds the warnings."""

    root: Node
    version: OpenApiVersion
    workspace: Workspace
    diagnostics: Diagnostics


def load(
    path: Path,
    *,
    overlays: Iterable[Path] = (),
    strict: bool = False,
    allow_outside: bool = False,
    reader: Reader = read_document,
) -> LoadedApi:
    """Read a document, apply overlays in order, and check the result.

    `strict` makes warnings errors; `allow_outside` lets `$ref`s leave the document's
    folder; `reader` gets the files. Raises DiagnosticError with all findings when there are errors.
    """
    diagnostics = Diagnostics()
    document = read(path, overlays, diagnostics, reader)
    return checked(
        document,
        diagnostics,
        strict=strict,
        allow_outside=allow_outside,
        reader=reader,
    )


def read(
    path: Path,
    overlays: Iterable[Path],
    diagnostics: Diagnostics,
    reader: Reader = read_document,
    key: str | None = None,
) -> Document:
    """Read a document with its overlays as OpenAPI 3; `key` replaces the file's name.

    Raises DiagnosticError.
    """
    document = reader(path, path.name if key is None else key)
    return upgraded(apply_overlays(document, overlays, diagnostics, reader))


def checked(
    document: Document,
    diagnostics: Diagnostics,
    *,
    strict: bool = False,
    allow_outside: bool = False,
    reader: Reader = read_document,
) -> LoadedApi:
    """Check a document in memory, as `load` does with one from a file.

    Raises DiagnosticError as `load` does.
    """
    opened = open_api(
        document,
        diagnostics,
        strict=strict,
        allow_outside=allow_outside,
        reader=reader,
    )
    diagnostics.extend(check(opened).diagnostics)
    if strict:
        diagnostics.promote_warnings()
    diagnostics.raise_if_errors()
    return LoadedApi(opened.root, opened.version, opened.workspace, diagnostics)


def open_api(
    document: Document,
    diagnostics: Diagnostics,
    *,
    strict: bool = False,
    allow_outside: bool = False,
    reader: Reader = read_document,
) -> OpenedApi:
    """Repair a document in memory and find its version, before it is checked.

    Raises DiagnosticError for one of no version that can be read.
    """
    version = detect_version(document.root, diagnostics)
    if version is None:
        if strict:
            diagnostics.promote_warnings()
        raise DiagnosticError(diagnostics)
    repairs = Diagnostics()
    workspace = Workspace(document, allow_outside=allow_outside, reader=reader)
    workspace = repaired(workspace, version, repairs)
    workspace = bound(workspace, version, repairs)
    # The targets of `$ref`s are known once all parts are in their places.
    graft(workspace, version, repairs)
    whole = without_dangling(workspace, version, repairs)
    if whole is not workspace:
        workspace = whole
        graft(workspace, version, repairs)
    for file in workspace.documents:
        repairs.extend(file.warnings)
    return OpenedApi(version, workspace, repairs, document)


def check(opened: OpenedApi) -> Checked:
    """Return everything that is wrong with the document."""
    diagnostics = Diagnostics()
    workspace = opened.workspace
    from clientsmith.document.validation import validate  # slow to import

    try:
        diagnostics.extend(opened.structural_problems)
        validate(workspace, opened.version, diagnostics)
    except RecursionError:
        path = opened.root.document.path
        diagnostics.error("depth", "the document is nested too deeply", Location(path))
    diagnostics.extend(opened.repairs)
    return Checked(diagnostics, _inputs(workspace))


def without_errors(opened: OpenedApi) -> Checked | None:
    """Return the result of `check` without its warnings; None if errors are possible.

    From 3.1 on, only `check` finds the errors of Schema Objects.
    """
    found = Diagnostics((*opened.structural_problems, *opened.repairs))
    if opened.version is not OpenApiVersion.V3_0 or found.has_errors:
        return None
    return Checked(Diagnostics(), _inputs(opened.workspace))


def _inputs(workspace: Workspace) -> dict[str, Path]:
    return {document.key: document.path for document in workspace.documents}


def warn_if_empty(root: Node, diagnostics: Diagnostics) -> None:
    """Warn of a document without operations, whose client would have no methods."""
    paths, webhooks = root.get("paths"), root.get("webhooks")
    for key, item in paths.items() if paths else ():
        if key == "$ref" or any(_may_be_operation(*entry) for entry in item.items()):
            return
    if webhooks is None or not webhooks.value:
        diagnostics.warning(
            "no-operations",
            "the document describes no operations: there is nothing to call",
            (paths or root).location,
            hint="check that this is the whole document, not a fragment of it",
        )


def _may_be_operation(key: str, value: Node) -> bool:
    """Return whether a member of a path item is an operation, or refers to some."""
    if key.startswith("x-"):
        return False
    return key == "$ref" or isinstance(value.value, dict)
