"""When no break is reported, what was valid stays valid, as a validator sees it."""

from __future__ import annotations

import re
from typing import Any

import jsonschema_rs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.diff.documents import compared, gives, takes
from tests.diff.made_up import VALUES, Schema, pairs

POLICIES = re.compile(
    r"^response-(.*-max-(length|items|properties)-(unset|increased)"
    r"|property-added-to-closed)$"
)


def described(value: Any, schema: Schema) -> bool:
    """Whether the value has no members that the document does not tell of."""
    return is_valid(closed(schema), value)


def closed(schema: Any) -> Any:
    """The schema with `unevaluatedProperties: false` wherever an object is open."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    result = {
        key: (
            each
            if key in ("not", "if", "enum", "contains")
            else (
                {name: closed(inner) for name, inner in each.items()}
                if key == "properties"
                else closed(each)
            )
        )
        for key, each in schema.items()
    }
    tells = "properties" in schema or schema.get("type") == "object"
    if tells and "additionalProperties" not in schema:
        result["unevaluatedProperties"] = False
    return result


def is_valid(schema: Any, value: Any) -> bool:
    return jsonschema_rs.Draft202012Validator(schema).is_valid(value)


def is_silent(base: Schema, revision: Schema) -> bool:
    """Whether neither a break nor a doubt is reported, nor what readers live with."""
    comparison = compared(base, revision)
    summary = comparison.summary
    lived_with = any(POLICIES.search(each.id) for each in comparison.changes)
    return not summary.breaking and not summary.warning and not lived_with


SETTINGS = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@SETTINGS
@given(pairs(), st.lists(VALUES, min_size=20, max_size=40))
def test_requests_that_were_valid_stay_valid(
    pair: tuple[Schema, Schema], values: list[Any]
) -> None:
    base, revision = pair
    if is_silent(takes(base), takes(revision)):
        for value in values:
            if is_valid(base, value) and described(value, base):
                assert is_valid(revision, value), (base, revision, value)


@SETTINGS
@given(pairs(), st.lists(VALUES, min_size=20, max_size=40))
def test_answers_that_become_valid_were_valid(
    pair: tuple[Schema, Schema], values: list[Any]
) -> None:
    base, revision = pair
    if is_silent(gives(base), gives(revision)):
        for value in values:
            if is_valid(revision, value) and described(value, revision):
                assert is_valid(base, value), (base, revision, value)
