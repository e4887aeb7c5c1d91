"""Name the resource and the method of each operation.

The document's own convention goes first (`Functions_invoke`, `repos/list`,
`FunctionsService.List`), then its tag and the words of the operationId besides the
resource, then method and path. Configuration overrides all of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from clientsmith.diagnostics import Diagnostics
from clientsmith.model.api import Api, Operation
from clientsmith.model.schemas import SchemaGraph
from clientsmith.naming.collisions import without_collisions
from clientsmith.naming.groups import resource_of_tag
from clientsmith.naming.names import MethodName
from clientsmith.naming.operation_ids import (
    by_convention,
    method_of_id,
    says_get_of_action,
    words_of_id,
)
from clientsmith.naming.path_methods import method_of_path
from clientsmith.naming.paths import fixed_segments, is_plural, resource_of_path
from clientsmith.naming.verbs import ACTIONS, is_verb
from clientsmith.naming.words import snake, usable, words

# A path that is the name of a function: `/sendMessage`.
_CALL = re.compile(r"/[a-z]+[A-Z][A-Za-z0-9]*")
# The resource of functions.
_FUNCTIONS = "api"
# Names that `Resource` and `Client` need for themselves, and those after the methods in
# the body of a class.
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
    return without_collisions(api.operations, proposed, diagnostics)


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
    if hinted or by_convention(operation) or len(fixed) != 1:
        return None
    own = words(fixed[0])
    begins_with_verb = is_verb(own[0])
    parts = words_of_id(operation)
    if parts:
        plain = re.sub(r"v\d+$", "", "".join(parts))
        same = plain == re.sub(r"v\d+$", "", "".join(own))
        is_function = same and (begins_with_verb or not is_plural(fixed[0]))
    else:
        is_call = _CALL.fullmatch(operation.path) is not None
        is_call = is_call or (operation.method == "POST" and own[0] in ACTIONS)
        is_function = is_call and (begins_with_verb or not is_plural(fixed[0]))
        parts = own
    if not is_function:
        return None
    return MethodName((_FUNCTIONS,), _method("_".join(parts)), "path of a function")


def _proposal(operation: Operation, graph: SchemaGraph) -> MethodName:
    found = by_convention(operation) or _by_tag_and_path(operation, graph)
    resource, method, reason = found
    if operation.group_hint:
        resource, reason = snake(operation.group_hint), "the document's hint"
    if operation.method_hint:
        method, reason = snake(operation.method_hint), "the document's hint"
    groups = tuple(_resource(word) for word in resource.split("."))
    return MethodName(groups, _method(method), reason)


def _by_tag_and_path(operation: Operation, graph: SchemaGraph) -> tuple[str, str, str]:
    tag = operation.tags[0] if operation.tags else ""
    resource, reason = resource_of_tag(tag) if words(tag) else "", f"tag `{tag}`"
    if not resource:
        resource, reason = resource_of_path(operation.path), "path"
    # A nested resource need not repeat the names of its parents either.
    own = [word for group in resource.split(".") for word in group.split("_")]
    parts = words_of_id(operation)
    if parts and not says_get_of_action(operation, parts):
        method = method_of_id(operation, parts, own, graph)
        return resource, method, f"{reason}, operationId `{operation.operation_id}`"
    return resource, method_of_path(operation, own, graph), reason


def _resource(name: str) -> str:
    name = usable(name, "resource")
    return f"{name}_" if name in RESERVED_RESOURCES else name


def _method(name: str) -> str:
    name = usable(name, "call")
    return f"{name}_" if name in RESERVED_METHODS else name
