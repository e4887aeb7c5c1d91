"""Methods that stream: always, or when the caller asks for it."""

from __future__ import annotations

import asyncio
import inspect
import typing
from typing import Any

import pytest

from tests.stainless.packages import StainlessPackage, built

DOCUMENT = """
paths:
  /follow/{id}:
    get:
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: since, in: query, schema: {type: string}}
      responses:
        '200':
          description: OK
          content: {text/event-stream: {schema: {$ref: '#/components/schemas/Event'}}}
  /complete:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [model, prompt]
              properties:
                prompt: {type: string}
                model: {type: string}
                seed: {type: integer}
                stream: {type: [boolean, 'null']}
      responses:
        '200':
          description: OK
          content:
            application/json: {schema: {$ref: '#/components/schemas/Completion'}}
            text/event-stream: {schema: {$ref: '#/components/schemas/Event'}}
  /pay:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema:
              oneOf:
                - {type: object, required: [card], properties: {card: {type: string}}}
                - {type: object, required: [iban], properties: {iban: {type: string}, bic: {type: string}}}
      responses: {'204': {description: Done}}
components:
  schemas:
    Event: {type: object, properties: {text: {type: string}}}
    Completion: {type: object, properties: {answer: {type: string}}}
"""
CONFIGURATION = """
resources:
  completions:
    models: {event: Event, completion: Completion}
    methods:
      follow: 'get /follow/{id}'
      create:
        endpoint: post /complete
        streaming: {param_discriminator: stream, stream_event_model: completions.event}
      pay: post /pay
"""
EVENTS = b'data: {"text": "a"}\n\ndata: {"text": "b"}\n\n'
HEADERS = {"content-type": "text/event-stream"}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> StainlessPackage:
    """The package of the document."""
    return built(tmp_path_factory.mktemp("streams"), DOCUMENT, CONFIGURATION)


@pytest.fixture(autouse=True)
def fresh(package: StainlessPackage) -> None:
    """Forget what the last test answered."""
    package.answers.clear()
    package.requests.clear()


def test_a_method_that_always_streams(package: StainlessPackage) -> None:
    package.answer(content=EVENTS, headers=HEADERS)
    with package.client().completions.follow("1", since="5m") as stream:
        assert [event.text for event in stream] == ["a", "b"]
    assert package.request.headers["accept"] == "text/event-stream"
    assert package.request.url.raw_path == b"/follow/1?since=5m"


def test_a_stream_on_request(package: StainlessPackage) -> None:
    client = package.client()
    package.answer({"answer": "x"})
    assert client.completions.create(model="m", prompt="p").answer == "x"
    assert package.sent == {"model": "m", "prompt": "p"}
    package.answers.clear()
    package.answer(content=EVENTS, headers=HEADERS)
    stream = client.completions.create(model="m", prompt="p", stream=True)
    assert [event.text for event in stream] == ["a", "b"]
    assert package.sent == {"model": "m", "prompt": "p", "stream": True}


def test_streams_of_the_asynchronous_client(package: StainlessPackage) -> None:
    async def main() -> list[str]:
        package.answer(content=EVENTS, headers=HEADERS)
        client = package.async_client()
        stream = await client.completions.create(model="m", prompt="p", stream=True)
        followed = await client.completions.follow("1")
        return [event.text async for event in stream] + [
            event.text async for event in followed
        ]

    assert asyncio.run(main()) == ["a", "b", "a", "b"]


def test_the_overloads_of_a_stream(package: StainlessPackage) -> None:
    module = package.load("resources.completions")
    overloads = typing.get_overloads(module.CompletionsResource.create)
    signatures = [inspect.signature(overload).parameters for overload in overloads]
    leading = [[*signature][:4] for signature in signatures]
    assert leading == [
        ["self", "model", "prompt", "seed"],
        ["self", "model", "prompt", "stream"],
        ["self", "model", "prompt", "stream"],
    ]
    assert [signature["stream"].annotation for signature in signatures] == [
        "Optional[Literal[False]] | Omit",
        "Literal[True]",
        "bool",
    ]
    assert [overload.__annotations__["return"] for overload in overloads] == [
        "Completion",
        "Stream[Event]",
        "Completion | Stream[Event]",
    ]


@pytest.mark.parametrize(
    "given", [{"model": "m"}, {"model": "m", "stream": True}, {}], ids=str
)
def test_required_arguments_are_checked(
    package: StainlessPackage, given: dict[str, Any]
) -> None:
    with pytest.raises(TypeError, match="Missing required arguments"):
        package.client().completions.create(**given)


def test_variants_of_a_body_are_overloads(package: StainlessPackage) -> None:
    client = package.client()
    client.completions.pay(iban="i", bic="b")
    assert package.sent == {"iban": "i", "bic": "b"}
    client.completions.pay(card="c")
    assert package.sent == {"card": "c"}
    with pytest.raises(TypeError, match="Missing required arguments"):
        client.completions.pay(bic="b")
