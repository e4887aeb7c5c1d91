"""From a file to a checked API description: the entry to this package."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics import DiagnosticError, Diagnostics, Location
from generator.document.documents import Document, Node, read_document
from generator.document.overlays import apply_overlays
from generator.document.swagger import upgraded
from generator.document.validation import validate
from generator.document.versions import OpenApiVersion, detect_version
from generator.document.workspace import Workspace


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
) -> LoadedApi:
    """Read a document, apply overlays in their order, and check the result.

    `strict` makes warnings errors; `allow_outside` lets `$ref`s leave the document's
    folder. Raises DiagnosticError with all findings when there are errors.
    """
    diagnostics = Diagnostics()
    document = read(path, overlays, diagnostics)
    return checked(document, diagnostics, strict=strict, allow_outside=allow_outside)


def read(path: Path, overlays: Iterable[Path], diagnostics: Diagnostics) -> Document:
    """A document with its overlays applied, as OpenAPI 3.

    Raises DiagnosticError.
    """
    return upgraded(apply_overlays(read_document(path), overlays, diagnostics))


def checked(
    document: Document,
    diagnostics: Diagnostics,
    *,
    strict: bool = False,
    allow_outside: bool = False,
) -> LoadedApi:
    """Check a document that is in memory; `load` does so with one from a file.

    Raises DiagnosticError as `load` does.
    """
    workspace = Workspace(document, allow_outside=allow_outside)
    version = detect_version(workspace.root, diagnostics)
    if version is not None:
        _validate(workspace, version, document, diagnostics)
    if strict:
        diagnostics.promote_warnings()
    if version is None or diagnostics.has_errors:
        raise DiagnosticError(diagnostics)
    return LoadedApi(workspace.root, version, workspace, diagnostics)


def _validate(
    workspace: Workspace,
    version: OpenApiVersion,
    document: Document,
    diagnostics: Diagnostics,
) -> None:
    try:
        validate(workspace, version, diagnostics)
    except RecursionError:
        diagnostics.error(
            "depth", "the document is nested too deeply", Location(document.path)
        )
