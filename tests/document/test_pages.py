"""Documentation pages become one document."""

from collections.abc import Callable
from pathlib import Path

import pytest

from clientsmith.diagnostics import DiagnosticError
from clientsmith.document.pages import ingest, is_page

Put = Callable[[str, str | bytes], Path]


def page(block: str, fence: str = "```", info: str = "yaml") -> str:
    return f"# A page\n\nText.\n\n{fence}{info}\n{block}\n{fence}\n\nMore text.\n"


def fragment(path: str, rest: str = "", method: str = "get") -> str:
    return (
        f"openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\n"
        f"paths:\n  {path}:\n    {method}: {{operationId: {method} {path}}}\n{rest}"
    )


@pytest.fixture
def merged(put: Put) -> Callable[..., dict[str, object]]:
    """Ingests pages `0.md`, `1.md`, ... with one block of YAML each."""

    def merged(*blocks: str) -> dict[str, object]:
        return dict(
            ingest([put(f"{i}.md", page(block)) for i, block in enumerate(blocks)])
        )

    return merged


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (page(fragment("/a")), True),
        (page('{"openapi": "3.1.0"}', info="json"), True),
        (page("    openapi: 3.1.0"), True),
        (fragment("/a"), False),
        (
            "info:\n  description: |\n    ```\n    openapi: x\n    ```\nopenapi: 3.1.0",
            False,
        ),
        ('{"swagger": "2.0"}', False),
        ("# A page\n", False),
    ],
)
def test_a_page_is_told_from_a_document(text: str, expected: bool) -> None:
    assert is_page(text) is expected


@pytest.fixture
def problems(put: Put) -> Callable[..., str]:
    def problems(*pages: str | bytes) -> str:
        paths = [put(f"{i}.md", text) for i, text in enumerate(pages)]
        with pytest.raises(DiagnosticError) as caught:
            ingest(paths)
        return str(caught.value)

    return problems


@pytest.mark.parametrize("fence", ["```", "````", "~~~", "`````"])
@pytest.mark.parametrize(
    "info",
    [
        "",
        "yaml",
        "yaml get /v1/x",
        "yaml https://example.com/openapi.yml get /v1/x",
        " yml",
        'yaml title="API"',
    ],
)
def test_a_fenced_block_of_any_writing_is_found(
    put: Put, fence: str, info: str
) -> None:
    if fence.startswith("`") or "`" not in info:
        path = put("a.md", page("openapi: 3.1.0", fence, info))
        assert ingest([path]) == {"openapi": "3.1.0"}


@pytest.mark.parametrize(
    "text",
    [
        page('{"openapi": "3.1.0"}', info="json get /x"),
        page("openapi: 3.1.0").replace("\n", "\r\n"),
        "<Tabs>\n  <Tab>\n    ```yaml\n    openapi: 3.1.0\n    ```\n  </Tab>\n</Tabs>\n",
        "<CodeGroup>\n```yaml\nopenapi: 3.1.0\n```\n</CodeGroup>\n",
        "1. Step\n\n   ```yaml\n   openapi: 3.1.0\n   ```\n",
        "---\ntitle: x\n---\n\n```yaml\nopenapi: 3.1.0",
        page("```yaml\nopenapi: 2\n```", "````", "md") + page("openapi: 3.1.0"),
    ],
    ids=["json", "crlf", "tabs", "group", "list", "unclosed", "quoted fence"],
)
def test_pages_as_publishers_write_them(put: Put, text: str) -> None:
    assert ingest([put("a.md", text)]) == {"openapi": "3.1.0"}


def test_other_code_blocks_are_left_alone(put: Put) -> None:
    text = (
        page("openapi: 3.1.0")
        + page("x: 1")
        + page("nested:\n  openapi: 3.1.0")
        + page('{"a": {"openapi": "3"}}', info="json")
        + page("print('openapi: 3')", info="python")
        + page("curl -d '{\n  openapi: [\n'", info="bash")
    )
    assert ingest([put("a.md", text)]) == {"openapi": "3.1.0"}


def test_odd_characters_in_a_block_are_kept(put: Put) -> None:
    text = page('{"openapi": "3.1.0", "x-a": "one\u2028two\x85three"}', info="json")
    assert ingest([put("a.md", text)])["x-a"] == "one\u2028two\x85three"


def test_several_blocks_of_a_page_are_merged_like_pages(put: Put) -> None:
    text = page(fragment("/a")) + page(fragment("/b"))
    assert list(ingest([put("a.md", text)])["paths"]) == ["/a", "/b"]  # type: ignore[arg-type]


def test_order_is_kept_and_nothing_is_dropped(
    merged: Callable[..., dict[str, object]],
) -> None:
    found = merged(
        fragment("/b", "x-first: [1]\ncomponents: {schemas: {Z: {x-a: 1}, A: {}}}\n"),
        fragment(
            "/a",
            "webhooks: {w: {post: {}}}\nx-second: {y: 1}\n"
            "components: {x-b: 2, responses: {R: {}}, schemas: {M: true, Z: {x-a: 1}}}\n",
        ),
    )
    assert list(found) == [
        "openapi",
        "info",
        "paths",
        "x-first",
        "components",
        "webhooks",
        "x-second",
    ]
    assert list(found["paths"]) == ["/b", "/a"]  # type: ignore[call-overload]
    assert found["components"] == {
        "schemas": {"Z": {"x-a": 1}, "A": {}, "M": True},
        "x-b": 2,
        "responses": {"R": {}},
    }


def test_operations_of_one_path_come_together(
    merged: Callable[..., dict[str, object]],
) -> None:
    parameters = "    parameters: [{name: a, in: query}]\n"
    found = merged(
        fragment("/a", parameters),
        fragment("/a", method="put"),
        fragment("/a", parameters),
    )
    assert found["paths"] == {
        "/a": {
            "get": {"operationId": "get /a"},
            "parameters": [{"name": "a", "in": "query"}],
            "put": {"operationId": "put /a"},
        }
    }


def test_the_order_of_keys_makes_no_difference(
    merged: Callable[..., dict[str, object]],
) -> None:
    found = merged(
        "openapi: 3.1.0\ncomponents: {schemas: {A: {type: object, maximum: 1}}}",
        "openapi: 3.1.0\ncomponents: {schemas: {A: {maximum: 1.0, type: object}}}",
    )
    assert found["components"] == {"schemas": {"A": {"type": "object", "maximum": 1}}}


def test_tags_are_united_by_name(merged: Callable[..., dict[str, object]]) -> None:
    found = merged(
        fragment("/a", "tags: [{name: a, description: A}, {name: b}]\n"),
        fragment("/b", "tags: [{name: c}, {name: b}]\n"),
        fragment("/c", "tags: []\n"),
    )
    assert found["tags"] == [
        {"name": "a", "description": "A"},
        {"name": "b"},
        {"name": "c"},
    ]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_longer_list_of_servers_that_starts_alike_wins(
    merged: Callable[..., dict[str, object]], order: tuple[int, int]
) -> None:
    blocks = [
        fragment("/a", "servers: [{url: /}]\n"),
        fragment("/b", "servers: [{url: /}, {url: /test}]\n"),
    ]
    found = merged(*(blocks[i] for i in order))
    assert found["servers"] == [{"url": "/"}, {"url": "/test"}]


def test_all_disagreements_name_both_pages_and_the_difference(
    problems: Callable[..., str],
) -> None:
    first = fragment(
        "/a",
        "components:\n  schemas:\n    Run:\n      properties: {a: {type: string}}\n",
    )
    second = fragment(
        "/a",
        "components:\n  schemas:\n    Run:\n      properties: {a: {type: integer}}\n",
    ).replace("get /a", "fetch")
    hint = (
        "  hint: keep the newer page, or leave one out: "
        "`clientsmith ingest --exclude 1.md`"
    )
    assert problems(page(first), page(second)).splitlines() == [
        "1.md:10:5: error[merge]: `GET /a` differs from 0.md:10:5: "
        '/operationId is "get /a" there and "fetch" here',
        "  at #/paths/~1a/get",
        hint,
        "1.md:13:5: error[merge]: `components.schemas.Run` differs from "
        '0.md:13:5: /properties/a/type is "string" there and "integer" here',
        "  at #/components/schemas/Run",
        hint,
    ]


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        (
            "tags: [{name: a}]",
            "tags: [{name: a, parent: b}]",
            "`tags.a` differs from 0.md:7:8: " '/parent is absent there and "b" here',
        ),
        (
            "webhooks: {w: {post: {a: 1}}}",
            "webhooks: {w: {post: {a: 2}}}",
            "`webhooks.w.post` differs from 0.md:7:16: /a is 1 there and 2 here",
        ),
        (
            "paths: {/a: {parameters: []}}",
            "paths: {/a: {parameters: [1]}}",
            "`paths./a.parameters` differs from 0.md:7:14: "
            "/0 is absent there and 1 here",
        ),
    ],
)
def test_what_is_said_twice_and_differently_is_an_error(
    problems: Callable[..., str], one: str, other: str, message: str
) -> None:
    found = problems(page(f"openapi: 3.1.0\n{one}"), page(f"openapi: 3.1.0\n{other}"))
    assert f"error[merge]: {message}\n" in found


def test_different_versions_of_openapi_do_not_merge(
    problems: Callable[..., str],
) -> None:
    found = problems(page("openapi: 3.1.0"), page("openapi: 3.0.3"))
    assert '`openapi` differs from 0.md:6:1: it is "3.1.0" there' in found


def test_pages_without_openapi_alone_are_an_error(
    problems: Callable[..., str],
) -> None:
    found = problems("# Nothing\n", page("a: 1"))
    assert found.startswith("error[page]: no OpenAPI block in 2 pages\n")
    for wanted in ("`OpenAPI Specification`", "`METHOD /path`", "one line of JSON"):
        assert wanted in found


def test_bad_blocks_and_pages_are_located_in_the_page(
    problems: Callable[..., str],
) -> None:
    found = problems(
        page("openapi: 3.1.0\na: b: c"),
        page('{"openapi": "3.1.0",\n "a" 1}', info="json"),
        b"\xff",
    )
    assert [line for line in found.splitlines() if "error" in line] == [
        "0.md:7:5: error[syntax]: not YAML: "
        "mapping values are not allowed in this context",
        "1.md:7:6: error[syntax]: not YAML: "
        "did not find expected ',' or '}', while parsing a flow mapping",
        "2.md:1:1: error[encoding]: not UTF-8 text: byte 0xff",
    ]


def test_a_missing_page_is_an_error() -> None:
    with pytest.raises(DiagnosticError) as caught:
        ingest([Path("nope.md")])
    assert str(caught.value) == (
        "nope.md: error[read]: cannot read the file: no such file or directory"
    )
