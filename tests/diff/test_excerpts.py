"""The lines that are shown of both documents."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from clientsmith.diff.reports.excerpts import Excerpt, code_excerpts, document_excerpts
from clientsmith.document.documents import parse_document
from clientsmith.document.extents import Extent
from clientsmith.document.pointers import parse_pointer


def extent(text: str, pointer: str, name: str = "a.yaml") -> Extent:
    document = parse_document(text, Path(name), "a")
    found = document.extent(parse_pointer(pointer))
    assert found is not None
    return found


def shown(excerpt: Excerpt) -> list[str]:
    """`12 + text`, and the number of lines that are left out."""
    return [
        (
            f"... {line.omitted}"
            if line.omitted
            else f"{line.number} {'*' if line.changed else '|'} {line.text}"
        )
        for line in excerpt
    ]


def schema(lines: Iterable[str]) -> str:
    return "top:\n  thing:\n" + "".join(f"    {line}\n" for line in lines) + "last: 1\n"


def test_what_differs_is_marked_on_both_sides() -> None:
    before = extent(schema(["a: 1", "b: 2"]), "/top/thing")
    after = extent(schema(["a: 1", "b: 3", "c: 4"]), "/top/thing")
    old, new = document_excerpts(before, after)
    assert shown(old) == [
        "1 | top:",
        "2 |   thing:",
        "3 |     a: 1",
        "4 *     b: 2",
        "5 | last: 1",
    ]
    assert shown(new) == [
        "1 | top:",
        "2 |   thing:",
        "3 |     a: 1",
        "4 *     b: 3",
        "5 *     c: 4",
        "6 | last: 1",
    ]


def test_of_many_lines_those_that_differ_are_shown() -> None:
    lines = [f"k{at}: {at}" for at in range(100)]
    before = extent(schema(lines), "/top/thing")
    after = extent(schema([*lines[:60], "k60: x", *lines[61:]]), "/top/thing")
    old, new = document_excerpts(before, after)
    assert shown(old) == [
        "2 | thing:",
        "... 59",
        "62 |   k59: 59",
        "63 *   k60: 60",
        "64 |   k61: 61",
        "... 38",
    ]
    assert "63 *   k60: x" in shown(new)
    assert len(shown(new)) == len(shown(old))


def test_where_lines_came_the_other_side_shows_the_place() -> None:
    lines = [f"k{at}: {at}" for at in range(100)]
    before = extent(schema(lines), "/top/thing")
    after = extent(schema([*lines[:60], "new: 1", *lines[60:]]), "/top/thing")
    old, new = document_excerpts(before, after)
    assert "62 |   k59: 59" in shown(old)
    assert not any(line.changed for line in old)
    assert "63 *   new: 1" in shown(new)


def test_indentation_and_commas_are_no_difference() -> None:
    before = extent('{"a": {\n  "b": 1,\n  "c": 2\n}}', "/a", "a.json")
    after = extent('{"x": {"a": {\n    "b": 1\n}}}', "/x/a", "a.json")
    _, new = document_excerpts(before, after)
    assert not any(line.changed for line in new)


def test_of_what_came_or_went_all_is_marked_and_the_rest_is_counted() -> None:
    whole = extent(schema(f"k{at}: {at}" for at in range(50)), "/top/thing")
    old, new = document_excerpts(whole, None)
    assert new == ()
    assert shown(old)[0] == "2 * thing:"
    assert len(old) == 13
    assert shown(old)[-1] == "... 39"


@pytest.mark.parametrize("part", [0, 1])
def test_a_part_is_shown_beside_the_beginning_of_the_whole(part: int) -> None:
    text = schema(["a:", "  b: 1", *(f"k{at}: {at}" for at in range(50))])
    sides = [extent(text, "/top/thing"), extent(text, "/top/thing/a")]
    ordered = sides[::-1] if part == 0 else sides
    excerpts = document_excerpts(ordered[0], ordered[1], part)
    changed = [line.text.strip() for line in excerpts[part] if line.changed]
    assert changed == ["a:", "b: 1"]
    assert shown(excerpts[1 - part]) == [
        "2 | thing:",
        "3 |   a:",
        "4 |     b: 1",
        "5 |   k0: 0",
        "... 49",
    ]


def test_a_document_in_one_line_is_cut() -> None:
    text = '{"a": {"b": "' + "x" * 100_000 + '"}}'
    old, new = document_excerpts(extent(text, "/a/b", "a.json"), None)
    (line,) = old
    assert line.text.startswith('"b": "xxx')
    assert line.text.endswith("…")
    assert len(line.text) < 1000
    assert new == ()


def test_comments_of_what_follows_are_left_out() -> None:
    text = "thing:\n  a: 1\n\n# about another\nother: 2\n"
    old, _ = document_excerpts(extent(text, "/thing"), None)
    assert [line.text for line in old if line.changed] == ["thing:", "  a: 1"]


def test_large_blocks_are_not_compared_line_by_line() -> None:
    before = extent(schema(f"k{at}: {at}" for at in range(900)), "/top/thing")
    after = extent(schema(f"l{at}: {at}" for at in range(900)), "/top/thing")
    old, new = document_excerpts(before, after)
    for side in (old, new):
        assert len(side) <= 13
        assert [line.changed for line in side] == [False, *[True] * 11, False]


def test_code() -> None:
    before, after = code_excerpts("f(\n    a,\n)", "f(\n    a,\n    b,\n)")
    assert not any(line.changed for line in before)
    assert shown(after) == ["1 | f(", "2 |     a,", "3 *     b,", "4 | )"]
    assert code_excerpts(None, "f()")[0] == ()


@pytest.mark.parametrize("part", [0, 1])
def test_the_other_side_shows_where_the_part_is_missing(part: int) -> None:
    lines = [f"k{at}: {at}" for at in range(50)]
    with_part = extent(
        schema([*lines[:20], "new:", "  b: 1", *lines[20:]]), "/top/thing/new"
    )
    without = extent(schema(lines), "/top/thing")
    sides = (without, with_part) if part else (with_part, without)
    excerpts = document_excerpts(*sides, part)
    assert shown(excerpts[1 - part]) == [
        "2 | thing:",
        "... 17",
        "20 |   k17: 17",
        "21 |   k18: 18",
        "22 |   k19: 19",
        "23 |   k20: 20",
        "24 |   k21: 21",
        "... 28",
    ]


def test_of_a_long_line_the_part_that_differs_is_shown() -> None:
    text = '{"thing":{' + ",".join(f'"m{at}":{{"type":"string"}}' for at in range(400))
    before = f'{text},"last":1,"more":"{"x" * 900}"}}}}'
    after = before.replace('"last":1', '"last":2')
    excerpts = document_excerpts(
        extent(before, "/thing", "a.json"), extent(after, "/thing", "a.json")
    )
    for excerpt, value in zip(excerpts, "12", strict=True):
        (line,) = shown(excerpt)
        assert f'"last":{value},' in line
        assert len(line) < 320
        assert line.startswith("1 * …") and line.endswith("…")


def test_of_a_long_line_among_others_the_part_that_differs_is_shown() -> None:
    words = "word " * 300
    before = schema(["a: 1", f'b: "{words}one {words}"', "c: 3"])
    after = before.replace("one", "two")
    for excerpt, word in zip(
        document_excerpts(extent(before, "/top/thing"), extent(after, "/top/thing")),
        ("one", "two"),
        strict=True,
    ):
        (line,) = (value for value in shown(excerpt) if "word" in value)
        assert f" {word} " in line
