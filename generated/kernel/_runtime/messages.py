"""The message for people in an error body, wherever APIs usually put it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from .guards import is_list, is_object

_LENGTH = 300
_LINE = 2_000
_MOST = 5
_DEPTH = 6
_MARKUP = 10_000

# Names in lower case, without hyphens and underscores, in order of precedence.
_SENTENCES = (
    *("message", "msg", "errormessage", "errordescription", "description"),
    *("faultstring", "reason", "exceptionmessage", "errormessages"),
)
_CAUSES = ("error", "fault", "exception", "detail")
_DETAILS = (
    *("errors", "details", "violations", "invalidparams", "fielderrors"),
    *("validationerrors", "modelstate", "detail", "error"),
)
_PLACES = (
    *("loc", "field", "param", "parameter", "path", "pointer", "property"),
    *("propertypath", "name"),
)
_CODES = ("code", "errorcode", "type", "status")
_XML = (
    *("message", "faultstring", "errordescription", "reason", "text", "detail"),
    *("title", "code"),
)


def sentence(raw: object) -> str:
    """Return the message of an error body, which is JSON or text; "" without one."""
    found = [*dict.fromkeys(_reasons(raw, 0))]
    line = "; ".join(found[:_MOST])
    if len(line) > _LENGTH:
        return f"{line[:_LENGTH]}..."
    return f"{line} (and {len(found) - _MOST} more)" if len(found) > _MOST else line


def _reasons(raw: object, depth: int) -> Iterator[str]:
    if isinstance(raw, str):
        is_markup = depth == 0 and re.match(r"\s*<[a-zA-Z!?]", raw)
        line = _line(_readable(raw) if is_markup else raw)
        if line:
            yield line
    elif depth > _DEPTH:
        return
    elif is_list(raw):
        for item in raw:
            yield from _reasons(item, depth + 1)
    elif is_object(raw):
        yield from _of_object(raw, depth + 1)


def _of_object(raw: Mapping[str, object], depth: int) -> Iterator[str]:
    members = {re.sub("[-_]", "", name).lower(): v for name, v in raw.items()}
    summary = _summary(members, depth)
    found = list[str]()
    for name in _DETAILS:
        value = members.get(name)
        if name == "error" and not is_list(value):
            continue  # part of the summary, or a code such as those of OAuth
        for line in _specifics(value, depth):
            if summary and line.startswith(summary):
                summary = line
            elif line not in summary:
                found.append(line)
    if summary:
        found.insert(0, summary)
    if not found and _is_by_field(raw):
        found = [*_specifics(raw, depth)]
    if not found:
        codes = (code for name in _CODES if isinstance(code := members.get(name), str))
        found = [code for code in codes if code and ":" not in code][:1]
    place = _place(members) if depth > 1 else ""
    for line in found:
        yield f"{place}: {line}" if place else line
        place = ""


def _summary(members: Mapping[str, object], depth: int) -> str:
    summary = _first((members.get(name) for name in _SENTENCES), depth)
    reason = members.get("reason")
    if isinstance(reason, str) and summary and reason not in summary:
        return f"{summary} ({_line(reason)})"
    # Title and detail of a problem (RFC 9457), or of an error of JSON:API.
    problem = (members.get("title"), members.get("detail"))
    lines = [_line(text) for text in problem if isinstance(text, str)]
    summary = summary or ": ".join(dict.fromkeys(filter(None, lines)))
    causes = (members.get(name) for name in _CAUSES)
    return summary or _first((c for c in causes if not is_list(c)), depth)


def _first(values: Iterable[object], depth: int) -> str:
    """Return the message of the first value that has one."""
    lines = ("; ".join([*_reasons(value, depth)][:_MOST]) for value in values)
    return next(filter(None, lines), "")


def _specifics(value: object, depth: int) -> Iterator[str]:
    """Yield detailed messages: of a list, or by the names of fields."""
    if is_object(value) and (_is_by_field(value) or not _summary(value, depth)):
        for name, member in value.items():
            if isinstance(member, str) or is_list(member):
                yield from (f"{name}: {line}" for line in _reasons(member, depth))
    else:
        yield from _reasons(value, depth)


def _is_by_field(value: Mapping[str, object]) -> bool:
    """Return whether an object is like `{"email": ["is taken"]}`."""
    return bool(value) and all(
        is_list(member) and all(isinstance(i, str) or is_object(i) for i in member)
        for member in value.values()
    )


def _place(members: Mapping[str, object]) -> str:
    """Return the part of the request that an error is about."""
    source = members.get("source")
    if is_object(source):
        members = {**members, **source}
    for name in _PLACES:
        value = members.get(name)
        if isinstance(value, str) and value:
            return value
        if is_list(value) and value:
            return ".".join(map(str, value))
    return ""


def _readable(markup: str) -> str:
    """Return the title or message of HTML or XML, or else its text."""
    from html import unescape

    page = markup[:_MARKUP]
    page = re.sub(r"(?is)<!--.*?-->|<(script|style)\b.*?</\1\s*>", " ", page)
    is_html = re.search(r"(?i)<html|<!doctype html|<body|<h1", page)
    for name in ("title", "h1") if is_html else _XML:
        found = re.search(rf"(?i)<(?:[\w-]+:)?{name}\b[^>]*>([^<]*[^<\s][^<]*)<", page)
        if found:
            return unescape(found.group(1))
    return unescape(re.sub(r"<[^>]*>|<[^>]*$", " ", page))


def _line(text: str) -> str:
    return " ".join(text[:_LINE].split())
