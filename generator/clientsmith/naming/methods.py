"""Which resource and method an operation becomes.

The document's own convention goes first (`Functions_invoke`, `repos/list`,
`FunctionsService.List`), then its tag and what the operationId says besides the
resource, then method and path. Configuration overrides all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import groupby

from clientsmith.diagnostics import Diagnostics
from clientsmith.model.api import Api, Operation
from clientsmith.naming.names import MethodName
from clientsmith.naming.words import singular, snake, usable, words

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
# FastAPI and springfox write the HTTP method behind what the author called it.
_USING = re.compile(r"Using(GET|PUT|POST|DELETE|PATCH|HEAD)(_\d+)?$")
_HASH = re.compile(r"[0-9a-f]{16,}", re.IGNORECASE)
_ARTICLES = frozenset({"a", "an", "the"})
# A path that is the name of a function: `/sendMessage`.
_CALL = re.compile(r"/[a-z]+[A-Z][A-Za-z0-9]*")
_GROUP = "subpackage_"
# The resource of functions.
_FUNCTIONS = "api"
_EXTENSION = re.compile(r"\.(json|xml)$", re.IGNORECASE)
_VERSION = re.compile(r"v\d+([a-z]+\d*)?|api|rest|latest", re.IGNORECASE)
# Names that `Resource` and `Client` need for themselves.
# and what stands in the class body behind methods.
RESERVED_METHODS = frozenset(
    {
        "with_raw_response", "with_streaming_response", "subresource",
        "deprecated", "omit", "raw_method", "streaming_method",
        "async_raw_method", "async_streaming_method", "overload", "builtins",
    }
)  # fmt: skip
RESERVED_RESOURCES = frozenset(
    {
        "get", "post", "put", "patch", "delete", "request", "get_page", "close",
        "aclose", "copy", "with_options", "is_closed", "base_url", "timeout",
        "max_retries", "deadline", "backoff", "max_response_size",
        "before_attempt", "after_attempt", "environment", "subresource", "builtins",
        "default_headers", "default_query",
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
    proposed |= _functions(api.operations, proposed, overrides)
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
    groups = tuple(_resource(each) for each in resource.split("."))
    return MethodName(groups, _method(method), reason)


def _by_convention(operation: Operation) -> tuple[str, str, str] | None:
    """`group/method`, `Service.Method` and `Group_method` say it all."""
    identifier = operation.operation_id or ""
    group, method = "", ""
    if "{" in identifier or _spells_path(operation):
        return None
    if "/" in identifier:
        group, _, method = identifier.partition("/")
    elif "." in identifier:
        before, group, method = ["", *identifier.split(".")][-3:]
        if before and group.lower() in _VERBS:  # `tenants.get.one`
            group, method = before, f"{group}_{method}"
        group = re.sub(r"(?<=.)Service$", "", group)
    elif pair := _PAIR.fullmatch(identifier):
        group, method = re.sub(r"(?<=.)Controller$", "", pair[1]), pair[2]
    # `resource__1.0_get` is about a version, `GET_alerts` about no group; `get/run`
    # has a group of that name.
    is_verb = "/" not in identifier and group.lower() in _VERBS
    if is_verb or not words(group) or not words(method) or not method[0].isalpha():
        return None
    resource, rest = snake(group), words(method)
    settled = _settled(rest, operation) if len(rest) == 1 else None
    return resource, settled or "_".join(rest), f"operationId `{identifier}`"


def _by_tag_and_path(operation: Operation) -> tuple[str, str, str]:
    if operation.tags and words(operation.tags[0]):
        resource, reason = _resource_of_tag(operation.tags[0])
    else:
        resource, reason = _resource_of_path(operation.path), "path"
    parts = _words_of_id(operation)
    if parts:
        method = _method_of_id(operation, parts, words(resource))
        return resource, method, f"{reason}, operationId `{operation.operation_id}`"
    return resource, _method_of_path(operation, words(resource)), reason


def _resource_of_tag(tag: str) -> tuple[str, str]:
    """Fern's groups are `subpackage_a/b` for what is `client.a.b`."""
    group = tag.removeprefix(_GROUP)
    parts = group.split("/") if group != tag else [group]
    return ".".join(snake(each) for each in parts if words(each)), f"tag `{tag}`"


def _functions(
    operations: Iterable[Operation],
    proposed: Mapping[str, MethodName],
    overrides: Mapping[str, str],
) -> dict[str, MethodName]:
    """Operations whose path names a function and no resource: they share one resource.

    `POST /generate` is `api.generate` where the operationId says no more than the path,
    unless other operations make a resource of that name. Where most operations are such
    functions, those that are alone on their path are taken for functions, too.
    """
    groups: dict[tuple[str, ...], list[Operation]] = {}
    for each in operations:
        groups.setdefault(proposed[each.key].resource, []).append(each)
    named = {
        each.key: _function_name(each)
        for group in groups.values()
        if len({each.path for each in group}) == len(group)
        and all(_is_bare(each, overrides) and _function_name(each) for each in group)
        for each in group
    }
    if 2 * len(named) > len(proposed):
        for group in groups.values():
            first, *others = group
            alone = not others and "{" not in first.path
            if alone and first.key not in named and _is_bare(first, overrides):
                parts = _words_of_id(first) or words(_segments(first)[0])
                named[first.key] = "_".join(parts)
    return {
        key: MethodName((_FUNCTIONS,), _method(name), "path of a function")
        for key, name in named.items()
        if name is not None
    }


def _is_bare(operation: Operation, overrides: Mapping[str, str]) -> bool:
    """Whether nothing but a path with one fixed segment says where it belongs."""
    hinted = operation.group_hint or operation.method_hint or operation.tags
    said = hinted or _configured(operation, overrides) or _by_convention(operation)
    return not said and len(_segments(operation)) == 1


def _function_name(operation: Operation) -> str | None:
    """The name where operationId and path are the same: `sendMessage`, `chatv2`."""
    segment, parts = _segments(operation)[-1:], _words_of_id(operation)
    if not parts:
        is_call = _CALL.fullmatch(operation.path)
        return snake(segment[0]) if is_call else None
    plain = re.sub(r"v\d+$", "", "".join(parts))
    same = segment and plain == re.sub(r"v\d+$", "", "".join(words(segment[0])))
    return "_".join(parts) if same else None


def _segments(operation: Operation) -> list[str]:
    """The fixed segments that are no version, without a file extension."""
    return [
        _EXTENSION.sub("", each)
        for each in _static(operation.path)
        if not _VERSION.fullmatch(each)
    ]


def _resource_of_path(path: str) -> str:
    for segment in _static(path):
        if not _VERSION.fullmatch(segment):
            return snake(_EXTENSION.sub("", segment))
    return "api"


def _words_of_id(operation: Operation) -> list[str]:
    """What the author said, without what a framework wrote behind it.

    Nothing where the operationId is the path once more, or a number.
    """
    identifier = operation.operation_id or ""
    if "/" in identifier or "{" in identifier or _HASH.fullmatch(identifier):
        return []
    if _spells_path(operation):
        return []
    parts = words(_USING.sub("", identifier))
    path = words(f"{operation.path}_{operation.method}")
    # FastAPI: `read_item_items__item_id__get`.
    if len(path) > 1 and parts[-len(path) :] == path and len(parts) > len(path):
        return parts[: -len(path)]
    # `retrieve-a-block`; what `plan-a` ends in is a name.
    inside = [each for each in parts[1:-1] if each not in _ARTICLES]
    return [*parts[:1], *inside, *parts[1:][-1:]]


def _spells_path(operation: Operation) -> bool:
    """Whether the operationId is the HTTP method and the path: `POST_users-id`."""
    path = words(operation.path)
    said = words(operation.operation_id or "")
    return bool(path) and said == [operation.method.lower(), *path]


def _method_of_id(operation: Operation, parts: list[str], resource: list[str]) -> str:
    """The operationId's verb and what it names besides the resource."""
    verb = parts[0] if parts[0] in _VERBS else None
    if verb is None and parts[-1] in _VERBS:
        parts = [parts[-1], *parts[:-1]]
        verb = parts[0]
    if verb is None:
        rest = _without(parts, resource)
        return "_".join(rest or parts)
    rest = _without_key(_without(parts[1:], resource), operation)
    if not rest:
        return _settled([verb], operation) or verb
    if _VERBS[verb] == "get":
        one = singular(rest[-1]) == rest[-1] or _ends_in_parameter(operation)
        verb = "retrieve" if one else "list"
    return "_".join([verb, *rest])


def _without_key(rest: list[str], operation: Operation) -> list[str]:
    """`get_by_id` of `/pets/{id}` says nothing that `retrieve` does not."""
    if rest[:1] != ["by"] or not _ends_in_parameter(operation):
        return rest
    key = words(operation.path.rstrip("/").rpartition("/")[2])
    return [] if rest[1:] == key or rest[1:] == key[-1:] else rest


def _method_of_path(operation: Operation, resource: list[str]) -> str:
    segments = [each for each in operation.path.split("/") if each]
    static = [
        snake(_EXTENSION.sub("", each))
        for each in _static(operation.path)
        if not _VERSION.fullmatch(each)
    ]
    rest = _besides(static, resource)
    verb = _BY_HTTP_METHOD.get(operation.method, operation.method.lower())
    ends_in_action = bool(segments) and not _is_parameter(segments[-1])
    ends_in_action = ends_in_action and bool(rest) and rest[-1] == static[-1]
    if operation.method == "POST" and ends_in_action and len(segments) > 1:
        # An action on something, or something new among several.
        plural = singular(words(rest[-1])[-1]) != words(rest[-1])[-1]
        return "_".join(["create", *rest] if plural else rest)
    settled = _settled([verb], operation) or verb
    return "_".join([settled, *rest])


def _besides(segments: list[str], resource: list[str]) -> list[str]:
    """The segments that do not name the resource: `/customers/{id}/wallet` does."""
    named = _singulars(resource)
    for end in range(2, len(segments) + 1):
        if _singulars(segments[:end]) == named:
            return segments[end:]
    return [each for each in segments if _singulars([each]) != named]


def _settled(verb: list[str], operation: Operation) -> str | None:
    """The CRUD name of a lone verb: a GET of a collection is `list`."""
    known = _VERBS.get(verb[0])
    if known == "get":
        one = _ends_in_parameter(operation) or not _answers_a_list(operation)
        return "retrieve" if one else "list"
    return known


def _answers_a_list(operation: Operation) -> bool:
    """A path that ends in a plural noun names a collection."""
    segment = operation.path.rstrip("/").rpartition("/")[2]
    last = words(_EXTENSION.sub("", segment))
    return bool(last) and singular(last[-1]) != last[-1]


def _ends_in_parameter(operation: Operation) -> bool:
    return _is_parameter(operation.path.rstrip("/").rpartition("/")[2])


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
    """The segments with a fixed text; what stands behind `#` is none of the path."""
    segments = path.partition("#")[0].split("/")
    return [each for each in segments if words(each) and not _is_parameter(each)]


def _is_parameter(segment: str) -> bool:
    return "{" in segment


def _resource(name: str) -> str:
    name = usable(name, "resource")
    return f"{name}_" if name in RESERVED_RESOURCES else name


def _method(name: str) -> str:
    name = usable(name, "call")
    return f"{name}_" if name in RESERVED_METHODS else name


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
    paths = {each.resource for each in proposed.values()}
    # A nested resource is an attribute beside the methods of its parent.
    nested = {
        (each[:size], each[size]) for each in paths for size in range(1, len(each))
    }
    names = dict(proposed)

    def order(operation: Operation) -> tuple[bool, tuple[int, str, str]]:
        """What is configured keeps its name."""
        reason = proposed[operation.key].reason
        return (reason != "configured", _simplicity(operation))

    def place(operation: Operation) -> tuple[tuple[str, ...], str]:
        return (proposed[operation.key].resource, proposed[operation.key].method)

    ordered = sorted(operations, key=lambda each: (place(each), order(each)))
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
