"""`migrate`: the written configuration and overlay make the client that was configured."""

from __future__ import annotations

import tomllib
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from clientsmith.commands.app import app
from clientsmith.diagnostics import Diagnostics
from clientsmith.pipeline import describe
from clientsmith.stainless.config import Casing
from clientsmith.stainless.names import attribute, class_name
from clientsmith.stainless.pagination import options_of
from clientsmith.stainless.planning.pages import schemes
from clientsmith.stainless.reading import read_stainless

DOCUMENT = """\
openapi: 3.1.0
info: {title: Acme, version: "1"}
servers: [{url: https://api.acme.example}]
paths:
  /pets:
    get:
      parameters:
        - {name: page, in: query, schema: {type: integer}}
        - {name: size, in: query, schema: {type: integer}}
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/PetPage"}}}}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Pet_Out"}}}}
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Pet_Out"}}}}}
  /pets/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Pet_Out"}}}}}
    delete:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"204": {description: ok}}
  /known:
    get: {responses: {"204": {description: ok}}}
  /hidden:
    get: {responses: {"204": {description: ok}}}
components:
  schemas:
    Pet_Out: {type: object, properties: {name: {type: string}}}
    PetPage:
      allOf:
        - {type: object, properties: {page: {type: integer}, pages: {type: integer}}}
        - {type: object, properties: {data: {type: array, items: {$ref: "#/components/schemas/Pet_Out"}}}}
    Unused: {type: object}
"""
CONFIGURATION = """\
organization: {name: acme-ai}
targets: {python: {package_name: acme_ai}}
client_settings:
  idempotency: {header: Idempotency-Key}
  opts:
    api_key: {type: string, read_env: ACME_KEY, auth: {security_scheme: Bearer}}
    region: {type: string, send_in_header: X-Region}
security: [{Bearer: []}]
security_schemes: {Bearer: {type: http, scheme: bearer}}
environments: {production: https://api.acme.example, staging: https://staging.acme.example}
query_settings: {array_format: brackets}
custom_casings: {acme-ai: {pascal: AcmeAI}}
unspecified_endpoints: [get /known]
resources:
  $shared: {models: {pet: Pet_Out, unused: Unused}}
  pets:
    models: {page_of_pets: "#/components/schemas/PetPage"}
    methods:
      list: get /pets
      create: {endpoint: post /pets, deprecated: use another}
      get: get /pets/{id}
      remove: {endpoint: "delete /pets/{id}", skip: [python]}
      erase: {type: alias, to: remove}
      gone: get /gone
    subresources:
      toys: {methods: {list: get /pets}}
pagination:
  - name: page
    type: page_number
    request:
      page: {type: integer, x-stainless-pagination-property: {purpose: page_number_param}}
      size: {type: integer}
    response:
      data: {type: array, items: {}, x-stainless-pagination-property: {purpose: items}}
      pages: {type: integer, x-stainless-pagination-property: {purpose: total_page_count_field}}
openapi:
  transforms:
    - {command: update, args: {target: '$.paths./pets/{id}.get.parameters[0].schema.type', value: string}}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "openapi.yaml").write_text(DOCUMENT)
    (tmp_path / "stainless.yml").write_text(CONFIGURATION)
    return tmp_path


def run(*arguments: str) -> Result:
    if arguments[0] == "migrate":
        arguments = (*arguments, "--layout", "clientsmith")
    return CliRunner().invoke(app, [*arguments])


def test_the_client_is_configured_as_it_was(project: Path) -> None:
    done = run("migrate", "stainless.yml")
    assert done.exit_code == 0, done.stderr
    table = tomllib.loads((project / "clientsmith.toml").read_text())
    assert table["clients"] == {
        "acme_ai": {
            "document": "openapi.yaml",
            "overlays": ["acme_ai.overlay.yaml"],
            "package": "acme_ai",
            "class_name": "AcmeAI",
            "env_prefix": "ACME_AI",
            "http_library": "httpx",
            "retry_policy": "all",
            "require_credentials": "constructor",
            "credentials": {
                "Bearer": {"arguments": {"token": "api_key"}, "env": {"token": "ACME_KEY"}}
            },
            "environments": {
                "production": "https://api.acme.example",
                "staging": "https://staging.acme.example",
            },
            "methods": {
                "GET /pets": "pets.list",
                "POST /pets": "pets.create",
                "GET /pets/{id}": "pets.get",
            },
            "types": {"Pet_Out": "Pet", "PetPage": "PageOfPets"},
            "pagination": {
                "GET /pets": {
                    "kind": "page",
                    "page": "page",
                    "limit": "size",
                    "items": "data",
                    "pages": "pages",
                }
            },
            "exclude": {"operations": ["DELETE /pets/{id}", "GET /known", "GET /hidden"]},
            "query": {"arrays": "brackets", "objects": "brackets"},
        }
    }  # fmt: skip
    notes = done.stderr[done.stderr.index("approximated:") :].splitlines()
    assert [note.partition(": ")[2] or note for note in notes] == [
        "approximated:",
        "`send_in_header` of `region`: pass the value in `default_headers`",
        "`pets.create` is deprecated, without the message",
        "without counterpart:",
        "`pets.erase`: alias of `remove` has no counterpart",
        "`pets.gone`: the document has no endpoint `GET /gone`",
        "`pets.toys.list` is left out: `GET /pets` is `pets.list` already",
        "  the endpoint `GET /hidden` is nowhere in the configuration",
        "`idempotency`: pass the header with each call",
        "no type of the document is called `Unused`",
        "clientsmith.toml, acme_ai.overlay.yaml",
        "clientsmith generate acme_ai",
    ]
    assert run("generate", "--no-cache").exit_code == 0
    assert run("check", "--no-cache").exit_code == 0
    package = project / "generated" / "acme_ai"
    resource = next(package.glob("resources/pets*")).read_text()
    assert "def get( self, id: str," in " ".join(resource.split())
    assert "class AcmeAI" in (package / "_client.py").read_text()


def test_every_setting_without_counterpart_is_said(project: Path) -> None:
    text = """\
        edition: 2026-05-06
        organization: {name: acme}
        targets: {python: {edition: python.1, project_name: acme-sdk, options: {}}}
        streaming: {on_event: [{handle: yield}]}
        errors: {message_property: text}
        multipart_settings: {x: 1}
        settings: {unwrap_response_fields: [data], positional_params: false, license: MIT}
        client_settings:
          default_timeout: 1000
          opts:
            a: {type: string, default: x}
            b: {type: string, auth: Nowhere}
        resources:
          $client: {methods: {known: get /known}}
          pets:
            deprecated: use toys
            models:
              pet: {openapi_uri: Pet_Out, no_params_suffix: true}
              again: Pet_Out
              other: {type: alias, to: pet}
              query: $.components.schemas[*]
            methods:
              list: {endpoint: get /pets, paginated: false, streaming: {param_discriminator: s}}
              get: {endpoint: "get /pets/{id}", positional_params: [id], paginated: page}
              talk: {type: websocket, endpoint: get /hidden}
              unwrap: {type: webhook_unwrap}
        """
    (project / "stainless.yml").write_text(dedent(text))
    done = run("migrate", "stainless.yml")
    assert done.exit_code == 0, done.stderr
    for said in (
        "`edition`: there is one edition",
        "`project_name`: the package is source code",
        "`options`: they have no counterpart",
        "`streaming`: streams end",
        "`errors`: errors are classes by status",
        "`multipart_settings`: ",
        "`unwrap_response_fields`: ",
        "`positional_params`: path parameters stay positional",
        "`default_timeout`: pass `timeout`",
        "`default` of `a` has no counterpart",
        "the option `a` has no counterpart",
        "the option `b` is left out: the document has no security scheme `Nowhere`",
        "`client.known`: methods of the client itself are in a resource",
        "`deprecated` of the resource `pets`",
        "`no_params_suffix` of `Pet`: ",
        "`Again` is left out: `Pet_Out` is `Pet` already",
        "`Other`, an alias of `pet`, has no counterpart",
        "`Query`: `$.components.schemas[*]` is a query",
        "`streaming` of `pets.list`: ",
        "`positional_params` of `pets.get`: ",
        "`pets.get` fits none of the pagination schemes",
        "`pets.talk`: websocket has no counterpart",
        "`pets.unwrap`: webhooks are `client.webhooks`",
        "the endpoint `GET /hidden` is nowhere in the configuration",
    ):
        assert said in done.stderr, said
    table = tomllib.loads((project / "clientsmith.toml").read_text())["clients"]["acme"]
    assert table["pagination"] == {"GET /pets": False}
    assert table["webhooks"] == {"signature": "standard"}
    assert run("generate", "--no-cache").exit_code == 0


def test_what_is_unused_is_found_in_one_reading(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []

    def counted(*arguments: Any) -> Any:
        read.append(arguments)
        return describe(*arguments)

    monkeypatch.setattr("clientsmith.pipeline.describe", counted)
    (project / "openapi.yaml").write_text(
        DOCUMENT + "".join(f"    Unused{at}: {{type: object}}\n" for at in range(5))
    )
    unused = ", ".join(f"u{at}: Unused{at}" for at in range(5))
    text = CONFIGURATION.replace("unused: Unused", unused)
    (project / "stainless.yml").write_text(text)
    assert run("migrate", "stainless.yml").exit_code == 0
    assert len(read) == 2


def test_bad_input_writes_nothing(project: Path) -> None:
    before = sorted(project.iterdir())
    moved = project / "elsewhere"
    moved.mkdir()
    (project / "stainless.yml").rename(moved / "stainless.yml")
    done = run("migrate", "elsewhere/stainless.yml")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "hint: name the OpenAPI document with --spec" in done.stderr
    text = CONFIGURATION.replace("parameters[0]", "parameters[9]")
    (project / "stainless.yml").write_text(text)
    done = run("migrate", "stainless.yml")
    assert done.exit_code == 2
    assert "`$.paths./pets/{id}.get.parameters[9].schema.type` matches nothing" in (
        done.stderr
    )  # fmt: skip
    (project / "stainless.yml").write_text(CONFIGURATION)
    document = DOCUMENT.replace("openapi: 3.1.0", 'swagger: "2.0"')
    (project / "openapi.yaml").write_text(document)
    done = run("migrate", "stainless.yml")
    assert done.exit_code == 2
    assert "the document must be OpenAPI 3.0 or 3.1" in done.stderr
    assert sorted(project.iterdir()) == sorted([*before, moved])


def test_a_client_of_that_name_is_not_replaced(project: Path) -> None:
    assert run("migrate", "stainless.yml").exit_code == 0
    before = (project / "clientsmith.toml").read_text()
    again = run("migrate", "stainless.yml")
    assert (again.exit_code, again.stdout) == (2, "")
    assert (project / "clientsmith.toml").read_text() == before


MARK = "x-stainless-pagination-property"


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        (
            """\
            type: cursor
            request:
              limit: {type: integer}
              after: {type: string, MARK: {purpose: next_cursor_param}}
            response:
              data: {type: array, items: {}}
              meta: {type: object, properties: {last: {type: string, MARK: {purpose: next_cursor_field}}}}
              more: {type: boolean, MARK: {purpose: has_next_page}}
            """,
            {"kind": "cursor", "limit": "limit", "cursor": "after", "items": "data", "next": "meta.last", "more": "more"},
        ),
        (
            """\
            type: cursor_id
            request:
              starting: {MARK: {purpose: next_cursor_id_param}}
              ending: {MARK: {purpose: previous_cursor_id_param}}
            response:
              data: {type: array, items: {type: object, properties: {uid: {MARK: {purpose: cursor_item_id}}}}}
            """,
            {"kind": "item", "cursor": "starting", "before": "ending", "items": "data", "id": "uid"},
        ),
        (
            """\
            type: cursor_url
            request: {}
            response:
              items: {type: array, MARK: {purpose: items}}
              next: {type: string, MARK: {purpose: cursor_url_field}}
            """,
            {"kind": "link", "items": "items", "next": "next"},
        ),
        (
            """\
            type: offset
            request:
              skip: {type: integer, MARK: {purpose: offset_count_param}}
            response:
              rows: {type: array, MARK: {purpose: items, is_top_level_array: true}}
              total: {type: integer, MARK: {purpose: offset_total_count_field, from_header: X-Total}}
            """,
            {"kind": "offset", "offset": "skip", "total_header": "X-Total"},
        ),
        ("type: fake_page\nresponse: {data: {type: array}}\n", None),
        ("type: offset\nresponse: {data: {type: array}}\n", None),
    ],
)  # fmt: skip
def test_pagination_schemes(
    scheme: str, expected: dict[str, Any] | None, tmp_path: Path
) -> None:
    path = tmp_path / "stainless.yml"
    inner = "".join(
        f"    {line}\n" for line in dedent(scheme).replace("MARK", MARK).splitlines()
    )
    path.write_text(f"pagination:\n  - name: it\n{inner}")
    (found,) = schemes(read_stainless(path, Diagnostics()), Diagnostics())
    assert options_of(found) == expected


def test_names(tmp_path: Path) -> None:
    path = tmp_path / "stainless.yml"
    path.write_text(
        "custom_casings: {lumaai: {pascal: LumaAI}, cdp: {initialism: true},"
        " api: {initialism: false}, vm: {pascal: VMachine, snake: v_m}}"
    )
    casings: dict[str, Casing] = {**read_stainless(path, Diagnostics()).custom_casings}
    names = ["lumaai", "api_key", "user_ids", "mcpLocal", "cdp_url", "vm", "HTTPError"]
    assert [class_name(name, casings) for name in names] == [
        *("LumaAI", "ApiKey", "UserIDs", "McpLocal", "CDPURL", "VMachine", "HTTPError")
    ]
    assert class_name("api_key", {}) == "APIKey"
    assert attribute("_rawSign", {}) == "_raw_sign"
    attributes = [attribute(word, casings) for word in ("setItem", "vm", "class")]
    assert attributes == ["set_item", "v_m", "class_"]
