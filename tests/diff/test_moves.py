"""Operations that went and came again elsewhere name each other."""

from __future__ import annotations

from typing import Any

import pytest

from tests.diff.documents import OK, api, compared

THING = {"$ref": "#/components/schemas/Thing"}
OTHER = {"$ref": "#/components/schemas/Other"}


def operation(schema: Any = None, **members: Any) -> dict[str, Any]:
    content = {} if schema is None else {"application/json": {"schema": schema}}
    return {"responses": {"200": {**OK, "content": content}}, **members}


def document(**paths: Any) -> dict[str, Any]:
    schemas = {
        name: {"type": "object", "properties": {name: {"type": "string"}}}
        for name in ("Thing", "Other")
    }
    return api(components={"schemas": schemas}) | {
        "paths": {
            f"/{name.replace('__', '/')}": {"get": path} for name, path in paths.items()
        }
    }


@pytest.mark.parametrize(
    ("gone", "come", "reason"),
    [
        (
            {"things": operation(operationId="list")},
            {"items": operation(OTHER, operationId="list")},
            "the same operationId",
        ),
        (
            {"v1__things": operation()},
            {"v2__things": operation(OTHER)},
            "the same path in another version",
        ),
        (
            {"things": operation(THING)},
            {"items": operation(THING)},
            "the same parameters and schemas",
        ),
    ],
)
def test_an_operation_that_moved(
    gone: dict[str, Any], come: dict[str, Any], reason: str
) -> None:
    changes = compared(document(**gone), document(**come)).changes
    removed, added = (change.message for change in changes)
    old, new = (
        f"GET /{next(iter(value)).replace('__', '/')}" for value in (gone, come)
    )
    assert removed == f"The operation was removed; `{new}` has {reason}"
    assert added == f"The operation was added; `{old}` had {reason}"
    assert [str(change.severity) for change in changes] == ["breaking", "info"]


@pytest.mark.parametrize(
    ("gone", "come"),
    [
        # Nothing tells which is which.
        ({"a": operation(THING), "b": operation(THING)}, {"c": operation(THING)}),
        ({"a": operation(THING)}, {"c": operation(OTHER)}),
        ({"a": operation({"type": "string"})}, {"c": operation({"type": "string"})}),
        ({"a": operation()}, {"c": operation()}),
    ],
)
def test_operations_that_may_be_others(
    gone: dict[str, Any], come: dict[str, Any]
) -> None:
    for change in compared(document(**gone), document(**come)).changes:
        assert change.message in (
            "The operation was removed",
            "The operation was added",
        )
