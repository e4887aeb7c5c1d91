"""Whatever the schema: what is sent arrives, and what comes is what is dumped.

Schemas and values of them are made up; whether a value is valid is for another
library to say.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from itertools import count
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.generation.build import Package, build
from tests.generation.echo import ref

Json = Any
Schema = dict[str, Any]

NAMES = [
    "id",
    "fooBar",
    "foo_bar",
    "class",
    "list",
    "copy",
    "model_config",
    "$x",
    "1st",
]
# Members that no schema names.
OTHERS = ["zz", "Any thing", "ß"]
CONSTANTS = ["a", "", 'q"uo\\te', "né", 0, 1, -7, True, False]
# One kind each, so that every value has only one place in a union.
SCALARS: tuple[Schema, ...] = (
    {"type": "string"},
    {"type": "integer"},
    {"type": "boolean"},
)
_examples = count()


def scalars() -> st.SearchStrategy[Schema]:
    typed = st.sampled_from(
        [
            *SCALARS,
            {"type": "number"},
            {"type": "string", "format": "date-time"},
            {"type": "string", "format": "date"},
            {"type": "string", "format": "uuid"},
            {"type": "null"},
            {},
        ]
    )
    chosen = st.lists(st.sampled_from(CONSTANTS), min_size=1, unique_by=repr)
    return st.one_of(
        typed,
        chosen.map(lambda values: {"enum": values}),
        st.sampled_from(CONSTANTS).map(lambda value: {"const": value}),
    )


def containers(inner: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    pair = st.tuples(inner, inner).map(
        lambda both: {"type": "array", "prefixItems": [*both], **_exactly(2)}
    )
    return st.one_of(
        inner.map(lambda items: {"type": "array", "items": items}),
        pair,
        inner.map(lambda values: {"type": "object", "additionalProperties": values}),
        objects(inner),
        unions(inner),
    )


def _exactly(items: int) -> Schema:
    return {"items": False, "minItems": items, "maxItems": items}


@st.composite
def objects(draw: st.DrawFn, inner: st.SearchStrategy[Schema]) -> Schema:
    properties = draw(st.dictionaries(st.sampled_from(NAMES), inner, min_size=1))
    required = draw(st.lists(st.sampled_from(sorted(properties)), unique=True))
    extra = draw(st.one_of(st.none(), st.booleans(), inner))
    schema: Schema = {"type": "object", "properties": properties}
    if required:
        schema["required"] = required
    return schema if extra is None else {**schema, "additionalProperties": extra}


@st.composite
def unions(draw: st.DrawFn, inner: st.SearchStrategy[Schema]) -> Schema:
    """Scalars, null, and either one object or several with a discriminator."""
    plain = st.lists(st.sampled_from([*SCALARS, {"type": "null"}]), unique_by=repr)
    # pydantic 2.14 dumps False as 0 where, inside a union, a model's further members may
    # be int or else bool.
    variants = sorted(draw(plain), key=lambda variant: variant["type"] != "boolean")
    told = draw(st.lists(st.sampled_from(["cat", "dog", "cow"]), unique=True))
    if len(told) < 2:
        variants.append(draw(objects(inner)))
    for kind in told if len(told) > 1 else ():
        variant = draw(objects(inner))
        properties = {**variant["properties"], "kind": {"const": kind}}
        required = [*variant.get("required", ()), "kind"]
        variants.append({**variant, "properties": properties, "required": required})
    return {draw(st.sampled_from(["oneOf", "anyOf"])): variants}


def schemas() -> st.SearchStrategy[Schema]:
    return st.recursive(scalars(), containers, max_leaves=8)


def anything() -> st.SearchStrategy[Json]:
    leaves = st.one_of(st.none(), st.booleans(), integers(), st.text(max_size=5))
    return st.one_of(leaves, st.lists(leaves, max_size=2))


def integers() -> st.SearchStrategy[int]:
    return st.integers(-(2**53), 2**53)


def instants() -> st.SearchStrategy[str]:
    moments = st.datetimes(timezones=st.just(UTC))
    return moments.map(lambda item: item.isoformat().replace("+00:00", "Z"))


def values(schema: Schema) -> st.SearchStrategy[Json]:
    """Values that are valid against the schema."""
    for keyword in ("oneOf", "anyOf"):
        if keyword in schema:
            return st.one_of(*map(values, schema[keyword]))
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    match schema.get("type"), schema.get("format"):
        case "string", "date-time":
            return instants()
        case "string", "date":
            return st.dates().map(str)
        case "string", "uuid":
            return st.uuids().map(str)
        case "string", _:
            return st.text(max_size=5)
        case "integer", _:
            return integers()
        case "number", _:
            return st.one_of(integers(), st.floats(-1e9, 1e9, width=32))
        case "boolean", _:
            return st.booleans()
        case "null", _:
            return st.none()
        case "array", _ if "prefixItems" in schema:
            return st.tuples(*map(values, schema["prefixItems"])).map(list)
        case "array", _:
            return st.lists(values(schema["items"]), max_size=3)
        case "object", _:
            return members(schema)
        case _:
            return anything()


@st.composite
def members(draw: st.DrawFn, schema: Schema) -> Json:
    required = schema.get("required", [])
    made = {
        name: draw(values(inner))
        for name, inner in schema.get("properties", {}).items()
        if name in required or draw(st.booleans())
    }
    extra = schema.get("additionalProperties", True)
    if extra is not False:
        inner = anything() if extra is True else values(extra)
        made |= draw(st.dictionaries(st.sampled_from(OTHERS), inner, max_size=2))
    return made


@dataclass(frozen=True)
class Case:
    """A schema with some values that are valid against it."""

    schema: Schema
    values: list[Json]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    schema = draw(st.one_of(schemas(), objects(schemas()), unions(schemas())))
    return Case(schema, draw(st.lists(values(schema), min_size=1, max_size=4)))


def document(batch: list[Case]) -> dict[str, Any]:
    """A method for each schema that takes and gives `{"value": schema}`."""
    paths: dict[str, Any] = {}
    for number in range(len(batch)):
        whole = {
            "type": "object",
            "required": ["value"],
            "properties": {"value": ref(f"S{number}")},
        }
        content = {"content": {"application/json": {"schema": whole}}}
        paths[f"/echo/{number}"] = {
            "post": {
                "operationId": f"echo/send{number}",
                "requestBody": {"required": True, **content},
                "responses": {"200": content},
            }
        }
    named = {f"S{number}": case.schema for number, case in enumerate(batch)}
    return {"paths": paths, "components": {"schemas": named}}


def told_in_python(
    value: Json, schema: Schema, pointer: str, fields: Mapping[str, Mapping[str, str]]
) -> Json:
    """The value with the names that a caller writes; tuples for arrays."""
    for keyword in ("oneOf", "anyOf"):
        for at, element in enumerate(schema.get(keyword, ())):
            if valid(value, element):
                return told_in_python(
                    value, element, f"{pointer}/{keyword}/{at}", fields
                )
    if isinstance(value, list):
        kinds = [
            (item, f"{pointer}/prefixItems/{at}")
            for at, item in enumerate(schema.get("prefixItems", ()))
        ] or [(schema.get("items", {}), f"{pointer}/items")] * len(value)
        return tuple(
            told_in_python(item, *kind, fields)
            for item, kind in zip(value, kinds, strict=True)
        )
    if not isinstance(value, dict):
        return value
    named, names = schema.get("properties", {}), fields.get(pointer, {})
    extra = schema.get("additionalProperties", True)
    rest = extra if isinstance(extra, dict) else {}
    return {
        names.get(key, key): (
            told_in_python(member, named[key], f"{pointer}/properties/{key}", fields)
            if key in named
            else told_in_python(member, rest, f"{pointer}/additionalProperties", fields)
        )
        for key, member in value.items()
    }


def valid(value: Json, schema: Schema) -> bool:
    return jsonschema_rs.Draft202012Validator(schema).is_valid(value)


def written(value: Json) -> str:
    """JSON in one form: 1.0 is 1, but true is not."""
    return json.dumps(_plain(value), sort_keys=True)


def _plain(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _plain(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_plain(element) for element in value]
    whole = isinstance(value, float) and value.is_integer()
    return int(value) if whole else value


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return tmp_path_factory.mktemp("packages")


def check(package: Package, batch: list[Case]) -> None:
    client = package.client(_strict_response_validation=True)
    by_source = package.described.names.types.fields
    fields = {source.pointer: names for source, names in by_source.items()}
    for number, case in enumerate(batch):
        send = getattr(client.echo, f"send{number}")
        for value in case.values:
            assert valid(value, case.schema)
            pointer = f"/components/schemas/S{number}"
            package.answer({"value": value})
            answer = send(value=told_in_python(value, case.schema, pointer, fields))
            assert written(package.sent) == written({"value": value})
            dumped = answer.model_dump(mode="json", by_alias=True, exclude_unset=True)
            assert written(dumped) == written({"value": value})
            send(value=answer.value)
            assert written(package.sent) == written({"value": value})


@settings(
    max_examples=10,
    derandomize=True,
    database=None,
    deadline=None,
    # Each attempt to find a smaller example would be a package of its own.
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(batch=st.lists(cases(), min_size=12, max_size=12))
def test_values_survive_the_way_there_and_back(home: Any, batch: list[Case]) -> None:
    folder = home / str(next(_examples))
    folder.mkdir()
    package = build(folder, document(batch))
    try:
        check(package, batch)
    finally:
        package.forget()
