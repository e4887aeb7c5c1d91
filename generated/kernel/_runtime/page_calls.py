"""Calls for other pages of a list, and the parameters that lead to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .bodies import choose
from .call import Call, Parts
from .encoding import wire
from .guards import is_object
from .options import Omit, PageInfo, omit
from .parameters import plain


def parameter(call: Call, name: str) -> object:
    """Return a parameter of the query or the body; None if the call leaves it out.

    `page/number` is the member `number` of `page`.
    """
    path = tokens(name)
    if call.link is None:
        value = _member(_query(call), path)
    else:
        pairs = parse_qsl(urlsplit(call.link).query, keep_blank_values=True)
        value = dict(pairs).get(bracketed(path))
    if value is None and call.operation.body is not None:
        value = _member(_body(call), path)
    return None if isinstance(value, Omit) else value


def following(call: Call, info: PageInfo, walked: tuple[int, int] | None) -> Call:
    """Return the same call for another page."""
    parts: Parts = {**call.parts, "walked": walked}
    parts["options"] = {**call.options, "resume_from": None}
    parts.pop("link", None)
    if info.url is not None:
        parts["link"] = info.url
    call = call._replace(parts=parts)
    for name, value in (info.params or {}).items():
        call = _with(call, tokens(name), value)
    return call


def resumed(call: Call, start: Any) -> Call:
    """Return the call for the page that the option `resume_from` describes."""
    if isinstance(start, str):
        return following(call, PageInfo(url=start), None)
    both: Any = (start,) if is_object(start) else start
    return following(call, PageInfo(*both), None)


def tokens(pointer: str) -> list[str]:
    """Return the names in a JSON pointer without its first slash (RFC 6901)."""
    return [name.replace("~1", "/").replace("~0", "~") for name in pointer.split("/")]


def bracketed(path: Sequence[str]) -> str:
    """Return the name of a nested parameter in a query: `page[number]`."""
    return path[0] + "".join(f"[{name}]" for name in path[1:])


def _with(call: Call, path: list[str], value: object) -> Call:
    # The extra options would take precedence, and bring the same page.
    parts, options, query = call.parts.copy(), call.options.copy(), _query(call)
    if path[0] in query or call.operation.body is None:
        parts["query"] = _placed(query, path, value)
        options["extra_query"] = None
    else:
        parts["body"] = _placed(_body(call), path, value)
        options["extra_body"] = None
    parts["options"] = options
    return call._replace(parts=parts)


def _query(call: Call) -> Mapping[str, object]:
    styles = call.operation.styles
    given = call.parts.get("query", {})
    typed = {
        name: wire(style.type, value)
        for name, value in given.items()
        if is_object(value) and (style := styles.get(f"query.{name}"))
    }
    return {**given, **typed, **call.extra_query}


def _body(call: Call) -> Mapping[str, object]:
    """Return the members of the body by wire names."""
    body, extra = call.parts.get("body", omit), call.options.get("extra_body")
    media_type = call.parts.get("content_type", omit)
    type_ = choose(call.operation.body, media_type, raw=False).type
    members = plain(wire(type_, body))
    given: Mapping[str, object] = members if is_object(members) else {}
    return {**given, **extra} if is_object(extra) else given


def _member(value: object, path: Sequence[str]) -> object:
    for name in path:
        value = value.get(name) if is_object(value) else None
    return value


def _placed(
    values: Mapping[str, object], path: Sequence[str], value: object
) -> Mapping[str, object]:
    """Return a copy with a value in nested objects, which are made where missing."""
    name, *inner = path
    if inner:
        there = plain(values.get(name))
        value = _placed(there if is_object(there) else {}, inner, value)
    return {**values, name: value}
