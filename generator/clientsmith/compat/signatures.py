"""Check that a signature takes every call that another takes."""

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
    by_name = {
        parameter.name: parameter
        for parameter in new.parameters
        if parameter.kind in _BY_NAME
    }
    kinds = {parameter.kind for parameter in new.parameters}
    places = [
        parameter for parameter in new.parameters if parameter.kind in _POSITIONAL
    ]
    before = [
        parameter for parameter in old.parameters if parameter.kind in _POSITIONAL
    ]
    for at, parameter in enumerate(before):
        if at < len(places):
            yield from _same_place(parameter, places[at])
        elif ParameterKind.VAR_POSITIONAL not in kinds:
            if parameter.name in by_name:
                yield f"`{parameter.name}` is keyword-only"
            elif parameter.kind is ParameterKind.POSITIONAL_ONLY:
                yield f"`{parameter.name}` is removed"
    for parameter in old.parameters:
        if parameter.kind in _BY_NAME:
            now = by_name.get(parameter.name)
            if now is not None:
                yield from _same_need(parameter, now)
            elif ParameterKind.VAR_KEYWORD not in kinds:
                yield f"`{parameter.name}` is removed"
        elif parameter.kind not in _POSITIONAL and parameter.kind not in kinds:
            stars = "*" if parameter.kind is ParameterKind.VAR_POSITIONAL else "**"
            yield f"`{stars}{parameter.name}` is removed"
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
    known = {
        parameter.name for parameter in old.parameters if parameter.kind in _BY_NAME
    }
    positional = 0
    for parameter in new.parameters:
        is_new = parameter.name not in known
        if parameter.kind in _POSITIONAL:
            positional += 1
            is_new = is_new and positional > places
        elif parameter.kind is not ParameterKind.KEYWORD_ONLY:
            continue
        if is_new and parameter.default is None:
            yield f"`{parameter.name}` is new and required"


def common(old: Signature, new: Signature) -> Iterator[tuple[Parameter, Parameter]]:
    """Yield the parameters that both have, by name."""
    now = {parameter.name: parameter for parameter in new.parameters}
    for parameter in old.parameters:
        if parameter.name in now:
            yield parameter, now[parameter.name]


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
    for at, parameter in enumerate(given):
        is_keyword = parameter.kind is ParameterKind.KEYWORD_ONLY
        if is_keyword and not any(part.startswith("*") for part in parts):
            parts.append("*")
        default = (
            "" if parameter.default is None else f"={ast.unparse(parameter.default)}"
        )
        parts.append(f"{marker.get(parameter.kind, '')}{parameter.name}{default}")
        following = given[at + 1].kind if at + 1 < len(given) else None
        only = ParameterKind.POSITIONAL_ONLY
        if parameter.kind is only and following is not only:
            parts.append("/")
    prefix = "async def " if function.is_async else "def "
    return f"{prefix}{name}({', '.join(parts)})"
