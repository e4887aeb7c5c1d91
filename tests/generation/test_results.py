"""Results: the type of a method, and which class an answer becomes."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import yaml

from tests.generation.build import Generate, Package

_SCHEMAS = """
Thing: {type: object, required: [id], properties: {id: {type: string}}}
Job: {type: object, required: [id], properties: {id: {type: string}}}
"""


def document(responses: str) -> dict[str, Any]:
    """A document with `client.things.call`, two models that look alike, and responses."""
    parsed = yaml.safe_load(responses)
    operation = {"operationId": "Things_call", "responses": parsed}
    schemas = yaml.safe_load(_SCHEMAS)
    return {
        "paths": {"/things": {"get": operation}},
        "components": {"schemas": schemas},
    }


def returned(package: Package) -> str:
    """The annotation of the method's result, whose models are those of `types`."""
    call = type(package.client().things).call
    return str(call.__annotations__["return"]).replace("types.", "")


_THING = "content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}"


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ("'202': {content: {application/json: {example: {a: 1}}}}", "Thing"),
        ("'202': {content: {application/json: {schema: {}}}}", "Thing"),
        ("'202': {content: {'*/*': {}}}", "Thing"),
        ("'204': {}", "Thing | None"),
        ("'202': {content: {}}", "Thing | None"),
        ("default: {content: {application/json: {}}}", "Thing"),
        ("2XX: {content: {application/json: {}}}", "Thing"),
        ("'202': {content: {text/plain: {}}}", "Thing | str"),
        (
            "2XX: {content: {application/json: {schema: "
            "{$ref: '#/components/schemas/Job'}}}}",
            "Thing | Job",
        ),
    ],
)
def test_a_success_that_says_nothing_does_not_widen_the_others(
    generate: Generate, others: str, expected: str
) -> None:
    package = generate(document(f"'200': {{{_THING}}}\n{others}"))
    assert returned(package) == expected


@pytest.mark.parametrize(
    "bare",
    [
        "application/json",
        "application/json; charset=utf-16",
        "Application/JSON",
        "text/json",
        "'*/*'",
    ],
)
def test_of_json_written_in_several_ways_the_described_one_counts(
    generate: Generate, bare: str
) -> None:
    schema = "{schema: {$ref: '#/components/schemas/Thing'}}"
    content = f"{{{bare}: {{example: {{}}}}, application/json;charset=utf-8: {schema}}}"
    package = generate(document(f"'200': {{content: {content}}}"))
    assert returned(package) == "Thing"
    package.answer({"id": "1"})
    result = package.client().things.call()
    assert package.request.headers["accept"] == "application/json;charset=utf-8"
    assert isinstance(result, package.models.Thing)


def test_described_vendor_json_goes_before_json_that_says_nothing(
    generate: Generate,
) -> None:
    package = generate(document("""
        '200':
          content:
            application/json: {}
            application/vnd.x+json: {schema: {$ref: '#/components/schemas/Thing'}}
        """))
    package.answer({"id": "1"})
    assert isinstance(package.client().things.call(), package.models.Thing)
    assert package.request.headers["accept"] == "application/vnd.x+json"


def test_request_bodies_that_differ_by_parameters_are_one(generate: Generate) -> None:
    package = generate({
        "paths": {"/things": {"post": {
            "operationId": "Things_call",
            "requestBody": {"content": {
                "application/json": {"example": {"id": "1"}},
                "application/json; charset=utf-8": {"schema": {
                    "type": "object", "properties": {"id": {"type": "string"}},
                }},
            }},
        }}},
    })  # fmt: skip
    package.client().things.call(id="1")
    assert package.sent == {"id": "1"}
    content_type = package.request.headers["content-type"]
    assert content_type == "application/json; charset=utf-8"


_TWO = """
'200': {content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
'202': {content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}}
"""


def called(package: Package, how: str) -> Any:
    """The result of the method by one of its ways."""

    async def asynchronously() -> Any:
        async with package.async_client() as client:
            return await client.things.call()

    async def streamed_asynchronously() -> Any:
        async with (
            package.async_client() as client,
            client.things.with_streaming_response.call() as response,
        ):
            return await response.parse()

    things = package.client().things
    match how:
        case "sync":
            return things.call()
        case "raw":
            return things.with_raw_response.call().parse()
        case "streaming":
            with things.with_streaming_response.call() as response:
                return response.parse()
        case "async":
            return asyncio.run(asynchronously())
        case _:
            return asyncio.run(streamed_asynchronously())


ways = pytest.mark.parametrize(
    "how", ["sync", "raw", "streaming", "async", "async-streaming"]
)


@ways
def test_the_status_chooses_among_models_that_look_alike(
    generate: Generate, how: str
) -> None:
    package = generate(document(_TWO))
    for status, model in ((200, "Thing"), (202, "Job")):
        package.answer({"id": "1"}, status=status)
        assert type(called(package, how)).__name__ == model


def test_a_status_that_is_not_documented_is_told_by_its_shape(
    generate: Generate,
) -> None:
    package = generate(document(_TWO))
    package.answer({"id": "1"}, status=201)
    assert package.client().things.call().id == "1"
    package.answer(status=204)
    assert package.client().things.call() is None


def test_an_exact_status_goes_before_a_range(generate: Generate) -> None:
    package = generate(document(_TWO.replace("'202'", "2XX")))
    for status, model in ((200, "Thing"), (201, "Job")):
        package.answer({"id": "1"}, status=status)
        assert type(package.client().things.call()).__name__ == model


@ways
def test_the_status_tells_a_file_from_a_model(generate: Generate, how: str) -> None:
    package = generate(document("""
        '200': {content: {application/octet-stream: {schema: {format: binary}}}}
        '202': {content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}}
        """))
    package.answer({"id": "1"}, status=202)
    assert isinstance(called(package, how), package.models.Job)
    accepted = package.request.headers["accept"]
    assert accepted == "application/octet-stream, application/json"
    octets = {"content-type": "application/octet-stream"}
    package.answer(content=b"{}", headers=octets)
    assert "BinaryAPIResponse" in type(called(package, how)).__name__
    # Of an undocumented status the media type tells.
    package.answer({"id": "1"}, status=201)
    assert isinstance(called(package, how), package.models.Job)
    package.answer(content=b"{}", headers=octets, status=201)
    assert "BinaryAPIResponse" in type(called(package, how)).__name__


@ways
def test_parameters_of_the_media_type_choose_the_class(
    generate: Generate, how: str
) -> None:
    package = generate(document("""
        '200':
          content:
            application/json;v=1.0: {schema: {$ref: '#/components/schemas/Thing'}}
            application/json;v=2.0: {schema: {$ref: '#/components/schemas/Job'}}
        """))
    assert returned(package) == "Thing | Job"
    for written, model in (
        ("application/json;v=1.0", "Thing"),
        ("application/json; V=2.0", "Job"),
        ('application/json; charset=utf-8; v="2.0"', "Job"),
    ):
        package.answer({"id": "1"}, headers={"content-type": written})
        assert type(called(package, how)).__name__ == model
    accepted = package.request.headers["accept"]
    assert accepted == "application/json;v=1.0, application/json;v=2.0"


def test_another_documented_representation_is_taken_for_what_it_is(
    generate: Generate,
) -> None:
    package = generate(document("""
        '200':
          content:
            application/json: {schema: {$ref: '#/components/schemas/Thing'}}
            application/pdf: {schema: {type: string, format: binary}}
        """))
    client = package.client()
    package.answer(content=b"%PDF", headers={"content-type": "application/pdf"})
    assert client.things.call().read() == b"%PDF"
    assert client.things.call(accept="application/pdf").read() == b"%PDF"
    package.answer({"id": "1"})
    assert isinstance(client.things.call(), package.models.Thing)
    # Whoever asks for the file can write what came to one.
    assert client.things.call(accept="application/pdf").read() == b'{"id":"1"}'


def test_strict_clients_check_the_type_of_the_status(generate: Generate) -> None:
    package = generate(document(_TWO.replace("Job", "Other")) | {
        "components": {"schemas": {
            **yaml.safe_load(_SCHEMAS),
            "Other": {"type": "object", "required": ["n"],
                      "properties": {"n": {"type": "integer"}}},
        }},
    })  # fmt: skip
    package.answer({"id": "1"}, status=202)
    client = package.client(_strict_response_validation=True)
    with pytest.raises(package.module.APIResponseValidationError):
        client.things.call()


def test_failures_have_the_type_of_their_media_type(generate: Generate) -> None:
    package = generate(document("""
        '200': {content: {application/json: {schema: {type: string}}}}
        '409':
          content:
            application/problem+json: {schema: {$ref: '#/components/schemas/Job'}}
            application/json: {schema: {$ref: '#/components/schemas/Thing'}}
            text/plain: {schema: {type: string}}
        """))
    for media_type, model in (
        ("application/json", "Thing"),
        ("application/problem+json; charset=utf-8", "Job"),
        ("text/json", "Thing"),
    ):
        headers = {"content-type": media_type}
        package.answer({"id": "1"}, status=409, headers=headers)
        with pytest.raises(package.module.ConflictError) as caught:
            package.client().things.call()
        assert type(caught.value.body).__name__ == model
    package.answer(text="no", status=409)
    with pytest.raises(package.module.ConflictError) as caught:
        package.client().things.call()
    assert caught.value.body == "no"
    told = package.files["resources/things.py"]
    assert "The body is a `Thing`." in told
    assert "The body is a `Job`." in told
