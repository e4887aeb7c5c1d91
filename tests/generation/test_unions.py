"""Unions, with and without a property that tells their variants apart."""

from __future__ import annotations

from typing import Any

import pytest
from typing_extensions import TypeAliasType

from tests.generation.build import Generate, Package
from tests.generation.echo import annotation, echo, received, ref

STRING = {"type": "string"}


def kind(name: str, *, required: bool = True, **members: Any) -> dict[str, Any]:
    """An object that says itself which kind it is."""
    properties = {"kind": {"const": name}, "name": STRING, **members}
    needed = {"required": ["kind"]} if required else {}
    return {"type": "object", "properties": properties, **needed}


def plain(*, required: bool = True) -> dict[str, Any]:
    """An object whose kind only a mapping can tell."""
    properties = {"kind": STRING, "name": STRING}
    needed = {"required": ["kind"]} if required else {}
    return {"type": "object", "properties": properties, **needed}


def one_of(*names: str, mapping: dict[str, str] | None = None) -> dict[str, Any]:
    told = {"mapping": mapping} if mapping else {}
    return {
        "oneOf": [ref(name) for name in names],
        "discriminator": {"propertyName": "kind", **told},
    }


def lenient(package: Package, value: object) -> Any:
    package.answer({"value": value})
    return package.client().echo.send(value={}).value


def refused(package: Package, value: object) -> None:
    """A strict client does not take it."""
    package.answer({"value": value})
    strict = package.client(_strict_response_validation=True)
    with pytest.raises(package.module.APIResponseValidationError):
        strict.echo.send(value={})


def class_of(package: Package, value: object) -> str:
    return type(received(package, value)).__name__


def test_several_values_may_stand_for_one_variant(generate: Generate) -> None:
    mapping = {"dog": "Dog", "puppy": "Dog", "cat": "Cat"}
    union = one_of("Dog", "Cat", mapping=mapping)
    package = generate(echo(union, {"Dog": plain(), "Cat": plain()}))
    found = [class_of(package, {"kind": value, "name": "x"}) for value in mapping]
    assert found == ["Dog", "Dog", "Cat"]


def test_variants_may_name_several_values_themselves(generate: Generate) -> None:
    dog = {**kind("dog")}
    dog["properties"] = {"kind": {"enum": ["dog", "puppy"]}, "name": STRING}
    package = generate(echo(one_of("Dog", "Cat"), {"Dog": dog, "Cat": kind("cat")}))
    found = [class_of(package, {"kind": word}) for word in ("puppy", "dog", "cat")]
    assert found == ["Dog", "Dog", "Cat"]


@pytest.mark.parametrize("required", [True, False])
def test_the_property_may_be_optional(generate: Generate, required: bool) -> None:
    schemas = {"Dog": plain(required=required), "Cat": plain(required=required)}
    package = generate(echo(one_of("Dog", "Cat"), schemas))
    assert class_of(package, {"kind": "Cat"}) == "Cat"
    assert class_of(package, {"kind": "Dog"}) == "Dog"
    assert lenient(package, {"name": "x"}).name == "x"


@pytest.mark.parametrize("value", [{"kind": "bird"}, {"kind": 1}, {"kind": None}])
def test_an_unknown_kind_is_an_object_of_no_class(
    generate: Generate, value: dict[str, Any]
) -> None:
    schemas = {"Dog": kind("dog"), "Cat": kind("cat", lives={"type": "integer"})}
    package = generate(echo(one_of("Dog", "Cat"), schemas))
    found = lenient(package, {**value, "lives": 9})
    assert type(found) is package.module._runtime.BaseModel
    assert (found.kind, found.lives) == (value["kind"], 9)
    assert found.to_dict() == {**value, "lives": 9}
    refused(package, {**value, "lives": 9})


def test_an_object_without_kind_is_the_one_that_its_members_tell(
    generate: Generate,
) -> None:
    schemas = {"Dog": kind("dog"), "Cat": kind("cat", lives={"type": "integer"})}
    package = generate(echo(one_of("Dog", "Cat"), schemas))
    assert type(lenient(package, {"lives": 9})) is package.models.Cat
    for value in ({}, {"name": "x"}, {"wings": 2}):
        found = lenient(package, value)
        assert type(found) is package.module._runtime.BaseModel
        assert found.to_dict() == value
        refused(package, value)


@pytest.mark.parametrize("value", ["x", 1, [1], None])
def test_what_is_no_variant_at_all_comes_as_it_is(
    generate: Generate, value: object
) -> None:
    schemas = {"Dog": kind("dog"), "Cat": kind("cat")}
    assert lenient(generate(echo(one_of("Dog", "Cat"), schemas)), value) == value


def test_a_variant_with_a_mistake_is_still_that_variant(generate: Generate) -> None:
    schemas = {"Dog": kind("dog", age={"type": "integer"}), "Cat": kind("cat")}
    package = generate(echo(one_of("Cat", "Dog"), schemas))
    found = lenient(package, {"kind": "dog", "age": "old"})
    assert (type(found), found.age) == (package.models.Dog, "old")


def test_a_union_in_a_union(generate: Generate) -> None:
    schemas = {
        **{word: kind(word.lower()) for word in ("Dog", "Cat", "Fish")},
        "Mammal": one_of("Dog", "Cat"),
        "Pet": {"oneOf": [ref("Mammal"), ref("Fish")]},
    }
    package = generate(echo(ref("Pet"), schemas))
    found = [class_of(package, {"kind": word}) for word in ("dog", "cat", "fish")]
    assert found == ["Dog", "Cat", "Fish"]


def test_a_union_with_null(generate: Generate) -> None:
    schemas = {"Dog": kind("dog"), "Cat": kind("cat"), "Pet": one_of("Dog", "Cat")}
    for union in (
        {"anyOf": [ref("Pet"), {"type": "null"}]},
        {"oneOf": [{"type": "null"}, ref("Dog"), ref("Cat")]},
        {**one_of("Dog", "Cat"), "nullable": True},
    ):
        package = generate(echo(union, schemas))
        assert class_of(package, {"kind": "cat"}) == "Cat"
        assert received(package, None) is None


def test_a_union_of_objects_and_others(generate: Generate) -> None:
    union = {"anyOf": [STRING, {"type": "integer"}, ref("Dog"), {"type": "array"}]}
    package = generate(echo(union, {"Dog": kind("dog")}))
    assert [received(package, value) for value in ("x", 1, [1])] == ["x", 1, [1]]
    assert class_of(package, {"kind": "dog"}) == "Dog"


FAMILY: dict[str, Any] = {
    "Pet": {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": STRING, "friend": ref("Pet")},
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"dog": "#/components/schemas/Dog", "cat": "Cat"},
        },
    },
    "Dog": {"allOf": [ref("Pet"), {"properties": {"barkType": STRING}}]},
    "Cat": {"allOf": [ref("Pet"), {"properties": {"lives": {"type": "integer"}}}]},
    "Puppy": {"allOf": [ref("Dog"), {"properties": {"age": {"type": "integer"}}}]},
    "Fish": {"allOf": [ref("Pet")]},
}


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_what_inherits_from_a_class_comes_where_the_class_is_named(
    generate: Generate, version: str
) -> None:
    package = generate(echo(ref("Pet"), FAMILY, openapi=version))
    found = [class_of(package, {"kind": k}) for k in ("dog", "cat", "Puppy", "Fish")]
    assert found == ["Dog", "Cat", "Puppy", "Fish"]
    friend = received(package, {"kind": "dog", "friend": {"kind": "cat", "lives": 9}})
    assert type(friend.friend) is package.models.Cat


def test_a_class_nobody_knows_is_taken_for_what_it_inherits_from(
    generate: Generate,
) -> None:
    package = generate(echo({"type": "array", "items": ref("Pet")}, FAMILY))
    [found] = received(package, [{"kind": "bird", "wings": 2}])
    assert type(found) is package.models.PetBase
    assert found.model_extra == {"wings": 2}


def test_what_inherits_is_sent_under_the_names_of_the_api(generate: Generate) -> None:
    package = generate(echo(ref("Pet"), FAMILY))
    package.client().echo.send(value={"kind": "dog", "bark_type": "loud"})
    assert package.sent == {"value": {"kind": "dog", "barkType": "loud"}}


def test_only_the_class_itself_is_composed_into_others(generate: Generate) -> None:
    package = generate(echo(ref("Puppy"), FAMILY))
    fields = package.models.Puppy.model_fields
    assert list(fields) == ["kind", "friend", "bark_type", "age"]
    assert annotation(package) is package.models.Puppy


def test_a_family_inside_a_family(generate: Generate) -> None:
    dog: dict[str, Any] = FAMILY["Dog"]
    whole = {**FAMILY, "Dog": {**dog, "discriminator": {"propertyName": "kind"}}}
    package = generate(echo({"type": "array", "items": ref("Pet")}, whole))
    kinds = ["dog", "Puppy", "cat", "bird"]
    found = received(package, [{"kind": value} for value in kinds])
    names = [type(value).__name__ for value in found]
    assert names == ["DogBase", "Puppy", "Cat", "PetBase"]


def test_a_discriminator_without_heirs_changes_nothing(generate: Generate) -> None:
    package = generate(echo(ref("Pet"), {"Pet": FAMILY["Pet"]}))
    assert class_of(package, {"kind": "dog"}) == "Pet"


def test_recursion_through_maps_arrays_and_unions(generate: Generate) -> None:
    schemas = {
        "Node": {
            "type": "object",
            "properties": {
                "children": {"type": "array", "items": ref("Node")},
                "byName": {"type": "object", "additionalProperties": ref("Leaf")},
                "either": {"oneOf": [STRING, ref("Leaf")]},
            },
        },
        "Leaf": {"type": "object", "properties": {"backTo": ref("Node")}},
    }
    package = generate(echo(ref("Node"), schemas))
    value = {
        "children": [{"children": []}],
        "byName": {"x": {"backTo": {"either": "y"}}},
        "either": {"backTo": {}},
    }
    found = received(package, value)
    assert type(found.children[0]) is package.models.Node
    assert type(found.by_name["x"].back_to) is package.models.Node
    assert type(found.either) is package.models.Leaf
    package.answer({"value": {"byName": {"x": {"backTo": 1}}, "children": [{}, 2]}})
    odd = package.client().echo.send(value={}).value
    assert type(odd.by_name["x"]) is package.models.Leaf
    assert type(odd.children[0]) is package.models.Node
    assert (odd.by_name["x"].back_to, odd.children[1]) == (1, 2)


def test_unions_of_hundreds_are_read_and_sent(generate: Generate) -> None:
    names = [f"Kind{number}" for number in range(300)]
    schemas: dict[str, Any] = {
        name: {
            "type": "object",
            "required": ["kind"],
            "properties": {"kind": {"const": name}, "value": {"type": "integer"}},
        }
        for name in names
    }
    variants = [{"$ref": f"#/components/schemas/{name}"} for name in names]
    schemas["Any"] = {"oneOf": variants, "discriminator": {"propertyName": "kind"}}
    schemas["Some"] = {
        "type": "array",
        "items": {"anyOf": [*variants, {"type": "null"}]},
    }
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Any"}}}
    listed = {"application/json": {"schema": {"$ref": "#/components/schemas/Some"}}}
    operation = {
        "requestBody": {"required": True, "content": content},
        "responses": {"200": {"content": listed}},
    }
    package = generate(
        {"paths": {"/things": {"post": operation}}, "components": {"schemas": schemas}}
    )
    package.answer([{"kind": "Kind299", "value": 1}, None])
    first, second = package.client().things.create(body={"kind": "Kind7"})
    assert type(first).__name__ == "Kind299"
    assert second is None
    assert package.sent == {"kind": "Kind7"}


CHOICE = """
paths:
  /things:
    post:
      operationId: Things_create
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, properties: {choice: {
          $ref: '#/components/schemas/Choice'}}}}}
components:
  schemas:
    Choice:
      anyOf:
        - type: object
          required: [maxTokens]
          properties: {top_k: {type: number}, maxTokens: {type: number}}
        - type: object
          properties:
            topK: {type: number}
            queryShape: {type: [string, 'null'], enum: [span, null]}
        - type: object
          required: [viewType]
          properties: {viewType: {type: string}, mode: {type: string}}
"""


def test_dictionaries_are_of_the_variant_that_lacks_nothing(generate: Generate) -> None:
    package = generate(CHOICE)
    for choice, sent in (
        ({"top_k": 1.5}, {"topK": 1.5}),
        ({"top_k": 1.5, "max_tokens": 2}, {"top_k": 1.5, "maxTokens": 2}),
        # A null says nothing about which variant it is.
        ({"query_shape": None}, {"queryShape": None}),
        ({"top_k": 1.5, "query_shape": None}, {"topK": 1.5, "queryShape": None}),
        ({"view_type": "a"}, {"viewType": "a"}),
    ):
        package.client().things.create(choice=choice)
        assert package.sent == {"choice": sent}


def test_constants_go_before_enumerations_of_other_values(generate: Generate) -> None:
    package = generate("""
        paths:
          /things:
            get:
              operationId: Things_call
              responses:
                '200':
                  content: {application/json: {schema: {oneOf: [
                    {$ref: '#/components/schemas/Many'},
                    {$ref: '#/components/schemas/One'},
                    {type: string}]}}}
        components:
          schemas:
            Many:
              type: object
              required: [type]
              properties: {type: {type: string, enum: [x, y]}}
            One:
              type: object
              required: [type]
              properties: {type: {type: string, enum: [z]}}
        """)
    for type_, model in (("x", "Many"), ("z", "One"), ("unknown", "Many")):
        package.answer({"type": type_})
        assert type(package.client().things.call()).__name__ == model


def listing(*values: Any, **members: Any) -> dict[str, Any]:
    """An object with a required `kind` of several values, or of any."""
    kinds = {"type": "string", **({"enum": [*values]} if values else {})}
    return {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": kinds, **members},
    }


@pytest.mark.parametrize(
    ("schemas", "expected"),
    [
        pytest.param(
            {"A": listing("x", "y"), "B": listing("z", "w")},
            {"x": "A", "y": "A", "z": "B", "w": "B", "new": "A"},
            id="each lists its own",
        ),
        pytest.param(
            {"A": listing("x", "y"), "B": listing("y", "z", more=STRING)},
            {"x": "A", "y": "A", "z": "B"},
            id="one is shared",
        ),
        pytest.param(
            {"A": listing("x", "y"), "B": listing("z", "w"), "C": listing(more=STRING)},
            {"x": "A", "w": "B"},
            id="one lists none",
        ),
        pytest.param(
            {"A": listing(2, 3), "B": listing(4, 5)},
            {2: "A", 5: "B"},
            id="numbers",
        ),
    ],
)
def test_lists_of_values_tell_variants_apart(
    generate: Generate, schemas: dict[str, Any], expected: dict[Any, str]
) -> None:
    for schema in schemas.values():
        values = schema["properties"]["kind"]
        if isinstance(values.get("enum", [""])[0], int):
            values["type"] = "integer"
    union = {"oneOf": [*map(ref, schemas), STRING, {"type": "null"}]}
    package = generate(echo(union, schemas))
    for value, name in expected.items():
        assert class_of(package, {"kind": value}) == name
        broken = lenient(package, {"kind": value, "more": ["no", "text"]})
        assert type(broken).__name__ == name or value == "new"
    assert received(package, "text") == "text"
    assert received(package, None) is None


def test_variants_of_one_value_are_told_apart_by_what_else_they_list(
    generate: Generate,
) -> None:
    message = {"kind": {"const": "message"}, "text": STRING}

    def said_by(*roles: str) -> dict[str, Any]:
        role = {"type": "string", "enum": [*roles]}
        return {
            "type": "object",
            "required": ["kind", "role"],
            "properties": {**message, "role": role},
        }

    schemas = {
        "Input": said_by("user", "system"),
        "Output": said_by("assistant", "critic"),
        "Call": kind("call"),
    }
    package = generate(echo(one_of(*schemas), schemas))
    for role, name in (
        ("user", "Input"),
        ("assistant", "Output"),
        ("critic", "Output"),
    ):
        value = {"kind": "message", "role": role, "text": "hi"}
        assert class_of(package, value) == name
        assert type(lenient(package, {**value, "text": 1})).__name__ == name
    assert class_of(package, {"kind": "call"}) == "Call"


def test_null_selects_as_if_the_property_was_not_there(generate: Generate) -> None:
    other = listing("other", id=STRING)
    other["properties"]["kind"] = {"type": ["string", "null"], "enum": ["other", None]}
    other["required"].append("id")
    schemas = {"Cat": kind("Cat"), "Other": other}
    package = generate(echo(one_of("Cat", "Other"), schemas))
    assert class_of(package, {"kind": None, "id": "1"}) == "Other"
    assert class_of(package, {"kind": "other", "id": "1"}) == "Other"
    assert type(lenient(package, {"kind": None, "id": 1})).__name__ == "Other"
    refused(package, {"kind": "dog", "id": "1"})


def test_variants_with_tuples_may_be_those_of_unknown_values(
    generate: Generate,
) -> None:
    pair = {
        "type": "array",
        "prefixItems": [STRING, {"type": "integer"}],
        "items": False,
        "minItems": 2,
    }
    schemas = {"Cat": kind("Cat"), "Other": plain()}
    schemas["Other"]["properties"]["pair"] = pair
    told = {**one_of("Cat", "Other", mapping={"Cat": "Cat"})}
    told["discriminator"]["defaultMapping"] = "Other"
    package = generate(echo(told, schemas, openapi="3.2.0"))
    value = received(package, {"kind": "new", "pair": ["a", 1]})
    assert (type(value).__name__, value.pair) == ("Other", ("a", 1))
    given = lenient(package, {"kind": "new", "pair": ["a", 1], "name": 5})
    assert (type(given).__name__, given.pair, given.name) == ("Other", ("a", 1), 5)


def test_what_fits_best_is_told_by_members_inside(generate: Generate) -> None:
    def board(of: str) -> dict[str, Any]:
        cells = {"type": "array", "items": ref(of)}
        return {"type": "object", "properties": {"name": STRING, "cells": cells}}

    schemas = {
        "Cell": {"type": "object", "properties": {"x": {"type": "integer"}}},
        "Viewed": {
            "type": "object",
            "properties": {"x": {"type": "integer"}, "view": STRING},
        },
        "Board": board("Cell"),
        "ViewedBoard": board("Viewed"),
    }
    package = generate(echo({"oneOf": [ref("Board"), ref("ViewedBoard")]}, schemas))
    viewed = {"name": "a", "cells": [{"x": 1, "view": "b"}]}
    assert class_of(package, viewed) == "ViewedBoard"
    assert class_of(package, {"name": "a", "cells": [{"x": 1}]}) == "Board"
    given = lenient(package, {**viewed, "name": 5})
    assert (type(given).__name__, given.name) == ("ViewedBoard", 5)


def test_members_of_other_types_tell_variants_apart(generate: Generate) -> None:
    def of(type_: str) -> dict[str, Any]:
        members = {"value": {"type": type_}, "name": STRING}
        return {"type": "object", "properties": members}

    schemas = {"Number": of("integer"), "Truth": of("boolean"), "Text": of("string")}
    package = generate(echo({"oneOf": [*map(ref, schemas)]}, schemas))
    for value, name in ((1, "Number"), (True, "Truth"), ("1", "Text")):
        assert class_of(package, {"value": value, "name": "a"}) == name
        assert type(lenient(package, {"value": value, "name": 5})).__name__ == name


def test_a_long_union_is_referred_to_by_its_name(generate: Generate) -> None:
    names = [f"Kind{number}" for number in range(70)]
    children = {"type": "array", "items": ref("All")}
    schemas = {name: kind(name, children=children) for name in names}
    schemas["All"] = one_of(*names)
    package = generate(echo(ref("All"), schemas))
    # Otherwise each of the classes would repeat all of them in its annotations.
    assert isinstance(package.models.All, TypeAliasType)
    found = received(package, {"kind": "Kind1", "children": [{"kind": "Kind69"}]})
    assert type(found).__name__ == "Kind1"
    assert type(found.children[0]).__name__ == "Kind69"
