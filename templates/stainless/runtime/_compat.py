"""Names for what differed between versions of pydantic, for code in `lib/`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, Literal, Self, TypeVar, overload

import pydantic
from pydantic import ConfigDict as ConfigDict
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from ._types import IncEx
from ._utils._datetime_parse import parse_date as parse_date
from ._utils._datetime_parse import parse_datetime as parse_datetime
from ._utils._typing import get_args as _get_args
from ._utils._typing import get_origin as _get_origin
from ._utils._typing import is_literal_type as _is_literal_type
from ._utils._typing import is_typeddict as _is_typeddict
from ._utils._typing import is_union as is_union

_T = TypeVar("_T")
_ModelT = TypeVar("_ModelT", bound=pydantic.BaseModel)

PYDANTIC_V1 = False
PYDANTIC_V2 = True


def get_args(t: type[Any]) -> tuple[Any, ...]:
    return _get_args(t)


def get_origin(t: type[Any]) -> type[Any] | None:
    return _get_origin(t)


def is_literal_type(type_: type[Any]) -> bool:
    return _is_literal_type(type_)


def is_typeddict(type_: type[Any]) -> bool:
    return _is_typeddict(type_)


def parse_obj(model: type[_ModelT], value: object) -> _ModelT:
    return model.model_validate(value)


def model_parse(model: type[_ModelT], data: Any) -> _ModelT:
    return model.model_validate(data)


def model_parse_json(model: type[_ModelT], data: str | bytes) -> _ModelT:
    return model.model_validate_json(data)


def model_json_schema(model: type[pydantic.BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()


def model_copy(model: _ModelT, *, deep: bool = False) -> _ModelT:
    return model.model_copy(deep=deep)


def model_json(model: pydantic.BaseModel, *, indent: int | None = None) -> str:
    return model.model_dump_json(indent=indent)


def model_dump(
    model: pydantic.BaseModel,
    *,
    exclude: IncEx | None = None,
    exclude_unset: bool = False,
    exclude_defaults: bool = False,
    warnings: bool = True,
    mode: Literal["json", "python"] = "python",
    by_alias: bool | None = None,
) -> dict[str, Any]:
    # Before pydantic 2.11 it is not optional.
    names: dict[str, Any] = {} if by_alias is None else {"by_alias": by_alias}
    return model.model_dump(
        mode=mode,
        exclude=exclude,
        exclude_unset=exclude_unset,
        exclude_defaults=exclude_defaults,
        warnings=warnings,
        **names,
    )


def get_model_config(model: type[pydantic.BaseModel]) -> Any:
    return model.model_config


def get_model_fields(model: type[pydantic.BaseModel]) -> dict[str, FieldInfo]:
    return model.model_fields


def field_is_required(field: FieldInfo) -> bool:
    return field.is_required()


def field_get_default(field: FieldInfo) -> Any:
    """Return a copy of the default, or None without one."""
    value = field.get_default()
    return None if value is PydanticUndefined else value


def field_outer_type(field: FieldInfo) -> Any:
    return field.annotation


class GenericModel(pydantic.BaseModel):
    """A base of generic models."""


if TYPE_CHECKING:
    cached_property = property

    class typed_cached_property(Generic[_T]):  # noqa: N801 - a decorator
        """A property that is computed once, and can be set."""

        func: Callable[[Any], _T]
        attrname: str | None

        def __init__(self, func: Callable[[Any], _T]) -> None: ...

        @overload
        def __get__(self, instance: None, owner: type[Any] | None = None) -> Self: ...

        @overload
        def __get__(self, instance: object, owner: type[Any] | None = None) -> _T: ...

        def __get__(
            self, instance: object, owner: type[Any] | None = None
        ) -> _T | Self: ...

        def __set_name__(self, owner: type[Any], name: str) -> None: ...

        def __set__(self, instance: object, value: _T) -> None: ...

else:
    from functools import cached_property as cached_property

    typed_cached_property = cached_property
