"""Changes of the generated package, and the changes of the wire that cause them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from typer.testing import CliRunner

from clientsmith.commands.app import app

ROOT = Path(__file__).parents[2]
STRING = {"type": "string"}
Edit = Callable[[dict[str, Any]], object]
Row = tuple[str, str, str, bool]


def answer(schema: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": schema}}
    return {"200": {"description": "fine", "content": content}}


def reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def component(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": [*required], "properties": properties}


BASE: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "paths": {
        "/things": {
            "get": {
                "operationId": "list_things",
                "tags": ["things"],
                "parameters": [{"name": "q", "in": "query", "schema": STRING}],
                "responses": answer(reference("Thing")),
            },
            "post": {
                "operationId": "create_thing",
                "tags": ["things"],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": reference("NewThing")}},
                },
                "responses": answer(reference("Thing")),
            },
        },
        "/things/{id}": {
            "delete": {
                "operationId": "delete_thing",
                "tags": ["things"],
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": STRING}
                ],
                "responses": {"204": {"description": "gone"}},
            }
        },
    },
    "components": {
        "schemas": {
            "Thing": component(
                "id",
                id=STRING,
                fooBar=STRING,
                state={"type": "string", "enum": ["a", "b"]},
                owner=reference("Owner"),
            ),
            "Owner": component(name=STRING),
            "NewThing": component(
                "name",
                name=STRING,
                parts={"type": "array", "items": reference("Part")},
            ),
            "Part": component("n", n={"type": "integer"}),
        }
    },
}


def schemas(document: dict[str, Any]) -> Any:
    return document["components"]["schemas"]


def listing(document: dict[str, Any]) -> Any:
    return document["paths"]["/things"]["get"]


def removed(document: dict[str, Any]) -> None:
    del document["paths"]["/things/{id}"]


def gone_with_types(document: dict[str, Any]) -> None:
    del document["paths"]["/things"]["post"]


def renamed(document: dict[str, Any]) -> None:
    listing(document)["operationId"] = "search_things"


def parameter(*, required: bool) -> Edit:
    added = {"name": "n", "in": "query", "required": required, "schema": STRING}
    return lambda document: listing(document)["parameters"].append(added)


def became_required(document: dict[str, Any]) -> None:
    listing(document)["parameters"][0]["required"] = True


def narrowed(document: dict[str, Any]) -> None:
    listing(document)["parameters"][0]["schema"] = {"type": "string", "enum": ["x"]}


def widened(document: dict[str, Any]) -> None:
    listing(document)["parameters"][0]["schema"] = {"type": ["string", "integer"]}


def field_removed(document: dict[str, Any]) -> None:
    del schemas(document)["Thing"]["properties"]["id"]
    schemas(document)["Thing"]["required"] = []


def nested_field(document: dict[str, Any]) -> None:
    schemas(document)["Part"]["properties"]["m"] = STRING
    schemas(document)["Part"]["required"].append("m")


def other_case(document: dict[str, Any]) -> None:
    properties = schemas(document)["Thing"]["properties"]
    properties["foo_bar"] = properties.pop("fooBar")


def value_added(document: dict[str, Any]) -> None:
    schemas(document)["Thing"]["properties"]["state"]["enum"].append("c")


def class_renamed(document: dict[str, Any]) -> None:
    schemas(document)["Person"] = schemas(document).pop("Owner")
    schemas(document)["Thing"]["properties"]["owner"] = reference("Person")


def other_answer(document: dict[str, Any]) -> None:
    listing(document)["responses"] = answer({"type": "array", "items": STRING})


def other_path(document: dict[str, Any]) -> None:
    paths = document["paths"]
    paths["/items"] = {"get": paths["/things"].pop("get")}
    paths["/items"]["get"]["parameters"] = []


def reordered(document: dict[str, Any]) -> None:
    for schema in schemas(document).values():
        schema["properties"] = dict(reversed(schema["properties"].items()))


CASES: dict[str, tuple[Edit, set[Row]]] = {
    "a method calls another operation": (
        other_path,
        {
            (
                "api-removed-without-deprecation",
                "argument-removed",
                "client.things.list(q)",
                True,
            )
        },
    ),
    "a method went": (
        removed,
        {
            (
                "api-path-removed-without-deprecation",
                "method-removed",
                "client.things.delete",
                True,
            )
        },
    ),
    "a method went with its types": (
        gone_with_types,
        {
            ("api-removed-without-deprecation", kind, symbol, True)
            for kind, symbol in (
                ("method-removed", "client.things.create"),
                ("class-removed", "NewThingParam"),
                ("class-removed", "PartParam"),
            )
        },
    ),
    "a method has another name": (
        renamed,
        {("api-operation-id-changed", "method-renamed", "client.things.list", True)},
    ),
    "an argument is needed": (
        parameter(required=True),
        {
            (
                "new-required-request-parameter",
                "required-argument-added",
                "client.things.list(n)",
                True,
            )
        },
    ),
    "an argument may be given": (
        parameter(required=False),
        {
            (
                "new-optional-request-parameter",
                "argument-added",
                "client.things.list(n)",
                False,
            )
        },
    ),
    "an argument became required": (
        became_required,
        {
            (
                "request-parameter-became-required",
                "argument-became-required",
                "client.things.list(q)",
                True,
            )
        },
    ),
    "an argument takes less": (
        narrowed,
        {
            (
                "request-parameter-became-enum",
                "argument-type-changed",
                "client.things.list(q)",
                True,
            )
        },
    ),
    "an argument takes more": (
        widened,
        {
            (
                "request-parameter-list-of-types-widened",
                "argument-type-changed",
                "client.things.list(q)",
                False,
            )
        },
    ),
    "a field went": (
        field_removed,
        {("response-required-property-removed", "field-removed", "Thing.id", True)},
    ),
    "a key of a nested dictionary is needed": (
        nested_field,
        {
            (
                "new-required-request-property",
                "required-field-added",
                "PartParam.m",
                True,
            )
        },
    ),
    "a field is written otherwise on the wire only": (other_case, set()),
    "an answer has a new value": (
        value_added,
        {
            (
                "response-property-enum-value-added",
                "field-type-changed",
                "Thing.state",
                False,
            )
        },
    ),
    "a class has another name": (
        class_renamed,
        {("python-api-changed", "class-renamed", "Owner", True)},
    ),
    "an answer is of another type": (
        other_answer,
        {
            (
                "response-body-type-changed",
                "return-type-changed",
                "client.things.list",
                True,
            )
        },
    ),
    "nothing but the order changed": (reordered, set()),
}


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(name: str, document: Any) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(json.dumps(document, indent=1), encoding="utf-8")


def run(*arguments: str) -> Any:
    done = CliRunner().invoke(app, ["diff", "--fail-on", "never", *arguments])
    assert done.exit_code == 0, done.output
    return done


def compared(revision: Any, *arguments: str) -> Any:
    write("base.json", BASE)
    write("revision.json", revision)
    sides = ("base.json", "revision.json", "--format", "json")
    return json.loads(run(*sides, *(arguments or ("--python",))).stdout)


def edited(edit: Edit) -> dict[str, Any]:
    document = deepcopy(BASE)
    edit(document)
    return document


@pytest.mark.parametrize("name", CASES)
def test_changes_of_the_package_stand_under_their_cause(name: str) -> None:
    edit, expected = CASES[name]
    found = compared(edited(edit))
    rows = {
        (change["id"], entry["kind"], entry["symbol"], entry["breaking"])
        for change in found["changes"]
        for entry in change["python"]
    }
    assert rows == expected
    schema = json.loads((ROOT / "docs/diff.schema.json").read_text(encoding="utf-8"))
    jsonschema_rs.validate(schema, found)


def test_a_method_whose_path_moved_to_the_server_is_the_same_method() -> None:
    base, revision = deepcopy(BASE), deepcopy(BASE)
    base["paths"] = {f"/v1{path}": item for path, item in base["paths"].items()}
    revision["servers"] = [{"url": "/v1"}]
    revision["paths"]["/things"]["get"]["tags"] = ["stuff"]
    write("base.json", base)
    write("revision.json", revision)
    sides = ("base.json", "revision.json", "--python", "--format", "json")
    changes = json.loads(run(*sides).stdout)["changes"]
    told = [value for change in changes for value in change["python"]]
    assert [(entry["kind"], entry["symbol"]) for entry in told] == [
        ("method-renamed", "client.things.list")
    ]
    # As the reader's code has it.
    called = {name for change in changes for name in change["methods"]}
    assert "client.things.list" in called
    assert not any("stuff" in value for value in called)


def test_a_field_is_linked_to_the_shared_schema_that_it_refers_to() -> None:
    """The change is told where its first operation has it, under another name."""
    base = deepcopy(BASE)
    schemas(base)["Text"] = STRING
    for name, member in (("Thing", "aLabel"), ("Owner", "nick")):
        schemas(base)[name]["properties"][member] = reference("Text")
    revision = deepcopy(base)
    schemas(revision)["Text"] = {"type": "integer"}
    write("base.json", base)
    write("revision.json", revision)
    sides = ("base.json", "revision.json", "--python", "--format", "json")
    (change,) = json.loads(run(*sides).stdout)["changes"]
    assert {entry["symbol"] for entry in change["python"]} == {
        "Thing.a_label",
        "Owner.nick",
    }


def test_signatures_before_and_after() -> None:
    found = compared(edited(parameter(required=True)))
    (change,) = found["changes"]
    (python,) = change["python"]
    assert python["before"] == "client.things.list(*, q: str | Omit = omit) -> Thing"
    assert python["after"] == (
        "client.things.list(*, n: str, q: str | Omit = omit) -> Thing"
    )


def test_a_long_signature_has_a_line_for_each_argument() -> None:
    base, revision = deepcopy(BASE), edited(parameter(required=True))
    for document in (base, revision):
        for letter in "abc":
            name = letter * 20
            added = {"name": name, "in": "query", "schema": STRING}
            listing(document)["parameters"].append(added)
    write("base.json", base)
    write("revision.json", revision)
    sides = ("base.json", "revision.json", "--python")
    found = json.loads(run(*sides, "--format", "json").stdout)
    (change,) = found["changes"]
    (python,) = change["python"]
    assert (python["part_before"], python["part_after"]) == (None, "n: str")
    line = f"    {'a' * 20}: str | Omit = omit,"
    assert line in python["before"].splitlines()
    assert change["methods"] == ["client.things.list"]
    shown = run(*sides).stdout.splitlines()
    assert "  +     n: str," in shown
    assert f"    {line}" in shown


@pytest.mark.parametrize(
    ("edit", "counts"),
    [
        (other_case, (0, 0, 0)),
        (value_added, (1, 0, 0)),
        (renamed, (0, 1, 0)),
        (class_renamed, (0, 1, 0)),
        (parameter(required=True), (0, 0, 1)),
    ],
)
def test_three_different_facts(edit: Edit, counts: tuple[int, int, int]) -> None:
    python = compared(edited(edit))["python"]
    assert (python["wire"], python["python"], python["both"]) == counts
    assert python["problem"] is None


def test_what_breaks_python_alone_is_a_warning_and_calls_for_a_major_version() -> None:
    found = compared(edited(renamed))
    assert [entry["severity"] for entry in found["changes"]] == ["warning"]
    assert found["summary"]["bump"] == "major"
    assert "Python" in found["summary"]["reason"]
    Path("clientsmith.toml").write_text(
        '[diff.severity]\npython-api-changed = "breaking"\n', encoding="utf-8"
    )
    found = compared(edited(class_renamed))
    assert [entry["severity"] for entry in found["changes"]] == ["breaking"]
    assert (found["python"]["python"], found["python"]["both"]) == (1, 0)
    assert "Python" in found["summary"]["reason"]


def test_no_package_is_made_unless_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a package was made")

    monkeypatch.setattr("clientsmith.api_changes.packages.describe_opened", refuse)
    write("base.json", BASE)
    write("revision.json", BASE)
    found = json.loads(run("base.json", "revision.json", "--format", "json").stdout)
    assert found["python"] is None


def test_documents_that_no_package_can_be_made_of_are_still_compared() -> None:
    broken = edited(parameter(required=True))
    listing(broken)["requestBody"] = {"$ref": "#/nowhere"}
    found = compared(broken)
    assert "new-required-request-parameter" in {
        change["id"] for change in found["changes"]
    }
    assert "revision.json" in found["python"]["problem"]
    assert "nowhere" in found["python"]["problem"]
    for format_ in ("text", "markdown"):
        shown = run("base.json", "revision.json", "--python", "--format", format_)
        assert "nowhere" in shown.stdout


@pytest.mark.parametrize("format_", ["text", "markdown"])
def test_reports_show_the_code(format_: str) -> None:
    write("base.json", BASE)
    write("revision.json", edited(parameter(required=True)))
    shown = run("base.json", "revision.json", "--python", "--format", format_).stdout
    assert "client.things.list(*, n: str, q: str | Omit = omit) -> Thing" in shown
    assert "1 breaks on the wire and in Python" in shown
    assert "+ n: str" in shown


def test_clients_are_made_as_they_were_configured_then() -> None:
    def git(*arguments: str) -> None:
        user = ("-c", "user.name=A", "-c", "user.email=a@example.com")
        subprocess.run(["git", *user, *arguments], check=True, capture_output=True)

    split = deepcopy(BASE)
    schemas(split)["Owner"] = {"$ref": "parts/owner.json"}
    config = '[clients.shop]\ndocument = "specs/shop.json"\n[clients.shop.methods]\n'
    git("init", "--quiet", "--initial-branch", "main")
    write("specs/shop.json", split)
    write("specs/parts/owner.json", component(name=STRING))
    Path("clientsmith.toml").write_text(
        f'{config}"GET /things" = "things.all"\n', encoding="utf-8"
    )
    git("add", ".")
    git("commit", "--quiet", "--message", "one")
    Path("clientsmith.toml").write_text(
        f'{config}"GET /things" = "things.find"\n', encoding="utf-8"
    )
    write("specs/parts/owner.json", component(nickname=STRING, name=STRING))
    found = json.loads(run("--against", "main", "--format", "json").stdout)
    (client,) = found["clients"]
    rows = {
        (change["id"], entry["kind"], entry["symbol"])
        for change in client["changes"]
        for entry in change["python"]
    }
    assert rows == {
        ("python-api-changed", "method-renamed", "client.things.all"),
        ("response-optional-property-added", "field-added", "Owner.nickname"),
    }
    plain = run("--against", "main", "--no-python", "--format", "json").stdout
    assert json.loads(plain)["clients"][0]["python"] is None
