"""The marks `x-stainless-...` of a document, as changes of the document.

The other marks are facts about schemas and operations that the plan reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clientsmith.diagnostics import Diagnostics
from clientsmith.document.documents import Document
from clientsmith.document.queries import in_removal_order
from clientsmith.document.values import JsonValue
from clientsmith.stainless.config import LANGUAGES
from clientsmith.stainless.reading import CODE
from clientsmith.stainless.transforms import Draft, Place
from clientsmith.support.suggestions import did_you_mean

SKIP = "x-stainless-skip"
_OVERRIDE = "x-stainless-override-schema"
_ANY = "x-stainless-any"
_PARAM = "x-stainless-param"
_NAMING = "x-stainless-naming"
_NAME = "x-speakeasy-name-override"  # the one that the model reads
_LANGUAGE = "python"
_PREFIX = "x-stainless-"
_HONOURED = frozenset(
    {
        *("any", "auth", "const", "deprecation-message", "empty-object", "method"),
        *("naming", "override-schema", "pagination-property", "param", "skip"),
        "variantName",
    }
)
# Names of enumeration members, nominal types and examples: for other languages.
_WITHOUT_MEANING = frozenset({"nominal", "renameMap", "snippets"})
# What an annotation says stays if the schema may be any value.
_ANNOTATIONS = frozenset(
    {"title", "description", "deprecated", "readOnly", "writeOnly", "default"}
)
# What contains parts that can be removed.
_REMOVABLE = frozenset({"allOf", "anyOf", "oneOf", "parameters", "properties"})
_DEEPEST = 20


def apply_marks(draft: Draft) -> None:
    """Replace schemas that are marked so, and remove what Python goes without."""
    for place, value in [*_marked(draft.value, _OVERRIDE)]:
        draft.put(place, value[_OVERRIDE])
    for place, value in [*_marked(draft.value, _ANY)]:
        if value[_ANY] is True:
            kept = {key: value[key] for key in value if key in _ANNOTATIONS}
            draft.put(place, kept)
    places = dict.fromkeys(_skipped(draft.value))
    for place in in_removal_order(places):
        if place[-2:-1] == ("properties",):
            _optional(draft, place[:-2], str(place[-1]))
        draft.remove(place)


def apply_names(draft: Draft) -> None:
    """Give properties and parameters the names that the document has for Python."""
    for place, value in [*_marked(draft.value, _PARAM, _NAMING)]:
        name = _name(value)
        if name is None:
            continue
        is_parameter = "in" in value and isinstance(value.get("schema"), dict)
        draft.put((*place, "schema", _NAME) if is_parameter else (*place, _NAME), name)


def report_marks(draft: Draft, document: Document, found: Diagnostics) -> None:
    """Report the marks that have no effect: each once, where it is first."""
    first: dict[str, Place] = {}
    for place, value in _objects(draft.value):
        if place[-1:] == ("properties",):
            continue
        for key in value:
            if key.startswith(_PREFIX):
                first.setdefault(key, (*place, key))
    for key in sorted(first):
        name = key.removeprefix(_PREFIX)
        if name in _HONOURED or name.partition("-")[0] in LANGUAGES:
            continue
        location = document.location(tuple(map(str, first[key])))
        if name in _WITHOUT_MEANING:
            found.info(CODE, f"`{key}` has no meaning here", location)
            continue
        hint = did_you_mean(key, sorted(f"{_PREFIX}{each}" for each in _HONOURED))
        found.warning(CODE, f"`{key}` is not known: it has no effect", location, hint)


def own_name(value: JsonValue, kind: str) -> str | None:
    """Return the name for Python that a value has in `x-stainless-naming`.

    `kind` is `property_name`, `method_name` or `type_name`.
    """
    naming = value.get(_NAMING) if isinstance(value, dict) else None
    own = naming.get(_LANGUAGE) if isinstance(naming, dict) else None
    name = own.get(kind) if isinstance(own, dict) else None
    return name if isinstance(name, str) and name else None


def skips_python(mark: object) -> bool:
    """Return whether a value of `x-stainless-skip` concerns Python."""
    return mark is True or (isinstance(mark, list) and _LANGUAGE in mark)


def _name(value: dict[str, JsonValue]) -> str | None:
    name = own_name(value, "property_name") or value.get(_PARAM)
    return name if isinstance(name, str) else None


def _marked(
    value: JsonValue, *marks: str, place: Place = ()
) -> Iterator[tuple[Place, dict[str, JsonValue]]]:
    """Yield the objects with one of the marks, and their places, inner ones last."""
    for at, each in _objects(value, place):
        if any(mark in each for mark in marks):
            yield at, each


def _objects(
    value: JsonValue, place: Place = ()
) -> Iterator[tuple[Place, dict[str, JsonValue]]]:
    """Yield all objects in a value, and their places, inner ones last."""
    waiting = [(place, value)]
    while waiting:
        at, each = waiting.pop()
        if isinstance(each, dict):
            yield at, each
            waiting += [((*at, key), member) for key, member in each.items()]
        elif isinstance(each, list):
            waiting += [((*at, index), member) for index, member in enumerate(each)]


def _skipped(root: JsonValue) -> Iterator[Place]:
    """Yield the places of parameters, properties and variants to remove."""
    for place, value in _marked(root, SKIP):
        if not skips_python(value[SKIP]):
            continue
        *_, owner = ("", *place[:-1])
        if owner in _REMOVABLE:
            yield place
        elif place[-1:] == ("schema",) and place[-3:-2] == ("parameters",):
            yield place[:-1]
    yield from _references_to_skipped(root)


def _references_to_skipped(root: JsonValue) -> Iterator[Place]:
    """Yield the references to parameters and variants that are marked themselves."""
    for place, value in _marked(root, "$ref"):
        *_, owner = ("", *place[:-1])
        if owner not in _REMOVABLE or owner == "properties":
            continue
        target = _target(root, value["$ref"])
        schema = target.get("schema")
        inner = schema.get(SKIP) if isinstance(schema, dict) else None
        if skips_python(target.get(SKIP)) or skips_python(inner):
            yield place


def _target(root: JsonValue, reference: JsonValue) -> Mapping[str, JsonValue]:
    """Return the object that a reference into the same document leads to."""
    for _ in range(_DEEPEST):
        value = root
        if not isinstance(reference, str) or not reference.startswith("#/"):
            return {}
        for token in reference[2:].split("/"):
            name = token.replace("~1", "/").replace("~0", "~")
            value = value.get(name) if isinstance(value, dict) else None
        if not isinstance(value, dict):
            return {}
        if "$ref" not in value:
            return value
        reference = value["$ref"]
    return {}


def _optional(draft: Draft, owner: Place, name: str) -> None:
    """Remove a property from those that its object requires."""
    schema = draft.at(owner)
    required = schema.get("required") if isinstance(schema, dict) else None
    if isinstance(required, list) and name in required:
        draft.put((*owner, "required"), [each for each in required if each != name])
