"""Read both documents: files, or files of a git revision (`main:specs/api.yaml`).

Nothing is validated, since two documents can be compared whatever is wrong with them,
as long as they are OpenAPI.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from clientsmith.contract.api import Contract
from clientsmith.contract.lowering.api import lower_contract
from clientsmith.diagnostics import (
    Diagnostic,
    Diagnostics,
    Location,
    Severity,
)
from clientsmith.document.documents import (
    Document,
    Source,
    parse_document,
    read_document,
)
from clientsmith.document.extents import Extent
from clientsmith.document.loading import OpenedApi, open_api
from clientsmith.document.moves import in_file
from clientsmith.document.pointers import format_pointer, parse_pointer
from clientsmith.document.source_text import decode, fail
from clientsmith.document.versions import OpenApiVersion
from clientsmith.document.workspace import Reader, Workspace
from clientsmith.stainless.document import read_transformed
from clientsmith.stainless.planning.endpoints import covered_endpoints

_ROOT = ""
"""The key of a root document."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit, branch or tag of the git repository that contains `folder`."""

    name: str
    folder: Path

    def read(self, path: Path, key: str) -> Document:
        """Read the file of the revision. Raises DiagnosticError."""
        return parse_document(decode(self.content(path), path), path, key)

    def has(self, path: Path) -> bool:
        """Return whether the revision has the file. Raises DiagnosticError."""
        return self._run("cat-file", "-e", self._object(path)).returncode == 0

    def _object(self, path: Path) -> str:
        try:
            relative = path.absolute().resolve().relative_to(self.top().resolve())
        except ValueError:
            fail("git", "the file is outside the repository", Location(path))
        return f"{self.name}:{relative.as_posix()}"

    def content(self, path: Path) -> bytes:
        """Return the bytes of the revision's file. Raises DiagnosticError."""
        done = self._run("show", self._object(path))
        if done.returncode:
            fail(
                "git",
                f"`{self.name}` has no such file: {_reason(done)}",
                Location(path),
                hint="fetch the branch first, or check the path",
            )
        return done.stdout

    def top(self) -> Path:
        """Return the root of the work tree. Raises DiagnosticError."""
        done = self._run("rev-parse", "--show-toplevel")
        if done.returncode:
            fail("git", f"not a git repository: {_reason(done)}", Location(self.folder))
        return Path(done.stdout.decode("utf-8", "replace").strip())

    def require(self) -> None:
        """Raise DiagnosticError if the repository has no such revision."""
        self.top()
        done = self._run("rev-parse", "--verify", "--quiet", f"{self.name}^{{commit}}")
        if done.returncode:
            fail(
                "git",
                f"`{self.name}` is not a revision of this repository",
                hint="a branch, tag or commit; a shallow clone may have to fetch it",
            )

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        if self.name.startswith("-"):
            fail("git", f"`{self.name}` is not a revision")
        try:
            return subprocess.run(
                ["git", *arguments], cwd=self.folder, capture_output=True, check=False
            )
        except OSError as error:
            fail("git", f"git cannot be run: {(error.strerror or '').lower()}")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two documents, ready to be compared."""

    name: str
    opened: OpenedApi
    contract: Contract
    diagnostics: Diagnostics
    reported: Diagnostics
    """The diagnostics that were found before the document was open."""
    revision: Revision | None = None
    covered: frozenset[str] | None = None
    """The keys of the operations that a stainless.yml lists, if there is one."""
    texts: Mapping[Path, str] = field(default_factory=dict)
    """The contents of its files by resolved path, where they are not files of this
    machine.
    """

    @property
    def workspace(self) -> Workspace:
        """The files of the document."""
        return self.opened.workspace

    @property
    def version(self) -> OpenApiVersion:
        """The declared OpenAPI version."""
        return self.opened.version

    def warnings(self) -> Iterator[Diagnostic]:
        """Return what the comparison could not read so far."""
        for diagnostic in self.diagnostics:
            error = diagnostic.severity is Severity.ERROR
            yield (
                replace(diagnostic, severity=Severity.WARNING) if error else diagnostic
            )

    def locate(self, source: Source) -> Location:
        """Return the location in a file, or the top of the root document."""
        for document in self.workspace.documents:
            if document.key == source.document:
                return document.location(parse_pointer(source.pointer))
        return self.workspace.root.document.location()

    def written(self, source: Source) -> str:
        """Return the pointer in the document as written."""
        for document in self.workspace.documents:
            if document.key == source.document:
                pointer = parse_pointer(source.pointer)
                return format_pointer(in_file(document.positions, pointer))
        return source.pointer

    def extent(self, source: Source) -> Extent | None:
        """Return the text at that place."""
        for document in self.workspace.documents:
            if document.key == source.document:
                return document.extent(parse_pointer(source.pointer))
        return None


def read_side(
    name: str,
    path: Path,
    revision: Revision | None,
    overlays: Iterable[Path] = (),
    stainless: Path | None = None,
) -> Side:
    """Read a document from disk or from a revision. Raises DiagnosticError."""
    reader: Reader = read_document
    if revision is not None:
        revision.require()
        reader = revision.read
    return replace(side(name, path, reader, overlays, stainless), revision=revision)


def side(
    name: str,
    path: Path,
    reader: Reader,
    overlays: Iterable[Path] = (),
    stainless: Path | None = None,
) -> Side:
    """Read a document through `reader`. Raises DiagnosticError."""
    diagnostics = Diagnostics()
    # The two files need not have one name for their parts to be the same.
    document, config = read_transformed(
        path, overlays, stainless, diagnostics, reader, key=_ROOT
    )
    read = side_of(name, document, diagnostics, reader)
    if config is None:
        return read
    return replace(read, covered=covered_endpoints(config, document.value))


def side_of(
    name: str,
    document: Document,
    diagnostics: Diagnostics,
    reader: Reader = read_document,
) -> Side:
    """Return a document in memory as a side. Raises DiagnosticError."""
    opened = open_api(document, diagnostics, reader=reader)
    # Compare the repaired documents: another way to write the same thing is not a
    # change.
    found = Diagnostics((*opened.repairs, *diagnostics))
    contract = lower_contract(opened.workspace, opened.version, found)
    return Side(name, opened, contract, found, diagnostics)


def _reason(done: subprocess.CompletedProcess[bytes]) -> str:
    text = done.stderr.decode("utf-8", "replace").strip()
    return text.removeprefix("fatal: ").partition("\n")[0] or "git failed"
