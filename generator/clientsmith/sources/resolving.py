"""Resolve sources to documents: direct, linked, or merged from pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clientsmith.config import ClientConfig, PagesConfig
from clientsmith.diagnostics import Diagnostic, DiagnosticError, Severity
from clientsmith.document.pages import is_page
from clientsmith.document.pages.index import read_index
from clientsmith.document.source_text import decode, fail
from clientsmith.sources.answers import Fetched
from clientsmith.sources.fetching import Session
from clientsmith.sources.linked import LinkedDocument, linked_documents
from clientsmith.sources.links import is_page_link
from clientsmith.sources.records import Record, hash_of_sources
from clientsmith.sources.site import Progress, no_progress
from clientsmith.support.suggestions import nearest
from clientsmith.support.urls import file_name, is_url


@dataclass(frozen=True, slots=True)
class Origin:
    """The sources of one document; `pages` selects the pages that are merged."""

    sources: tuple[str, ...]
    pages: PagesConfig | None = None


class SeveralLinkedError(DiagnosticError):
    """A site links to several documents, and the configuration chooses none."""

    def __init__(self, documents: Sequence[LinkedDocument]) -> None:
        self.documents = tuple(documents)
        super().__init__(
            Diagnostic(
                "several-documents",
                Severity.ERROR,
                f"the site links to {len(documents)} documents",
            )
        )


def origins(
    sources: Sequence[str],
    choice: PagesConfig,
    session: Session,
    progress: Progress = no_progress,
    *,
    every: bool = False,
) -> list[Origin]:
    """Return the linked documents if there are any, else the sources themselves.

    Of several, the choice takes one, unless `every` does all. Raises SeveralLinkedError
    where neither does, and DiagnosticError.
    """
    own = Origin(tuple(sources))
    if not any(map(is_url, sources)):
        return [own if choice == PagesConfig() else Origin(own.sources, choice)]
    if len(sources) == 1 and not leads_on(sources[0], session):
        return [own]
    documents = linked_documents(sources, choice, session, progress)
    if documents and choice.api is not None:
        documents = [_called(choice.api, documents)]
    if len(documents) > 1 and not every:
        raise SeveralLinkedError(documents)
    linked = [Origin((document.url,)) for document in documents]
    return linked or [Origin(own.sources, choice)]


def configured(
    client: ClientConfig,
    record: Record | None,
    session: Session,
    progress: Progress = no_progress,
) -> Origin:
    """Resolve a client's sources; an index without a selection of pages may link to a
    document.

    Raises as `origins` does.
    """
    sources, pages = client.sources, client.pages
    is_known = record is not None and (
        record.is_of_pages(sources) or record.sources == hash_of_sources(sources)
    )
    if pages is not None or is_known or len(sources) != 1 or not is_url(sources[0]):
        return Origin(sources, pages)
    if not leads_on(sources[0], session, pages=False):
        return Origin(sources)
    (found,) = origins(sources, PagesConfig(), session, progress)
    return found


def leads_on(url: str, session: Session, *, pages: bool = True) -> bool:
    """Return whether the URL gives an index or a page instead of a document."""
    answer = session.fetch(url)
    assert isinstance(answer, Fetched), "nothing is known of it"
    text = decode(answer.content, file_name(url))
    if read_index(text) is not None:
        return True
    return pages and (is_page_link(url) or is_page(text))


def _called(api: str, documents: Sequence[LinkedDocument]) -> LinkedDocument:
    for names in ("url", "name", "title"):
        found = [
            document
            for document in documents
            if str(getattr(document, names)).casefold() == api.casefold()
        ]
        if len(found) == 1:
            return found[0]
    known = [document.name for document in documents]
    close = nearest(api, known)
    fail(
        "several-documents",
        f"the site links to no document `{api}`",
        hint=f"there is {', '.join(f'`{name}`' for name in ([close] if close else known))}",
    )
