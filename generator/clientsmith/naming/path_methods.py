"""Names of methods that follow from the HTTP method and the path."""

from __future__ import annotations

import re

from clientsmith.model.api import Operation
from clientsmith.model.schemas import SchemaGraph
from clientsmith.naming.lists import holds_items, is_list
from clientsmith.naming.paths import (
    ends_in_parameter,
    fixed_segments,
    is_parameter,
    is_plural,
    segments,
    singulars,
)
from clientsmith.naming.repetition import besides
from clientsmith.naming.verbs import ACTIONS, QUERIES, VERBS, is_verb
from clientsmith.naming.words import singular, snake, words

_BY_HTTP_METHOD = {
    "GET": "get",
    "HEAD": "head",
    "POST": "create",
    "PUT": "update",
    "PATCH": "update",
    "DELETE": "delete",
}
_PREDICATE = re.compile(r"(is|has|can)_")


def method_of_path(
    operation: Operation, resource: list[str], graph: SchemaGraph
) -> str:
    """Return the verb of the HTTP method with the nouns besides the resource."""
    rest, owner = _nouns(operation, resource)
    path = segments(operation.path)
    action = _action(operation, rest)
    if action is not None:
        return action
    verb = _BY_HTTP_METHOD.get(operation.method, operation.method.lower())
    written = snake(next(reversed(fixed_segments(operation.path)), ""))
    last = _as_in_resource(written, resource)
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
        many = is_list(last, operation, graph)
        # `/user` of `users` may be the user who asks.
        many = many and (is_plural(written) or holds_items(operation, graph))
        verb = "list" if many else "retrieve"
    elif verb == "delete" and not (rest or leads_to_item) and is_plural(last):
        verb = "delete_many"
    return "_".join([verb, *rest, *suffix])


def _action(operation: Operation, rest: list[str]) -> str | None:
    """Return the name of an action on something that a path ends in, if it does."""
    if not rest or ends_in_parameter(operation.path):
        return None
    last = rest[-1]
    names_verb = is_verb(words(last)[0])
    if not names_verb and not ends_below_item(operation):
        return None
    if operation.method == "GET":
        if _PREDICATE.match(last):
            return last
        names_action = last in QUERIES
    elif operation.method == "POST":
        names_action = names_verb
        # Something new among several is no action.
        if not names_verb and is_plural(last):
            return None
    elif operation.method == "PUT" and ends_below_item(operation):
        names_action = last in ACTIONS
    else:
        return None
    item = [_singular(noun) for noun in rest[-2:-1]]
    if names_action and "_" not in last:
        return "_".join([last, *rest[:-2], *item])
    if names_action and item and item[0] in last:
        return last
    return "_".join(rest) if operation.method == "POST" else None


def ends_below_item(operation: Operation) -> bool:
    """Return whether a fixed segment follows others at the end of the path."""
    return len(segments(operation.path)) > 1 and not ends_in_parameter(operation.path)


def _nouns(operation: Operation, resource: list[str]) -> tuple[list[str], str]:
    """Return the nouns of a path behind its resource, and what the resource belongs to.

    `/users/{id}/images/{image}/tags` of `images`: `tags`, and `user`.
    """
    path = segments(operation.path)
    fixed = [
        (
            _as_in_resource(snake(segment), resource),
            is_parameter("".join(path[at + 1 : at + 2])),
        )
        for at, segment in enumerate(path)
        if words(segment) and not is_parameter(segment)
    ]
    named = singulars(resource)
    end = 0
    for at, (name, _) in enumerate(fixed, start=1):
        own = singulars([name])
        if named[-1] in own and set(own) <= set(named):
            end = at
    rest = []
    for at, (name, has_item) in enumerate(fixed[end:], start=end + 1):
        left = besides(words(name), resource)
        # External accounts are no accounts.
        left = words(name) if left and len(named) == 1 else left
        one = has_item and at < len(fixed)
        below_item = at > 1 and fixed[at - 2][1] and (has_item or is_plural(name))
        if left and not _repeats(left, named, below_item):
            rest.append(_singular("_".join(left)) if one else "_".join(left))
    last = fixed[-1][0] if fixed else ""
    owners = [name for name, has_item in fixed[: end and end - 1] if has_item]
    if not besides(words(last), resource) and end < len(fixed):
        owners += [name for name, has_item in fixed[end:-1] if has_item]
        rest = []
    owners = [owner for owner in owners if not set(singulars([owner])) <= set(named)]
    return rest, _singular(owners[-1]) if owners else ""


def _as_in_resource(segment: str, resource: list[str]) -> str:
    """Return `pet_stores` for `petstores` and `pet_store` of that resource."""
    same = "".join(singulars([segment])) == "".join(singulars(resource))
    plain = not is_plural(segment) or is_plural(resource[-1])
    return "_".join(resource) if same and plain else segment


def _repeats(left: list[str], named: list[str], below_item: bool) -> bool:
    """Return whether words say no more than a resource.

    The annotations of an `annotation_layer` are another collection.
    """
    own = singulars(left)
    return set(own) <= set(named) and not (below_item and named[-1] not in own)


def _singular(name: str) -> str:
    *others, last = words(name)
    return "_".join([*others, singular(last)])


def _key(segment: str, noun: str) -> list[str]:
    """Return what an item is found by: `id` for `/user/{user_id}`."""
    own = words(segment)
    return [word for word in own if word not in words(noun)] or own


def _said(operation: Operation) -> str | None:
    """Return the verb that a summary begins with, where it creates or updates."""
    first = words(operation.summary or "")[:1]
    known = VERBS.get(first[0].removesuffix("s")) if first else None
    return known if known in ("create", "update") else None
