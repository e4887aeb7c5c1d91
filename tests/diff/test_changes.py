"""Tests of the id and the severity of each kind of change."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.diff.documents import OK, api, asks, changed, compared, gives, takes

QUERY = {"name": "q", "in": "query", "schema": {"type": "string"}}
STRING = {"type": "string"}


def member(schema: Any, *, required: bool = False, **more: Any) -> dict[str, Any]:
    """An object with the member `a`."""
    names = {"required": ["a"]} if required else {}
    return {"type": "object", "properties": {"a": schema}, **names, **more}


def both(base: Any, revision: Any) -> dict[str, str]:
    """Return the changes of a member, in a request and in a response."""
    found = changed(takes(member(base)), takes(member(revision)))
    return found | changed(gives(member(base)), gives(member(revision)))


# Base and revision of a member, what the request's change is, and the response's.
VALUES: list[tuple[Any, Any, str, str, str]] = [
    ({"type": "integer"}, {"type": "number"}, "type-generalized", "info", "breaking"),
    ({"type": "number"}, {"type": "integer"}, "type-specialized", "breaking", "info"),
    (STRING, {"type": "boolean"}, "type-changed", "breaking", "breaking"),
    (
        STRING,
        {"type": ["string", "integer"]},
        "list-of-types-widened",
        "info",
        "breaking",
    ),
    (
        {"type": ["string", "integer"]},
        STRING,
        "list-of-types-narrowed",
        "breaking",
        "info",
    ),
    (STRING, {"type": ["string", "null"]}, "became-nullable", "info", "breaking"),
    ({"type": ["string", "null"]}, STRING, "became-not-nullable", "breaking", "info"),
    ({"enum": ["x"]}, {"enum": ["x", "y"]}, "enum-value-added", "info", "breaking"),
    ({"enum": ["x", "y"]}, {"enum": ["x"]}, "enum-value-removed", "breaking", "info"),
    (STRING, {"type": "string", "enum": ["x"]}, "became-enum", "breaking", "info"),
    ({"type": "string", "enum": ["x"]}, STRING, "enum-removed", "info", "breaking"),
    ({"const": "x"}, {"const": "y"}, "const-changed", "breaking", "breaking"),
    (STRING, {"type": "string", "const": "y"}, "const-added", "breaking", "info"),
    (
        {"type": "string", "maxLength": 9},
        {"type": "string", "maxLength": 5},
        "max-length-decreased",
        "breaking",
        "info",
    ),
    (STRING, {"type": "string", "maxLength": 9}, "max-length-set", "breaking", "info"),
    (
        {"type": "string", "maxLength": 9},
        STRING,
        "max-length-unset",
        "info",
        "info",
    ),
    (
        {"type": "integer", "minimum": 1},
        {"type": "integer", "minimum": 0},
        "min-decreased",
        "info",
        "breaking",
    ),
    (
        {"type": "number", "exclusiveMaximum": 5},
        {"type": "number", "exclusiveMaximum": 6},
        "exclusive-max-increased",
        "info",
        "breaking",
    ),
    (
        {"type": "number", "multipleOf": 2},
        {"type": "number", "multipleOf": 4},
        "multiple-of-changed",
        "breaking",
        "info",
    ),
    (STRING, {"type": "string", "pattern": "^x"}, "pattern-added", "breaking", "info"),
    ({"type": "string", "pattern": "^x"}, STRING, "pattern-removed", "info", "warning"),
    (
        {"type": "string", "pattern": "^x"},
        {"type": "string", "pattern": "^y"},
        "pattern-changed",
        "warning",
        "warning",
    ),
    (STRING, {"type": "string", "format": "uuid"}, "format-added", "breaking", "info"),
    (STRING, {"type": "string", "format": "odd"}, "format-added", "warning", "warning"),
    (
        {"type": "integer", "format": "int32"},
        {"type": "integer", "format": "int64"},
        "format-generalized",
        "info",
        "breaking",
    ),
    (
        {"type": "string", "format": "date"},
        {"type": "string", "format": "date-time"},
        "format-changed",
        "breaking",
        "breaking",
    ),
    (
        {"type": "array"},
        {"type": "array", "minItems": 1},
        "min-items-set",
        "breaking",
        "info",
    ),
    (
        {"type": "array"},
        {"type": "array", "uniqueItems": True},
        "unique-items-added",
        "breaking",
        "info",
    ),
    (
        {"type": "array"},
        {"type": "array", "contains": STRING},
        "contains-added",
        "breaking",
        "info",
    ),
    (
        {"type": "object"},
        member(STRING, additionalProperties=False),
        "additional-properties-disallowed",
        "breaking",
        "info",
    ),
    (
        STRING,
        {"type": "string", "not": {"const": "x"}},
        "not-added",
        "breaking",
        "info",
    ),
    (STRING, {"type": "string", "default": "x"}, "default-value-added", "info", "info"),
    (
        {"type": "string", "default": "y"},
        {"type": "string", "default": "x"},
        "default-value-changed",
        "warning",
        "info",
    ),
    (STRING, {"type": "string", "deprecated": True}, "deprecated", "info", "info"),
    (
        {"anyOf": [STRING, {"type": "array", "items": STRING}]},
        STRING,
        "list-of-types-narrowed",
        "breaking",
        "info",
    ),
]


@pytest.mark.parametrize(("base", "revision", "action", "request_", "response"), VALUES)
def test_values(
    base: Any, revision: Any, action: str, request_: str, response: str
) -> None:
    found = both(base, revision)
    assert found[f"request-property-{action}"] == request_
    assert found[f"response-property-{action}"] == response


# Objects: base, revision, and what it is as a request and as an answer.
A = member(STRING)
NEEDED = member(STRING, required=True)
EMPTY: dict[str, Any] = {"type": "object", "properties": {"b": STRING}}
ALSO = {"type": "object", "properties": {"b": STRING, "a": STRING}}
ALSO_NEEDED = {**ALSO, "required": ["a"]}
CLOSED = {**EMPTY, "additionalProperties": False}
CLOSED_ALSO = {**ALSO, "additionalProperties": False}
MEMBERS: list[tuple[Any, Any, dict[str, str], dict[str, str]]] = [
    (
        A,
        NEEDED,
        {"request-property-became-required": "breaking"},
        {"response-property-became-required": "info"},
    ),
    (
        NEEDED,
        A,
        {"request-property-became-optional": "info"},
        {"response-property-became-optional": "breaking"},
    ),
    (
        EMPTY,
        ALSO,
        {"new-optional-request-property": "info"},
        {"response-optional-property-added": "info"},
    ),
    (
        EMPTY,
        ALSO_NEEDED,
        {"new-required-request-property": "breaking"},
        {"response-required-property-added": "info"},
    ),
    (
        ALSO,
        EMPTY,
        {"request-property-removed": "warning"},
        {"response-optional-property-removed": "warning"},
    ),
    (
        ALSO_NEEDED,
        EMPTY,
        {"request-property-removed": "warning"},
        {"response-required-property-removed": "breaking"},
    ),
    (
        CLOSED,
        CLOSED_ALSO,
        {"new-optional-request-property": "info"},
        {"response-property-added-to-closed": "info"},
    ),
    (
        CLOSED_ALSO,
        CLOSED,
        {"request-property-removed-from-closed": "breaking"},
        {"response-optional-property-removed": "warning"},
    ),
    (
        ALSO,
        {**EMPTY, "properties": {"b": STRING, "a": False}},
        {"request-property-removed-from-closed": "breaking"},
        {"response-optional-property-removed": "warning"},
    ),
    (
        {**EMPTY, "properties": {"b": STRING, "a": False}},
        ALSO,
        {"new-optional-request-property": "info"},
        {"response-property-added-to-closed": "info"},
    ),
    (
        member({**STRING, "x-stability-level": "stable"}),
        member({**STRING, "x-stability-level": "beta"}),
        {"request-property-stability-decreased": "breaking"},
        {"response-property-stability-decreased": "breaking"},
    ),
]


@pytest.mark.parametrize(("base", "revision", "request_", "response"), MEMBERS)
def test_members(
    base: Any, revision: Any, request_: dict[str, str], response: dict[str, str]
) -> None:
    assert changed(takes(base), takes(revision)) == request_
    assert changed(gives(base), gives(revision)) == response


def test_what_only_answers_have_does_not_matter_in_requests() -> None:
    read_only = {"type": "string", "readOnly": True}
    assert (
        changed(
            takes(EMPTY),
            takes({**ALSO_NEEDED, "properties": {"b": STRING, "a": read_only}}),
        )
        == {}
    )
    write_only = {"type": "string", "writeOnly": True}
    assert (
        changed(
            gives(EMPTY),
            gives({**ALSO_NEEDED, "properties": {"b": STRING, "a": write_only}}),
        )
        == {}
    )


PARAMETERS: list[tuple[list[Any], list[Any], dict[str, str]]] = [
    ([], [QUERY], {"new-optional-request-parameter": "info"}),
    ([], [{**QUERY, "required": True}], {"new-required-request-parameter": "breaking"}),
    ([QUERY], [], {"request-parameter-removed": "warning"}),
    (
        [QUERY],
        [{**QUERY, "required": True}],
        {"request-parameter-became-required": "breaking"},
    ),
    (
        [{**QUERY, "required": True}],
        [QUERY],
        {"request-parameter-became-optional": "info"},
    ),
    (
        [QUERY],
        [{**QUERY, "schema": {"type": "string", "default": "x"}}],
        {"request-parameter-default-value-added": "breaking"},
    ),
    (
        [QUERY],
        [{**QUERY, "deprecated": True}],
        {"request-parameter-deprecated": "info"},
    ),
    (
        [QUERY],
        [{**QUERY, "x-stability-level": "beta"}],
        {"request-parameter-stability-decreased": "breaking"},
    ),
    (
        [{**QUERY, "schema": {"type": "integer"}}],
        [QUERY],
        {"request-parameter-type-generalized": "info"},
    ),
    (
        [QUERY],
        [{**QUERY, "schema": {"type": "integer"}}],
        {"request-parameter-type-changed": "breaking"},
    ),
    (
        [QUERY],
        [{**QUERY, "schema": {"type": "array", "items": STRING}}],
        {"request-parameter-type-generalized": "info"},
    ),
    (
        [{**QUERY, "schema": {"type": "array", "items": STRING}}],
        [{**QUERY, "schema": {"type": "array", "items": STRING}, "explode": False}],
        {"request-parameter-explode-changed": "breaking"},
    ),
    ([QUERY], [{**QUERY, "explode": False}], {}),
    (
        [QUERY],
        [{**QUERY, "allowReserved": True}],
        {"request-parameter-reserved-allowed": "info"},
    ),
    (
        [{**QUERY, "allowReserved": True}],
        [QUERY],
        {"request-parameter-reserved-disallowed": "warning"},
    ),
    (
        [{**QUERY, "schema": {"type": ["string", "integer"]}}],
        [QUERY],
        {"request-parameter-list-of-types-narrowed": "breaking"},
    ),
    (
        [{**QUERY, "in": "header", "name": "X-A"}],
        [{**QUERY, "in": "header", "name": "x-a"}],
        {},
    ),
]


@pytest.mark.parametrize(("base", "revision", "expected"), PARAMETERS)
def test_parameters(base: list[Any], revision: list[Any], expected: Any) -> None:
    assert changed(asks(*base), asks(*revision)) == expected


def operation(**members: Any) -> dict[str, Any]:
    return api({"responses": {"200": OK}, **members})


def answers(**responses: Any) -> dict[str, Any]:
    return api(
        {
            "responses": {
                name.strip("_"): response for name, response in responses.items()
            }
        }
    )


def header(**members: Any) -> dict[str, Any]:
    return answers(_200={**OK, "headers": {"X-Count": {"schema": STRING, **members}}})


def link(**members: Any) -> dict[str, Any]:
    links = {"links": {"next": members}} if members else {}
    return answers(_200={**OK, **links})


def sent(*types: str, required: bool = True) -> dict[str, Any]:
    return {
        "required": required,
        "content": {type_: {"schema": STRING} for type_ in types},
    }


def body(*types: str, required: bool = True) -> dict[str, Any]:
    return operation(requestBody=sent(*types, required=required))


def answer(*types: str) -> dict[str, Any]:
    return answers(
        _200={**OK, "content": {type_: {"schema": STRING} for type_ in types}}
    )


JSON, XML = "application/json", "application/xml"
SCHEMES = {
    "securitySchemes": {
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "other": {"type": "apiKey", "in": "header", "name": "X-Other"},
        "same": {"type": "apiKey", "in": "header", "name": "x-key"},
        "oauth": {
            "type": "oauth2",
            "flows": {
                "clientCredentials": {
                    "tokenUrl": "https://example.com/token",
                    "scopes": {"read": "", "write": ""},
                }
            },
        },
    }
}


def secured(*alternatives: Any) -> dict[str, Any]:
    document = api(components=SCHEMES)
    return {**document, "security": [*alternatives]}


def served(region: str) -> dict[str, Any]:
    return {
        "url": "https://{region}.example",
        "variables": {"region": {"default": region}},
    }


def schemes(**declared: Any) -> dict[str, Any]:
    return api(components={"securitySchemes": declared})


def implicit(**scopes: str) -> dict[str, Any]:
    flow = {"authorizationUrl": "https://a.example", "scopes": scopes}
    return {"type": "oauth2", "flows": {"implicit": flow}}


KEY = {"type": "apiKey", "in": "query", "name": "key"}
CONNECT = {"type": "openIdConnect", "openIdConnectUrl": "https://a.example"}
IN_PATH = {"name": "id", "in": "path", "required": True, "schema": STRING}
FAILED = {**OK, "content": {JSON: {"schema": A}}}
HOOK = {
    "order": {
        "post": {
            "requestBody": {"content": {JSON: {"schema": A}}},
            "responses": {"200": OK},
        }
    }
}
CALLBACKS = {"done": {"{$request.body#/url}": HOOK["order"]}}
ROOT: list[tuple[Any, Any, dict[str, str]]] = [
    (body(JSON), operation(), {"request-body-removed": "breaking"}),
    (operation(), body(JSON), {"request-body-added-required": "breaking"}),
    (operation(), body(JSON, required=False), {"request-body-added-optional": "info"}),
    (body(JSON, required=False), body(JSON), {"request-body-became-required": "breaking"}),
    (body(JSON, XML), body(JSON), {"request-body-media-type-removed": "breaking"}),
    (body(JSON), body(JSON, XML), {"request-body-media-type-added": "info"}),
    (body(JSON), body("application/*"), {"request-body-media-type-added": "info"}),
    (body("application/*"), body(JSON), {"request-body-media-type-removed": "breaking"}),
    (answer(JSON, XML), answer(JSON), {"response-media-type-removed": "breaking"}),
    (answer(JSON), answer(JSON, XML), {"response-media-type-added": "info"}),
    (answer(JSON), answer("Application/JSON; charset=utf-8"), {}),
    (answer(JSON), answer("application/problem+json"),
     {"response-media-type-name-specialized": "info"}),
    (answer("application/problem+json"), answer(JSON),
     {"response-media-type-added": "info", "response-media-type-removed": "breaking"}),
    (answer("image/*"), answer("image/png", "image/gif"),
     {"response-media-type-name-specialized": "info"}),
    (body(JSON), body("application/problem+json"),
     {"request-body-media-type-added": "info",
      "request-body-media-type-removed": "breaking"}),
    (answers(_200=OK, _201=OK), answers(_200=OK),
     {"response-success-status-removed": "breaking"}),
    (answers(_200=OK), answers(_200=OK, _201=OK),
     {"response-success-status-added": "warning"}),
    (answers(_200=OK), answers(_2XX=OK), {"response-success-status-added": "warning"}),
    (answers(_2XX=OK), answers(_200=OK), {}),
    (answers(_200=OK, _404=OK), answers(_200=OK),
     {"response-non-success-status-removed": "info"}),
    (answers(_200=OK), answers(_200=OK, _404=OK),
     {"response-non-success-status-added": "info"}),
    (answers(default=FAILED), answers(default=FAILED, _404=OK),
     {"response-non-success-status-added": "info"}),
    (answers(default=FAILED), answers(default=FAILED, _404=FAILED), {}),
    (answers(default=FAILED, _404=FAILED), answers(default=FAILED, _404=OK),
     {"response-media-type-removed": "breaking"}),
    (header(), answers(_200=OK), {"optional-response-header-removed": "warning"}),
    (header(required=True), answers(_200=OK),
     {"required-response-header-removed": "breaking"}),
    (header(required=True), header(), {"response-header-became-optional": "breaking"}),
    (header(), header(schema={"type": "integer"}),
     {"response-header-type-specialized": "info"}),
    (header(schema={"type": "integer"}), header(),
     {"response-header-type-generalized": "breaking"}),
    (header(schema={"type": "integer"}), header(schema={"type": "boolean"}),
     {"response-header-type-changed": "breaking"}),
    (answers(_200=OK), header(), {"response-header-added": "info"}),
    (header(), header(deprecated=True), {"response-header-deprecated": "info"}),
    (link(), link(operationId="a"), {"response-link-added": "info"}),
    (link(operationId="a"), link(), {"response-link-removed": "info"}),
    (link(operationId="a"), link(operationId="b"), {"response-link-changed": "info"}),
    (operation(), operation(deprecated=True), {"endpoint-deprecated": "info"}),
    (operation(deprecated=True), operation(), {"endpoint-reactivated": "info"}),
    (operation(), operation(**{"deprecated": True, "x-sunset": "2030-01-01"}),
     {"endpoint-deprecated-with-sunset": "info"}),
    (operation(), operation(**{"deprecated": True, "x-sunset": "2020-01-01"}),
     {"endpoint-deprecated-with-sunset": "info", "api-sunset-date-too-small": "breaking"}),
    (operation(), operation(**{"deprecated": True, "x-sunset": "soon"}),
     {"endpoint-deprecated-with-sunset": "info",
      "api-deprecated-sunset-parse": "breaking"}),
    (operation(**{"deprecated": True, "x-sunset": "2030-01-01"}),
     operation(deprecated=True), {"sunset-deleted": "breaking"}),
    (operation(**{"deprecated": True, "x-sunset": "2030-01-01"}),
     operation(**{"deprecated": True, "x-sunset": "2029-01-01"}),
     {"api-sunset-date-changed-too-small": "breaking"}),
    (operation(**{"x-stability-level": "stable"}), operation(**{
        "x-stability-level": "beta"}), {"api-stability-decreased": "breaking"}),
    (operation(tags=["a"]), operation(tags=["b"]),
     {"api-tag-added": "info", "api-tag-removed": "info"}),
    (operation(operationId="a"), operation(operationId="b"),
     {"api-operation-id-changed": "info"}),
    (operation(summary="a"), operation(summary="b"), {"api-description-changed": "info"}),
    (operation(callbacks=CALLBACKS), operation(), {"callback-removed": "breaking"}),
    (operation(), operation(callbacks=CALLBACKS), {"callback-added": "info"}),
    (api(webhooks=HOOK), api(), {"webhook-removed": "breaking"}),
    (api(), api(webhooks=HOOK), {"webhook-added": "info"}),
    (secured(), secured({"key": []}), {"api-security-became-required": "breaking"}),
    (secured({"key": []}), secured(), {"api-security-became-optional": "info"}),
    (secured({"key": []}), secured({"other": []}), {"api-security-removed": "breaking"}),
    (secured({"key": []}), secured({"key": []}, {"other": []}),
     {"api-security-added": "info"}),
    (secured({"key": []}), secured({"key": [], "other": []}),
     {"api-security-removed": "breaking"}),
    (secured({"key": []}), secured({"same": []}), {}),
    (secured({"oauth": ["read"]}), secured({"oauth": ["read", "write"]}),
     {"api-security-scope-added": "breaking"}),
    (secured({"oauth": ["read", "write"]}), secured({"oauth": ["read"]}),
     {"api-security-scope-removed": "info"}),
    (api(servers=[{"url": "https://a.example"}]), api(servers=[{"url": "https://b.example"}]),
     {"api-server-removed": "warning", "api-server-added": "info"}),
    (api(servers=[served("eu")]), api(servers=[served("us")]),
     {"api-server-variable-default-changed": "warning"}),
    (schemes(a=KEY), schemes(b=KEY), {}),
    (schemes(a=CONNECT), schemes(a={**CONNECT, "openIdConnectUrl": "https://b.example"}),
     {"api-security-component-oauth-url-changed": "warning"}),
    (schemes(a=implicit(read="Reads")), schemes(a=implicit(read="May read")),
     {"api-security-component-oauth-scope-changed": "info"}),
    (api(path="/a/{id}"), api(path="/a/{key}"), {}),
    (api(path="/a/{id}"), asks(IN_PATH, path="/a/{id}"), {}),
    (asks(IN_PATH, path="/a/{id}"), api(path="/a/{id}"), {}),
    (api(path="/v1/a", servers=[{"url": "https://a.example"}]),
     api(path="/a", servers=[{"url": "https://a.example/v1"}]),
     {"api-path-moved": "info"}),
    (api(path="/v1/a", servers=[{"url": "https://a.example"}]),
     api(path="/a", servers=[{"url": "https://b.example/v1"}]),
     {"api-path-moved": "info", "api-server-removed": "warning",
      "api-server-added": "info"}),
]  # fmt: skip


@pytest.mark.parametrize(("base", "revision", "expected"), ROOT)
def test_operations(base: Any, revision: Any, expected: dict[str, str]) -> None:
    assert changed(base, revision) == expected


def two(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    return {**api(), "paths": {"/a": {"get": first}, "/b": {"get": second}}}


@pytest.mark.parametrize(
    ("lifecycle", "expected"),
    [
        ({}, {"api-path-removed-without-deprecation": "breaking"}),
        ({"deprecated": True}, {"api-path-removed-without-sunset": "warning"}),
        ({"deprecated": True, "x-sunset": "2026-05-31"},
         {"api-path-removed-with-deprecation": "info"}),
        ({"deprecated": True, "x-sunset": "2026-06-02"},
         {"api-path-removed-before-sunset": "breaking"}),
        ({"x-stability-level": "alpha"},
         {"api-path-removed-without-deprecation": "info"}),
    ],
)  # fmt: skip
def test_an_operation_is_removed(
    lifecycle: dict[str, Any], expected: dict[str, str]
) -> None:
    kept = {"responses": {"200": OK}}
    base = two(kept, {**kept, **lifecycle})
    revision = copy.deepcopy(base)
    del revision["paths"]["/b"]
    assert changed(base, revision) == expected


@pytest.mark.parametrize(
    "media", [XML, "text/plain", "application/x-www-form-urlencoded"]
)
@pytest.mark.parametrize(
    ("texts", "others"),
    [(A, member({"type": "integer"})), (A, member({"type": "boolean"})), (STRING, A)],
)
def test_a_text_may_stand_for_anything_but_in_json(
    media: str, texts: Any, others: Any
) -> None:
    def put(schema: Any) -> dict[str, Any]:
        return operation(requestBody={"content": {media: {"schema": schema}}})

    def got(schema: Any) -> dict[str, Any]:
        return answers(_200={**OK, "content": {media: {"schema": schema}}})

    assert set(changed(put(others), put(texts)).values()) == {"info"}
    assert set(changed(put(texts), put(others)).values()) == {"breaking"}
    assert set(changed(got(texts), got(others)).values()) == {"info"}
    assert set(changed(got(others), got(texts)).values()) == {"breaking"}
    assert "breaking" in changed(takes(others), takes(texts)).values()
    assert "breaking" in changed(gives(texts), gives(others)).values()


@pytest.mark.parametrize(
    ("base", "revision", "expected"),
    [
        ({}, {"parameters": [{**QUERY, "required": True}]},
         {"new-required-request-parameter": "info"}),
        ({"parameters": [{**QUERY, "required": True}]}, {},
         {"request-parameter-removed": "breaking"}),
        ({"parameters": [QUERY]}, {}, {"request-parameter-removed": "warning"}),
        ({}, {"requestBody": sent(JSON)}, {"request-body-added-required": "info"}),
        ({}, {"requestBody": sent(JSON, required=False)},
         {"request-body-added-optional": "info"}),
        ({"requestBody": sent(JSON)}, {}, {"request-body-removed": "breaking"}),
        ({"requestBody": sent(JSON)}, {"requestBody": sent(JSON, required=False)},
         {"request-body-became-optional": "breaking"}),
        ({"requestBody": sent(JSON)}, {"requestBody": sent(JSON, XML)},
         {"request-body-media-type-added": "breaking"}),
        ({"requestBody": sent(JSON, XML)}, {"requestBody": sent(JSON)},
         {"request-body-media-type-removed": "info"}),
        ({"responses": {"200": OK, "202": OK}}, {},
         {"response-success-status-removed": "breaking"}),
    ],
)  # fmt: skip
def test_what_the_api_sends_and_callers_read(
    base: Any, revision: Any, expected: dict[str, str]
) -> None:
    first, second = ({"responses": {"200": OK}, **side} for side in (base, revision))
    for place in ("webhooks", "callbacks"):
        documents = [
            (
                api(webhooks={"event": {"post": side}})
                if place == "webhooks"
                else operation(callbacks={"event": {"{$url}": {"post": side}}})
            )
            for side in (first, second)
        ]
        assert changed(*documents) == expected


def test_a_callback_is_what_it_is_sent_to() -> None:
    def document(name: str, url: str) -> dict[str, Any]:
        return operation(callbacks={name: {url: {"post": {"responses": {"200": OK}}}}})

    base = document("done", "{$request.body#/url}")
    assert changed(base, document("ready", "{$request.body#/url}")) == {}
    assert changed(base, document("done", "{$request.body#/other}")) == {
        "callback-added": "info",
        "callback-removed": "breaking",
    }


@pytest.mark.parametrize("keyword", ["then", "else"])
def test_what_is_demanded_under_a_condition_breaks(keyword: str) -> None:
    def demand(*names: str) -> dict[str, Any]:
        return {**ALSO, "if": {"required": ["a"]}, keyword: {"required": names}}

    less, more = demand("b"), demand("b", "a")
    assert set(changed(takes(less), takes(more)).values()) == {"breaking"}
    assert set(changed(takes(more), takes(less)).values()) == {"info"}
    assert set(changed(gives(less), gives(more)).values()) == {"info"}
    assert set(changed(gives(more), gives(less)).values()) == {"breaking"}


def test_webhooks_travel_to_the_caller() -> None:
    def hook(schema: Any) -> dict[str, Any]:
        content = {JSON: {"schema": schema}}
        sent = {"requestBody": {"content": content}, "responses": {"200": OK}}
        return api(webhooks={"order": {"post": sent}})

    narrow, wide = member({"enum": ["x"]}), member({"enum": ["x", "y"]})
    assert changed(hook(narrow), hook(wide)) == {
        "response-property-enum-value-added": "breaking"
    }
    assert changed(hook(wide), hook(narrow)) == {
        "response-property-enum-value-removed": "info"
    }


def test_a_shared_schema_is_reported_once_with_all_operations() -> None:
    def document(**more: Any) -> dict[str, Any]:
        ref = {"$ref": "#/components/schemas/Thing"}
        answer = {"200": {**OK, "content": {JSON: {"schema": ref}}}}
        return {
            **two({"responses": answer}, {"responses": answer}),
            "components": {"schemas": {"Thing": member({"type": "string", **more})}},
        }

    (change,) = compared(document(), document(nullable=True)).changes
    assert change.id == "response-property-became-nullable"
    assert (change.method, change.path) == ("GET", "/a")
    assert change.operations == (("GET", "/a"), ("GET", "/b"))
    assert change.base_location is not None
    assert change.base_location.pointer == "/components/schemas/Thing/properties/a"
    assert change.base_location.line is not None


CAT: dict[str, Any] = {
    "type": "object",
    "required": ["kind"],
    "properties": {"kind": {"const": "cat"}, "lives": {"type": "integer"}},
}
DOG: dict[str, Any] = {
    "type": "object",
    "required": ["kind"],
    "properties": {"kind": {"const": "dog"}, "bark": STRING},
}
B = {"type": "object", "properties": {"b": {"type": "integer"}}}
UNIONS: list[tuple[Any, Any, dict[str, str], dict[str, str]]] = [
    ({"oneOf": [CAT]}, {"oneOf": [CAT, DOG]},
     {"request-body-one-of-added": "info"}, {"response-body-one-of-added": "breaking"}),
    ({"oneOf": [DOG, CAT]}, {"oneOf": [CAT]},
     {"request-body-one-of-removed": "breaking"},
     {"response-body-one-of-removed": "info"}),
    (A, {"oneOf": [A, B]},
     {"request-body-one-of-added": "info", "request-body-one-of-overlap-added": "breaking"},
     {"response-body-one-of-added": "breaking",
      "response-body-one-of-overlap-added": "info"}),
    ({"anyOf": [CAT, DOG]}, {"oneOf": [DOG, CAT]}, {}, {}),
    ({"anyOf": [A, {**A, "maxProperties": 1}]}, A, {}, {}),
    ({"anyOf": [{"type": "string", "maxLength": 3}, {"type": "string", "minLength": 9}]},
     STRING, {"request-body-max-length-unset": "info"},
     {"response-body-max-length-unset": "info"}),
]  # fmt: skip


@pytest.mark.parametrize(("base", "revision", "request_", "response"), UNIONS)
def test_unions(
    base: Any, revision: Any, request_: dict[str, str], response: dict[str, str]
) -> None:
    assert changed(takes(base), takes(revision)) == request_
    assert changed(gives(base), gives(revision)) == response


def test_an_alternative_that_another_takes_in_breaks_nothing() -> None:
    def document(*names: str) -> tuple[dict[str, Any], dict[str, Any]]:
        union = {"anyOf": [{"$ref": f"#/components/schemas/{name}"} for name in names]}
        components = {"schemas": dict.fromkeys(names, A)}
        return takes(union, components=components), gives(union, components=components)

    few, many, others = (
        document("Cat"),
        document("Cat", "Dog"),
        document("Cat", "Hound"),
    )
    for at, role in enumerate(("request", "response")):
        added, removed = (f"{role}-body-any-of-{word}" for word in ("added", "removed"))
        assert changed(few[at], many[at]) == {added: "info"}
        assert changed(many[at], few[at]) == {removed: "info"}
        assert changed(many[at], others[at]) == {}


def pets(mapping: dict[str, str] | None, **names: Any) -> dict[str, Any]:
    """Alternatives that `kind` tells apart, by the names of their components."""
    prefix = "#/components/schemas/"
    told = {value: prefix + name for value, name in (mapping or {}).items()}
    union = {
        "oneOf": [{"$ref": prefix + name} for name in names],
        "discriminator": {
            "propertyName": "kind",
            **({"mapping": told} if mapping else {}),
        },
    }
    return gives(union, components={"schemas": names})


MEOW, WOOF = member(STRING, required=True), {**EMPTY, "required": ["b"]}


@pytest.mark.parametrize(
    ("base", "revision", "expected"),
    [
        (pets(None, Cat=MEOW, Dog=WOOF),
         pets({"Cat": "Cat", "Dog": "Dog"}, Cat=MEOW, Dog=WOOF), {}),
        (pets({"x": "Cat", "y": "Dog"}, Cat=MEOW, Dog=WOOF),
         pets({"x": "Tom", "y": "Dog"}, Tom=MEOW, Dog=WOOF), {}),
        (pets({"x": "Cat", "y": "Dog"}, Cat=MEOW, Dog=WOOF),
         pets({"x": "Dog", "y": "Cat"}, Cat=MEOW, Dog=WOOF),
         {"response-body-discriminator-mapping-changed": "warning"}),
        (pets({"x": "Cat"}, Cat=MEOW, Dog=WOOF),
         pets({"x": "Cat", "y": "Dog"}, Cat=MEOW, Dog=WOOF),
         {"response-body-discriminator-mapping-added": "warning"}),
        (pets(None, Cat=MEOW, Dog=WOOF), pets(None, Tom=MEOW, Dog=WOOF),
         {"response-body-discriminator-mapping-added": "warning",
          "response-body-discriminator-mapping-deleted": "info"}),
        (pets(None, Cat=CAT, Dog=DOG), pets({"cat": "Tom"}, Tom=CAT, Dog=DOG), {}),
    ],
)  # fmt: skip
def test_what_a_discriminator_selects(
    base: Any, revision: Any, expected: dict[str, str]
) -> None:
    assert changed(base, revision) == expected


@pytest.mark.parametrize(
    "written", ["#/components/schemas/{}", "{}", "{}.yaml", "./all.yaml#/{}"]
)
def test_however_a_mapping_writes_its_targets(written: str) -> None:
    def document(**mapping: str) -> dict[str, Any]:
        found = pets({}, Cat=MEOW, Dog=WOOF)
        [operation] = found["paths"]["/things"].values()
        content = operation["responses"]["200"]["content"]
        union = content["application/json"]["schema"]
        told = {value: written.format(name) for value, name in mapping.items()}
        union["discriminator"]["mapping"] = told
        return found

    plain = pets({"x": "Cat", "y": "Dog"}, Cat=MEOW, Dog=WOOF)
    assert changed(plain, document(x="Cat", y="Dog")) == {}
    assert changed(plain, document(x="Dog", y="Cat")) == {
        "response-body-discriminator-mapping-changed": "warning"
    }


def test_what_may_be_null_says_the_same_however_that_is_written() -> None:
    said = {**STRING, "readOnly": True, "default": "x", "deprecated": True}
    schemas = {"Said": said}
    ref = {"$ref": "#/components/schemas/Said"}
    nullable = {"nullable": True, "type": "string", "allOf": [ref]}
    base = gives(member(nullable), version="3.0.3", components={"schemas": schemas})
    for union in ("anyOf", "oneOf"):
        revised = member({union: [ref, {"type": "null"}]})
        assert changed(base, gives(revised, components={"schemas": schemas})) == {}


@pytest.mark.parametrize("anchors", [1, 2])
def test_what_a_dynamic_reference_leads_to(anchors: int) -> None:
    def document(limit: int) -> dict[str, Any]:
        named = {"$dynamicAnchor": "item", "type": "string", "maxLength": limit}
        others = [{"$dynamicAnchor": "item"}, named][-anchors:]
        components = {f"Item{at}": other for at, other in enumerate(others)}
        items = {"type": "array", "items": {"$dynamicRef": "#item"}}
        return takes(items, components={"schemas": components})

    assert changed(document(9), document(9)) == {}
    assert changed(document(9), document(5)) == (
        {"request-property-max-length-decreased": "breaking"}
        if anchors == 1
        else {"request-property-schema-changed": "warning"}
    )


def test_a_dynamic_reference_may_lead_to_where_it_stands() -> None:
    def document(schema: Any) -> dict[str, Any]:
        below = {"type": "array", "items": {"$dynamicRef": "#node"}}
        node = {"$dynamicAnchor": "node", **member(schema)}
        node["properties"]["below"] = below
        return gives(
            {"$ref": "#/components/schemas/Node"},
            components={"schemas": {"Node": node}},
        )

    assert changed(document(STRING), document(STRING)) == {}
    assert changed(document(STRING), document({"type": ["string", "null"]})) == {
        "response-property-became-nullable": "breaking"
    }


def test_more_alternatives_than_can_be_compared_are_a_warning() -> None:
    def document(limit: int, words: str = "") -> dict[str, Any]:
        text = {"type": "string", "maxLength": limit, "description": words}
        components = {"Text": text}

        def union(name: str) -> dict[str, Any]:
            text = {"$ref": "#/components/schemas/Text"}
            return {
                "oneOf": [
                    {
                        "type": "object",
                        "required": [name],
                        "properties": {name: {"const": at}, "text": text},
                    }
                    for at in range(12)
                ]
            }

        parts = [union("a"), union("b"), union("c")]
        return takes({"allOf": parts}, components={"schemas": components})

    assert changed(document(5), document(5, "words")) == {}
    found = changed(document(5), document(6))
    assert found["request-body-schema-changed"] == "warning"


def test_a_change_inside_a_variant_is_reported_there() -> None:
    longer = copy.deepcopy(CAT)
    longer["properties"]["lives"]["maximum"] = 9
    assert changed(takes({"oneOf": [CAT, DOG]}), takes({"oneOf": [DOG, longer]})) == {
        "request-property-max-set": "breaking"
    }


def test_a_kind_that_inherits_from_a_base_with_a_discriminator_may_come() -> None:
    def document(*heirs: str) -> dict[str, Any]:
        pet = {
            "type": "object",
            "required": ["kind"],
            "properties": {"kind": STRING},
            "discriminator": {"propertyName": "kind"},
        }
        schemas: dict[str, Any] = {"Pet": pet}
        for heir in heirs:
            more = {"type": "object", "properties": {heir.lower(): STRING}}
            schemas[heir] = {"allOf": [{"$ref": "#/components/schemas/Pet"}, more]}
        return gives(
            {"$ref": "#/components/schemas/Pet"}, components={"schemas": schemas}
        )

    assert changed(document("Cat"), document("Cat")) == {}
    assert changed(document("Cat"), document("Cat", "Dog")) == {
        "response-body-any-of-added": "breaking"
    }


def test_what_fits_two_alternatives_of_one_of_is_not_valid() -> None:
    flag = {"type": "boolean"}
    base = {**flag, "not": {"oneOf": [flag, {"type": ["boolean", "null"]}]}}
    revision = {**flag, "not": {"anyOf": [flag, {"type": ["boolean", "null"]}]}}
    assert "breaking" in changed(takes(base), takes(revision)).values()


def test_what_is_excluded_does_not_say_what_is_meant() -> None:
    free, text = {"not": {"type": "string", "maxLength": 2}}, {"type": "string"}
    assert "breaking" in changed(gives(text), gives(free)).values()


def whole_query(
    *required: str,
    type_: str = "application/x-www-form-urlencoded",
    media: dict[str, Any] | None = None,
    **properties: Any,
) -> dict[str, Any]:
    schema = {"type": "object", "required": [*required], "properties": properties}
    return {
        "name": "filter",
        "in": "querystring",
        "content": {type_: {"schema": schema, **(media or {})}},
    }


NUMBER = {"type": "integer"}
LIST = {"type": "array", "items": STRING}
ENCODED = {"encoding": {"a": {"style": "pipeDelimited"}}}
QUERYSTRINGS: list[tuple[list[Any], list[Any], dict[str, str]]] = [
    ([whole_query(a=STRING)], [{**whole_query(a=STRING), "name": "other"}], {}),
    ([], [whole_query(a=STRING)], {"new-optional-request-parameter": "info"}),
    (
        [],
        [{**whole_query("a", a=STRING), "required": True}],
        {"new-required-request-parameter": "breaking"},
    ),
    ([whole_query(a=STRING)], [], {"request-parameter-removed": "warning"}),
    (
        [whole_query(a=STRING)],
        [{**whole_query(a=STRING), "required": True}],
        {"request-parameter-became-required": "breaking"},
    ),
    (
        [whole_query()],
        [whole_query("a", a=STRING)],
        {"new-required-request-property": "breaking"},
    ),
    (
        [whole_query(a=STRING)],
        [whole_query(a={**STRING, "maxLength": 3})],
        {"request-parameter-property-max-length-set": "breaking"},
    ),
    # A number is a text on the wire.
    (
        [whole_query(a=NUMBER)],
        [whole_query(a=STRING)],
        {"request-parameter-property-type-generalized": "info"},
    ),
    (
        [whole_query(a=STRING)],
        [whole_query(a=STRING, type_="application/json")],
        {"request-parameter-content-changed": "breaking"},
    ),
    (
        [whole_query(a=LIST)],
        [whole_query(a=LIST, media=ENCODED)],
        {"request-parameter-encoding-changed": "warning"},
    ),
    # One parameter instead of all, of the same name, and the other way round.
    (
        [{**QUERY, "name": "filter"}],
        [whole_query(filter=STRING)],
        {
            "request-parameter-removed": "warning",
            "new-optional-request-parameter": "info",
        },
    ),
    (
        [whole_query(q=STRING)],
        [{**QUERY, "required": True}],
        {
            "request-parameter-removed": "warning",
            "new-required-request-parameter": "breaking",
        },
    ),
]


@pytest.mark.parametrize(("base", "revision", "expected"), QUERYSTRINGS)
def test_the_query_as_a_whole(
    base: list[Any], revision: list[Any], expected: dict[str, str]
) -> None:
    assert (
        changed(asks(*base, version="3.2.0"), asks(*revision, version="3.2.0"))
        == expected
    )
    (message,) = {
        change.message.partition("`")[0]
        for change in compared(
            asks(version="3.2.0"), asks(whole_query(a=STRING), version="3.2.0")
        ).changes
    }
    assert message == "Querystring parameter "
