"""Names of a document that the generated code needs for something else."""

from __future__ import annotations

import importlib
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any

import anyio
import pytest

from clientsmith.diagnostics import DiagnosticError, format_diagnostic
from clientsmith.naming import modules
from tests.generation.build import Generate

STRING = {"type": "string"}
DATES = {"type": "array", "items": {"type": "string", "format": "date"}}


def operation(tag: str, identifier: str, schema: object = None) -> dict[str, Any]:
    content = {"content": {"application/json": {"schema": schema}}} if schema else {}
    return {
        "operationId": identifier,
        "tags": [tag],
        "responses": {"200": {"description": "", **content}},
    }


def problems(error: pytest.ExceptionInfo[DiagnosticError]) -> str:
    return "\n".join(map(format_diagnostic, error.value.diagnostics))


def test_a_resource_may_be_called_like_the_client_and_its_options(
    generate: Generate,
) -> None:
    package = generate(
        {
            "paths": {
                "/a": {"get": operation("globex", "globex/fetch_it")},
                "/b": {"get": operation("globex_options", "globex_options/fetch_it")},
                "/c": {"get": operation("async_globex", "async_globex/fetch_it")},
            }
        },
        package="globex",
    )
    client = package.client()
    client.globex.fetch_it()
    client.globex_options.fetch_it()
    client.async_globex.fetch_it()
    assert [request.url.path for request in package.requests] == ["/a", "/b", "/c"]


@pytest.mark.parametrize(
    "name",
    ["operation", "resource", "page", "server", "variable", "secret", "omit", "any"],
)
def test_a_resource_may_be_called_like_a_class_of_the_runtime(
    generate: Generate, name: str
) -> None:
    package = generate({"paths": {"/a": {"get": operation(name, f"{name}/run")}}})
    getattr(package.client(), name).run()
    assert package.request.url.path == "/a"


@pytest.mark.parametrize(
    "name", ["get", "close", "copy", "delete", "request", "is_closed", "with_options"]
)
def test_a_resource_called_like_a_method_of_the_client_gets_an_underscore(
    generate: Generate, name: str
) -> None:
    package = generate({"paths": {"/a": {"get": operation(name, f"{name}/run")}}})
    getattr(package.client(), f"{name}_").run()
    assert package.request.url.path == "/a"


def test_classes_of_neighbouring_resources_do_not_meet(generate: Generate) -> None:
    names = ["pet", "raw_pet", "async_pet", "streaming_pet", "async_raw_pet"]
    paths = {f"/{name}": {"get": operation(name, f"{name}/run")} for name in names}
    package = generate({"paths": paths})
    client = package.client()
    for name in names:
        getattr(client, name).run()
        getattr(client, name).with_raw_response.run()
        assert [one.url.path for one in package.requests[-2:]] == [f"/{name}"] * 2


def test_arguments_called_like_types_do_not_hide_them(generate: Generate) -> None:
    get = operation("days", "days/list", DATES)
    get["parameters"] = [
        {"name": name, "in": "query", "schema": STRING}
        for name in ("list", "date", "str", "dict", "builtins", "datetime", "object")
    ]
    package = generate({"paths": {"/days": {"get": get}}})
    package.answer(["2024-05-19"])
    days = package.client().days
    assert days.list(list="a", date="b", str="c") == [date(2024, 5, 19)]
    assert package.query == [("list", "a"), ("date", "b"), ("str", "c")]


def test_methods_called_like_types_do_not_hide_them(generate: Generate) -> None:
    paths = {
        f"/{name}": {"get": operation("days", f"days/{name}", DATES)}
        for name in ("list", "date", "str", "omit", "deprecated", "property")
    }
    paths["/list"]["get"]["deprecated"] = True
    package = generate({"paths": paths})
    package.answer(["2024-05-19"])
    days = package.client().days
    assert days.date() == days.str() == days.property() == [date(2024, 5, 19)]
    assert days.omit_() == days.deprecated_() == [date(2024, 5, 19)]


def test_a_nested_resource_goes_before_a_method_of_its_name(
    generate: Generate,
) -> None:
    package = generate(
        {
            "paths": {
                "/browsers/fs": {"get": operation("browsers", "browsers/fs")},
                "/read": {"get": operation("browsers", "readFile")},
            }
        },
        methods={"readFile": "browsers.fs.read"},
    )
    client = package.client()
    client.browsers.fs.read()
    assert package.request.url.path == "/read"
    client.browsers.with_raw_response.fs.read()
    client.browsers.fs_get()
    assert package.request.url.path == "/browsers/fs"


def test_a_configured_name_goes_before_one_by_rule(generate: Generate) -> None:
    package = generate(
        {
            "paths": {
                "/pets": {"get": operation("pets", "listPets")},
                "/pets/all/of/them": {"get": operation("pets", "everything")},
            }
        },
        methods={"everything": "pets.list"},
    )
    package.client().pets.list()
    assert package.request.url.path == "/pets/all/of/them"


def test_a_component_may_be_called_like_a_configured_type(generate: Generate) -> None:
    package = generate(
        {
            "paths": {
                "/a": {
                    "get": operation(
                        "a", "a/run", {"$ref": "#/components/schemas/Decimal"}
                    )
                }
            },
            "components": {
                "schemas": {
                    "Decimal": {
                        "type": "object",
                        "properties": {"id": {"type": "string", "format": "decimal"}},
                    }
                }
            },
        },
        formats={"decimal": "decimal.Decimal"},
    )
    package.answer({"id": "1.50"})
    found = package.client().a.run()
    assert type(found).__name__ == "Decimal2"
    assert found.id == Decimal("1.5")


def test_a_simple_name_goes_before_the_end_of_a_dotted_one(generate: Generate) -> None:
    names = ["a.api.Error", "b.api.Error", "Error"]
    schemas = {name: {"type": "object", "properties": {name: STRING}} for name in names}
    paths = {
        f"/{at}": {
            "get": operation("x", f"x/m{at}", {"$ref": f"#/components/schemas/{name}"})
        }
        for at, name in enumerate(names)
    }
    package = generate({"paths": paths, "components": {"schemas": schemas}})
    client = package.client()
    found = [type(getattr(client.x, f"m{at}")()).__name__ for at in range(3)]
    assert found == ["ApiError", "BApiError", "Error"]


def test_members_called_like_what_a_model_has_keep_out_of_its_way(
    generate: Generate,
) -> None:
    names = [
        "items",
        "has_next_page",
        "iter_pages",
        "to_json",
        "model_dump",
        "builtins",
    ]
    schema = {"type": "object", "properties": dict.fromkeys(names, STRING)}
    package = generate({"paths": {"/a": {"get": operation("a", "a/run", schema)}}})
    package.answer({name: name.upper() for name in names})
    found = package.client().a.run()
    assert found.to_dict() == {name: name.upper() for name in names}
    assert (found.items, found.builtins_) == ("ITEMS", "BUILTINS")


def test_a_type_whose_name_ends_like_none_is_still_optional(generate: Generate) -> None:
    tls = {"type": "string", "enum": ["a", "b"]}
    member = {"$ref": "#/components/schemas/TlsNone"}
    schema = {"type": "object", "properties": {"tls": member}}
    package = generate(
        {
            "paths": {"/a": {"get": operation("a", "a/run", schema)}},
            "components": {"schemas": {"TlsNone": tls}},
        }
    )
    package.answer({})
    assert package.client(_strict_response_validation=True).a.run().tls is None


def test_servers_share_a_variable_of_the_same_name(generate: Generate) -> None:
    package = generate(
        {
            "servers": [
                {
                    "url": "https://{zone}.a.test",
                    "variables": {"zone": {"default": "x"}},
                },
                {
                    "url": "https://{zone}.b.test",
                    "variables": {"zone": {"default": "y"}},
                },
            ],
            "paths": {"/a": {"get": operation("a", "a/run")}},
        }
    )
    package.client(zone="eu").a.run()
    assert package.request.url.host == "eu.a.test"


@pytest.mark.parametrize(
    ("options", "message", "hint"),
    [
        (
            {"arguments": {"getPet query.nme": "called"}},
            "`getPet` has no argument `query.nme`",
            "did you mean `query.name`?",
        ),
        (
            {"types": {"Pat": "Animal"}},
            "no type of the document is called `Pat`",
            "did you mean `Pet`?",
        ),
        (
            {"types": {"#/components/schemas/Pet/properties/name": "PetName"}},
            "no type of the document is called "
            "`#/components/schemas/Pet/properties/name`",
            "",
        ),
        (
            {"methods": {"getPet": "close.now"}},
            "every client has a `close` of its own",
            "choose another name for the resource",
        ),
    ],
)
def test_configuration_that_has_no_effect_is_an_error(
    generate: Generate, options: dict[str, Any], message: str, hint: str
) -> None:
    get = operation("pets", "getPet", {"$ref": "#/components/schemas/Pet"})
    get["parameters"] = [{"name": "name", "in": "query", "schema": STRING}]
    pet = {"type": "object", "properties": {"name": STRING}}
    with pytest.raises(DiagnosticError) as error:
        generate(
            {"paths": {"/pets": {"get": get}}, "components": {"schemas": {"Pet": pet}}},
            **options,
        )
    assert message in problems(error)
    assert hint in problems(error)


def test_an_inline_object_is_named_by_its_pointer(generate: Generate) -> None:
    schema = {"type": "object", "properties": {"name": STRING}}
    where = "/paths/~1a/get/responses/200/content/application~1json/schema"
    package = generate(
        {"paths": {"/a": {"get": operation("a", "a/run", schema)}}},
        types={f"#{where}": "Animal"},
    )
    package.answer({"name": "Tom"})
    assert type(package.client().a.run()).__name__ == "Animal"


@pytest.mark.parametrize(
    ("path", "method", "identifier", "name"),
    [
        # FastAPI and springfox write the path or the HTTP method behind the name.
        (
            "/items/{item_id}",
            "get",
            "read_item_items__item_id__get",
            "shop.retrieve_item",
        ),
        ("/orders", "get", "getOrdersUsingGET_1", "shop.list_orders"),
        ("/orders/{id}", "get", "getOrderById", "shop.retrieve_order_by_id"),
        ("/shops/{id}", "get", "getShopById", "shop.retrieve"),
        ("/shop/settings", "get", "getSettings", "shop.retrieve_settings"),
        # What says nothing, or the path once more, is left to the path.
        ("/orders", "get", "58d8bcb7a9e6240e200cff24", "shop.list_orders"),
        ("/orders.json", "get", "-", "shop.list_orders"),
        ("/orders", "get", "/orders/{x}", "shop.list_orders"),
        ("/shops/{id}/orders", "post", None, "shop.create_order"),
        ("/shops/{id}/close", "post", None, "shop.close"),
    ],
)
def test_what_frameworks_add_to_names_is_left_out(
    generate: Generate, path: str, method: str, identifier: str | None, name: str
) -> None:
    found = operation("shop", identifier or "")
    if identifier is None:
        del found["operationId"]
    found["parameters"] = [
        {"name": word, "in": "path", "required": True, "schema": STRING}
        for word in ("id", "item_id")
        if f"{{{word}}}" in path
    ]
    assert generate({"paths": {path: {method: found}}}).methods == [name]


@pytest.mark.parametrize(
    ("path", "name"),
    [("/sendMessage", "api.send_message"), ("/#X-Target=A.AddTags", "api.create")],
)
def test_a_path_may_be_the_name_of_a_function(
    generate: Generate, path: str, name: str
) -> None:
    package = generate({"paths": {path: {"post": {}}}})
    assert package.methods == [name]


TYPES = """
paths:
  /types:
    get:
      operationId: types_list
      tags: [types]
      responses: &answers
        "200": {content: {application/json: {schema: {$ref: "#/components/schemas/types"}}}}
        "202": {content: {application/json: {schema: {$ref: "#/components/schemas/Deep"}}}}
        default: {content: {application/json: {schema: {$ref: "#/components/schemas/Err"}}}}
    post:
      operationId: types_create
      tags: [types]
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                types: {$ref: "#/components/schemas/types"}
                typesOf: {$ref: "#/components/schemas/Deep"}
      responses: *answers
  /others:
    get:
      operationId: others_types
      tags: [others]
      parameters:
      - {name: types, in: query, schema: {enum: [a, b]}}
      responses: *answers
    post: {operationId: others_types_, tags: [others], responses: *answers}
  /types/types:
    get: {operationId: types_types_list, tags: [types], responses: *answers}
components:
  schemas:
    types:
      type: object
      required: [types]
      properties:
        types: {type: string}
        innerTypes: {$ref: "#/components/schemas/Deep"}
    Deep:
      type: object
      required: [deepTypes]
      properties:
        deepTypes: {type: string}
        types: {$ref: "#/components/schemas/types"}
    Err:
      type: object
      required: [types]
      properties: {types: {$ref: "#/components/schemas/types"}}
"""
BODIES: dict[int, Any] = {
    200: {"types": "t", "innerTypes": {"deepTypes": "d"}},
    202: {"deepTypes": "d", "types": {"types": "t"}},
    409: {"types": {"types": "t"}},
}


@pytest.mark.parametrize("many", [False, True], ids=["few", "many"])
@pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
def test_resources_schemas_methods_and_arguments_may_be_called_types(
    many: bool,
    asynchronous: bool,
    generate: Generate,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if many:  # the types are divided into modules, which are loaded one by one
        monkeypatch.setattr(modules, "_MANY", 1)
    nested = {"GET /types/types": "types.types.list"}
    package = generate(TYPES, methods=nested)
    types = importlib.import_module(f"{package.module.__name__}.types")
    client: Any = package.async_client() if asynchronous else package.client()

    def result(path: str, *args: Any, **options: Any) -> Any:
        value = attrgetter(path)(client)(*args, **options)
        return anyio.run(awaited, value) if asynchronous else value

    for method in package.methods:
        for status, type_ in ((200, types.Types), (202, types.Deep)):
            package.answer(BODIES[status], status)
            found = result(method)
            assert type(found) is type_
            assert found.to_dict() == BODIES[status]
        package.answer(BODIES[409], 409)
        with pytest.raises(package.module.ConflictError) as caught:
            result(method)
        assert caught.value.body == types.Err(types=types.Types(types="t"))
    package.answer(BODIES[200])
    create = next(text for text in package.methods if text.endswith("create"))
    body = {"types": {"types": "t"}, "types_of": {"deep_types": "d"}}
    result(create, **body)
    assert package.sent == {"types": {"types": "t"}, "typesOf": {"deepTypes": "d"}}


async def awaited(value: Any) -> Any:
    return await value
