"""The links of an index: their targets, and the selection among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from urllib.parse import quote, urldefrag, urljoin, urlsplit

from clientsmith.config import PagesConfig
from clientsmith.document.pages.index import Entry
from clientsmith.support.urls import refusal, without_user

_INDEX_NAME = "/llms.txt"
PAGE_SUFFIXES = (".md", ".mdx")
_DOCUMENT_SUFFIXES = (".json", ".yaml", ".yml")
# Characters that URLs may contain unescaped, besides letters and digits.
_SAFE = "%/:=&?~#+!$,;'@()*[]"


def resolved(entries: Iterable[Entry], base: str) -> Iterator[tuple[Entry, str]]:
    """Return the targets of an index's links, relative to `base`, without fragments."""
    for entry in entries:
        try:
            address = urldefrag(urljoin(base, quote(entry.address, safe=_SAFE))).url
        except ValueError:
            continue
        if refusal(address) is None:
            yield entry, address


def is_page_link(address: str) -> bool:
    """Return whether the link ends like that of a Markdown page."""
    path = PurePosixPath(urlsplit(address).path.lower())
    return path.suffix in PAGE_SUFFIXES and not path.stem.endswith(_DOCUMENT_SUFFIXES)


def is_index_link(address: str) -> bool:
    """Return whether the link has the name of an index."""
    return urlsplit(address).path.endswith(_INDEX_NAME)


def is_wanted(address: str, choice: PagesConfig, section: str = "") -> bool:
    """Return whether the selection includes the page, listed in that section."""
    plain = without_user(address)
    path = urlsplit(plain).path
    names = (plain, path, path.strip("/"), PurePosixPath(path).name, section)
    included = not choice.include or _fits(names, choice.include)
    return included and not _fits(names, choice.exclude)


def _fits(names: Iterable[str], globs: Sequence[str]) -> bool:
    return any(name and fnmatchcase(name, glob) for name in names for glob in globs)
