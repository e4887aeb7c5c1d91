"""Each edit is a change of its own, and one edit is one change."""

from __future__ import annotations

from typing import Any

import pytest

from clientsmith.diff.changes import Change
from tests.diff.documents import OK, api, compared, gives

S: dict[str, Any] = {"type": "string"}
USER = {"type": "object", "required": ["name"], "properties": {"name": S}}
NULLABLE = {**USER, "type": ["object", "null"]}
OTHER = {**USER, "properties": {"name": {"type": "integer"}}}
PREFIX = "#/components/schemas/"


def ref(name: str) -> dict[str, Any]:
    return {"$ref": PREFIX + name}


def pair(a: Any, b: Any, **schemas: Any) -> dict[str, Any]:
    """An answer with two members."""
    whole = {"type": "object", "properties": {"a": a, "b": b}}
    found = {"User": USER, "NullableUser": NULLABLE, "Other": OTHER, **schemas}
    return gives(whole, components={"schemas": found})


def changes(base: Any, revision: Any) -> list[Change]:
    return [*compared(base, revision).changes]


def wrapped(name: str) -> list[Any]:
    return [
        ref(name),
        {**ref(name), "description": "Words."},
        {"allOf": [ref(name)]},
        {"allOf": [ref(name)], "title": "Words"},
        {"type": "array", "items": ref(name)},
        {"type": "object", "additionalProperties": ref(name)},
    ]


@pytest.mark.parametrize("at", range(len(wrapped("User"))))
@pytest.mark.parametrize("other", ["NullableUser", "Other"])
def test_two_references_that_change_are_two_changes(at: int, other: str) -> None:
    old, new = wrapped("User")[at], wrapped(other)[at]
    found = changes(pair(old, old), pair(new, new))
    assert [change.severity for change in found] == ["breaking", "breaking"]
    for name in "ab":
        [one] = [finding for finding in found if finding.message.count(f"`{name}")]
        assert f"/properties/{name}" in (one.nearest.pointer or "")
    assert len(changes(pair(old, old), pair(old, new))) == 1


def test_an_edit_of_a_shared_schema_is_one_change() -> None:
    both = pair(ref("User"), ref("User"))
    assert len(changes(both, pair(ref("User"), ref("User"), User=OTHER))) == 1


def test_another_name_is_no_edit_of_each_reference() -> None:
    base = pair(ref("User"), ref("User"))
    revision = pair(ref("Person"), ref("Person"), Person=OTHER)
    del revision["components"]["schemas"]["User"]
    assert len(changes(base, revision)) == 1


def test_what_is_behind_an_edit_is_told_once_for_it() -> None:
    inner = {"type": "object", "properties": {"user": ref("User"), "peer": ref("User")}}
    holder = {"type": "object", "properties": {"in": ref("Inner")}}
    schemas = {"Inner": inner, "Holder": holder}
    edited = {
        "type": "object",
        "properties": {"user": ref("Other"), "peer": ref("User")},
    }
    base = pair(ref("Holder"), ref("Inner"), **schemas)
    revision = pair(ref("Holder"), ref("Inner"), **{**schemas, "Inner": edited})
    [change] = changes(base, revision)
    assert (change.nearest.pointer or "").endswith("/Inner/properties/user")


def test_two_answers_and_two_operations() -> None:
    def document(name: str) -> dict[str, Any]:
        answer = {**OK, "content": {"application/json": {"schema": ref(name)}}}
        operation = {"responses": {"200": answer, "201": answer}}
        found = api(operation, components={"schemas": {"User": USER, "Other": OTHER}})
        found["paths"]["/more"] = {"get": operation}
        return found

    found = changes(document("User"), document("Other"))
    assert len(found) == 4
    assert len({item.nearest.pointer for item in found}) == 4


def test_media_types_of_one_content_are_one_edit() -> None:
    def document(name: str) -> dict[str, Any]:
        content = {
            word: {"schema": ref(name)} for word in ("application/json", "a/b+json")
        }
        schemas = {"schemas": {"User": USER, "Other": OTHER}}
        answers = {"responses": {"200": {**OK, "content": content}}}
        return api(answers, components=schemas)

    assert len(changes(document("User"), document("Other"))) == 1


LIMITS = {
    name: {
        "name": "limit",
        "in": "query",
        "schema": {"type": "integer", "maximum": top},
    }
    for name, top in (("A", 100), ("B", 50))
}
CONTENTS = {
    name: {"content": {"application/json": {"schema": schema}}}
    for name, schema in (
        ("A", {"type": "object", "properties": {"x": S}}),
        ("B", {"type": "object", "properties": {"x": {"type": "integer"}}}),
    )
}
COMPONENTS: dict[str, Any] = {
    "headers": {
        name: {"schema": {"type": "integer", "maximum": top}}
        for name, top in (("A", 50), ("B", 100))
    },
    "parameters": LIMITS,
    "requestBodies": CONTENTS,
    "responses": {name: {**OK, **value} for name, value in CONTENTS.items()},
}


def referring(kind: str, names: str, **components: Any) -> dict[str, Any]:
    """An operation for each name, which refers to the component of that name."""

    def operation(name: str) -> dict[str, Any]:
        used = {"$ref": f"#/components/{kind}/{name}"}
        if kind == "responses":
            return {"responses": {"200": used}}
        if kind == "headers":
            return {"responses": {"200": {**OK, "headers": {"X-Limit": used}}}}
        place = (
            {"parameters": [used]} if kind == "parameters" else {"requestBody": used}
        )
        return {**place, "responses": {"200": OK}}

    paths = {f"/{at}": {"post": operation(name)} for at, name in enumerate(names)}
    return api(components={**COMPONENTS, **components}) | {"paths": paths}


@pytest.mark.parametrize("kind", sorted(COMPONENTS))
def test_each_reference_to_another_component_is_an_edit(kind: str) -> None:
    found = changes(referring(kind, "AAA"), referring(kind, "BBA"))
    assert [item.operations for item in found] == [(("POST", "/0"),), (("POST", "/1"),)]
    pointers = [item.nearest.pointer or "" for item in found]
    assert [pointer.split("/")[2] for pointer in pointers] == ["~10", "~11"]
    assert not [pointer for pointer in pointers if "components" in pointer]


@pytest.mark.parametrize("kind", sorted(COMPONENTS))
def test_an_edit_or_another_name_of_a_component_is_one_change(kind: str) -> None:
    parts = COMPONENTS[kind]
    edited = {kind: {**parts, "A": parts["B"]}}
    renamed = {kind: {"B": parts["B"]}}
    for revision in (
        referring(kind, "AAA", **edited),
        referring(kind, "BBB", **renamed),
    ):
        (change,) = changes(referring(kind, "AAA"), revision)
        assert len(change.operations) == 3


def test_a_reference_of_a_path_is_one_edit_for_all_its_operations() -> None:
    def path(name: str) -> dict[str, Any]:
        used = [{"$ref": f"#/components/parameters/{name}"}]
        methods = {word: {"responses": {"200": OK}} for word in ("get", "post")}
        paths = {"/a": {"parameters": used, **methods}}
        return api(components=COMPONENTS) | {"paths": paths}

    (change,) = changes(path("A"), path("B"))
    assert len(change.operations) == 2
    assert change.nearest.pointer == "/paths/~1a/parameters/0"
