"""Merge the pages of a site into one document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from clientsmith.config import PagesConfig
from clientsmith.diagnostics import Diagnostics
from clientsmith.document.pages import Pages, read_pages
from clientsmith.document.pages.choosing import chosen
from clientsmith.document.pages.fragments import Fragment
from clientsmith.document.yaml_writer import dump_yaml
from clientsmith.sources.page_files import page_file
from clientsmith.sources.records import KnownPage
from clientsmith.sources.site import Site
from clientsmith.support.urls import file_name


@dataclass(frozen=True, slots=True)
class Merged:
    """The document, the record of each page, and the texts to store.

    `known` goes by address, `texts` by the names of files. `lost` says of operations
    that no page describes any more what became of the page.
    """

    text: str
    known: Mapping[str, KnownPage]
    texts: Mapping[str, str]
    lost: Mapping[str, str]


@dataclass(slots=True)
class _Contents:
    """The contents of a page: names of documents, and the client's operations."""

    apis: dict[str, None]
    operations: dict[str, None]
    is_own: bool = False


def read_site(site: Site, local: Mapping[Path, str]) -> tuple[Pages, dict[Path, str]]:
    """Read the pages of a site and of the project, with the addresses of the site's."""
    texts = dict(local)
    addresses: dict[Path, str] = {}
    for address in site.addresses:
        text = site.text(address)
        if text is not None:
            path = file_name(address)
            # Two URLs may differ only in parts that must not be shown.
            while path in texts:
                path = path.with_name(f"{path.name}+")
            texts[path] = text
            addresses[path] = address
    lenient = not site.indexes
    return read_pages(texts, texts, lenient=lenient, by_operation=True), addresses


def merged(
    site: Site, local: Mapping[Path, str], choice: PagesConfig, found: Diagnostics
) -> Merged:
    """Merge the pages, and report to `found`. Raises DiagnosticError as `ingest` does."""
    pages, addresses = read_site(site, local)
    text = dump_yaml(pages.merged(choice.api, found))
    own = chosen(pages.groups, choice.api)
    contents: dict[str, _Contents] = {}
    for group in pages.groups:
        for fragment in group.fragments:
            address = addresses.get(fragment.page)
            if address is not None:
                there = contents.setdefault(address, _Contents({}, {}))
                there.apis[group.name] = None
                if group is own:
                    there.is_own = True
                    there.operations |= dict.fromkeys(_operations(fragment))
    known, texts = _kept(site, contents)
    return Merged(text, known, texts, _lost(site, known))


def _operations(fragment: Fragment) -> Iterator[str]:
    for path, method, _ in fragment.operations():
        yield f"{method.upper()} {path}"
    if fragment.webhook:
        yield f"webhook {fragment.webhook}"


def _kept(
    site: Site, contents: Mapping[str, _Contents]
) -> tuple[dict[str, KnownPage], dict[str, str]]:
    """Return the new record of the pages, and the texts of the client's own and of
    indexes.
    """
    known: dict[str, KnownPage] = {}
    texts: dict[str, str] = {}
    addresses = site.addresses
    for address in addresses:
        page, before, text = (
            site.pages.get(address),
            site.known(address),
            site.text(address),
        )
        from_page = page or before
        if from_page is None:
            continue  # it failed, and was not there before
        there = contents.get(address, _Contents({}, {}))
        file = None
        if text is not None and (there.is_own or site.index(address)):
            file = page_file(site.key(address), site.key(addresses[0]))
            texts[file] = text
        # The contents of a page without a text are known from the last run.
        apis = before.apis if before and text is None else tuple(there.apis)
        known[site.key(address)] = KnownPage(
            from_page.content, from_page.validators, apis, tuple(there.operations), file
        )
    return known, texts


def _lost(site: Site, known: Mapping[str, KnownPage]) -> dict[str, str]:
    now = {operation for page in known.values() for operation in page.operations}
    return {
        operation: what
        for operation, what in site.described_before()
        if operation not in now
    }
