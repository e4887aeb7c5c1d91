"""`$ref`s where OpenAPI allows none: where they lead, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clientsmith.diagnostics import DiagnosticError, Diagnostics, format_diagnostics
from clientsmith.document.documents import Node, read_document
from clientsmith.document.grafts import spliced
from clientsmith.document.loading import OpenedApi, load, open_api

Put = Callable[[str, str | bytes], Path]
HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
OK = "responses: {'200': {description: ok}}"


@pytest.fixture
def opened(put: Put) -> Callable[..., tuple[OpenedApi, str]]:
    """Opens a document, and gives everything reported about it, as text."""

    def opened(content: str, **files: str) -> tuple[OpenedApi, str]:
        for name, text in files.items():
            put(name.replace("__", "/").replace("_", "."), text)
        document = read_document(put("api.yaml", HEAD + content))
        found = Diagnostics()
        api = open_api(document, found)
        return api, format_diagnostics([*found, *api.repairs])

    return opened


def at(api: OpenedApi, *keys: str) -> Node:
    node = api.root.at(*keys)
    assert node is not None
    return node


def test_a_part_keeps_its_own_place_and_base(
    opened: Callable[..., tuple[OpenedApi, str]],
) -> None:
    api, report = opened(
        "paths: {/a: {get: {$ref: 'paths/get.yaml'}}}",
        paths__get_yaml="parameters:\n- $ref: limit.yaml\n",
        paths__limit_yaml="name: limit\nin: query\n",
    )
    (parameter,) = at(api, "paths", "/a", "get", "parameters").elements()
    target = api.workspace.resolve(parameter)
    assert (target.source.document, target.source.pointer) == ("paths/limit.yaml", "")
    place = at(api, "paths", "/a", "get", "parameters").location
    assert (place.path, place.line) == (Path("paths/get.yaml"), 1)
    assert report == (
        "api.yaml:3:20: warning[ref-position]: OpenAPI does not allow a `$ref` in place of an "
        "Operation Object: `paths/get.yaml` is followed\n  at #/paths/~1a/get/$ref"
    )


def test_what_stands_beside_is_merged(
    opened: Callable[..., tuple[OpenedApi, str]],
) -> None:
    api, report = opened(
        "paths:\n"
        "  /a:\n"
        "    $ref: item.yaml\n"
        "    parameters: [{name: q, in: query, schema: {type: string}}]\n"
        "    post: {operationId: own}\n"
        "  /b: {get: {$ref: 'item.yaml#/get', operationId: other}}\n",
        item_yaml="get: {operationId: first, tags: [t]}\npost: {operationId: second}\n",
    )
    item = at(api, "paths", "/a")
    assert spliced(item) == {
        "get": {"operationId": "first", "tags": ["t"]},
        "parameters": [{"name": "q", "in": "query", "schema": {"type": "string"}}],
        "post": {"operationId": "own"},
    }
    assert at(api, "paths", "/a", "get").source.document == "item.yaml"
    assert at(api, "paths", "/a", "post").source.document == "api.yaml"
    assert spliced(at(api, "paths", "/b", "get")) == {
        "operationId": "other",
        "tags": ["t"],
    }
    assert "`post` stands beside the `$ref` and in its target" in report
    assert report.count("warning[ref-position]") == 2


def test_elements_that_are_lists_are_several(
    opened: Callable[..., tuple[OpenedApi, str]],
) -> None:
    api, report = opened(
        "paths:\n"
        "  /a:\n"
        "    get:\n"
        "      parameters:\n"
        "      - {name: a, in: query}\n"
        "      - $ref: more.yaml\n"
        "      - {name: d, in: query}\n"
        "    put: {parameters: {$ref: 'more.yaml#/0'}}\n",
        more_yaml="- {name: b, in: query}\n- $ref: last.yaml\n",
        last_yaml="- {name: c, in: query}\n",
    )
    listed = at(api, "paths", "/a", "get", "parameters")
    assert [element.at("name").value for element in listed.elements()] == [*"abcd"]  # type: ignore[union-attr]
    assert [element.location.path.name for element in listed.elements()] == [
        "api.yaml",
        "more.yaml",
        "last.yaml",
        "api.yaml",
    ]
    one = at(api, "paths", "/a", "put", "parameters")
    assert spliced(one) == [{"name": "b", "in": "query"}]
    assert report.count("in place of several elements") == 2


def test_texts_are_read_as_they_are(
    opened: Callable[..., tuple[OpenedApi, str]],
) -> None:
    api, report = opened(
        "tags:\n"
        "- {name: a, description: {$ref: docs/a.md}}\n"
        "- {name: b, description: {$ref: gone.md}}\n"
        "paths: {/a: {get: {summary: {$ref: '#/x-texts/s'}, description: {$ref: '#/x-texts'}}}}\n"
        "x-texts: {s: Short}\n",
        docs__a_md="# Title\n\n*Note*: [this](x): text\n",
    )
    first, second = at(api, "tags").elements()
    assert first.at("description").value == "# Title\n\n*Note*: [this](x): text\n"  # type: ignore[union-attr]
    assert second.get("description") is None
    operation = at(api, "paths", "/a", "get")
    assert operation.value == {"summary": "Short"}
    assert "`gone.md` cannot be read: no such file or directory" in report
    assert "a text is left out: `#/x-texts` leads to an object" in report
    assert "error" not in report


@pytest.mark.parametrize(
    ("content", "files", "message"),
    [
        ("paths: {$ref: '#/paths'}", {}, "cycle"),
        ("paths: {/a: {get: {$ref: '#/paths/~1a'}}}", {}, "an object that contains it"),
        ("paths: {/a: {get: {$ref: a.yaml}}}", {"a_yaml": "$ref: a.yaml"}, "cycle"),
        (
            "paths: {/a: {get: {$ref: a.yaml}}}",
            {"a_yaml": "$ref: b.yaml", "b_yaml": "$ref: a.yaml\ntags: [x]"},
            "cycle",
        ),
        (
            "components: {schemas: {A: {properties: {a: {properties: "
            "{$ref: '#/components/schemas/A/properties'}}}}}}",
            {},
            "an object that contains it",
        ),
        (
            "components: {schemas: {A: {allOf: [{properties: {a: {allOf: "
            "[{$ref: '#/components/schemas/A/allOf'}]}}}]}}}",
            {},
            "an object that contains it",
        ),
        (
            "components: {schemas: {A: {allOf: [{$ref: '#/components/schemas/A/allOf'}]}}}",
            {},
            "cycle",
        ),
        ("servers: {$ref: '#/servers'}", {}, "cycle"),
        ("paths: {/a: {get: {$ref: '#/info/title'}}}", {}, "leads to a string"),
        ("paths: {$ref: gone.yaml}", {}, "cannot be read: no such file"),
        ("paths: {$ref: ../out.yaml}", {}, "outside the document's folder"),
        ("paths: {$ref: 'https://api.test/a.yaml'}", {}, "nothing is fetched"),
        ("paths: {$ref: bad.yaml}", {"bad_yaml": "a: [\n"}, "error[syntax]"),
    ],
)
def test_what_leads_nowhere_is_an_error_with_its_place(
    put: Put, content: str, files: dict[str, str], message: str
) -> None:
    for name, text in files.items():
        put(name.replace("_", "."), text)
    with pytest.raises(DiagnosticError) as caught:
        load(put("api.yaml", HEAD + content))
    errors = [
        diagnostic
        for diagnostic in caught.value.diagnostics
        if diagnostic.severity == "error"
    ]
    assert errors, str(caught.value)
    assert message in str(caught.value)
    assert all(error.location and error.location.line for error in errors)


def test_parts_that_grow_without_end_are_an_error(put: Put) -> None:
    parts = "".join(
        f"    L{at}: {{properties: {{a: {{properties: {{$ref: '#/components/schemas/"
        f"L{at + 1}/properties'}}}}, b: {{properties: {{$ref: '#/components/schemas/"
        f"L{at + 1}/properties'}}}}}}}}\n"
        for at in range(40)
    )
    text = f"components:\n  schemas:\n{parts}    L40: {{properties: {{a: {{}}}}}}\n"
    with pytest.raises(DiagnosticError, match="too many other references"):
        load(put("api.yaml", HEAD + text))


def test_a_long_chain_of_parts_is_no_crash(put: Put) -> None:
    parts = "".join(
        f"  L{at}: {{properties: {{a: {{properties: {{$ref: '#/x-l/L{at + 1}/properties'"
        "}}}}\n"
        for at in range(3000)
    )
    text = (
        "components: {schemas: {A: {properties: {$ref: '#/x-l/L0/properties'}}}}\n"
        f"x-l:\n{parts}  L3000: {{properties: {{a: {{}}}}}}\n"
    )
    with pytest.raises(DiagnosticError, match="too deep"):
        load(put("api.yaml", HEAD + text))


@pytest.mark.parametrize(
    ("schema", "reference", "value"),
    [
        ("$id: https://x.test/order", "#/$defs/Line", {"type": "string"}),
        ("$id: order", "#/$defs/Line", {"type": "string"}),
        ("$id: order", "#line", {"type": "string"}),
        ("$id: order", "#/components/schemas/Other", {"type": "integer"}),
        ("title: order", "#/components/schemas/Order/$defs/Line", {"type": "string"}),
    ],
)
def test_a_schema_with_an_id_is_a_document_of_its_own(
    opened: Callable[..., tuple[OpenedApi, str]],
    schema: str,
    reference: str,
    value: dict[str, Any],
) -> None:
    api, report = opened(
        "components:\n"
        "  schemas:\n"
        "    Other: {type: integer}\n"
        "    Before: {$id: before, $defs: {Line: {$anchor: line, type: 'null'}}}\n"
        "    Order:\n"
        f"      {schema}\n"
        f"      properties: {{line: {{$ref: '{reference}'}}}}\n"
        "      $defs: {Line: {$anchor: line, type: string}}\n"
    )
    node = at(api, "components", "schemas", "Order", "properties", "line")
    found = {**api.workspace.resolve(node).value, "$anchor": None}  # type: ignore[dict-item]
    assert found == {**value, "$anchor": None}
    assert report == ""


@pytest.mark.parametrize(
    "reference",
    [
        "parts.yaml#/definitions/A",
        "parts.yaml#/more/a~1b",
        "parts.yaml#/more/a%7E1b",
        "parts.yaml#/more/c%20d",
        "./parts.yaml#/other",
        "parts.yaml#plain",
        "parts.yaml#anchor",
        "api.yaml#/paths/~1a/get/responses/200",
        "#/paths/~1b/get/responses/200",
    ],
)
def test_pointers_of_any_kind_are_followed(
    opened: Callable[..., tuple[OpenedApi, str]], reference: str
) -> None:
    api, _ = opened(
        "paths:\n"
        f"  /c: {{get: {{responses: {{'200': {{$ref: '{reference}'}}}}}}}}\n"
        "  /a: {get: {$ref: 'parts.yaml#/operation'}}\n"
        "  /b: {$ref: 'parts.yaml#/item'}\n"
        "components: {responses: {R: {description: found}}}\n",
        parts_yaml="definitions: {A: {description: found}}\n"
        "more: {a/b: {description: found}, c d: {description: found}}\n"
        "other: {$ref: '#/definitions/A'}\n"
        "plain: {description: found}\n"
        "schema: {$anchor: anchor, description: found}\n"
        "operation: {responses: {$ref: '#/answers'}}\n"
        "item: {get: {$ref: '#/operation'}}\n"
        "answers: {'200': {$ref: 'api.yaml#/components/responses/R'}}\n",
    )
    node = at(api, "paths", "/c", "get", "responses", "200")
    assert api.workspace.resolve(node).at("description").value == "found"  # type: ignore[union-attr]
