"""Whether every call that one signature takes is taken by another."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from clientsmith.compat.definitions import (
    Function,
    Parameter,
    ParameterKind,
    Role,
    Signature,
)

_POSITIONAL = (ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL_OR_KEYWORD)
_BY_NAME = (ParameterKind.POSITIONAL_OR_KEYWORD, ParameterKind.KEYWORD_ONLY)
# Roles that callers may have instead of the first: a class method can be called as a
# method, too.
_REPLACES = {
    Role.METHOD: {Role.METHOD, Role.CLASS_METHOD, Role.STATIC_METHOD},
    Role.CLASS_METHOD: {Role.CLASS_METHOD, Role.STATIC_METHOD},
    Role.STATIC_METHOD: {Role.STATIC_METHOD, Role.CLASS_METHOD},
    Role.FUNCTION: {Role.FUNCTION},
}


def shape_problems(old: Function, new: Function) -> Iterator[str]:
    """Say what is wrong with the kind of the function itself."""
    if new.role not in _REPLACES[old.role]:
        yield f"was a {old.role}, is a {new.role}"
    if old.is_async != new.is_async:
        was, now = ("async", "sync") if old.is_async else ("sync", "async")
        yield f"was {was}, is {now}"


def call_problems(old: Signature, new: Signature) -> Iterator[str]:
    """Say which calls of `old` are no longer possible with `new`."""
    by_name = {each.name: each for each in new.parameters if each.kind in _BY_NAME}
    kinds = {each.kind for each in new.parameters}
    places = [each for each in new.parameters if each.kind in _POSITIONAL]
    before = [each for each in old.parameters if each.kind in _POSITIONAL]
    for at, each in enumerate(before):
        if at < len(places):
            yield from _same_place(each, places[at])
        elif ParameterKind.VAR_POSITIONAL not in kinds:
            if each.name in by_name:
                yield f"`{each.name}` is keyword-only"
            elif each.kind is ParameterKind.POSITIONAL_ONLY:
                yield f"`{each.name}` is removed"
    for each in old.parameters:
        if each.kind in _BY_NAME:
            now = by_name.get(each.name)
            if now is not None:
                yield from _same_need(each, now)
            elif ParameterKind.VAR_KEYWORD not in kinds:
                yield f"`{each.name}` is removed"
        elif each.kind not in _POSITIONAL and each.kind not in kinds:
            stars = "*" if each.kind is ParameterKind.VAR_POSITIONAL else "**"
            yield f"`{stars}{each.name}` is removed"
    yield from _new_needs(old, new, len(before))


def _same_place(was: Parameter, now: Parameter) -> Iterator[str]:
    is_either = now.kind is ParameterKind.POSITIONAL_OR_KEYWORD
    if was.kind is ParameterKind.POSITIONAL_ONLY:
        if was.default is not None and now.default is None:
            yield f"`{was.name}` is required"
    elif now.name != was.name:
        yield f"`{now.name}` is in the place of `{was.name}`"
    elif not is_either:
        yield f"`{was.name}` is positional-only"


def _same_need(was: Parameter, now: Parameter) -> Iterator[str]:
    if was.default is not None and now.default is None:
        yield f"`{was.name}` is required"


def _new_needs(old: Signature, new: Signature, places: int) -> Iterator[str]:
    """Say what has to be given now, and could not be."""
    known = {each.name for each in old.parameters if each.kind in _BY_NAME}
    positional = 0
    for each in new.parameters:
        is_new = each.name not in known
        if each.kind in _POSITIONAL:
            positional += 1
            is_new = is_new and positional > places
        elif each.kind is not ParameterKind.KEYWORD_ONLY:
            continue
        if is_new and each.default is None:
            yield f"`{each.name}` is new and required"


def common(old: Signature, new: Signature) -> Iterator[tuple[Parameter, Parameter]]:
    """Yield the parameters that both have, by name."""
    now = {each.name: each for each in new.parameters}
    for each in old.parameters:
        if each.name in now:
            yield each, now[each.name]


def text_of(function: Function | None, name: str) -> str | None:
    """Return the parameters as they stand in the code, without annotations."""
    if function is None:
        return None
    given = function.implementation.parameters
    parts: list[str] = []
    marker: Mapping[ParameterKind, str] = {
        ParameterKind.VAR_POSITIONAL: "*",
        ParameterKind.VAR_KEYWORD: "**",
    }
    for at, each in enumerate(given):
        is_keyword = each.kind is ParameterKind.KEYWORD_ONLY
        if is_keyword and not any(part.startswith("*") for part in parts):
            parts.append("*")
        default = "" if each.default is None else f"={ast.unparse(each.default)}"
        parts.append(f"{marker.get(each.kind, '')}{each.name}{default}")
        following = given[at + 1].kind if at + 1 < len(given) else None
        only = ParameterKind.POSITIONAL_ONLY
        if each.kind is only and following is not only:
            parts.append("/")
    prefix = "async def " if function.is_async else "def "
    return f"{prefix}{name}({', '.join(parts)})"
