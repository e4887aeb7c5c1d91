"""Merge documentation pages into one OpenAPI document.

Publishers of API documentation put a fragment of the API description, enough for one
operation, into a fenced code block of each Markdown page. The fragments of an API
are merged into one document again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from clientsmith.diagnostics import DiagnosticError, Diagnostics
from clientsmith.document.pages.blocks import code_blocks, outside_of_blocks
from clientsmith.document.pages.choosing import SeveralDocumentsError, chosen
from clientsmith.document.pages.fragments import Fragment, Read
from clientsmith.document.pages.grouping import Group, grouped
from clientsmith.document.pages.index import Index, page_ends, read_index
from clientsmith.document.pages.mending import Repairs, mended
from clientsmith.document.pages.problems import (
    nothing_found,
    problems_of,
    tell_skipped,
)
from clientsmith.document.pages.whole import whole_document
from clientsmith.document.source_text import read_text
from clientsmith.document.values import JsonObject

__all__ = ["Pages", "SeveralDocumentsError", "ingest", "is_page", "read_pages"]

_OPENAPI_KEY = re.compile(r"""["']?openapi["']?[ \t]*:""")
_TOP_KEY = re.compile(r"""["']?(?:openapi|swagger)["']?[ \t]*:""")


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages that were read: their contents, and the documents that they describe."""

    paths: tuple[Path, ...]
    read: Read
    indexes: tuple[Index, ...]
    groups: tuple[Group, ...]
    repairs: Repairs

    def merged(self, api: str | None, found: Diagnostics) -> JsonObject:
        """Return the only document of the pages, or the one named `api`.

        Remarks go to `found`. Raises DiagnosticError as `ingest` does.
        """
        if not (self.groups or self.read.problems or self.read.unreadable):
            raise DiagnosticError(nothing_found(self.read, self.indexes, self.paths))
        group = chosen(self.groups, api) if self.groups else None
        errors = problems_of(self.read, group)
        errors.raise_if_errors()
        assert group is not None, "without fragments, there are problems"
        tell_skipped(self.read, self.groups, found)
        result = whole_document(
            group,
            page_ends(self.indexes),
            _title(self.indexes),
            self.repairs,
            errors,
            found,
        )
        self.repairs.report(found)
        if errors.has_errors:
            raise DiagnosticError(errors)
        return result


def read_pages(
    pages: Iterable[Path],
    texts: Mapping[Path, str] | None = None,
    *,
    lenient: bool = True,
    by_operation: bool = False,
) -> Pages:
    """Read the fragments of documents in pages, and the indexes among them.

    `texts` are those of pages that need not be read. `lenient`: where no block is marked
    as OpenAPI, those that look so count. `by_operation`: the order is that of the
    operations, wherever their pages are.
    """
    pages = tuple(pages)
    read, indexes = _read(pages, texts or {})
    if lenient and not read.fragments and not read.problems:
        _take_samples(read)
    if by_operation:
        read.fragments.sort(key=_operations)
    repairs = Repairs()
    read.fragments = [mended(fragment, repairs) for fragment in read.fragments]
    groups = tuple(grouped(read.fragments))
    return Pages(pages, read, tuple(indexes), groups, repairs)


def ingest(
    pages: Iterable[Path],
    texts: Mapping[Path, str] | None = None,
    *,
    api: str | None = None,
    found: Diagnostics | None = None,
    lenient: bool = True,
) -> JsonObject:
    """Return the document that the OpenAPI blocks of the pages form.

    The order of pages and of keys is kept and nothing is dropped; what several pages
    say alike is there once. `api` chooses one of several documents; remarks go to
    `found`; for the others, see `read_pages`.

    Raises DiagnosticError with all problems of all pages: pages that cannot be read,
    blocks that cannot be parsed, and everything about which two pages disagree; and
    SeveralDocumentsError where the pages are of more than one and none is chosen.
    """
    found = Diagnostics() if found is None else found
    return read_pages(pages, texts, lenient=lenient).merged(api, found)


def is_page(text: str) -> bool:
    """Return whether the text contains OpenAPI in code blocks, rather than being it."""
    if not _OPENAPI_KEY.search(text) or text.lstrip().startswith("{"):
        return False
    return any(
        _OPENAPI_KEY.search(block.content) for block in code_blocks(text)
    ) and not any(map(_TOP_KEY.match, outside_of_blocks(text)))


def _read(pages: Iterable[Path], texts: Mapping[Path, str]) -> tuple[Read, list[Index]]:
    read, indexes = Read(), []
    for page in pages:
        try:
            text = texts.get(page)
            text = read_text(page) if text is None else text
        except DiagnosticError as error:
            read.unreadable += error.diagnostics
            continue
        index = read_index(text)
        if index is not None:
            indexes.append(index)
        else:
            read.page(text, page)
    return read, indexes


def _take_samples(read: Read) -> None:
    samples, read.samples = read.samples, []
    for block, page in samples:
        read.block(block, page, sure=True)


def _operations(fragment: Fragment) -> tuple[list[tuple[str, str]], str]:
    keys = sorted((path, method) for path, method, _ in fragment.operations())
    return keys, fragment.webhook or ""


def _title(indexes: Sequence[Index]) -> str:
    return next((index.api_title for index in indexes if index.api_title), "")
