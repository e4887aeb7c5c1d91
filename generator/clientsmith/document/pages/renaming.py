"""Rename different components that share a name on several pages.

`$ref`s are local to a page. Where nothing says that pages are of one document, each
page's components are its own, and those that differ get names of their own.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from typing import TypeAlias

from clientsmith.document.pages.uniting import fingerprint, kind_at
from clientsmith.document.pointers import escape, unescape
from clientsmith.document.values import JsonObject, JsonValue

_Name: TypeAlias = tuple[str, str]
"""The section of `components`, and the name in it."""
_Colours: TypeAlias = dict[_Name, str]
_PREFIX = "#/components/"
# Requirements refer to them by name, without a `$ref`.
_KEPT = "securitySchemes"
# Fern's names of types: `type_:B`, `type_a/c:B`, `type_a_B`.
_TYPE = re.compile(r"type_(?:.*:|(?:[a-z]\w*?_)*(?=[A-Z]))(?P<name>\w+)")


def with_own_components(
    documents: Sequence[JsonObject],
) -> tuple[list[JsonObject], dict[_Name, list[int]]]:
    """Rename components that differ; return the documents and the places by name.

    What most documents describe keeps its name.
    """
    colours = _settled([_colours(document) for document in documents], documents)
    taken = {name for own_colours in colours for name in own_colours}
    new_names: dict[tuple[_Name, str], str] = {}
    for name in sorted(taken):
        found = [own_colours[name] for own_colours in colours if name in own_colours]
        _, *odd = [colour for colour, _ in Counter(found).most_common()]
        for colour in odd:
            free = _free(name, taken)
            taken.add((name[0], free))
            new_names[name, colour] = free
    renamed: dict[_Name, list[int]] = {}
    result = []
    for at, (document, own) in enumerate(zip(documents, colours, strict=True)):
        names = {
            name: new_names[name, colour]
            for name, colour in own.items()
            if (name, colour) in new_names
        }
        for name in names:
            renamed.setdefault(name, []).append(at)
        result.append(_renamed(document, names) if names else document)
    return result, renamed


def with_plain_names(
    documents: Sequence[JsonObject],
) -> tuple[list[JsonObject], int]:
    """Rename schemas `type_a:B` to `B`; return the documents and the count.

    Where several groups have a `B`, each is with its group.
    """
    known = {
        name
        for document in documents
        for section, name in _components(document)
        if section == "schemas"
    }
    read = {name: found for name in known if (found := _TYPE.fullmatch(name))}
    if 2 * len(read) <= len(known):
        return [*documents], 0
    counts = Counter(found["name"] for found in read.values())
    names = {
        ("schemas", name): (
            found["name"]
            if counts[found["name"]] == 1 and found["name"] not in known
            else "_".join(re.findall(r"\w+", name.removeprefix("type_")))
        )
        for name, found in read.items()
    }
    return [_renamed(document, names) for document in documents], len(names)


def _free(name: _Name, taken: set[_Name]) -> str:
    section, text = name
    number = 2
    while (section, f"{text}{number}") in taken:
        number += 1
    return f"{text}{number}"


def _components(document: JsonObject) -> dict[_Name, JsonValue]:
    components = document.get("components")
    return {
        (section, name): value
        for section, members in (
            components.items() if isinstance(components, dict) else ()
        )
        if isinstance(members, dict) and section != _KEPT
        for name, value in members.items()
    }


def _colours(document: JsonObject) -> _Colours:
    """Return a fingerprint of each component by itself."""
    return {
        name: _hash(fingerprint(value, kind_at(("components", *name))))
        for name, value in _components(document).items()
    }


def _settled(
    colours: list[_Colours], documents: Sequence[JsonObject]
) -> list[_Colours]:
    """Return a fingerprint of each component with everything that it refers to."""
    references = [
        {name: _references(value) for name, value in _components(document).items()}
        for document in documents
    ]
    count = 0
    while count != (count := len({c for colour in colours for c in colour.values()})):
        colours = [
            {
                name: _hash(colour, *(own.get(target, "") for target in targets[name]))
                for name, colour in own.items()
            }
            for own, targets in zip(colours, references, strict=True)
        ]
    return colours


def _hash(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def _references(value: JsonValue) -> list[_Name]:
    """Return the referenced components, in an order that does not depend on the
    document.
    """
    found: set[_Name] = set()
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, list):
            waiting += current
        elif isinstance(current, dict):
            waiting += current.values()
            name = _name_in(current.get("$ref"))
            if name is not None:
                found.add(name)
    return sorted(found)


def _name_in(reference: JsonValue) -> _Name | None:
    if not isinstance(reference, str) or not reference.startswith(_PREFIX):
        return None
    section, _, rest = reference.removeprefix(_PREFIX).partition("/")
    return (section, unescape(rest.partition("/")[0])) if rest else None


def _renamed(document: JsonObject, names: dict[_Name, str]) -> JsonObject:
    changed = _with_references(document, names)
    assert isinstance(changed, dict)
    components = changed.get("components")
    if not isinstance(components, dict):
        return changed
    return {
        **changed,
        "components": {
            section: (
                {
                    names.get((section, name), name): member
                    for name, member in members.items()
                }
                if isinstance(members, dict)
                else members
            )
            for section, members in components.items()
        },
    }


def _with_references(value: JsonValue, names: dict[_Name, str]) -> JsonValue:
    if isinstance(value, list):
        return [_with_references(member, names) for member in value]
    if isinstance(value, dict):
        return {
            key: (
                _with_reference(member, names)
                if key == "$ref"
                or (isinstance(member, str) and member.startswith(_PREFIX))
                else _with_references(member, names)
            )
            for key, member in value.items()
        }
    return value


def _with_reference(value: JsonValue, names: dict[_Name, str]) -> JsonValue:
    name = _name_in(value)
    if name is None or name not in names:
        return _with_references(value, names)
    _, _, rest = str(value).removeprefix(_PREFIX).partition("/")
    _, slash, below = rest.partition("/")
    return f"{_PREFIX}{name[0]}/{escape(names[name])}{slash}{below}"
