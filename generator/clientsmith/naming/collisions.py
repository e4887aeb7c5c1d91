"""Tell operations apart that would have the same name."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from clientsmith.diagnostics import Diagnostics
from clientsmith.model.api import Operation
from clientsmith.naming.names import MethodName
from clientsmith.naming.operation_ids import words_of_id
from clientsmith.naming.paths import fixed_segments, is_parameter, singulars, version_of
from clientsmith.naming.words import snake, words


def without_collisions(
    operations: Iterable[Operation],
    proposed: dict[str, MethodName],
    diagnostics: Diagnostics,
) -> dict[str, MethodName]:
    """Tell operations apart that got the same name: by path, then by HTTP method.

    All of a group are looked at in the order of their keys, so the order of the
    document does not matter.
    """
    taken = {(value.resource, value.method) for value in proposed.values()}
    paths = {value.resource for value in proposed.values()}
    # A nested resource is an attribute beside the methods of its parent.
    nested = {
        (path[:size], path[size]) for path in paths for size in range(1, len(path))
    }
    names = dict(proposed)

    def order(operation: Operation) -> tuple[bool, tuple[int, str, str]]:
        """Sort configured names first: they stay as they are."""
        reason = proposed[operation.key].reason
        return (reason != "configured", _simplicity(operation))

    def place(operation: Operation) -> tuple[tuple[str, ...], str]:
        return (proposed[operation.key].resource, proposed[operation.key].method)

    ordered = sorted(
        operations, key=lambda operation: (place(operation), order(operation))
    )
    for (resource, method), group in groupby(ordered, key=place):
        first = 0 if (resource, method) in nested else 1
        for operation in list(group)[first:]:
            name = _free(operation, resource, method, taken | nested)
            taken.add((resource, name))
            names[operation.key] = MethodName(
                resource, name, f"`{method}` is taken; {proposed[operation.key].reason}"
            )
            diagnostics.info(
                "name-collision",
                f"`{operation.key}` would be `{'.'.join(resource)}.{method}` "
                f"like another operation: it is `{name}` there",
                hint="the configuration's `methods` can name it otherwise",
            )
    return names


def _simplicity(operation: Operation) -> tuple[int, str, str]:
    """The shortest path keeps the plain name."""
    return (operation.path.count("/"), operation.path, operation.method)


def _free(
    operation: Operation,
    resource: tuple[str, ...],
    method: str,
    taken: set[tuple[tuple[str, ...], str]],
) -> str:
    """Return the first name that is free: with the version, the author's words, the path."""
    said = words_of_id(operation)
    version = version_of(operation.path)
    fixed = [snake(segment) for segment in fixed_segments(operation.path)]
    known = singulars([*resource, method])
    context = [noun for noun in fixed if not {*singulars([noun])} & {*known}]
    parameters = [
        "by_" + snake(word)
        for word in operation.path.split("/")
        if is_parameter(word) and words(word)
    ][-1:]
    own = set(singulars([method]))
    tail = [noun for noun in fixed[-1:] if not set(singulars([noun])) <= own]
    suffixes = (*tail, *parameters, operation.method.lower())
    candidates = [
        *([f"{method}_{version}"] if version and version != "v1" else []),
        *(f"{method}_{noun}" for noun in context),
        *(f"{method}_{suffix}" for suffix in suffixes if not method.endswith(suffix)),
        *(["_".join(said)] if len(said) > 1 else []),
        *(f"{method}_{noun}" for noun in fixed[-1:]),
    ]
    for candidate in candidates:
        if (resource, candidate) not in taken:
            return candidate
    number = 2
    while (resource, f"{method}_{number}") in taken:
        number += 1
    return f"{method}_{number}"
