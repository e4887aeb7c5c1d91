"""Tests of the messages of changes."""

from __future__ import annotations

from typing import Any

import pytest

from clientsmith.diff.changes import Change
from tests.diff.documents import OK, api, asks, compared, gives, takes

STRING = {"type": "string"}


def messages(base: dict[str, Any], revision: dict[str, Any]) -> list[str]:
    return [change.message for change in compared(base, revision).changes]


def limit(**schema: Any) -> dict[str, Any]:
    number = {"type": "number", **schema}
    return asks({"name": "limit", "in": "query", "schema": number})


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            {"maximum": 100},
            {"maximum": 50},
            "The maximum of query parameter `limit` decreased from 100 to 50",
        ),
        ({}, {"maximum": 50}, "Query parameter `limit` has a maximum of 50 now"),
        (
            {"minimum": 0},
            {"exclusiveMinimum": 0},
            "Query parameter `limit` must exceed 0 now",
        ),
        (
            {"exclusiveMinimum": 0},
            {"minimum": 0},
            "Query parameter `limit` can equal 0 now, and no longer has to exceed it",
        ),
        (
            {"maximum": 9},
            {"exclusiveMaximum": 9},
            "Query parameter `limit` must be less than 9 now",
        ),
        (
            {"default": 30},
            {"default": 15},
            "The default of query parameter `limit` changed from 30 to 15",
        ),
    ],
)
def test_limits(before: Any, after: Any, expected: str) -> None:
    assert messages(limit(**before), limit(**after)) == [expected]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"minimum": 0}, {"exclusiveMinimum": 0}, "{it} must exceed 0 now"),
        ({}, {"exclusiveMaximum": 9}, "{it} must be less than 9 now"),
        (
            {"exclusiveMinimum": 0},
            {"exclusiveMinimum": 5},
            "The exclusive minimum of {it} increased from 0 to 5",
        ),
    ],
)
def test_limits_of_integers_are_those_of_the_document(
    before: Any, after: Any, expected: str
) -> None:
    base, revision = ({"type": "integer", **side} for side in (before, after))
    it = "query parameter `limit`"
    (text,) = messages(limit(**base), limit(**revision))
    assert text in (expected.format(it=it), expected.format(it=f"Q{it[1:]}"))


def test_another_type_and_null_are_told_once() -> None:
    both = {"type": ["integer", "null"]}
    assert messages(gives({"type": "string"}), gives(both)) == [
        "The type of response 200 changed from `string` to `null`, `integer`"
    ]


def shared(schema: Any, *, paths: int = 2) -> dict[str, Any]:
    """Operations that answer with a component, some way inside."""
    answer = {"type": "array", "items": {"$ref": "#/components/schemas/Invoice"}}
    one = gives(answer)["paths"]["/things"]
    return api(components={"schemas": {"Invoice": schema}}) | {
        "paths": {f"/{at}": one for at in range(paths)}
    }


def only(base: dict[str, Any], revision: dict[str, Any]) -> Change:
    (change,) = compared(base, revision).changes
    return change


def test_a_change_in_a_shared_schema_is_told_there() -> None:
    def invoice(**type_: Any) -> dict[str, Any]:
        payer = {"type": "object", "properties": {"name": type_}}
        payers = {"type": "array", "items": payer}
        return {"type": "object", "properties": {"payers": payers}}

    change = only(
        shared(invoice(type="string")), shared(invoice(type=["string", "null"]))
    )
    assert change.message == "`Invoice.payers[].name` can be null now"
    assert change.component == "Invoice"
    assert len(change.operations) == 2


def test_a_reference_that_became_a_union_is_told_where_it_stands() -> None:
    def invoice(payer: Any) -> dict[str, Any]:
        person = {"type": "object", "required": ["id"], "properties": {"id": {}}}
        company = {"type": "object", "required": ["vat"], "properties": {"vat": {}}}
        document = shared({"type": "object", "properties": {"payer": payer}})
        document["components"]["schemas"] |= {"Person": person, "Company": company}
        return document

    refs = [{"$ref": f"#/components/schemas/{word}"} for word in ("Person", "Company")]
    found = messages(invoice(refs[0]), invoice({"oneOf": refs}))
    assert found[0] == "`Invoice.payer` can be `Company` now"


@pytest.mark.parametrize("inlined", [0, 1])
def test_a_shared_schema_that_took_the_place_of_an_inline_one(inlined: int) -> None:
    """Differences inside are reported at the schema that has, or had, them inside
    itself.
    """

    def sides(*, required: bool) -> tuple[dict[str, Any], dict[str, Any]]:
        person: dict[str, Any] = {"type": "object", "properties": {"id": STRING}}
        person |= {"required": ["id"]} if required else {}
        shared_one = {"$ref": "#/components/schemas/Person"}
        found = []
        for payer in (person, shared_one):
            payers = {"type": "array", "items": payer}
            document = shared({"type": "object", "properties": {"payers": payers}})
            document["components"]["schemas"]["Person"] = person
            found.append(document)
        return found[0], found[1]

    base = sides(required=True)[inlined]
    revision = sides(required=False)[1 - inlined]
    found = messages(base, revision)
    assert "`Invoice.payers[].id` is optional now" in found


def test_a_member_that_a_shared_schema_lost_is_told_there() -> None:
    more = {"type": "object", "properties": {"a": STRING, "b": STRING}}
    less = {"type": "object", "properties": {"a": STRING}}
    assert only(shared(more), shared(less)).message == "`Invoice.b` was removed"
    assert only(shared(less), shared(more)).message.startswith("`Invoice.b` was added")


def answers(*media: str, **schema: Any) -> dict[str, Any]:
    content = {value: {"schema": {"type": "string", **schema}} for value in media}
    return api({"responses": {"200": {**OK, "content": content}}})


def test_the_same_in_several_media_types_is_told_once() -> None:
    several = ("application/json", "text/json", "application/vnd.acme+json")
    change = only(answers(*several, maxLength=5), answers(*several, maxLength=9))
    expected = "The maximum length of response 200 increased from 5 to 9"
    assert change.message == expected
    change = only(answers("text/csv", maxLength=5), answers("text/csv", maxLength=9))
    assert change.message == expected
    both = answers("text/csv", "application/json", maxLength=5)
    csv = answers("text/csv", maxLength=9)["paths"]["/things"]["post"]["responses"]
    content = both["paths"]["/things"]["post"]["responses"]["200"]["content"]
    wider = {**OK, "content": {**content, **csv["200"]["content"]}}
    change = only(both, api({"responses": {"200": wider}}))
    assert change.message.startswith("The maximum length of response 200 (text/csv)")


def test_one_edit_under_json_and_text_is_told_once_at_its_worst() -> None:
    """In text a number is no other type than a string."""
    schemas = {"T": {"type": "object", "properties": {"a": {"type": "string"}}}}
    other = {"T": {"type": "object", "properties": {"a": {"type": "integer"}}}}

    def document(schemas: dict[str, Any]) -> dict[str, Any]:
        schema = {"schema": {"$ref": "#/components/schemas/T"}}
        content = dict.fromkeys(("text/plain", "application/json"), schema)
        operation = {"responses": {"200": {**OK, "content": content}}}
        return api(operation, components={"schemas": schemas})

    change = only(document(schemas), document(other))
    assert change.message == "The type of `T.a` changed from `string` to `integer`"
    assert change.severity == "breaking"


def test_alternatives_have_names() -> None:
    """Also where each of them is composed of a named schema and something else."""
    names = ("Creation", "Deletion", "Merge")

    def rules(*names: str) -> dict[str, Any]:
        own = {"type": "object", "properties": {"id": {"type": "integer"}}}
        found = [
            {"allOf": [{"$ref": f"#/components/schemas/{name}"}, own]} for name in names
        ]
        return gives({"oneOf": found}, components={"schemas": schemas})

    schemas = {
        name: {
            "type": "object",
            "required": ["type"],
            "properties": {"type": {"const": name}},
        }
        for name in names
    }
    found = messages(rules(*names[:2]), rules(*names))
    assert found == ["Response 200 can be `Merge` now"]


def test_what_a_webhook_sends_is_its_payload() -> None:
    def hooks(**type_: Any) -> dict[str, Any]:
        payload = {"type": "object", "properties": {"state": type_}}
        sent = takes(payload)["paths"]["/things"]
        return {**api(), "webhooks": {"thing.changed": sent}}

    change = only(hooks(type="string"), hooks(type=["string", "null"]))
    assert change.message == "`state` in the payload can be null now"
