"""Documents cut into the pages of a site, as publishers' tools do it, and read back."""

from __future__ import annotations

import copy
import re
from pathlib import Path

import pytest

from benchmarks.sites.comparison import (
    DIFFERENT,
    FAILED,
    OK,
    compared,
    differences,
    judged,
    whole,
)
from benchmarks.sites.cutting import STYLES, Json, Site, cut, written
from benchmarks.sites.serving import PASSING, serving
from tests.commands.test_command_line import Project

SPECS = Path(__file__).parents[2] / "specs"

SHOP = """
openapi: 3.0.3
info: {title: Shop API, version: 1.2.3, description: Items and orders.}
servers: [{url: "https://api.shop.test/v1"}]
security: [{key: []}]
tags: [{name: Items}, {name: Orders}]
paths:
  /items:
    parameters: [{$ref: "#/components/parameters/Tenant"}]
    get:
      operationId: Items_list
      summary: List items
      tags: [Items]
      parameters:
        - {name: limit, in: query, schema: {type: integer, maximum: 100}}
        - {name: "no", in: query, schema: {type: string, enum: ["on", "1e3", "null"]}}
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema: {type: array, items: {$ref: "#/components/schemas/Item"}}
        default: {$ref: "#/components/responses/Failed"}
    post:
      operationId: Items_create
      summary: Create an item
      tags: [Items]
      description: |
        For example:

        ```
        {"name": "x"}
        ```

        # Not a heading
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: "#/components/schemas/Item"}}
      responses: {"201": {description: Done.}}
  /orders/{id}:
    get:
      operationId: Orders_get
      tags: [Orders]
      security: []
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200":
          description: Done.
          content:
            application/json: {schema: {$ref: "#/components/schemas/Order"}}
components:
  parameters:
    Tenant: {name: X-Tenant, in: header, schema: {type: string}}
  responses:
    Failed:
      description: Failed.
      content:
        application/json: {schema: {$ref: "#/components/schemas/Problem"}}
  schemas:
    Problem:
      type: object
      required: [code, text]
      properties: {code: {type: integer}, text: {type: string}, title: {type: string}}
    Item:
      type: object
      required: [name, kind]
      properties:
        name: {type: string, description: Its name.}
        kind: {type: string, enum: [small, large]}
        parts: {type: array, items: {$ref: "#/components/schemas/Item"}}
    Order:
      oneOf:
        - {$ref: "#/components/schemas/Gift"}
        - {$ref: "#/components/schemas/Sale"}
      discriminator:
        propertyName: type
        mapping: {gift: "#/components/schemas/Gift", sale: "#/components/schemas/Sale"}
    Gift: {type: object, required: [type], properties: {type: {type: string}}}
    Sale:
      type: object
      required: [type, items]
      properties:
        type: {type: string}
        items: {type: array, items: {$ref: "#/components/schemas/Item"}}
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Json:
    path = tmp_path / "shop.yaml"
    path.write_text(SHOP, "utf-8")
    return whole(path)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("style", STYLES)
def test_a_site_says_what_its_document_says(shop: Json, style: str, seed: int) -> None:
    outcome = judged(shop, cut(shop, style, seed), style)
    assert outcome.verdict == OK, outcome.reason


@pytest.mark.parametrize("style", STYLES)
def test_a_site_of_a_real_document_does_too(style: str) -> None:
    outcome = compared(SPECS / "browserbase.yaml", style)
    assert outcome.verdict == OK, outcome.reason


@pytest.mark.parametrize("style", STYLES)
def test_a_site_of_a_server_with_troubles_does_too(style: str, tmp_path: Path) -> None:
    document = many(tmp_path)
    site = cut(document, style, seed=1, stale=0.1)
    outcome = judged(document, site, style, seed=1)
    assert outcome.verdict == OK, outcome.reason


def test_one_command_makes_a_client_of_a_site(tmp_path: Path) -> None:
    document = many(tmp_path)
    project = Project(tmp_path)
    project.write("pyproject.toml", "[tool.clientsmith]\n")
    with serving(cut(document, "mintlify", stale=0.1)) as served:
        served.spoil(PASSING, seed=1)
        done = project.run("add", f"{served.url}/llms.txt", "--pages", "--name", "shop")
    assert done.returncode == 0, done.stderr
    assert "older versions" in done.stderr
    before = project.write("before.yaml", written(document))
    assert differences(before, tmp_path / "specs" / "shop.yaml") == []


def many(folder: Path) -> Json:
    """The shop's document with forty operations more."""
    path = folder / "many.yaml"
    path.write_text(SHOP, "utf-8")
    document = whole(path)
    for number in range(40):
        item = copy.deepcopy(document["paths"]["/items"])
        for method, ending in (("get", "list"), ("post", "create")):
            item[method]["operationId"] = f"Items{number}_{ending}"
        document["paths"][f"/items/{number}"] = item
    return document


def changed(site: Site, name: str, old: str, new: str) -> Site:
    """The site with another text in one page."""
    text = site[f"api-reference/{name}.md"]
    assert re.search(old, text), text
    return {**site, f"api-reference/{name}.md": re.sub(old, new, text)}


@pytest.mark.parametrize(
    ("page", "old", "new", "verdict"),
    [
        ("get-items", "maximum: 100", "maximum: 50", DIFFERENT),
        ("get-orders-id", " *security: \\[\\]\r?\n", "", DIFFERENT),
        ("get-items", "- kind", "- sort", FAILED),
        ("get-items", "````\\s*$", "", FAILED),
    ],
)
def test_a_page_that_says_something_else_is_seen(
    shop: Json, page: str, old: str, new: str, verdict: str
) -> None:
    site = changed(cut(shop, "mintlify"), page, old, new)
    assert judged(shop, site, "mintlify").verdict == verdict


def test_a_page_that_is_missing_is_seen(shop: Json) -> None:
    site = cut(shop, "fern")
    del site["api-reference/get-items.md"]
    assert judged(shop, site, "fern").verdict == DIFFERENT
