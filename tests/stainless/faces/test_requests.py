"""Paths, queries, files and JSON of requests."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import anyio
import pytest
from faces._files import (
    async_read_file_content,
    async_to_httpx_files,
    deepcopy_with_paths,
    read_file_content,
    to_httpx_files,
)
from faces._models import BaseModel
from faces._qs import Querystring, stringify, stringify_items
from faces._utils import deepcopy_minimal, extract_files, file_from_path, path_template
from faces._utils._json import openapi_dumps


@pytest.mark.parametrize(
    ("template", "values", "path"),
    [
        ("/pets/{id}/toys/{toy}", {"id": "a b", "toy": 3}, "/pets/a%20b/toys/3"),
        ("/{a}", {"a": "x/y?z#%"}, "/x%2Fy%3Fz%23%25"),
        ("/{a}", {"a": "!$&'()*+,;=:@-._~"}, "/!$&'()*+,;=:@-._~"),
        ("/{a}", {"a": "\u00fc{b}"}, "/%C3%BC%7Bb%7D"),
        ("/{a}/{a}", {"a": None}, "/null/null"),
        ("/{a}{b}", {"a": True, "b": False}, "/truefalse"),
        ("/{a}?b={b}&c=1", {"a": "?", "b": "x&y=z/?"}, "/%3F?b=x%26y%3Dz/?&c=1"),
        ("/a#{b}", {"b": "x&y=z/?#"}, "/a#x&y=z/?%23"),
        ("/a...{b}", {"b": ".."}, "/a....."),
        ("", {}, ""),
    ],
)
def test_values_of_paths_are_encoded(template: str, values: Any, path: str) -> None:
    assert path_template(template, **values) == path


@pytest.mark.parametrize(
    ("template", "values"),
    [
        ("/{a}/x", {"a": ".."}),
        ("/{a}", {"a": "."}),
        ("/{a}{b}", {"a": ".", "b": "."}),
        ("/.{a}", {"a": "."}),
        ("/%2e{a}", {"a": "."}),
        ("/%2E%2e/{a}", {"a": "x"}),
    ],
)
def test_paths_stay_below_their_template(template: str, values: Any) -> None:
    with pytest.raises(ValueError, match="contains dot-segment"):
        path_template(template, **values)


def test_values_of_paths_must_be_given() -> None:
    with pytest.raises(KeyError, match=r"a value for placeholder \{b\}"):
        path_template("/{a}/{b}", a=1)


NESTED = {"a": {"b": [1, {"c": True}], "d": None, "e": ""}}


@pytest.mark.parametrize(
    ("arrays", "members", "query"),
    [
        ("repeat", "brackets", "a[b]=1&a[b][c]=true"),
        ("brackets", "brackets", "a[b][]=1&a[b][][c]=true"),
        ("indices", "brackets", "a[b][0]=1&a[b][1][c]=true"),
        ("repeat", "dots", "a.b=1&a.b.c=true"),
        ("brackets", "dots", "a.b[]=1&a.b[].c=true"),
        ("indices", "dots", "a.b[0]=1&a.b[1].c=true"),
    ],
)
def test_queries_have_a_style(arrays: Any, members: Any, query: str) -> None:
    style = Querystring(array_format=arrays, nested_format=members)
    assert unquote(style.stringify(NESTED)) == query
    given = stringify(NESTED, array_format=arrays, nested_format=members)
    assert unquote(given) == query


def test_commas_join_arrays() -> None:
    style = Querystring(array_format="comma")
    assert style.stringify_items({"a": ["x", None, True, 1.5], "b": {"c": (1, 2)}}) == [
        ("a", "x,true,1.5"), ("b[c]", "1,2"),
    ]  # fmt: skip
    assert style.stringify({"a": []}) == "a="


def test_queries_are_form_encoded() -> None:
    assert stringify({"a b": "c d&e=\u00fc", "f": 1e30, "g": False}) == (
        "a+b=c+d%26e%3D%C3%BC&f=1e%2B30&g=false"
    )
    assert stringify_items({"a": None, "b": "", "c": {}, "d": [], "e": 0}) == [
        ("e", "0")
    ]
    assert Querystring().parse("a=1&a=2") == {"a": ["1", "2"]}


def test_an_unknown_style_is_an_error() -> None:
    with pytest.raises(NotImplementedError, match="choose from comma, repeat"):
        stringify({"a": ["b"]}, array_format="other")


@pytest.fixture(params=["sync", "asyncio", "trio"])
def opened(request: pytest.FixtureRequest) -> Callable[[Any], Any]:
    if request.param == "sync":
        return to_httpx_files
    return lambda files: anyio.run(async_to_httpx_files, files, backend=request.param)


def test_files_are_read_from_paths(
    opened: Callable[[Any], Any], tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"text")
    open_file = io.BytesIO(b"open")
    assert opened(
        {"a": path, "b": b"bytes", "c": open_file, "d": ("n", path), "e": ("n", b"x", "t", {})}
    ) == {
        "a": ("a.txt", b"text"), "b": b"bytes", "c": open_file, "d": ("n", b"text"),
        "e": ("n", b"x", "t", {}),
    }  # fmt: skip
    assert opened([("a", path), ("a", b"b")]) == [
        ("a", ("a.txt", b"text")),
        ("a", b"b"),
    ]
    assert opened(None) is None
    assert file_from_path(str(path)) == ("a.txt", b"text")


def test_content_is_read_from_paths(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"text")
    assert (
        read_file_content(path) == anyio.run(async_read_file_content, path) == b"text"
    )
    assert read_file_content(b"x") == anyio.run(async_read_file_content, b"x") == b"x"


def test_other_values_are_not_files(opened: Callable[[Any], Any]) -> None:
    with pytest.raises(TypeError, match="Expected file types input"):
        opened({"a": "text"})
    with pytest.raises(TypeError, match="expected mapping or sequence"):
        opened(5)


@pytest.mark.parametrize(
    ("arrays", "names"),
    [
        ("brackets", ["a", "b[c][]", "b[c][]", "d[][e]"]),
        ("indices", ["a", "b[c][0]", "b[c][1]", "d[0][e]"]),
        ("repeat", ["a", "b[c]", "b[c]", "d[e]"]),
        ("comma", ["a", "b[c]", "b[c]", "d[e]"]),
    ],
)
def test_files_are_extracted_from_bodies(arrays: Any, names: list[str]) -> None:
    body: dict[str, Any] = {
        "a": b"1", "b": {"c": [b"2", b"3"], "x": 1}, "d": [{"e": b"4", "y": 2}]
    }  # fmt: skip
    paths = [
        ["a"],
        ["b", "c", "<array>"],
        ["d", "<array>", "e"],
        ["absent"],
        ["b", "x", "z"],
    ]
    copy = deepcopy_with_paths(body, paths)
    files = extract_files(copy, paths=paths, array_format=arrays)
    assert files == list(zip(names, [b"1", b"2", b"3", b"4"], strict=True))
    assert copy == {"b": {"x": 1}, "d": [{"y": 2}]}
    assert body["b"]["c"] == [b"2", b"3"]
    assert body["d"][0]["e"] == b"4"


def test_only_what_lies_on_the_paths_is_copied() -> None:
    body: dict[str, Any] = {"a": {"b": [{}], "c": {}}, "d": [{}]}
    copy = deepcopy_with_paths(body, [["a", "b"], ["d", "x"]])
    assert copy == body
    assert copy is not body
    assert copy["a"] is not body["a"]
    assert copy["a"]["b"] is body["a"]["b"]
    assert copy["d"] is body["d"]
    assert deepcopy_with_paths(body, []) is body
    inner = deepcopy_with_paths(body, [["d", "<array>", "x"]])
    assert inner["d"][0] is not body["d"][0]
    whole = deepcopy_minimal(body)
    assert whole == body
    assert whole["a"]["b"][0] is not body["a"]["b"][0]


def test_a_list_or_its_items_may_be_files() -> None:
    assert extract_files({"a": [b"1"]}, paths=[["a"]]) == [("a[]", b"1")]
    kept = {"a": b"1"}
    assert extract_files(kept, paths=[["a", "<array>"]]) == []
    assert kept == {"a": b"1"}


def test_other_values_at_the_paths_are_errors() -> None:
    with pytest.raises(RuntimeError, match=r"Expected entry at `a\[b\]` to be bytes"):
        extract_files({"a": {"b": "text"}}, paths=[["a", "b"]])
    with pytest.raises(RuntimeError, match=r"Expected entry at `a\[\]` to be bytes"):
        extract_files({"a": [b"1", 5]}, paths=[["a", "<array>"]])


class Pet(BaseModel):
    name: str
    age: int = 1


def test_json_has_dates_and_models() -> None:
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    written = openapi_dumps({"at": moment, "pet": Pet(name="\u00fc"), "n": [1.5, None]})
    assert written == (
        '{"at":"2026-01-02T00:00:00+00:00","pet":{"name":"\u00fc"},"n":[1.5,null]}'.encode()
    )
    assert json.loads(openapi_dumps(Pet.construct(name="a", x=1))) == {
        "name": "a",
        "x": 1,
    }
    for value in (date(2026, 1, 2), b"", object()):
        with pytest.raises(TypeError, match="not JSON serializable"):
            openapi_dumps(value)
    with pytest.raises(ValueError):
        openapi_dumps(float("nan"))
