"""Parameters of generated methods, judged by a server that knows only the document."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from functools import reduce
from typing import Any, NamedTuple
from urllib.parse import unquote

import httpx2
import pytest

from tests.conftest import ApiServer
from tests.generation.build import Generate, Package, build, completed

# So strict that only what was meant is valid.
COLORS = {"type": "array", "minItems": 3, "items": {"enum": ["blue", "black", "brown"]}}
RGB = {
    "type": "object",
    "required": ["R", "G"],
    "properties": {"R": {"type": "integer", "enum": [100]}, "G": {"type": "boolean"}},
    "additionalProperties": False,
}
TEXT = {"type": "string", "enum": ["a b/c?d&e=%2f,ü"]}
DAY = {"type": "string", "format": "date"}
VALUES: dict[str, Any] = {
    "colors": ["blue", "black", "brown"],
    "rgb": {"r": 100, "g": True},
    "text": "a b/c?d&e=%2f,ü",
    "day": dt.date(2024, 5, 19),
    "number": 1.5,
    "flag": False,
}
SCHEMAS = {
    "colors": COLORS,
    "rgb": RGB,
    "text": TEXT,
    "day": DAY,
    "number": {"type": "number", "enum": [1.5]},
    "flag": {"type": "boolean"},
}


class Case(NamedTuple):
    """A parameter, and the value that it is given."""

    place: str
    value: str
    style: str | None = None
    explode: bool | None = None
    json: bool = False

    @property
    def name(self) -> str:
        said = (self.place, self.value, self.style, self.explode, self.json or None)
        return "_".join(str(value).lower() for value in said if value is not None)

    @property
    def path(self) -> str:
        return f"/{self.name}/" + ("{c}" if self.place == "path" else "")

    @property
    def operation(self) -> dict[str, Any]:
        schema = {"schema": SCHEMAS[self.value]}
        parameter: dict[str, Any] = {"name": "c", "in": self.place, "required": True}
        parameter |= {"content": {"application/json": schema}} if self.json else schema
        if self.style is not None:
            parameter |= {"style": self.style, "explode": self.explode}
        return {
            "operationId": f"Things_{self.name}",
            "parameters": [parameter],
            "responses": {"204": {"description": "Done"}},
        }


CASES = [
    # The server does not decode what it finds in a path.
    *(Case("path", value) for value in SCHEMAS if value != "text"),
    *(Case("path", "colors", "simple", explode) for explode in (False, True)),
    *(Case("path", "rgb", "simple", explode) for explode in (False, True)),
    *(Case("query", value) for value in SCHEMAS if value != "rgb"),
    *(Case("query", "colors", "form", explode) for explode in (False, True)),
    Case("query", "rgb", "form", False),
    Case("query", "colors", "pipeDelimited", False),
    Case("query", "rgb", "deepObject", True),
    Case("query", "rgb", json=True),
    Case("query", "colors", json=True),
    *(Case("header", value) for value in SCHEMAS if value != "text"),
    Case("header", "rgb", "simple", True),
    Case("header", "rgb", json=True),
    Case("cookie", "day"),
    Case("cookie", "number"),
    Case("cookie", "flag"),
]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Package, str]]:
    """A package with a method for each case, and the server of its document."""
    folder = tmp_path_factory.mktemp("judged")
    document = completed(
        {"paths": {item.path: {"get": item.operation} for item in CASES}}
    )
    path = folder / "document.yaml"
    path.write_text(json.dumps(document))
    package = build(folder, document)
    with ApiServer(path) as base_url:
        yield package, base_url
    package.forget()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_server_reads_what_was_meant(judged: tuple[Package, str], case: Case) -> None:
    package, base_url = judged
    dotted = next(
        operation["python"]
        for operation in package.operations
        if operation["path"] == case.path
    )
    http_client = httpx2.Client(trust_env=False)
    with package.client(base_url=base_url, http_client=http_client) as client:
        value = VALUES[case.value]
        method = reduce(getattr, dotted.split(".")[1:], client)
        assert (method(value) if case.place == "path" else method(c=value)) is None


def asking(*parameters: dict[str, Any], path: str = "/things", **rest: Any) -> Any:
    """A document with `client.things.call`, which takes these parameters."""
    operation = {"operationId": "Things_call", "parameters": [*parameters]}
    return {"paths": {path: {"get": operation}}, **rest}


def parameter(name: str, schema: Any = None, place: str = "query", **rest: Any) -> Any:
    return {"name": name, "in": place, "schema": schema or {}, **rest}


@pytest.mark.parametrize(
    ("style", "explode", "expected"),
    [
        ("matrix", False, (";c=a", ";c=a,b", ";c=xY,1")),
        ("matrix", True, (";c=a", ";c=a;c=b", ";xY=1")),
        ("label", False, (".a", ".a,b", ".xY,1")),
        ("label", True, (".a", ".a.b", ".xY=1")),
    ],
)
def test_styles_of_the_path(
    generate: Generate, style: str, explode: bool, expected: tuple[str, ...]
) -> None:
    schema = {"anyOf": [{"type": "string"}, {"type": "array", "items": {}}, OBJECT]}
    rest: dict[str, Any] = {"style": style, "explode": explode, "required": True}
    document = asking(parameter("c", schema, "path", **rest), path="/things/{c}")
    package = generate(document)
    for value, text in zip(("a", ["a", "b"], {"x_y": 1}), expected, strict=True):
        package.client().things.call(value)
        assert package.request.url.raw_path.decode() == f"/things/{text}"


OBJECT = {"type": "object", "properties": {"xY": {"type": "integer"}}}
FILTER: dict[str, Any] = {
    "type": "object",
    "properties": {
        "createdBy": {"type": "string"},
        "subFilter": OBJECT,
        "tags": {"type": "array", "items": {"type": "string"}},
    },
}
VALUE = {"created_by": "me", "sub_filter": {"x_y": 1}, "tags": ["a", "b"]}
DEEP: dict[str, Any] = {"style": "deepObject", "explode": True}


def query(package: Package, **arguments: Any) -> str:
    package.client().things.call(**arguments)
    return unquote(package.request.url.query.decode())


def test_members_of_objects_go_by_their_names_in_the_api(generate: Generate) -> None:
    listed = {"type": "array", "items": FILTER}
    package = generate(
        asking(
            parameter("deep", FILTER, **DEEP),
            parameter("form", OBJECT),
            parameter("list", listed),
            parameter("X-Filter", OBJECT, "header"),
            parameter("session", OBJECT, "cookie"),
            {
                "name": "json",
                "in": "query",
                "content": {"application/json": {"schema": FILTER}},
            },
        )
    )
    assert query(package, deep=VALUE) == (
        "deep[createdBy]=me&deep[subFilter][xY]=1&deep[tags]=a&deep[tags]=b"
    )
    assert query(package, form={"x_y": 1}) == "xY=1"
    whole = '{"createdBy":"me","subFilter":{"xY":1},"tags":["a","b"]}'
    assert query(package, list=[VALUE]) == f"list={whole}"
    assert query(package, json=VALUE) == f"json={whole}"
    query(package, x_filter={"x_y": 1}, session={"x_y": 1})
    assert package.request.headers["x-filter"] == "xY,1"
    assert package.request.headers["cookie"] == "session=xY,1"


def test_a_model_that_was_received_is_a_value(generate: Generate) -> None:
    reference = {"$ref": "#/components/schemas/Filter"}
    document = asking(
        parameter("deep", reference, **DEEP), components={"schemas": {"Filter": FILTER}}
    )
    answers = {"200": {"content": {"application/json": {"schema": reference}}}}
    document["paths"]["/things"]["get"]["responses"] = answers
    package = generate(document)
    package.answer({"createdBy": "me", "subFilter": {"xY": 1}})
    found = package.client().things.call()
    assert query(package, deep=found) == "deep[createdBy]=me&deep[subFilter][xY]=1"


def test_text_in_a_parameter_is_no_json(generate: Generate) -> None:
    content = {"text/plain": {"schema": {"type": "string"}}}
    package = generate(asking({"name": "q", "in": "query", "content": content}))
    assert query(package, q="a b") == "q=a b"


def test_values_of_all_kinds(generate: Generate) -> None:
    package = generate(
        asking(
            parameter("flag", {"type": "boolean"}),
            parameter("at", {"type": "string", "format": "date-time"}),
            parameter("price", {"type": "number"}),
            parameter("level", {"type": "integer", "enum": [1, 2]}),
            parameter("limit", {"type": "integer", "default": 20}),
            parameter("maybe", {"type": ["string", "null"]}),
            parameter("url", {"type": "string"}, allowReserved=True),
        )
    )
    at = dt.datetime(2024, 5, 19, 1, 2, 3, tzinfo=dt.UTC)
    sent = query(
        package, flag=True, at=at, price=1e-7, level=2, maybe=None, url="https://a/b"
    )
    assert (
        sent
        == "flag=true&at=2024-05-19T01:02:03Z&price=0.0000001&level=2&url=https://a/b"
    )
    assert b"url=https://a/b" in package.request.url.query


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_a_path_value_that_leaves_its_segment_is_refused(
    generate: Generate, value: str
) -> None:
    document = asking(parameter("id", None, "path", required=True), path="/things/{id}")
    package = generate(document)
    with pytest.raises(ValueError, match="path parameter"):
        package.client().things.call(value)
    assert package.requests == []


PARAMETERS = (
    parameter("deep", FILTER, **DEEP),
    parameter("form", FILTER),
    parameter("flat", OBJECT),
    parameter("tags", {"type": "array", "items": {"type": "string"}}),
    parameter("list", {"type": "array", "items": OBJECT}),
    parameter("commas", {"type": "array", "items": {}}, explode=False),
    parameter("text", {"type": "string"}),
    parameter("any"),
)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (
            {},
            {
                "form": 'createdBy=me&subFilter={"xY":1}&tags=["a","b"]',
                "flat": "xY=1",
                "tags": "tags=a&tags=b",
                "list": 'list={"xY":1}&list={"xY":2}',
            },
        ),
        (
            {"arrays": "brackets", "objects": "brackets"},
            {
                "deep": "deep[createdBy]=me&deep[subFilter][xY]=1"
                "&deep[tags][]=a&deep[tags][]=b",
                "form": "form[createdBy]=me&form[subFilter][xY]=1"
                "&form[tags][]=a&form[tags][]=b",
                "flat": "flat[xY]=1",
                "tags": "tags[]=a&tags[]=b",
                "list": "list[][xY]=1&list[][xY]=2",
                "any": "any[]=1",
            },
        ),
        (
            {"arrays": "indices", "objects": "dots"},
            {
                "deep": "deep.createdBy=me&deep.subFilter.xY=1"
                "&deep.tags[0]=a&deep.tags[1]=b",
                "flat": "flat.xY=1",
                "list": "list[0].xY=1&list[1].xY=2",
            },
        ),
        (
            {"arrays": "comma"},
            {
                "deep": "deep[createdBy]=me&deep[subFilter][xY]=1&deep[tags]=a,b",
                "flat": "xY=1",
                "tags": "tags=a,b",
            },
        ),
        (
            {"arrays": "repeat"},
            {
                "form": "form[createdBy]=me&form[subFilter][xY]=1"
                "&form[tags]=a&form[tags]=b",
                "flat": "xY=1",
                "tags": "tags=a&tags=b",
                "list": "list[0][xY]=1&list[1][xY]=2",
            },
        ),
    ],
)
def test_the_configuration_says_what_the_document_leaves_open(
    generate: Generate, options: dict[str, str], expected: dict[str, str]
) -> None:
    package = generate(asking(*PARAMETERS), query=options)
    values: dict[str, Any] = {
        "deep": VALUE,
        "form": VALUE,
        "flat": {"x_y": 1},
        "tags": ["a", "b"],
        "list": [{"x_y": 1}, {"x_y": 2}],
        "any": [1],
    }
    for name, text in expected.items():
        assert query(package, **{name: values[name]}) == text
    assert query(package, commas=[1, 2], text="a") == "commas=1,2&text=a"


def test_a_plain_parameter_needs_no_style(generate: Generate) -> None:
    names = [parameter("text", {"type": "string"}), parameter("X-A", {}, "header")]
    source = generate(asking(*names)).files["resources/things.py"]
    assert "Style" not in source
