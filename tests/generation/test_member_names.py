"""Members whose names mean something else in Python or to pydantic."""

from __future__ import annotations

import keyword
from datetime import date, datetime
from typing import Any

import pytest

from tests.generation.build import Generate, Package

NAMES = [
    "list copy json model_config model_fields model_fields_set model_extra model_ours",
    "schema dict construct validate to_dict to_json model_dump model_post_init",
    "_id 1st class fooBar foo_bar foo-bar FooBar self type None True False cls",
    "__class__ __init__ __dict__ __pydantic_extra__ _private id $ref @type a.b é ß 日本",
    "str int float bool object bytes tuple set property super print field Field",
    "BaseModel Any Literal Annotated TypeAlias date datetime builtins typing pydantic",
    "body options timeout extra_headers omit Omit await async match case _ further",
]
ALL = [name for line in NAMES for name in line.split()] + ["", " ", "a b", "\u202e"]


def things(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A method that takes and gives an object, once as arguments and once inside."""
    inner = {"type": "object", "properties": properties, **more}
    whole = {**inner, "properties": {**properties, "nested": inner}}
    content = {"application/json": {"schema": whole}}
    post = {
        "operationId": "things/send",
        "requestBody": {"content": content},
        "responses": {"200": {"content": content}},
    }
    return {"paths": {"/things": {"post": post}}}


def sent_and_received(package: Package, value: dict[str, Any]) -> Any:
    """Send the values under their Python names, and receive them again."""
    types = package.described.names.types
    python = next(names for names in types.fields.values() if names.keys() == {*value})
    arguments = package.described.names.arguments["POST /things"].body
    nested = {python[key]: member for key, member in value.items()}
    body = {arguments[key]: member for key, member in value.items()}
    whole = {**value, "nested": value}
    package.answer(whole)
    client = package.client(_strict_response_validation=True)
    answer = client.things.send(**body, nested=nested)
    assert package.sent == whole
    assert answer.to_dict(mode="json") == whole
    for model in (answer, answer.nested):
        assert model.model_dump(mode="json", by_alias=True, exclude_unset=True)
        assert {key: getattr(model, name) for key, name in python.items()}
    return answer


def test_every_name_can_be_sent_and_read(generate: Generate) -> None:
    names = [*ALL, *keyword.kwlist]
    package = generate(things({name: {"type": "string"} for name in names}))
    answer = sent_and_received(package, {name: f"<{name}>" for name in names})
    assert (answer.list, answer.lambda_) == ("<list>", "<lambda>")


@pytest.mark.parametrize("name", ["né", "日本", "ﬁn", "名 前"])
def test_classes_of_members_have_names_in_any_script(
    generate: Generate, name: str
) -> None:
    inner = {"type": "object", "properties": {"x": {"type": "integer"}}}
    lists = {"type": "array", "items": inner}
    package = generate(things({name: inner, f"{name}-list": lists}))
    answer = sent_and_received(package, {name: {"x": 1}, f"{name}-list": [{"x": 2}]})
    found = [member for _, member in answer if isinstance(member, list)]
    assert found[0][0].x == 2


def test_names_do_not_depend_on_their_order(generate: Generate) -> None:
    chosen = []
    for names in (ALL, ALL[::-1]):
        package = generate(things({name: {"type": "string"} for name in names}))
        chosen.append([*package.described.names.types.fields.values()])
    forward, backward = ([{**field} for field in fields] for fields in chosen)
    assert sorted(map(sorted, map(dict.items, forward))) == sorted(
        map(sorted, map(dict.items, backward))
    )


@pytest.mark.parametrize("required", [True, False])
def test_a_member_may_be_called_like_its_type(
    generate: Generate, required: bool
) -> None:
    text = {"type": "string"}
    properties: dict[str, Any] = {
        "date": {**text, "format": "date"},
        "datetime": {**text, "format": "date-time"},
        "str": text,
        "int": {"type": "integer"},
        "float": {"type": "number"},
        "bool": {"type": "boolean"},
        "list": {"type": "array", "items": {"type": "array", "items": text}},
        "tuple": {
            "type": "array",
            "prefixItems": [text, {"type": "integer"}],
            "minItems": 2,
            "maxItems": 2,
        },
        "dict": {"type": "object", "additionalProperties": {"type": "integer"}},
        "Literal": {"enum": ["a", "b"]},
        "Any": {},
        "Other": {"type": "object", "properties": {"str": text}},
    }
    more = {"required": [*properties]} if required else {}
    package = generate(things(properties, **more))
    answer = sent_and_received(
        package,
        {
            "date": "2024-05-19",
            "datetime": "2024-05-19T12:00:00Z",
            "str": "x",
            "int": 1,
            "float": 1.5,
            "bool": True,
            "list": [["x"]],
            "tuple": ["x", 1],
            "dict": {"a": 1},
            "Literal": "a",
            "Any": [1],
            "Other": {"str": "x"},
        },
    )
    assert (type(answer.date), type(answer.datetime)) == (date, datetime)
    assert answer.tuple == ("x", 1)


def test_a_class_may_be_called_like_a_member(generate: Generate) -> None:
    schemas = {
        name: {"type": "object", "properties": {"id": {"type": "string"}}}
        for name in ("date", "List", "str", "status", "Field", "type")
    }
    properties = {
        name: {"$ref": f"#/components/schemas/{name}"} for name in schemas
    } | {"day": {"type": "string", "format": "date"}}
    package = generate({**things(properties), "components": {"schemas": schemas}})
    value: dict[str, Any] = {name: {"id": "x"} for name in schemas}
    package.answer({**value, "day": "2024-05-19"})
    answer = package.client(_strict_response_validation=True).things.send()
    assert answer.to_dict(mode="json") == {**value, "day": "2024-05-19"}
    assert type(answer.day) is date
