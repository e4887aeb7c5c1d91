"""The links of an index: where they lead, and which are chosen."""

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
# What URLs may hold as they are, besides letters and digits.
_SAFE = "%/:=&?~#+!$,;'@()*[]"


def resolved(entries: Iterable[Entry], base: str) -> Iterator[tuple[Entry, str]]:
    """The addresses that links of an index at `base` lead to, without fragments."""
    for each in entries:
        try:
            address = urldefrag(urljoin(base, quote(each.address, safe=_SAFE))).url
        except ValueError:
            continue
        if refusal(address) is None:
            yield each, address


def is_page_link(address: str) -> bool:
    """Whether it ends as pages in Markdown do."""
    path = PurePosixPath(urlsplit(address).path.lower())
    return path.suffix in PAGE_SUFFIXES and not path.stem.endswith(_DOCUMENT_SUFFIXES)


def is_index_link(address: str) -> bool:
    """Whether it is called as indexes are."""
    return urlsplit(address).path.endswith(_INDEX_NAME)


def is_wanted(address: str, choice: PagesConfig, section: str = "") -> bool:
    """Whether the choice takes the page, which an index has in the section."""
    plain = without_user(address)
    path = urlsplit(plain).path
    names = (plain, path, path.strip("/"), PurePosixPath(path).name, section)
    included = not choice.include or _fits(names, choice.include)
    return included and not _fits(names, choice.exclude)


def _fits(names: Iterable[str], globs: Sequence[str]) -> bool:
    return any(name and fnmatchcase(name, glob) for name in names for glob in globs)
