"""Request bodies: how each media type is given in Python, and what is sent."""

from __future__ import annotations

import json
from email import message_from_bytes
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import httpx2
import pytest

from tests.generation.build import Generate, Package

SCHEMAS: dict[str, Any] = {
    "Pet": {
        "type": "object",
        "required": ["petName"],
        "properties": {"petName": {"type": "string"}, "age": {"type": "integer"}},
    },
    "Upload": {
        "type": "object",
        "required": ["file"],
        "properties": {
            "file": {"type": "string", "format": "binary"},
            "petName": {"type": "string"},
        },
    },
    "Text": {"type": "string"},
    "Patch": {"type": "object"},
}


def body(schema: Any = None, **encoding: Any) -> dict[str, Any]:
    """A Media Type Object; a string is the name of a shared schema."""
    if isinstance(schema, str):
        schema = {"$ref": f"#/components/schemas/{schema}"}
    media: dict[str, Any] = {} if schema is None else {"schema": schema}
    return {**media, "encoding": encoding} if encoding else media


def posting(content: dict[str, Any], **rest: Any) -> dict[str, Any]:
    """A document with `client.things.call`, which takes such a body."""
    request = {"required": True, "content": content}
    operation = {"operationId": "Things_call", "requestBody": request, **rest}
    return {
        "paths": {"/things": {"post": operation}},
        "components": {"schemas": SCHEMAS},
    }


class Part(NamedTuple):
    name: str
    filename: str | None
    media_type: str
    content: bytes


def parts(request: httpx2.Request) -> list[Part]:
    """The parts of a multipart body (RFC 7578)."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    found: list[Part] = []
    for node in message_from_bytes(head + request.content).walk():
        if not node.is_multipart():
            name = node.get_param("name", header="content-disposition")
            content = node.get_payload(decode=True)
            assert isinstance(name, str)
            assert isinstance(content, bytes)
            found.append(
                Part(name, node.get_filename(), node.get_content_type(), content)
            )
    return found


def sent_as(package: Package) -> str:
    """The media type of the last request, without parameters."""
    return str(package.request.headers["content-type"]).partition(";")[0]


def signature(package: Package) -> str:
    """The module of the only resource, in one line."""
    return " ".join(package.files["resources/things.py"].split())


def test_members_of_a_form_are_arguments(generate: Generate) -> None:
    schema = {
        "type": "object",
        "properties": {
            "petName": {"type": "string"},
            "tags": {"type": "array", "items": {"type": "string"}},
            "owner": {"type": "object", "properties": {"zipCode": {"type": "string"}}},
            "filter": {"type": "object", "properties": {"a": {"type": "integer"}}},
        },
    }
    media = body(
        schema,
        owner={"style": "deepObject", "explode": True},
        filter={"contentType": "application/json"},
    )
    package = generate(posting({"application/x-www-form-urlencoded": media}))
    package.client().things.call(
        pet_name="Rex & co", tags=["a", "b"], owner={"zip_code": "1"}, filter={"a": 1}
    )
    assert sent_as(package) == "application/x-www-form-urlencoded"
    assert parse_qsl(package.request.content.decode()) == [
        ("petName", "Rex & co"),
        ("tags", "a"),
        ("tags", "b"),
        ("owner[zipCode]", "1"),
        ("filter", '{"a":1}'),
    ]


def test_files_of_a_multipart_form(generate: Generate) -> None:
    schema = {
        "type": "object",
        "required": ["file"],
        "properties": {
            "file": {"type": "string", "format": "binary"},
            "more": {"type": "array", "items": {"type": "string", "format": "binary"}},
            "untyped": {},
            "petName": {"type": "string"},
            "owner": {"type": "object", "properties": {"zipCode": {"type": "string"}}},
        },
    }
    package = generate(posting({"multipart/form-data": body(schema)}))
    package.client().things.call(
        file=b"\x00\xff",
        more=[("a.txt", b"a"), ("b.txt", b"b")],
        untyped=b"raw",
        pet_name="Rex",
        owner={"zip_code": "1"},
    )
    assert sent_as(package) == "multipart/form-data"
    found = parts(package.request)
    assert [(item.name, item.content) for item in found] == [
        ("file", b"\x00\xff"),
        ("more", b"a"),
        ("more", b"b"),
        ("untyped", b"raw"),
        ("petName", b"Rex"),
        ("owner", b'{"zipCode":"1"}'),
    ]
    assert [item.filename for item in found][1:3] == ["a.txt", "b.txt"]
    assert found[-1].media_type == "application/json"
    source = signature(package)
    assert "file: FileTypes, more: Sequence[FileTypes] | Omit = omit," in source
    assert "untyped: FileTypes | Omit = omit," in source


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "contentMediaType": "image/png"},
        {"contentMediaType": "application/octet-stream"},
        {"$ref": "#/components/schemas/File"},
        {"anyOf": [{"$ref": "#/components/schemas/File"}, {"type": "null"}]},
    ],
)
def test_a_file_is_one_however_the_document_says_it(
    generate: Generate, schema: dict[str, Any]
) -> None:
    form = {"type": "object", "properties": {"file": schema}}
    document = posting({"multipart/form-data": body(form)})
    document["components"] = {
        "schemas": {"File": {"type": "string", "format": "binary"}}
    }
    package = generate(document)
    package.client().things.call(file=("a.png", b"png"))
    assert [part.content for part in parts(package.request)] == [b"png"]
    assert "file: FileTypes | " in signature(package)


def test_binary_text_in_json_stays_text(generate: Generate) -> None:
    package = generate(posting({"application/json": body("Upload")}))
    package.client().things.call(file="text")
    assert package.sent == {"file": "text"}
    assert "FileTypes" not in signature(package)


def test_the_media_types_of_parts_are_those_of_the_document(generate: Generate) -> None:
    schema = {
        "type": "object",
        "properties": {"offer": {"type": "string"}, "session": {"type": "object"}},
    }
    media = body(
        schema,
        offer={"contentType": "application/sdp"},
        session={"contentType": "application/json"},
    )
    package = generate(posting({"multipart/form-data": media}))
    package.client().things.call(offer="v=0", session={"a": 1})
    assert [part.media_type for part in parts(package.request)] == [
        "application/sdp",
        "application/json",
    ]
    # What follows from the schema is not repeated.
    assert 'content_types={"offer": "application/sdp"}' in signature(package)


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        ("application/octet-stream", b"\x00\xff"),
        ("text/plain", "hello"),
        ("application/xml", "<a/>"),
        ("application/yaml", "a: 1"),
        ("image/png", b"\x89PNG"),
    ],
)
def test_any_other_body_is_sent_as_it_is(
    generate: Generate, media_type: str, content: bytes | str
) -> None:
    package = generate(posting({media_type: body("Text")}))
    package.client().things.call(body=content)
    assert sent_as(package) == media_type
    expected = content.encode() if isinstance(content, str) else content
    assert package.request.content == expected
    assert "body: RawContent," in signature(package)


@pytest.mark.parametrize("media_type", ["*/*", "image/*"])
def test_the_caller_says_which_of_a_range_of_types_it_is(
    generate: Generate, media_type: str
) -> None:
    package = generate(posting({media_type: body("Text")}))
    package.client().things.call(body=b"png", content_type="image/png")
    assert sent_as(package) == "image/png"
    assert package.request.content == b"png"
    package.client().things.call(body=b"png")
    assert sent_as(package) == "application/octet-stream"


@pytest.mark.parametrize(
    "media_type",
    ["*/*", "application/*+json", "application/vnd.pets", "text/json"],
)
def test_an_object_without_a_format_of_its_own_is_json(
    generate: Generate, media_type: str
) -> None:
    package = generate(posting({media_type: body("Pet")}))
    package.client().things.call(pet_name="Rex")
    assert package.sent == {"petName": "Rex"}
    assert "*" not in sent_as(package)


def test_types_with_one_schema_share_the_signature(generate: Generate) -> None:
    types = (
        "application/xml",
        "multipart/form-data",
        "application/x-www-form-urlencoded",
        "application/json",
    )
    package = generate(posting({type_: body(SCHEMAS["Pet"]) for type_ in types}))
    things = package.client().things
    things.call(pet_name="Rex")
    assert package.sent == {"petName": "Rex"}
    things.call(pet_name="Rex", content_type="application/x-www-form-urlencoded")
    assert package.request.content == b"petName=Rex"
    things.call(pet_name="Rex", content_type="multipart/form-data")
    assert [part[0] for part in parts(package.request)] == ["petName"]
    source = signature(package)
    assert "@overload" not in source
    assert "application/xml" not in source
    # One schema, written three times, is one type.
    assert len([name for name in vars(package.params) if name.startswith("Thing")]) == 1


def test_a_form_with_a_file_goes_before_json(generate: Generate) -> None:
    types = ("application/json", "multipart/form-data")
    package = generate(posting({type_: body("Upload") for type_ in types}))
    package.client().things.call(file=b"x")
    assert sent_as(package) == "multipart/form-data"
    assert "file: FileTypes," in signature(package)


def test_other_names_of_json_are_no_choice(generate: Generate) -> None:
    types = (
        "text/json",
        "application/json",
        "application/*+json",
        "application/x-json",
    )
    package = generate(posting({type_: body("Pet") for type_ in types}))
    package.client().things.call(pet_name="Rex")
    assert sent_as(package) == "application/json"
    assert "content_type" not in signature(package)


def test_json_that_means_something_else_is_a_choice(generate: Generate) -> None:
    types = (
        "application/json-patch+json",
        "application/merge-patch+json",
        "application/apply-patch+yaml",
    )
    package = generate(posting({type_: body("Patch") for type_ in types}))
    for media_type in types:
        package.client().things.call(body={"a": 1}, content_type=media_type)
        assert sent_as(package) == media_type
        assert package.sent == {"a": 1}
    package.client().things.call(body={})
    assert sent_as(package) == types[0]


def test_each_schema_has_arguments_of_its_own(generate: Generate) -> None:
    content = {"application/json": body("Pet"), "multipart/form-data": body("Upload")}
    package = generate(posting(content))
    things = package.client().things
    things.call(file=b"x", pet_name="Rex")
    assert [part.name for part in parts(package.request)] == ["file", "petName"]
    things.call(pet_name="Rex", age=3, content_type="application/json")
    assert package.sent == {"petName": "Rex", "age": 3}
    source = signature(package)
    assert source.count("@overload") == 4
    assert 'content_type: Literal["application/json"],' in source
    assert 'Literal["multipart/form-data", "application/json"] | Omit = omit' in source


def test_a_file_as_it_is_beside_an_object(generate: Generate) -> None:
    content = {"application/json": body("Pet"), "application/sdp": body("Text")}
    package = generate(posting(content))
    things = package.client().things
    things.call(pet_name="Rex")
    assert package.sent == {"petName": "Rex"}
    things.call(body="v=0", content_type="application/sdp")
    assert (sent_as(package), package.request.content) == ("application/sdp", b"v=0")


def test_objects_beside_lists_are_one_argument(generate: Generate) -> None:
    content = {
        "application/json": body("Pet"),
        "application/json-patch+json": body({"type": "array", "items": {}}),
    }
    package = generate(posting(content))
    things = package.client().things
    things.call(body={"pet_name": "Rex"})
    assert package.sent == {"petName": "Rex"}
    things.call(body=[{"op": "add"}], content_type="application/json-patch+json")
    assert package.sent == [{"op": "add"}]


def test_the_client_s_own_arguments_give_way_to_the_document_s(
    generate: Generate,
) -> None:
    names = ("content_type", "accept", "stream")
    schema = {
        "type": "object",
        "properties": {name: {"type": "string"} for name in names},
    }
    types = ("application/json", "application/x-www-form-urlencoded")
    answers = {"application/json": body("Pet"), "text/event-stream": {}}
    responses = {"200": {"content": answers}}
    package = generate(
        posting({type_: body(schema) for type_ in types}, responses=responses)
    )
    package.client().things.call(
        content_type="a", accept="b", stream="c", body_content_type=types[0]
    )
    assert json.loads(package.request.content) == {
        "content_type": "a",
        "accept": "b",
        "stream": "c",
    }
    assert "as_stream" in signature(package)
