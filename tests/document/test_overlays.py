"""Overlays change the document before it is checked."""

from collections.abc import Callable
from pathlib import Path

import pytest

from clientsmith.diagnostics import (
    DiagnosticError,
    Diagnostics,
    format_diagnostics,
    format_location,
)
from clientsmith.document.documents import Document, read_document
from clientsmith.document.loading import load
from clientsmith.document.overlays import apply_overlays
from clientsmith.document.pointers import parse_pointer

Put = Callable[[str, str | bytes], Path]

API = """\
openapi: 3.1.0
info: {title: T, version: '1'}
tags: [a, b, c, d]
paths:
  /x:
    get:
      responses: {'200': {description: OK}}
  /y:
    get:
      responses: {'200': {description: OK}}
"""
HEAD = "overlay: 1.0.0\ninfo: {title: O, version: '1'}\nactions:\n"


@pytest.fixture
def applied(put: Put) -> Callable[..., Document]:
    """The document API after overlays of the given actions; problems fail."""

    def applied(*actions: str) -> Document:
        diagnostics = Diagnostics()
        overlays = [
            put(f"o{number}.yaml", HEAD + text) for number, text in enumerate(actions)
        ]
        document = read_document(put("api.yaml", API))
        result = apply_overlays(document, overlays, diagnostics)
        assert format_diagnostics(diagnostics) == ""
        assert document.value == read_document(Path("api.yaml")).value
        return result

    return applied


def place(document: Document, pointer: str) -> str:
    return format_location(document.location(parse_pointer(pointer)))


def value(document: Document, *keys: str) -> object:
    node = document.root.at(*keys)
    return node and node.value


def test_objects_are_merged_lists_extended_and_the_rest_replaced(
    applied: Callable[..., Document],
) -> None:
    document = applied(
        "  - target: $\n"
        "    update:\n"
        "      info: {title: New, x-a: {b: 1}}\n"
        "      tags: [e]\n"
    )
    assert value(document, "info") == {"title": "New", "version": "1", "x-a": {"b": 1}}
    assert value(document, "tags") == ["a", "b", "c", "d", "e"]
    assert list(document.root.value)[:2] == ["openapi", "info"]  # type: ignore[arg-type]


def test_every_match_is_updated_alone(applied: Callable[..., Document]) -> None:
    document = applied(
        "  - target: $.paths.*.get\n    update: {tags: [z]}\n"
        "  - target: $.paths['/x'].get.tags\n    update: y\n"
    )
    assert value(document, "paths", "/x", "get", "tags") == ["z", "y"]
    assert value(document, "paths", "/y", "get", "tags") == ["z"]


def test_matches_are_removed(applied: Callable[..., Document]) -> None:
    document = applied(
        "  - {target: '$.paths[\"/x\"]', remove: true}\n"
        "  - {target: '$.tags[0, 2]', remove: true}\n"
        "  - {target: $..description, remove: true}\n"
    )
    assert value(document, "paths") == {"/y": {"get": {"responses": {"200": {}}}}}
    assert value(document, "tags") == ["b", "d"]


def test_overlays_and_actions_apply_one_after_the_other(
    applied: Callable[..., Document],
) -> None:
    document = applied(
        "  - {target: $.info, update: {x-a: 1}}\n",
        "  - {target: '$.info[?@ == 1]', remove: true}\n"
        "  - {target: $.info, update: {x-b: 2}}\n",
    )
    assert value(document, "info") == {"title": "T", "version": "1", "x-b": 2}


def test_every_node_keeps_the_place_it_came_from(
    applied: Callable[..., Document],
) -> None:
    document = applied(
        "  - target: $.tags[1]\n"
        "    remove: true\n"
        "  - target: $\n"
        "    update:\n"
        "      tags: [z]\n"
        "      info:\n"
        "        x-a: {b: 1}\n"
        "  - target: $.info['x-a']\n"
        "    update: {c: 2}\n"
        "  - target: $.tags\n"
        "    update: {name: y}\n"
    )
    assert value(document, "tags") == ["a", "c", "d", "z", {"name": "y"}]
    assert place(document, "/paths/~1y/get") == "api.yaml:9:5"
    assert place(document, "/info/title") == "api.yaml:2:8"
    assert place(document, "/tags") == "api.yaml:3:1"
    assert place(document, "/tags/0") == "api.yaml:3:8"
    assert place(document, "/tags/1") == "api.yaml:3:14"
    assert place(document, "/tags/2") == "api.yaml:3:17"
    assert place(document, "/tags/3") == "o0.yaml:8:14"
    assert place(document, "/tags/4/name") == "o0.yaml:14:14"
    assert place(document, "/info/x-a/b") == "o0.yaml:10:15"
    assert place(document, "/info/x-a/c") == "o0.yaml:12:14"


def test_aliased_values_are_changed_only_where_the_target_says(put: Put) -> None:
    document = read_document(put("api.yaml", "a: &x {b: {c: 1}}\nd: *x\n"))
    overlay = put("o.yaml", HEAD + "  - {target: $.a.b, update: {c: 2}}\n")
    result = apply_overlays(document, [overlay], Diagnostics())
    assert result.value == {"a": {"b": {"c": 2}}, "d": {"b": {"c": 1}}}


@pytest.mark.parametrize(
    ("overlay", "message"),
    [
        (
            "[1]",
            "o.yaml:1:1: error[overlay]: an overlay must be an object, not a list"
            "\n  at #",
        ),
        (
            "actions: []",
            "o.yaml:1:1: error[overlay]: not an overlay: it has no `overlay` key\n"
            "  at #\n  hint: an overlay starts with `overlay: 1.0.0`",
        ),
        (
            "overlay: 2.0.0",
            "o.yaml:1:1: error[overlay]: unknown overlay version '2.0.0'\n"
            "  at #/overlay\n  hint: version 1.0.0 is understood",
        ),
        (
            "overlay: 1.0.0\nactions: {}",
            "o.yaml:2:1: error[overlay]: an overlay needs `actions`, a list\n"
            "  at #/actions",
        ),
        (
            "overlay: 1.0.0\naction: []\nactions: []",
            "o.yaml:2:1: error[overlay]: unknown key `action`\n  at #/action\n"
            "  hint: did you mean `actions`?",
        ),
        (
            HEAD + "  - 1",
            "o.yaml:4:5: error[overlay]: an action must be an object, not a number\n"
            "  at #/actions/0",
        ),
        (
            HEAD + "  - {update: {}}",
            "o.yaml:4:5: error[overlay]: an action needs a `target`, a JSONPath\n"
            "  at #/actions/0",
        ),
        (
            HEAD + "  - {target: $}",
            "o.yaml:4:5: error[overlay]: an action needs `update` or `remove: true`\n"
            "  at #/actions/0",
        ),
        (
            HEAD + "  - {target: $.x, remove: yes}",
            "o.yaml:4:19: error[overlay]: `remove` must be a boolean, not a string\n"
            "  at #/actions/0/remove",
        ),
        (
            HEAD + "  - {target: $, remove: true}",
            "o.yaml:4:6: error[overlay]: the whole document cannot be removed\n"
            "  at #/actions/0/target",
        ),
        (
            HEAD + "  - {target: info, update: {}}",
            "o.yaml:4:6: error[overlay]: `info` is not a JSONPath: "
            "expected '$', found 'i', line 1, column 0\n  at #/actions/0/target\n"
            "  hint: RFC 9535 describes the syntax",
        ),
        (
            HEAD + "  - {target: $.info, update: [1]}",
            "o.yaml:4:22: error[overlay]: "
            "an object is updated with an object, not a list\n  at #/actions/0/update",
        ),
        (
            HEAD + "  - {target: $.info.title, update: {a: 1}}",
            "o.yaml:4:28: error[overlay]: "
            "the target must be an object or a list, but it is a string\n"
            "  at #/actions/0/update",
        ),
        (
            HEAD + "  - {target: $.nope, update: {}}",
            "o.yaml:4:6: warning[overlay]: `$.nope` matches nothing\n"
            "  at #/actions/0/target",
        ),
        (
            "a: b: c",
            "o.yaml:1:5: error[syntax]: not YAML: "
            "mapping values are not allowed in this context",
        ),
    ],
)
def test_bad_overlays_are_located(put: Put, overlay: str, message: str) -> None:
    diagnostics = Diagnostics()
    document = read_document(put("api.yaml", API))
    result = apply_overlays(document, [put("o.yaml", overlay)], diagnostics)
    assert format_diagnostics(diagnostics) == message
    assert result.value == document.value


def test_what_an_overlay_adds_is_checked_and_located_in_it(put: Put) -> None:
    overlay = put(
        "o.yaml",
        HEAD + "  - target: $.paths['/x'].get\n    update:\n      requestBody: 5\n",
    )
    with pytest.raises(DiagnosticError) as caught:
        load(
            put("api.yaml", API.replace("tags: [a, b, c, d]\n", "")), overlays=[overlay]
        )
    assert str(caught.value) == (
        "o.yaml:6:7: error[schema]: `requestBody` must be an object, not a number\n"
        "  at #/paths/~1x/get/requestBody"
    )


def test_an_overlay_can_mend_a_document(put: Put) -> None:
    path = put("api.yaml", API)
    with pytest.raises(DiagnosticError):
        load(path, strict=True)
    mend = put("o.yaml", HEAD + "  - {target: '$.tags', remove: true}\n")
    assert list(load(path, overlays=[mend], strict=True).diagnostics) == []
