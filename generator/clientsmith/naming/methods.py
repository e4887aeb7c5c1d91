"""Name the resource and the method of each operation.

The document's own convention goes first (`Functions_invoke`, `repos/list`,
`FunctionsService.List`), then its tag and the words of the operationId besides the
resource, then method and path. Configuration overrides all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import groupby

from clientsmith.diagnostics import Diagnostics
from clientsmith.model.api import Api, Operation
from clientsmith.model.bodies import response_media, success_responses
from clientsmith.model.schemas import Array, Object, Schema, SchemaGraph
from clientsmith.naming.groups import plain_group, resource_of_tag
from clientsmith.naming.names import MethodName
from clientsmith.naming.paths import (
    ends_in_parameter,
    fixed_segments,
    is_parameter,
    is_plural,
    is_version,
    resource_of_path,
    segments,
    singulars,
    version_of,
)
from clientsmith.naming.verbs import (
    ACTIONS,
    BELONGING,
    BINDING,
    MODIFIERS,
    QUERIES,
    VERBS,
    WRITES,
)
from clientsmith.naming.words import singular, snake, usable, words

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
_PREDICATE = re.compile(r"(is|has|can)_")
# A path that is the name of a function: `/sendMessage`.
_CALL = re.compile(r"/[a-z]+[A-Z][A-Za-z0-9]*")
# The resource of functions.
_FUNCTIONS = "api"
# Names that `Resource` and `Client` need for themselves, and what follows the methods
# in the body of a class.
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
    """Return resource and method of every operation, by its key.

    A name follows from its own operation alone, unless another one has the same.
    """
    proposed = {
        operation.key: _configured(operation, overrides)
        or _function(operation)
        or _proposal(operation, api.graph)
        for operation in api.operations
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


def _function(operation: Operation) -> MethodName | None:
    """Return the name of an operation whose path names a function and no resource.

    `POST /generate` is `api.generate` where the operationId says no more than the path.
    """
    hinted = operation.group_hint or operation.method_hint or operation.tags
    fixed = fixed_segments(operation.path)
    if hinted or _by_convention(operation) or len(fixed) != 1:
        return None
    own = words(fixed[0])
    is_verb = _is_verb(own[0])
    parts = _words_of_id(operation)
    if parts:
        plain = re.sub(r"v\d+$", "", "".join(parts))
        same = plain == re.sub(r"v\d+$", "", "".join(own))
        is_function = same and (is_verb or not is_plural(fixed[0]))
    else:
        is_call = _CALL.fullmatch(operation.path) is not None
        is_call = is_call or (operation.method == "POST" and own[0] in ACTIONS)
        is_function = is_call and (is_verb or not is_plural(fixed[0]))
        parts = own
    if not is_function:
        return None
    return MethodName((_FUNCTIONS,), _method("_".join(parts)), "path of a function")


def _proposal(operation: Operation, graph: SchemaGraph) -> MethodName:
    found = _by_convention(operation) or _by_tag_and_path(operation, graph)
    resource, method, reason = found
    if operation.group_hint:
        resource, reason = snake(operation.group_hint), "the document's hint"
    if operation.method_hint:
        method, reason = snake(operation.method_hint), "the document's hint"
    groups = tuple(_resource(word) for word in resource.split("."))
    return MethodName(groups, _method(method), reason)


def _by_convention(operation: Operation) -> tuple[str, str, str] | None:
    """Read `group/method`, `Service.Method` and `Group_method`, which say it all."""
    identifier = operation.operation_id or ""
    group, method = "", ""
    if "{" in identifier or _spells_path(operation):
        return None
    if "/" in identifier:
        group, _, method = identifier.partition("/")
    elif "." in identifier:
        before, group, method = ["", *identifier.split(".")][-3:]
        if before and group.lower() in VERBS:  # `tenants.get.one`
            group, method = before, f"{group}_{method}"
        group = re.sub(r"(?<=.)Service$", "", group)
    elif pair := _PAIR.fullmatch(identifier):
        group, method = re.sub(r"(?<=.)Controller$", "", pair[1]), pair[2]
    # `resource__1.0_get` is about a version, `GET_alerts` about no group; `get/run`
    # has a group of that name.
    is_verb = "/" not in identifier and group.lower() in VERBS
    if is_verb or not words(group) or not words(method) or not method[0].isalpha():
        return None
    resource = plain_group(words(group))
    rest = words(method)
    rest = [*rest[:1], *_besides(rest[1:], resource)] if rest[0] in VERBS else rest
    settled = _settled(rest[0], operation, None) if len(rest) == 1 else None
    name = settled or "_".join([WRITES.get(rest[0], rest[0]), *rest[1:]])
    return "_".join(resource), name, f"operationId `{identifier}`"


def _by_tag_and_path(operation: Operation, graph: SchemaGraph) -> tuple[str, str, str]:
    tag = operation.tags[0] if operation.tags else ""
    resource, reason = resource_of_tag(tag) if words(tag) else "", f"tag `{tag}`"
    if not resource:
        resource, reason = resource_of_path(operation.path), "path"
    # A nested resource need not repeat the names of those around it either.
    own = [word for group in resource.split(".") for word in group.split("_")]
    parts = _words_of_id(operation)
    if parts and not _is_marked(operation, parts):
        method = _method_of_id(operation, parts, own, graph)
        return resource, method, f"{reason}, operationId `{operation.operation_id}`"
    return resource, _method_of_path(operation, own, graph), reason


def _words_of_id(operation: Operation) -> list[str]:
    """Return what the author said, without what a framework wrote behind it.

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
    # Enunciate: `resource__pets_id__getPet_GET`.
    end = 1 + len(path[:-1])
    if len(path) > 2 and parts[1:end] == path[:-1] and parts[end:-1]:
        return parts[end:-1] if parts[-1] == path[-1] else parts[end:]
    # `retrieve-a-block`; what `plan-a` ends in is a name.
    inside = [part for part in parts[1:-1] if part not in _ARTICLES]
    return [*parts[:1], *inside, *parts[1:][-1:]]


def _spells_path(operation: Operation) -> bool:
    """Return whether the operationId is the HTTP method and the path: `POST_users-id`.

    Versions make no difference, nor where the words end: `v1usersuser_id`.
    """
    path = [word for word in words(operation.path) if not is_version(word)]
    said = words(operation.operation_id or "")
    own = [each for each in said if not is_version(each)]
    method = operation.method.lower()
    if own[:1] == [method] or own[-1:] == [method]:
        own = own[1:] if own[0] == method else own[:-1]
    elif "{" not in operation.path and not re.match(r"v\d", "".join(said)):
        return False
    text = "".join(path)
    return bool(text) and re.sub(r"^v\d+(?=[a-z])", "", "".join(own)) == text


def _is_marked(operation: Operation, parts: list[str]) -> bool:
    """Return whether `POST /events/{id}/read` has an operationId that says `get`."""
    fixed = fixed_segments(operation.path)
    reads = VERBS.get(parts[0]) == "get" or parts[-1] == "read"
    is_action = bool(fixed) and fixed[-1] in ACTIONS
    ends = not ends_in_parameter(operation.path)
    return reads and is_action and ends and operation.method in ("POST", "PUT", "PATCH")


def _method_of_id(
    operation: Operation, parts: list[str], resource: list[str], graph: SchemaGraph
) -> str:
    """Return the operationId's verb and what it names besides the resource."""
    modifiers, verb, own = _verb_first(parts, operation)
    if verb is None:
        return "_".join(_besides(own, resource) or own)
    if VERBS[verb] == "get" and own[:1] in (["list"], ["listof"]):
        verb, own = "list", own[1:]  # `getListOfCards`
    if verb == "list" and own[:1] == ["of"]:
        own = own[1:]
    rest = _without_key(_besides(own, resource), operation)
    leads_to_item = ends_in_parameter(operation.path)
    if rest and parts[-1] == verb and "bulk" not in modifiers:  # `sites_create`
        is_item = leads_to_item and _ends_with_segment(operation, rest)
        if is_item or VERBS[verb] == "create":
            rest = [*rest[:-1], singular(rest[-1])]
    if not rest:
        many = VERBS[verb] == "delete" and not leads_to_item
        if many and own and is_plural(own[-1]) and not modifiers:
            return f"{verb}_many"
        settled = _settled(verb, operation, graph) or verb
        return "_".join([*modifiers, settled])
    if VERBS[verb] == "get":
        named = _named_by(rest, own, operation)
        verb = "list" if _is_list(named, operation, graph) else "retrieve"
    elif verb in WRITES:
        if verb == "post" and _ends_in_action(operation) and rest[-1] in ACTIONS:
            return "_".join(rest)
        verb = WRITES[verb]
    return "_".join([*modifiers, verb, *rest])


def _verb_first(
    parts: list[str], operation: Operation
) -> tuple[list[str], str | None, list[str]]:
    """Return modifiers, verb and other words: `bulk`, `delete` and `circuits`."""
    if parts[0] in VERBS:
        return [], parts[0], parts[1:]
    # `mark_as_read` is no GET.
    is_read = parts[-1] == "read" and operation.method not in ("GET", "HEAD")
    if parts[-1] not in VERBS or is_read:
        return [], None, parts
    end = len(parts) - 1
    while parts[end - 1] in MODIFIERS and end > 1:
        end -= 1
    return parts[end:-1], parts[-1], parts[:end]


def _ends_with_segment(operation: Operation, rest: list[str]) -> bool:
    """Return whether words end like the last fixed segment of the path."""
    fixed = fixed_segments(operation.path)
    return rest[-1:] == words(fixed[-1])[-1:] if fixed else False


def _named_by(rest: list[str], own: list[str], operation: Operation) -> str:
    """Return the noun that is asked for: `pets` of `by_owner` where `pets` is left out."""
    for part in (rest, own):
        end = next((at for at, each in enumerate(part) if each in BINDING), len(part))
        if end:
            return part[end - 1]
    return rest[-1]


def _without_key(rest: list[str], operation: Operation) -> list[str]:
    """`get_by_id` of `/pets/{id}` says nothing that `retrieve` does not."""
    if rest[:1] != ["by"] or not ends_in_parameter(operation.path):
        return rest
    key = words(operation.path.rstrip("/").rpartition("/")[2])
    return [] if rest[1:] in (key, key[-1:], ["id"]) else rest


def _besides(parts: list[str], resource: list[str]) -> list[str]:
    """Return the words that do not repeat those of the resource, singular or plural.

    A word stays where the one before belongs to it (`is_prime`), and one that is only
    a part of the resource's name stays where the next words belong to it.
    """
    named = singulars(resource)
    found: list[str] = []
    at = 0
    while at < len(parts):
        end = at
        while end < len(parts) and singular(parts[end]) in named:
            end += 1
        if end == at:
            found.append(parts[at])
            at += 1
            continue
        whole = named[-1] in singulars(parts[at:end])
        bound = found[-1:] and found[-1] in BINDING
        if bound and end == len(parts) and len(found) > 1 and found[-1] in BELONGING:
            found.pop()
        elif bound or (not whole and (parts[end : end + 1] or ["by"])[0] in BINDING):
            found += parts[at:end]
        at = end
    return found


def _method_of_path(
    operation: Operation, resource: list[str], graph: SchemaGraph
) -> str:
    rest, owner = _nouns(operation, resource)
    path = segments(operation.path)
    action = _action(operation, rest)
    if action is not None:
        return action
    verb = _BY_HTTP_METHOD.get(operation.method, operation.method.lower())
    last = snake(next(reversed(fixed_segments(operation.path)), ""))
    leads_to_item = ends_in_parameter(operation.path)
    suffix = []
    if (
        leads_to_item
        and last
        and not is_plural(last)
        and verb not in ("create", "head")
    ):
        suffix = ["by", *_key(path[-1], last)]
    elif owner:
        suffix = ["for", owner]
    if rest and (leads_to_item or verb == "create"):
        rest = [*rest[:-1], _singular(rest[-1])]
    if verb == "create" and leads_to_item and is_plural(last):
        verb = _said(operation) or "update"
    elif verb == "get":
        verb = "list" if _is_list(last, operation, graph) else "retrieve"
    return "_".join([verb, *rest, *suffix])


def _action(operation: Operation, rest: list[str]) -> str | None:
    """Return the name of an action on something that a path ends in, if it does."""
    if not rest or ends_in_parameter(operation.path):
        return None
    last = rest[-1]
    is_verb = _is_verb(words(last)[0])
    if not is_verb and not _ends_in_action(operation):
        return None
    if operation.method == "GET":
        if _PREDICATE.match(last):
            return last
        names_action = last in QUERIES
    elif operation.method == "POST":
        names_action = is_verb
        # Something new among several is no action.
        if not is_verb and is_plural(last):
            return None
    else:
        return None
    item = [_singular(each) for each in rest[-2:-1]]
    if names_action and "_" not in last:
        return "_".join([last, *rest[:-2], *item])
    if names_action and item and item[0] in last:
        return last
    return "_".join(rest) if operation.method == "POST" else None


def _is_verb(word: str) -> bool:
    return word in ACTIONS or word in VERBS


def _ends_in_action(operation: Operation) -> bool:
    return len(segments(operation.path)) > 1 and not ends_in_parameter(operation.path)


def _nouns(operation: Operation, resource: list[str]) -> tuple[list[str], str]:
    """Return the nouns of a path behind its resource, and what the resource belongs to.

    `/users/{id}/images/{image}/tags` of `images`: `tags`, and `user`.
    """
    path = segments(operation.path)
    fixed = [
        (snake(each), is_parameter("".join(path[at + 1 : at + 2])))
        for at, each in enumerate(path)
        if words(each) and not is_parameter(each)
    ]
    named = singulars(resource)
    end = 0
    for at, (name, _) in enumerate(fixed, start=1):
        own = singulars([name])
        if named[-1] in own and set(own) <= set(named):
            end = at
    rest = []
    for at, (name, has_item) in enumerate(fixed[end:], start=end + 1):
        left = _besides(words(name), resource)
        # External accounts are no accounts.
        left = words(name) if left and len(named) == 1 else left
        if left and not set(singulars(left)) <= set(named):
            one = has_item and at < len(fixed)
            rest.append(_singular("_".join(left)) if one else "_".join(left))
    last = fixed[-1][0] if fixed else ""
    owners = [name for name, has_item in fixed[: end and end - 1] if has_item]
    if not _besides(words(last), resource) and end < len(fixed):
        owners += [name for name, has_item in fixed[end:-1] if has_item]
        rest = []
    owners = [owner for owner in owners if not set(singulars([owner])) <= set(named)]
    return rest, _singular(owners[-1]) if owners else ""


def _singular(name: str) -> str:
    *others, last = words(name)
    return "_".join([*others, singular(last)])


def _key(segment: str, noun: str) -> list[str]:
    """Return what an item is found by: `id` for `/user/{user_id}`."""
    own = words(segment)
    return [each for each in own if each not in words(noun)] or own


def _said(operation: Operation) -> str | None:
    """Return the verb that a summary begins with, where it creates or updates."""
    first = words(operation.summary or "")[:1]
    known = VERBS.get(first[0].removesuffix("s")) if first else None
    return known if known in ("create", "update") else None


def _settled(verb: str, operation: Operation, graph: SchemaGraph | None) -> str | None:
    """Return the CRUD name of a lone verb: a GET of a collection is `list`."""
    known = VERBS.get(verb)
    if known != "get":
        return known
    last = operation.path.rstrip("/").rpartition("/")[2]
    named = "" if is_parameter(last) else fixed_segments(operation.path)[-1:]
    return "list" if _is_list("".join(named), operation, graph) else "retrieve"


def _is_list(noun: str, operation: Operation, graph: SchemaGraph | None) -> bool:
    """Return whether an operation lists what a noun names: as its response, if known."""
    if ends_in_parameter(operation.path):
        return False
    many = _has_many(operation, graph) if graph is not None else None
    return is_plural(noun) if many is None else many


def _has_many(operation: Operation, graph: SchemaGraph) -> bool | None:
    """Return whether the response is a list; None where it may be one inside."""
    for response in success_responses(operation)[:1]:
        media = response_media(response)
        if media is not None and media.schema is not None:
            schema = graph.resolve(media.schema)
            if isinstance(schema, Array):
                return True
            if isinstance(schema, Object) and not _holds_list(schema, graph, 2):
                return False
    return None


def _holds_list(schema: Schema, graph: SchemaGraph, depth: int) -> bool:
    """Return whether anything but a scalar is inside an object that is no plain one."""
    resolved = graph.resolve(schema)
    if not isinstance(resolved, Object):
        return isinstance(resolved, Array)
    return depth == 0 or any(
        _holds_list(property_.schema, graph, depth - 1)
        for property_ in resolved.properties
    )


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
    taken = {(value.resource, value.method) for value in proposed.values()}
    paths = {value.resource for value in proposed.values()}
    # A nested resource is an attribute beside the methods of its parent.
    nested = {
        (path[:size], path[size]) for path in paths for size in range(1, len(path))
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
    """Return the first name that is free: with the version, the author's words, the path."""
    said = _words_of_id(operation)
    version = version_of(operation.path)
    fixed = [snake(segment) for segment in fixed_segments(operation.path)]
    known = singulars([*resource, method])
    context = [each for each in fixed if not {*singulars([each])} & {*known}]
    tail = fixed[-1:]
    parameters = [
        "by_" + snake(word)
        for word in operation.path.split("/")
        if is_parameter(word) and words(word)
    ][-1:]
    suffixes = (*tail, *parameters, operation.method.lower())
    candidates = [
        *([f"{method}_{version}"] if version and version != "v1" else []),
        *(f"{method}_{each}" for each in context),
        *(f"{method}_{suffix}" for suffix in suffixes if not method.endswith(suffix)),
        *(["_".join(said)] if len(said) > 1 else []),
    ]
    for candidate in candidates:
        if (resource, candidate) not in taken:
            return candidate
    number = 2
    while (resource, f"{method}_{number}") in taken:
        number += 1
    return f"{method}_{number}"
