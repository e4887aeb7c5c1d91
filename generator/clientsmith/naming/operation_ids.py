"""Names that operationIds give: by a convention, or by their verb and their nouns."""

from __future__ import annotations

import re

from clientsmith.model.api import Operation
from clientsmith.model.schemas import SchemaGraph
from clientsmith.naming.groups import plain_group
from clientsmith.naming.lists import crud_name, is_list
from clientsmith.naming.path_methods import ends_below_item
from clientsmith.naming.paths import (
    ends_in_parameter,
    fixed_segments,
    is_plural,
    is_version,
)
from clientsmith.naming.repetition import besides
from clientsmith.naming.verbs import ACTIONS, BINDING, MODIFIERS, VERBS, WRITES
from clientsmith.naming.words import singular, words

_PAIR = re.compile(r"([A-Z][A-Za-z0-9]*)_([a-zA-Z][A-Za-z0-9]*)")
# FastAPI and springfox write the HTTP method behind what the author called it.
_USING = re.compile(r"Using(GET|PUT|POST|DELETE|PATCH|HEAD)(_\d+)?$")
_HASH = re.compile(r"[0-9a-f]{16,}", re.IGNORECASE)
_ARTICLES = frozenset({"a", "an", "the"})


def by_convention(operation: Operation) -> tuple[str, str, str] | None:
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
    rest = [*rest[:1], *besides(rest[1:], resource)] if rest[0] in VERBS else rest
    settled = crud_name(rest[0], operation, None) if len(rest) == 1 else None
    name = settled or "_".join([WRITES.get(rest[0], rest[0]), *rest[1:]])
    return "_".join(resource), name, f"operationId `{identifier}`"


def words_of_id(operation: Operation) -> list[str]:
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
    own = [word for word in said if not is_version(word)]
    method = operation.method.lower()
    if own[:1] == [method] or own[-1:] == [method]:
        own = own[1:] if own[0] == method else own[:-1]
    elif "{" not in operation.path and not re.match(r"v\d", "".join(said)):
        return False
    text = "".join(path)
    return bool(text) and re.sub(r"^v\d+(?=[a-z])", "", "".join(own)) == text


def says_get_of_action(operation: Operation, parts: list[str]) -> bool:
    """Return whether `POST /events/{id}/read` has an operationId that says `get`."""
    fixed = fixed_segments(operation.path)
    reads = VERBS.get(parts[0]) == "get" or parts[-1] == "read"
    is_action = bool(fixed) and fixed[-1] in ACTIONS
    ends = not ends_in_parameter(operation.path)
    return reads and is_action and ends and operation.method in ("POST", "PUT", "PATCH")


def method_of_id(
    operation: Operation, parts: list[str], resource: list[str], graph: SchemaGraph
) -> str:
    """Return the operationId's verb and what it names besides the resource."""
    modifiers, verb, own = _verb_first(parts, operation)
    if verb is None:
        return "_".join(besides(own, resource) or own)
    if VERBS[verb] == "get" and own[:1] in (["list"], ["listof"]):
        verb, own = "list", own[1:]  # `getListOfCards`
    if verb == "list" and own[:1] == ["of"]:
        own = own[1:]
    rest = _without_key(besides(own, resource), operation)
    leads_to_item = ends_in_parameter(operation.path)
    if rest and parts[-1] == verb and "bulk" not in modifiers:  # `sites_create`
        is_item = leads_to_item and _ends_with_segment(operation, rest)
        if is_item or VERBS[verb] == "create":
            rest = [*rest[:-1], singular(rest[-1])]
    if not rest:
        many = VERBS[verb] == "delete" and not leads_to_item
        if many and own and is_plural(own[-1]) and not modifiers:
            return f"{verb}_many"
        settled = crud_name(verb, operation, graph) or verb
        return "_".join([*modifiers, settled])
    if VERBS[verb] == "get":
        named = _named_by(rest, own, operation)
        verb = "list" if is_list(named, operation, graph) else "retrieve"
    elif verb in WRITES:
        if verb == "post" and ends_below_item(operation) and rest[-1] in ACTIONS:
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
        end = next((at for at, word in enumerate(part) if word in BINDING), len(part))
        if end:
            return part[end - 1]
    return rest[-1]


def _without_key(rest: list[str], operation: Operation) -> list[str]:
    """`get_by_id` of `/pets/{id}` says nothing that `retrieve` does not."""
    if rest[:1] != ["by"] or not ends_in_parameter(operation.path):
        return rest
    key = words(operation.path.rstrip("/").rpartition("/")[2])
    return [] if rest[1:] in (key, key[-1:], ["id"]) else rest
