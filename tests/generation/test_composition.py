"""`allOf`, cycles and discriminators, where the parts say different things."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from tests.generation.build import Generate, Package

STRING = {"type": "string"}


def reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def api(answer: object, schemas: dict[str, Any], **more: Any) -> dict[str, Any]:
    """One operation that takes and gives the schema."""
    content = {"content": {"application/json": {"schema": answer}}}
    post = {
        "operationId": "things/send",
        "requestBody": {"required": True, **content},
        "responses": {"200": {"description": "", **content}},
    }
    return {
        "paths": {"/things": {"post": post}},
        "components": {"schemas": schemas},
        **more,
    }


def members(package: Package, name: str) -> dict[str, bool]:
    """Members of a model, and whether they are required."""
    fields = getattr(package.models, name).model_fields
    return {key: field.is_required() for key, field in fields.items()}


CYCLE = {
    "Node": {
        "type": "object",
        "required": ["id"],
        "properties": {"id": STRING, "children": {"items": reference("Folder")}},
    },
    "Folder": {"allOf": [reference("Node"), {"properties": {"size": STRING}}]},
    "Root": {"allOf": [reference("Folder"), {"properties": {"host": STRING}}]},
}


@pytest.mark.parametrize("order", [*permutations(CYCLE)])
@pytest.mark.parametrize("first", CYCLE)
def test_a_composition_in_a_circle_loses_nothing(
    generate: Generate, order: tuple[str, ...], first: str
) -> None:
    schema = {
        "type": "object",
        "properties": {
            "first": reference(first),
            **{name.lower(): reference(name) for name in order},
        },
    }
    package = generate(api(schema, {name: CYCLE[name] for name in order}))
    node = {"id": True, "children": False}
    assert members(package, "Node") == node
    assert members(package, "Folder") == {**node, "size": False}
    assert members(package, "Root") == {**node, "size": False, "host": False}


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize(
    "schema",
    [
        {"allOf": [reference("Base"), {"required": ["name"]}]},
        {"allOf": [{"required": ["name"]}, reference("Base")]},
        {"allOf": [reference("Base")], "required": ["name"]},
        {"allOf": [reference("Base")], "type": "object", "required": ["name"]},
    ],
)
def test_a_part_may_require_what_another_describes(
    generate: Generate, schema: object, version: str
) -> None:
    base = {"type": "object", "properties": {"name": STRING, "age": STRING}}
    package = generate(api(schema, {"Base": base}, openapi=version))
    assert members(package, "ThingSendResponse") == {"name": True, "age": False}


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_a_reference_with_something_said_beside_it_keeps_its_class(
    generate: Generate, version: str
) -> None:
    schema = {
        "type": "object",
        "properties": {
            "plain": reference("Base"),
            "described": {"allOf": [reference("Base")], "description": "About."},
            "typed": {"allOf": [reference("Base")], "type": "object"},
        },
    }
    base = {"type": "object", "properties": {"name": STRING}}
    package = generate(api(schema, {"Base": base}, openapi=version))
    package.answer({key: {"name": "x"} for key in ("plain", "described", "typed")})
    thing = package.client().things.send()
    assert type(thing.plain) is type(thing.described) is type(thing.typed)


def test_one_and_true_are_different_values(generate: Generate) -> None:
    schema = {"type": "object", "properties": {"x": {"enum": [1, True, "a"]}}}
    package = generate(api(schema, {}))
    assert 'Literal[1, True, "a"]' in package.files["resources/things.py"]


PETS = {
    name: {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": STRING, "name": STRING},
    }
    for name in ("Cat", "Dog")
}


@pytest.mark.parametrize(
    ("mapping", "cat", "dog"),
    [
        ({}, "Cat", "Dog"),
        ({"c": "#/components/schemas/Cat", "d": "Dog"}, "c", "d"),
        ({"c": "#/components/schemas/Cat"}, "c", "Dog"),
    ],
)
def test_a_discriminator_tells_classes_with_the_same_members_apart(
    generate: Generate, mapping: dict[str, str], cat: str, dog: str
) -> None:
    union = {
        "oneOf": [reference("Cat"), reference("Dog")],
        "discriminator": {"propertyName": "kind", "mapping": mapping},
    }
    package = generate(api({"type": "array", "items": union}, PETS))
    package.answer([{"kind": dog, "name": "Rex"}, {"kind": cat}, {"kind": "cow"}])
    found = package.client().things.send(body=[])
    assert [type(value).__name__ for value in found[:2]] == ["Dog", "Cat"]
    assert found[2].kind == "cow"


def test_variants_may_inherit_the_discriminator(generate: Generate) -> None:
    union = {
        "oneOf": [reference("Cat"), reference("Dog")],
        "discriminator": {"propertyName": "kind"},
    }
    schemas = {
        "Pet": PETS["Cat"],
        "Cat": {"allOf": [reference("Pet"), {"properties": {"claws": STRING}}]},
        "Dog": {"allOf": [reference("Pet"), {"properties": {"tail": STRING}}]},
    }
    package = generate(api(union, schemas))
    package.answer({"kind": "Dog", "name": "Rex"})
    assert type(package.client().things.send(body={})).__name__ == "Dog"


def test_a_page_is_the_object_even_where_null_is_allowed(generate: Generate) -> None:
    page = {
        "type": ["object", "null"],
        "properties": {"data": {"type": "array", "items": STRING}, "next": STRING},
    }
    content = {"content": {"application/json": {"schema": page}}}
    get = {
        "operationId": "things/list",
        "parameters": [{"name": "cursor", "in": "query", "schema": STRING}],
        "responses": {"200": {"description": "", **content}},
    }
    package = generate({"paths": {"/things": {"get": get}}})
    package.answer({"data": ["a", "b"]})
    assert [*package.client().things.list()] == ["a", "b"]


def test_an_offset_that_is_a_text_counts_nothing(generate: Generate) -> None:
    content = {"content": {"application/json": {"schema": {"items": STRING}}}}
    get = {
        "operationId": "things/list",
        "parameters": [
            {"name": "offset", "in": "query", "schema": STRING},
            {"name": "limit", "in": "query", "schema": {"type": "integer"}},
        ],
        "responses": {"200": {"description": "", **content}},
    }
    package = generate({"paths": {"/things": {"get": get}}})
    assert package.operations[0]["pagination"] is None


def composed(first: object, second: object) -> dict[str, Any]:
    """`Whole` is valid against both; the second part has a member of its own."""
    return api(
        reference("Whole"),
        {
            "First": {"type": "object", "properties": {"it": first}},
            "Whole": {
                "allOf": [
                    reference("First"),
                    {
                        "type": "object",
                        "required": ["own"],
                        "properties": {"it": second, "own": {"type": "integer"}},
                    },
                ]
            },
        },
    )


def array(items: object) -> dict[str, Any]:
    return {"type": "array", "items": items}


def holder(**properties: object) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


NUMBER = {"type": "number"}
INTEGER = {"type": "integer"}


@pytest.mark.parametrize(
    ("first", "second", "place", "kept"),
    [
        (NUMBER, {"type": "string", "format": "date-time"}, "it", "float"),
        ({"enum": ["a"]}, {"enum": ["b"]}, "it", "Literal['a']"),
        ({"type": ["string", "null"]}, {"type": ["integer", "null"]}, "it", "str"),
        (array(STRING), array(INTEGER), "it[]", "list[str]"),
        ({"type": "object"}, array(INTEGER), "it", "dict[str, Any]"),
        (
            {"type": "object", "additionalProperties": STRING},
            {"type": "object", "additionalProperties": INTEGER},
            "it.*",
            "dict[str, str]",
        ),
        ({"oneOf": [STRING, array(STRING)]}, INTEGER, "it", "str | list[str]"),
        (INTEGER, {"oneOf": [STRING, array(STRING)]}, "it", "int"),
    ],
)
def test_a_contradictory_member_stays_as_the_first_part_says(
    generate: Generate, first: object, second: object, place: str, kept: str
) -> None:
    package = generate(composed(first, second))
    [warning] = package.diagnostics
    assert warning.code == "schema-contradiction"
    assert f"`{place}`" in warning.message
    assert members(package, "Whole") == {"it": False, "own": True}
    annotation = str(package.models.Whole.model_fields["it"].annotation)
    for text in ("typing.", "<class '", "'>"):
        annotation = annotation.replace(text, "")
    assert annotation.removeprefix("Optional[").removesuffix(" | None").rstrip(
        "]"
    ) == kept.rstrip("]")


def test_contradictions_deep_inside_are_named_and_lose_nothing(
    generate: Generate,
) -> None:
    first = array(holder(a=STRING, b=holder(c=STRING)))
    second = array(holder(a=STRING, b=holder(c=INTEGER, d=INTEGER), e=INTEGER))
    package = generate(composed(first, second))
    [warning] = package.diagnostics
    assert "`it[].b.c`" in warning.message
    package.answer({"own": 1, "it": [{"a": "1", "b": {"c": "2", "d": 3}, "e": 4}]})
    sent = [{"a": "", "b": {"c": "", "d": 0}, "e": 0}]
    item = package.client().things.send(own=1, it=sent).it[0]
    assert (item.a, item.b.c, item.b.d, item.e) == ("1", "2", 3, 4)


def test_variants_are_still_told_apart_by_contradictory_members(
    generate: Generate,
) -> None:
    def kind(value: str, **more: object) -> dict[str, Any]:
        properties = {"kind": {"const": value}, **more}
        return {"type": "object", "required": ["kind"], "properties": properties}

    schemas = {
        "Animal": {"oneOf": [kind("cat", lives=INTEGER), kind("dog", tail=STRING)]},
        "Dog": {"allOf": [reference("Animal"), holder(kind={"const": "dog"})]},
    }
    package = generate(api(reference("Dog"), schemas))
    assert not package.diagnostics
    assert members(package, "Dog") == {"kind": True, "tail": False}


def test_where_all_variants_contradict_a_member_they_stay(generate: Generate) -> None:
    schemas = {
        "Either": {"oneOf": [holder(n=INTEGER, a=STRING), holder(n=INTEGER, b=STRING)]},
        "Whole": {"allOf": [reference("Either"), holder(n=STRING, c=STRING)]},
    }
    package = generate(api(reference("Whole"), schemas))
    [warning] = package.diagnostics
    assert "`n`" in warning.message
    package.answer({"n": 1, "b": "x", "c": "y"})
    result = package.client().things.send(body={"n": 1, "c": ""})
    assert (result.n, result.b, result.c) == (1, "x", "y")


def test_a_closed_part_does_not_refuse_the_members_of_the_others(
    generate: Generate,
) -> None:
    closed = {**holder(a=STRING), "additionalProperties": False}
    schemas = {"Whole": {"allOf": [closed, {**holder(b=STRING), "required": ["a"]}]}}
    package = generate(api(reference("Whole"), schemas))
    assert members(package, "Whole") == {"a": True, "b": False}
    package.answer({"a": "1", "b": "2"})
    result = package.client().things.send(a="1", b="2")
    assert (result.a, result.b) == ("1", "2")


EXTENDED = {
    "Base": {"type": "object", "properties": {"kind": STRING, "base": STRING}},
    "Cat": {**reference("Base"), **holder(lives=INTEGER), "required": ["base"]},
    "Dog": {**reference("Base"), **holder(tail=STRING), "description": "A dog."},
    "Alias": {**reference("Cat"), "description": "Another name."},
    "Pet": {
        "oneOf": [reference("Cat"), reference("Dog")],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"miau": "Cat", "wuff": "#/components/schemas/Dog"},
        },
    },
}


def test_what_stands_beside_a_shared_reference_counts(generate: Generate) -> None:
    package = generate(api(reference("Alias"), EXTENDED))
    assert members(package, "Cat") == {"kind": False, "base": True, "lives": False}
    package.answer({"base": "x", "lives": 9})
    result = package.client().things.send(base="x")
    assert (type(result), result.lives) == (package.models.Cat, 9)


def test_a_union_keeps_such_variants_apart(generate: Generate) -> None:
    package = generate(api(reference("Pet"), EXTENDED))
    assert not [
        diagnostic
        for diagnostic in package.diagnostics
        if diagnostic.severity == "warning"
    ]
    things = package.client().things
    for kind, model in (("miau", "Cat"), ("wuff", "Dog")):
        package.answer({"kind": kind, "base": "x"})
        result = things.send(body={"kind": kind, "base": "x"})
        assert type(result) is getattr(package.models, model)


def test_in_3_0_what_stands_beside_a_reference_is_ignored(generate: Generate) -> None:
    package = generate(api(reference("Cat"), EXTENDED, openapi="3.0.3"))
    assert members(package, "Base") == {"kind": False, "base": False}


def test_a_shared_reference_may_be_null_as_it_says(generate: Generate) -> None:
    maybe = {"Maybe": {**reference("Base"), "nullable": True}, **EXTENDED}
    package = generate(api(holder(it=reference("Maybe")), maybe))
    package.answer({"it": None})
    client = package.client(_strict_response_validation=True)
    assert client.things.send(it=None).it is None
