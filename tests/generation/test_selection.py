"""A client may be made of a part of an API."""

from __future__ import annotations

from typing import Any

import pytest

from clientsmith.diagnostics import DiagnosticError
from tests.generation.build import Generate

DOCUMENT = """
components:
  schemas:
    Pet: {type: object, properties: {owner: {$ref: '#/components/schemas/Owner'}}}
    Owner: {type: object, properties: {name: {type: string}}}
    Bill: {type: object, properties: {total: {type: integer}}}
paths:
  /pets:
    get:
      tags: [pets]
      responses:
        200: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
    post: {tags: [pets], operationId: createPet, deprecated: true}
  /pets/{id}/bills:
    get:
      tags: [bills]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        200:
          content: {application/json: {schema: {$ref: '#/components/schemas/Bill'}}}
  /status:
    get: {tags: [internal]}
"""


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        ({}, {"GET /pets", "POST /pets", "GET /pets/{id}/bills", "GET /status"}),
        ({"include": {"tags": ["pets"]}}, {"GET /pets", "POST /pets"}),
        (
            {"include": {"tags": ["bills"], "operations": ["createPet"]}},
            {"GET /pets/{id}/bills", "POST /pets"},
        ),
        (
            {"include": {"paths": ["/pets*"]}, "exclude": {"deprecated": True}},
            {"GET /pets", "GET /pets/{id}/bills"},
        ),
        (
            {"exclude": {"paths": ["/pets/*"], "operations": ["GET /status"]}},
            {"GET /pets", "POST /pets"},
        ),
    ],
)
def test_operations_are_selected(
    generate: Generate, options: dict[str, Any], kept: set[str]
) -> None:
    package = generate(DOCUMENT, **options)
    index = (package.folder / "api.md").read_text("utf-8")
    everything = {"GET /pets", "POST /pets", "GET /pets/{id}/bills", "GET /status"}
    assert {value for value in everything if f"`{value}`" in index} == kept


def test_only_what_they_reach_is_generated(generate: Generate) -> None:
    package = generate(DOCUMENT, include={"paths": ["/pets"]})
    models = (package.folder / "types" / "models.py").read_text("utf-8")
    assert "class Owner" in models
    assert "class Bill" not in models
    assert not (package.folder / "resources" / "internal.py").exists()


def test_what_selects_nothing_is_an_error(generate: Generate) -> None:
    wrong = {"tags": ["pet"], "paths": ["/dogs/*"], "operations": ["createpet"]}
    with pytest.raises(DiagnosticError) as raised:
        generate(DOCUMENT, exclude=wrong, package="pets_api")
    exclude = "clients.pets_api.exclude"
    assert {
        (diagnostic.message, diagnostic.hint) for diagnostic in raised.value.diagnostics
    } == {
        (f"{exclude}: the document has no tag `pet`", "did you mean `pets`?"),
        (f"{exclude}: the document has no path `/dogs/*`", None),
        (
            f"{exclude}: the document has no operation `createpet`",
            "did you mean `createPet`?",
        ),
    }


def test_what_is_configured_for_an_excluded_operation_is_no_mistake(
    generate: Generate,
) -> None:
    generate(
        DOCUMENT,
        include={"tags": ["pets"]},
        methods={"GET /status": "health.check"},
    )
