"""Schemas and values that are made up, and what may be done to schemas."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Schema = dict[str, Any]
NAMES = ("a", "b", "c")
WORDS = ("", "x", "xy", "xyz", "ab", "abcdef")


def numbers() -> st.SearchStrategy[Schema]:
    limits = st.integers(-3, 6)
    return st.fixed_dictionaries(
        {"type": st.sampled_from(("integer", "number"))},
        optional={
            "minimum": limits,
            "maximum": limits,
            "exclusiveMinimum": limits,
            "exclusiveMaximum": limits,
            "multipleOf": st.sampled_from((1, 2, 3, 4, 0.5)),
        },
    )


def strings() -> st.SearchStrategy[Schema]:
    return st.fixed_dictionaries(
        {"type": st.just("string")},
        optional={
            "minLength": st.integers(0, 3),
            "maxLength": st.integers(1, 6),
            "pattern": st.sampled_from(("^x", "y$", "^[a-z]*$")),
        },
    )


def enums() -> st.SearchStrategy[Schema]:
    values = st.sampled_from((*WORDS[1:], 1, 2, 2.5, True, None))
    return st.lists(values, min_size=1, max_size=4, unique_by=repr).map(
        lambda chosen: {"enum": chosen}
    )


def arrays(items: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    return st.fixed_dictionaries(
        {"type": st.just("array"), "items": items},
        optional={
            "minItems": st.integers(0, 2),
            "maxItems": st.integers(1, 3),
            "uniqueItems": st.booleans(),
            "prefixItems": st.lists(items, min_size=1, max_size=2),
            "contains": items,
        },
    )


def objects(members: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    return st.builds(
        lambda properties, required, more: {
            "type": "object",
            "properties": properties,
            "required": sorted(required & properties.keys()),
            **more,
        },
        st.dictionaries(st.sampled_from(NAMES), members, min_size=1, max_size=3),
        st.sets(st.sampled_from(NAMES)),
        st.fixed_dictionaries(
            {},
            optional={
                "additionalProperties": st.one_of(st.just(False), members),
                "maxProperties": st.integers(1, 3),
                "minProperties": st.integers(0, 2),
                "dependentRequired": st.just({"a": ["b"]}),
            },
        ),
    )


def composed(parts: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    several = st.lists(parts, min_size=1, max_size=3)
    return st.one_of(
        several.map(lambda chosen: {"anyOf": chosen}),
        several.map(lambda chosen: {"oneOf": chosen}),
        several.map(lambda chosen: {"allOf": chosen}),
        st.builds(lambda one, other: {"allOf": [one], "not": other}, parts, parts),
        st.builds(
            lambda one, test, other: {"allOf": [one], "if": test, "then": other},
            parts,
            parts,
            parts,
        ),
    )


def nullable(schemas: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    return st.one_of(
        schemas,
        schemas.map(
            lambda schema: (
                {**schema, "type": [schema["type"], "null"]}
                if "type" in schema
                else schema
            )
        ),
    )


SCHEMAS = st.recursive(
    nullable(st.one_of(numbers(), strings(), enums(), st.just({"type": "boolean"}))),
    lambda inner: nullable(st.one_of(arrays(inner), objects(inner), composed(inner))),
    max_leaves=6,
)
VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-4, 8),
        st.sampled_from((0.5, 1.5, 2.5)),
        st.sampled_from(WORDS),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
    ),
    max_leaves=5,
)


BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
SIZES = (
    *("minLength", "maxLength", "minItems", "maxItems"),
    *("minProperties", "maxProperties"),
)
INSIDE = ("items", "additionalProperties", "not", "if", "then", "contains")
LISTS = ("anyOf", "oneOf", "allOf", "prefixItems")


@st.composite
def mutated(draw: st.DrawFn, schema: Schema) -> Schema:
    """A schema with something changed somewhere inside."""
    inner = [key for key in schema if key in (*INSIDE, *LISTS, "properties")]
    how = draw(st.sampled_from(("inside", "inside", "keyword", "whole")))
    if how == "inside" and inner:
        key = draw(st.sampled_from(inner))
        return {**schema, key: draw(changed_inside(schema[key]))}
    if how == "whole" or not schema:
        return draw(SCHEMAS)
    return draw(changed_keyword(schema))


@st.composite
def changed_inside(draw: st.DrawFn, value: Any) -> Any:
    if isinstance(value, list):
        at = draw(st.integers(0, len(value) - 1))
        how = draw(st.sampled_from(("change", "drop", "add")))
        if how == "drop" and len(value) > 1:
            return [*value[:at], *value[at + 1 :]]
        if how == "add":
            return [*value, draw(SCHEMAS)]
        return [*value[:at], draw(mutated(value[at])), *value[at + 1 :]]
    if isinstance(value, bool):
        return draw(SCHEMAS)
    if set(value) <= set(NAMES):
        name = draw(st.sampled_from(NAMES))
        if name in value and draw(st.booleans()):
            return {**value, name: draw(mutated(value[name]))}
        return {key: inner for key, inner in value.items() if key != name} | (
            {} if name in value else {name: draw(SCHEMAS)}
        )
    return draw(mutated(value))


@st.composite
def changed_keyword(draw: st.DrawFn, schema: Schema) -> Schema:
    key = draw(st.sampled_from(sorted(schema)))
    value = schema[key]
    if key in (*BOUNDS, *SIZES):
        moved = value + draw(st.sampled_from((-1, 1)))
        return {**schema, key: max(moved, 0) if key in SIZES else moved}
    if key == "required":
        names = set(value) ^ {draw(st.sampled_from(NAMES))}
        known = names & schema.get("properties", {}).keys()
        return {**schema, key: sorted(known)}
    if key == "enum":
        return {**schema, key: value[1:] or [*value, "new"]}
    if key == "type":
        listed = value if isinstance(value, list) else [value]
        kept = [element for element in listed if element != "null"]
        return {**schema, key: kept if "null" in listed else [*listed, "null"]}
    if key in ("anyOf", "oneOf"):
        other = "oneOf" if key == "anyOf" else "anyOf"
        return {other: value}
    return {name: member for name, member in schema.items() if name != key}


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Schema, Schema]:
    base = draw(SCHEMAS)
    return base, draw(mutated(base))
