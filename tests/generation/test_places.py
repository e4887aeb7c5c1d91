"""Names of types follow from their places, whatever else the document has."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from clientsmith.pipeline import describe
from tests.generation.build import Generate, completed, configured

DOCUMENT = """
paths:
  /pets:
    get:
      operationId: listPets
      tags: [pets]
      parameters:
        - {$ref: '#/components/parameters/Filter'}
      responses:
        '200': {description: '', content: {application/json: {schema: {type: array, items: {type: object, properties: {owner: {type: object, properties: {name: {type: string}}}}}}}}}
        default: {$ref: '#/components/responses/Failure'}
    post:
      operationId: createPet
      tags: [pets]
      requestBody: {$ref: '#/components/requestBodies/PetBody'}
      responses:
        '200': {$ref: '#/paths/~1owners/get/responses/200'}
        default: {$ref: '#/components/responses/Failure'}
  /owners:
    get:
      operationId: listOwners
      tags: [owners]
      responses:
        '200': {description: '', content: {application/json: {schema: {type: object, properties: {found: {type: integer}, last: {$ref: '#/components/schemas/Error'}}}}}}
        '404': {$ref: '#/components/responses/Error'}
        default: {$ref: '#/components/responses/Failure'}
  /stays:
    get:
      operationId: listStays
      tags: [stays]
      responses:
        '200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Stay/properties/room'}}}}
    post:
      operationId: createStay
      tags: [stays]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Stay'}}}}
components:
  parameters:
    Filter: {name: filter, in: query, content: {application/json: {schema: {type: object, properties: {kind: {type: string}}}}}}
  requestBodies:
    PetBody: {content: {application/json: {schema: {type: object, required: [home], properties: {home: {type: object, properties: {street: {type: string}}}}}}}}
  responses:
    Failure: {description: '', content: {application/json: {schema: {type: object, properties: {details: {type: object, properties: {reason: {type: string}}}}}}}}
    Error: {description: '', content: {application/json: {schema: {type: object, properties: {code: {type: integer}}}}}}
  schemas:
    Error: {type: object, properties: {text: {type: string}}}
    Stay:
      type: object
      properties:
        room: {type: object, properties: {number: {type: integer}}}
        last: {$ref: '#/components/schemas/Error'}
"""


def names(folder: Path, document: dict[str, Any]) -> dict[tuple[str, str], str]:
    """The names of types, by their direction and the pointers of schemas."""
    path = folder / "document.json"
    path.write_text(json.dumps(completed(document)), encoding="utf-8")
    types = describe(configured(path, "client", folder / "out")).names.types
    return {
        **{("sent", key.pointer): name for key, name in types.request.items()},
        **{("got", key.pointer): name for key, name in types.response.items()},
    }


def test_shared_parts_name_their_types(tmp_path: Path) -> None:
    found = set(names(tmp_path, yaml.safe_load(DOCUMENT)).values())
    assert {"Failure", "FailureDetails", "FilterParam"} <= found
    assert {"PetBodyParam", "PetBodyHomeParam", "StayRoom"} <= found
    # A schema has the name first; a part says of what kind it is.
    assert {"Error", "ErrorResponse"} <= found
    # Where it stands, not where it is used.
    assert "OwnerListResponse" in found
    assert "PetCreateResponse" not in found


QUALIFIED = """
paths:
  /pets:
    get:
      operationId: listPets
      responses:
        '200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
        '404': {$ref: '#/components/responses/404'}
components:
  responses:
    '404': {description: '', content: {application/json: {schema: {type: object, properties: {reason: {type: string}}}}}}
  schemas:
    Model: {type: object, properties: {name: {type: string}}}
    Food: {oneOf: [{type: string}, {type: object, properties: {kind: {const: dry}}}]}
    Pet:
      type: object
      properties:
        model: {$ref: '#/components/schemas/Model'}
        food: {$ref: '#/components/schemas/Food'}
        stay: {type: object, properties: {from: {type: string}}}
        stays: {type: array, items: {type: object, properties: {to: {type: string}}}}
"""


def test_a_word_of_its_place_tells_a_type_from_others(tmp_path: Path) -> None:
    found = set(names(tmp_path, yaml.safe_load(QUALIFIED)).values())
    # A digit cannot begin a name, `Model` is taken, and so is the name of the union.
    assert {"Response404", "ModelType", "Food", "FoodDry"} <= found
    assert {"PetStay", "PetStayItem"} <= found
    assert not [name for name in found if name.endswith("2")]


BASE: dict[str, Any] = yaml.safe_load(DOCUMENT)
OPERATIONS = [
    (path, method)
    for path, item in BASE["paths"].items()
    for method in item
    # Others refer to its response.
    if path != "/owners"
]


@settings(max_examples=25, deadline=None)
@given(removed=st.sets(st.sampled_from(OPERATIONS)), turned=st.booleans())
def test_other_operations_rename_nothing(
    removed: set[tuple[str, str]],
    turned: bool,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("names")
    document = copy.deepcopy(BASE)
    for path, method in removed:
        del document["paths"][path][method]
    if turned:
        document["paths"] = dict(reversed(document["paths"].items()))
    expected = names(folder, BASE)
    for place, name in names(folder, document).items():
        assert expected.get(place, name) == name, place


@pytest.mark.parametrize(
    ("variants", "expected"),
    [
        ("{title: Cat}, {title: Dog toy}", ["CageCat", "CageDogToy"]),
        ("{title: Cage of cats}, {title: Cage}", ["CageOfCats", "CageDetails"]),
        (
            "{properties: {card: {type: string}}}, {properties: {iban: {type: string}}}",
            ["CageCard", "CageIban"],
        ),
        (
            "{required: [two], properties: {one: {}, two: {}}}, {properties: {x: {}}}",
            ["CageTwo", "CageX"],
        ),
        ("{minProperties: 1}, {}", ["CageVariant1", "CageVariant2"]),
    ],
)
def test_variants_are_named_by_titles_and_members(
    generate: Generate, variants: str, expected: list[str]
) -> None:
    kinds = yaml.safe_load(f"[{variants}]")
    for kind in kinds:
        kind.setdefault("properties", {})["size"] = {"type": "integer"}
    document = {
        "paths": {
            "/cages": {
                "get": {
                    "operationId": "getCage",
                    "tags": ["cages"],
                    "responses": {
                        "200": {
                            "description": "",
                            "content": {
                                "application/json": {
                                    "schema": {"$ref": "#/components/schemas/Cage"}
                                }
                            },
                        }
                    },
                }
            }
        },
        "components": {
            "schemas": {
                "Cage": {"oneOf": [{"type": "object", **value} for value in kinds]}
            }
        },
    }
    package = generate(document)
    for name in expected:
        assert hasattr(package.models, name)


def nested(*steps: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "object", "properties": {"end": {}}}
    for step in reversed(steps):
        schema = {"type": "object", "properties": {step: schema}}
    return schema


def test_long_names_leave_out_their_middle_and_no_word_stands_twice(
    tmp_path: Path,
) -> None:
    way = (
        "payment_method",
        "processing_options",
        "bank_transfer",
        "account",
        "account",
    )
    document = {"components": {"schemas": {"Order": nested(*way)}}}
    body = {"$ref": "#/components/schemas/Order"}
    content = {"application/json": {"schema": body}}
    response = {"200": {"description": "", "content": content}}
    document |= {"paths": {"/orders/{id}": {"get": {"responses": response}}}}
    found = names(tmp_path, document)
    assert set(found.values()) == {
        "Order",
        "OrderPaymentMethod",
        "OrderPaymentMethodProcessingOptions",
        "OrderPaymentMethodProcessingOptionsBankTransfer",
        "OrderPaymentMethodProcessingOptionsBankTransferAccount",
        "OrderProcessingOptionsBankTransferAccountDetails",
    }


@pytest.mark.parametrize(
    ("identifier", "method"),
    [
        ("listOAuthTokens", "list_oauth_tokens"),
        ("list_IPv6_ranges", "list_ipv6_ranges"),
        ("resizeK8sCluster", "resize_k8s_cluster"),
        ("getMySQLConfig", "retrieve_mysql_config"),
        ("DOAuth", "do_auth"),
    ],
)
def test_known_names_are_one_word(tmp_path: Path, identifier: str, method: str) -> None:
    path = tmp_path / "document.json"
    operation = {"operationId": identifier, "tags": ["things"]}
    document = completed({"paths": {"/x": {"post": operation}, "/y": {"get": {}}}})
    path.write_text(json.dumps(document), encoding="utf-8")
    described = describe(configured(path, "client", tmp_path / "out"))
    assert described.names.methods["POST /x"].method == method


@pytest.mark.parametrize(
    ("servers", "expected"),
    [
        (["https://eu.acme.test", "https://us.acme.test"], ["eu", "us"]),
        (["https://acme.test/v4", "https://acme.test/v4beta"], ["default", "beta"]),
        (["https://acme.test", "https://sandbox.acme.test"], ["default", "sandbox"]),
        (["https://a.test/x", "http://localhost:80/x"], ["a", "local"]),
    ],
)
def test_environments_are_what_tells_the_addresses_apart(
    tmp_path: Path, servers: list[str], expected: list[str]
) -> None:
    path = tmp_path / "document.json"
    document = completed({"servers": [{"url": server} for server in servers]})
    path.write_text(json.dumps(document), encoding="utf-8")
    described = describe(configured(path, "client", tmp_path / "out"))
    assert [*described.names.client.environments] == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Kernel", "The Kernel API."),
        ("KYC API Documentation", "The KYC API."),
        ("Acme API v2", "The Acme API v2."),
        ("Documentation", "The Documentation API."),
    ],
)
def test_the_client_is_introduced_by_the_name_of_the_api(
    generate: Generate, title: str, expected: str
) -> None:
    about = {
        "title": title,
        "version": "1",
        "description": "# Start\n\nFirst.\n\nLater.",
    }
    package = generate({"info": about})
    assert (package.module.__doc__ or "").strip() == expected
    doc = getattr(package.module, package.described.names.client.client).__doc__
    assert doc.startswith("First.\n\n")
    assert "Later" not in doc
