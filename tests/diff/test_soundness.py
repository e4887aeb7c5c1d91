"""If no break is reported, valid values stay valid according to a validator."""

from __future__ import annotations

import re
from typing import Any

import jsonschema_rs
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.diff.documents import OK, api, asks, compared, gives, takes
from tests.diff.made_up import VALUES, Schema, pairs

POLICIES = re.compile(
    r"^response-(.*-max-(length|items|properties)-(unset|increased)"
    r"|property-added-to-closed)$"
)


def described(value: Any, schema: Schema) -> bool:
    """Return whether the document describes all members of the value."""
    return is_valid(closed(schema), value)


def closed(schema: Any) -> Any:
    """The schema with `unevaluatedProperties: false` wherever an object is open."""
    if isinstance(schema, list):
        return [closed(value) for value in schema]
    if not isinstance(schema, dict):
        return schema
    result = {
        key: (
            value
            if key in ("not", "if", "enum", "contains")
            else (
                {name: closed(inner) for name, inner in value.items()}
                if key == "properties"
                else closed(value)
            )
        )
        for key, value in schema.items()
    }
    tells = "properties" in schema or schema.get("type") == "object"
    if tells and "additionalProperties" not in schema:
        result["unevaluatedProperties"] = False
    return result


def is_valid(schema: Any, value: Any) -> bool:
    return jsonschema_rs.Draft202012Validator(schema).is_valid(value)


def is_silent(base: Schema, revision: Schema) -> bool:
    """Return whether neither a break nor a doubt is reported, nor an accepted
    exception.
    """
    comparison = compared(base, revision)
    summary = comparison.summary
    lived_with = any(POLICIES.search(change.id) for change in comparison.changes)
    return not summary.breaking and not summary.warning and not lived_with


SETTINGS = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@SETTINGS
@given(pairs(), st.lists(VALUES, min_size=20, max_size=40))
def test_requests_that_were_valid_stay_valid(
    pair: tuple[Schema, Schema], values: list[Any]
) -> None:
    base, revision = pair
    if is_silent(takes(base), takes(revision)):
        for value in values:
            if is_valid(base, value) and described(value, base):
                assert is_valid(revision, value), (base, revision, value)


@SETTINGS
@given(pairs(), st.lists(VALUES, min_size=20, max_size=40))
def test_answers_that_become_valid_were_valid(
    pair: tuple[Schema, Schema], values: list[Any]
) -> None:
    base, revision = pair
    if is_silent(gives(base), gives(revision)):
        for value in values:
            if is_valid(revision, value) and described(value, revision):
                assert is_valid(base, value), (base, revision, value)


RANGES = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
EDGES = (0, 5, 2**31 - 1, 2**31, 2**40, 2**63, -(2**31), -(2**31) - 1, -(2**63) - 1)
INTEGERS = st.fixed_dictionaries(
    {"type": st.just("integer")},
    optional={
        "format": st.sampled_from((*RANGES,)),
        "minimum": st.sampled_from(EDGES),
        "maximum": st.sampled_from(EDGES),
    },
)


def in_range(schema: Schema, value: int) -> bool:
    least, most = RANGES.get(schema.get("format", ""), (value, value))
    limits = schema.get("minimum", value), schema.get("maximum", value)
    return least <= value <= most and limits[0] <= value <= limits[1]


@SETTINGS
@given(INTEGERS, INTEGERS)
def test_formats_and_limits_of_integers(base: Schema, revision: Schema) -> None:
    if is_silent(takes(base), takes(revision)):
        assert all(
            in_range(revision, value) for value in EDGES if in_range(base, value)
        )
    if is_silent(gives(base), gives(revision)):
        assert all(
            in_range(base, value) for value in EDGES if in_range(revision, value)
        )
    same = [in_range(base, value) == in_range(revision, value) for value in EDGES]
    if base.get("format") == revision.get("format") is None and not all(same):
        assert compared(takes(base), takes(revision)).changes


CONSTANTS = st.lists(st.sampled_from("abcd"), min_size=1, max_size=4, unique=True)


@st.composite
def listed(draw: st.DrawFn) -> tuple[Schema, set[str]]:
    """Values in one of the ways to list them."""
    values = draw(CONSTANTS)
    at = draw(st.integers(0, len(values)))
    union = draw(st.sampled_from(("anyOf", "oneOf")))
    constants: list[Any] = [{"const": value, "title": value} for value in values[:at]]
    if at < len(values):
        constants.append({"type": "string", "enum": values[at:]})
    ways = ({"type": "string", "enum": values}, {union: constants})
    return draw(st.sampled_from(ways)), set(values)


@SETTINGS
@given(listed(), listed())
def test_however_values_are_listed(
    base: tuple[Schema, set[str]], revision: tuple[Schema, set[str]]
) -> None:
    for one, other in ((base, revision), (revision, base)):
        assert is_silent(takes(one[0]), takes(other[0])) is (one[1] <= other[1])
        assert is_silent(gives(one[0]), gives(other[0])) is (one[1] >= other[1])


TAGS: list[Any] = [None, {"type": "string"}, {"const": "a"}, {"enum": ["a", "b"]}]
MAPPINGS: list[dict[str, str]] = [
    {},
    {"a": "A", "b": "B"},
    {"b": "A", "a": "B"},
    {"a": "A"},
    {"a": "A", "b": "B", "c": "B"},
]
PREFIX = "#/components/schemas/"


@st.composite
def selected(draw: st.DrawFn) -> tuple[Schema, dict[str, Any], dict[str, set[str]]]:
    """A union with a discriminator, its components, and what selects each of them."""
    names = draw(st.sampled_from((["A"], ["A", "B"])))
    schemas: dict[str, dict[str, Any]] = {}
    for name in names:
        tag = draw(st.sampled_from(TAGS))
        properties = {**({} if tag is None else {"t": tag}), name.lower(): STRING}
        schemas[name] = {"type": "object", "properties": properties, "required": ["t"]}
    known = draw(st.sampled_from(MAPPINGS))
    mapping = {value: name for value, name in known.items() if name in names}
    told = {value: PREFIX + name for value, name in mapping.items()}
    union = {
        "oneOf": [{"$ref": PREFIX + value} for value in names],
        "discriminator": {"propertyName": "t", **({"mapping": told} if told else {})},
    }
    tags = {
        name: {value for value, member in mapping.items() if member == name}
        or listed_in(schemas[name]["properties"].get("t", {}))
        or {name}
        for name in names
    }
    # A mapping and constants that contradict each other say nothing.
    listed = {
        name: listed_in(schema["properties"].get("t", {}))
        for name, schema in schemas.items()
    }
    assume(all(not listed[name] or listed[name] & tags[name] for name in names))
    assume(not set.intersection(*tags.values()) or len(names) == 1)
    return union, schemas, tags


def listed_in(schema: Schema) -> set[str]:
    return {*schema.get("enum", ()), *([schema["const"]] if "const" in schema else ())}


STRING = {"type": "string"}
SELECTED = [
    {"t": tag, **more}
    for tag in ("a", "b", "c", "A", "B")
    for more in ({}, {"a": "x"}, {"b": "x"})
]


def is_selected(found: tuple[Schema, Any, dict[str, set[str]]], value: Any) -> bool:
    _, schemas, tags = found
    return any(
        value["t"] in tags[name]
        and value.keys() <= {"t", name.lower()}
        and is_valid(schema, value)
        for name, schema in schemas.items()
    )


@SETTINGS
@given(selected(), selected())
def test_what_discriminators_select(base: Any, revision: Any) -> None:
    def document(made: Any, found: Any) -> Any:
        return made(found[0], components={"schemas": found[1]})

    # Whether names select beside a mapping, readers see differently.
    mapped = any("mapping" in side[0]["discriminator"] for side in (base, revision))
    accepted = [
        (is_selected(base, entry), is_selected(revision, entry))
        for entry in SELECTED
        if not mapped or entry["t"] not in ("A", "B")
    ]
    if is_silent(document(takes, base), document(takes, revision)):
        assert (True, False) not in accepted
    if is_silent(document(gives, base), document(gives, revision)):
        assert (False, True) not in accepted


URLS = ("https://a.example", "https://a.example/v1", "https://b.example")
SERVERS = st.lists(st.sampled_from(URLS), min_size=1, max_size=2, unique=True)


@st.composite
def served(draw: st.DrawFn) -> tuple[dict[str, Any], set[str]]:
    """An operation, and where it is called."""
    path = draw(st.sampled_from(("/v1/x", "/x")))
    levels = [draw(SERVERS), *(draw(st.none() | SERVERS) for _ in range(2))]
    root, item, own = ([{"url": value} for value in level or ()] for level in levels)
    operation: dict[str, Any] = {"responses": {"200": OK}}
    if own:
        operation["servers"] = own
    document = api(operation, path=path)
    document["servers"] = root
    if item:
        document["paths"][path]["servers"] = item
    return document, {entry["url"] + path for entry in own or item or root}


@SETTINGS
@given(served(), served())
def test_addresses(base: Any, revision: Any) -> None:
    if is_silent(base[0], revision[0]):
        assert base[1] <= revision[1]
    elif base[1] == revision[1]:
        # The document's servers changed, and no operation has them.
        assert all(is_own(value) for value in (base[0], revision[0]))


def is_own(document: dict[str, Any]) -> bool:
    [item] = document["paths"].values()
    return "servers" in item or "servers" in item["post"]


@st.composite
def asked(draw: st.DrawFn) -> tuple[list[Any], dict[str, str]]:
    """Parameters of a query, some of them in an exploded object, and their types."""
    types = draw(
        st.dictionaries(st.sampled_from("abc"), st.sampled_from(("integer", "boolean")))
    )
    whole = draw(st.sets(st.sampled_from("abc")))
    single = [
        {"name": name, "in": "query", "schema": {"type": type_}}
        for name, type_ in types.items()
        if name not in whole
    ]
    inside = {name: {"type": type_} for name, type_ in types.items() if name in whole}
    if inside:
        schema = {"type": "object", "properties": inside}
        name = draw(st.sampled_from(("one", "other")))
        single.append({"name": name, "in": "query", "schema": schema})
    return single, types


@SETTINGS
@given(asked(), asked())
def test_queries_in_objects(base: Any, revision: Any) -> None:
    comparison = compared(asks(*base[0]), asks(*revision[0]))
    assert bool(comparison.changes) is (base[1] != revision[1])
