"""Schemas: what the document says is what the client's types hold."""

from __future__ import annotations

import typing
from typing import Any, Literal

import pytest

from tests.generation.build import Generate
from tests.generation.echo import annotation, echo, received, ref


@pytest.mark.parametrize(
    ("openapi", "schema"),
    [
        ("3.0.3", {"type": "string", "nullable": True}),
        ("3.1.0", {"type": "string", "nullable": True}),
        ("3.1.0", {"type": ["string", "null"]}),
        ("3.1.0", {"anyOf": [{"type": "string"}, {"type": "null"}]}),
        ("3.1.0", {"oneOf": [{"type": "null"}, {"type": "string"}]}),
    ],
)
def test_null_is_allowed_in_every_spelling(
    generate: Generate, openapi: str, schema: dict[str, Any]
) -> None:
    package = generate(echo(schema, openapi=openapi))
    assert annotation(package) == str | None
    assert received(package, None) is None
    assert received(package, "x") == "x"


@pytest.mark.parametrize(
    "schema",
    [
        {"allOf": [ref("Pet")], "nullable": True},
        {"$ref": "#/components/schemas/Pet", "nullable": True},
        {"anyOf": [ref("Pet")], "nullable": True},
        {"oneOf": [ref("Pet"), {"enum": [None]}]},
        {"oneOf": [ref("Pet"), {"nullable": True, "enum": [None]}]},
    ],
)
@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_a_reference_may_be_nullable(
    generate: Generate, schema: dict[str, Any], version: str
) -> None:
    pet = {"type": "object", "properties": {"name": {"type": "string"}}}
    package = generate(echo(schema, {"Pet": pet}, openapi=version))
    assert annotation(package) == package.models.Pet | None
    assert received(package, None) is None


def test_what_a_reference_leads_to_may_be_nullable(generate: Generate) -> None:
    properties = {"name": {"type": "string"}}
    pet = {"type": "object", "nullable": True, "properties": properties}
    package = generate(echo(ref("Pet"), {"Pet": pet}, openapi="3.0.3"))
    assert received(package, None) is None
    assert received(package, {"name": "x"}).name == "x"


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "enum": ["a", "b", None], "nullable": True},
        {"type": "string", "enum": ["a", "b"], "nullable": True},
        {"type": "string", "enum": ["a", "b", None]},
        {"enum": ["a", None, "b"]},
    ],
)
def test_a_nullable_enumeration(generate: Generate, schema: dict[str, Any]) -> None:
    package = generate(echo(schema, openapi="3.0.3"))
    assert annotation(package) == Literal["a", "b"] | str | None
    assert received(package, None) is None


def test_enumerations_are_open_on_the_way_out_and_closed_on_the_way_in(
    generate: Generate,
) -> None:
    package = generate(echo(ref("Color"), {"Color": {"enum": ["red", "blue"]}}))
    assert package.models.Color == Literal["red", "blue"] | str
    assert package.params.ColorParam == Literal["red", "blue"]
    assert received(package, "green") == "green"


def test_constants_stay_closed(generate: Generate) -> None:
    package = generate(echo({"const": "x"}))
    assert annotation(package) == Literal["x"]


def test_numbers_and_mixed_values_in_enumerations(generate: Generate) -> None:
    assert annotation(generate(echo({"enum": [1, 2]}))) == Literal[1, 2] | int
    assert annotation(generate(echo({"enum": [1.5, 2.5]}))) == float
    assert received(generate(echo({"enum": ["a", 1, True]})), True) is True


def test_all_of_is_one_class(generate: Generate) -> None:
    schemas = {
        "Base": {
            "type": "object",
            "required": ["id"],
            "properties": {"id": {"type": "integer"}, "kind": {"type": "string"}},
        },
        "Cat": {
            "description": "A cat.",
            "allOf": [
                ref("Base"),
                {
                    "type": "object",
                    "required": ["kind"],
                    "properties": {
                        "kind": {"enum": ["cat"]},
                        "lives": {"type": "integer"},
                    },
                },
            ],
        },
    }
    package = generate(echo(ref("Cat"), schemas))
    fields = package.models.Cat.model_fields
    assert list(fields) == ["id", "kind", "lives"]
    assert fields["kind"].annotation == Literal["cat"]
    assert fields["kind"].is_required()
    assert package.models.Cat.__doc__ == "A cat."


def test_a_contradiction_is_reported_and_generated(generate: Generate) -> None:
    package = generate(echo({"allOf": [{"type": "string"}, {"type": "object"}]}))
    assert {diagnostic.code for diagnostic in package.diagnostics} == {
        "schema-contradiction"
    }


CATS_AND_DOGS = {
    "Cat": {
        "type": "object",
        "required": ["type", "lives"],
        "properties": {"type": {"const": "cat"}, "lives": {"type": "integer"}},
    },
    "Dog": {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"const": "dog"}, "lives": {"type": "string"}},
    },
}


@pytest.mark.parametrize(
    "discriminator",
    [
        {},
        {"discriminator": {"propertyName": "type"}},
        {
            "discriminator": {
                "propertyName": "type",
                "mapping": {
                    "cat": "#/components/schemas/Cat",
                    "dog": "#/components/schemas/Dog",
                },
            }
        },
    ],
)
def test_unions_pick_the_class_that_fits(
    generate: Generate, discriminator: dict[str, Any]
) -> None:
    schema = {"oneOf": [ref("Cat"), ref("Dog")], **discriminator}
    package = generate(echo(ref("Pet"), {**CATS_AND_DOGS, "Pet": schema}))
    assert type(received(package, {"type": "cat", "lives": 9})) is package.models.Cat
    assert type(received(package, {"type": "dog", "lives": "x"})) is package.models.Dog
    package.answer({"value": {"type": "bird", "lives": 1}})
    kept = package.client().echo.send(value={"type": "cat", "lives": 1}).value
    assert kept.to_dict() == {"type": "bird", "lives": 1}


def test_a_discriminator_may_be_told_by_mapping_alone(generate: Generate) -> None:
    plain = {
        name: {"type": "object", "properties": {"kind": {"type": "string"}}}
        for name in ("A", "B")
    }
    schema = {
        "oneOf": [ref("A"), ref("B")],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"first": "A", "second": "#/components/schemas/B"},
        },
    }
    package = generate(echo(schema, plain))
    assert type(received(package, {"kind": "first"})) is package.models.A
    assert type(received(package, {"kind": "second"})) is package.models.B


def test_recursive_objects(generate: Generate) -> None:
    tree = {
        "type": "object",
        "properties": {"children": {"type": "array", "items": ref("Tree")}},
    }
    package = generate(echo(ref("Tree"), {"Tree": tree}))
    value = received(package, {"children": [{"children": []}]})
    assert type(value.children[0]) is package.models.Tree


def test_recursive_aliases(generate: Generate) -> None:
    value = {
        "anyOf": [
            {"type": "string"},
            {"type": "array", "items": ref("Json")},
            {"type": "object", "additionalProperties": ref("Json")},
        ]
    }
    package = generate(echo(ref("Json"), {"Json": value}))
    nested = {"a": ["b", {"c": []}]}
    assert received(package, nested) == nested


def test_a_list_of_itself(generate: Generate) -> None:
    schemas = {"Nest": {"type": "array", "items": ref("Nest")}}
    assert received(generate(echo(ref("Nest"), schemas)), [[], [[]]]) == [[], [[]]]


def test_maps_and_free_form_objects(generate: Generate) -> None:
    typed = {"type": "object", "additionalProperties": {"type": "integer"}}
    assert annotation(generate(echo(typed))) == dict[str, int]
    free = {"type": "object", "properties": {}, "additionalProperties": True}
    assert annotation(generate(echo(free))) == dict[str, Any]
    assert annotation(generate(echo({}))) is Any
    assert annotation(generate(echo(True))) is Any  # type: ignore[arg-type]


def test_several_types_in_one_schema(generate: Generate) -> None:
    schema = {"type": ["string", "integer", "object"], "properties": {"a": {}}}
    package = generate(echo(schema))
    assert received(package, 3) == 3
    assert received(package, {"a": 1}).a == 1


def test_what_is_only_read_is_not_sent_and_what_is_only_written_not_expected(
    generate: Generate,
) -> None:
    user = {
        "type": "object",
        "required": ["id", "password"],
        "properties": {
            "id": {"type": "string", "readOnly": True},
            "password": {"type": "string", "writeOnly": True},
            "name": {"type": "string"},
        },
    }
    package = generate(echo(ref("User"), {"User": user}))
    assert list(package.models.User.model_fields) == ["id", "name"]
    assert set(typing.get_type_hints(package.params.UserParam)) == {"password", "name"}


def test_formats_become_types_as_configured(generate: Generate) -> None:
    schema = {"type": "string", "format": "uuid"}
    assert annotation(generate(echo(schema))) is str
    package = generate(echo(schema), formats={"uuid": "uuid.UUID"})
    assert annotation(package).__name__ == "UUID"
    text = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
    assert str(received(package, text)) == text


def test_a_schema_that_is_a_whole_file_is_named_after_the_file(
    generate: Generate, tmp_path: Any
) -> None:
    folder = tmp_path / "schemas"
    folder.mkdir()
    (folder / "pet-owner.yaml").write_text(
        "type: object\nproperties: {pet: {$ref: 'pet.yaml'}}\n"
    )
    (folder / "pet.yaml").write_text("type: object\nproperties: {name: {}}\n")
    package = generate(echo({"$ref": "schemas/pet-owner.yaml"}))
    assert {"PetOwner", "Pet"} <= {*vars(package.models)}


def test_a_reference_to_another_file(generate: Generate, tmp_path: Any) -> None:
    (tmp_path / "shared.yaml").write_text(
        "Pet: {type: object, properties: {owner: {$ref: '#/Owner'}}}\n"
        "Owner: {type: object, properties: {name: {type: string}}}\n"
    )
    package = generate(echo({"$ref": "shared.yaml#/Pet"}))
    assert received(package, {"owner": {"name": "x"}}).owner.name == "x"
    assert package.models.Owner


def test_inline_objects_are_called_after_their_way(generate: Generate) -> None:
    inner = {"type": "object", "properties": {"a": {"type": "string"}}}
    schema = {
        "type": "object",
        "properties": {
            "entries": {"type": "array", "items": inner},
            "byName": {"type": "object", "additionalProperties": inner},
            "either": {"anyOf": [inner, {"type": "string"}]},
        },
    }
    package = generate(echo(schema))
    names = sorted(n for n in vars(package.models) if n.startswith("EchoSend"))
    assert names == [
        "EchoSendResponse",
        "EchoSendResponseValue",
        "EchoSendResponseValueByNameValue",
        "EchoSendResponseValueEither",
        "EchoSendResponseValueEntry",
    ]
