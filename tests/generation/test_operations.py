"""Operations: what is called in Python is what goes over the wire."""

from __future__ import annotations

import asyncio
import inspect
import subprocess
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import yaml

from tests.generation.build import Generate


def operation(
    text: str, path: str = "/things", method: str = "get", **rest: Any
) -> dict[str, Any]:
    """A document with one operation, `client.things.call`."""
    parsed = yaml.safe_load(text) or {}
    return {"paths": {path: {method: {"operationId": "Things_call", **parsed}}}, **rest}


def test_parameters_of_the_path_item_count_unless_overridden(
    generate: Generate,
) -> None:
    package = generate("""
        paths:
          /things:
            parameters:
              - {name: a, in: query, schema: {type: string}}
              - {name: b, in: query, required: true, schema: {type: string}}
            get:
              operationId: Things_call
              parameters:
                - {name: b, in: query, schema: {type: integer}}
        """)
    package.client().things.call(a="x", b=3)
    assert package.query == [("a", "x"), ("b", "3")]
    package.client().things.call()
    assert package.query == []


def test_styles_are_written_as_declared(generate: Generate) -> None:
    package = generate(operation("""
            parameters:
              - {name: deep, in: query, style: deepObject, explode: true,
                 schema: {type: object, properties: {a: {type: string}}}}
              - {name: pipes, in: query, style: pipeDelimited, explode: false,
                 schema: {type: array, items: {type: string}}}
              - {name: commas, in: query, explode: false,
                 schema: {type: array, items: {type: integer}}}
              - {name: json, in: query, content: {application/json: {schema: {}}}}
              - {name: flag, in: query, schema: {type: boolean}}
              - {name: day, in: query, schema: {type: string, format: date}}
            """))
    package.client().things.call(
        deep={"a": "x y"},
        pipes=["a", "b"],
        commas=[1, 2],
        json={"k": [1]},
        flag=True,
        day="2024-05-19",
    )
    assert package.query == [
        ("deep[a]", "x y"),
        ("pipes", "a|b"),
        ("commas", "1,2"),
        ("json", '{"k":[1]}'),
        ("flag", "true"),
        ("day", "2024-05-19"),
    ]


def test_headers_that_are_no_parameters_are_left_out(generate: Generate) -> None:
    package = generate(operation("""
            parameters:
              - {name: Accept, in: header, schema: {type: string}}
              - {name: content-type, in: header, schema: {type: string}}
              - {name: Authorization, in: header, required: true, schema: {type: string}}
              - {name: X-Mine, in: header, schema: {type: array, items: {type: string}}}
              - {name: session, in: cookie, schema: {type: string}}
            """))
    package.client(api_key="k").things.call(x_mine=["a", "b"], session="s")
    assert package.request.headers["authorization"] == "Bearer k"
    assert package.request.headers["x-mine"] == "a,b"
    assert package.request.headers["cookie"] == "session=s"


def test_a_path_parameter_that_the_path_lacks_is_left_out(generate: Generate) -> None:
    package = generate(
        operation("parameters: [{name: id, in: path, required: true, schema: {}}]")
    )
    package.client().things.call()
    assert package.request.url.path == "/things"


def test_the_order_of_path_arguments_is_that_of_the_path(generate: Generate) -> None:
    package = generate(
        operation(
            """
            parameters:
              - {name: b, in: path, required: true, schema: {type: string}}
              - {name: a, in: path, required: true, schema: {type: string}}
            """,
            path="/{a}/to/{b}",
        )
    )
    package.client().things.call("x", "y/z")
    assert package.request.url.raw_path == b"/x/to/y%2Fz"


BODY = """
requestBody:
  required: %s
  content: {application/json: {schema: %s}}
"""


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ("{type: array, items: {type: string}}", ["a"]),
        ("{type: string}", "text"),
        ("{type: object, additionalProperties: {type: integer}}", {"k": 1}),
        ("{}", [1, None]),
        (
            "{anyOf: [{type: object, properties: {aB: {type: string}}},"
            " {type: array, items: {type: string}}]}",
            ["x"],
        ),
    ],
)
def test_a_body_that_is_no_object_is_one_argument(
    generate: Generate, schema: str, value: Any
) -> None:
    package = generate(operation(BODY % ("true", schema), method="post"))
    package.client().things.call(body=value)
    assert package.sent == value


def test_a_body_may_be_left_out_when_it_is_optional(generate: Generate) -> None:
    package = generate(operation(BODY % ("false", "{type: string}"), method="post"))
    package.client().things.call()
    assert package.request.content == b""


def test_none_is_null_where_the_document_allows_it(generate: Generate) -> None:
    schema = "{type: object, properties: {a: {type: [string, 'null']}, b: {}}}"
    package = generate(operation(BODY % ("true", schema), method="post"))
    package.client().things.call(a=None)
    assert package.sent == {"a": None}


def test_extra_arguments_win(generate: Generate) -> None:
    schema = "{type: object, properties: {a: {type: string}}}"
    package = generate(operation(BODY % ("true", schema), method="post"))
    package.client().things.call(a="x", extra_body={"a": "y", "b": 1})
    assert package.sent == {"a": "y", "b": 1}


RESPONSES = """
responses:
  "200": {content: {application/json: {schema: {$ref: "#/components/schemas/A"}}}}
  "201": {content: {application/json: {schema: {$ref: "#/components/schemas/B"}}}}
  "204": {description: Nothing.}
  "404": {content: {application/json: {schema: {$ref: "#/components/schemas/E"}}}}
  "5XX": {content: {application/json: {schema: {$ref: "#/components/schemas/E"}}}}
  default: {content: {application/json: {schema: {$ref: "#/components/schemas/D"}}}}
"""
ONE_STRING = {
    name: {
        "type": "object",
        "required": [name.lower()],
        "properties": {name.lower(): {"type": "string"}},
    }
    for name in "ABDE"
}


def test_several_successes_are_a_union_and_errors_are_typed(generate: Generate) -> None:
    package = generate(operation(RESPONSES, components={"schemas": ONE_STRING}))
    models, things = package.models, package.client().things
    package.answer({"a": "x"})
    assert type(things.call()) is models.A
    package.answer({"b": "x"}, status=201)
    assert type(things.call()) is models.B
    package.answer(status=204)
    assert things.call() is None
    for status, kind in ((404, models.E), (503, models.E), (400, models.D)):
        package.answer({kind.__name__.lower(): "x"}, status=status)
        with pytest.raises(package.module.APIStatusError) as caught:
            things.call()
        assert type(caught.value.body) is kind
        assert caught.value.status_code == status


def test_default_means_success_where_nothing_else_does(generate: Generate) -> None:
    document = operation(
        "responses: {default: {content: {application/json: {schema: {type: string}}}}}"
    )
    package = generate(document)
    package.answer("fine")
    assert package.client().things.call() == "fine"


def test_text_and_binary_bodies(generate: Generate) -> None:
    package = generate(
        operation(
            "responses: {'200': {content: {text/plain: {schema: {type: string}}}}}"
        )
    )
    package.answer(text="hello")
    assert package.client().things.call() == "hello"
    assert package.request.headers["accept"] == "text/plain"
    package = generate(operation("responses: {'200': {content: {image/png: {}}}}"))
    package.answer(content=b"\x89PNG", headers={"content-type": "image/png"})
    assert package.client().things.call().read() == b"\x89PNG"


def test_deprecated_operations_say_so(generate: Generate) -> None:
    package = generate(operation("deprecated: true"))
    package.answer()
    for call in (
        package.client().things.call,
        lambda: asyncio.run(awaited(package.async_client().things.call)),
    ):
        with pytest.warns(DeprecationWarning, match="deprecated") as warned:
            call()
        # Where it is called, so that Python shows it to those who run the caller.
        assert warned[0].filename == __file__
    method = package.async_client().things.call
    assert inspect.iscoroutinefunction(method)
    assert method.__deprecated__


async def awaited(call: Callable[[], Awaitable[object]]) -> object:
    return await call()


def test_synchronous_clients_do_not_load_asyncio(generate: Generate) -> None:
    package = generate(operation("deprecated: true"))
    code = (
        f"import sys, {package.module.__name__} as package\n"
        f"package.{package.described.names.client.client}().things\n"
        "print('asyncio' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=package.folder.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "False\n"


SCHEMES: dict[str, Any] = {
    "components": {
        "securitySchemes": {
            "key": {"type": "apiKey", "in": "query", "name": "api-key"},
            "token": {"type": "http", "scheme": "Bearer"},
            "user": {"type": "http", "scheme": "basic"},
            "cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
        }
    }
}


def test_security_is_honoured_per_operation(generate: Generate) -> None:
    package = generate(
        {
            "paths": {
                "/both": {"get": {"security": [{"key": [], "token": []}]}},
                "/either": {"get": {"security": [{"token": []}, {"user": []}]}},
                "/none": {"get": {"security": []}},
                "/maybe": {"get": {"security": [{}, {"cookie": []}]}},
            },
            "security": [{"key": []}],
            **SCHEMES,
        },
        methods={
            "GET /both": "things.both",
            "GET /either": "things.either",
            "GET /none": "things.none",
            "GET /maybe": "things.maybe",
        },
        credentials={
            "key": {"arguments": {"key": "api_key"}},
            "cookie": {"arguments": {"key": "sid"}},
        },
    )
    things = package.client(api_key="k", username="me", password="pw").things
    things.either()
    assert package.request.headers["authorization"] == "Basic bWU6cHc="
    assert package.query == []
    with pytest.raises(package.module.MissingCredentialsError, match="bearer_token"):
        things.both()
    things.none()
    assert (package.query, "cookie" in package.request.headers) == ([], False)
    things.maybe()
    assert "cookie" not in package.request.headers
    full = package.client(api_key="k", bearer_token="t", sid="s").things
    full.both()
    assert package.query == [("api-key", "k")]
    assert package.request.headers["authorization"] == "Bearer t"


def test_servers_are_environments_and_variables_arguments(generate: Generate) -> None:
    package = generate(
        operation(
            "",
            servers=[
                {
                    "url": "https://{tenant}.api.test/{base}",
                    "variables": {
                        "tenant": {"default": "demo"},
                        "base": {"default": "v1"},
                    },
                },
                {"url": "https://sandbox.api.test", "description": "Sandbox server"},
            ],
        )
    )
    package.client().things.call()
    assert str(package.request.url) == "https://demo.api.test/v1/things"
    package.client(tenant="acme", base="v2").things.call()
    assert str(package.request.url) == "https://acme.api.test/v2/things"
    package.client(environment="sandbox").things.call()
    assert str(package.request.url) == "https://sandbox.api.test/things"


@pytest.mark.parametrize("servers", [[], [{"url": "/v1"}]])
def test_without_an_absolute_server_one_has_to_be_given(
    generate: Generate, servers: list[Any]
) -> None:
    package = generate(operation("", servers=servers))
    package.client(base_url="https://mine.test").things.call()
    assert package.request.url.host == "mine.test"
    with pytest.raises(Exception, match="base_url"):
        package.client().things.call()


@pytest.mark.parametrize(
    "text",
    [
        "responses: {}",
        "parameters: [{name: a, in: query}]",
        "responses: {'200': {content: {application/json: {}}}}",
        "tags: []",
    ],
)
def test_sloppy_documents_generate(generate: Generate, text: str) -> None:
    package = generate(operation(text))
    package.answer({"any": 1})
    package.client().things.call()
    assert package.request.url.path == "/things"


PETS = """
paths:
  /pets:
    post:
      operationId: Pets_create
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                pet: {$ref: "#/components/schemas/Pet"}
                friends: {type: array, items: {$ref: "#/components/schemas/Pet"}}
      responses:
        "200":
          content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}
components:
  schemas:
    Pet:
      type: object
      properties: {petName: {type: string}, age: {type: integer}}
"""


def test_what_was_received_can_be_sent_again(generate: Generate) -> None:
    package = generate(PETS)
    package.answer({"petName": "Rex", "new": [1]})
    pets = package.client().pets
    rex = pets.create(pet={"pet_name": "Rex", "age": 1})
    assert package.sent == {"pet": {"petName": "Rex", "age": 1}}
    pets.create(pet=rex, friends=[rex, {"petName": "wire name"}])
    assert package.sent == {
        "pet": {"petName": "Rex", "new": [1]},
        "friends": [{"petName": "Rex", "new": [1]}, {"petName": "wire name"}],
    }
    signature = package.files["resources/pets.py"]
    assert "pet: types.PetParam | types.Pet | Omit = omit," in signature
    assert "friends: Sequence[types.PetParam | types.Pet] | Omit = omit," in signature


CHOICES = """
responses:
  "200":
    content:
      application/vnd.things.full+json: {schema: {$ref: "#/components/schemas/B"}}
      application/json: {schema: {$ref: "#/components/schemas/A"}}
      application/vnd.things.diff: {schema: {type: string}}
      application/zip: {}
      application/xml: {schema: {$ref: "#/components/schemas/A"}}
      application/vnd.protobuf: {schema: {$ref: "#/components/schemas/A"}}
      application/json;stream=watch: {schema: {$ref: "#/components/schemas/B"}}
"""


def test_representations_that_differ_are_a_choice(generate: Generate) -> None:
    package = generate(operation(CHOICES, components={"schemas": ONE_STRING}))
    models, things = package.models, package.client().things
    package.answer({"a": "x"})
    assert things.call() == models.A(a="x")
    assert package.request.headers["accept"] == "application/json"
    package.answer({"b": "x"})
    full = "application/vnd.things.full+json"
    assert things.call(accept=full) == models.B(b="x")
    assert package.request.headers["accept"] == full
    package.answer(text="- a", headers={"content-type": "application/vnd.things.diff"})
    assert things.call(accept="application/vnd.things.diff") == "- a"
    package.answer(content=b"PK", headers={"content-type": "application/zip"})
    assert things.call(accept="application/zip").read() == b"PK"
    watch = {"content-type": "application/json;stream=watch"}
    package.answer({"b": "x"}, headers=watch)
    assert things.call() == models.B(b="x")
    signature = inspect.signature(things.call)
    for spelling in ("xml", "protobuf", "watch"):
        assert spelling not in str(signature.parameters["accept"])


@pytest.mark.parametrize(
    "content",
    [
        # A list of pages has the type of its pages.
        """
        application/json: {schema: {type: array, items: {type: string}}}
        application/zip: {}
        """,
        "{image/png: {}, image/gif: {}}",
        "{application/json: {schema: {type: object}}, application/xml: {}}",
    ],
)
def test_where_there_is_nothing_to_choose(generate: Generate, content: str) -> None:
    parameters = [
        {"name": name, "in": "query", "schema": {"type": "integer"}}
        for name in ("limit", "offset")
    ]
    responses = {"200": {"content": yaml.safe_load(content)}}
    document = operation("")
    document["paths"]["/things"]["get"] |= {
        "parameters": parameters,
        "responses": responses,
    }
    source = generate(document).files["resources/things.py"]
    assert "accept:" not in source


@pytest.mark.parametrize(
    ("responses", "status", "expected"),
    [
        ("'2XX': {content: {application/json: {schema: {type: integer}}}}", 202, 1),
        ("default: {content: {application/json: {schema: {type: integer}}}}", 202, 1),
        ("'200': {description: Fine.}", 200, None),
    ],
)
def test_successes_of_all_kinds(
    generate: Generate, responses: str, status: int, expected: object
) -> None:
    package = generate(operation(f"responses: {{{responses}}}"))
    package.answer(1, status=status)
    assert package.client().things.call() == expected


def test_a_list_of_any_media_type_is_json(generate: Generate) -> None:
    content = "{'*/*': {schema: {type: array, items: {}}}}"
    package = generate(operation(f"responses: {{'200': {{content: {content}}}}}"))
    package.answer([1])
    assert package.client().things.call() == [1]


def test_text_beside_json_that_is_only_text(generate: Generate) -> None:
    log = "{schema: {type: string}}"
    content = f"{{application/zip: {{}}, application/json: {log}, text/plain: {log}}}"
    document = operation(f"responses: {{'200': {{content: {content}}}}}")
    package = generate(document)
    package.answer(content=b"PK", headers={"content-type": "application/zip"})
    assert package.client().things.call().read() == b"PK"


ELSEWHERE = "https://files.test/v2"


@pytest.mark.parametrize(
    ("root", "own", "expected"),
    [
        ("https://api.test/v1", "https://api.test/v1/", "https://api.test/v1"),
        ("https://api.test/v1", "https://files.test/v2/", ELSEWHERE),
        ("https://api.test/v1", "/v2", "https://api.test/v2"),
        ("https://api.test/v1", "uploads", "https://api.test/v1/uploads"),
        ("//api.test", "https://api.test", "https://api.test"),
    ],
)
@pytest.mark.parametrize("where", ["operation", "path"])
def test_an_operation_may_have_a_server_of_its_own(
    generate: Generate, root: str, own: str, expected: str, where: str
) -> None:
    document = operation("", servers=[{"url": root}])
    item = document["paths"]["/things"]
    (item["get"] if where == "operation" else item)["servers"] = [{"url": own}]
    package = generate(document)
    package.client().things.call()
    assert str(package.request.url) == f"{expected}/things"
    told = "server=" in package.files["resources/things.py"]
    assert told is not root.endswith(expected.removeprefix("https:"))


def test_the_variables_of_an_operation_s_server_have_their_defaults(
    generate: Generate,
) -> None:
    url = "https://{region}.files.test"
    servers = [{"url": url, "variables": {"region": {"default": "eu"}}}]
    document = operation("")
    document["paths"]["/things"]["get"]["servers"] = servers
    package = generate(document)
    package.client().things.call()
    assert package.request.url.host == "eu.files.test"
    # The same template as the document's is the user's to fill in.
    document["servers"] = servers
    package = generate(document)
    package.client(region="us").things.call()
    assert package.request.url.host == "us.files.test"
