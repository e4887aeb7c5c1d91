"""Types that are built when their first value is read."""

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
    """Return pydantic's validator for a type, built once."""
    return pydantic.TypeAdapter(type_)


class Reading:
    """The context of validating one response, strictly and by wire names.

    The variants of a union are validated in turn. The results for nested values are
    cached, so that each is validated once.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], tuple[object, object, Exception | None]] = {}

    def read(self, type_: Any, value: object) -> Any:
        """Return the value as this type.

        Raises:
            ValueError: The value is not of this type.
        """
        validator = adapter(type_)
        try:
            return validator.validate_python(
                value, strict=True, by_name=False, context=self
            )
        except ValueError:
            pass
        # Only JSON validates types without a JSON literal, such as tuples, strictly.
        text = pydantic_core.to_json(value, inf_nan_mode="constants")
        return validator.validate_json(text, strict=True, by_name=False, context=self)

    def once(self, type_: Any, value: Any) -> Any:
        """Return the result of `read`, or its cached result or error."""
        key = id(type_), id(value)
        known = self._known.get(key)
        if known is None:
            # The value is kept, so that its identity is not reused.
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
    """A type that is evaluated, and its classes imported, for its first value."""

    def __init__(self, annotation: str, names: Mapping[str, Any]) -> None:
        self._annotation = annotation
        self._names = names

    def __reduce__(self) -> tuple[Any, ...]:
        return _late, (self._annotation, self._names["__name__"])

    @cached_property
    def type(self) -> Any:
        """The type, evaluated with the names of its module and of the package's types."""
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
    """Return whether a type, apart from null, is deferred."""
    parts = get_args(type_)
    if get_origin(type_) is Annotated:
        return any(isinstance(part, Late) for part in parts)
    return any(is_deferred(part) for part in parts if part is not type(None))


class _Types(dict[str, Any]):
    """The package's types by name; a module's own names take precedence."""

    def __init__(self, own: Mapping[str, Any]) -> None:
        super().__init__()
        self._own = own

    def __missing__(self, name: str) -> Any:
        types = import_module("..types", __package__)
        if name in self._own or not hasattr(types, name):
            raise KeyError(name)  # Python continues with globals and builtins
        return getattr(types, name)


if TYPE_CHECKING:
    Deferred: TypeAlias = Annotated[T, Late]

    class DeferredType(Generic[T]):
        """`Deferred[...]` as a value, where checkers accept no union in an alias."""

else:

    class Deferred:
        """`Deferred["T"]`: a `T` that is not built together with its class.

        pydantic builds a class with all types that it refers to, possibly hundreds,
        recursively and before the first value is read.
        """

        def __class_getitem__(cls, annotation: str) -> Any:
            return Annotated[Any, Late(annotation, sys._getframe(1).f_globals)]

    DeferredType = Deferred
