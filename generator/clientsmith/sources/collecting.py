"""Collect a client's document from its sources: fetched, or read from disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from clientsmith.config import PagesConfig
from clientsmith.config.options import normalise
from clientsmith.diagnostics import Diagnostic, DiagnosticError, Diagnostics
from clientsmith.document.documents import PAGE_SUFFIXES
from clientsmith.document.json_layout import laid_out
from clientsmith.document.pages import ingest, is_page
from clientsmith.document.source_text import decode, read_text
from clientsmith.document.yaml_writer import dump_yaml
from clientsmith.sources.answers import NO_VALIDATORS, Fetched, Unchanged, Validators
from clientsmith.sources.fetching import Session
from clientsmith.sources.linked import require_no_index
from clientsmith.sources.page_files import pages_folder
from clientsmith.sources.parts import fetch_parts
from clientsmith.sources.records import Record, hash_of, hash_of_sources, kept_text
from clientsmith.sources.site import Progress, Site, no_progress
from clientsmith.sources.site_merging import merged
from clientsmith.support.urls import file_name, is_url


@dataclass(frozen=True, slots=True)
class Arrived:
    """The document that the sources give, and whether they are pages.

    `base` is the URL that its references start from, if it has one; `parts` are the
    texts of other files that are kept with it, by their paths from its folder: those
    that it leads to, or its pages. `lost` says of operations that no page describes any
    more what became of the page.
    """

    text: str
    record: Record
    of_pages: bool
    base: str | None = None
    parts: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[Diagnostic, ...] = ()
    """Warnings about repairs and omissions when pages were merged."""
    lost: Mapping[str, str] = field(default_factory=dict)


def collect(
    sources: Sequence[str],
    root: Path,
    document: Path,
    session: Session,
    record: Record | None = None,
    pages: PagesConfig | None = None,
    progress: Progress = no_progress,
) -> Arrived | None:
    """Return the document that the sources give now, or None if it is unchanged.

    `document` is where it is kept. The other files are for `with_parts`. With `pages`,
    or where the record is of some, the sources are pages, and indexes of pages. Raises
    DiagnosticError with what is wrong with all sources.
    """
    if pages is None and not (record and record.is_of_pages(sources)):
        if not any(map(is_url, sources)):
            return _local(sources, root)
        if len(sources) == 1:
            answer = session.fetch(
                sources[0], _usable(record, sources, document) or NO_VALIDATORS
            )
            if isinstance(answer, Unchanged):
                return _unchanged(document, record, answer)
            path = file_name(sources[0])
            text = decode(answer.content, path)
            require_no_index(text, answer.url)
            if not _is_page(path, text):
                return _document(sources, laid_out(text, path), answer)
    return _of_pages(sources, root, document, session, record, pages, progress)


def _unchanged(
    document: Path, record: Record | None, answer: Unchanged
) -> Arrived | None:
    if record is None or not record.parts:
        return None
    return Arrived(read_text(document), record, of_pages=False, base=answer.url)


def _document(sources: Sequence[str], text: str, answer: Fetched) -> Arrived:
    record = Record(hash_of_sources(sources), hash_of(text), (answer.validators,))
    return Arrived(text, record, of_pages=False, base=answer.url)


def _local(sources: Sequence[str], root: Path) -> Arrived:
    """Read local files; a single document keeps its text and positions."""
    texts = _texts(sources, root)
    of_pages = len(texts) > 1 or any(map(_is_page, texts, texts.values()))
    remarks = Diagnostics()
    if of_pages:
        text = dump_yaml(ingest(texts, texts, found=remarks))
    else:
        (text,) = texts.values()
    validators = (NO_VALIDATORS,) * len(sources)
    record = Record(hash_of_sources(sources), hash_of(text), validators)
    return Arrived(text, record, of_pages, remarks=tuple(remarks))


def _of_pages(
    sources: Sequence[str],
    root: Path,
    document: Path,
    session: Session,
    record: Record | None,
    pages: PagesConfig | None,
    progress: Progress,
) -> Arrived | None:
    choice = pages or PagesConfig()
    known = record.pages if record else {}
    made_of = hash_of_sources(sources, choice)
    local = _texts([source for source in sources if not is_url(source)], root)
    site = Site(
        [source for source in sources if is_url(source)],
        choice,
        session,
        known,
        document.parent,
        same_choice=record is not None and record.sources == made_of,
        progress=progress,
    )
    site.read_indexes()
    site.read_pages()
    if (
        record is not None
        and (record.sources, local) == (made_of, {})
        and site.is_unchanged
        and _is(document, record.document)
    ):
        return None
    remarks = Diagnostics(site.warnings())
    found = merged(site, local, choice, remarks)
    return Arrived(
        found.text,
        Record(made_of, hash_of(found.text), (), pages=found.known),
        of_pages=True,
        parts=found.texts,
        remarks=tuple(remarks),
        lost=found.lost,
    )


def with_parts(
    arrived: Arrived, document: Path, session: Session, record: Record | None
) -> Arrived:
    """Add the document's other files; `document` is where the document is stored.

    Raises DiagnosticError with what is wrong with all of them.
    """
    if arrived.record.pages:
        return _with_pages(arrived, pages_folder(document))
    if arrived.base is None:
        return arrived
    known = record.parts if record is not None else {}
    parts = fetch_parts(arrived.base, arrived.text, document, known, session)
    return replace(
        arrived,
        parts={name: part.text for name, part in parts.items()},
        record=replace(
            arrived.record,
            parts={name: part.known for name, part in parts.items()},
        ),
    )


def _with_pages(arrived: Arrived, folder: str) -> Arrived:
    """Add the texts of pages, which are stored in a folder of their own."""
    known = {
        address: replace(page, file=f"{folder}/{page.file}") if page.file else page
        for address, page in arrived.record.pages.items()
    }
    return replace(
        arrived,
        parts={f"{folder}/{name}": text for name, text in arrived.parts.items()},
        record=replace(arrived.record, pages=known),
    )


def _is_page(path: Path, text: str) -> bool:
    return path.suffix.lower() in PAGE_SUFFIXES or is_page(text)


def _usable(
    record: Record | None, sources: Sequence[str], document: Path
) -> Validators | None:
    """Return the validators, if an unchanged response would find all files in place."""
    if record is None or record.sources != hash_of_sources(sources):
        return None
    if len(record.validators) != 1 or not _is(document, record.document):
        return None
    return record.validators[0]


def _is(document: Path, content: str) -> bool:
    """Return whether the document is the one of the last run."""
    return kept_text(document, content) is not None


def _texts(sources: Sequence[str], root: Path) -> dict[Path, str]:
    found = Diagnostics()
    texts: dict[Path, str] = {}
    for source in sources:
        path = normalise(root / source)
        try:
            texts[path] = read_text(path)
        except DiagnosticError as error:
            found.extend(error.diagnostics)
    found.raise_if_errors()
    return texts
