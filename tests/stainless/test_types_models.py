"""The classes of what is received: names, fields, order, and properties without a name."""

from __future__ import annotations

import typing
from datetime import date, datetime
from typing import Any, get_args

import pytest

from tests.stainless.packages import StainlessPackage, built

DOCUMENT = """
paths:
  /pets:
    get:
      responses:
        '200':
          description: OK
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Summary'}}
    post:
      requestBody:
        content:
          application/json: {schema: {$ref: '#/components/schemas/Pet'}}
      responses:
        '200':
          description: OK
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
  /pets/text:
    get:
      responses:
        '200': {description: OK, content: {text/plain: {schema: {type: string}}}}
  /pets/{pet_id}/status:
    get:
      parameters: [{name: pet_id, in: path, required: true, schema: {type: string}}]
      responses:
        '200':
          description: OK
          content:
            application/json:
              schema:
                type: object
                properties:
                  status: {$ref: '#/components/schemas/Status'}
                  owner: {$ref: '#/components/schemas/Person'}
components:
  schemas:
    Summary: {type: object, required: [name], properties: {name: {type: string}}}
    Status: {type: string, enum: [here, gone]}
    Kinds: {type: array, items: {$ref: '#/components/schemas/Summary'}}
    Person:
      description: Somebody
      type: object
      properties:
        nick_names: {type: array, items: {type: object, properties: {text: {type: string}}}}
    StateIsOpen:
      type: object
      properties: {type: {type: string, enum: [open], x-stainless-const: true}}
    StateIsClosed:
      type: object
      properties: {type: {type: string, enum: [shut], x-stainless-const: true}}
    Base:
      type: object
      required: [id]
      properties:
        id: {type: string}
        label: {type: string}
    Toy:
      type: object
      required: [type]
      properties: {type: {type: string, const: toy}, price: {type: number}}
    Food:
      type: object
      required: [type]
      properties: {type: {type: string, const: food}}
    Extended:
      allOf:
        - {$ref: '#/components/schemas/Base'}
        - type: object
          required: [size]
          properties:
            size: {type: object, properties: {width: {type: integer}}}
    Pet:
      type: object
      description: A pet.
      required: [zoo, id, tag, born]
      properties:
        zoo: {type: string}
        id: {type: string, description: Who it is}
        tag: {type: [string, 'null']}
        born: {type: string, format: date-time}
        birthday: {type: string, format: date}
        fooBar: {type: integer}
        class: {type: string}
        schema: {type: string}
        model_id: {type: string}
        list: {type: array, items: {type: string}}
        status: {$ref: '#/components/schemas/Status'}
        person: {$ref: '#/components/schemas/Person'}
        extended: {$ref: '#/components/schemas/Extended'}
        rawData: {type: object}
        labels: {type: object, additionalProperties: {type: integer}}
        anything: {type: object, additionalProperties: true}
        nothing: {type: object, x-stainless-empty-object: true}
        open:
          type: object
          additionalProperties: {type: integer}
          properties: {known: {type: string}}
        belongings:
          type: array
          items:
            discriminator: {propertyName: type}
            oneOf:
              - {$ref: '#/components/schemas/Toy'}
              - {$ref: '#/components/schemas/Food'}
        choice:
          oneOf:
            - {type: object, title: Big one, properties: {a: {type: string}}}
            - {type: object, properties: {b: {type: string}, c: {type: string}}}
            - {type: object, properties: {only_one: {type: string}}}
            - {type: object, x-stainless-variantName: chosen_name, properties: {d: {}, e: {}}}
        state:
          oneOf:
            - {$ref: '#/components/schemas/StateIsOpen'}
            - {$ref: '#/components/schemas/StateIsClosed'}
        loose: {anyOf: [{type: string, enum: [x, y]}, {type: string}]}
        old: {type: string, deprecated: true, description: Not used}
        secret: {type: string, writeOnly: true}
        made: {type: string, readOnly: true}
"""
CONFIGURATION = """
resources:
  $shared:
    models: {base: Base}
  pets:
    models: {pet: Pet, status: Status, kinds: Kinds, extended: Extended}
    methods:
      list: get /pets
      create: post /pets
      text: get /pets/text
    subresources:
      states:
        methods:
          get: get /pets/{pet_id}/status
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> StainlessPackage:
    return built(tmp_path_factory.mktemp("models"), DOCUMENT, CONFIGURATION)


@pytest.fixture
def module(package: StainlessPackage) -> Any:
    return package.load("types.pet")


def hint(class_: Any, name: str) -> Any:
    return class_.model_fields[name].annotation


def test_only_models_of_the_configuration_have_modules(
    package: StainlessPackage,
) -> None:
    found = {path.stem for path in (package.folder / "types").glob("*.py")}
    assert found == {
        *("__init__", "extended", "extended_param", "kinds", "pet", "status"),
        *("pet_create_params", "pet_list_response", "pet_text_response"),
    }
    states = {path.name for path in (package.folder / "types/pets").glob("*.py")}
    assert states == {"__init__.py", "state_get_response.py"}


def test_classes_inside_are_named_by_their_properties(module: Any) -> None:
    assert module.__all__ == [
        *("Pet", "Belonging", "BelongingToy", "BelongingFood"),
        *("Choice", "ChoiceBigOne", "ChoiceUnionMember1", "ChoiceOnlyOne"),
        *("ChoiceChosenName", "Nothing", "Open", "Person", "PersonNickName"),
        *("State", "StateOpen", "StateShut"),
    ]


def test_required_fields_are_first_and_the_identifier_before_them(module: Any) -> None:
    fields = module.Pet.model_fields
    names = [field.alias or name for name, field in fields.items()]
    assert names[:4] == ["id", "born", "tag", "zoo"]
    assert names[4:] == sorted(names[4:])


def test_fields_have_names_that_python_and_models_allow(module: Any) -> None:
    aliases = {
        name: field.alias
        for name, field in module.Pet.model_fields.items()
        if field.alias
    }
    assert aliases == {
        "foo_bar": "fooBar",
        "class_": "class",
        "schema_": "schema",
        "api_model_id": "model_id",
        "raw_data": "rawData",
    }
    pet = module.Pet.construct(**{"class": "cat", "model_id": "m"})
    assert (pet.class_, pet.api_model_id) == ("cat", "m")


def test_types_of_fields(package: StainlessPackage, module: Any) -> None:
    pet = module.Pet
    assert hint(pet, "born") is datetime
    assert hint(pet, "birthday") == date | None
    assert hint(pet, "tag") == str | None
    assert hint(pet, "list") == typing.Optional[typing.List[str]]  # noqa: UP006, UP045
    assert hint(pet, "raw_data") == typing.Optional[object]  # noqa: UP045
    assert "Dict[str, int]" in str(hint(pet, "labels"))
    assert "Dict[str, object]" in str(hint(pet, "anything"))
    assert hint(pet, "status") == package.load("types").Status | None
    assert pet.model_fields["zoo"].is_required()
    assert pet.model_fields["tag"].default is None


def test_what_is_only_sent_is_no_field(module: Any) -> None:
    assert "secret" not in module.Pet.model_fields
    assert "made" in module.Pet.model_fields


def test_unions_name_their_discriminator(module: Any) -> None:
    union, info = get_args(module.Belonging)
    assert info.discriminator == "type"
    assert get_args(union) == (module.BelongingToy, module.BelongingFood)
    pet = module.Pet.construct(
        belongings=[{"type": "food"}, {"type": "toy", "price": 1}]
    )
    assert [type(each) for each in pet.belongings] == [
        module.BelongingFood,
        module.BelongingToy,
    ]


def test_constants_tell_variants_apart(module: Any) -> None:
    union, info = get_args(module.State)
    assert info.discriminator == "type"
    assert get_args(union) == (module.StateOpen, module.StateShut)


def test_values_of_properties_without_a_name_are_typed(module: Any) -> None:
    extra = module.Open.__annotations__["__pydantic_extra__"]
    assert extra == typing.Dict[str, int]  # noqa: UP006
    assert module.Open.construct(known="a", more=2).more == 2


def test_a_schema_that_extends_a_model_inherits(package: StainlessPackage) -> None:
    extended = package.load("types.extended")
    base = package.load("types.shared").Base
    assert issubclass(extended.Extended, base)
    assert extended.__all__ == ["Extended", "ExtendedSize"]
    assert [*extended.Extended.model_fields] == ["id", "label", "size"]
    assert [*extended.Extended.__annotations__] == ["size"]


def test_arrays_and_enumerations_are_aliases(package: StainlessPackage) -> None:
    types = package.load("types")
    assert get_args(types.Status) == ("here", "gone")
    kinds = package.load("types.kinds")
    assert kinds.__all__ == ["Kinds", "KindItem"]
    assert get_args(kinds.Kinds) == (kinds.KindItem,)
    items = package.load("types.pet_list_response")
    assert items.__all__ == ["PetListResponse", "PetListResponseItem"]


def test_plain_results_have_an_alias(package: StainlessPackage) -> None:
    assert package.load("types").PetTextResponse is str
    package.answer(text="hello")
    assert package.client().pets.text() == "hello"


def test_shared_models_are_exported_by_both_packages(package: StainlessPackage) -> None:
    types = package.load("types")
    assert types.Base is package.load("types.shared").Base
    assert "Base" in types.__all__


def test_modules_and_packages_are_attributes(package: StainlessPackage) -> None:
    types = package.module.types
    assert types.pets.state_get_response.__all__[0] == "StateGetResponse"
    assert types.shared_params.base.Base
    assert types.extended.ExtendedSize


def test_descriptions_follow_their_fields(package: StainlessPackage) -> None:
    text = package.read("types/pet.py")
    assert 'id: str\n    """Who it is"""' in text
    assert '"""Somebody"""' in text
    assert '"""Deprecated. Not used"""' in text
    assert package.load("types").Pet.__doc__ == "A pet."
