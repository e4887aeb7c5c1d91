"""Equal parts are not compared, unless something that they depend on has changed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.diff.documents import changed, compared, gives

STRING: dict[str, Any] = {"type": "string"}
REFERENCE = {"$ref": "#/components/schemas/Shared"}


def answer(part: Any, other: Any, shared: Any = STRING, **members: Any) -> Any:
    """A document whose answer has a part, and another one that may change."""
    whole = {"type": "object", "properties": {"part": part, "other": other}}
    schemas = {"Shared": shared, **members}
    return gives(whole, version="3.0.3", components={"schemas": schemas})


def test_a_change_beside_an_equal_part_is_one_change() -> None:
    part = {"type": "object", "properties": {"a": STRING}}
    base, revision = answer(part, STRING), answer(part, {"type": "boolean"})
    assert changed(base, revision) == {"response-property-type-changed": "breaking"}


@pytest.mark.parametrize(
    "part",
    [
        REFERENCE,
        {"type": "array", "items": REFERENCE},
        {"type": "object", "properties": {"a": REFERENCE}},
        {"allOf": [REFERENCE]},
    ],
)
def test_an_equal_part_that_refers_to_a_changed_schema_is_compared(part: Any) -> None:
    base = answer(part, STRING)
    revision = answer(part, {"type": "boolean"}, shared={"type": "integer"})
    found = compared(base, revision).changes
    assert [change.id for change in found] == ["response-property-type-changed"] * 2


def test_values_that_python_takes_for_equal_are_compared() -> None:
    base = answer({"type": "object", "properties": {"a": {"default": 1}}}, STRING)
    revision = answer(
        {"type": "object", "properties": {"a": {"default": True}}}, {"type": "boolean"}
    )
    assert "response-property-default-value-changed" in changed(base, revision)
