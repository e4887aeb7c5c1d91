"""`llms.txt`: the index of a documentation site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

_LINK = re.compile(r"\[[^\]]*\]\(([^()]*(?:\([^()]*\)[^()]*)*)\)")
_ENTRY = re.compile(r"\s*[-*+]\s.*\]\(")
_DOCUMENT = re.compile(r"\.(?:json|ya?ml)(?:\.md)?$", re.IGNORECASE)
_PAGE_SUFFIX = re.compile(r"\.(?:mdx?|markdown)$", re.IGNORECASE)
_COMMON = re.compile(
    r"\s+(?:api\s+)?(?:documentation|docs|developer docs|reference)$", re.IGNORECASE
)
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of an index, and the heading of its section."""

    section: str
    address: str


@dataclass(frozen=True, slots=True)
class Index:
    """The site's title and the links of its index."""

    title: str
    entries: tuple[Entry, ...]

    @property
    def links(self) -> tuple[str, ...]:
        """The addresses of the links."""
        return tuple(entry.address for entry in self.entries)

    @property
    def documents(self) -> tuple[str, ...]:
        """The links to raw documents."""
        return tuple(
            link.removesuffix(".md")
            for link in self.links
            if _DOCUMENT.search(urlsplit(link).path)
        )

    @property
    def api_title(self) -> str:
        """The name of an API whose pages do not give one."""
        title = _COMMON.sub("", self.title).strip()
        return (
            title if not title or "api" in title.casefold().split() else f"{title} API"
        )


def read_index(text: str) -> Index | None:
    """Read a text as an index: a heading, and mostly lists of links."""
    lines = [
        line for line in text.splitlines() if line.strip() and not line.startswith(">")
    ]
    if "```" in text or not lines or not lines[0].startswith("# "):
        return None
    body = [line for line in lines if not line.startswith("#")]
    listed = [line for line in body if _ENTRY.match(line)]
    if len(listed) < _FEWEST or 2 * len(listed) < len(body):
        return None
    return Index(lines[0][2:].strip(), tuple(_entries(lines)))


def _entries(lines: Iterable[str]) -> Iterator[Entry]:
    section = ""
    for line in lines:
        if line.startswith("#"):
            section = line.lstrip("#").strip()
        elif _ENTRY.match(line):
            for link in _LINK.findall(line):
                yield Entry(section, link.strip())


def page_ends(indexes: Iterable[Index]) -> frozenset[tuple[str, ...]]:
    """Return the ends of the linked paths without suffixes, for `is_listed`."""
    ends: set[tuple[str, ...]] = set()
    for index in indexes:
        for link in index.links:
            parts = _parts(urlsplit(link).path)
            ends.update((parts[-2:], parts[-1:]))
    return frozenset(ends)


def is_listed(page: Path, ends: frozenset[tuple[str, ...]]) -> bool:
    """Return whether an index seems to link to the page, judging by its path."""
    return _parts(page.as_posix())[-2:] in ends


def _parts(path: str) -> tuple[str, ...]:
    plain = PurePosixPath(_PAGE_SUFFIX.sub("", path).strip("/"))
    return plain.parts
