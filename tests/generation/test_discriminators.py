"""The values of a discriminator select variants, however the document describes it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

import pytest

from tests.generation.build import Generate, Package
from tests.generation.echo import echo, received, ref

STRING = {"type": "string"}
INTEGER = {"type": "integer"}


def variant(own: str, kind: Any = STRING, **more: Any) -> dict[str, Any]:
    """An object with a member of its own beside the one that tells its kind."""
    properties = {"kind": kind, own: INTEGER}
    return {
        "type": "object",
        "required": ["kind", own],
        "properties": properties,
        **more,
    }


HOME, CAR = variant("rooms"), variant("doors")


def union(*names: str, **told: Any) -> dict[str, Any]:
    return {
        "oneOf": [ref(name) for name in names],
        "discriminator": {"propertyName": "kind", **told},
    }


def classes(package: Package, *values: Any) -> list[str]:
    """The classes of what a strict client makes of the values."""
    return [type(received(package, value)).__name__ for value in values]


def lenient(package: Package, value: Any) -> Any:
    package.answer({"value": value})
    answer = package.client().echo.send(value={})
    assert answer.to_dict(mode="json") == {"value": value}
    return answer.value


def refused(package: Package, value: Any) -> bool:
    package.answer({"value": value})
    strict = package.client(_strict_response_validation=True)
    with pytest.raises(package.module.APIResponseValidationError):
        strict.echo.send(value={})
    return True


def is_of_no_class(package: Package, value: Any) -> bool:
    """A strict client refuses it; another keeps it as it came."""
    found = lenient(package, value)
    assert found.model_extra == value
    return type(found) is package.module._runtime.BaseModel and refused(package, value)


@pytest.mark.parametrize(
    "mapping",
    [
        {"home": "#/components/schemas/Home", "car": "#/components/schemas/Car"},
        {"home": "Home", "car": "Car"},
        {"car": "Car", "home": "#/components/schemas/Home"},
    ],
)
@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_a_mapping_selects(
    generate: Generate, mapping: Any, keyword: str, version: str
) -> None:
    product = union("Home", "Car", mapping=mapping)
    product[keyword] = product.pop("oneOf")
    schemas = {"Product": product, "Home": HOME, "Car": CAR}
    package = generate(echo(ref("Product"), schemas, openapi=version))
    car, home = {"kind": "car", "doors": 4}, {"kind": "home", "rooms": 3}
    assert classes(package, car, home) == ["Car", "Home"]
    assert received(package, car).doors == 4
    assert is_of_no_class(package, {"kind": "boat", "rooms": 1, "doors": 2})
    assert is_of_no_class(package, {"kind": "Home", "rooms": 1})
    odd = lenient(package, {"kind": "car", "rooms": 3})
    assert (type(odd).__name__, odd.doors, odd.rooms) == ("Car", None, 3)


def test_a_union_is_selected_wherever_it_stands(generate: Generate) -> None:
    mapping = {"home": "#/components/schemas/Home", "car": "#/components/schemas/Car"}
    inline = union("Home", "Car", mapping=mapping)
    schemas = {
        "Home": HOME,
        "Car": CAR,
        "Box": {
            "type": "object",
            "properties": {
                "one": inline,
                "many": {"type": "array", "items": inline},
                "byName": {"type": "object", "additionalProperties": inline},
                "maybe": {"anyOf": [inline, {"type": "null"}]},
            },
            "additionalProperties": inline,
        },
    }
    package = generate(echo(ref("Box"), schemas))
    car = {"kind": "car", "doors": 4}
    value = {
        "one": car,
        "many": [car],
        "byName": {"x": car},
        "maybe": car,
        "more": car,
    }
    found = received(package, value)
    cars = [found.one, *found.many, found.by_name["x"], found.maybe, found.more]
    assert cars == [package.models.Car(kind="car", doors=4)] * 5
    assert received(package, {"maybe": None}).maybe is None
    boat = {"kind": "boat", "doors": 1, "rooms": 1}
    odd = lenient(
        package,
        {"one": boat, "many": [car, boat], "byName": {"x": boat}, "more": boat},
    )
    unknown = package.module._runtime.BaseModel
    boats = [odd.one, odd.many[1], odd.by_name["x"], odd.more]
    assert {type(element) for element in boats} == {unknown}
    assert type(odd.many[0]) is package.models.Car


@pytest.mark.parametrize("media", ["application/json", "text/event-stream"])
def test_a_union_that_is_the_body(generate: Generate, media: str) -> None:
    mapping = {"home": "#/components/schemas/Home", "car": "#/components/schemas/Car"}
    schemas = {"Home": HOME, "Car": CAR}
    for schema in (union("Home", "Car", mapping=mapping), ref("Product")):
        components = {**schemas, "Product": union("Home", "Car", mapping=mapping)}
        package = generate(
            {
                "paths": {
                    "/things": {
                        "get": {
                            "operationId": "Things_list",
                            "responses": {
                                "200": {"content": {media: {"schema": schema}}}
                            },
                        }
                    }
                },
                "components": {"schemas": components},
            }
        )
        values = [{"kind": "car", "doors": 4}, {"kind": "boat", "doors": 4}]
        for value, name in zip(values, ["Car", "BaseModel"], strict=True):
            text = json.dumps(value)
            if media == "application/json":
                package.answer(value)
                found = package.client().things.list()
            else:
                headers = {"content-type": media}
                package.answer(content=f"data: {text}\n\n".encode(), headers=headers)
                [found] = package.client().things.list()
            assert type(found).__name__ == name
            assert found.to_dict() == value


def test_mappings_to_files(generate: Generate, tmp_path: Path) -> None:
    deep = tmp_path / "deep"
    deep.mkdir()
    (tmp_path / "cat.json").write_text(json.dumps(variant("lives")))
    (deep / "dog.json").write_text(json.dumps(variant("age")))
    (deep / "more.json").write_text(json.dumps({"Fish": variant("fins")}))
    pets = {
        "Pet": {
            "oneOf": [
                {"$ref": "../cat.json"},
                {"$ref": "dog.json"},
                {"$ref": "./more.json#/Fish"},
            ],
            "discriminator": {
                "propertyName": "kind",
                "mapping": {
                    "c": "../cat.json",
                    "d": "./dog.json",
                    "f": "./more.json#/Fish",
                },
            },
        }
    }
    (deep / "pets.json").write_text(json.dumps(pets))
    package = generate(echo({"$ref": "deep/pets.json#/Pet"}))
    values = [
        {"kind": "f", "fins": 1},
        {"kind": "d", "age": 1},
        {"kind": "c", "lives": 1},
    ]
    assert classes(package, *values) == ["Fish", "Dog", "Cat"]


def test_whole_files_go_by_their_names(generate: Generate, tmp_path: Path) -> None:
    (tmp_path / "cat.json").write_text(json.dumps(variant("lives")))
    (tmp_path / "dog.json").write_text(json.dumps(variant("age")))
    pet = {
        "oneOf": [{"$ref": "./cat.json"}, {"$ref": "./dog.json"}],
        "discriminator": {"propertyName": "kind"},
    }
    package = generate(echo(pet))
    values = [{"kind": "dog", "age": 1}, {"kind": "cat", "lives": 1}]
    assert classes(package, *values) == ["Dog", "Cat"]


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("listed", [True, False])
def test_a_base_and_its_kinds_are_files(
    generate: Generate, tmp_path: Path, told: bool, listed: bool
) -> None:
    told = told or not listed
    discriminator: dict[str, Any] = {"propertyName": "kind"}
    if told:
        discriminator["mapping"] = {"c": "./cat.json", "d": "dog.json"}
    pet = {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": STRING},
        "discriminator": discriminator,
    }
    texts: dict[str, Any] = {"pet": pet}
    for name, own in (("cat", "lives"), ("dog", "age")):
        more = {"type": "object", "properties": {own: INTEGER}}
        texts[name] = {"allOf": [{"$ref": "pet.json"}, more]}
    for name, value in texts.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(value))
    components = {name.title(): {"$ref": f"{name}.json"} for name in texts if listed}
    package = generate(echo({"$ref": "pet.json"}, components))
    cat, dog = ("c", "d") if told else ("Cat", "Dog")
    values = [{"kind": dog, "age": 1}, {"kind": cat, "lives": 1}]
    assert classes(package, *values) == ["Dog", "Cat"]
    assert type(received(package, {"kind": "x"})).__name__ == "PetBase"


def test_references_to_references_go_by_the_first_name(
    generate: Generate, tmp_path: Path
) -> None:
    (tmp_path / "a.json").write_text(json.dumps(variant("lives")))
    (tmp_path / "b.json").write_text(json.dumps(variant("age")))
    schemas = {"Cat": {"$ref": "a.json"}, "Dog": {"$ref": "b.json"}}
    package = generate(echo(union("Cat", "Dog"), schemas))
    assert received(package, {"kind": "Dog", "age": 1}).age == 1
    assert received(package, {"kind": "Cat", "lives": 1}).lives == 1
    assert is_of_no_class(package, {"kind": "Bird", "age": 1})


def test_several_values_select_one_variant(generate: Generate) -> None:
    mapping = {"car": "Car", "van": "Car", "home": "Home"}
    schemas = {"Home": HOME, "Car": CAR}
    package = generate(echo(union("Home", "Car", mapping=mapping), schemas))
    found = [received(package, {"kind": word, "doors": 2}) for word in ("van", "car")]
    assert [(type(item).__name__, item.kind) for item in found] == [
        ("Car", "van"),
        ("Car", "car"),
    ]


def test_a_variant_of_two_unions_has_the_values_of_both(generate: Generate) -> None:
    schemas = {
        "Home": HOME,
        "Car": CAR,
        "One": union("Home", "Car", mapping={"h": "Home", "c": "Car"}),
        "Other": union("Home", "Car", mapping={"c": "Home", "h": "Car"}),
    }
    both = {"type": "object", "properties": {"one": ref("One"), "other": ref("Other")}}
    package = generate(echo(both, schemas))
    found = received(
        package,
        {"one": {"kind": "h", "rooms": 1}, "other": {"kind": "h", "doors": 1}},
    )
    assert [type(value).__name__ for value in (found.one, found.other)] == [
        "Home",
        "Car",
    ]


def test_targets_that_do_not_exist_are_told(generate: Generate) -> None:
    mapping = {
        "home": "#/components/schemas/Home",
        "car": "Car",
        "boat": "#/components/schemas/Boat",
        "ship": "ship.yaml",
    }
    schemas = {"Home": HOME, "Car": CAR}
    schemas["Product"] = union("Home", "Car", mapping=mapping)
    package = generate(echo(ref("Product"), schemas))
    told = [
        diagnostic
        for diagnostic in package.diagnostics
        if diagnostic.code == "discriminator"
    ]
    pointers = [item.location.pointer or "" for item in told if item.location]
    assert [pointer.rpartition("/")[2] for pointer in pointers] == ["boat", "ship"]
    assert "`#/components/schemas/Boat`, which does not exist" in told[0].message
    assert classes(package, {"kind": "car", "doors": 1}) == ["Car"]
    assert is_of_no_class(package, {"kind": "boat", "doors": 1})


def test_an_entry_that_is_no_variant_is_taken_for_one(generate: Generate) -> None:
    mapping = {"home": "Home", "car": "Car", "boat": "Boat"}
    schemas = {"Home": HOME, "Car": CAR, "Boat": variant("sails")}
    schemas["Product"] = union("Home", "Car", mapping=mapping)
    package = generate(echo(ref("Product"), schemas))
    assert classes(package, {"kind": "boat", "sails": 1}) == ["Boat"]
    [told] = [
        diagnostic
        for diagnostic in package.diagnostics
        if diagnostic.code == "discriminator"
    ]
    assert "`Boat`, which is not an alternative" in told.message


@pytest.mark.parametrize("listed", [True, False])
def test_the_default_of_openapi_3_2(generate: Generate, listed: bool) -> None:
    schemas = {
        "Home": HOME,
        "Car": CAR,
        "Thing": {"type": "object", "properties": {"kind": STRING, "name": STRING}},
    }
    names = ["Home", "Car", "Thing"][: 3 if listed else 2]
    told = union(*names, mapping={"h": "Home", "c": "Car"}, defaultMapping="Thing")
    package = generate(echo(told, schemas, openapi="3.2.0"))
    values = [
        {"kind": "c", "doors": 1},
        {"kind": "h", "rooms": 1},
        {"kind": "x", "doors": 1},
        {"name": "y"},
        {},
    ]
    assert classes(package, *values) == ["Car", "Home", "Thing", "Thing", "Thing"]


@pytest.mark.parametrize(
    ("one", "other", "mapping"),
    [
        ({"const": 1}, {"const": 2}, None),
        ({"type": "integer", "enum": [1]}, {"type": "integer", "enum": [2]}, None),
        (INTEGER, INTEGER, {"1": "Home", "2": "Car"}),
    ],
)
def test_values_may_be_numbers(
    generate: Generate, one: Any, other: Any, mapping: Any
) -> None:
    schemas = {"Home": variant("rooms", one), "Car": variant("doors", other)}
    told = {"mapping": mapping} if mapping else {}
    package = generate(echo(union("Home", "Car", **told), schemas))
    values = [{"kind": 2, "doors": 1}, {"kind": 1, "rooms": 1}]
    assert classes(package, *values) == ["Car", "Home"]
    assert is_of_no_class(package, {"kind": 3, "doors": 1})
    assert is_of_no_class(package, {"kind": True, "doors": 1})


@pytest.mark.parametrize("mapping", [None, {"true": "Home", "false": "Car"}])
def test_values_may_be_booleans(generate: Generate, mapping: Any) -> None:
    yes: dict[str, Any] = {"const": True}
    no: dict[str, Any] = {"const": False}
    told: dict[str, Any] = {"mapping": mapping} if mapping else {}
    if mapping:
        yes = no = {"type": "boolean"}
    schemas = {"Home": variant("rooms", yes), "Car": variant("doors", no)}
    package = generate(echo(union("Home", "Car", **told), schemas))
    values = [{"kind": False, "doors": 1}, {"kind": True, "rooms": 1}]
    assert classes(package, *values) == ["Car", "Home"]


@pytest.mark.parametrize("told", [True, False])
def test_inline_variants(generate: Generate, told: bool) -> None:
    pets: dict[str, Any] = {
        "oneOf": [
            variant("rooms", {"const": "home"}),
            variant("doors", {"type": "string", "enum": ["car", "van"]}),
        ]
    }
    if told:
        pets["discriminator"] = {"propertyName": "kind"}
    package = generate(echo(pets))
    assert received(package, {"kind": "van", "doors": 2}).doors == 2
    assert received(package, {"kind": "home", "rooms": 2}).rooms == 2
    car, home = (
        type(received(package, value))
        for value in ({"kind": "car", "doors": 2}, {"kind": "home", "rooms": 2})
    )
    assert car is not home
    found = lenient(package, {"kind": "car", "rooms": 2, "doors": "many"})
    assert (type(found), found.doors) == (car, "many")
    if told:
        assert is_of_no_class(package, {"kind": "boat", "doors": 2})


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("inner", [True, False])
def test_unions_in_unions(generate: Generate, named: bool, inner: bool) -> None:
    vehicle = union("Car", "Van") if inner else {"oneOf": [ref("Car"), ref("Van")]}
    schemas = {
        "Vehicle": vehicle,
        "Home": HOME,
        "Car": CAR,
        "Van": variant("seats"),
    }
    product = union("Home", "Vehicle")
    if not named:
        product["oneOf"][1] = vehicle
    package = generate(echo(product, schemas))
    values = [
        {"kind": "Van", "seats": 2},
        {"kind": "Home", "rooms": 2},
        {"kind": "Car", "doors": 2},
    ]
    assert classes(package, *values) == ["Van", "Home", "Car"]
    assert is_of_no_class(package, {"kind": "boat", "doors": 2})
    odd = lenient(package, {"kind": "Van", "doors": 2})
    assert type(odd) is package.models.Van


def test_a_mapping_may_lead_into_a_union(generate: Generate) -> None:
    schemas = {
        "Vehicle": {"oneOf": [ref("Car"), ref("Van")]},
        "Home": HOME,
        "Car": CAR,
        "Van": variant("seats"),
    }
    mapping = {"v": "#/components/schemas/Van", "c": "Car", "h": "Home"}
    package = generate(echo(union("Home", "Vehicle", mapping=mapping), schemas))
    assert not [
        diagnostic
        for diagnostic in package.diagnostics
        if diagnostic.code == "discriminator"
    ]
    values = [{"kind": "v", "seats": 2}, {"kind": "c", "doors": 2}]
    assert classes(package, *values) == ["Van", "Car"]


def test_members_of_other_names_tell_apart_inside(generate: Generate) -> None:
    car, van = variant("doors"), variant("seats")
    for entry, size in ((car, "small"), (van, "large")):
        entry["properties"]["size"] = {"const": size}
        entry["required"].append("size")
    schemas = {
        "Home": HOME,
        "Car": car,
        "Van": van,
        "Vehicle": {
            "oneOf": [ref("Car"), ref("Van")],
            "discriminator": {"propertyName": "size"},
        },
    }
    mapping = {"home": "Home", "vehicle": "Vehicle"}
    package = generate(echo(union("Home", "Vehicle", mapping=mapping), schemas))
    value = {"kind": "vehicle", "size": "large", "seats": 5}
    assert classes(package, value, {"kind": "home", "rooms": 1}) == ["Van", "Home"]
    assert is_of_no_class(package, {**value, "size": "huge"})


def test_a_variant_without_the_property(generate: Generate) -> None:
    car = {"type": "object", "required": ["doors"], "properties": {"doors": INTEGER}}
    mapping = {"home": "Home", "car": "Car"}
    schemas = {"Home": HOME, "Car": car}
    package = generate(echo(union("Home", "Car", mapping=mapping), schemas))
    found = received(package, {"kind": "car", "doors": 2})
    assert (type(found), found.kind) == (package.models.Car, "car")
    assert classes(package, {"doors": 2}) == ["Car"]
    assert is_of_no_class(package, {"kind": "boat", "doors": 2})


def test_a_variant_that_may_lack_the_property(generate: Generate) -> None:
    car = {**CAR, "required": ["doors"]}
    schemas = {"Home": HOME, "Car": car}
    package = generate(echo(union("Home", "Car"), schemas))
    assert classes(package, {"doors": 2}, {"kind": "Home", "rooms": 1}) == [
        "Car",
        "Home",
    ]
    assert is_of_no_class(package, {"kind": "boat", "doors": 2})
    missing = lenient(package, {"rooms": 1})
    assert (type(missing), missing.kind) == (package.models.Home, None)


def test_an_enumeration_that_variants_share(generate: Generate) -> None:
    kinds = {"type": "string", "enum": ["home", "car"]}
    schemas = {"Home": variant("rooms", ref("Kind")), "Car": variant("doors", kinds)}
    schemas["Kind"] = kinds
    package = generate(echo(union("Home", "Car"), schemas))
    values = [{"kind": "car", "doors": 1}, {"kind": "home", "rooms": 1}]
    assert classes(package, *values) == ["Car", "Home"]


def test_wire_names_that_are_not_python_names(generate: Generate) -> None:
    def named(own: str) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["@type"],
            "properties": {"@type": STRING, own: INTEGER},
        }

    told = {
        "oneOf": [ref("Home"), ref("Car")],
        "discriminator": {
            "propertyName": "@type",
            "mapping": {"x.y/Home": "#/components/schemas/Home", "x.y/Car": "Car"},
        },
    }
    package = generate(echo(told, {"Home": named("rooms"), "Car": named("doors")}))
    found = received(package, {"@type": "x.y/Car", "doors": 1})
    assert (type(found), found.type) == (package.models.Car, "x.y/Car")
    made = package.models.EchoSendResponse(value=found)
    assert made.to_dict() == {"value": {"@type": "x.y/Car", "doors": 1}}


BASE: dict[str, Any] = {
    "type": "object",
    "required": ["kind"],
    "properties": {"kind": STRING, "name": STRING},
    "discriminator": {"propertyName": "kind"},
}


def extending(base: str, own: str) -> dict[str, Any]:
    return {"allOf": [ref(base), {"type": "object", "properties": {own: INTEGER}}]}


@pytest.mark.parametrize("kinds", [None, ["dog", "cat"]])
def test_a_base_with_a_mapping(generate: Generate, kinds: Any) -> None:
    mapping = {"dog": "#/components/schemas/Dog", "cat": "#/components/schemas/Cat"}
    base = {**BASE, "discriminator": {"propertyName": "kind", "mapping": mapping}}
    if kinds:
        kind = {"type": "string", "enum": kinds}
        base["properties"] = {**BASE["properties"], "kind": kind}
    schemas = {
        "Pet": base,
        "Dog": extending("Pet", "age"),
        "Cat": extending("Pet", "lives"),
    }
    package = generate(echo(ref("Pet"), schemas))
    values = [{"kind": "cat", "lives": 1}, {"kind": "dog", "age": 1}]
    assert classes(package, *values) == ["Cat", "Dog"]
    bird = received(package, {"kind": "bird", "name": "x", "wings": 2})
    assert type(bird) is package.models.PetBase
    assert (bird.kind, bird.name, bird.wings) == ("bird", "x", 2)
    odd = lenient(package, {"kind": "cat", "lives": "nine"})
    assert (type(odd), odd.lives) == (package.models.Cat, "nine")


def test_a_base_that_lists_its_own_kinds(generate: Generate) -> None:
    schemas = {
        "Pet": {**BASE, "oneOf": [ref("Dog"), ref("Cat")]},
        "Dog": extending("Pet", "age"),
        "Cat": extending("Pet", "lives"),
    }
    for root in ("Pet", "Cat"):
        package = generate(echo(ref(root), schemas))
        found = received(package, {"kind": "Cat", "lives": 1, "name": "x"})
        assert type(found).__name__ == "Cat"
        assert (found.name, found.lives, found.kind) == ("x", 1, "Cat")
    package = generate(echo(ref("Pet"), schemas))
    assert classes(package, {"kind": "Dog", "age": 1}) == ["Dog"]


def test_a_base_over_several_levels(generate: Generate) -> None:
    schemas = {
        "Pet": BASE,
        "Dog": extending("Pet", "age"),
        "Puppy": extending("Dog", "weeks"),
        "Same": {"allOf": [ref("Puppy")]},
        "Empty": {"allOf": [ref("Puppy")], "type": "object", "properties": {}},
        "Told": {"allOf": [ref("Dog")], "description": "Another dog."},
    }
    package = generate(echo(ref("Pet"), schemas))
    for name in ("Puppy", "Same", "Empty"):
        found = received(package, {"kind": name, "name": "x", "age": 1, "weeks": 2})
        assert type(found) is getattr(package.models, name)
        assert (found.name, found.age, found.weeks) == ("x", 1, 2)
    told = received(package, {"kind": "Told", "age": 1})
    assert (type(told), told.age) == (package.models.Told, 1)
    assert package.models.Told.__doc__ == "Another dog."


def test_subtypes_that_add_nothing_without_a_discriminator(generate: Generate) -> None:
    base = {"type": "object", "properties": {"name": STRING}}
    schemas = {
        "Thing": base,
        "Article": extending("Thing", "words"),
        "News": {"allOf": [ref("Article")], "type": "object", "properties": {}},
        "Plain": {"allOf": [ref("News")]},
    }
    for root in ("News", "Plain"):
        package = generate(echo(ref(root), schemas))
        found = received(package, {"name": "x", "words": 1})
        assert (found.name, found.words) == ("x", 1)


def test_requests_carry_what_selects(generate: Generate) -> None:
    mapping = {"home": "#/components/schemas/Home", "car": "#/components/schemas/Car"}
    schemas = {
        "Home": variant("roomCount"),
        "Car": {"type": "object", "properties": {"doorCount": INTEGER}},
    }
    package = generate(echo(union("Home", "Car", mapping=mapping), schemas))
    package.answer({"value": {"kind": "car"}})
    package.client().echo.send(value={"kind": "car", "door_count": 4})
    assert package.sent == {"value": {"kind": "car", "doorCount": 4}}
    hints = package.params.CarParam.__annotations__
    assert {*hints} == {"kind", "door_count"}


def test_webhooks_with_unknown_events_are_objects_of_no_class(
    generate: Generate,
) -> None:
    body = {"content": {"application/json": {"schema": ref("Event")}}}
    package = generate(
        {
            "webhooks": {"event": {"post": {"requestBody": body}}},
            "components": {
                "schemas": {
                    "Event": union("Home", "Car", mapping={"h": "Home", "c": "Car"}),
                    "Home": HOME,
                    "Car": CAR,
                }
            },
        }
    )
    unwrap = package.client().webhooks.unwrap
    assert type(unwrap('{"kind": "c", "doors": 1}', verify=False)) is package.models.Car
    unknown = unwrap('{"kind": "x", "doors": 1}', verify=False)
    assert type(unknown) is package.module._runtime.BaseModel


USE = """
from client_package import Client


def use(client: Client) -> int | None:
    client.echo.send(value={"kind": "car", "door_count": 4})
    client.echo.send(value={"kind": "home", "room_count": 4})
    client.echo.send(value={"kind": "van", "seats": 4})
    client.echo.send(value={"kind": "boat", "door_count": 4})  # type: ignore
    client.echo.send(value={"kind": "home", "door_count": 4})  # type: ignore
    found = client.echo.send(value={"kind": "car", "door_count": 4}).value
    if found.kind == "car":
        return found.door_count
    if found.kind == "home":
        return found.room_count
    return found.seats
"""


@pytest.mark.parametrize(
    "checker", [("mypy", "--strict", "--config-file="), ("pyright",)]
)
def test_type_checkers_know_what_selects(
    generate: Generate, checker: tuple[str, ...]
) -> None:
    mapping = {
        "home": "#/components/schemas/Home",
        "car": "#/components/schemas/Car",
        "van": "#/components/schemas/Van",
    }
    schemas = {
        "Home": variant("roomCount"),
        "Car": variant("doorCount"),
        "Van": {"type": "object", "properties": {"seats": INTEGER}},
    }
    package = generate(echo(union("Home", "Car", "Van", mapping=mapping), schemas))
    client = package.described.names.client.client
    text = USE.replace("client_package", package.module.__name__)
    home = package.folder.parent
    (home / "use.py").write_text(text.replace("Client", client))
    settings = {
        "typeCheckingMode": "strict",
        "reportUnnecessaryTypeIgnoreComment": "error",
    }
    (home / "pyrightconfig.json").write_text(json.dumps(settings))
    run = subprocess.run(
        [sys.executable, "-m", *checker, "use.py"],
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_a_mapping_to_what_only_the_whole_would_have_takes_the_file_of_that_name(
    generate: Generate, tmp_path: Path
) -> None:
    kinds = ("Car", "Boat")
    parts: dict[str, Any] = {
        f"{kind}.json": {
            "type": "object",
            "required": ["kind"],
            "properties": {
                "kind": {"type": "string"},
                kind.lower(): {"type": "string"},
            },
        }
        for kind in kinds
    }
    parts["Thing.json"] = {
        "oneOf": [{"$ref": f"{kind}.json"} for kind in kinds],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {
                "c": "#/components/schemas/Car",
                "b": "#/components/schemas/Boat",
            },
        },
    }
    for name, value in parts.items():
        (tmp_path / name).write_text(json.dumps(value))
    package = generate("""
paths:
  /things:
    get:
      operationId: getThing
      responses:
        200:
          description: A thing
          content: {application/json: {schema: {$ref: Thing.json}}}
""")
    client = package.client()
    for value, kind in (("c", "Car"), ("b", "Boat")):
        package.answer({"kind": value})
        assert type(client.things.list()).__name__ == kind
    told = [
        diagnostic
        for diagnostic in package.diagnostics
        if diagnostic.code == "discriminator"
    ]
    assert len(told) == 2
    assert all(
        "the variant of that name is taken" in finding.message for finding in told
    )


def test_a_union_that_several_schemas_extend(generate: Generate) -> None:
    def extending_union(**members: Any) -> dict[str, Any]:
        return {"type": "object", "properties": members, "allOf": [ref("Many")]}

    listed = {"type": "string", "enum": ["a", "b"]}
    schemas = {
        "Many": {**union("One", "Two"), "discriminator": {"propertyName": "kind"}},
        "One": variant("one", listed, required=["kind"]),
        "Two": variant("two", {"type": "string", "enum": ["c"]}, required=["kind"]),
        "Deep": extending_union(base=STRING),
        "Other": extending_union(size={"type": "integer"}),
    }
    members = {"deep": ref("Deep"), "other": ref("Other")}
    package = generate(echo({"type": "object", "properties": members}, schemas))
    for kind in ("a", "c"):
        value = {
            "deep": {"kind": kind, "base": "x"},
            "other": {"kind": kind, "size": 1},
        }
        found = received(package, value)
        assert (found.deep.base, found.other.size) == ("x", 1)
        assert {"base"} == {*type(found.deep).model_fields} - {"kind", "one", "two"}
        assert {"size"} == {*type(found.other).model_fields} - {"kind", "one", "two"}
    first = received(package, {"deep": {"kind": "a"}}).deep
    assert type(first).model_fields["kind"].annotation == Literal["a", "b"]
    assert refused(package, {"deep": {"kind": "new"}})
