"""Repair documents that other tools accept although they are invalid.

Runs before anything else looks at a document, so that validation, the model and `diff`
see the same. A repair is a small function about one kind of object; `registry.REPAIRS`
lists them. Each repair is a warning that says what was assumed, and so an error under
`--strict`.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from clientsmith.diagnostics import DiagnosticError, Diagnostics
from clientsmith.document.documents import Document, Node
from clientsmith.document.moves import MovedPositions
from clientsmith.document.repairs.registry import REPAIRS
from clientsmith.document.repairs.shapes import reshaped
from clientsmith.document.repairs.site import Repair, Repairs, Site
from clientsmith.document.repairs.walk import Walk
from clientsmith.document.structure import KINDS, Kind
from clientsmith.document.versions import OpenApiVersion
from clientsmith.document.workspace import Workspace


def repaired(
    workspace: Workspace, version: OpenApiVersion, diagnostics: Diagnostics
) -> Workspace:
    """Return the documents with repairs for everything that has only one plausible
    meaning.

    Values are copied only where they change; without a change, the same workspace.
    """
    return with_repairs(workspace, version, diagnostics, REPAIRS, reshaped)


def with_repairs(
    workspace: Workspace,
    version: OpenApiVersion,
    diagnostics: Diagnostics,
    repairs: Repairs,
    reshape: Repair,
) -> Workspace:
    """Return the documents after some of the repairs."""
    files = _Files(workspace, version, diagnostics, repairs, reshape)
    documents = files.repaired()
    if all(old is new for old, new in documents.items()):
        return workspace
    return workspace.reopened(lambda document: documents.get(document, document))


class _Files:
    """Visits files in the order of their `$ref`s, so that the kind of each part is
    known.
    """

    def __init__(
        self,
        workspace: Workspace,
        version: OpenApiVersion,
        diagnostics: Diagnostics,
        repairs: Repairs,
        reshape: Repair,
    ) -> None:
        self._workspace = workspace
        self._version = version
        self._diagnostics = diagnostics
        self._repairs = repairs
        self._reshape = reshape
        self._walks: dict[Document, tuple[Walk, Site]] = {}

    def repaired(self) -> dict[Document, Document]:
        """Return each document that was reached, repaired."""
        self._enter(self._workspace.root, KINDS["OpenAPI"])
        followed: set[tuple[Document, str, Kind]] = set()
        waiting = self._references()
        while waiting:
            for document, reference, kind, pointer in waiting:
                followed.add((document, reference, kind))
                node = Node(document, pointer, {"$ref": reference})
                with suppress(DiagnosticError):  # it has no target
                    self._enter(self._workspace.target(node), kind)
            waiting = [use for use in self._references() if use[:3] not in followed]
        return {
            document: _changed(document, walk, site)
            for document, (walk, site) in self._walks.items()
        }

    def _references(self) -> list[tuple[Document, str, Kind, tuple[str, ...]]]:
        return [
            (document, reference, kind, pointer)
            for document, (walk, _) in self._walks.items()
            for (reference, kind), pointer in walk.references.items()
        ]

    def _enter(self, node: Node, kind: Kind) -> None:
        if node.document not in self._walks:
            site = Site(
                node.document,
                self._version,
                self._diagnostics,
                kind,
                root=self._workspace.root.document,
                follow=self._workspace.resolve,
            )
            walk = Walk(site, self._repairs, self._reshape)
            self._walks[node.document] = walk, site
        self._walks[node.document][0].enter(node.value, kind, node.pointer)


def _changed(document: Document, walk: Walk, site: Site) -> Document:
    value = walk.value()
    if value is document.value:
        return document
    positions = document.positions
    if site.moves:
        positions = MovedPositions(positions, site.moves)
    return replace(document, value=value, positions=positions)
