"""A removed property names the added one that it may be now, and stays a break."""

from __future__ import annotations

from typing import Any

import pytest

from tests.diff.documents import asks, compared, gives, takes

S: dict[str, Any] = {"type": "string"}
LEVEL = {"type": "string", "enum": ["low", "high"]}
ADDRESS = {"type": "object", "required": ["zip"], "properties": {"zip": S}}
SHARED = {"$ref": "#/components/schemas/Address"}
COMPONENTS = {"schemas": {"Address": ADDRESS}}


def messages(direction: Any, old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    sides = (
        direction(
            {"type": "object", "required": sorted(side), "properties": side},
            components=COMPONENTS,
        )
        for side in (old, new)
    )
    found = compared(*sides).changes
    assert [change for change in found if str(change.severity) == "breaking"]
    return [finding.message for finding in found if "removed" in finding.message]


RENAMED = [
    ({"userName": S}, {"user_name": S}),
    ({"zip": S, "note": S}, {"zip_code": S, "remark": S}),
    ({"colour": S, "size": S}, {"color": S, "weight": {"type": "number"}}),
    ({"level": LEVEL}, {"severity": LEVEL}),
    ({"home": SHARED}, {"residence": SHARED}),
    ({"home": ADDRESS}, {"residence": ADDRESS}),
    (
        {"homes": {"type": "array", "items": ADDRESS}},
        {"all": {"type": "array", "items": ADDRESS}},
    ),
]


@pytest.mark.parametrize("direction", [gives, takes])
@pytest.mark.parametrize(("old", "new"), RENAMED)
def test_a_renamed_property(
    direction: Any, old: dict[str, Any], new: dict[str, Any]
) -> None:
    before, after = next(iter(old)), next(iter(new))
    found = messages(direction, old, new)
    (one,) = (text for text in found if text.startswith(f"`{before}` "))
    assert one.endswith(f"; it may have been renamed to `{after}`")
    assert len([value for value in found if "renamed" in value]) == 1


def test_a_renamed_parameter() -> None:
    def parameter(name: str, place: str, kind: str = "integer") -> dict[str, Any]:
        return {"name": name, "in": place, "schema": {"type": kind}}

    old = parameter("pageSize", "query")
    change, _ = compared(asks(old), asks(parameter("page_size", "query"))).changes
    assert change.message == (
        "Query parameter `pageSize` was removed; "
        "it may have been renamed to `page_size`"
    )
    for other in (
        parameter("page_size", "header"),
        parameter("page_size", "query", "string"),
    ):
        change, _ = compared(asks(old), asks(other)).changes
        assert "renamed" not in change.message


@pytest.mark.parametrize("direction", [gives, takes])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        # Many properties have such a schema.
        ({"name": S}, {"title": S}),
        # The schema is another one.
        ({"userName": S}, {"user_name": {"type": "integer"}}),
        ({"home": ADDRESS}, {"residence": {**ADDRESS, "required": []}}),
        ({"level": LEVEL}, {"severity": {**LEVEL, "enum": ["low", "top"]}}),
        # Nothing tells which is which.
        ({"home": SHARED}, {"residence": SHARED, "office": SHARED}),
        ({"home": SHARED, "office": SHARED}, {"residence": SHARED}),
        ({"zip": S}, {"zip_code": S, "zip_text": S}),
        # What is still there has it as well.
        ({"home": SHARED, "office": SHARED}, {"residence": SHARED, "office": SHARED}),
    ],
)
def test_properties_that_may_be_others(
    direction: Any, old: dict[str, Any], new: dict[str, Any]
) -> None:
    found = messages(direction, old, new)
    assert found
    assert not [value for value in found if "renamed" in value]
