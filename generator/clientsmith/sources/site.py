"""The pages of a documentation site and their current texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TypeAlias
from urllib.parse import urlsplit

from clientsmith.config import PagesConfig
from clientsmith.diagnostics import Diagnostic, DiagnosticError, Diagnostics, Severity
from clientsmith.document.pages.blocks import code_blocks
from clientsmith.document.pages.index import Entry, Index, read_index
from clientsmith.document.source_text import decode, fail
from clientsmith.sources.answers import (
    NO_VALIDATORS,
    Answer,
    FetchError,
    Unchanged,
    Validators,
)
from clientsmith.sources.fetching import Session, origin
from clientsmith.sources.links import (
    PAGE_SUFFIXES,
    is_index_link,
    is_page_link,
    is_wanted,
    resolved,
)
from clientsmith.sources.records import KnownPage, hash_of, kept_text
from clientsmith.sources.robots import disallowed
from clientsmith.support.urls import shown, without_user

Progress: TypeAlias = Callable[[int], AbstractContextManager[Callable[[str], None]]]

_DEPTH = 2
_OPENAPI_KEY = re.compile(r"""^[ \t{]*["']?openapi["']?[ \t]*:""", re.MULTILINE)
_GONE = frozenset({404, 410})
# The proportion of pages that may fail.
_TOLERATED = 0.1
_SHOWN = 5


def no_progress(total: int) -> AbstractContextManager[Callable[[str], None]]:
    """Report no progress."""
    del total
    return nullcontext(lambda name: None)


@dataclass(frozen=True, slots=True)
class Page:
    """A page or an index; `url` is its address after all redirects.

    Without a text, it is the page that was known, with nothing of the client's document.
    """

    url: str
    text: str | None
    content: str
    validators: Validators
    index: Index | None = None


class Site:
    """All pages that the sources and their indexes list; each page is fetched once.

    `known` are the pages of the last run by their keys, with texts below `folder`;
    `same_choice`: it took the same ones. What was found is in `pages`, `failed` and
    `gone`, by address.
    """

    def __init__(
        self,
        sources: Sequence[str],
        choice: PagesConfig,
        session: Session,
        known: Mapping[str, KnownPage] | None = None,
        folder: Path = Path(),
        *,
        same_choice: bool = False,
        progress: Progress = no_progress,
    ) -> None:
        self.pages: dict[str, Page] = {}
        self.failed: dict[str, FetchError] = {}
        self.gone: set[str] = set()
        self._sources = sources
        self._choice = choice
        self._session = session
        self._texts: dict[str, str | None] = {}
        self._disallowed: Mapping[str, Sequence[str]] = {}
        self._users = {origin(source): _user(source) for source in sources}
        self._known = self._by_address(known or {})
        self._folder = folder.resolve()
        self._same_choice = same_choice
        self._progress = progress

    def read_indexes(self) -> None:
        """Read the sources, and two levels of indexes. Raises DiagnosticError."""
        self._read(self._sources, one_origin=False)
        broken = Diagnostics()
        for source in self._sources:
            if source in self.failed and not self._is_own_page(source):
                broken.extend(self.failed[source].diagnostics)
        broken.raise_if_errors()
        for _ in range(_DEPTH):
            links = [link for _, link in self._links()]
            self._read(link for link in links if is_index_link(link))

    def read_pages(self) -> None:
        """Fetch all listed pages, and those of the last run.

        Raises DiagnosticError where more fail than can be left as they were.
        """
        addresses = self._listed()
        new = [address for address in addresses if address not in self._known]
        self._disallowed = disallowed(new, self._session)
        self._read(addresses)
        listed = {page.url for page in self.pages.values()}
        before = [
            address
            for address in self._known
            if not self._has(address)
            and self._is_own_page(address)
            and (self._same_choice or is_wanted(address, self._choice))
        ]
        self._read(before)
        for address in before:
            page, failure = self.pages.get(address), self.failed.get(address)
            if failure is not None and failure.status in _GONE:
                del self.failed[address]
                self.gone.add(address)
            elif page is not None and page.url != address and page.url in listed:
                del self.pages[address]  # it moved
        self._require_most()

    @property
    def addresses(self) -> list[str]:
        """The addresses of all pages and indexes, sources first."""
        return [*self.pages, *self.failed]

    @property
    def indexes(self) -> list[tuple[Index, str]]:
        """The indexes with the base addresses of their links; a failed one as in the
        last run.
        """
        found = []
        for address in self.addresses:
            index, page = self.index(address), self.pages.get(address)
            if index is not None:
                found.append((index, page.url if page else address))
        return found

    def index(self, address: str) -> Index | None:
        """Return the page as an index."""
        page = self.pages.get(address)
        return page.index if page is not None else self._kept_index(address)

    @property
    def is_unchanged(self) -> bool:
        """Whether all pages have the texts of the last run, and none failed."""
        now = {address: page.content for address, page in self.pages.items()}
        before = {address: page.content for address, page in self._known.items()}
        lost = [
            address
            for address, page in self._known.items()
            if page.file is not None and self._kept(address) is None
        ]
        return now == before and not self.failed and not lost

    def key(self, address: str) -> str:
        """Return the page's key in the record, without secrets that a source may
        contain.
        """
        plain = without_user(address)
        if address in self._sources and urlsplit(plain).query:
            return f"{shown(plain)}#{hash_of(plain)[:12]}"
        return plain

    def known(self, address: str) -> KnownPage | None:
        """Return the record of the page from the last run."""
        return self._known.get(address)

    def text(self, address: str) -> str | None:
        """Return the current text; if the page failed, the text of the last run."""
        page = self.pages.get(address)
        return self._kept(address) if page is None else page.text

    def described_before(self) -> Iterator[tuple[str, str]]:
        """Return the operations of the last run, and what became of the page of each
        one.
        """
        for address, page in self._known.items():
            what = "is gone" if address in self.gone else "no longer describes it"
            for operation in page.operations:
                yield operation, f"{shown(address)} {what}"

    def warnings(self) -> Iterator[Diagnostic]:
        """Report pages that failed while others can be used."""
        for address, failure in self.failed.items():
            kept = self._kept(address) is not None
            then = "the text of the last run stays" if kept else "the page is left out"
            yield Diagnostic(
                "page-failed",
                Severity.WARNING,
                f"{failure.diagnostics[0].message}: {then}",
                hint="run `clientsmith update` again later",
            )
        for robots, pages in self._disallowed.items():
            yield Diagnostic(
                "robots",
                Severity.WARNING,
                f"{shown(robots)}: asks programs not to fetch {len(pages)} of the pages,"
                f" as {shown(pages[0])}",
                hint="leave them out with `exclude`, or ask those who run the site",
            )

    def _by_address(self, known: Mapping[str, KnownPage]) -> dict[str, KnownPage]:
        sources = {self.key(source): source for source in self._sources}
        return {
            sources.get(key) or self._with_user(key): page
            for key, page in known.items()
        }

    def _with_user(self, address: str) -> str:
        """Add the credentials to addresses of their own server only."""
        parts = urlsplit(address)
        user = self._users.get(origin(address))
        if not user or "@" in parts.netloc:
            return address
        return parts._replace(netloc=f"{user}@{parts.netloc}").geturl()

    def _has(self, address: str) -> bool:
        return address in self.pages or address in self.failed

    def _is_own_page(self, address: str) -> bool:
        """Return whether the page belonged to the client's document."""
        known = self._known.get(address)
        return known is not None and bool(known.apis) and known.file is not None

    def _links(self) -> Iterator[tuple[Entry, str]]:
        """Return all links of the indexes within their own site."""
        own = {origin(source) for source in self._sources}
        own |= {origin(url) for _, url in self.indexes}
        for index, base in self.indexes:
            for entry, link in resolved(index.entries, base):
                if origin(link) in own:
                    yield entry, self._with_user(link)

    def _listed(self) -> list[str]:
        """Return the pages that the indexes list and the selection includes, each one
        once.
        """
        links = [pair for pair in self._links() if is_page_link(pair[1])]
        found: dict[str, tuple[str, str]] = {}
        for entry, link in links:
            if is_wanted(link, self._choice, entry.section):
                # Some sites list a page twice, with `.md` and with `.mdx`.
                key = str(PurePosixPath(link).with_suffix(""))
                found.setdefault(key, (link, entry.section))
        if self.indexes and not found and len(self.pages) == len(self.indexes):
            self._fail_without_pages(len(links))
        most = self._session.limits.pages
        if len(found) > most:
            sections = Counter(section for _, section in found.values())
            shown_sections = ", ".join(
                f"`{name}` ({count})" for name, count in sections.most_common(_SHOWN)
            )
            fail(
                "fetch",
                f"the index lists {len(found)} pages: more than {most} are not fetched",
                hint="choose with `--include` and `--exclude`: globs for addresses, or"
                f" for the headings of sections: {shown_sections}",
            )
        return [link for link, _ in found.values()]

    def _fail_without_pages(self, listed: int) -> None:
        """Raise DiagnosticError that says what was searched."""
        if listed:
            fail("page", f"`--include` and `--exclude` select none of {listed} pages")
        links = sum(len(index.links) for index, _ in self.indexes)
        fail(
            "page",
            f"the index has {links} links, and none to a page in Markdown of its site",
            hint="looked for links to OpenAPI documents, and to pages of the same"
            f" origin that end in {' or '.join(PAGE_SUFFIXES)}",
        )

    def _read(self, addresses: Iterable[str], *, one_origin: bool = True) -> None:
        requests = {
            address: self._validators(address)
            for address in dict.fromkeys(addresses)
            if not self._has(address)
        }
        if not requests:
            return
        limits = replace(self._session.limits, one_origin=one_origin)
        found: dict[str, Page | FetchError] = {}
        with self._progress(self._session.count_new(requests, limits)) as step:

            def take(address: str, answer: Answer | FetchError) -> None:
                # The other requests continue meanwhile.
                found[address] = self._page(address, answer)
                step(PurePosixPath(shown(address)).name)

            self._session.fetch_all(requests, limits, take)
        for address in requests:
            page = found[address]
            if isinstance(page, FetchError):
                self.failed[address] = page
            else:
                self.pages[address] = page

    def _validators(self, address: str) -> Validators:
        """Return validators only where the stored text could be used."""
        known = self._known.get(address)
        if known is None:
            return NO_VALIDATORS
        without_text = known.file is None and (self._same_choice or not known.apis)
        is_there = without_text or self._kept(address) is not None
        return known.validators if is_there else NO_VALIDATORS

    def _kept(self, address: str) -> str | None:
        """Return the stored text of the last run, if it is still there."""
        if address not in self._texts:
            self._texts[address] = self._read_kept(address)
        return self._texts[address]

    def _kept_index(self, address: str) -> Index | None:
        text = self._kept(address)
        if text is None or self._is_own_page(address):
            return None
        return read_index(text)

    def _read_kept(self, address: str) -> str | None:
        known = self._known.get(address)
        if known is None or known.file is None:
            return None
        path = (self._folder / known.file).resolve()
        if not path.is_relative_to(self._folder):
            return None
        return kept_text(path, known.content)

    def _page(self, address: str, answer: Answer | FetchError) -> Page | FetchError:
        if isinstance(answer, FetchError):
            return answer
        if isinstance(answer, Unchanged):
            known = self._known[address]
            return Page(
                answer.url,
                self._kept(address),
                known.content,
                known.validators,
                self._kept_index(address),
            )
        try:
            text = decode(answer.content, Path(urlsplit(address).path))
        except DiagnosticError:
            return FetchError(address, "the response is not UTF-8 text")
        index = read_index(text)
        if index is None and _is_cut_off(text):
            return FetchError(address, "ends inside its OpenAPI block")
        return Page(answer.url, text, hash_of(text), answer.validators, index)

    def _require_most(self) -> None:
        count = len(self.pages) + len(self.failed) + len(self.gone)
        if len(self.failed) <= count * _TOLERATED:
            return
        found = Diagnostics()
        for value in [*self.failed.values()][:_SHOWN]:
            found.extend(value.diagnostics)
        found.error(
            "fetch",
            f"{len(self.failed)} of {count} pages could not be read: none of the pages"
            " is used",
        )
        found.raise_if_errors()


def _user(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[0]


def _is_cut_off(text: str) -> bool:
    """Return whether the text ends inside a fragment of an API description."""
    if _OPENAPI_KEY.search(text) is None:
        return False
    return any(
        not block.is_closed and _OPENAPI_KEY.search(block.content)
        for block in code_blocks(text)
    )
