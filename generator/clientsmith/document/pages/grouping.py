"""Group fragments by document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from clientsmith.document.pages.fragments import Fragment, name_of
from clientsmith.document.pages.uniting import fingerprint
from clientsmith.document.structure import KINDS
from clientsmith.document.values import JsonValue

VERSION = re.compile(r"v?\d+(?:[.\-_]\w+)*", re.IGNORECASE)
# Titles that generators of documentation write by default.
_NO_TITLES = frozenset({"", "api", "openapi", "rest api"})


@dataclass(frozen=True, slots=True)
class Group:
    """The fragments of one document.

    `name` is what people choose it by. `is_one` says whether something tells that all
    come from one document: its name in the info strings, or a title of its own.
    """

    name: str
    title: str
    fragments: tuple[Fragment, ...]
    is_one: bool

    @property
    def operations(self) -> int:
        """The number of operations."""
        keys = {key for fragment in self.fragments for key in _keys(fragment)}
        return len(keys)

    @property
    def pages(self) -> int:
        """The number of files."""
        return len({fragment.page for fragment in self.fragments})


def _keys(fragment: Fragment) -> Iterable[tuple[str, str]]:
    return ((path, method) for path, method, _ in fragment.operations())


def grouped(fragments: Sequence[Fragment]) -> list[Group]:
    """Return the documents in the order of the pages.

    The info strings say which document a fragment is of; where they do not, titles
    that are not the page's own do, and servers.
    """
    named: dict[str, list[Fragment]] = {}
    for fragment in fragments:
        if fragment.named is not None:
            named.setdefault(fragment.named, []).append(fragment)
    unnamed: list[Fragment] = []
    for fragment in fragments:
        if fragment.named is None:
            named.get(_document_of(fragment, named), unnamed).append(fragment)
    groups = [
        Group(name, _title(found), tuple(found), is_one=True)
        for name, found in zip(_short_names([*named]), named.values(), strict=True)
    ]
    taken = {group.name for group in groups}
    for title, alike in _by_title(unnamed):
        for found in _by_servers(alike):
            usual = _slug(title) or _slug(host_of(found) or "") or "api"
            name = _free(usual, found, taken)
            taken.add(name)
            is_one = not says_nothing(title)
            groups.append(Group(name, title, tuple(found), is_one))
    return _without_translations(_with_webhooks(groups))


def _with_webhooks(groups: Sequence[Group]) -> list[Group]:
    """Assign pages without an operation and a document's name to the only document."""
    rest = [
        group
        for group in groups
        if not group.operations and all(page.named is None for page in group.fragments)
    ]
    others = [group for group in groups if group not in rest]
    if len(others) != 1:
        return [*groups]
    whole = (fragment for group in (*others, *rest) for fragment in group.fragments)
    return [replace(others[0], fragments=tuple(whole))]


def _without_translations(groups: Sequence[Group]) -> list[Group]:
    """Remove documents that another one contains, apart from the wording.

    Of two that say the same, the one with the shorter addresses stays: translations are
    in folders of their own.
    """
    if len(groups) < 2:
        return [*groups]
    contents = {id(group): set(_structure(group)) for group in groups}
    kept: list[Group] = []
    for group in sorted(groups, key=lambda group: (-group.operations, _length(group))):
        own = contents[id(group)]
        if not own or not any(own <= contents[id(larger)] for larger in kept):
            kept.append(group)
    return [group for group in groups if group in kept]


def _structure(group: Group) -> Iterable[tuple[str, ...]]:
    for fragment in group.fragments:
        for path, method, operation in fragment.operations():
            kind = KINDS["Operation"]
            yield (*servers_of(fragment), path, method, fingerprint(operation, kind))


def _length(group: Group) -> int:
    return min(len(fragment.page.as_posix()) for fragment in group.fragments)


def _document_of(fragment: Fragment, named: Mapping[str, list[Fragment]]) -> str:
    """Return the only named document with the title and servers of an unnamed page."""
    title = title_of(fragment)
    found = [
        name
        for name, (first, *_) in named.items()
        if title_of(first) == title and servers_of(first) == servers_of(fragment)
    ]
    return found[0] if len(found) == 1 and not says_nothing(title) else ""


def _short_names(named: Sequence[str]) -> list[str]:
    """Drop folder and suffix from names that stay distinct without them."""
    counts = Counter(map(name_of, named))
    return [name_of(name) if counts[name_of(name)] == 1 else name for name in named]


def _by_title(fragments: Sequence[Fragment]) -> list[tuple[str, list[Fragment]]]:
    counts = Counter(map(title_of, fragments))
    shared = {
        title_of(fragment)
        for fragment in fragments
        if not _is_own_title(fragment, is_alone=counts[title_of(fragment)] == 1)
    }
    if len(counts) == 1:
        shared = {*counts}
    found: dict[str, list[Fragment]] = {}
    for fragment in fragments:
        title = title_of(fragment)
        found.setdefault(title if title in shared else "", []).append(fragment)
    return [*found.items()]


def title_of(fragment: Fragment) -> str:
    """Return the title in `info`."""
    info = fragment.value.get("info")
    title = info.get("title") if isinstance(info, dict) else None
    return title.strip() if isinstance(title, str) else ""


def version_of(fragment: Fragment) -> str:
    """Return the version in `info`."""
    info = fragment.value.get("info")
    return str(info.get("version", "")) if isinstance(info, dict) else ""


def says_nothing(title: str) -> bool:
    """Return whether a title identifies no API, such as `api` or `v2`."""
    return title.casefold() in _NO_TITLES or VERSION.fullmatch(title) is not None


def _is_own_title(fragment: Fragment, *, is_alone: bool) -> bool:
    """Return whether the title belongs to the page rather than the API.

    `is_alone`: no other page has it. Then the page may have a version of its own, too:
    `endpoint_models.list`.
    """
    if is_alone and not VERSION.fullmatch(version_of(fragment)):
        return True
    title = title_of(fragment).casefold()
    summaries = [
        str(operation.get("summary", "")) for _, _, operation in fragment.operations()
    ]
    own = (fragment.title, *summaries)
    return title in {text.strip().casefold() for text in own}


def _by_servers(fragments: Sequence[Fragment]) -> list[list[Fragment]]:
    """Group fragments whose lists of servers extend each other."""
    groups: list[tuple[list[str], list[Fragment]]] = []
    without = []
    for fragment in fragments:
        urls = servers_of(fragment)
        if not urls:
            without.append(fragment)
            continue
        for at, (known, found) in enumerate(groups):
            length = min(len(known), len(urls))
            if known[:length] == urls[:length]:
                groups[at] = (max(known, urls, key=len), [*found, fragment])
                break
        else:
            groups.append((urls, [fragment]))
    if without and len(groups) == 1:
        return [list(fragments)]
    return [*(found for _, found in groups), *([without] if without else [])]


def servers_of(fragment: Fragment) -> list[str]:
    """Return the URLs of the servers."""
    servers = fragment.value.get("servers")
    if not isinstance(servers, list):
        return []
    return [_url(server).rstrip("/") or "/" for server in servers]


def _url(server: JsonValue) -> str:
    return str(server.get("url", "")) if isinstance(server, dict) else ""


def host_of(fragments: Iterable[Fragment]) -> str | None:
    """Return the host of the first server."""
    for fragment in fragments:
        for url in servers_of(fragment):
            host = urlsplit(url).hostname
            if host:
                return host
    return None


def _title(fragments: Sequence[Fragment]) -> str:
    counts = Counter(map(title_of, fragments))
    title, times = counts.most_common(1)[0]
    return title if times == len(fragments) or times > 1 else ""


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")


def _free(name: str, fragments: Sequence[Fragment], taken: set[str]) -> str:
    """Return a name that no other document has: with the host, or a number."""
    host = _slug(host_of(fragments) or "")
    for candidate in (name, f"{name}-{host}" if host else name):
        if candidate not in taken:
            return candidate
    number = 2
    while f"{name}-{number}" in taken:
        number += 1
    return f"{name}-{number}"
