"""Names: the document's convention first, then tag and path; configuration over all."""

from __future__ import annotations

import random
from typing import Any

import pytest

from clientsmith.diagnostics import DiagnosticError
from tests.generation.build import Generate

GET: dict[str, Any] = {}


def paths(*operations: tuple[str, str, str | None, str | None]) -> dict[str, Any]:
    """Operations given by method, path, operationId and tag."""
    found: dict[str, Any] = {}
    for method, path, identifier, tag in operations:
        operation: dict[str, Any] = {
            "parameters": [
                {"name": name, "in": "path", "required": True, "schema": {}}
                for name in ("id", "run")
                if f"{{{name}}}" in path
            ]
        }
        if identifier:
            operation["operationId"] = identifier
        if tag:
            operation["tags"] = [tag]
        found.setdefault(path, {})[method] = operation
    return {"paths": found}


@pytest.mark.parametrize(
    ("method", "path", "identifier", "tag", "expected"),
    [
        ("post", "/f/{id}/invoke", "Functions_invoke", None, "functions.invoke"),
        (
            "get",
            "/v/{id}/invocations",
            "FunctionVersions_listInvocations",
            None,
            "function_versions.list_invocations",
        ),
        (
            "get",
            "/f/{id}/invocations",
            "c1.api.functions.v1.FunctionsInvocationService.List",
            "Function Invocation",
            "functions_invocation.list",
        ),
        ("get", "/invocations", "getInvocations", "Invocations", "invocations.list"),
        ("get", "/repos/{id}", "repos/get", "repos", "repos.retrieve"),
        ("get", "/blocks/{id}", "retrieve-a-block", "Blocks", "blocks.retrieve"),
        ("get", "/jobs", "embedJobs_list", "subpackage_embedJobs", "embed_jobs.list"),
        ("post", "/a/{id}/b", "create", "subpackage_a/b", "a.b.create"),
        ("get", "/a/b", "a_b_list", "subpackage_a/b", "a.b.list"),
        ("post", "/users/wallets/pay", None, "User Wallet", "user_wallet.pay"),
        ("get", "/users/{id}/images", None, "User images", "user_images.list"),
        (
            "get",
            "/x/users/images",
            None,
            "User images",
            "user_images.list",
        ),
        ("get", "/plans/a", "get-plan-a", "Plans", "plans.retrieve_a"),
        ("get", "/orgs/{id}/repos", "repos/list-for-org", None, "repos.list_for_org"),
        (
            "get",
            "/runs/{id}/invocations",
            "invocations-list",
            "subpackage_runs",
            "runs.list_invocations",
        ),
        ("get", "/pets/{id}", "getPetById", "Pets", "pets.retrieve"),
        ("post", "/pets", "addPet", "Pets", "pets.create"),
        ("put", "/pets/{id}", "updatePet", "Pets", "pets.update"),
        ("delete", "/pets/{id}", "delete_pet", "Pets", "pets.delete"),
        ("get", "/v1/pets", None, None, "pets.list"),
        ("get", "/v1/pets/{id}", None, None, "pets.retrieve"),
        ("post", "/pets/{id}/feed", None, None, "pets.feed"),
        ("delete", "/pets/{id}", None, "Pets", "pets.delete"),
        ("get", "/imports", "import", "Class", "class_.import_"),
        ("get", "/alerts", "GET_alerts", None, "alerts.list"),
        ("post", "/alerts", "POST_alerts", None, "alerts.create"),
        ("patch", "/alerts/{id}", "PATCH_alerts-id", None, "alerts.update"),
        ("post", "/sso/keys", "POST_sso-keys", "Keys", "keys.create"),
        ("get", "/c/{id}/stats", "cluster.get.stats", None, "cluster.get_stats"),
        ("get", "/v1/company/isin", "CompanyIsin", "v1-company", "company.isin"),
        ("get", "/x", "getX", "Pets API", "pets.retrieve_x"),
        ("get", "/x", "getX", "Kubernetes Engine (KE)", "ke.retrieve_x"),
        ("get", "/x", "getX", "manage > v1 > keys", "manage.keys.retrieve_x"),
        ("get", "/1.0/pets/{id}", None, "/1.0/pets/{id}", "pets.retrieve"),
        ("get", "/pets/{id}", None, "All that is done with a pet", "pets.retrieve"),
        (
            "delete",
            "/b/{id}",
            "cancelBatchPayment",
            "Payments",
            "payments.cancel_batch",
        ),
        ("get", "/x", "is_prime", "prime", "prime.is_prime"),
        ("post", "/v1/pets/{id}", "PostPetsId", None, "pets.update"),
        ("post", "/v1/pets/{id}/toys", "PostPetsIdToys", None, "pets.create_toy"),
        ("post", "/v1/pets/{id}/feed", "PostPetsIdFeed", None, "pets.feed"),
        ("post", "/x/y", "postToy", "pets", "pets.create_toy"),
        ("put", "/x/y", "putToy", "pets", "pets.update_toy"),
        ("post", "/events/{id}/read", "events_read", "events", "events.read"),
        ("post", "/events/{id}/read", "getEventRead", "events", "events.read"),
        (
            "delete",
            "/dcim/racks/",
            "dcim_racks_bulk_delete",
            "dcim",
            "dcim.bulk_delete_racks",
        ),
        ("get", "/dcim/racks/{id}", "dcim_racks_read", "dcim", "dcim.retrieve_rack"),
        ("get", "/cards", "getListOfCards", "cards", "cards.list"),
        ("get", "/users/{id}/cards", None, "cards", "cards.list_for_user"),
        ("get", "/pets/search", None, None, "pets.search"),
        ("get", "/album/{id}", None, None, "album.retrieve_by_id"),
        ("post", "/a/{id}/b/{run}/approve", None, "shop", "shop.approve_a_b"),
        ("get", "/last/runs", None, "Last run's log", "last_runs_log.list"),
    ],
)
def test_a_method_is_called_as_people_expect(
    generate: Generate,
    method: str,
    path: str,
    identifier: str | None,
    tag: str | None,
    expected: str,
) -> None:
    package = generate(paths((method, path, identifier, tag)))
    assert package.methods == [expected]
    target = package.client()
    for name in expected.split("."):
        target = getattr(target, name)
    assert callable(target)


@pytest.mark.parametrize(
    ("path", "schema", "expected"),
    [
        ("/fish", {"type": "array", "items": {}}, "api_x.list_fish"),
        (
            "/limits",
            {"properties": {"cpu": {"type": "integer"}}},
            "api_x.retrieve_limits",
        ),
        ("/limits", {"properties": {"data": {"type": "array"}}}, "api_x.list_limits"),
        ("/limits", {}, "api_x.list_limits"),
    ],
)
def test_a_list_is_what_returns_one(
    generate: Generate, path: str, schema: dict[str, Any], expected: str
) -> None:
    document = paths(("get", f"/x{path}", None, "api x"))
    content = {"application/json": {"schema": schema}}
    response = {"description": "", "content": content}
    document["paths"][f"/x{path}"]["get"]["responses"] = {"200": response}
    assert generate(document).methods == [expected]


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"properties": {"emails": {"type": "array"}}}, "users.retrieve"),
        ({"properties": {"result": {"type": "array"}}}, "users.list"),
        ({"type": "array", "items": {}}, "users.list"),
    ],
)
def test_a_singular_segment_is_a_list_where_the_response_is_one(
    generate: Generate, schema: dict[str, Any], expected: str
) -> None:
    document = paths(("get", "/user", None, "users"))
    content = {"application/json": {"schema": schema}}
    response = {"description": "", "content": content}
    document["paths"]["/user"]["get"]["responses"] = {"200": response}
    assert generate(document).methods == [expected]


STABLE = [
    ("get", "/art", None, None),
    ("get", "/art/{id}", None, None),
    ("get", "/v2/pets", None, "v2-pets"),
    ("post", "/v2/pets/{id}/feed", None, "v2-pets"),
    ("delete", "/v2/pets/{id}", None, "v2-pets"),
    ("post", "/generate", "generate", None),
    ("get", "/tags", "listModels", None),
    ("get", "/a/{id}/cards", None, "cards"),
    ("get", "/b/{id}/cards", None, "cards"),
]


@pytest.mark.parametrize("seed", range(8))
def test_other_operations_rename_no_method(generate: Generate, seed: int) -> None:
    def named(rows: list[tuple[str, str, str | None, str | None]]) -> dict[str, str]:
        names = generate(paths(*rows)).described.names.methods
        return {key: name.dotted for key, name in names.items()}

    expected = named(STABLE)
    some = random.Random(seed).sample(STABLE, k=random.Random(seed).randint(1, 8))
    assert named(some).items() <= expected.items()


def test_configuration_names_methods_and_nests_resources(generate: Generate) -> None:
    package = generate(
        paths(("get", "/a", "readFile", None), ("get", "/b", None, None)),
        methods={"readFile": "browsers.fs.read", "GET /b": "browsers.list"},
    )
    client = package.client()
    client.browsers.fs.read()
    client.browsers.with_raw_response.fs.read()
    client.browsers.list()
    assert [request.url.path for request in package.requests] == ["/a", "/a", "/b"]


def test_configuration_that_names_nothing_is_an_error(generate: Generate) -> None:
    with pytest.raises(DiagnosticError) as caught:
        generate(
            paths(("get", "/pets", "listPets", None)),
            methods={"listPet": "pets.list"},
            credentials={"key": {}},
        )
    said = str(caught.value)
    assert "the document has no operation `listPet`" in said
    assert "did you mean `listPets`?" in said
    assert "the document has no security scheme `key`" in said


def test_two_operations_never_share_a_name(generate: Generate) -> None:
    package = generate(
        paths(
            ("get", "/pets", "list", "Pets"),
            ("get", "/pets/dogs", "list2", "Pets"),
            ("get", "/pets/cats", "List", "Pets"),
            ("post", "/pets", "LIST", "Pets"),
        )
    )
    assert len(set(package.methods)) == 4
    assert package.methods[0] == "pets.list"
    codes = {diagnostic.code for diagnostic in package.diagnostics}
    assert codes == {"name-collision"}


def test_names_do_not_depend_on_the_order_of_the_document(generate: Generate) -> None:
    rows = [
        ("get", "/pets", "list", "Pets"),
        ("get", "/pets/{id}", "list", None),
        ("post", "/pets/search", "LIST", "Pets"),
        ("get", "/cats", None, "Pets"),
        ("get", "/dogs", None, "Pets"),
    ]
    schemas = {
        name: {"type": "object", "properties": {"a": {"type": "string"}}}
        for name in ("Pet", "pet", "v1.Pet", "v2.Pet", "PET")
    }
    rows = [(m, p, f"{i}{n}" if i else None, t) for n, (m, p, i, t) in enumerate(rows)]
    found = []
    for seed in range(4):
        generator = random.Random(seed)
        generator.shuffle(rows)
        document = paths(*rows)
        names = list(schemas)
        generator.shuffle(names)
        document["components"] = {"schemas": {name: schemas[name] for name in names}}
        item = document["paths"]["/pets"]["get"]
        item["responses"] = {
            "200": {
                "description": "",
                "content": {
                    "application/json": {
                        "schema": {
                            "oneOf": [
                                {"$ref": f"#/components/schemas/{name}"}
                                for name in names
                            ]
                        }
                    }
                },
            }
        }
        package = generate(document)
        keys = [
            f"{operation['method']} {operation['path']}"
            for operation in package.operations
        ]
        found.append(
            (
                dict(zip(keys, package.methods, strict=True)),
                {
                    source.pointer: name
                    for source, name in package.described.names.types.response.items()
                },
            )
        )
    assert found[1:] == found[:-1]


BODY = """
paths:
  /things/{id}:
    post:
      operationId: Things_create
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: id, in: query, schema: {type: string}}
        - {name: class, in: query, schema: {type: string}}
        - {name: timeout, in: query, schema: {type: integer}}
        - {name: X-Trace-ID, in: header, schema: {type: string}}
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                id: {type: string}
                fooBar: {type: string}
                foo_bar: {type: string}
                1st: {type: string}
                self: {type: string}
                options: {type: string}
                body: {type: string}
                "+1": {type: integer}
                "-1": {type: integer}
                "@type": {type: string}
"""


def test_arguments_never_collide(generate: Generate) -> None:
    package = generate(BODY)
    package.client().things.create(
        "p",
        query_id="q",
        class_="c",
        query_timeout=1,
        x_trace_id="h",
        body_id="b",
        foo_bar="s",
        body_foo_bar="camel",
        param_1st="1",
        body_self="me",
        body_options="o",
        body_content="b",
        plus_1=1,
        minus_1=2,
        type="t",
    )
    assert package.request.url.path == "/things/p"
    assert dict(package.query) == {"id": "q", "class": "c", "timeout": "1"}
    assert package.request.headers["x-trace-id"] == "h"
    assert package.sent == {
        "id": "b",
        "fooBar": "camel",
        "foo_bar": "s",
        "1st": "1",
        "self": "me",
        "options": "o",
        "body": "b",
        "+1": 1,
        "-1": 2,
        "@type": "t",
    }


MODEL = """
paths:
  /thing:
    get:
      operationId: Things_get
      responses:
        "200":
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Operation"}
components:
  schemas:
    Operation:
      type: object
      title: Something else entirely
      required: [list]
      properties:
        list: {type: array, items: {type: string}}
        dict: {type: object, additionalProperties: {type: integer}}
        date: {type: string, format: date}
        datetime: {type: string, format: date-time}
        other: {type: string, format: date}
        str: {type: string}
        int: {type: integer}
        next: {type: array, items: {$ref: "#/components/schemas/any.v1.List"}}
        model_config: {type: string}
        model_fields: {type: string}
        copy: {type: string}
        json: {type: string}
        schema: {type: string}
        _id: {type: string}
        __secret: {type: string}
        class: {type: string}
        fooBar: {type: string}
        foo_bar: {type: string}
    any.v1.List: {type: object, properties: {a: {type: string}}}
"""


def test_members_keep_their_values_whatever_they_are_called(generate: Generate) -> None:
    package = generate(MODEL)
    body = {
        "list": ["a"],
        "dict": {"k": 1},
        "date": "2024-05-19",
        "datetime": "2024-05-19T12:00:00Z",
        "other": "2024-05-20",
        "str": "s",
        "int": 3,
        "next": [{"a": "b"}],
        "model_config": "mc",
        "model_fields": "mf",
        "copy": "c",
        "json": "j",
        "schema": "sch",
        "_id": "id",
        "__secret": "sec",
        "class": "cl",
        "fooBar": "camel",
        "foo_bar": "snake",
    }
    package.answer(body)
    thing = package.client(_strict_response_validation=True).things.retrieve()
    assert thing.to_dict(mode="json") == body
    assert (thing.list, thing.str, thing.int) == (["a"], "s", 3)
    assert thing.date.isoformat() == "2024-05-19"
    assert (thing.foo_bar, thing.foo_bar_2) == ("snake", "camel")
    assert (thing.class_, thing.schema_, thing.id) == ("cl", "sch", "id")
    assert type(thing.next[0]).__name__ == "List"


def test_a_misspelt_argument_is_refused(generate: Generate) -> None:
    package = generate(BODY)
    with pytest.raises(TypeError, match="'foobar'"):
        package.client().things.create("p", foobar="x")
    assert package.requests == []


def test_types_can_be_named(generate: Generate) -> None:
    package = generate(MODEL, types={"Operation": "Job", "any.v1.List": "Listing"})
    assert sorted(n for n in vars(package.models) if n in ("Job", "Listing")) == [
        "Job",
        "Listing",
    ]


def test_a_name_of_the_document_for_generated_clients_is_taken(
    generate: Generate,
) -> None:
    package = generate(
        MODEL.replace("title: Something else", "x-speakeasy-name-override: Deed #")
    )
    assert package.models.Deed


@pytest.mark.parametrize("package", ["client", "stream", "timeout"])
def test_a_package_called_like_a_part_of_the_runtime(
    generate: Generate, package: str
) -> None:
    names = generate({}, package=package).described.names.client
    assert names.client == f"{package.capitalize()}Api"
    assert names.async_client == f"Async{names.client}"


_FUNCTIONS = [
    ("post", "/api/generate", "generate", None),
    ("post", "/api/copy", "copy", None),
    ("delete", "/api/delete", "delete", None),
    ("get", "/api/tags", "listModels", None),
    ("post", "/v1/chat", "chat", None),
    ("post", "/v2/chat", "chatv2", None),
    ("post", "/rank-submit", "rankSubmit", None),
    ("get", "/format/{id}", "format", None),
    ("head", "/api/blobs/{id}", "checkBlob", None),
    ("post", "/api/blobs/{id}", "createBlob", None),
    ("post", "/close", None, None),
]


@pytest.mark.parametrize("seed", range(3))
def test_functions_share_one_resource(generate: Generate, seed: int) -> None:
    shuffled = random.Random(seed).sample(_FUNCTIONS, k=len(_FUNCTIONS))
    package = generate(paths(*shuffled))
    assert sorted(package.methods) == [
        "api.chat",
        "api.chatv2",
        "api.close",
        "api.copy",
        "api.delete",
        "api.format",
        "api.generate",
        "api.rank_submit",
        "blobs.check",
        "blobs.create",
        "tags.list_models",
    ]
    client = package.client()
    client.api.copy()
    assert package.request.url.path == "/api/copy"
    assert client.api.with_raw_response.delete().status_code == 200


@pytest.mark.parametrize(
    "operations",
    [
        # Another operation makes a resource of it.
        [("get", "/users", "users", None), ("get", "/users/{id}", "getUser", None)],
        [("get", "/users", "users", None), ("get", "/people", "listPeople", "users")],
        # The operationId says what is done with it.
        [("get", "/users", "getUsers", None), ("post", "/orders", "addOrder", None)],
        [("get", "/userGroups", None, None), ("post", "/userGroups", None, None)],
        [("post", "/login", None, None), ("get", "/status", None, None)],
        [("get", "/ping", "ping", "health")],
        [("get", "/x/run", "run", None)],
    ],
)
def test_what_is_no_function_has_a_resource_of_its_own(
    generate: Generate, operations: list[tuple[str, str, str | None, str | None]]
) -> None:
    methods = generate(paths(*operations)).methods
    assert not [method for method in methods if method.startswith("api.")]


def test_a_function_is_called_as_configured(generate: Generate) -> None:
    package = generate(
        paths(("post", "/generate", "generate", None)),
        methods={"generate": "models.generate"},
    )
    assert package.methods == ["models.generate"]
