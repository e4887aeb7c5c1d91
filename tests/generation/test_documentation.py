"""README.md and api.md of a package: every sample runs, every method is listed."""

from __future__ import annotations

import ast
import importlib
import logging
import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import black
import httpx2
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from clientsmith.document.documents import Source
from clientsmith.model.schemas import (
    AnyValue,
    Reference,
    Scalar,
    ScalarType,
    SchemaGraph,
    Union,
)
from clientsmith.python.docs.sample_values import SampleMaker
from clientsmith.support.markdown import article, code, first_paragraph, prose
from tests.conftest import ROOT
from tests.generation.build import Generate, Package
from tests.generation.test_webhooks import CREATED, ORDERS, signed
from tests.server import control

PROVIDERS = ("browserbase", "c1", "kernel", "bctrl")
UNDOCUMENTED = "/not/documented"
SAMPLE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ENTRY = re.compile(
    r"^- \[`(client\.[^(`]*)\(([^`]*)\)`\]\((.*?)\) -> (`.*?`) \(`([A-Z]+ [^`]*)`"
)


def samples(readme: str) -> list[str]:
    """The Python blocks in their order."""
    return SAMPLE.findall(readme)


@pytest.fixture(autouse=True)
def loggers() -> Iterator[None]:
    """The samples set levels; other tests shall not see that."""
    yield
    for name in PROVIDERS:
        logging.getLogger(name).setLevel(logging.NOTSET)


def execute(sample: str, namespace: dict[str, Any]) -> None:
    """Run a block in the names that the blocks before it have left."""
    exec(compile(sample, "README.md", "exec"), namespace)  # noqa: S102 - our own


def entries(index: str) -> dict[str, tuple[str, str, str]]:
    """Method, file and result of each line of an index, by its HTTP line."""
    found = filter(None, map(ENTRY.match, index.splitlines()))
    return {entry[5]: (entry[1], entry[3], entry[4].strip("`")) for entry in found}


def readme_of(package: Package) -> str:
    return (package.folder / "README.md").read_text("utf-8")


def index_of(package: Package) -> str:
    return (package.folder / "api.md").read_text("utf-8")


def usage_of(package: Package) -> str:
    """Return the use of the client in the first sample."""
    return samples(readme_of(package))[0].partition("()\n")[2].strip()


# The committed packages, against the server that checks what it is asked.


@pytest.fixture(params=PROVIDERS)
def provider(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each committed package in turn, importable and with credentials."""
    name = str(request.param)
    monkeypatch.syspath_prepend(str(ROOT / "generated"))
    for part in ("API_KEY", "BEARER_TOKEN"):
        monkeypatch.setenv(f"{name.upper()}_{part}", "secret")
    return name


def last_page(provider: str) -> dict[str, Any]:
    """An answer after which there are no more pages, as the document has it."""
    pages: dict[str, Any] = {
        "bctrl": {"object": "list", "data": [], "nextCursor": None}
    }
    return {"status": 200, "headers": {}, "body": pages[provider]}


def test_every_sample_of_the_committed_packages_runs(
    provider: str,
    api_server: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    base_url = api_server(provider)
    monkeypatch.setenv(f"{provider.upper()}_BASE_URL", base_url)
    readme = (ROOT / "generated" / provider / "README.md").read_text("utf-8")
    namespace: dict[str, Any] = {"__name__": "sample"}
    blocks = samples(readme)
    assert len(blocks) >= 9
    for block in blocks:
        control.clear(base_url)
        if UNDOCUMENTED in block:
            control.queue(base_url, [{"status": 200, "body": {"new": True}}])
        elif provider == "bctrl":
            # The server's own samples have a cursor that leads nowhere.
            control.queue(base_url, [last_page(provider)] * block.count("("))
        execute(block, namespace)
        for request in control.received(base_url):
            assert request["errors"] == []
            assert (request["operation"] is None) == (request["path"] == UNDOCUMENTED)
    assert "{'new': True}" in capsys.readouterr().out


def test_the_committed_indexes_list_every_operation(provider: str) -> None:
    folder = ROOT / "generated" / provider
    listed = entries((folder / "api.md").read_text("utf-8"))
    text = (ROOT / "specs" / f"{provider}.yaml").read_text("utf-8")
    assert listed.keys() == {
        f"{method.upper()} {path}"
        for path, item in yaml.safe_load(text)["paths"].items()
        for method in item
    }
    module = importlib.import_module(provider)
    for class_ in ("", "Async"):
        client = getattr(module, f"{class_}{provider.capitalize()}")(
            base_url="http://x"
        )
        for method, file, _ in listed.values():
            assert callable(attribute(client, method))
            assert (folder / file).is_file()


def attribute(client: Any, dotted: str) -> Any:
    """`client.files.list` of a client."""
    for name in dotted.split(".")[1:]:
        client = getattr(client, name)
    return client


# Packages of small documents.

THING = """
  Thing:
    type: object
    required: [id]
    properties:
      id: {type: string}
      size: {type: integer}
"""
ANSWER = "{200: {content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}}"
LIST = (
    "{200: {content: {application/json: {schema:"
    " {type: array, items: {$ref: '#/components/schemas/Thing'}}}}}}"
)
SHOP = f"""
info: {{title: Shop, version: "2", description: "Sells things.\\n\\nAnd more."}}
servers: [{{url: "https://shop.test"}}]
components:
  schemas: {THING.replace(chr(10), chr(10) + "  ")}
  securitySchemes:
    key: {{type: apiKey, in: header, name: X-Key}}
security: [{{key: []}}]
paths:
  /things:
    get:
      tags: [things]
      parameters:
        - {{name: limit, in: query, schema: {{type: integer, maximum: 50}}}}
        - {{name: offset, in: query, schema: {{type: integer}}}}
      responses: {LIST}
    post:
      tags: [things]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [displayName, size]
              properties:
                displayName: {{type: string, example: Lamp}}
                size: {{type: integer, minimum: 3}}
      responses: {ANSWER}
  /things/{{thingId}}:
    delete:
      tags: [things]
      parameters:
        - {{name: thingId, in: path, required: true, schema: {{type: string}}}}
"""


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[httpx2.Request]]:
    """All connections end here: lists are empty, things are things."""
    requests: list[httpx2.Request] = []

    def serve(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        if request.method == "DELETE":
            return httpx2.Response(204)
        is_list = request.method == "GET" and request.url.path.endswith("things")
        return httpx2.Response(200, json=[] if is_list else {"id": "one", "size": 1})

    async def serve_async(_: object, request: httpx2.Request) -> httpx2.Response:
        return serve(request)

    monkeypatch.setattr(
        httpx2.HTTPTransport, "handle_request", lambda _, request: serve(request)
    )
    monkeypatch.setattr(httpx2.AsyncHTTPTransport, "handle_async_request", serve_async)
    yield requests


def run_all(package: Package, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Run the samples of a package one after the other, as a reader would.

    Gives the names that they leave.
    """
    monkeypatch.syspath_prepend(str(package.folder.parent))
    namespace: dict[str, Any] = {"__name__": "sample"}
    for block in samples(readme_of(package)):
        assert black.format_str(block, mode=black.Mode()) == block
        execute(block, namespace)
    return namespace


def test_every_sample_runs(
    generate: Generate,
    answers: list[httpx2.Request],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    package = generate(SHOP, package="shop_one")
    monkeypatch.setenv("SHOP_ONE_API_KEY", "secret")
    run_all(package, monkeypatch)
    assert {answer.headers["x-key"] for answer in answers} == {"secret"}
    assert {answer.url.path for answer in answers} == {"/things", UNDOCUMENTED}
    assert {"limit=10"} == {answer.url.query.decode() for answer in answers} - {""}


def test_the_sample_of_webhooks_runs(
    generate: Generate,
    answers: list[httpx2.Request],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    package = generate(ORDERS, package="shop_hooks")
    monkeypatch.setenv("SHOP_HOOKS_WEBHOOK_SECRET", "key")
    namespace = run_all(package, monkeypatch)
    receive = namespace["receive"]
    assert receive(CREATED.encode(), signed(CREATED, "key")) == 204
    assert "order.created" in capsys.readouterr().out
    assert receive(CREATED.encode(), signed(CREATED, "other")) == 400


def test_it_begins_with_what_the_document_says(generate: Generate) -> None:
    lines = readme_of(generate(SHOP)).splitlines()
    assert lines[:3] == ["# Shop API: Python client", "", "Sells things."]


@pytest.mark.parametrize(
    ("paths", "usage"),
    [
        pytest.param(
            f"""
            /things/{{id}}:
              get:
                tags: [things]
                parameters: [{{name: id, in: path, required: true, schema: {{}}}}]
                responses: {ANSWER}
            /things:
              post:
                tags: [things]
                requestBody:
                  content:
                    application/json:
                      schema: {{$ref: '#/components/schemas/Thing'}}
                responses: {ANSWER}
              get:
                tags: [things]
                responses: {LIST}
            """,
            "for thing in client.things.list():\n    print(thing.id)",
            id="a list that asks for nothing",
        ),
        pytest.param(
            f"""
            /things:
              post:
                tags: [things]
                requestBody:
                  content:
                    application/json:
                      schema:
                        type: object
                        required: [displayName, size, color, place, plain]
                        properties:
                          displayName: {{type: string, example: Lamp}}
                          size: {{type: integer, minimum: 3}}
                          color: {{enum: [red, blue]}}
                          place:
                            type: object
                            required: [streetName]
                            properties:
                              streetName: {{type: string, minLength: 13}}
                              other: {{type: string}}
                          plain: {{type: string, default: 'it''s "so"'}}
                      example: {{displayName: Chair, size: 1, color: red, place: {{}}}}
                responses: {ANSWER}
            """,
            """
thing = client.things.create(
    display_name="Lamp",
    size=3,
    color="red",
    place={"street_name": "street_namexx"},
    plain='it\\'s "so"',
)
print(thing.id)
            """,
            id="values: example, limits, enum, nested names, default",
        ),
        pytest.param(
            f"""
            /things/{{id}}/{{part}}:
              get:
                tags: [things]
                parameters:
                  - {{name: part, in: path, required: true, example: 7,
                     schema: {{type: integer}}}}
                  - {{name: at, in: query, required: true,
                     schema: {{type: string, format: date}}}}
                  - name: id
                    in: path
                    required: true
                    schema: {{type: string}}
                    examples: {{one: {{value: "a\\"\\n```b"}}}}
                responses: {ANSWER}
            """,
            """
thing = client.things.retrieve('a"\\n```b', 7, at="2025-06-20")
print(thing.id)
            """,
            id="path arguments in the order of the path",
        ),
        pytest.param(
            """
            /things/{id}:
              delete:
                tags: [things]
                parameters: [{name: id, in: path, required: true, schema: {}}]
            """,
            'client.things.delete("id")',
            id="no result",
        ),
    ],
)
def test_the_operation_that_says_most_is_shown(
    generate: Generate,
    answers: list[httpx2.Request],
    monkeypatch: pytest.MonkeyPatch,
    paths: str,
    usage: str,
) -> None:
    package = generate(
        f"components:\n  schemas: {THING.replace(chr(10), chr(10) + '  ')}\n"
        f"paths:{paths}"
    )
    assert usage_of(package) == usage.strip()
    run_all(package, monkeypatch)
    assert answers


FILES_AND_STREAMS = """
paths:
  /files:
    post:
      tags: [files]
      operationId: files.upload
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file]
              properties: {file: {type: string, format: binary}}
      responses: {200: {content: {application/json: {schema: {}}}}}
  /files/{id}:
    get:
      tags: [files]
      operationId: files.content
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {200: {content: {application/octet-stream: {}}}}
  /chat:
    post:
      tags: [chat]
      operationId: chat.create
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {stream: {type: boolean}}}
      responses:
        200:
          content:
            application/json: {schema: {}}
            text/event-stream: {schema: {type: string}}
"""


def test_streams_and_files_have_sections_of_their_own(
    generate: Generate,
    answers: list[httpx2.Request],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    package = generate(FILES_AND_STREAMS)
    readme = readme_of(package)
    assert "with client.chat.create(stream=True) as stream:" in readme
    assert 'result = client.files.upload(file=b"...")' in readme
    assert 'content = client.files.content("id")' in readme
    monkeypatch.chdir(tmp_path)
    run_all(package, monkeypatch)
    assert (tmp_path / "content.bin").read_bytes()
    (upload,) = [answer for answer in answers if answer.url.path == "/files"]
    assert b'name="file"' in upload.read()
    streamed = [answer for answer in answers if b"true" in answer.read()]
    assert [item.headers["accept"] for item in streamed] == ["text/event-stream"]


def test_what_an_api_lacks_has_no_section(generate: Generate) -> None:
    readme = readme_of(generate(SHOP))
    assert "## Streams" not in readme
    assert "## Files" not in readme


def test_values_that_the_schema_forbids_are_not_shown(generate: Generate) -> None:
    package = generate("""
        paths:
          /things/{a}/{b}/{c}:
            get:
              tags: [things]
              parameters:
                - {name: a, in: path, required: true, example: no,
                   schema: {type: integer, multipleOf: 5}}
                - {name: b, in: path, required: true, example: text,
                   schema: {type: number}}
                - {name: c, in: path, required: true,
                   schema: {type: string, maxLength: 4, example: too long}}
              responses: {200: {content: {application/json: {schema: {}}}}}
        """)
    assert usage_of(package).startswith('result = client.things.retrieve(5, 1, "c")')


def test_infinity_is_no_sample() -> None:
    anything = AnyValue(source=Source("", ""))
    samples = SampleMaker(SchemaGraph(), {})
    assert samples.sample(anything, "name", [math.inf, [math.nan], 1]).value == 1


def test_schemas_that_contain_themselves_have_samples(generate: Generate) -> None:
    package = generate("""
        components:
          schemas:
            Node:
              type: object
              required: [next, children]
              properties:
                next: {anyOf: [{$ref: '#/components/schemas/Node'}, {type: 'null'}]}
                children:
                  {type: array, items: {$ref: '#/components/schemas/Node'}}
        paths:
          /nodes:
            post:
              tags: [nodes]
              requestBody:
                content:
                  application/json: {schema: {$ref: '#/components/schemas/Node'}}
        """)
    assert usage_of(package) == "client.nodes.create(next=None, children=[])"


def test_a_union_that_contains_itself_has_a_sample() -> None:
    at = Source("", "loop")
    text = Scalar(source=Source("", "text"), type=ScalarType.STRING)
    again = Reference(source=Source("", "again"), target=at)
    loop = Union(source=at, variants=(again, text))
    samples = SampleMaker(SchemaGraph({at: loop}), {})
    assert samples.sample(again, "name", [1, "one"]).value == "one"
    assert samples.sample(loop, "name").doubtful


def test_sections_of_what_the_api_does_not_have_are_left_out(
    generate: Generate,
    answers: list[httpx2.Request],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = readme_of(generate(SHOP))
    package = generate("paths: {}")
    empty = readme_of(package)
    for title in ("## Pages", "## Async", "## Responses as they are"):
        assert title in shop
        assert title not in empty
    assert "A credential can" in shop
    assert "A credential can" not in empty
    run_all(package, monkeypatch)
    assert [answer.url.path for answer in answers] == [UNDOCUMENTED]


def test_a_server_that_is_not_known_has_to_be_given(generate: Generate) -> None:
    package = generate("servers: [{url: /v1}]", package="nowhere")
    assert "NOWHERE_BASE_URL: read from the environment" in readme_of(package)
    assert "it has to be given" in readme_of(package)


def test_it_names_what_the_configuration_changes(generate: Generate) -> None:
    package = generate(
        SHOP,
        package="store",
        class_name="Store",
        retry_policy="all",
        require_credentials="constructor",
        credentials={"key": {"arguments": {"key": "token"}}},
    )
    readme = readme_of(package)
    assert "from store import Store\n" in readme
    assert "- `token`, `STORE_TOKEN`: sent in the header `X-Key`." in readme
    assert "A client\nwithout any cannot be made" in readme
    assert "A request is sent again" in readme
    assert "`StoreError`" in readme


def test_environments_and_server_variables_are_listed(generate: Generate) -> None:
    readme = readme_of(
        generate(
            """
            servers:
              - url: https://{tenant}.shop.test
                description: Production
                variables: {tenant: {default: acme, description: Who you are.}}
              - {url: "https://sandbox.test", description: Sandbox}
            """,
            package="place",
        )
    )
    assert "- `tenant`, `PLACE_TENANT`: Who you are (default `acme`).\n" in readme
    assert "`production` is `https://{tenant}.shop.test`; `sandbox` is" in readme


def test_the_index_lists_every_operation(generate: Generate) -> None:
    package = generate(SHOP)
    listed = entries(index_of(package))
    assert listed == {
        "GET /things": ("client.things.list", "resources/things.py", "ListPage[Thing]"),
        "POST /things": ("client.things.create", "resources/things.py", "Thing"),
        "DELETE /things/{thingId}": (
            "client.things.delete",
            "resources/things.py",
            "None",
        ),
    }
    client = package.client()
    for method, file, _ in listed.values():
        assert callable(attribute(client, method))
        assert (package.folder / file).is_file()
    index = index_of(package)
    assert "`client.things.delete(thing_id)`" in index
    assert "`client.things.list(**params)`" in index
    assert "- [models](types/models.py): `Thing`" in index


def test_the_index_says_what_is_deprecated(generate: Generate) -> None:
    document = "paths: {/t: {get: {tags: [t], deprecated: true}}}"
    package = generate(document, methods={"GET /t": "t.get"})
    assert "-> `None` (`GET /t`, deprecated)\n" in index_of(package)


def test_resources_in_resources_are_listed(generate: Generate) -> None:
    package = generate(
        SHOP, methods={"POST /things": "shop.things.parts.create"}, package="nested"
    )
    listed = entries(index_of(package))
    assert listed["POST /things"][0] == "client.shop.things.parts.create"
    assert "## `client.shop.things.parts`\n" in index_of(package)
    for method, file, _ in listed.values():
        assert callable(attribute(package.client(api_key="x"), method))
        assert (package.folder / file).is_file()


# Texts of the document are text.

PLAIN = {
    "paragraph_open", "inline", "paragraph_close", "heading_open", "heading_close",
    "bullet_list_open", "list_item_open", "list_item_close", "bullet_list_close",
}  # fmt: skip

HOSTILE = [
    "```\n```python\nimport os\n```",
    "~~~\ncode",
    "</script><script>alert(1)</script>",
    "<!-- hidden",
    "[click](javascript:alert(1)) ![x](http://evil.test/x.png)",
    "[ref]: http://evil.test\n[ref]",
    "{{ 7 * 7 }} {% raw %} {# c #}",
    "# heading\n## heading",
    "heading\n===\n\nnext\n---",
    "- item\n1. item\n> quotation\n| a | b |\n| - | - |",
    "`code` ``co`de`` *em* __strong__ ~~gone~~ snake_case &lt; &amp; &#60;",
    "ends with a backslash\\",
    "\x00\x07\u202e\u2028\ud800",
    "$x$ \"quotes\" 'quotes'",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_stay_inside_their_line(
    generate: Generate,
    answers: list[httpx2.Request],
    monkeypatch: pytest.MonkeyPatch,
    text: str,
) -> None:
    def build(said: str) -> Package:
        parameter = {"name": "q", "in": "query", "required": True}
        return generate(
            {
                "info": {"title": said, "version": said, "description": said},
                "tags": [{"name": "t", "description": said}],
                "servers": [
                    {
                        "url": "https://{v}.test",
                        "description": said,
                        "variables": {"v": {"default": said, "description": said}},
                    }
                ],
                "components": {
                    "securitySchemes": {
                        "k": {"type": "apiKey", "in": "query", "name": said}
                    }
                },
                "paths": {
                    "/x": {
                        "get": {
                            "operationId": "t_get",
                            "tags": ["t"],
                            "description": said,
                            "parameters": [
                                {**parameter, "schema": {"type": "string"}}
                                | {"example": said}
                            ],
                        }
                    }
                },
            }
        )

    text = text.replace("\ud800", "")
    # A text without any plain paragraph introduces nothing.
    package, plain = build(text), build("plain" if first_paragraph(text) else "#")
    # The last section is the description as an article, whose blocks are its own.
    readmes = (readme_of(value) for value in (package, plain))
    readme, expected = (word.partition("\n## About the API\n")[0] for word in readmes)
    assert outline(readme) == outline(expected)
    assert outline(index_of(package)) == outline(index_of(plain))
    monkeypatch.setenv(f"{package.module.__name__.upper()}_BASE_URL", "https://x.test")
    run_all(package, monkeypatch)
    assert {answer.url.params.get("q") for answer in answers} - {None} == {text}


def outline(page: str) -> list[tuple[object, ...]]:
    """Return the structure of the page: links and samples, without words and code."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    words = ("text", "text_special", "code_inline", "softbreak")
    return [
        (child.type, child.tag, child.info, child.attrGet("href"))
        for token in parser.parse(page)
        for child in (token, *(token.children or ()))
        if child.type not in words
    ]


@given(st.text() | st.text(st.sampled_from("`*_[]()<>!#-+=|~&;1.a \\\n")))
def test_any_text_is_a_paragraph_without_links_and_html(text: str) -> None:
    line = prose(text)
    assert line.isprintable()
    line.encode()
    for page in (line, f"- x: {line}.", f"# {line}: y"):
        found = {kind for kind, *_ in outline(page)}
        assert found <= PLAIN, page


@given(st.text() | st.text(st.sampled_from("`~*_[]()<>!#-+=|&;1.a \\\n")))
def test_any_article_has_only_headings_lists_and_code(text: str) -> None:
    page = article(text)
    assert all(word.isprintable() or word == "\n" for word in page)
    allowed = {*PLAIN, "fence", "bullet_list_open", "bullet_list_close"}
    allowed |= {"list_item_open", "list_item_close", "heading_open", "heading_close"}
    assert {kind for kind, *_ in outline(page)} <= allowed, page


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("One\nline.\n\nTwo.", "One line.\n\nTwo."),
        ("# A *b*\ntext", "### A \\*b\\*\n\ntext"),
        ("1. a\n   b\n* c", "- a b\n\n- c"),
        ("~~~py\nx\n```python\n~~~\ny", "```\nx\n'''python\n```\n\ny"),
        ("a\n|b|c|\n|-|-|\nd", "a\n\n```\n|b|c|\n|-|-|\n```\n\nd"),
        ("<script>", "&lt;script>"),
    ],
)
def test_an_article_keeps_its_form(text: str, shown: str) -> None:
    assert article(text) == shown


def test_the_whole_description_is_in_the_readme(generate: Generate) -> None:
    about = {"title": "A", "version": "1", "description": "First.\n\n- second"}
    readme = readme_of(generate({"info": about}))
    assert readme.count("First.") == 2
    assert readme.endswith("\n\n## About the API\n\nFirst.\n\n- second\n")
    about["description"] = "First."
    assert "About the API" not in readme_of(generate({"info": about}))


@given(st.text(st.sampled_from("`a \n\\"), min_size=1))
def test_code_ends_where_it_should(text: str) -> None:
    span = code(text)
    fence = re.match("`+", span)
    assert fence is not None
    inside = span[len(fence[0]) : -len(fence[0])]
    runs = re.findall("`+", inside)
    assert fence[0] not in runs
    assert inside.strip() == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("One.\nTwo.\n\nThree.", "One. Two."),
        ("# Title\n\nText.", "Text."),
        ("![badge](x)\n\n```\ncode\n```", ""),
        ("", ""),
        ("See [the *docs*](https://x.test) of `a_b`.", r"See the \*docs\* of `a_b`."),
        ("A<br>B <b>c</b> <id> d_e _f_", r"A B c &lt;id> d_e \_f\_"),
    ],
)
def test_the_first_paragraph_introduces(text: str, shown: str) -> None:
    assert first_paragraph(text) == shown


def test_samples_are_python_that_compiles_alone(generate: Generate) -> None:
    for block in samples(readme_of(generate(SHOP))):
        ast.parse(block)


def test_the_same_document_gives_the_same_pages(
    generate: Generate, tmp_path: Path
) -> None:
    first, second = (generate(SHOP, package=f"same_{number}") for number in "12")
    for page in (readme_of, index_of):
        one, two = page(first), page(second)
        for name in ("same_{}", "Same{}", "SAME_{}"):
            two = two.replace(name.format(2), name.format(1))
        assert one == two
