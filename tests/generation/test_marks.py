"""Marks of a value hold wherever the document writes them, and reach the reader."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pydantic
import pytest

from clientsmith.naming.types import RESERVED_FIELDS
from tests.generation.build import Generate, Package
from tests.generation.echo import echo, ref

STRING = {"type": "string"}
SHARED = {
    "Id": {**STRING, "readOnly": True},
    "AliasOfId": ref("Id"),
    "Secret": {**STRING, "writeOnly": True},
    "Audit": {
        "type": "object",
        "readOnly": True,
        "properties": {"by": STRING},
        "required": ["by"],
    },
}


def _members(value: dict[str, Any]) -> dict[str, Any]:
    members = {"name": STRING, "value": value}
    return {"type": "object", "properties": members, "required": ["name", "value"]}


def _sent(package: Package) -> Any:
    return package.params.ThingParam.__annotations__.keys()


def _received(package: Package) -> Any:
    return package.models.Thing.model_fields.keys()


@pytest.mark.parametrize(
    ("mark", "shared"), [("readOnly", "Id"), ("writeOnly", "Secret")]
)
@pytest.mark.parametrize(
    "form",
    [
        lambda name: ref(name),
        lambda name: {"allOf": [ref(name)], "description": "Given by the server."},
        lambda name: {"allOf": [{"description": "First."}, ref(name)]},
        lambda name: {"anyOf": [ref(name), {"type": "null"}]},
        lambda name: {"oneOf": [ref(name), ref(name)]},
    ],
    ids=["$ref", "allOf", "second in allOf", "or null", "oneOf"],
)
def test_a_direction_holds_through_references(
    generate: Generate, mark: str, shared: str, form: Any
) -> None:
    thing = _members(form(shared))
    package = generate(echo(ref("Thing"), {**SHARED, "Thing": thing}))
    here, there = (_received, _sent) if mark == "readOnly" else (_sent, _received)
    assert set(here(package)) == {"name", "value"}
    assert set(there(package)) == {"name"}
    package.answer({"value": {"name": "a", "value": "b"}})
    client = package.client(_strict_response_validation=True)
    client.echo.send(value={"name": "a"})
    assert package.sent == {"value": {"name": "a"}}
    if mark == "writeOnly":
        package.answer({"value": {"name": "a"}})
        assert client.echo.send(value={"name": "a"}).value.name == "a"


def test_a_direction_holds_for_whole_objects_and_through_several_references(
    generate: Generate,
) -> None:
    nested = {"type": "array", "items": ref("Inner")}
    package = generate(
        echo(
            ref("Thing"),
            {
                **SHARED,
                "Inner": _members(ref("AliasOfId")),
                "Thing": {
                    "allOf": [
                        {"properties": {"audit": ref("Audit"), "inner": nested}},
                        {"required": ["audit", "inner"]},
                    ]
                },
            },
        )
    )
    assert _sent(package) == {"inner"}
    assert package.params.InnerParam.__annotations__.keys() == {"name"}
    assert _received(package) == {"audit", "inner"}


def test_one_variant_that_is_read_only_does_not_make_the_member_so(
    generate: Generate,
) -> None:
    thing = _members({"oneOf": [ref("Id"), {"type": "integer"}]})
    package = generate(echo(ref("Thing"), {**SHARED, "Thing": thing}))
    assert _sent(package) == {"name", "value"}


def test_what_is_deprecated_says_so(generate: Generate) -> None:
    old = {"type": "string", "deprecated": True}
    document = echo(
        ref("Thing"),
        {
            "Old": {**old, "description": "How it was."},
            "Thing": {
                "type": "object",
                "deprecated": True,
                "description": "A thing.",
                "properties": {
                    "plain": old,
                    "shared": ref("Old"),
                    "told": {**old, "description": "**DEPRECATED**: use `plain`."},
                    "new": {**STRING, "description": "Replaces the deprecated one."},
                },
            },
        },
    )
    document["paths"]["/echo"]["post"]["parameters"] = [
        {"name": "a", "in": "query", "deprecated": True, "schema": STRING},
        {"name": "b", "in": "query", "schema": old, "description": "The b."},
        {"name": "c", "in": "header", "schema": ref("Old")},
        {"name": "d", "in": "query", "schema": STRING, "description": "The d."},
    ]
    package = generate(document)
    for file in ("types/models.py", "types/params.py"):
        text = package.files[file]
        assert '"""Deprecated. A thing."""' in text
        for member in ("plain", "shared"):
            after = text.partition(f" {member}: ")[2].splitlines()[1]
            assert after.strip() == '"""Deprecated."""'
        assert '"""**DEPRECATED**: use `plain`."""' in text
        assert '"""Replaces the deprecated one."""' in text
    doc = package.module.resources.echo.Echo.send.__doc__
    assert "a: Deprecated.\n" in doc
    assert "b: Deprecated. The b.\n" in doc
    assert "c: Deprecated." in doc
    assert "d: The d.\n" in doc


def test_headers_of_answers_that_are_deprecated_say_so(generate: Generate) -> None:
    headers = {
        "X-Old": {"deprecated": True, "schema": STRING, "description": "How many."},
        "X-New": {"schema": STRING},
    }
    answers = {"204": {"headers": headers}}
    operation = {"operationId": "x", "responses": answers}
    package = generate({"paths": {"/x": {"get": operation}}})
    text = package.files["types/models.py"]
    assert text.count("Deprecated.") == 1
    assert '"""Deprecated. How many."""' in text


def test_server_variables_take_what_the_document_lists(generate: Generate) -> None:
    def server(**variables: Any) -> dict[str, Any]:
        names = ".".join(f"{{{variable}}}" for variable in variables)
        return {"url": f"https://{names}.test", "variables": variables}

    region = {"default": "eu", "enum": ["eu", "us"]}
    package = generate(
        {
            "servers": [
                server(region=region, tier={"default": "a", "enum": ["a"]}),
                server(region={**region, "enum": ["eu", "ap"]}, tier={"default": "b"}),
            ],
            "paths": {"/x": {"get": {"operationId": "x"}}},
        }
    )
    init = type(package.client()).__init__
    hints = get_type_hints(init, vars(package.module._client))
    literal, none = get_args(hints["region"])
    assert (get_args(literal), none) == (("eu", "us", "ap"), type(None))
    assert hints["tier"] == str | None
    assert package.client(region="us").base_url == "https://us.a.test"


@pytest.mark.parametrize(
    ("servers", "said", "works"),
    [
        (["https://a.test/v1"], "left out, then https://a.test/v1.", True),
        (
            ["https://a.test/{x}"],
            "since the document only says `https://a.test/{x}`.",
            False,
        ),
        (["/api/v3/"], "since the document only says `/api/v3/`.", False),
        ([], "since the document names no server.", False),
    ],
)
def test_the_address_that_is_told_is_the_one_that_is_used(
    generate: Generate, servers: list[str], said: str, works: bool
) -> None:
    package = generate(
        {
            "servers": [{"url": server} for server in servers],
            "paths": {"/x": {"get": {"operationId": "x"}}},
        }
    )
    names = package.described.names.client
    client_class = getattr(package.module, names.client)
    assert said in " ".join(client_class.__doc__.split())
    if works:
        assert package.client().base_url == servers[0]
    else:
        with pytest.raises(getattr(package.module, names.error), match="base_url"):
            package.client()
    assert package.client(base_url="https://b.test").base_url == "https://b.test"


def test_no_member_hides_an_attribute_of_the_models(generate: Generate) -> None:
    """pydantic warns of it when the package is imported."""
    names = [
        text
        for text in {*dir(pydantic.BaseModel), *dir(type(pydantic.BaseModel))}
        if not text.startswith("_") and hasattr(pydantic.BaseModel, text)
    ]
    assert {"register", "mro"} <= {*names} <= RESERVED_FIELDS
    info = {"type": "object", "properties": dict.fromkeys(sorted(names), STRING)}
    package = generate(echo(ref("Info"), {"Info": info}))
    code = f"import {package.module.__name__} as p; p.types.Info.model_fields"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=Path(package.folder).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    package.answer({"value": {"register": "x", "mro": "y"}})
    answer = package.client(_strict_response_validation=True).echo.send(
        value={"register_": "a"}
    )
    assert package.sent == {"value": {"register": "a"}}
    assert (answer.value.register_, answer.value.mro_) == ("x", "y")


def test_who_is_called_so_has_the_name(generate: Generate) -> None:
    def of(member: str) -> dict[str, Any]:
        return {"type": "object", "properties": {member: STRING}}

    shared = {"USER": of("b"), "User": of("a"), "user": of("c"), "UserParam": of("d")}
    for components in (shared, dict(reversed(shared.items()))):
        members = {name: ref(name) for name in shared}
        package = generate(echo({"type": "object", "properties": members}, components))
        assert package.models.User.model_fields.keys() == {"a"}
        assert package.models.UserParam.model_fields.keys() == {"d"}
        sent = package.params.EchoSendValueParam.__annotations__
        assert len({str(value) for value in sent.values()}) == 4
