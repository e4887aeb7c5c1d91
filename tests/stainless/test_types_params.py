"""The dictionaries of what is sent."""

from __future__ import annotations

import typing
from datetime import UTC, datetime
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from tests.stainless.packages import StainlessPackage, built

DOCUMENT = """
paths:
  /shops/{shopId}/pets/{pet_id}:
    parameters:
      - {name: shopId, in: path, required: true, schema: {type: string}}
      - {name: pet_id, in: path, required: true, schema: {type: string}}
    get: {responses: {'204': {description: Nothing}}}
    put:
      parameters:
        - {name: dryRun, in: query, schema: {type: boolean}}
        - {name: X-Trace, in: header, schema: {type: string}}
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [name, token]
              properties:
                name: {type: string}
                token: {type: string}
                timeout: {type: integer}
                made: {type: string, readOnly: true}
                since: {type: string, format: date-time}
                days: {type: array, items: {type: string, format: date}}
                tags: {type: array, items: {type: string}}
                numbers: {type: array, items: {type: integer}}
                kinds: {type: array, items: {$ref: '#/components/schemas/Kind'}}
                mixed: {type: array, items: {anyOf: [{type: string}, {type: integer}]}}
                toys: {type: array, items: {$ref: '#/components/schemas/Toy'}}
                map: {type: object, additionalProperties: {type: array, items: {type: string}}}
                home: {$ref: '#/components/schemas/Home'}
                from: {type: [string, 'null']}
      responses: {'204': {description: Nothing}}
  /photos:
    post:
      requestBody:
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file]
              properties:
                file: {type: string, format: binary}
                others: {type: array, items: {type: string, format: binary}}
      responses: {'204': {description: Nothing}}
  /chat:
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [prompt]
              properties: {prompt: {type: string}, stream: {type: boolean}}
      responses:
        '200':
          description: OK
          content:
            application/json: {schema: {type: object, properties: {text: {type: string}}}}
            text/event-stream: {schema: {type: object, properties: {text: {type: string}}}}
  /shapes/{id}:
    post:
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: full, in: query, schema: {type: boolean}}
      requestBody:
        content:
          application/json:
            schema:
              oneOf:
                - {$ref: '#/components/schemas/Circle'}
                - type: object
                  required: [side]
                  properties: {side: {type: number}, color: {type: string}}
      responses: {'204': {description: Nothing}}
  /alike:
    post:
      parameters:
        - {name: foo-bar, in: query, schema: {type: string}}
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties: {foo_bar: {type: string}, 名: {type: string}, 前: {type: string}}
      responses: {'204': {description: Nothing}}
  /batch:
    post:
      requestBody:
        content:
          application/json:
            schema: {type: array, items: {$ref: '#/components/schemas/Toy'}}
      responses: {'204': {description: Nothing}}
components:
  schemas:
    Kind: {type: string, enum: [a, b]}
    Toy: {type: object, properties: {maker: {type: object, properties: {name: {type: string}}}}}
    Home: {type: object, required: [street], properties: {street: {type: string}}}
    Circle:
      type: object
      required: [radius]
      properties: {radius: {type: number}, center: {type: object, properties: {x: {type: number}}}}
"""
CONFIGURATION = """
resources:
  $shared:
    models: {kind: Kind}
  pets:
    models: {home: Home}
    methods:
      get: get /shops/{shopId}/pets/{pet_id}
      replace: put /shops/{shopId}/pets/{pet_id}
  photos: {methods: {upload: post /photos}}
  chat:
    methods:
      ask:
        endpoint: post /chat
        streaming: {param_discriminator: stream}
  shapes: {methods: {draw: 'post /shapes/{id}'}}
  likes: {methods: {all: post /alike}}
  batches:
    methods:
      run: {endpoint: post /batch, body_param_name: toys}
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> StainlessPackage:
    return built(tmp_path_factory.mktemp("params"), DOCUMENT, CONFIGURATION)


def hints(class_: Any) -> dict[str, Any]:
    return get_type_hints(class_, include_extras=True)


def required(class_: Any) -> set[str]:
    found = hints(class_).items()
    return {name for name, hint in found if get_origin(hint) is typing.Required}


@pytest.fixture
def replace(package: StainlessPackage) -> Any:
    return package.load("types.pet_replace_params")


def test_names_are_in_the_order_of_the_signature(replace: Any) -> None:
    assert [*replace.PetReplaceParams.__annotations__] == [
        *("shop_id", "token", "name", "dry_run", "days", "from_", "home", "kinds"),
        *("map", "mixed", "numbers", "since", "tags", "api_timeout", "toys", "x_trace"),
    ]
    assert required(replace.PetReplaceParams) == {"shop_id", "name", "token"}


def test_other_names_have_their_wire_name(package: StainlessPackage) -> None:
    text = package.read("types/pet_replace_params.py")
    for line in (
        'shop_id: Required[Annotated[str, PropertyInfo(alias="shopId")]]',
        'dry_run: Annotated[bool, PropertyInfo(alias="dryRun")]',
        'api_timeout: Annotated[int, PropertyInfo(alias="timeout")]',
        'x_trace: Annotated[str, PropertyInfo(alias="X-Trace")]',
        'from_: Annotated[Optional[str], PropertyInfo(alias="from")]',
    ):
        assert line in text


def test_sequences_of_what_is_sent(package: StainlessPackage) -> None:
    text = package.read("types/pet_replace_params.py")
    for line in (
        "tags: SequenceNotStr[str]",
        "numbers: Iterable[int]",
        "kinds: List[Kind]",
        "mixed: SequenceNotStr[Union[str, int]]",
        "toys: Iterable[Toy]",
        "map: Dict[str, List[str]]",
        "home: HomeParam",
        'since: Annotated[Union[str, datetime], PropertyInfo(format="iso8601")]',
    ):
        assert line in text
    assert "from .shared_params.kind import Kind" in text


def test_classes_inside_are_sent_as_dictionaries(
    package: StainlessPackage, replace: Any
) -> None:
    assert replace.__all__ == ["PetReplaceParams", "Toy", "ToyMaker"]
    when = datetime(2026, 1, 2, tzinfo=UTC)
    package.client().pets.replace(
        "p",
        shop_id="s",
        name="n",
        token="t",
        from_=None,
        since=when,
        home={"street": "x"},
        toys=({"maker": {"name": "m"}} for _ in range(1)),
        tags=("a", "b"),
    )
    assert package.sent == {
        "name": "n",
        "token": "t",
        "from": None,
        "since": "2026-01-02T00:00:00+00:00",
        "home": {"street": "x"},
        "toys": [{"maker": {"name": "m"}}],
        "tags": ["a", "b"],
    }


def test_path_parameters_alone_need_no_dictionary(package: StainlessPackage) -> None:
    assert not (package.folder / "types/pet_get_params.py").exists()


def test_files(package: StainlessPackage) -> None:
    types = package.load("_types")
    found = hints(package.load("types.photo_upload_params").PhotoUploadParams)
    assert found["file"] == typing.Required[types.FileTypes]
    assert found["others"] == types.SequenceNotStr[types.FileTypes]


def test_parameters_with_a_stream(package: StainlessPackage) -> None:
    module = package.load("types.chat_ask_params")
    assert module.__all__ == [
        "ChatAskParamsBase",
        "ChatAskParamsNonStreaming",
        "ChatAskParamsStreaming",
    ]
    assert get_args(module.ChatAskParams) == (
        module.ChatAskParamsNonStreaming,
        module.ChatAskParamsStreaming,
    )
    assert required(module.ChatAskParamsStreaming) == {"prompt", "stream"}
    assert package.load("types").ChatAskParams is module.ChatAskParams


def test_each_variant_of_a_body_has_all_parameters(package: StainlessPackage) -> None:
    module = package.load("types.shape_draw_params")
    assert module.__all__ == ["ShapeDrawParams", "Circle", "CircleCenter", "Variant1"]
    assert get_args(module.ShapeDrawParams) == (module.Circle, module.Variant1)
    assert {*hints(module.Circle)} == {"full", "radius", "center"}
    assert required(module.Variant1) == {"side"}


def test_a_body_of_its_own_name(package: StainlessPackage) -> None:
    module = package.load("types.batch_run_params")
    assert module.__all__ == ["BatchRunParams", "Toy", "ToyMaker"]
    package.client().batches.run(toys=[{"maker": {"name": "m"}}])
    assert package.sent == [{"maker": {"name": "m"}}]


def test_names_that_are_alike_differ(package: StainlessPackage) -> None:
    package.client().likes.all(foo_bar="a", foo_bar_2="b", x="c", x_2="d")
    assert package.request.url.params["foo-bar"] == "a"
    assert sorted(package.sent.values()) == ["b", "c", "d"]
    found = hints(package.load("types.like_all_params").LikeAllParams)
    assert {*found} == {"foo_bar", "foo_bar_2", "x", "x_2"}
