"""Answers whose lists have wrong items: the others are read as fast as ever."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from functools import cache
from types import GenericAlias
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

import pydantic

from .decoding import lenient
from .deferral import Reading, adapter, is_deferred
from .typeforms import bare, fields, is_model, variants

if TYPE_CHECKING:
    from pydantic_core import CoreSchema


@cache
def tolerant(type_: Any) -> Callable[[bytes], Any] | None:
    """What reads a type with a list, or a model with lists; None where there is none.

    Only items may be wrong: anything else is a pydantic.ValidationError.
    """
    model = bare(type_)
    if not is_model(model):
        changed = _tolerant_list(type_)
        return None if changed is None else _reader(changed, None)
    lists: Mapping[str, Any] = {
        name: changed
        for name, (_, member) in fields(model).items()
        if (changed := _tolerant_list(member)) is not None
    }
    if not lists:
        return None
    members: dict[str, Any] = {}
    for name, changed in lists.items():
        field = copy.copy(model.model_fields[name])
        field.annotation = changed
        members[name] = (changed, field)
    subclass: Any = pydantic.create_model(
        model.__name__, __base__=model, __module__=model.__module__, **members
    )
    return _reader(subclass, model)


def _reader(type_: Any, model: type | None) -> Callable[[bytes], Any]:
    read = adapter(type_).validate_json

    def reader(content: bytes) -> Any:
        value = read(content, strict=True, by_name=False, context=Reading())
        if model is not None:
            object.__setattr__(value, "__class__", model)
        return value

    return reader


def _tolerant_list(type_: Any) -> Any:
    """The type of a list that takes wrong items, too; None if it is no list."""
    if is_deferred(type_):
        return None
    found = variants(type_)
    lists = [each for each in found if get_origin(each) is list]
    others = [each for each in found if each is not type(None) and each not in lists]
    if len(lists) != 1 or others:
        return None
    (item,) = get_args(lists[0])
    changed = GenericAlias(list, (Annotated[item, _Tolerant(item)],))
    return Union[changed, None] if type(None) in found else changed  # noqa: UP007


class _Tolerant:
    """In `Annotated[T, ...]`: what is no `T` is taken as far as it goes."""

    def __init__(self, type_: Any) -> None:
        self._type = type_

    def __get_pydantic_core_schema__(
        self, source: Any, handler: pydantic.GetCoreSchemaHandler
    ) -> CoreSchema:
        from pydantic_core import core_schema as schema

        wrong = schema.no_info_plain_validator_function(self._read)
        written = schema.simple_ser_schema("any")
        return schema.union_schema(
            [handler(source), wrong], mode="left_to_right", serialization=written
        )

    def _read(self, value: object) -> Any:
        return lenient(self._type, value, {})
