"""Streams: which operations return them, and of what."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from clientsmith.document.pages import ingest
from tests.generation.build import Generate, Package

COMPONENTS = """
schemas:
  Answer: {type: object, required: [text], properties: {text: {type: string}}}
  Chunk: {type: object, required: [delta], properties: {delta: {type: string}}}
  Event:
    type: object
    required: [data]
    properties:
      event: {type: string}
      data:
        type: string
        contentMediaType: application/json
        contentSchema: {$ref: "#/components/schemas/Chunk"}
  PlainEvent:
    type: object
    properties: {event: {type: string}, data: {type: string}, id: {type: string}}
"""
EVENTS = {"content-type": "text/event-stream"}


def asking(
    content: str, properties: str = "{prompt: {type: string}}", **rest: Any
) -> dict[str, Any]:
    """A document with `client.things.ask`, which answers with such a body."""
    schema = {"type": "object", "properties": yaml.safe_load(properties)}
    operation = {
        "operationId": "Things_ask",
        "requestBody": {"content": {"application/json": {"schema": schema}}},
        "responses": {"200": {"content": yaml.safe_load(content)}},
        **rest,
    }
    return {
        "openapi": "3.2.0",
        "paths": {"/ask": {"post": operation}},
        "components": yaml.safe_load(COMPONENTS),
    }


def events(package: Package, *data: str) -> None:
    """Return a response of events with these data."""
    text = "".join(f"data: {datum}\n\n" for datum in data)
    package.answer(text=text, headers=EVENTS)


EVENT_STREAM = 'text/event-stream: {schema: {$ref: "#/components/schemas/Chunk"}}'
ANSWER = 'application/json: {schema: {$ref: "#/components/schemas/Answer"}}'
BOTH = f"{{{ANSWER}, {EVENT_STREAM}}}"


def test_a_page_of_its_own_for_the_stream(generate: Generate) -> None:
    """Documentation sites split a method in two; pages hold what each form needs."""
    texts = {}
    for name, content, flag in (("ask", ANSWER, False), ("stream", EVENT_STREAM, True)):
        document = asking(
            f"{{{content}}}",
            f"{{prompt: {{type: string}}, stream: {{type: boolean, enum: [{flag}]}}}}",
            operationId=name,
            tags=["things"],
        )
        document |= {"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}}
        document["paths"]["/ask"]["post"]["responses"]["200"]["description"] = "Done."
        text = f"# A page\n\n## OpenAPI\n\n```json\n{json.dumps(document)}\n```\n"
        texts[Path(f"{name}.md")] = text
    package = generate(ingest(texts, texts))
    things = package.client().things
    package.answer({"text": "hello"})
    assert things.ask(prompt="x").text == "hello"
    assert package.sent == {"prompt": "x"}
    events(package, '{"delta": "a"}')
    assert list(things.ask(prompt="x", stream=True)) == [
        package.models.Chunk(delta="a")
    ]
    assert package.sent == {"prompt": "x", "stream": True}


def test_a_stream_that_is_all_there_is(generate: Generate) -> None:
    package = generate(asking(f"{{{EVENT_STREAM}}}"))
    events(package, '{"delta": "a"}', '{"delta": "b"}')
    chunks = list(package.client().things.ask(prompt="x"))
    assert chunks == [package.models.Chunk(delta="a"), package.models.Chunk(delta="b")]
    assert package.request.headers["accept"] == "text/event-stream"
    assert package.sent == {"prompt": "x"}


@pytest.mark.parametrize(
    "media_type",
    ["application/x-ndjson", "application/jsonl", "application/json-seq"],
)
def test_json_lines(generate: Generate, media_type: str) -> None:
    item = '{itemSchema: {$ref: "#/components/schemas/Chunk"}}'
    package = generate(asking(f"{{{media_type}: {item}}}"))
    package.answer(text='{"delta": "a"}\n', headers={"content-type": media_type})
    assert list(package.client().things.ask()) == [package.models.Chunk(delta="a")]
    assert package.request.headers["accept"] == media_type


def test_the_request_s_own_switch_is_the_switch(generate: Generate) -> None:
    package = generate(asking(BOTH, "{stream: {type: boolean}}"))
    things = package.client().things
    package.answer({"text": "hello"})
    for given, sent in (({}, b""), ({"stream": False}, b'{"stream":false}')):
        assert things.ask(**given) == package.models.Answer(text="hello")
        assert package.request.content == sent
        assert package.request.headers["accept"] == "application/json"
    events(package, '{"delta": "a"}')
    assert list(things.ask(stream=True)) == [package.models.Chunk(delta="a")]
    assert package.sent == {"stream": True}
    assert package.request.headers["accept"] == "text/event-stream"


def test_a_switch_in_the_query(generate: Generate) -> None:
    parameter = {"name": "stream", "in": "query", "schema": {"type": "boolean"}}
    package = generate(asking(BOTH, parameters=[parameter]))
    events(package, '{"delta": "a"}')
    assert list(package.client().things.ask(stream=True))
    assert package.query == [("stream", "true")]


def test_a_switch_that_is_on_by_default(generate: Generate) -> None:
    package = generate(asking(BOTH, "{stream: {type: boolean, default: true}}"))
    events(package, '{"delta": "a"}')
    assert list(package.client().things.ask()) == [package.models.Chunk(delta="a")]
    package.answer({"text": "hello"})
    assert package.client().things.ask(stream=False).text == "hello"


def test_without_a_switch_the_accept_header_asks_for_the_stream(
    generate: Generate,
) -> None:
    package = generate(asking(BOTH))
    events(package, '{"delta": "a"}')
    assert list(package.client().things.ask(prompt="x", stream=True))
    assert package.sent == {"prompt": "x"}
    assert package.request.headers["accept"] == "text/event-stream"
    package.answer({"text": "hello"})
    assert package.client().things.ask().text == "hello"
    assert package.request.headers["accept"] == "application/json"


def test_a_stream_beside_a_file(generate: Generate) -> None:
    package = generate(asking(f"{{audio/mpeg: {{}}, {EVENT_STREAM}}}"))
    package.answer(content=b"mp3", headers={"content-type": "audio/mpeg"})
    assert package.client().things.ask().read() == b"mp3"
    events(package, '{"delta": "a"}')
    assert list(package.client().things.ask(stream=True))


@pytest.mark.parametrize(
    ("media", "item"),
    [
        ("text/event-stream: {}", "ServerSentEvent"),
        ("text/event-stream: {schema: {type: string}}", "ServerSentEvent"),
        (
            'text/event-stream: {itemSchema: {$ref: "#/components/schemas/PlainEvent"}}',
            "ServerSentEvent",
        ),
        (
            'text/event-stream: {itemSchema: {$ref: "#/components/schemas/Event"}}',
            "types.Chunk",
        ),
        (
            "text/event-stream: {schema: {type: array, items: "
            '{$ref: "#/components/schemas/Event"}}}',
            "types.Chunk",
        ),
        (
            "text/event-stream: {itemSchema: {oneOf: ["
            '{$ref: "#/components/schemas/Event"}, '
            "{properties: {event: {const: b}, data: {contentSchema: "
            '{$ref: "#/components/schemas/Answer"}}}}]}}',
            "types.Chunk | types.Answer",
        ),
        ("application/x-ndjson: {}", "object"),
        (
            "application/x-ndjson: {schema: {type: array, items: "
            '{$ref: "#/components/schemas/Chunk"}}}',
            "types.Chunk",
        ),
    ],
)
def test_what_an_item_is(generate: Generate, media: str, item: str) -> None:
    source = generate(asking(f"{{{media}}}")).files["resources/things.py"]
    assert f") -> Stream[{item}]:" in source
    assert f") -> AsyncStream[{item}]:" in source


def test_asynchronous_streams(generate: Generate) -> None:
    package = generate(asking(BOTH, "{stream: {type: boolean}}"))
    events(package, '{"delta": "a"}', '{"delta": "b"}')

    async def run() -> list[Any]:
        client = package.async_client()
        return [value async for value in await client.things.ask(stream=True)]

    assert [item.delta for item in asyncio.run(run())] == ["a", "b"]


def test_each_body_streams(generate: Generate) -> None:
    document = asking(BOTH, "{stream: {type: boolean}, prompt: {type: string}}")
    content = document["paths"]["/ask"]["post"]["requestBody"]["content"]
    content["multipart/form-data"] = {
        "schema": {
            "type": "object",
            "properties": {
                "stream": {"type": "boolean"},
                "file": {"type": "string", "format": "binary"},
            },
        }
    }
    package = generate(document)
    events(package, '{"delta": "a"}')
    things = package.client().things
    assert list(things.ask(stream=True, file=b"x"))
    assert list(things.ask(stream=True, prompt="x", content_type="application/json"))
    assert package.sent == {"stream": True, "prompt": "x"}
    source = package.files["resources/things.py"]
    assert source.count("@overload") == 2 * 6
