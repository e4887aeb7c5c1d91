"""The plan of a package: what its configuration and its document say together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent, indent

import pytest

from clientsmith.diagnostics import Diagnostics, Severity
from clientsmith.model.schemas import AnyValue, Array, Object, Reference
from clientsmith.stainless.plan import (
    MethodPlan,
    OptionType,
    PackagePlan,
    ResultKind,
)
from tests.stainless.plans import plan_of

HEAD = """\
openapi: 3.1.0
info: {title: Acme, version: "1"}
servers: [{url: https://api.acme.example/v1}]
"""
OK = '{"200": {description: ok, content: {application/json: {schema: SCHEMA}}}}'


def responses(schema: str, media: str = "application/json") -> str:
    return OK.replace("SCHEMA", schema).replace("application/json", media)


class Case:
    """A document and a configuration, in files."""

    def __init__(self, folder: Path) -> None:
        self.found = Diagnostics()
        self._folder = folder

    def plan(self, paths: str, config: str = "", components: str = "{}") -> PackagePlan:
        """Return the plan; `config` follows `organization`."""
        document = self._folder / "openapi.yml"
        document.write_text(
            f"{HEAD}paths:\n{indent(dedent(paths), '  ')}\n"
            f"components:\n{indent(dedent(components), '  ')}\n"
        )
        configuration = self._folder / "stainless.yml"
        configuration.write_text(f"organization: {{name: acme}}\n{dedent(config)}")
        self.found = Diagnostics()
        return plan_of(document, configuration, self.found)

    def method(
        self, operation: str, config: str = "", settings: str = ""
    ) -> MethodPlan:
        """Return the plan of `POST /pets`; `config` is in the method."""
        path = "/pets/{owner}/{id}" if "owner" in operation else "/pets"
        plan = self.plan(
            f"{path}:\n  post:\n{indent(dedent(operation), '    ')}",
            f"resources: {{pets: {{methods: {{make: {{endpoint: 'post {path}',"
            f" {config}}}}}}}}}\n{settings}",
        )
        (method,) = plan.resources[0].methods
        return method

    def messages(self) -> list[str]:
        """Return the warnings."""
        return [
            each.message for each in self.found if each.severity is Severity.WARNING
        ]


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


def shown(method: MethodPlan) -> list[str]:
    """Return the arguments: `!` positional, `?` optional."""
    return [*_shown(method.arguments)]


def _shown(arguments: object) -> Iterator[str]:
    assert isinstance(arguments, tuple)
    for argument in arguments:
        mark = "!" if argument.positional else "" if argument.required else "?"
        yield f"{argument.name}{mark}"


PARAMETERS = """\
parameters:
  - {name: owner, in: path, required: true, schema: {type: string}}
  - {name: id, in: path, required: true, schema: {type: string}}
  - {name: zebra, in: query, required: true, schema: {type: string}}
  - {name: limit, in: query, schema: {type: integer}}
  - {name: X-Trace, in: header, schema: {type: string}}
  - {name: Idempotency-Key, in: header, schema: {type: string}}
requestBody:
  content:
    application/json:
      schema:
        type: object
        required: [name]
        properties:
          name: {type: string}
          age: {type: integer}
          token: {type: string}
          created: {type: string, readOnly: true}
responses: {"204": {description: ok}}
"""


def test_arguments_are_ordered_by_place_and_name(case: Case) -> None:
    settings = "client_settings: {idempotency: {header: Idempotency-Key}}\n"
    method = case.method(PARAMETERS, settings=settings)
    assert shown(method) == [
        *("id!", "owner", "zebra", "name", "limit?", "token?", "age?", "X-Trace?")
    ]
    assert method.result.kind is ResultKind.NONE


def test_positional_parameters_are_as_configured(case: Case) -> None:
    named = case.method(PARAMETERS, "positional_params: [owner, id]")
    assert shown(named)[:3] == ["owner!", "id!", "zebra"]
    none = case.method(PARAMETERS, settings="settings: {positional_params: false}\n")
    assert shown(none)[:3] == ["owner", "id", "zebra"]


def test_properties_keep_the_order_of_the_document(case: Case) -> None:
    settings = "settings: {sort_schema_properties: false}\n"
    method = case.method(PARAMETERS, settings=settings)
    assert shown(method)[4:] == [
        *("limit?", "age?", "token?", "X-Trace?", "Idempotency-Key?")
    ]


@pytest.mark.parametrize(
    ("content", "config", "expected"),
    [
        (
            "application/json: {schema: {type: array, items: {type: string}}}",
            "",
            "body",
        ),
        ("application/octet-stream: {schema: {type: string}}", "", "body!"),
        (
            "application/json: {schema: {type: object, properties: {a: {}}}}",
            "body_param_name: pet",
            "pet",
        ),
        (
            "multipart/form-data: {schema: {type: object, properties: "
            "{file: {type: string, format: binary}}}}",
            "",
            "file?",
        ),
    ],
)
def test_bodies(content: str, config: str, expected: str, case: Case) -> None:
    method = case.method(
        f"requestBody: {{required: true, content: {{{content}}}}}\n"
        'responses: {"204": {description: ok}}',
        config,
    )
    assert shown(method) == [expected]


def test_a_union_body_has_an_overload_for_each_variant(case: Case) -> None:
    method = case.method("""\
        requestBody:
          content:
            application/json:
              schema:
                oneOf:
                  - type: object
                    required: [kind, meows]
                    properties: {kind: {const: cat}, meows: {type: boolean}}
                  - type: object
                    required: [kind]
                    properties: {kind: {const: dog}, age: {type: integer}}
        responses: {"204": {description: ok}}
        """)
    assert shown(method) == ["kind", "meows?", "age?"]
    assert [[*_shown(each)] for each in method.overloads] == [
        ["kind", "meows"],
        ["kind", "age?"],
    ]
    assert len(method.arguments[0].alternatives) == 2


@pytest.mark.parametrize(
    ("media", "kind"),
    [
        ("application/json", ResultKind.JSON),
        ("text/plain", ResultKind.TEXT),
        ("image/png", ResultKind.BINARY),
    ],
)
def test_results(media: str, kind: ResultKind, case: Case) -> None:
    method = case.method(f"responses: {responses('{type: string}', media)}")
    assert method.result.kind is kind


def test_envelopes_are_unwrapped(case: Case) -> None:
    settings = "settings: {unwrap_response_fields: [data]}\n"
    alone = "{type: object, properties: {data: {type: array, items: {}}}}"
    method = case.method(f"responses: {responses(alone)}", settings=settings)
    assert method.result.unwrapped == "data"
    assert isinstance(method.result.schema, Array)
    among = "{type: object, properties: {data: {}, more: {type: boolean}}}"
    method = case.method(f"responses: {responses(among)}", settings=settings)
    assert method.result.unwrapped is None
    assert isinstance(method.result.schema, Object)
    method = case.method(
        f"responses: {responses(alone)}", "unwrap_response: false", settings
    )
    assert method.result.unwrapped is None


PAGED = f"""\
/pets:
  get:
    parameters:
      - {{name: after, in: query, schema: {{type: string}}}}
    responses: {responses("{$ref: '#/components/schemas/Page'}")}
"""
PAGE = """\
schemas:
  Pet: {type: object, properties: {name: {type: string}}}
  Page:
    type: object
    properties:
      data: {type: array, items: {$ref: '#/components/schemas/Pet'}}
      next: {type: string}
"""
CURSOR = """\
pagination:
  - name: my_page
    type: cursor
    request: {after: {type: string, x-stainless-pagination-property: {purpose: next_cursor_param}}}
    response:
      data: {type: array, items: {}}
      NEXT: {type: string, x-stainless-pagination-property: {purpose: next_cursor_field}}
"""


@pytest.mark.parametrize(
    ("field", "setting", "is_paged", "is_reported"),
    [
        ("next", "", True, False),
        ("next", "paginated: false", False, False),
        ("next", "paginated: my_page", True, False),
        ("next", "paginated: your_page", False, True),
        ("other", "", False, False),
        ("other", "paginated: true", True, False),
    ],
)
def test_schemes_fit_methods(
    field: str, setting: str, is_paged: bool, is_reported: bool, case: Case
) -> None:
    config = CURSOR.replace("NEXT", field)
    methods = f"resources: {{pets: {{methods: {{list: {{endpoint: get /pets, {setting}}}}}}}}}\n"
    plan = case.plan(PAGED, methods + config, PAGE)
    paging = plan.resources[0].methods[0].paging
    assert (paging is not None) is is_paged
    assert bool(case.messages()) is is_reported
    if paging is not None:
        assert isinstance(paging.items, Reference)
        assert paging.items.target.pointer == "/components/schemas/Pet"


def test_models_are_found_by_name_pointer_and_query(case: Case) -> None:
    plan = case.plan(
        PAGED,
        """\
        resources:
          $shared: {models: {pet: Pet}}
          pets:
            methods: {list: get /pets}
            models:
              page: '#/components/schemas/Page'
              next: {openapi_uri: '$.components.schemas.Page.properties.next'}
              animal: {type: alias, to: $shared.pet}
              lost: Pets
        """,
        PAGE,
    )
    pointers = [model.schema.pointer for model in plan.resources[0].models]
    assert pointers == [
        "/components/schemas/Page",
        "/components/schemas/Page/properties/next",
    ]
    assert all(model.schema in plan.api.graph.schemas for model in plan.shared.models)
    (alias,) = plan.resources[0].model_aliases
    assert alias.target is plan.shared.models[0]
    (lost,) = [each for each in case.found if "lost" in each.message]
    assert lost.hint == "did you mean `Pet`?"
    assert lost.location is not None
    assert lost.location.line == 10


def test_what_does_not_match_is_reported(case: Case) -> None:
    paths = f"""\
    /pets: {{get: {{responses: {responses("{}")}}}}}
    /dogs: {{get: {{responses: {responses("{}")}}}}}
    /cats: {{get: {{responses: {responses("{}")}}}}}
    /cows: {{get: {{x-stainless-skip: [python], responses: {responses("{}")}}}}}
    """
    plan = case.plan(
        paths,
        """\
        resources:
          pets:
            methods:
              list: get /pet
              same: {type: alias, to: lists}
              live: {type: websocket, endpoint: get /pets}
              cows: get /cows
        unspecified_endpoints: [get /cats]
        """,
    )
    assert plan.resources[0].methods == ()
    assert plan.api.operations == ()
    assert case.messages() == [
        "1 endpoint is nowhere in the configuration: `GET /dogs`",
        "`pets.list` is left out: the document has no endpoint `GET /pet`",
        "there is no method `lists`",
        "`pets.live` is left out: WebSockets are not supported",
    ]
    hints = {each.message: each.hint for each in case.found}
    assert hints[case.messages()[1]] == "did you mean `GET /pets`?"


def test_marks_of_the_document(case: Case) -> None:
    plan = case.plan(
        f"""\
        /pets:
          post:
            deprecated: true
            x-stainless-deprecation-message: Use dogs.
            parameters:
              - name: X-Beta
                in: header
                schema:
                  type: string
                  x-stainless-override-schema:
                    {{x-stainless-param: betas, type: array, items: {{type: string}}}}
              - {{name: secret, in: query, schema: {{type: string, x-stainless-skip: true}}}}
              - {{$ref: '#/components/parameters/Hidden'}}
            requestBody:
              content:
                application/json:
                  schema:
                    type: object
                    required: [gone, kept]
                    properties:
                      gone: {{type: string, x-stainless-skip: [python]}}
                      kept: {{type: string, x-stainless-skip: [go]}}
                      free: {{type: string, x-stainless-any: true}}
                      kind: {{type: string, x-stainless-naming: {{python: {{property_name: sort}}}}}}
            responses: {responses("{}")}
        /dogs:
          get:
            x-stainless-method: dogs.walks.list
            responses: {responses("{}")}
        """,
        "resources: {pets: {methods: {make: post /pets}}}\n",
        "parameters: {Hidden: {name: hidden, in: query, x-stainless-skip: true,"
        " schema: {type: string}}}",
    )
    pets, dogs = plan.resources
    (method,) = pets.methods
    assert shown(method) == ["kept", "free?", "kind?", "X-Beta?"]
    free, kind, beta = method.arguments[1:]
    assert isinstance(free.schema, AnyValue)
    assert kind.name_hint == "sort"
    assert beta.name_hint == "betas"
    assert isinstance(beta.schema, Array)
    assert method.deprecated == "Use dogs."
    assert dogs.subresources[0].methods[0].dotted == "dogs.walks.list"
    assert case.messages() == []


def test_an_object_without_properties_is_one_if_the_document_says_so(
    case: Case,
) -> None:
    marked = "{type: object, x-stainless-empty-object: true}"
    method = case.method(
        f"requestBody: {{content: {{application/json: {{schema: {marked}}}}}}}\n"
        f"responses: {responses(marked)}"
    )
    assert isinstance(method.result.schema, Object)
    assert shown(method) == ["body?"]


def test_streams(case: Case) -> None:
    stream = responses("{type: object, properties: {text: {}}}", "text/event-stream")
    method = case.method(f"responses: {stream}")
    assert method.stream is not None
    assert method.stream.switch is None
    both = """\
    responses:
      "200":
        description: ok
        content: {application/json: {schema: {}}, text/event-stream: {schema: {}}}
    """
    assert case.method(both).stream is None
    body = """\
    requestBody:
      content:
        application/json: {schema: {type: object, properties: {live: {type: boolean}}}}
    """
    streaming = "streaming: {param_discriminator: live}"
    method = case.method(dedent(body) + dedent(both), streaming)
    assert method.stream is not None
    assert method.stream.switch == "live"
    assert case.messages() == []
    case.method(both, streaming)
    assert case.messages() == ["there is no argument of `pets.make` `live`"]


def test_the_client(case: Case) -> None:
    plan = case.plan(
        f"/pets: {{get: {{responses: {responses('{}')}}}}}",
        """\
        resources: {$client: {methods: {pets: get /pets}}}
        client_settings:
          opts:
            api_key: {type: string, read_env: ACME_KEY, auth: {security_scheme: Key}}
            region: {type: string, default: eu, server_variable: region}
            size: {type: integer, nullable: true, send_in_header: X-Size}
          default_timeout: PT2M
          default_retries: {max_retries: 4, initial_delay_seconds: 1, max_delay_seconds: 9}
          default_headers: {X-Version: 3}
        security: [{Key: []}]
        security_schemes: {Key: {type: http, scheme: bearer}}
        environments: {production: 'https://{region}.acme.example'}
        streaming:
          on_event:
            - {data_starts_with: '[DONE]', handle: done}
            - {event_type: null, handle: yield}
            - {event_type: [ping, pong], handle: continue}
        """,
    )
    client = plan.client
    assert [option.name for option in client.options] == ["api_key", "region", "size"]
    assert client.options[0].auth is not None
    assert client.options[2].type is OptionType.INTEGER
    assert (client.timeout, client.max_retries) == (120, 4)
    assert (client.initial_retry_delay, client.max_retry_delay) == (1, 9)
    assert client.default_headers == {"X-Version": 3}
    assert client.security == (("Key",),)
    assert client.environments == {"production": "https://{region}.acme.example"}
    assert [rule.handle for rule in client.on_event] == ["done", "yield", "continue"]
    types = [rule.event_types for rule in client.on_event]
    assert types == [None, (None,), ("ping", "pong")]
    assert plan.root.methods[0].name == "pets"


def test_keys_of_all_settings_are_checked(case: Case) -> None:
    case.plan(
        f"/pets: {{get: {{responses: {responses('{}')}}}}}",
        """\
        resources: {pets: {methods: {list: {endpoint: get /pets, streaming: {event: x}}}}}
        client_settings:
          default_timeout: soon
          default_retries: {max_retry: 4}
          idempotency: {headers: X}
        streaming: {on_event: [{handle: finish}]}
        errors: {messages: error}
        """,
    )
    assert case.messages() == [
        "unknown key `event`",
        "`soon` is not a duration; it is left out",
        "unknown key `max_retry`",
        "unknown key `headers`",
        "`handle` must be `yield` or `done` or `error` or `continue`, not 'finish'; it is left out",
        "`errors` is not used: errors are classes by status",
    ]


def test_credentials_without_options(case: Case) -> None:
    plan = case.plan(
        f"/pets: {{get: {{security: [{{K: []}}], responses: {responses('{}')}}}}}",
        "resources: {pets: {methods: {list: get /pets}}}\nsecurity: [{K: []}]\n",
        "securitySchemes: {K: {type: apiKey, in: header, name: X-Key}}",
    )
    assert [option.read_env for option in plan.client.options] == ["ACME_API_KEY"]
    assert "`api_key` is an option of the client" in case.messages()[0]
