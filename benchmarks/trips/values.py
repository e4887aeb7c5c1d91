"""Random values of the schemas of a document."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from math import inf
from typing import Any

from hypothesis import strategies as st

from benchmarks.trips import leaves
from benchmarks.trips.json_values import Json, Schema, named
from benchmarks.trips.leaves import Place, UnsatisfiableError
from benchmarks.trips.schemas import Schemas

# Beyond this many values, or levels, only what is required is drawn.
_MANY = 60
_DEEP = 4
_DEEPEST = 14
_TRIES = 12
MEMBER = "member"
"""The choice whether an optional member comes."""

FULLNESS = "fullness"
"""The choice of how many come: all near the top, none, or some."""

_TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")


@dataclass
class Values:
    """Draws values. `draw` is Hypothesis's; `files`: binary strings are bytes;
    None: there is no way to write any.

    `further`: objects may have members that the schema does not name.
    """

    draw: Any
    schemas: Schemas
    further: bool = False
    files: bool | None = False
    _left: int = field(default=_MANY)
    _fullness: int = 0

    def value(self, schema: Schema, place: Place = Place.JSON) -> Json:
        """A valid value. Raises `UnsatisfiableError`."""
        problem = "no value was found"
        # Values of several variants of a `oneOf` are not valid: where no others are
        # found, what is meant is surely `anyOf`.
        for loose in (False, True):
            for _ in range(_TRIES):
                self._left = _MANY
                self._fullness = self.pick((2, 0, 1), FULLNESS)
                made = self._value(schema, place, 0)
                said = self.schemas.errors(schema, textual(made), loose=loose)
                problem = next(said, "")
                if not problem:
                    return made
        raise UnsatisfiableError(problem)

    def pick(self, options: Sequence[Json], about: Hashable) -> Json:
        """One of the options; `about` tells one choice from another."""
        return self.draw(st.sampled_from(options))

    def text(self, flat: Schema, place: Place) -> str:
        """A string of a schema without composition."""
        found: str = self.draw(leaves.texts({**flat, "type": "string"}, place))
        return found

    def _value(self, schema: Schema, place: Place, depth: int) -> Json:
        if depth > _DEEPEST:
            raise UnsatisfiableError("the schema contains itself")
        self._left -= 1
        flat = self._flat(schema, depth, place)
        if "const" in flat:
            return flat["const"]
        if "enum" in flat:
            return self._constant(flat, place)
        if self.files and depth == 1 and not {*flat} - {"format"}:
            return self.draw(st.binary(max_size=9))  # an untyped part is a file
        names = _types(flat)
        if place is not Place.JSON:  # what is null is not sent
            names = [name for name in names if name != "null"] or names
        if depth > _DEEP or self._left < 0:
            names = names[:1]
        kind = names[0] if len(names) == 1 else self.pick(names, ("type", str(flat)))
        match kind:
            case "null":
                return None
            case "boolean":
                return self.draw(st.booleans())
            case "integer" | "number":
                return self.draw(leaves.numbers({**flat, "type": kind}))
            case "string" if self.files is None and flat.get("format") == "binary":
                raise UnsatisfiableError("JSON holds no files")
            case "string" if self.files and flat.get("format") == "binary":
                return self.draw(st.binary(max_size=9))
            case "string":
                return self.text(flat, place)
            case "array":
                return self._array(flat, place, depth)
            case _:
                return self._object(flat, place, depth)

    def _constant(self, flat: Schema, place: Place) -> Json:
        names = _types(flat)
        whole = "integer" in names and "number" not in names
        values = [
            int(value) if whole and isinstance(value, float) else value
            for value in flat["enum"]
            if any(_is(value, name) for name in names)
            and not (place is not Place.JSON and value is None)
            and not (isinstance(value, str) and not leaves.fits(value, place))
        ]
        if not values:
            raise UnsatisfiableError(f"none of {flat['enum']} is a {'/'.join(names)}")
        return self.pick(values, ("enum", str(values)))

    def _array(self, flat: Schema, place: Place, depth: int) -> Json:
        prefix = flat.get("prefixItems", [])
        low = max(flat.get("minItems", 0), 0 if place is Place.JSON else 1)
        high = min(flat.get("maxItems", inf), max(low, len(prefix)) + 2)
        most = low if depth > _DEEP or self._left < 0 else int(high)
        size = self.draw(st.integers(low, max(low, most)))
        items = flat.get("items", {})
        kinds = [*prefix, *[items] * size][:size]
        if items is False:
            kinds = kinds[: len(prefix)]
        made: list[Json] = []
        for kind in kinds:
            item = self._value(kind, place, depth + 1)
            # Sets are made by leaving out what is there already.
            if not (flat.get("uniqueItems") and _key(item) in map(_key, made)):
                made.append(item)
        return made

    def _object(self, flat: Schema, place: Place, depth: int) -> Json:
        required = [*flat.get("required", ())]
        members = flat.get("properties", {})
        made: dict[str, Json] = {}
        for name, member in members.items():
            if name in required:
                made[name] = self._value(member, place, depth + 1)
            elif self._wanted(member, depth):
                with suppress(UnsatisfiableError):  # it can be left out
                    made[name] = self._value(member, place, depth + 1)
        extra = flat.get("additionalProperties", True)
        for name in required:
            if name not in made and extra is not False:
                made[name] = self._value(extra, place, depth + 1)
        for name in self._further(flat, extra, depth):
            if name not in made and name not in members:
                made[name] = self._value(extra, place, depth + 1)
        for name, value in flat.get("told", {}).items():
            if self.schemas.allows(members.get(name, True), value):
                made[name] = value
        return made

    def _further(self, flat: Schema, extra: Schema, depth: int) -> Iterator[str]:
        """Names that the schema does not have."""
        named = flat.get("properties")
        if extra is False or depth > _DEEP or self._left < 0:
            return
        if named and not self.further:
            return
        low = max(0, flat.get("minProperties", 0) - len(named or {}))
        size = self.draw(st.integers(low, max(low, 1 if named else 2)))
        for at in range(size):
            yield self.draw(st.sampled_from(("zz", "any thing", "ß"))) + str(at)

    def _wanted(self, schema: Schema, depth: int) -> bool:
        if schema is False or depth > _DEEP or self._left < 0:
            return False
        if self._fullness == 2 and depth < 2:
            return self._height(schema, ()) < inf
        wanted = self._fullness > 0 and self.pick((False, True), MEMBER)
        return wanted and self._height(schema, ()) < inf

    def _flat(self, schema: Schema, depth: int, place: Place) -> dict[str, Json]:
        """The schema without references and composition: variants are chosen."""
        flat: dict[str, Json] = {}
        waiting: list[Schema] = [schema]
        passed: dict[str, None] = {}
        while waiting:
            part = waiting.pop()
            if part is False:
                raise UnsatisfiableError("nothing is valid")
            if part is True:
                continue
            reference = part.get("$ref")
            if reference is not None and reference not in passed:
                passed[reference] = None
                for name, said in self.schemas.selected.get(reference, {}).items():
                    told = flat.setdefault("told", {})
                    told.setdefault(name, self.pick(said, (reference, name)))
                waiting.append(self.schemas.shared[reference])
            waiting += part.get("allOf", ())
            for keyword in ("oneOf", "anyOf"):
                if part.get(keyword):
                    variant = self.variant(part[keyword], depth, place)
                    self._tell(flat, part, variant)
                    waiting.append(variant)
            if "discriminator" in part and not {"oneOf", "anyOf"} & part.keys():
                waiting += self._child(flat, part["discriminator"], passed, depth)
            merge(flat, part)
        return flat

    def variant(self, variants: list[Schema], depth: int, place: Place) -> Schema:
        """The one of several schemas that is drawn."""
        if place is not Place.JSON:  # what is null is not sent
            variants = [
                variant for variant in variants if not _is_null(variant)
            ] or variants
        heights = [self._height(variant, ()) for variant in variants]
        lowest = min(heights)
        if lowest == inf:
            raise UnsatisfiableError("the schema contains itself")
        deep = depth > _DEEP or self._left < 0
        possible = [
            variant
            for variant, height in zip(variants, heights, strict=True)
            if height < inf and (not deep or height == lowest)
        ]
        return self.pick(possible, ("variant", str(variants)))

    def _tell(self, flat: dict[str, Json], union: Schema, variant: Schema) -> None:
        """Set the value of the discriminator that selects the variant."""
        discriminator = union.get("discriminator")
        reference = variant.get("$ref") if isinstance(variant, dict) else None
        if not isinstance(discriminator, dict) or reference is None:
            return
        said = [
            value
            for value, target in (discriminator.get("mapping") or {}).items()
            if self.schemas.reference(target) == reference
        ]
        name = named(reference)
        value = self.pick(said or [name], (reference, str(said)))
        flat.setdefault("told", {})[discriminator["propertyName"]] = value

    def _child(
        self,
        flat: dict[str, Json],
        discriminator: Json,
        passed: dict[str, None],
        depth: int,
    ) -> Iterator[Schema]:
        """Return one of the schemas that extend a base, whose value is a value of both."""
        if not isinstance(discriminator, dict):
            return
        base = [*passed][-1] if passed else ""
        mapping = {
            value: self.schemas.reference(target)
            for value, target in (discriminator.get("mapping") or {}).items()
        }
        children = self.schemas.children(base) if base else []
        for child in children:
            if child not in mapping.values():
                mapping[named(child)] = child
        if not mapping:
            return
        name = discriminator["propertyName"]
        for reference in passed:
            said = [value for value, target in mapping.items() if target == reference]
            if said:
                value = self.pick(said, (reference, str(said)))
                flat.setdefault("told", {}).setdefault(name, value)
                return
        references: list[Schema] = [{"$ref": member} for member in mapping.values()]
        variant = self.variant(references, depth, Place.JSON)
        said = [value for value, member in mapping.items() if member == variant["$ref"]]
        value = self.pick(said, (variant["$ref"], str(said)))
        flat.setdefault("told", {})[name] = value
        yield variant

    def _height(self, schema: Schema, above: tuple[str, ...]) -> float:
        """The levels that a value of the schema has at least."""
        if not isinstance(schema, dict):
            return inf if schema is False else 0
        reference = schema.get("$ref")
        found: float = 0
        if reference is not None:
            if reference in above:
                return inf
            found = self._height(self.schemas.shared[reference], (*above, reference))
        for value in schema.get("allOf", ()):
            found = max(found, self._height(value, above))
        for keyword in ("oneOf", "anyOf"):
            if schema.get(keyword):
                found = max(
                    found,
                    min(self._height(element, above) for element in schema[keyword]),
                )
        members = schema.get("properties", {})
        for name in schema.get("required", ()):
            if name in members:
                found = max(found, 1 + self._height(members[name], above))
        if schema.get("minItems") and "items" in schema:
            found = max(found, 1 + self._height(schema["items"], above))
        return found


def merge(flat: dict[str, Json], schema: dict[str, Json]) -> None:
    """Add what a part of an `allOf` says."""
    old: Json
    for key, item in schema.items():
        if key in ("$ref", "allOf", "oneOf", "anyOf", "discriminator"):
            continue
        old = flat.get(key)
        if key == "properties":
            flat[key] = {**(old or {})}
            for name, member in item.items():
                before = flat[key].get(name)
                flat[key][name] = (
                    member if before in (None, member) else {"allOf": [before, member]}
                )
        elif key == "required":
            flat[key] = [*dict.fromkeys([*(old or ()), *item])]
        elif key not in flat:
            flat[key] = item
        elif key == "type":
            first, second = _listed(old), _listed(item)
            both = [name for name in first if name in second]
            if not both and {*first, *second} >= {"integer", "number"}:
                both = ["integer"]
            flat[key] = both
        elif key == "enum":
            flat[key] = [value for value in old if value in item]
        elif key in ("items", "additionalProperties") and old != item:
            flat[key] = {"allOf": [old, item]}
        elif key in ("minimum", "exclusiveMinimum", "minLength", "minItems"):
            flat[key] = max(old, item)
        elif key in ("maximum", "exclusiveMaximum", "maxLength", "maxItems"):
            flat[key] = min(old, item)


def _types(flat: dict[str, Json]) -> list[str]:
    """The possible types, plain ones first."""
    if "type" in flat:
        named = _listed(flat["type"])
        if not named:
            raise UnsatisfiableError("parts of the schema have different types")
        if "told" in flat and "object" in named:
            return ["object"]
        return sorted(named, key=lambda value: _TYPES.index(value))
    if "enum" in flat:
        return [*_TYPES]
    if {"properties", "required", "told"} & flat.keys() or isinstance(
        flat.get("additionalProperties"), dict
    ):
        return ["object"]
    if {"items", "prefixItems"} & flat.keys():
        return ["array"]
    if {"pattern", "minLength", "maxLength", "format"} & flat.keys():
        return ["string"]
    if {"minimum", "maximum", "multipleOf"} & flat.keys():
        return ["number"]
    return ["string", "integer", "boolean", "null"]


def _is_null(schema: Schema) -> bool:
    return isinstance(schema, dict) and schema.get("type") == "null"


def _listed(type_: Json) -> list[str]:
    return [type_] if isinstance(type_, str) else [*type_]


def _is(value: Json, name: str) -> bool:
    kinds: dict[str, Any] = {
        "null": type(None), "boolean": bool, "string": str, "array": list,
        "object": dict,
    }  # fmt: skip
    if name in kinds:
        return isinstance(value, kinds[name])
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return name == "number" or float(value).is_integer()


def _key(value: Json) -> str:
    return json.dumps(textual(value), sort_keys=True)


def textual(value: Json) -> Json:
    """The value for a validator, which knows no bytes."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list):
        return [textual(element) for element in value]
    if isinstance(value, dict):
        return {name: textual(member) for name, member in value.items()}
    return value
