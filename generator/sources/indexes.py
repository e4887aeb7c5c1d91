"""`llms.txt` as a source: the documents that the index of a site links to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

from generator.diagnostics import Diagnostic, DiagnosticError, Severity
from generator.document.documents import parse_values
from generator.document.pages.index import Index, read_index
from generator.document.source_text import decode
from generator.document.structure import METHODS
from generator.document.values import JsonObject
from generator.sources.answers import (
    LIMITS,
    NO_VALIDATORS,
    Fetched,
    Limits,
)
from generator.sources.fetching import fetch
from generator.urls import is_private, refusal, shown

_INDEX_NAMES = ("/llms.txt", "/llms-full.txt")
_DEPTH = 2
_MOST_INDEXES = 50
_MOST_DOCUMENTS = 100
# What URLs may hold as they are, besides letters and digits.
_SAFE = "%/:=&?~#+!$,;'@()*[]"


class IndexFoundError(DiagnosticError):
    """The source is the index of a site, and no document."""

    def __init__(self, index: Index, url: str) -> None:
        self.index = index
        self.url = url
        super().__init__(
            Diagnostic(
                "index",
                Severity.ERROR,
                f"{shown(url)} is the index of a site, and no document",
                hint="`clientsmith add` finds the document that it links to",
            )
        )


@dataclass(frozen=True, slots=True)
class LinkedDocument:
    """An OpenAPI document that an index links to."""

    url: str
    title: str
    operations: int


def require_no_index(texts: Mapping[Path, str], url: str) -> None:
    """Raises IndexFoundError."""
    for text in texts.values():
        index = read_index(text)
        if index is not None:
            raise IndexFoundError(index, url)


def linked_documents(
    index: Index, url: str, limits: Limits = LIMITS
) -> list[LinkedDocument]:
    """The OpenAPI documents that an index links to, directly or by indexes in it.

    Links to what is no OpenAPI, or cannot be fetched, are passed over; of the same
    content under several addresses, the first counts.
    """
    found: dict[bytes, LinkedDocument] = {}
    for address in _addresses(index, url, limits):
        answer = _fetched(address, limits)
        if answer is None or answer.content in found:
            continue
        document = _described(answer, address)
        if document is not None:
            found[answer.content] = document
    return [*found.values()]


def _addresses(index: Index, url: str, limits: Limits) -> list[str]:
    """Of all documents that indexes link to, each once."""
    known = {url}
    level = [(index, url)]
    found: dict[str, None] = {}
    for depth in range(_DEPTH + 1):
        deeper: list[tuple[Index, str]] = []
        for each, base in level:
            found |= dict.fromkeys(_resolved(each.documents, base))
            for link in _resolved(each.links, base) if depth < _DEPTH else ():
                is_index = urlsplit(link).path.endswith(_INDEX_NAMES[0])
                if not is_index or link in known or len(known) > _MOST_INDEXES:
                    continue
                known.add(link)
                if urlsplit(link).netloc == urlsplit(url).netloc:
                    deeper += _nested(link, limits)
        level = deeper
    return [*found][:_MOST_DOCUMENTS]


def _resolved(links: tuple[str, ...], base: str) -> Iterator[str]:
    for each in links:
        try:
            address = urljoin(base, quote(each, safe=_SAFE))
            same = urlsplit(address).netloc == urlsplit(base).netloc
        except ValueError:
            continue
        # An index must not send anybody into a network of their own.
        if refusal(address) is None and (same or not is_private(address)):
            yield address


def _nested(link: str, limits: Limits) -> Iterator[tuple[Index, str]]:
    answer = _fetched(link, limits)
    text = _text(answer, link) if answer is not None else ""
    index = read_index(text)
    if index is not None:
        yield index, link


def _fetched(address: str, limits: Limits) -> Fetched | None:
    try:
        answer = fetch(address, NO_VALIDATORS, limits)
    except DiagnosticError:
        return None
    return answer if isinstance(answer, Fetched) else None


def _text(answer: Fetched, address: str) -> str:
    try:
        return decode(answer.content, Path(urlsplit(address).path))
    except DiagnosticError:
        return ""


def _described(answer: Fetched, address: str) -> LinkedDocument | None:
    path = Path(urlsplit(address).path)
    try:
        value = parse_values(_text(answer, address), path, path.name).value
    except DiagnosticError:
        return None
    if not isinstance(value, dict) or not {"openapi", "swagger"} & value.keys():
        return None
    info = value.get("info")
    title = info.get("title") if isinstance(info, dict) else ""
    return LinkedDocument(address, str(title or ""), _operations(value))


def _operations(document: JsonObject) -> int:
    paths = document.get("paths")
    items = paths.values() if isinstance(paths, dict) else ()
    return sum(
        method in METHODS for item in items if isinstance(item, dict) for method in item
    )
