"""Merge the fragments of one document."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence

from clientsmith.diagnostics import Diagnostics
from clientsmith.document.pages.fragments import Fragment
from clientsmith.document.pages.grouping import (
    VERSION,
    Group,
    host_of,
    says_nothing,
    title_of,
    version_of,
)
from clientsmith.document.pages.identifiers import with_distinct_ids
from clientsmith.document.pages.mending import Repairs, with_own, with_plain_tags
from clientsmith.document.pages.merging import merge_fragments
from clientsmith.document.pages.renaming import (
    with_own_components,
    with_plain_names,
)
from clientsmith.document.pages.versions import current, order
from clientsmith.document.values import JsonObject, JsonValue

_SPEC_VERSION = re.compile(r"(\d+\.\d+)\.(\d+)")
_UNKNOWN = "unknown"


def whole_document(
    group: Group,
    listed: frozenset[tuple[str, ...]],
    index_title: str,
    repairs: Repairs,
    errors: Diagnostics,
    found: Diagnostics,
) -> JsonObject:
    """Return everything that the group's pages say, as one document.

    `listed`: what an index links to, see `page_ends`; `index_title`: what it calls the
    API. What pages disagree about goes to `errors`, and remarks to `found`.
    """
    fragments = current(group.fragments, listed, found)
    fragments = _of_one_specification(fragments)
    fragments = with_plain_tags(fragments, repairs)
    values, count = with_plain_names([fragment.value for fragment in fragments])
    if count:
        repairs.count("names", count)
        fragments = _with_values(fragments, values)
    for key in ("security", "servers"):
        fragments = with_own(fragments, key, _odd(fragments, key), repairs)
    fragments = _with_one_info(fragments, group, index_title, found)
    if not group.is_one:
        fragments = _renamed(fragments, found)
    result = merge_fragments([fragment.document for fragment in fragments], errors)
    addressed = {
        (path, method): fragment.group
        for fragment in fragments
        for path, method, _ in fragment.operations()
        if fragment.group is not None
    }
    return with_distinct_ids(result, addressed, found)


def _of_one_specification(fragments: Sequence[Fragment]) -> list[Fragment]:
    """Ignore the patch version of OpenAPI."""
    newest: dict[str, int] = {}
    for fragment in fragments:
        found = _SPEC_VERSION.fullmatch(str(fragment.value.get("openapi")))
        if found:
            newest[found[1]] = max(int(found[2]), newest.get(found[1], 0))
    result = []
    for fragment in fragments:
        found = _SPEC_VERSION.fullmatch(str(fragment.value.get("openapi")))
        version = f"{found[1]}.{newest[found[1]]}" if found else None
        if version is not None and version != fragment.value["openapi"]:
            fragment = fragment.with_value({**fragment.value, "openapi": version})
        result.append(fragment)
    return result


def _odd(fragments: Sequence[Fragment], key: str) -> dict[int, bool]:
    """Return the fragments that differ from most; lists that extend others do not
    differ.
    """
    texts = {
        at: json.dumps(fragment.value[key], sort_keys=True)
        for at, fragment in enumerate(fragments)
        if key in fragment.value
    }
    if len(set(texts.values())) < 2:
        return {}
    usual, _ = Counter(texts.values()).most_common(1)[0]
    known = json.loads(usual)
    return {
        at: not _goes_on(known, fragments[at].value[key])
        for at, text in texts.items()
        if text != usual
    }


def _goes_on(first: JsonValue, second: JsonValue) -> bool:
    if not isinstance(first, list) or not isinstance(second, list):
        return False
    urls = [
        [
            server.get("url") if isinstance(server, dict) else server
            for server in servers
        ]
        for servers in (first, second)
    ]
    length = min(map(len, urls))
    return length > 0 and urls[0][:length] == urls[1][:length] and "url" in str(first)


def _with_one_info(
    fragments: Sequence[Fragment], group: Group, index_title: str, found: Diagnostics
) -> list[Fragment]:
    """Use the API's title and version where pages have their own."""
    infos = [fragment.value.get("info") for fragment in fragments]
    if not any(isinstance(info, dict) for info in infos):
        return [*fragments]
    titles = {title_of(fragment) for fragment in fragments}
    versions = {version_of(fragment) for fragment in fragments}
    own: JsonObject = {}
    title = "" if says_nothing(group.title) else group.title
    if (not title and (index_title or not group.title)) or len(titles) > 1:
        own["title"] = title or index_title or _title_of_host(fragments) or group.name
        what = f"{len(titles)} different titles" if len(titles) > 1 else "no title"
        found.info("page-repair", f"the pages have {what}: `{own['title']}` is used")
    if len(versions) > 1:
        real = [version for version in versions if VERSION.fullmatch(version)]
        every = len(real) == len(versions)
        own["version"] = max(real, key=order) if every else _UNKNOWN
        found.info(
            "page-repair",
            f"the pages have {len(versions)} different versions: `{own['version']}` is used",
        )
    if not own:
        return [*fragments]
    return [_with_info(fragment, own, drop=len(titles) > 1) for fragment in fragments]


def _with_info(fragment: Fragment, own: JsonObject, *, drop: bool) -> Fragment:
    """Replace `info`; `drop` removes the description, which belongs to the page."""
    info = fragment.value.get("info")
    known = info if isinstance(info, dict) else {}
    kept = {k: v for k, v in known.items() if not (drop and k == "description")}
    return fragment.with_value({**fragment.value, "info": {**kept, **own}})


def _title_of_host(fragments: Sequence[Fragment]) -> str:
    """Return `Example API` for `https://api.example.com`."""
    labels = (host_of(fragments) or "").split(".")
    if len(labels) < 2:
        return ""
    name = labels[-3] if len(labels) > 2 and len(labels[-2]) < 4 else labels[-2]
    return f"{name.capitalize()} API"


def _renamed(fragments: Sequence[Fragment], found: Diagnostics) -> list[Fragment]:
    values, renamed = with_own_components([fragment.value for fragment in fragments])
    for (section, name), pages in sorted(renamed.items()):
        first = fragments[pages[0]]
        more = len({fragments[page].page for page in pages}) - 1
        found.warning(
            "component-renamed",
            f"`components.{section}.{name}` is not the same as on other pages: it gets"
            " a name of its own"
            + (f" (so on {more} more page{'s' if more > 1 else ''})" if more else ""),
            first.document.location(("components", section, name)),
            hint="`--exclude` the page if it is out of date",
        )
    return _with_values(fragments, values)


def _with_values(
    fragments: Sequence[Fragment], values: Sequence[JsonObject]
) -> list[Fragment]:
    return [
        fragment if value is fragment.value else fragment.with_value(value)
        for fragment, value in zip(fragments, values, strict=True)
    ]
