"""Properties of all documents: no change in itself, mirrors, refactorings."""

from __future__ import annotations

import copy
import json
from collections import Counter
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientsmith.diff.comparison import compare_contracts
from clientsmith.diff.facts import Effect
from clientsmith.diff.inputs.unchanged import UnchangedParts
from tests.diff.documents import changed, gives, side, takes
from tests.diff.made_up import SCHEMAS, Schema, pairs

SETTINGS = settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
NOTHING_KNOWN = UnchangedParts(frozenset(), common=False)


def effects(base: dict[str, Any], revision: dict[str, Any]) -> Counter[Effect]:
    """Return the effects on the sets of values, with nothing skipped as equal."""
    found = compare_contracts(
        side(base).contract, side(revision).contract, NOTHING_KNOWN, date(2026, 6, 1)
    )
    return Counter(item.effect for item in found)


@SETTINGS
@given(SCHEMAS)
def test_a_document_against_itself_has_no_change(schema: Schema) -> None:
    assert effects(takes(schema), takes(schema)) == Counter()
    assert effects(gives(schema), gives(schema)) == Counter()


@SETTINGS
@given(pairs())
def test_the_other_way_round_every_effect_is_the_opposite(
    pair: tuple[Schema, Schema],
) -> None:
    base, revision = map(takes, pair)
    forwards, backwards = effects(base, revision), effects(revision, base)
    assert forwards == Counter(
        {effect.inverted: count for effect, count in backwards.items()}
    )


@SETTINGS
@given(SCHEMAS, st.randoms(use_true_random=False))
def test_order_means_nothing(schema: Schema, random: Any) -> None:
    def shuffled(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            members = [*value.items()]
            random.shuffle(members)
            return {name: shuffled(element, name) for name, element in members}
        if isinstance(value, list):
            elements = [shuffled(element) for element in value]
            if key in ("anyOf", "oneOf", "required", "enum", "type", "allOf"):
                random.shuffle(elements)
            return elements
        return value

    assert changed(takes(schema), takes(shuffled(copy.deepcopy(schema)))) == {}
    assert changed(gives(schema), gives(shuffled(copy.deepcopy(schema)))) == {}


def test_the_order_of_an_enumeration_and_a_one_of_that_repeats_it_means_nothing() -> (
    None
):
    listed: Schema = {"enum": ["x", 1]}
    exclusive: Schema = {"oneOf": [{"type": "integer"}, listed]}
    forwards: Schema = {"anyOf": [{"anyOf": [listed]}, exclusive]}
    backwards: Schema = {"anyOf": [exclusive, {"anyOf": [listed]}]}
    for base, revision in ((forwards, backwards), (backwards, forwards)):
        assert changed(takes(base), takes(revision)) == {}
        assert changed(gives(base), gives(revision)) == {}


@SETTINGS
@given(SCHEMAS)
def test_components_and_their_names_mean_nothing(schema: Schema) -> None:
    inline = gives(schema)
    assert changed(inline, shared(schema, "One")) == {}
    assert changed(shared(schema, "One"), inline) == {}
    assert changed(shared(schema, "One"), shared(schema, "Another")) == {}


@SETTINGS
@given(SCHEMAS)
def test_one_schema_alone_in_a_composition_means_nothing(schema: Schema) -> None:
    for keyword in ("allOf", "anyOf", "oneOf"):
        assert changed(takes(schema), takes({keyword: [schema]})) == {}
        assert changed(gives({keyword: [schema]}), gives(schema)) == {}


def shared(schema: Schema, name: str) -> dict[str, Any]:
    """The document with every schema below the first one as a component."""
    components: dict[str, Any] = {}

    def moved(value: Any) -> Any:
        place = f"{name}{len(components)}"
        components[place] = None
        inner = {
            key: (
                {member: moved(element) for member, element in found.items()}
                if key == "properties"
                else (
                    [moved(element) for element in found]
                    if key in ("anyOf", "oneOf", "allOf", "prefixItems")
                    else (
                        moved(found)
                        if key in ("items", "not", "if", "then", "contains")
                        or (key == "additionalProperties" and found is not False)
                        else found
                    )
                )
            )
            for key, found in value.items()
        }
        components[place] = inner
        return {"$ref": f"#/components/schemas/{place}"}

    return gives(
        moved(json.loads(json.dumps(schema))), components={"schemas": components}
    )


NAMED: dict[str, Any] = {"type": "object", "properties": {"name": {"type": "string"}}}


def test_all_of_is_the_same_as_one_flat_schema() -> None:
    flat = {
        "type": "object",
        "required": ["id", "name"],
        "properties": {
            "id": {"type": "integer", "minimum": 1},
            "name": {"type": "string", "maxLength": 9},
        },
    }
    parts = {
        "allOf": [
            {
                "type": "object",
                "required": ["id"],
                "properties": {"id": {"type": "integer"}},
            },
            {
                "required": ["name"],
                "properties": {
                    "id": {"minimum": 1},
                    "name": {"type": "string", "maxLength": 9},
                },
            },
        ]
    }
    for document in (takes, gives):
        assert changed(document(flat), document(parts)) == {}
        assert changed(document(parts), document(flat)) == {}


def test_nullable_of_3_0_is_the_type_null_of_3_1() -> None:
    old = {
        "type": "object",
        "properties": {
            "a": {"type": "string", "nullable": True},
            "b": {"type": "number", "minimum": 1, "exclusiveMinimum": True},
            "c": {"type": "string", "enum": ["x", None], "nullable": True},
        },
    }
    new = {
        "type": "object",
        "properties": {
            "a": {"type": ["string", "null"]},
            "b": {"type": "number", "exclusiveMinimum": 1},
            "c": {"oneOf": [{"const": "x"}, {"type": "null"}]},
        },
    }
    for document in (takes, gives):
        assert changed(document(old, version="3.0.3"), document(new)) == {}


def test_a_mixin_taken_out_of_a_schema_is_no_change() -> None:
    def document(schemas: dict[str, Any]) -> dict[str, Any]:
        ref = {"$ref": "#/components/schemas/Thing"}
        return gives(ref, components={"schemas": schemas})

    before = {
        "Thing": {"allOf": [{"$ref": "#/components/schemas/Base"}]},
        "Base": {
            "type": "object",
            "required": ["id"],
            "properties": {"id": {"type": "string"}, **NAMED["properties"]},
        },
    }
    after = {
        "Thing": {
            "allOf": [
                {"$ref": "#/components/schemas/Base"},
                {"$ref": "#/components/schemas/Named"},
            ]
        },
        "Base": {
            "type": "object",
            "required": ["id"],
            "properties": {"id": {"type": "string"}},
        },
        "Named": NAMED,
    }
    assert changed(document(before), document(after)) == {}


def test_a_schema_inside_itself_is_compared_to_the_end() -> None:
    def tree(**more: Any) -> dict[str, Any]:
        node = {
            "type": "object",
            "properties": {
                "value": {"type": "string", **more},
                "children": {
                    "type": "array",
                    "items": {"$ref": "#/components/schemas/Node"},
                },
            },
        }
        ref = {"$ref": "#/components/schemas/Node"}
        return takes(ref, components={"schemas": {"Node": node}})

    unrolled = tree()
    unrolled["components"]["schemas"]["Inner"] = unrolled["components"]["schemas"][
        "Node"
    ]
    unrolled["components"]["schemas"]["Node"] = json.loads(
        json.dumps(unrolled["components"]["schemas"]["Inner"]).replace("Node", "Inner")
    )
    assert changed(tree(), unrolled) == {}
    assert changed(tree(), tree(maxLength=3)) == {
        "request-property-max-length-set": "breaking"
    }
