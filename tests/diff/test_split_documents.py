"""Documents whose parts stand in other places: what changes behind a `$ref` is seen."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from clientsmith.diff.inputs.reading import read_side
from clientsmith.diff.run import compare
from tests.splitting import POINTERS, ROOT, WHOLE, split, write

_OPERATION = "/paths/~1shops~1{shop}~1things/post"
# An edit for the parts that it is in, from the innermost out: the key, and what it is.
EDITS: tuple[tuple[str, Any], ...] = (
    ("/info/title", "Other shop"),
    ("/servers/0/variables/region/enum", ["eu"]),
    ("/servers/0/url", "https://other.shop.test"),
    ("/security/0", {}),
    ("/security", []),
    (f"{_OPERATION}/tags", ["other"]),
    (f"{_OPERATION}/description", "Creates two."),
    (f"{_OPERATION}/parameters/0/schema/maximum", 8),
    (f"{_OPERATION}/requestBody", {"content": {}}),
    (f"{_OPERATION}/responses/200", {"description": "Nothing."}),
    (f"{_OPERATION}/security", []),
    (f"{_OPERATION}/servers/0/url", "https://put.shop.test"),
    (f"{_OPERATION}/callbacks/sold", {}),
    ("/paths/~1shops~1{shop}~1things/parameters/0/schema/type", "integer"),
    ("/components/schemas/Thing/required", ["a", "kind"]),
    ("/components/schemas/Thing/properties/a/type", "string"),
    ("/components/schemas/Thing/allOf/0/properties/b/type", "integer"),
    ("/components/schemas/Kind/enum", ["big"]),
    ("/components/schemas/Parts/items", {"type": "string"}),
    ("/components/parameters/Trace/schema/type", "integer"),
    (
        "/components/requestBodies/Thing/content/application~1json/schema",
        {"type": "string"},
    ),
    ("/components/responses/Thing/headers/X-Left/schema/type", "string"),
    (
        "/components/responses/Thing/content/application~1json/schema",
        {"type": "string"},
    ),
    ("/components/securitySchemes/key/name", "X-Other"),
)
CASES = [
    (pointer, edit, value)
    for pointer in POINTERS
    for edit, value in EDITS
    if f"{edit}/".startswith(f"{pointer}/")
]


def edited(pointer: str, value: Any) -> dict[str, Any]:
    document = copy.deepcopy(WHOLE)
    *outer, last = (word.replace("~1", "/") for word in pointer[1:].split("/"))
    owner: Any = document
    for token in outer:
        owner = owner[int(token)] if isinstance(owner, list) else owner[token]
    owner[int(last) if isinstance(owner, list) else last] = value
    return document


def changes(base: Path, revision: Path) -> list[tuple[str, str, str | None]]:
    sides = read_side("base", base, None), read_side("revision", revision, None)
    found = compare(*sides).changes
    return sorted((change.id, str(change.severity), change.path) for change in found)


@pytest.mark.parametrize("form", ["chain", "here"])
@pytest.mark.parametrize(("pointer", "edit", "value"), CASES)
def test_an_edit_behind_a_reference_is_the_same_change(
    tmp_path: Path, pointer: str, edit: str, value: Any, form: str
) -> None:
    after = edited(edit, value)
    plain = changes(
        write(tmp_path / "plain", {ROOT: WHOLE}), write(tmp_path / "new", {ROOT: after})
    )
    assert plain
    base = write(tmp_path / "base", split(WHOLE, pointer, form))
    revision = write(tmp_path / "revision", split(after, pointer, form))
    assert changes(base, revision) == plain


@pytest.mark.parametrize("pointer", POINTERS)
def test_moving_a_part_is_no_change(tmp_path: Path, pointer: str) -> None:
    base = write(tmp_path / "base", {ROOT: WHOLE})
    revision = write(tmp_path / "revision", split(WHOLE, pointer, "chain"))
    assert changes(base, revision) == []
    assert changes(revision, base) == []
