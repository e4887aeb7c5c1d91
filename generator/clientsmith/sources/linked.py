"""OpenAPI documents that a site links to, from its indexes and its pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from clientsmith.config import PagesConfig
from clientsmith.diagnostics import Diagnostic, DiagnosticError, Severity
from clientsmith.document.documents import parse_values
from clientsmith.document.pages.fragments import name_of
from clientsmith.document.pages.index import Entry, Index, read_index
from clientsmith.document.pages.uniting import fingerprint, kind_at
from clientsmith.document.source_text import decode
from clientsmith.document.structure import METHODS
from clientsmith.document.values import JsonObject
from clientsmith.sources.answers import NO_VALIDATORS, Fetched
from clientsmith.sources.fetching import Session, origin
from clientsmith.sources.links import is_page_link, resolved
from clientsmith.sources.site import Progress, Site, no_progress
from clientsmith.sources.site_merging import read_site
from clientsmith.support.urls import is_private, is_url, shown

_MOST = 100
_SECTION = re.compile(r"\b(?:openapi|swagger)\b", re.IGNORECASE)


class IndexFoundError(DiagnosticError):
    """The source is the index of a site instead of a document."""

    def __init__(self, url: str) -> None:
        super().__init__(
            Diagnostic(
                "index",
                Severity.ERROR,
                f"{shown(url)} is the index of a site, not a document",
                hint="`clientsmith add` finds the document that it links to",
            )
        )


@dataclass(frozen=True, slots=True)
class LinkedDocument:
    """An OpenAPI document that a site links to; `None` where no page was searched."""

    url: str
    title: str
    operations: int
    pages: int | None = None

    @property
    def name(self) -> str:
        """The name by which users choose the document."""
        return name_of(self.url)


def require_no_index(text: str, url: str) -> None:
    """Raise IndexFoundError if the source is an index."""
    if read_index(text) is not None:
        raise IndexFoundError(url)


def linked_documents(
    sources: Iterable[str],
    choice: PagesConfig,
    session: Session,
    progress: Progress = no_progress,
) -> list[LinkedDocument]:
    """Return the OpenAPI documents that indexes and pages link to.

    Pages are looked at where the indexes do not lead to exactly one document. Links to
    what is no OpenAPI, or cannot be fetched, are passed over; of the same document under
    several addresses, the first counts. Raises DiagnosticError.
    """
    site = Site([*filter(is_url, sources)], choice, session, progress=progress)
    site.read_indexes()
    links = [
        (address, base)
        for index, base in site.indexes
        for address in _document_links(index, base)
    ]
    found = _described(links, session)
    if len(found) == 1:
        return found
    try:
        site.read_pages()
    except DiagnosticError:
        if not found:
            raise
        return found
    named = _named(site)
    links += [(address, page) for page, those in named.items() for address in those]
    return [_with_uses(document, named) for document in _described(links, session)]


def _document_links(index: Index, base: str) -> Iterator[str]:
    documents = [Entry("", document) for document in index.documents]
    sections = [
        entry
        for entry in index.entries
        if _SECTION.search(entry.section) and not is_page_link(entry.address)
    ]
    for _, address in resolved((*documents, *sections), base):
        yield address


def _named(site: Site) -> dict[str, set[str]]:
    """Return the addresses of documents that pages name, by page."""
    pages, addresses = read_site(site, {})
    first = next(page.url for page in site.pages.values())
    named = [(first, download) for download in pages.read.downloads]
    named += [
        (first, document) for document, _ in pages.read.problems if document is not None
    ]
    for group in pages.groups:
        for fragment in group.fragments:
            page = site.pages.get(addresses[fragment.page])
            if fragment.named is not None and page is not None:
                named.append((page.url, fragment.named))
    found: dict[str, set[str]] = {}
    for url, name in named:
        # A path without a folder starts at the site's root.
        entry = Entry("", name if is_url(name) else f"/{name.lstrip('/')}")
        for _, address in resolved([entry], url):
            found.setdefault(url, set()).add(address)
    return found


def _with_uses(
    document: LinkedDocument, named: Mapping[str, set[str]]
) -> LinkedDocument:
    uses = sum(document.url in value for value in named.values()) or sum(
        document.name in map(name_of, value) for value in named.values()
    )
    return replace(document, pages=uses)


def _described(
    links: Iterable[tuple[str, str]], session: Session
) -> list[LinkedDocument]:
    addresses = dict.fromkeys(
        address
        for address, base in links
        # A site must not direct requests into the user's network.
        if origin(address) == origin(base) or not is_private(address)
    )
    limits = replace(session.limits, together=4 * session.limits.together)
    answers = session.fetch_all(
        dict.fromkeys([*addresses][:_MOST], NO_VALIDATORS), limits
    )
    found: dict[str, LinkedDocument] = {}
    for address, answer in answers.items():
        value = _document(answer, address) if isinstance(answer, Fetched) else None
        if value is not None:
            # The same document in JSON and YAML, or in several languages.
            structure = fingerprint(value, kind_at(()))
            found.setdefault(structure, _summary(value, address))
    return [*found.values()]


def _document(answer: Fetched, address: str) -> JsonObject | None:
    path = Path(urlsplit(address).path)
    try:
        text = decode(answer.content, path)
        value = parse_values(text, path, path.name).value
    except DiagnosticError:
        return None
    if not isinstance(value, dict) or not {"openapi", "swagger"} & value.keys():
        return None
    return value if value.get("webhooks") or _operations(value) else None


def _summary(document: JsonObject, address: str) -> LinkedDocument:
    info = document.get("info")
    title = info.get("title") if isinstance(info, dict) else ""
    return LinkedDocument(address, str(title or ""), _operations(document))


def _operations(document: JsonObject) -> int:
    paths = document.get("paths")
    items = paths.values() if isinstance(paths, dict) else ()
    return sum(
        method in METHODS for item in items if isinstance(item, dict) for method in item
    )
