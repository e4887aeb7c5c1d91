"""Names of modules and classes that would be the same, and second names."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from tests.stainless.packages import StainlessPackage, built

DOCUMENT = """
paths:
  /pet: {get: {responses: {'200': {description: OK, content: {application/json: {schema:
    {type: object, properties: {a: {type: string}}}}}}}}}
  /pets: {get: {responses: {'200': {description: OK, content: {application/json: {schema:
    {type: object, properties: {b: {type: string}}}}}}}}}
  /urls:
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                sourceURLs: {type: array, items: {type: object, properties: {x: {type: string}}}}
                details: {type: array, items: {type: object, properties: {x: {type: string}}}}
                options: {$ref: '#/components/schemas/Options'}
                both: {$ref: '#/components/schemas/Both'}
      responses:
        '200':
          description: OK
          content: {application/json: {schema: {$ref: '#/components/schemas/Both'}}}
  /maybe: {get: {responses: {'200': {description: OK, content: {application/json: {schema:
    {type: [object, 'null'], properties: {c: {type: string}}}}}}}}}
  /deep: {get: {responses: {'200': {description: OK, content: {application/json: {schema:
    {$ref: '#/components/schemas/Search'}}}}}}}
components:
  schemas:
    Options: {type: object, properties: {limit: {type: integer}}}
    Both: {type: object, properties: {size: {type: integer}}}
    Search: {type: object, properties: {hits: {type: integer}}}
"""
CONFIGURATION = """
custom_casings: {ocr: {pascal: OCR, snake: ocr}}
resources:
  pet: {methods: {list: get /pet}}
  pets: {methods: {list: get /pets, find: get /maybe}}
  urls:
    models:
      options: {openapi_uri: Options, no_params_suffix: true}
      both: {openapi_uri: Both, no_params_suffix: true}
      other: {type: alias, to: both}
    methods: {create: post /urls}
  search:
    models: {search: Search}
    subresources:
      ocr_settings: {methods: {get: get /deep}}
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> StainlessPackage:
    return built(tmp_path_factory.mktemp("names"), DOCUMENT, CONFIGURATION)


def names(folder: Path) -> set[str]:
    return {path.stem for path in folder.glob("*.py")}


def test_modules_do_not_replace_each_other(package: StainlessPackage) -> None:
    types = package.load("types")
    assert [*types.PetListResponse.model_fields] == ["a"]
    assert [*types.PetListResponse2.model_fields] == ["b"]
    package.answer({"b": "1"})
    assert isinstance(package.client().pets.list(), types.PetListResponse2)


def test_items_have_singular_names(package: StainlessPackage) -> None:
    module = package.load("types.url_create_params")
    assert module.__all__ == ["URLCreateParams", "Detail", "SourceURL"]


def test_a_suffix_is_left_out_where_nothing_else_has_the_name(
    package: StainlessPackage,
) -> None:
    found = names(package.folder / "types")
    assert {"options", "both", "both_param"} <= found
    assert "options_param" not in found
    types = package.load("types")
    assert types.Options.__total__ is False
    assert types.BothParam.__total__ is False
    assert [*types.Both.model_fields] == ["size"]


def test_second_names_are_the_same_class(package: StainlessPackage) -> None:
    types = package.load("types")
    assert types.Other is types.Both
    assert types.OtherParam is types.BothParam


def test_a_module_beside_a_package_of_its_name_is_inside(
    package: StainlessPackage,
) -> None:
    types = package.load("types")
    assert package.load("types.search").Search is types.Search
    assert types.Search.__module__.endswith("types.search.search")


def test_a_result_may_be_null(package: StainlessPackage) -> None:
    pets = package.client().pets
    package.answer({"c": "1"})
    assert isinstance(pets.find(), package.load("types").PetFindResponse)
    package.answers.clear()
    package.answer(text="null", headers={"content-type": "application/json"})
    assert pets.find() is None
    assert str(inspect.signature(pets.find).return_annotation) == (
        "Optional[PetFindResponse]"
    )
