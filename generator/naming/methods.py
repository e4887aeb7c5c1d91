"""Which resource and method an operation becomes.

The document's own convention goes first (`Functions_invoke`, `repos/list`,
`FunctionsService.List`), then its tag and what the operationId says besides the
resource, then method and path. Configuration overrides all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import groupby

from generator.diagnostics import Diagnostics
from generator.model.api import Api, Operation
from generator.naming.names import MethodName
from generator.naming.words import singular, snake, usable, words

_VERBS: Mapping[str, str] = {
    "list": "list",
    "get": "get",
    "fetch": "get",
    "read": "get",
    "retrieve": "get",
    "show": "get",
    "create": "create",
    "add": "create",
    "insert": "create",
    "post": "create",
    "update": "update",
    "patch": "update",
    "edit": "update",
    "modify": "update",
    "put": "update",
    "replace": "replace",
    "delete": "delete",
    "remove": "delete",
    "destroy": "delete",
}
_BY_HTTP_METHOD = {
    "GET": "get",
    "HEAD": "head",
    "POST": "create",
    "PUT": "update",
    "PATCH": "update",
    "DELETE": "delete",
}
_PAIR = re.compile(r"([A-Z][A-Za-z0-9]*)_([a-zA-Z][A-Za-z0-9]*)")
_VERSION = re.compile(r"v\d+([a-z]+\d*)?|api|rest|latest", re.IGNORECASE)
# Names that `Resource` and `Client` need for themselves.
_RESERVED_METHODS = frozenset({"with_raw_response", "with_streaming_response"})
_RESERVED_RESOURCES = frozenset(
    {
        "get", "post", "put", "patch", "delete", "request", "get_page", "close",
        "aclose", "copy", "with_options", "is_closed", "base_url", "timeout",
        "max_retries", "environment",
    }
)  # fmt: skip


def name_methods(
    api: Api, overrides: Mapping[str, str], diagnostics: Diagnostics
) -> dict[str, MethodName]:
    """Resource and method of every operation, by its key."""
    proposed = {
        each.key: _configured(each, overrides) or _proposal(each)
        for each in api.operations
    }
    return _without_collisions(api.operations, proposed, diagnostics)


def _configured(
    operation: Operation, overrides: Mapping[str, str]
) -> MethodName | None:
    for key in (operation.key, operation.operation_id):
        if key is not None and key in overrides:
            *resource, method = overrides[key].split(".")
            return MethodName(tuple(resource), method, "configured")
    return None


def _proposal(operation: Operation) -> MethodName:
    resource, method, reason = _by_convention(operation) or _by_tag_and_path(operation)
    if operation.group_hint:
        resource, reason = snake(operation.group_hint), "the document's hint"
    if operation.method_hint:
        method, reason = snake(operation.method_hint), "the document's hint"
    return MethodName((_resource(resource),), _method(method), reason)


def _by_convention(operation: Operation) -> tuple[str, str, str] | None:
    """`group/method`, `Service.Method` and `Group_method` say it all."""
    identifier = operation.operation_id or ""
    group, method = "", ""
    if "/" in identifier:
        group, _, method = identifier.partition("/")
    elif "." in identifier:
        group, method = identifier.split(".")[-2:]
        group = re.sub(r"(?<=.)Service$", "", group)
    elif pair := _PAIR.fullmatch(identifier):
        group, method = pair[1], pair[2]
    if not words(group) or not words(method):
        return None
    resource, rest = snake(group), words(method)
    settled = _settled(rest, operation) if len(rest) == 1 else None
    return resource, settled or "_".join(rest), f"operationId `{identifier}`"


def _by_tag_and_path(operation: Operation) -> tuple[str, str, str]:
    if operation.tags and words(operation.tags[0]):
        # `subpackage_` is what Fern writes in front of its groups.
        group = operation.tags[0].removeprefix("subpackage_")
        resource, reason = snake(group), f"tag `{operation.tags[0]}`"
    else:
        resource, reason = _resource_of_path(operation.path), "path"
    if operation.operation_id:
        method = _method_of_id(operation, words(resource))
        return resource, method, f"{reason}, operationId `{operation.operation_id}`"
    return resource, _method_of_path(operation, words(resource)), reason


def _resource_of_path(path: str) -> str:
    for segment in _static(path):
        if not _VERSION.fullmatch(segment):
            return snake(segment)
    return "api"


def _method_of_id(operation: Operation, resource: list[str]) -> str:
    """The operationId's verb and what it names besides the resource."""
    parts = words(operation.operation_id or "")
    verb = parts[0] if parts[0] in _VERBS else None
    if verb is None and parts[-1] in _VERBS:
        parts = [parts[-1], *parts[:-1]]
        verb = parts[0]
    if verb is None:
        rest = _without(parts, resource)
        return "_".join(rest or parts)
    rest = _without(parts[1:], resource)
    if rest:
        return "_".join([verb, *rest])
    return _settled([verb], operation) or verb


def _method_of_path(operation: Operation, resource: list[str]) -> str:
    segments = [each for each in operation.path.split("/") if each]
    static = [
        snake(each) for each in _static(operation.path) if not _VERSION.fullmatch(each)
    ]
    rest = [each for each in static if _singulars([each]) != _singulars(resource)]
    verb = _BY_HTTP_METHOD.get(operation.method, operation.method.lower())
    ends_in_action = bool(segments) and not _is_parameter(segments[-1])
    if operation.method == "POST" and rest and ends_in_action and len(segments) > 1:
        return "_".join(rest)
    settled = _settled([verb], operation) or verb
    return "_".join([settled, *rest])


def _settled(verb: list[str], operation: Operation) -> str | None:
    """The CRUD name of a lone verb: a GET of a collection is `list`."""
    known = _VERBS.get(verb[0])
    if known == "get":
        last = operation.path.rstrip("/").rpartition("/")[2]
        one = _is_parameter(last) or not _answers_a_list(operation)
        return "retrieve" if one else "list"
    return known


def _answers_a_list(operation: Operation) -> bool:
    """A path that ends in a plural noun names a collection."""
    last = words(operation.path.rstrip("/").rpartition("/")[2])
    return bool(last) and singular(last[-1]) != last[-1]


def _without(parts: list[str], resource: list[str]) -> list[str]:
    """The words that do not repeat the resource's name, singular or plural."""
    size = len(resource)
    for start in range(len(parts) - size + 1):
        if _singulars(parts[start : start + size]) == _singulars(resource):
            return parts[:start] + parts[start + size :]
    return parts


def _singulars(parts: Iterable[str]) -> list[str]:
    return [singular(each) for part in parts for each in part.split("_")]


def _static(path: str) -> list[str]:
    return [each for each in path.split("/") if words(each) and not _is_parameter(each)]


def _is_parameter(segment: str) -> bool:
    return "{" in segment


def _resource(name: str) -> str:
    name = usable(name, "resource")
    return f"{name}_" if name in _RESERVED_RESOURCES else name


def _method(name: str) -> str:
    name = usable(name, "call")
    return f"{name}_" if name in _RESERVED_METHODS else name


def _without_collisions(
    operations: Iterable[Operation],
    proposed: dict[str, MethodName],
    diagnostics: Diagnostics,
) -> dict[str, MethodName]:
    """Tell operations apart that got the same name: by path, then by HTTP method.

    All of a group are looked at in the order of their keys, so the order of the
    document does not matter.
    """
    taken = {(each.resource, each.method) for each in proposed.values()}
    names = dict(proposed)

    def place(operation: Operation) -> tuple[tuple[str, ...], str]:
        return (proposed[operation.key].resource, proposed[operation.key].method)

    ordered = sorted(operations, key=lambda each: (place(each), _simplicity(each)))
    for (resource, method), group in groupby(ordered, key=place):
        for operation in list(group)[1:]:
            name = _free(operation, resource, method, taken)
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
    tail = [snake(each) for each in _static(operation.path)][-1:]
    parameters = [
        "by_" + snake(each)
        for each in operation.path.split("/")
        if _is_parameter(each) and words(each)
    ][-1:]
    suffixes = (*tail, *parameters, operation.method.lower())
    for suffix in suffixes:
        candidate = f"{method}_{suffix}"
        if (resource, candidate) not in taken and not method.endswith(suffix):
            return candidate
    number = 2
    while (resource, f"{method}_{number}") in taken:
        number += 1
    return f"{method}_{number}"
