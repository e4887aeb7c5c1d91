"""Names of the document that Python's own types have, beside those types."""

from __future__ import annotations

import builtins
import sys
from typing import Any, get_type_hints

from tests.generation.build import Generate, Package

_NAMES = (
    "object", "list", "dict", "str", "int", "float", "bool", "bytes", "tuple", "type",
    "id", "set", "property", "super", "datetime", "date", "Any", "Literal", "None",
    "Mapping", "Sequence", "Optional", "Omit",
)  # fmt: skip
_TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "whole": {"type": "integer"},
    "number": {"type": "number"},
    "flag": {"type": "boolean"},
    "texts": {"type": "array", "items": {"type": "string"}},
    "free": {"type": "object"},
    "texts_by_key": {"type": "object", "additionalProperties": {"type": "string"}},
    "moment": {"type": "string", "format": "date-time"},
    "day": {"type": "string", "format": "date"},
    "data": {"type": "string", "format": "binary"},
    "chosen": {"enum": ["a", "b"]},
    "anything": {},
    "nothing": {"type": ["string", "null"]},
}


def answer(*schemas: dict[str, Any]) -> dict[str, Any]:
    """Successes with these bodies."""
    return {
        str(200 + number): {"content": {"application/json": {"schema": schema}}}
        for number, schema in enumerate(schemas)
    }


def document() -> dict[str, Any]:
    """Parameters, members, methods and resources that are called like types."""
    parameters = [
        {"name": name, "in": "query", "schema": {"type": "string"}} for name in _NAMES
    ]
    parameters += [
        {"name": name, "in": "query", "schema": schema}
        for name, schema in _TYPES.items()
        if name != "data"
    ]
    members = {name: {"type": "string"} for name in _NAMES} | _TYPES
    model = {"$ref": "#/components/schemas/Everything"}
    body = {"content": {"application/json": {"schema": model}}}
    paths: dict[str, Any] = {
        "/things": {
            "get": {
                "operationId": "things/call",
                "parameters": parameters,
                "responses": answer({"type": "object"}, _TYPES["texts"]),
            },
            "put": {
                "operationId": "things/send",
                "requestBody": body,
                "responses": answer(model),
            },
        }
    }
    for name in ("overload", "deprecated", "builtins", *_NAMES):
        paths[f"/things/{name}"] = {
            "get": {
                "operationId": f"things/{name}",
                "responses": answer({}, {"type": "string"}),
            },
            "post": {
                "operationId": f"things/post_{name}",
                "requestBody": {
                    "content": {"application/json": {}, "text/plain": {}},
                },
                "responses": answer({}),
            },
        }
        resource = {"operationId": f"{name}/call", "responses": answer({})}
        paths[f"/{name}/call"] = {"get": resource}
    choice = answer({"enum": ["a"]})
    choice["200"]["content"]["application/pdf"] = {}
    paths["/choice"] = {"get": {"operationId": "things/choice", "responses": choice}}
    return {"paths": paths, "components": {"schemas": {"Everything": {
        "type": "object", "properties": members,
    }}}}  # fmt: skip


def hints(package: Package, method: str) -> dict[str, Any]:
    function = getattr(type(package.client().things), method)
    return get_type_hints(function, vars(sys.modules[function.__module__]))


def test_annotations_still_mean_the_types(generate: Generate) -> None:
    package = generate(document())
    call = hints(package, "call")
    assert call["return"] == dict[str, Any] | list[str]
    assert hints(package, "object")["return"] is str
    assert hints(package, "create_str")["return"] is builtins.object
    for name in ("object", "str", "list"):
        assert str in call[name].__args__
    assert bool in call["flag"].__args__
    package.answer({"a": 1})
    given = {"object": "o", "str": "s", "dict": "d", "list": "l", "flag": True}
    assert package.client().things.call(**given) == {"a": 1}
    assert dict(package.query) == {**given, "flag": "true"}
    fields = package.models.Everything.model_fields
    assert fields["texts"].annotation == list[str] | None
    assert fields["free"].annotation == dict[str, Any] | None
    package.answer({"str": "s", "list": "l", "texts": ["a"], "date": "soon"})
    result = package.client().things.send(whole=3, int="x")
    assert (result.str, result.list, result.texts) == ("s", "l", ["a"])
    assert package.client().str.call() is not None
