"""Responses whose lists have invalid items: valid items are still read fast."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import cache
from types import GenericAlias
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, Union, get_args, get_origin

import pydantic

from .deferral import Reading, adapter, is_deferred
from .typeforms import bare, fields, is_model, variants

if TYPE_CHECKING:
    from pydantic_core import CoreSchema


Read: TypeAlias = Callable[[Any, object, Any], Any]


@cache
def tolerant(type_: Any, lenient: Read) -> Callable[[bytes], Any] | None:
    """Return a function that reads a list, or a model with lists; None for other types.

    Only items may be invalid, which `lenient` reads: anything else is a
    pydantic.ValidationError.
    """
    model = bare(type_)
    if not is_model(model):
        changed = _tolerant_list(type_, lenient)
        return None if changed is None else _reader(changed, None)
    members: dict[str, Any] = {}
    for name, (_, member) in fields(model).items():
        changed = _tolerant_list(member, lenient)
        if changed is not None:
            field = copy.copy(model.model_fields[name])
            field.annotation = changed
            members[name] = (changed, field)
    if not members:
        return None
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


def _tolerant_list(type_: Any, lenient: Read) -> Any:
    """Return the type of a list that may have invalid items; None for other types."""
    if is_deferred(type_):
        return None
    found = variants(type_)
    lists = [variant for variant in found if get_origin(variant) is list]
    others = [v for v in found if v is not type(None) and v not in lists]
    if len(lists) != 1 or others:
        return None
    (item,) = get_args(lists[0])
    changed = GenericAlias(list, (Annotated[item, _Tolerant(item, lenient)],))
    return Union[changed, None] if type(None) in found else changed  # noqa: UP007


class _Tolerant:
    """In `Annotated[T, ...]`: values that are not a `T` are read leniently."""

    def __init__(self, type_: Any, lenient: Read) -> None:
        self._type = type_
        self._lenient = lenient

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
        return self._lenient(self._type, value, {})
