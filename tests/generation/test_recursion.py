"""Classes that lead to one another, hundreds of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.generation.build import Generate
from tests.generation.echo import echo, received, ref

STRING = {"type": "string"}
INTEGER = {"type": "integer"}


def blocks(count: int, *, told: bool) -> dict[str, Any]:
    """Variants with children of any variant."""
    variants = [ref(f"Block{number}") for number in range(count)]
    selector = {"discriminator": {"propertyName": "kind"}} if told else {}
    return {
        "Block": {"oneOf": variants, **selector},
        **{
            f"Block{number}": {
                "type": "object",
                "required": ["kind"],
                "properties": {
                    "kind": {"enum": [f"k{number}"]},
                    "when": {"type": "string", "format": "date-time"},
                    "children": {"type": "array", "items": ref("Block")},
                    "byName": {"type": "object", "additionalProperties": ref("Block")},
                },
            }
            for number in range(count)
        },
    }


@pytest.mark.parametrize(("count", "told"), [(50, True), (50, False), (400, True)])
def test_variants_contain_all_variants(
    generate: Generate, count: int, told: bool
) -> None:
    package = generate(echo(ref("Block"), blocks(count, told=told)))
    last = {"kind": f"k{count - 1}", "when": "2026-01-02T03:04:05Z"}
    found = received(
        package,
        {"kind": "k3", "children": [{"kind": "k7", "byName": {"x": last}}, last]},
    )
    inner = found.children[0].by_name["x"]
    kinds = [type(child).__name__ for child in (found, *found.children, inner)]
    assert kinds == ["Block3", "Block7", f"Block{count - 1}", f"Block{count - 1}"]
    assert (inner.when.year, inner.when.tzinfo is not None) == (2026, True)


def test_deferred_members_are_read_leniently(generate: Generate) -> None:
    package = generate(echo(ref("Block"), blocks(50, told=True)))
    value = {
        "kind": "k3",
        "children": [{"kind": "k7", "byName": {"x": {"kind": "new", "more": 1}}}, 5],
    }
    package.answer({"value": value})
    found = package.client().echo.send(value={"kind": "k3"}).value
    seven, five = found.children
    assert (type(seven), five) == (package.models.Block7, 5)
    assert type(seven.by_name["x"]) is package.module._runtime.BaseModel
    assert found.to_dict() == value


@pytest.mark.parametrize("closed", [False, True])
def test_a_chain_of_a_thousand_classes(generate: Generate, closed: bool) -> None:
    count = 1000
    schemas: dict[str, Any] = {
        f"Link{number}": {
            "type": "object",
            "properties": {"linkNo": INTEGER, "next": ref(f"Link{number + 1}")},
        }
        for number in range(count)
    }
    end = {"next": ref("Link0")} if closed else {}
    schemas[f"Link{count}"] = {
        "type": "object",
        "properties": {"linkNo": INTEGER, **end},
    }
    document = echo(ref("Link0"), schemas)
    # Only received: pyright cannot follow a thousand dictionaries inside one another.
    del document["paths"]["/echo"]["post"]["requestBody"]
    package = generate(document)
    value: dict[str, Any] = {"linkNo": 90}
    for number in range(90):
        value = {"linkNo": 89 - number, "next": value}
    package.answer({"value": value})
    client = package.client(_strict_response_validation=True)
    found = client.echo.send().value
    for number in range(91):
        assert (type(found).__name__, found.link_no) == (f"Link{number}", number)
        found = found.next
    assert found is None


def test_further_members_lead_back(generate: Generate) -> None:
    count = 20
    schemas: dict[str, Any] = {
        f"Node{number}": {
            "type": "object",
            "properties": {"a": STRING},
            "additionalProperties": ref(f"Node{(number + 1) % count}"),
        }
        for number in range(count)
    }
    package = generate(echo(ref("Node0"), schemas))
    value: dict[str, Any] = {"a": "end"}
    for _ in range(40):
        value = {"inner": value}
    found = received(package, value)
    for number in range(40):
        assert type(found).__name__ == f"Node{number % count}"
        found = found.inner
    assert found.a == "end"


def test_small_circles_are_built_at_once(generate: Generate) -> None:
    schemas = {
        "Tree": {
            "type": "object",
            "properties": {"leaves": {"type": "array", "items": ref("Leaf")}},
        },
        "Leaf": {"type": "object", "properties": {"tree": ref("Tree")}},
    }
    package = generate(echo(ref("Tree"), schemas))
    assert not "Deferred[" in package.files["types/models.py"]


def test_python_names_count_where_users_make_models(generate: Generate) -> None:
    package = generate(echo(ref("Block"), blocks(20, told=True)))
    models = package.models
    inner = models.Block2(kind="k2", by_name={"x": models.Block1(kind="k1")})
    made = models.Block1(kind="k1", children=[inner])
    assert made.children == [inner]
    read = models.Block1.model_validate(
        {"kind": "k1", "children": [{"kind": "k2", "by_name": {}}]}
    )
    assert read.children[0].by_name == {}
    with pytest.raises(ValueError, match="kind"):
        models.Block1(kind="k1", children=[{"kind": "other"}])
