"""Every kind of change of a value, wherever the value stands: its id, severity and place.

Each row goes from a wider schema to a narrower one. In requests that breaks, and the way
back does not; in answers it is the other way round.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from clientsmith.diagnostics import Location
from clientsmith.diff.rules.wording import VALUE_CHANGES
from tests.diff.documents import OK, api, asks, compared, gives, levels, takes

JSON = "application/json"
S: dict[str, Any] = {"type": "string"}
I: dict[str, Any] = {"type": "integer"}
A: dict[str, Any] = {"type": "object", "properties": {"a": S, "b": S, "c": S}}
LIST: dict[str, Any] = {"type": "array"}
CAT = {"type": "object", "required": ["cat"], "properties": {"cat": S}}
DOG = {"type": "object", "required": ["dog"], "properties": {"dog": S}}
TAIL = {"type": "object", "required": ["k"], "properties": {"k": {"const": "tail"}}}
FIN = {"type": "object", "required": ["k"], "properties": {"k": {"const": "fin"}}}
WHEN = {"properties": {"a": {"const": "x"}}, "required": ["a"]}


def limit(type_: str, keyword: str, wide: Any, narrow: Any) -> tuple[Any, Any, Any]:
    """A schema without a limit, with a wide one, and with a narrow one."""
    return (
        {"type": type_},
        {"type": type_, keyword: wide},
        {"type": type_, keyword: narrow},
    )


LIMITS: dict[str, tuple[Any, Any, Any]] = {
    "min": limit("integer", "minimum", 1, 5),
    "max": limit("number", "maximum", 9, 5),
    "exclusive-min": limit("number", "exclusiveMinimum", 1, 5),
    "exclusive-max": limit("integer", "exclusiveMaximum", 9, 5),
    "min-length": limit("string", "minLength", 1, 5),
    "max-length": limit("string", "maxLength", 9, 5),
    "min-items": limit("array", "minItems", 1, 5),
    "max-items": limit("array", "maxItems", 9, 5),
    "min-properties": limit("object", "minProperties", 1, 5),
    "max-properties": limit("object", "maxProperties", 9, 5),
    "min-contains": (
        {**LIST, "contains": I},
        {**LIST, "contains": I, "minContains": 1},
        {**LIST, "contains": I, "minContains": 2},
    ),
    "max-contains": (
        {**LIST, "contains": I},
        {**LIST, "contains": I, "maxContains": 9},
        {**LIST, "contains": I, "maxContains": 5},
    ),
}
# What it is called there and back, the wider schema, and the narrower one.
NARROWER: list[tuple[str, str, Any, Any]] = [
    ("type-specialized", "type-generalized", {"type": "number"}, I),
    ("list-of-types-narrowed", "list-of-types-widened", {"type": ["string", "integer"]}, S),
    ("list-of-types-narrowed", "list-of-types-widened", {"oneOf": [S, I]}, I),
    ("became-not-nullable", "became-nullable", {"type": ["string", "null"]}, S),
    ("became-not-nullable", "became-nullable", {"anyOf": [CAT, {"type": "null"}]}, CAT),
    ("became-enum", "enum-removed", S, {"type": "string", "enum": ["x", "y"]}),
    ("enum-value-removed", "enum-value-added", {"enum": ["x", "y"]}, {"enum": ["x"]}),
    ("enum-value-removed", "enum-value-added", {"enum": [1, 2]}, {"enum": [2]}),
    ("became-not-nullable", "became-nullable", {"enum": [1, None]}, {"enum": [1]}),
    ("const-added", "const-removed", S, {"type": "string", "const": "x"}),
    ("format-added", "format-removed", S, {"type": "string", "format": "date-time"}),
    ("format-specialized", "format-generalized", {"type": "integer", "format": "int64"},
     {"type": "integer", "format": "int32"}),
    ("multiple-of-added", "multiple-of-removed", I, {"type": "integer", "multipleOf": 2}),
    ("multiple-of-changed", "multiple-of-changed", {"type": "integer", "multipleOf": 2},
     {"type": "integer", "multipleOf": 4}),
    ("content-encoding-added", "content-encoding-removed", S,
     {"type": "string", "contentEncoding": "base64"}),
    ("content-media-type-added", "content-media-type-removed", S,
     {"type": "string", "contentMediaType": JSON}),
    ("content-schema-added", "content-schema-removed",
     {"type": "string", "contentMediaType": JSON},
     {"type": "string", "contentMediaType": JSON, "contentSchema": A}),
    ("unique-items-added", "unique-items-removed", LIST, {**LIST, "uniqueItems": True}),
    ("contains-added", "contains-removed", LIST, {**LIST, "contains": I}),
    ("unevaluated-items-added", "unevaluated-items-removed",
     {**LIST, "prefixItems": [S]}, {**LIST, "prefixItems": [S], "unevaluatedItems": False}),
    ("unevaluated-properties-added", "unevaluated-properties-removed",
     A, {**A, "unevaluatedProperties": I}),
    ("additional-properties-disallowed", "additional-properties-allowed",
     A, {**A, "additionalProperties": False}),
    ("pattern-property-added", "pattern-property-removed",
     A, {**A, "patternProperties": {"^x-": I}}),
    ("property-names-added", "property-names-removed",
     A, {**A, "propertyNames": {"maxLength": 5}}),
    ("dependent-required-added", "dependent-required-removed",
     A, {**A, "dependentRequired": {"a": ["b"]}}),
    ("dependent-required-changed", "dependent-required-changed",
     {**A, "dependentRequired": {"a": ["b"]}},
     {**A, "dependentRequired": {"a": ["b", "c"]}}),
    ("dependent-schema-added", "dependent-schema-removed",
     A, {**A, "dependentSchemas": {"a": {"required": ["b"]}}}),
    ("not-added", "not-removed", A, {**A, "not": {"required": ["a"]}}),
    ("if-added", "if-removed", A, {**A, "if": WHEN, "then": {"required": ["b"]}}),
    ("then-added", "then-removed", {**A, "if": WHEN, "else": {"required": ["c"]}},
     {**A, "if": WHEN, "else": {"required": ["c"]}, "then": {"required": ["b"]}}),
    ("else-added", "else-removed", {**A, "if": WHEN, "then": {"required": ["c"]}},
     {**A, "if": WHEN, "then": {"required": ["c"]}, "else": {"required": ["b"]}}),
    ("one-of-removed", "one-of-added", {"oneOf": [TAIL, FIN]}, {"oneOf": [TAIL]}),
    ("any-of-removed", "any-of-added", {"anyOf": [CAT, DOG]}, {"anyOf": [CAT]}),
    *((f"{stem}-set", f"{stem}-unset", free, wide)
      for stem, (free, wide, _) in LIMITS.items() if stem != "min-contains"),
    *((f"{stem}-increased", f"{stem}-decreased", wide, narrow)
      for stem, (_, wide, narrow) in LIMITS.items() if stem.startswith(("min", "exclusive-min"))),
    *((f"{stem}-decreased", f"{stem}-increased", wide, narrow)
      for stem, (_, wide, narrow) in LIMITS.items() if stem.startswith(("max", "exclusive-max"))),
]  # fmt: skip
# Of answers, hardly any reader relies on these.
UNREAD_LIMITS = {
    f"max-{what}-{action}"
    for what in ("length", "items", "properties")
    for action in ("unset", "increased")
}
# Where values stand: how ids begin, and a document with a schema there.
Place = Callable[[Any], dict[str, Any]]


def member(schema: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"m": schema}}


def shared(schema: Any) -> dict[str, Any]:
    """An operation whose request refers to its body."""
    body = {"content": {JSON: {"schema": {"$ref": "#/components/schemas/Shared"}}}}
    return api(
        {
            "requestBody": {"$ref": "#/components/requestBodies/Body"},
            "responses": {"200": OK},
        },
        components={"requestBodies": {"Body": body}, "schemas": {"Shared": schema}},
    )


def called_back(schema: Any) -> dict[str, Any]:
    """The caller answers a callback: that is what the API accepts."""
    answer = {"200": {**OK, "content": {JSON: {"schema": schema}}}}
    event = {"{$request.body#/url}": {"post": {"responses": answer}}}
    return api({"responses": {"200": OK}, "callbacks": {"event": event}})


def announced(schema: Any) -> dict[str, Any]:
    """A webhook comes to the caller."""
    body = {"content": {JSON: {"schema": schema}}}
    hook = {"requestBody": body, "responses": {"200": OK}}
    return api(webhooks={"event": {"post": hook}})


def header(schema: Any) -> dict[str, Any]:
    told = {"X-Told": {"content": {JSON: {"schema": schema}}}}
    return api({"responses": {"default": {**OK, "headers": told}}})


def parameter(schema: Any) -> dict[str, Any]:
    return asks({"name": "q", "in": "query", "content": {JSON: {"schema": schema}}})


def tree(schema: Any) -> dict[str, Any]:
    """A schema that contains itself."""
    node = {
        "type": "object",
        "properties": {
            "m": schema,
            "below": {**LIST, "items": {"$ref": "#/components/schemas/Node"}},
        },
    }
    return gives(
        {"$ref": "#/components/schemas/Node"}, components={"schemas": {"Node": node}}
    )


REQUESTS: list[tuple[str, Place]] = [
    ("request-body", takes),
    ("request-body", shared),
    ("request-body", called_back),
    ("request-body", lambda schema: takes({"allOf": [schema]})),
    ("request-property", lambda schema: takes(member(schema))),
    ("request-property", lambda schema: takes({**LIST, "items": schema})),
    ("request-property", lambda schema: takes(member(member({"allOf": [schema]})))),
    ("request-property", lambda schema: takes(
        {"type": "object", "additionalProperties": schema})),
    ("request-property", lambda schema: takes({**LIST, "prefixItems": [S, schema]})),
    ("request-property", lambda schema: takes(
        {**A, "if": WHEN, "then": {"properties": {"m": schema}}})),
    ("request-property", lambda schema: takes(
        {**A, "dependentSchemas": {"a": {"properties": {"m": schema}}}})),
    ("request-parameter", parameter),
    ("request-parameter-property", lambda schema: parameter(member(schema))),
]  # fmt: skip
ANSWERS: list[tuple[str, Place]] = [
    ("response-body", gives),
    ("response-body", announced),
    ("response-property", lambda schema: gives(member(schema))),
    ("response-property", lambda schema: gives({"anyOf": [{**LIST, "items": schema}]})),
    ("response-property", lambda schema: gives(
        {"type": "object", "patternProperties": {"^x": schema}})),
    ("response-property", lambda schema: gives({**A, "unevaluatedProperties": schema})),
    ("response-property", tree),
    ("response-header", header),
]  # fmt: skip


@pytest.mark.parametrize(("there", "back", "wide", "narrow"), NARROWER)
def test_what_narrows_requests_breaks_and_what_widens_answers(
    there: str, back: str, wide: Any, narrow: Any
) -> None:
    for places, lost, gained in (
        (REQUESTS, "breaking", "info"),
        (ANSWERS, "info", "breaking"),
    ):
        for role, document in places:
            base, revision = document(wide), document(narrow)
            assert found(base, revision) == {f"{role}-{there}": lost}, (role, wide)
            level = "info" if back in UNREAD_LIMITS else gained
            assert found(revision, base) == {f"{role}-{back}": level}, (role, narrow)


def found(base: Any, revision: Any) -> dict[str, str]:
    """The changes with their severities; what names a part of another is left out."""
    changes = compared(base, revision).changes
    assert all(places_are_right(change, base, revision) for change in changes)
    return {
        id_: severity
        for id_, severity in levels(changes).items()
        if not (len(changes) > 1 and id_.endswith(("-then-added", "-then-removed")))
    }


def places_are_right(change: Any, base: Any, revision: Any) -> bool:
    """Return whether both locations lead to a value, on its line."""
    return all(
        is_there(location, document)
        for location, document in (
            (change.base_location, base),
            (change.revision_location, revision),
        )
    )


def is_there(location: Location | None, document: Any) -> bool:
    assert location is not None
    assert location.pointer is not None
    assert location.line is not None
    value, key = document, ""
    for token in location.pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        value = value[int(key)] if isinstance(value, list) else value[key]
    line = json.dumps(document, indent=1).splitlines()[location.line - 1]
    return key.isdigit() or f'"{key}":' in line


# What it is called, base, revision, and its severities as a request and as an answer.
OTHERS: list[tuple[str, Any, Any, str, str]] = [
    ("type-changed", S, {"type": "boolean"}, "breaking", "breaking"),
    ("type-changed", S, {**LIST, "items": S}, "breaking", "breaking"),
    ("const-changed", {"const": "x"}, {"const": "y"}, "breaking", "breaking"),
    ("format-changed", {**S, "format": "date"}, {**S, "format": "date-time"},
     "breaking", "breaking"),
    ("content-encoding-changed", {**S, "contentEncoding": "base64"},
     {**S, "contentEncoding": "base32"}, "breaking", "breaking"),
    ("content-media-type-changed", {**S, "contentMediaType": JSON},
     {**S, "contentMediaType": "text/csv"}, "breaking", "breaking"),
    ("pattern-added", S, {**S, "pattern": "^x"}, "breaking", "info"),
    ("pattern-removed", {**S, "pattern": "^x"}, S, "info", "warning"),
    ("pattern-changed", {**S, "pattern": "^x"}, {**S, "pattern": "^y"},
     "warning", "warning"),
    ("default-value-added", S, {**S, "default": "x"}, "info", "info"),
    ("default-value-removed", {**S, "default": "x"}, S, "info", "info"),
    ("default-value-changed", {**S, "default": "x"}, {**S, "default": "y"},
     "warning", "info"),
    ("x-extensible-enum-value-removed", {**S, "x-extensible-enum": ["x", "y"]},
     {**S, "x-extensible-enum": ["x"]}, "breaking", "info"),
    ("x-extensible-enum-value-added", {**S, "x-extensible-enum": ["x"]},
     {**S, "x-extensible-enum": ["x", "y"]}, "info", "info"),
    ("deprecated", S, {**S, "deprecated": True}, "info", "info"),
    ("reactivated", {**S, "deprecated": True}, S, "info", "info"),
    ("deprecated-with-sunset", S, {**S, "deprecated": True, "x-sunset": "2030-01-01"},
     "info", "info"),
    ("sunset-deleted", {**S, "deprecated": True, "x-sunset": "2030-01-01"},
     {**S, "deprecated": True}, "breaking", "breaking"),
    ("sunset-date-changed-too-small", {**S, "deprecated": True, "x-sunset": "2030-01-01"},
     {**S, "deprecated": True, "x-sunset": "2029-01-01"}, "breaking", "breaking"),
    ("sunset-date-postponed", {**S, "deprecated": True, "x-sunset": "2030-01-01"},
     {**S, "deprecated": True, "x-sunset": "2031-01-01"}, "info", "info"),
    ("stability-decreased", {**S, "x-stability-level": "stable"},
     {**S, "x-stability-level": "beta"}, "breaking", "breaking"),
    ("stability-increased", {**S, "x-stability-level": "alpha"},
     {**S, "x-stability-level": "beta"}, "info", "info"),
    ("invalid-stability-level", S, {**S, "x-stability-level": "odd"},
     "breaking", "breaking"),
    ("discriminator-added", {"oneOf": [CAT, {"type": "null"}]},
     {"oneOf": [CAT, {"type": "null"}], "discriminator": {"propertyName": "cat"}},
     "info", "info"),
    ("discriminator-removed",
     {"oneOf": [CAT, {"type": "null"}], "discriminator": {"propertyName": "cat"}},
     {"oneOf": [CAT, {"type": "null"}]}, "info", "info"),
]  # fmt: skip


@pytest.mark.parametrize(("action", "base", "revision", "request_", "answer"), OTHERS)
def test_what_is_neither_narrower_nor_wider(
    action: str, base: Any, revision: Any, request_: str, answer: str
) -> None:
    for places, severity in ((REQUESTS, request_), (ANSWERS, answer)):
        for role, document in places:
            expected = severity
            if "default" in action and role == "request-parameter":
                expected = "breaking"  # requests without it mean something else
            changes = found(document(base), document(revision))
            assert changes == {f"{role}-{action}": expected}, (role, base)


def test_no_value_is_left() -> None:
    assert found(takes(S), takes(False)) == {
        "request-body-became-impossible": "breaking"
    }
    assert found(takes(False), takes(S)) == {"request-body-became-possible": "info"}
    assert found(gives(S), gives(False)) == {"response-body-became-impossible": "info"}
    assert found(gives(False), gives(S)) == {
        "response-body-became-possible": "breaking"
    }


# Told in test_changes.py, where two schemas or a whole object are needed for it.
ELSEWHERE = {
    "all-of-added",
    "all-of-removed",
    "became-optional",
    "became-required",
    "became-required-with-default",
    "discriminator-mapping-added",
    "discriminator-mapping-changed",
    "discriminator-mapping-deleted",
    "discriminator-property-name-changed",
    "enum-replaced",
    "one-of-overlap-added",
    "one-of-overlap-removed",
    "pattern-generalized",
    "pattern-specialized",
    "prefix-items-added",
    "prefix-items-removed",
    "schema-changed",
    "sunset-date-too-small",
    "sunset-parse",
    "undescribed-member-became-optional",
    "undescribed-member-became-required",
    "xml-changed",
}


def test_no_kind_of_change_is_left_out() -> None:
    possible = {"became-impossible", "became-possible"}
    assert {*actions()} | ELSEWHERE | possible == {*VALUE_CHANGES}


def actions() -> Iterator[str]:
    for there, back, *_ in NARROWER:
        yield there
        yield back
    yield from (entry[0] for entry in OTHERS)
