"""Documents, nodes, and the way back to the text."""

from pathlib import Path

import pytest

from clientsmith.diagnostics import DiagnosticError, Location
from clientsmith.document.documents import Document, parse_document
from clientsmith.document.pointers import format_pointer, parse_pointer

YAML = """\
paths:
  /a/b~c:
    get:
      tags: [x, y]
      responses: &shared
        200: {}
  /d:
    get:
      responses:
        <<: *shared
        default: {}
"""


def document(text: str, name: str = "a.yaml") -> Document:
    return parse_document(text, Path(name), name)


@pytest.mark.parametrize(
    ("pointer", "line", "column"),
    [
        ("", 1, 1),
        ("/paths/~1a~1b~0c", 2, 3),
        ("/paths/~1a~1b~0c/get/tags/1", 4, 17),
        ("/paths/~1a~1b~0c/get/responses/200", 6, 9),
        ("/paths/~1d/get/responses/200", 6, 9),
        ("/paths/~1d/get/responses/default", 11, 9),
    ],
)
def test_a_place_in_yaml_is_where_its_key_or_element_stands(
    pointer: str, line: int, column: int
) -> None:
    location = document(YAML).location(parse_pointer(pointer))
    assert location == Location(Path("a.yaml"), line, column, pointer)


def test_what_is_not_there_is_placed_at_its_nearest_parent() -> None:
    location = document(YAML).location(("paths", "/d", "put", "tags"))
    assert location == Location(Path("a.yaml"), 7, 3, "/paths/~1d/put/tags")


def test_a_json_text_is_read_as_json_whatever_the_file_is_called() -> None:
    assert document('\t{"a":\t1}').value == {"a": 1}
    assert document("{a: 1,}").value == {"a": 1}


def test_nodes_lead_to_members_and_elements() -> None:
    root = document("a: {b: [1, {c: 2}]}").root
    inner = root.at("a", "b")
    assert inner is not None
    assert [element.value for element in inner.elements()] == [1, {"c": 2}]
    last = list(inner.elements())[-1].get("c")
    assert last is not None
    assert (last.value, last.source.document, last.source.pointer) == (
        2,
        "a.yaml",
        "/a/b/1/c",
    )
    assert [key for key, _ in root.items()] == ["a"]


def test_nodes_of_other_kinds_have_no_members() -> None:
    root = document("a: 1").root
    assert root.get("b") is None
    assert root.at("a", "b", "c") is None
    scalar = root.get("a")
    assert scalar is not None
    assert [*scalar.items(), *scalar.elements()] == []
    assert list(root.elements()) == []


def test_nodes_are_equal_when_their_place_is_the_same() -> None:
    root = document("a: {b: 1}").root
    assert root.get("a") == root.get("a")
    assert len({root.get("a"), root.get("a"), root.at("a", "b")}) == 2


@pytest.mark.parametrize("tokens", [(), ("",), ("a/b", "~1", "m~n"), ("", "", "0")])
def test_pointers_survive_being_written_and_read(tokens: tuple[str, ...]) -> None:
    assert parse_pointer(format_pointer(tokens)) == tokens


@pytest.mark.parametrize("name", ["a.json", "a.yaml", "a"])
@pytest.mark.parametrize("comma", ["", ","])
def test_comments_in_json_are_left_out(name: str, comma: str) -> None:
    text = f"""// Made by hand.
{{
  "info": {{"url": "https://example.com//x"}}, // not a "comment
  /* "paths": null,
     "x": 1 */
  "tags": [1, 2{comma}]
}}
"""
    found = document(text, name)
    assert found.value == {
        "info": {"url": "https://example.com//x"},
        "tags": [1, 2],
    }
    (warning,) = [
        finding for finding in found.warnings if "comments" in finding.message
    ]
    assert warning.location == Location(Path(name), 1, 1)
    place = found.location(("tags", "1"))
    assert (place.line, place.column) == (6, 15)


def test_yaml_with_slashes_is_not_cut_off() -> None:
    text = "{servers: [{url: https://example.com/a}]}"
    assert document(text).value == {"servers": [{"url": "https://example.com/a"}]}
    assert document(text, "a.json").value == document(text).value


def test_what_is_no_json_besides_its_comments_is_refused() -> None:
    with pytest.raises(DiagnosticError, match="not JSON"):
        document('{ // one\n"a": ]}', "a.json")
