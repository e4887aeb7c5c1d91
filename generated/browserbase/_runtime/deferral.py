"""Members whose types are built when their first value comes."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache, cached_property
from importlib import import_module
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Generic,
    TypeAlias,
    TypeVar,
    get_args,
    get_origin,
)

import pydantic
import pydantic_core

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

    T = TypeVar("T")

__all__ = ["Deferred", "DeferredType"]


@cache
def adapter(type_: Any) -> pydantic.TypeAdapter[Any]:
    """pydantic's validator for a type, built once."""
    return pydantic.TypeAdapter(type_)


class Reading:
    """The context of reading one answer: only the names of the API count.

    JSON says itself what is a number and what a text, so neither is taken for the
    other. The variants of a union are tried one after the other; what was found out of
    a value inside is not found out again for each of them.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], tuple[object, object, Exception | None]] = {}

    def read(self, type_: Any, value: object) -> Any:
        """The value as this type.

        Raises:
            ValueError: It has not this type.
        """
        validator = adapter(type_)
        try:
            return validator.validate_python(
                value, strict=True, by_name=False, context=self
            )
        except ValueError:
            pass
        # What has no literal in JSON, such as a tuple, is told from JSON text alone.
        text = pydantic_core.to_json(value, inf_nan_mode="constants")
        return validator.validate_json(text, strict=True, by_name=False, context=self)

    def once(self, type_: Any, value: Any) -> Any:
        """`read`, or what it gave for this very value and type, which may be an error."""
        key = id(type_), id(value)
        known = self._known.get(key)
        if known is None:
            # The value is kept, so that no other one gets its identity.
            try:
                known = value, self.read(type_, value), None
            except ValueError as error:
                known = value, None, error
            self._known[key] = known
        _, result, failure = known
        if failure is not None:
            raise failure
        return result


class Late:
    """A type that is evaluated, and its classes imported, when its first value comes."""

    def __init__(self, annotation: str, names: Mapping[str, Any]) -> None:
        self._annotation = annotation
        self._names = names

    def __reduce__(self) -> tuple[Any, ...]:
        return _late, (self._annotation, self._names["__name__"])

    @cached_property
    def type(self) -> Any:
        """The type, of the names of its module and those of all types."""
        return eval(self._annotation, {**self._names}, _Types(self._names))

    def __get_pydantic_core_schema__(
        self, source: Any, handler: pydantic.GetCoreSchemaHandler
    ) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.with_info_plain_validator_function(
            self._validate, serialization=core_schema.simple_ser_schema("any")
        )

    def _validate(self, value: Any, info: pydantic.ValidationInfo) -> Any:
        context, type_ = info.context, self.type
        if not isinstance(context, Reading):
            return adapter(type_).validate_python(value, context=context)
        return context.once(type_, value)


def _late(annotation: str, module: str) -> Late:
    return Late(annotation, vars(import_module(module)))


def is_deferred(type_: Any) -> bool:
    """Whether the type of a member is evaluated later, null aside."""
    parts = get_args(type_)
    if get_origin(type_) is Annotated:
        return any(isinstance(each, Late) for each in parts)
    return any(is_deferred(each) for each in parts if each is not type(None))


class _Types(dict[str, Any]):
    """What the package's types are called; a module's own names go before them."""

    def __init__(self, own: Mapping[str, Any]) -> None:
        super().__init__()
        self._own = own

    def __missing__(self, name: str) -> Any:
        types = import_module("..types", __package__)
        if name in self._own or not hasattr(types, name):
            raise KeyError(name)  # Python looks further
        return getattr(types, name)


if TYPE_CHECKING:
    Deferred: TypeAlias = Annotated[T, Late]

    class DeferredType(Generic[T]):
        """`Deferred[...]` as a value: checkers take no union in that alias there."""

else:

    class Deferred:
        """`Deferred["T"]`: a `T` that is no part of what is built with its class.

        pydantic builds classes with all that they lead to, which may be hundreds: by
        functions that call themselves, and before the first value is read.
        """

        def __class_getitem__(cls, annotation: str) -> Any:
            return Annotated[Any, Late(annotation, sys._getframe(1).f_globals)]

    DeferredType = Deferred
