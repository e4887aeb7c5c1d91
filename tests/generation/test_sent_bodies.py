"""Bodies of generated methods: files, lists of files, lines, and bodies left out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from email import message_from_bytes
from email.message import Message
from typing import Any

import pytest
import yaml

from tests.generation.build import Generate, Package

FILE = {"type": "string", "format": "binary"}
ITEM = {
    "type": "object",
    "required": ["itemName"],
    "properties": {"itemName": {"type": "string"}},
}


def taking(content: Any, method: str = "post", **rest: Any) -> dict[str, Any]:
    """A document with `client.things.call`, which takes such a body."""
    body = {"content": content, "required": True, **rest}
    operation = {"operationId": "Things_call", "requestBody": body}
    return {"paths": {"/things": {method: operation}}}


Send = Callable[..., Any]


@pytest.fixture(params=[False, True], ids=["sync", "async"])
def send(request: pytest.FixtureRequest) -> Send:
    """Calls `client.things.call` of a package with one of its clients."""

    def call(package: Package, **arguments: Any) -> Any:
        if not request.param:
            package.client().things.call(**arguments)
        else:
            asyncio.run(package.async_client().things.call(**arguments))
        return package.request

    return call


def parts(request: Any) -> list[tuple[str | None, str | None, bytes]]:
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    message = message_from_bytes(head + request.content)
    assert message.is_multipart() and not message.defects
    return [_described(part) for part in message.get_payload()]  # type: ignore[arg-type]


def _described(part: Message) -> tuple[str | None, str | None, bytes]:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return part.get_filename(), part["content-type"], content


def signature(package: Package) -> str:
    return " ".join(package.files["resources/things.py"].split())


def test_related_parts(generate: Generate, send: Send) -> None:
    schema = {"type": "object", "properties": {"metadata": ITEM, "file": FILE}}
    package = generate(taking({"multipart/related": {"schema": schema}}))
    request = send(package, metadata={"item_name": "a"}, file=("a.png", b"\x89"))
    assert request.headers["content-type"].startswith(
        'multipart/related; type="application/json"; boundary='
    )
    assert parts(request) == [
        (None, "application/json", b'{"itemName":"a"}'),
        ("a.png", "image/png", b"\x89"),
    ]


@pytest.mark.parametrize("kind", ["multipart/mixed", "multipart/related"])
def test_a_list_of_files(generate: Generate, send: Send, kind: str) -> None:
    schema = {"type": "array", "items": FILE}
    package = generate(taking({kind: {"schema": schema}}))
    assert "body: Sequence[FileTypes]," in signature(package)
    request = send(package, body=[b"\x00", ("a.txt", "text")])
    assert request.headers["content-type"].startswith(f"{kind};")
    assert parts(request) == [
        (None, "application/octet-stream", b"\x00"),
        ("a.txt", "text/plain", b"text"),
    ]


def test_a_list_of_objects(generate: Generate, send: Send) -> None:
    schema = {"type": "array", "items": ITEM}
    package = generate(taking({"multipart/mixed": {"schema": schema}}))
    request = send(package, body=[{"item_name": "a"}, {"item_name": "b"}])
    assert [part[1:] for part in parts(request)] == [
        ("application/json", b'{"itemName":"a"}'),
        ("application/json", b'{"itemName":"b"}'),
    ]


def test_the_media_type_of_all_items(generate: Generate, send: Send) -> None:
    media = {
        "schema": {"type": "array", "items": FILE},
        "itemEncoding": {"contentType": "image/gif"},
    }
    package = generate({"openapi": "3.2.0", **taking({"multipart/mixed": media})})
    request = send(package, body=[b"a", ("b.gif", b"b")])
    assert [part[1] for part in parts(request)] == ["image/gif", "image/gif"]


def test_files_by_name(generate: Generate, send: Send) -> None:
    schema = {"type": "object", "additionalProperties": FILE}
    package = generate(taking({"multipart/form-data": {"schema": schema}}))
    assert "body: Mapping[str, FileTypes]," in signature(package)
    request = send(package, body={"x": b"1", "y": ("y.txt", "2")})
    assert [part[::2] for part in parts(request)] == [("x", b"1"), ("y.txt", b"2")]


def test_files_by_name_in_a_property(generate: Generate, send: Send) -> None:
    files = {"type": "object", "additionalProperties": FILE}
    schema = {"type": "object", "properties": {"files": files}}
    package = generate(taking({"multipart/form-data": {"schema": schema}}))
    assert "files: Mapping[str, FileTypes] | Omit" in signature(package)
    request = send(package, files={"x": b"1"})
    assert b'name="files[x]"' in request.content
    assert [part[2] for part in parts(request)] == [b"1"]


def test_a_text_is_no_file(generate: Generate, send: Send) -> None:
    schema = {"type": "object", "properties": {"file": FILE}}
    package = generate(taking({"multipart/form-data": {"schema": schema}}))
    with pytest.raises(TypeError, match="file is a file: pass bytes"):
        send(package, file="report.pdf")
    assert package.requests == []


def test_a_property_that_is_a_file_or_a_text(generate: Generate, send: Send) -> None:
    either = {"oneOf": [FILE, {"type": "string", "format": "uri"}]}
    schema = {"type": "object", "properties": {"image": either}}
    package = generate(taking({"multipart/form-data": {"schema": schema}}))
    assert parts(send(package, image="https://a")) == [(None, None, b"https://a")]
    assert parts(send(package, image=b"a"))[0][2] == b"a"


@pytest.mark.parametrize(
    ("media_type", "schema"),
    [
        ("application/x-ndjson", {"type": "array", "items": ITEM}),
        ("application/jsonl", ITEM),
    ],
)
def test_lines_of_json(
    generate: Generate, send: Send, media_type: str, schema: Any
) -> None:
    package = generate(taking({media_type: {"schema": schema}}))
    assert "body: JsonLines[" in signature(package)
    two = b'{"itemName":"a"}\n{"itemName":"b"}\n'
    items = [{"item_name": "a"}, {"item_name": "b"}]
    for value in (items, iter(items), two):
        request = send(package, body=value)
        assert request.headers["content-type"] == media_type
        assert request.content == two


def test_lines_beside_one_object(generate: Generate, send: Send) -> None:
    content = {
        "application/json": {"schema": ITEM},
        "application/x-ndjson": {"schema": ITEM},
    }
    package = generate(taking(content))
    assert send(package, item_name="a").content == b'{"itemName":"a"}'
    lines = {"content_type": "application/x-ndjson", "body": [{"item_name": "a"}]}
    assert send(package, **lines).content == b'{"itemName":"a"}\n'


OPTIONAL = {
    "type": "object",
    "properties": {"force": {"type": "boolean"}, "note": {"type": ["string", "null"]}},
}


@pytest.mark.parametrize("method", ["get", "delete", "post", "put", "patch"])
@pytest.mark.parametrize(
    "media_type",
    ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"],
)
def test_an_optional_body_left_out_is_no_body(
    generate: Generate, send: Send, method: str, media_type: str
) -> None:
    content = {media_type: {"schema": OPTIONAL}}
    package = generate(taking(content, method, required=False))
    request = send(package)
    assert request.content == b""
    assert "content-type" not in request.headers
    assert "transfer-encoding" not in request.headers
    request = send(package, force=True)
    assert b"force" in request.content
    assert request.headers["content-type"].startswith(media_type)


def test_a_body_that_is_said_is_sent(generate: Generate, send: Send) -> None:
    content = {"application/json": {"schema": OPTIONAL}}
    package = generate(taking(content, required=False))
    assert json.loads(send(package, note=None).content) == {"note": None}
    assert send(package, extra_body={}).content == b"{}"
    package = generate(taking(content))
    assert send(package).content == b"{}"


@pytest.mark.parametrize("schema", [ITEM, {"type": "array", "items": ITEM}])
def test_an_optional_argument_left_out_is_no_body(
    generate: Generate, send: Send, schema: Any
) -> None:
    both = {"oneOf": [schema, {"type": "array", "items": {"type": "string"}}]}
    content = {"application/json": {"schema": both}}
    package = generate(taking(content, required=False))
    assert send(package).content == b""


def swagger(place: str, separator: str | None, consumes: str) -> dict[str, Any]:
    written = f"collectionFormat: {separator}" if separator else "x-none: 1"
    path = "/things/{tags}" if place == "path" else "/things"
    required = "required: true" if place == "path" else "required: false"
    document: dict[str, Any] = yaml.safe_load(f"""
swagger: "2.0"
info: {{title: T, version: "1"}}
host: api.test
schemes: [https]
consumes: [{consumes}]
paths:
  {path}:
    post:
      operationId: Things_call
      parameters:
        - name: tags
          in: {place}
          {required}
          type: array
          items: {{type: string}}
          {written}
      responses: {{204: {{description: Done}}}}
""")
    return document


@pytest.mark.parametrize(
    ("separator", "expected", "part"),
    [
        (None, "tags=a,b+c", [b"a,b c"]),
        ("csv", "tags=a,b+c", [b"a,b c"]),
        ("ssv", "tags=a+b+c", [b"a b c"]),
        ("tsv", "tags=a%09b+c", [b"a\tb c"]),
        ("pipes", "tags=a%7Cb+c", [b"a|b c"]),
        ("multi", "tags=a&tags=b+c", [b"a", b"b c"]),
    ],
)
def test_lists_in_forms_of_swagger(
    generate: Generate,
    send: Send,
    separator: str | None,
    expected: str,
    part: list[bytes],
) -> None:
    url = "application/x-www-form-urlencoded"
    package = generate(json.dumps(swagger("formData", separator, url)), whole=True)
    assert send(package, tags=["a", "b c"]).content.decode() == expected
    form = swagger("formData", separator, "multipart/form-data")
    package = generate(json.dumps(form), whole=True)
    found = parts(send(package, tags=["a", "b c"]))
    assert [part[2] for part in found] == part


@pytest.mark.parametrize(
    ("separator", "escaped", "raw"),
    [
        ("csv", ",", ","),
        ("ssv", "%20", " "),
        ("tsv", "%09", "\t"),
        ("pipes", "%7C", "|"),
    ],
)
def test_lists_in_parameters_of_swagger(
    generate: Generate, send: Send, separator: str, escaped: str, raw: str
) -> None:
    def called(place: str) -> Any:
        document = swagger(place, separator, "application/json")
        package = generate(json.dumps(document), whole=True)
        if place == "path":
            package.client().things.call(["a", "b"])
            return package.request
        return send(package, tags=["a", "b"])

    assert called("query").url.query.decode() == f"tags=a{escaped}b"
    assert called("path").url.raw_path.decode() == f"/things/a{escaped}b"
    assert called("header").headers["tags"] == f"a{raw}b"
