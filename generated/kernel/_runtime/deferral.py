"""Members whose types are built when their first value comes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pydantic_core

if TYPE_CHECKING:
    import pydantic
    from pydantic_core import CoreSchema

__all__ = ["DEFERRED"]


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
        from .typeforms import adapter

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

    def once(self, type_: Any, value: Any, read: Callable[[], Any]) -> Any:
        """What `read` gives for this very value, or the error that it raised."""
        key = id(type_), id(value)
        if key not in self._known:
            # The value is kept, so that no other one gets its identity.
            try:
                self._known[key] = value, read(), None
            except ValueError as error:
                self._known[key] = value, None, error
        _, result, failure = self._known[key]
        if failure is not None:
            raise failure
        return result


class _Deferred:
    """In `Annotated[T, DEFERRED]`: `T` is no part of what is built with its class.

    pydantic builds classes that lead to one another by functions that call themselves,
    and there may be hundreds of them.
    """

    def __get_pydantic_core_schema__(
        self, source: Any, handler: pydantic.GetCoreSchemaHandler
    ) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.with_info_plain_validator_function(
            _validator(source), serialization=core_schema.simple_ser_schema("any")
        )


DEFERRED = _Deferred()


def _validator(type_: Any) -> Callable[[Any, pydantic.ValidationInfo], Any]:
    def validate(value: Any, info: pydantic.ValidationInfo) -> Any:
        from .typeforms import adapter

        context, validator = info.context, adapter(type_)
        if not isinstance(context, Reading):
            return validator.validate_python(value, context=context)
        return context.once(validator, value, lambda: context.read(type_, value))

    return validate
