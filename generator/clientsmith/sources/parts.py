"""Documents in several files on one server: fetch what their references name.

The files keep the layout that they have there, so that the references go on working.
Names come from the server, so what is written where is decided here: below the
document's folder, YAML and JSON only, and nothing hidden.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import NoReturn
from urllib.parse import quote, unquote, urljoin, urlsplit

from clientsmith.diagnostics import (
    Diagnostic,
    DiagnosticError,
    Diagnostics,
    Severity,
)
from clientsmith.document.documents import Document, parse_document
from clientsmith.document.grafts import graft
from clientsmith.document.json_layout import laid_out
from clientsmith.document.misplaced import find_misplaced
from clientsmith.document.references import iter_refs, reference_of
from clientsmith.document.source_text import decode, fail
from clientsmith.document.swagger import upgraded
from clientsmith.document.versions import OpenApiVersion
from clientsmith.document.workspace import Workspace
from clientsmith.sources.answers import (
    NO_VALIDATORS,
    Fetched,
    Validators,
)
from clientsmith.sources.fetching import Session
from clientsmith.sources.records import KnownPart, hash_of, kept_text
from clientsmith.support.urls import shown

SUFFIXES = (".json", ".yaml", ".yml")
# A reference that may lead to another file.
_LEADS_OUT = re.compile(r"""\$ref["']?\s*:\s*["']?[^#"'\s]""")
_SEGMENT = re.compile(r"[\w+@~(-][\w.+@~() -]*")


@dataclass(frozen=True, slots=True)
class Part:
    """A fetched file."""

    text: str
    validators: Validators

    @property
    def known(self) -> KnownPart:
        """Return the record of this file."""
        return KnownPart(hash_of(self.text), self.validators)


def fetch_parts(
    base: str,
    text: str,
    document: Path,
    known: Mapping[str, KnownPart],
    session: Session,
) -> dict[str, Part]:
    """Fetch all files that a document refers to, by path from its folder.

    `text` came from the URL `base`, and is kept as `document`. What else is wrong with
    a reference is told when the document is validated. Raises DiagnosticError.
    """
    if not _LEADS_OUT.search(text):
        return {}
    parts = _Parts(base, document, known, session)
    root = upgraded(parse_document(text, document, document.name))
    workspace = Workspace(root, reader=parts.read)
    found = Diagnostics()
    reported: set[str] = set()
    for problem in _problems(workspace):
        if problem.code != "ref" and problem.message not in reported:
            reported.add(problem.message)
            found.add(problem)
    for each_document in workspace.documents:
        parts.check_names(each_document, found)
    found.raise_if_errors()
    return parts.found


def _problems(workspace: Workspace) -> Iterator[Diagnostic]:
    """Follow all references of a document, and report those that fail."""
    version = OpenApiVersion.V3_0  # in every version, these are in the same places
    for error in find_misplaced(workspace, version).broken:
        yield from error.diagnostics
    grafted = Diagnostics()
    graft(workspace, version, grafted)
    yield from (
        diagnostic for diagnostic in grafted if diagnostic.severity is Severity.ERROR
    )
    for _, problems in workspace.iter_broken_refs():
        yield from problems


class _Parts:
    """Reads the files of a workspace from the server, each one once."""

    def __init__(
        self,
        base: str,
        document: Path,
        known: Mapping[str, KnownPart],
        session: Session,
    ) -> None:
        self.found: dict[str, Part] = {}
        self._failed: dict[str, DiagnosticError] = {}
        self._base = base
        self._own_name = unquote(PurePosixPath(urlsplit(base).path).name)
        self._document = document
        self._folder = document.parent.resolve()
        self._known = known
        self._session = session
        self._limits = replace(session.limits, one_origin=True)
        self._left = self._limits.size
        self._end = time.monotonic() + self._limits.total

    def read(self, path: Path, key: str) -> Document:
        """Read the file that a reference names. Raises DiagnosticError."""
        if key in self._failed:
            raise DiagnosticError(self._failed[key].diagnostics)
        try:
            part = self._fetched(key)
            document = parse_document(part.text, path, key)
        except DiagnosticError as error:
            self._failed[key] = error
            raise
        self.found[key] = part
        return document

    def _fetched(self, key: str) -> Part:
        self._check(key)
        url = urljoin(self._base, quote(key))
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            fail("fetch", f"{shown(url)}: the files of the document take too long")
        limits = replace(self._limits, deadline=min(self._limits.deadline, seconds))
        known = self._known.get(key)
        path = self._folder / key
        kept = None if known is None else kept_text(path, known.content)
        validators = (
            NO_VALIDATORS if known is None or kept is None else known.validators
        )
        answer = self._session.fetch(url, validators, limits)
        if isinstance(answer, Fetched):
            kept = laid_out(decode(answer.content, path), path)
            validators = answer.validators
        assert kept is not None, "only what is kept can be unchanged"
        self._left -= len(kept)
        if self._left < 0:
            most = self._limits.size // 1_000_000
            fail("fetch", f"{shown(url)}: the document's files are more than {most} MB")
        return Part(kept, validators)

    def _check(self, key: str) -> None:
        """Raise DiagnosticError for a file that must not be written."""
        if len(self.found) >= self._limits.files:
            most = self._limits.files
            fail("fetch", f"`{key}`: the document has more than {most} files")
        segments = key.split("/")
        usual = all(_SEGMENT.fullmatch(segment) for segment in segments)
        # No path is both a file and a folder.
        named = [segment.lower().endswith(SUFFIXES) for segment in segments]
        if not usual or named != [False] * (len(segments) - 1) + [True]:
            fail(
                "fetch",
                f"`{key}` is not fetched: its name is not allowed for a file of a document",
                hint=f"names end in {', '.join(SUFFIXES)}, and do not begin with a dot",
            )
        if key == self._own_name:
            self._fail_at_name(f"`{key}` is the document itself")
        names = {name.casefold(): name for name in (*self.found, self._document.name)}
        twin = names.get(key.casefold(), key)
        if twin != key:
            fail("fetch", f"`{key}` and `{twin}` are one file on some systems")

    def check_names(self, document: Document, found: Diagnostics) -> None:
        """Refuse a reference to another file that resolves to the document itself."""
        name = self._document.name
        if self._own_name == name:
            return
        root = self._document.resolve()
        for node in iter_refs(document):
            path = unquote(urlsplit(reference_of(node) or "").path)
            if PurePosixPath(path).name != name:
                continue
            if (document.path.parent / path).resolve() == root:
                try:
                    self._fail_at_name(f"`{path}` is another file")
                except DiagnosticError as error:
                    place = document.location((*node.pointer, "$ref"))
                    found.add(replace(error.diagnostics[0], location=place))

    def _fail_at_name(self, what: str) -> NoReturn:
        fail(
            "fetch",
            f"{what}, which is kept as `{self._document.name}`",
            hint="give it the same name as at its source: "
            f'document = ".../{self._own_name}"',
        )
