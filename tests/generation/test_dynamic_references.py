"""`$dynamicRef` and `$recursiveRef`: templates with the types that are bound to them."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import yaml

from tests.generation.build import Generate, Package


def document(schemas: str, *answers: str) -> dict[str, Any]:
    """`client.things.call0()` and so on, each with one of the schemas."""
    parsed = yaml.safe_load(schemas)
    operations = {
        f"/things/{number}": {
            "get": {
                "operationId": f"things/call{number}",
                "responses": {"200": {"content": {"application/json": {
                    "schema": yaml.safe_load(answer),
                }}}},
            }
        }
        for number, answer in enumerate(answers)
    }  # fmt: skip
    return {"paths": operations, "components": {"schemas": parsed}}


def fields(package: Package, name: str) -> dict[str, str]:
    """The annotations of a model, as far as they are not optional."""
    found = getattr(package.models, name).model_fields
    prefix = f"{package.models.__name__}."
    return {
        key: str(value.annotation)
        .replace(prefix, "")
        .replace("typing.", "")
        .removeprefix("Optional[")
        .removesuffix(" | None")
        .removeprefix("<class '")
        .removesuffix("'>")
        for key, value in found.items()
    }


PAGES = """
User: {type: object, required: [id], properties: {id: {type: string}}}
Group: {type: object, required: [gid], properties: {gid: {type: integer}}}
Page:
  $id: https://a.test/page
  $defs: {item: {$dynamicAnchor: item, not: {}}}
  type: object
  required: [items]
  properties:
    items: {type: array, items: {$dynamicRef: '#item'}}
    total: {type: integer}
UserPage:
  $id: https://a.test/users
  $defs: {item: {$dynamicAnchor: item, $ref: '#/components/schemas/User'}}
  $ref: '#/components/schemas/Page'
GroupPage:
  $defs: {item: {$dynamicAnchor: item, $ref: '#/components/schemas/Group'}}
  allOf: [{$ref: '#/components/schemas/Page'}]
  properties: {more: {type: boolean}}
"""
USERS = "{$ref: '#/components/schemas/UserPage'}"
GROUPS = "{$ref: '#/components/schemas/GroupPage'}"


@pytest.mark.parametrize("order", [*itertools.permutations(range(3))])
def test_templates_have_the_items_that_are_bound(
    generate: Generate, order: tuple[int, ...]
) -> None:
    answers = [USERS, GROUPS, f"{{type: array, items: {USERS}}}"]
    package = generate(document(PAGES, *(answers[value] for value in order)))
    assert not [
        diagnostic
        for diagnostic in package.diagnostics
        if diagnostic.code == "dynamic-ref"
    ]
    assert fields(package, "UserPage") == {"items": "list[User]", "total": "int"}
    assert fields(package, "GroupPage") == {
        "items": "list[Group]",
        "total": "int",
        "more": "bool",
    }


def test_templates_are_bound_inline_and_through_other_templates(
    generate: Generate,
) -> None:
    package = generate(
        document(
            PAGES + """
Envelope:
  type: object
  properties: {page: {$ref: '#/components/schemas/Page'}, ok: {type: boolean}}
""",
            """
            $defs: {item: {$dynamicAnchor: item, $ref: '#/components/schemas/User'}}
            $ref: '#/components/schemas/Envelope'
            """,
        )
    )
    package.answer({"ok": True, "page": {"items": [{"id": "1"}]}})
    result = package.client().things.call0()
    assert isinstance(result.page.items[0], package.models.User)


RECURSIVE = """
Category:
  %s
  type: object
  properties:
    name: {type: string}
    children: {type: array, items: {%s}}
Localized:
  %s
  allOf: [{$ref: '#/components/schemas/Category'}]
  properties: {locale: {type: string}}
"""


@pytest.mark.parametrize(
    ("anchor", "reference"),
    [
        ("$dynamicAnchor: node", "$dynamicRef: '#node'"),
        ("$recursiveAnchor: true", "$recursiveRef: '#'"),
    ],
)
def test_a_tree_that_is_extended_has_children_of_its_own_kind(
    generate: Generate, anchor: str, reference: str
) -> None:
    schemas = RECURSIVE % (anchor, reference, anchor)
    answers = [
        f"{{$ref: '#/components/schemas/{word}'}}" for word in ("Localized", "Category")
    ]
    package = generate(document(schemas, *answers))
    tree = {"locale": "fr", "children": [{"locale": "de", "children": []}]}
    package.answer(tree)
    things = package.client().things
    child = things.call0().children[0]
    assert (type(child), child.locale) == (package.models.Localized, "de")
    assert isinstance(things.call1().children[0], package.models.Category)


def test_a_recursive_reference_without_anchor_is_the_schema_around_it(
    generate: Generate,
) -> None:
    schema = "{type: object, properties: {child: {$recursiveRef: '#'}}}"
    answer = "{$ref: '#/components/schemas/Node'}"
    package = generate(document(f"Node: {schema}", answer))
    package.answer({"child": {"child": {}}})
    result = package.client().things.call0()
    assert isinstance(result.child.child, package.models.Node)


def test_a_dynamic_reference_may_be_a_pointer(generate: Generate) -> None:
    schemas = (
        PAGES + "Own: {properties: {user: {$dynamicRef: '#/components/schemas/User'}}}"
    )
    package = generate(document(schemas, "{$ref: '#/components/schemas/Own'}"))
    assert fields(package, "Own") == {"user": "User"}


def test_what_leads_nowhere_is_reported(generate: Generate) -> None:
    schemas = "Own: {properties: {user: {$dynamicRef: '#nothing', title: U}}}"
    package = generate(document(schemas, "{$ref: '#/components/schemas/Own'}"))
    [warning] = package.diagnostics
    assert warning.code == "dynamic-ref"
    assert "any value is assumed" in warning.message
    assert fields(package, "Own") == {"user": "Any"}
