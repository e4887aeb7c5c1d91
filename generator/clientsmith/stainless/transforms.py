"""The changes of a document that `openapi.transforms` asks for, as OpenAPI Overlay actions.

They are applied to the document, and each place that changes becomes an action: an
overlay cannot copy, rename or replace, but it can remove a place and set it anew.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field

import jsonpath_rfc9535

from clientsmith.diagnostics import Diagnostics
from clientsmith.document.documents import Node
from clientsmith.document.queries import find, in_removal_order
from clientsmith.document.values import JsonValue
from clientsmith.stainless.config import Transform
from clientsmith.stainless.jsonpath import UntranslatableError, steps_of
from clientsmith.stainless.reading import CODE

Place = tuple[str | int, ...]
Action = dict[str, JsonValue]
_TEMPLATE = "{{value}}"
# Keys of a schema that hold values and no schemas.
_VALUES = frozenset({"const", "default", "enum", "example", "examples"})


@dataclass(slots=True)
class Draft:
    """A document that changes, and the overlay actions that lead there."""

    value: JsonValue
    actions: list[Action] = field(default_factory=list)

    def at(self, place: Place) -> JsonValue:
        """Return the value at a place."""
        value = self.value
        for step in place:
            if isinstance(value, list):
                value = value[int(step)]
            else:
                assert isinstance(value, dict)
                value = value[str(step)]
        return value

    def put(self, place: Place, value: JsonValue) -> None:
        """Set a value, in place of another or as a new member."""
        if not place:
            raise _FailedError("the whole document cannot be replaced")
        owner = place
        while isinstance(owner[-1], int):
            owner = owner[:-1]
        parent = self.at(owner[:-1])
        assert isinstance(parent, dict)
        key = str(owner[-1])
        # An update would merge with these.
        if isinstance(parent.get(key), dict | list):
            self.actions.append({"target": query_of(owner), "remove": True})
        self._set(place, value)
        update: JsonValue = {key: deepcopy(parent[key])}
        self.actions.append({"target": query_of(owner[:-1]), "update": update})

    def remove(self, place: Place) -> None:
        """Remove a member or an element."""
        parent = self.at(place[:-1])
        if isinstance(parent, list):
            del parent[int(place[-1])]
        elif isinstance(parent, dict):
            del parent[str(place[-1])]
        self.actions.append({"target": query_of(place), "remove": True})

    def _set(self, place: Place, value: JsonValue) -> None:
        parent = self.at(place[:-1])
        if isinstance(parent, list):
            parent[int(place[-1])] = deepcopy(value)
        elif isinstance(parent, dict):
            parent[str(place[-1])] = deepcopy(value)


def query_of(place: Place) -> str:
    """Return the RFC 9535 query that selects one place."""
    return "$" + "".join(f"[{json.dumps(each, ensure_ascii=False)}]" for each in place)


def apply_transforms(
    draft: Draft, transforms: tuple[Transform, ...], found: Diagnostics
) -> int:
    """Apply the transforms in their order, and return how many could be applied.

    One that matches nothing is an error; one that cannot be translated is a warning.
    """
    applied = 0
    for transform in transforms:
        command = _COMMANDS.get(_ALIASES.get(transform.command, transform.command))
        if command is None:
            _warn(transform, f"the command `{transform.command}` is unknown", found)
            continue
        try:
            command(draft, _Arguments(transform))
            applied += 1
        except UntranslatableError as reason:
            _warn(transform, f"cannot be translated: {reason}", found)
        except _FailedError as reason:
            found.error(
                CODE, f"`{transform.command}`: {reason}", transform.node.location
            )
    return applied


def _warn(transform: Transform, problem: str, found: Diagnostics) -> None:
    hint = "make this change in an overlay of your own"
    found.warning(CODE, f"transform left out: {problem}", transform.node.location, hint)


class _FailedError(Exception):
    """A transform that cannot be applied to this document."""


@dataclass(frozen=True, slots=True)
class _Arguments:
    """The arguments of a transform, and the places that they lead to."""

    transform: Transform

    def get(self, *names: str) -> Node | None:
        """Return the first argument that is there."""
        args = self.transform.args
        values = (args.get(name) for name in names if args is not None)
        return next((value for value in values if value is not None), None)

    def value(self, *names: str) -> JsonValue:
        """Return an argument that has to be there."""
        node = self.get(*names)
        if node is None:
            raise _FailedError(f"the argument `{names[0]}` is missing")
        return node.value

    def places(self, draft: Draft, name: str = "target") -> list[Place]:
        """Return the places that the queries select, at least one for each."""
        found: dict[Place, None] = {}
        for target in self.targets(name):
            if isinstance(target, dict):
                found |= dict.fromkeys(_same_schemas(target, draft))
                continue
            selected = _found(_query(target, name), draft)
            if not selected:
                raise _FailedError(f"`{target}` matches nothing")
            found |= dict.fromkeys(selected)
        return [*found]

    def targets(self, name: str) -> list[JsonValue]:
        """Return one or several queries as they are written."""
        value = self.value(name)
        return value if isinstance(value, list) else [value]

    def plain_queries(self, name: str) -> list[str] | None:
        """Return the queries; None if RFC 9535 cannot say one of them."""
        targets = self.targets(name)
        if any(isinstance(target, dict) for target in targets):
            return None
        queries = [_query(target, name) for target in targets]
        return [query[0] for query in queries if len(query) == 1] or None

    def destinations(self, draft: Draft) -> Iterator[Place]:
        """Yield the places of `to`, which need not be there yet."""
        for target in self.targets("to"):
            *_, query = parts = _query(target, "to")
            existing = _found(parts, draft)
            if existing:
                yield from existing
                continue
            last = query.rpartition(".")[2]
            parent, key = query[: -len(last) - 1], last
            if query.endswith(('"]', "']")):
                parent, _, quoted = query.rpartition("[")
                key = ast.literal_eval(quoted[:-1])
            owners = _found((parent,), draft) if parent else []
            owners = [owner for owner in owners if isinstance(draft.at(owner), dict)]
            if not owners:
                raise _FailedError(f"`{query}` has no place in the document")
            yield from ((*owner, key) for owner in owners)


def _query(target: JsonValue, name: str) -> tuple[str, ...]:
    """Return a query in the syntax of RFC 9535, in parts."""
    if not isinstance(target, str):
        raise UntranslatableError(f"`{name}` is not a JSONPath")
    return steps_of(target)


def _found(parts: tuple[str, ...], draft: Draft) -> list[Place]:
    places: list[Place] = [()]
    for number, query in enumerate(parts):
        if number:
            places = [*dict.fromkeys(place[:-1] for place in places)]
        try:
            places = [
                (*place, *inner)
                for place in places
                for inner in find(query, draft.at(place))
            ]
        except (jsonpath_rfc9535.JSONPathError, RecursionError) as error:
            raise UntranslatableError(f"`{query}`: {error}") from None
    return places


def _same_schemas(target: Mapping[str, JsonValue], draft: Draft) -> Iterator[Place]:
    """Yield the places of all values that equal one, those in `ignore` left out."""
    wanted = _found(_query(target.get("matches_schema"), "matches_schema"), draft)
    if not wanted:
        raise _FailedError(f"`{target['matches_schema']}` matches nothing")
    value = draft.at(wanted[0])
    ignored = {*wanted[:1]} if "ignore" not in target else set[Place]()
    others = target.get("ignore")
    for other in others if isinstance(others, list) else [others] if others else []:
        ignored.update(_found(_query(other, "ignore"), draft))
    waiting: list[tuple[Place, JsonValue]] = [((), draft.value)]
    while waiting:
        place, each = waiting.pop()
        if place in ignored:
            continue
        if place and each == value:
            yield place
        elif isinstance(each, dict):
            waiting += [((*place, key), member) for key, member in each.items()]
        elif isinstance(each, list):
            waiting += [((*place, at), member) for at, member in enumerate(each)]


def _update(draft: Draft, args: _Arguments) -> None:
    value = args.value("value")
    template = args.get("template")
    for place in args.places(draft):
        new = value
        if template is not None and template.value is True:
            old = draft.at(place)
            if not isinstance(old, str) or not isinstance(value, str):
                raise _FailedError(f"`{query_of(place)}` is not a string")
            new = value.replace(_TEMPLATE, old)
        draft.put(place, new)


def _append(draft: Draft, args: _Arguments) -> None:
    value = args.value("value", "values", "object")
    for place in args.places(draft):
        old = draft.at(place)
        if isinstance(old, list):
            draft.put(place, [*old, *(value if isinstance(value, list) else [value])])
        elif isinstance(old, dict) and isinstance(value, dict):
            for key, member in value.items():
                if key in old:
                    raise _FailedError(f"`{query_of((*place, key))}` is there already")
                draft.put((*place, key), member)
        else:
            raise _FailedError(f"`{query_of(place)}` is neither a list nor an object")


def _merge(draft: Draft, args: _Arguments) -> None:
    value = args.value("object", "value")
    if not isinstance(value, dict):
        raise _FailedError("only an object can be merged")
    for place in args.places(draft):
        if not isinstance(draft.at(place), dict):
            raise _FailedError(f"`{query_of(place)}` is not an object")
        for path, member in _leaves(draft, place, value):
            draft.put(path, member)


def _leaves(
    draft: Draft, place: Place, value: Mapping[str, JsonValue]
) -> Iterator[tuple[Place, JsonValue]]:
    """Yield the members to set, objects in objects that are there one by one."""
    old = draft.at(place)
    assert isinstance(old, dict)
    for key, member in value.items():
        if isinstance(member, dict) and isinstance(old.get(key), dict):
            yield from _leaves(draft, (*place, key), member)
        else:
            yield (*place, key), member


def _remove(draft: Draft, args: _Arguments) -> None:
    keys = args.get("keys", "key")
    places = args.places(draft)
    if keys is not None:
        names = keys.value if isinstance(keys.value, list) else [keys.value]
        places = [
            (*place, str(name))
            for place in places
            for name in names
            if isinstance(owner := draft.at(place), dict) and name in owner
        ]
        if not places:
            raise _FailedError("none of the keys is there")
    if () in places:
        raise _FailedError("the whole document cannot be removed")
    queries = args.plain_queries("target") if keys is None else None
    before = len(draft.actions)
    # What is inside goes before what is around it, and last elements first.
    for place in in_removal_order(places):
        draft.remove(place)
    if queries is not None and len(queries) == len(args.targets("target")):
        # The query itself says as much, and holds for later documents.
        draft.actions[before:] = [
            {"target": query, "remove": True} for query in queries
        ]


def _copy(draft: Draft, args: _Arguments) -> None:
    _transfer(draft, args)


def _move(draft: Draft, args: _Arguments) -> None:
    draft.remove(_transfer(draft, args))


def _transfer(draft: Draft, args: _Arguments) -> Place:
    """Copy a value to its destinations, and return where it was."""
    sources = args.places(draft, "from")
    if len(sources) > 1:
        raise UntranslatableError("`from` selects several values")
    value = deepcopy(draft.at(sources[0]))
    for place in [*args.destinations(draft)]:
        draft.put(place, value)
    return sources[0]


def _rename_keys(draft: Draft, args: _Arguments) -> None:
    """Rename members of the objects, by `keys` or by `from` and `to`."""
    names = args.get("keys", "rename")
    pairs = (
        {key: value.value for key, value in names.items()}
        if names is not None
        else {str(args.value("from")): args.value("to")}
    )
    changed = False
    for place in args.places(draft):
        old = draft.at(place)
        if not isinstance(old, dict) or not old.keys() & pairs.keys():
            continue
        new = {str(pairs.get(key, key)): member for key, member in old.items()}
        if len(new) < len(old):
            raise _FailedError(f"`{query_of(place)}` has a member of the new name")
        required = _renamed_required(draft, place, pairs)
        draft.put(place, new)
        if required is not None:
            draft.put((*place[:-1], "required"), required)
        changed = True
    if not changed:
        raise _FailedError("none of the keys is there")


def _renamed_required(
    draft: Draft, place: Place, pairs: Mapping[str, JsonValue]
) -> list[JsonValue] | None:
    """Return the new names that a schema requires, if these are its properties."""
    if place[-1:] != ("properties",):
        return None
    schema = draft.at(place[:-1])
    required = schema.get("required") if isinstance(schema, dict) else None
    if not isinstance(required, list):
        return None
    return [pairs.get(str(name), name) for name in required]


def _extract_refs(draft: Draft, args: _Arguments) -> None:
    """Move schemas to `ref`, a new place in `components`, and refer to them there."""
    reference = args.value("ref", "to")
    if not isinstance(reference, str) or not reference.startswith("#/"):
        raise _FailedError("`ref` is not a place such as `#/components/schemas/Pet`")
    home = tuple(
        token.replace("~1", "/").replace("~0", "~")
        for token in reference[2:].split("/")
    )
    places = args.places(draft)
    value = deepcopy(draft.at(places[0]))
    if any(draft.at(place) != value for place in places):
        raise _FailedError("the schemas are not the same")
    for length in range(1, len(home)):
        parent = draft.at(home[: length - 1])
        if isinstance(parent, dict) and home[length - 1] not in parent:
            draft.put(home[:length], {})
    owner = draft.at(home[:-1])
    if isinstance(owner, dict) and owner.get(home[-1], value) != value:
        raise _FailedError(f"`{reference}` is there already")
    draft.put(home, value)
    for place in places:
        if place != home:
            draft.put(place, {"$ref": reference})


def _one_of_to_any_of(draft: Draft, args: _Arguments) -> None:
    for place in _with_one_of(draft.value, ()):
        value = draft.at((*place, "oneOf"))
        draft.remove((*place, "oneOf"))
        draft.put((*place, "anyOf"), value)


def _with_one_of(value: JsonValue, place: Place) -> Iterator[Place]:
    """Yield the objects with `oneOf`, inner ones first; examples are not schemas."""
    if isinstance(value, dict):
        for key, member in [*value.items()]:
            if key not in _VALUES or place[-1:] == ("properties",):
                yield from _with_one_of(member, (*place, key))
        if isinstance(value.get("oneOf"), list) and "anyOf" not in value:
            yield place
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from _with_one_of(member, (*place, index))


_COMMANDS: Mapping[str, Callable[[Draft, _Arguments], None]] = {
    "update": _update,
    "append": _append,
    "merge": _merge,
    "remove": _remove,
    "copy": _copy,
    "move": _move,
    "renameKeys": _rename_keys,
    "extractRefs": _extract_refs,
    "oneOfToAnyOf": _one_of_to_any_of,
}
# Other spellings of the commands.
_ALIASES = {
    **dict.fromkeys(("renameKey", "rename_keys", "rename"), "renameKeys"),
    **dict.fromkeys(
        ("extractRef", "extract_refs", "extractToRef", "extract"), "extractRefs"
    ),
    "mergeObject": "merge",
}
