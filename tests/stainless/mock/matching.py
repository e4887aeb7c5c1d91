"""Whether a value is what an annotation says, judged by the standard library and Pydantic."""

from __future__ import annotations

import typing
from collections.abc import Mapping, Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel
from typing_extensions import TypeAliasType

LEFT_OUT = frozenset({"hidden"})
"""The properties that the document leaves out of Python packages."""


def mismatch(value: Any, hint: Any, place: str = "result") -> str | None:
    """Return what is wrong with a value; None if it matches."""
    origin, arguments = get_origin(hint), get_args(hint)
    if isinstance(hint, TypeAliasType):
        return mismatch(value, hint.__value__, place)
    if hint is Any or hint is object or isinstance(hint, TypeVar):
        return None
    if hint is None or hint is NoneType:
        return None if value is None else f"{place}: {value!r} is not None"
    if origin is Annotated:
        return mismatch(value, arguments[0], place)
    if origin in (Union, UnionType):
        found = [mismatch(value, argument, place) for argument in arguments]
        return None if None in found else "; ".join(str(each) for each in found)
    if origin is Literal:
        fits = any(type(a) is type(value) and a == value for a in arguments)
        return None if fits else f"{place}: {value!r} is none of {arguments}"
    if origin is not None and not _is_model(hint):
        return _contents(value, origin, arguments, place)
    if type(value) is not hint and not (
        isinstance(value, hint) and not isinstance(value, bool)
    ):
        return f"{place}: {value!r} is not {hint}"
    return _fields(value, place) if isinstance(value, BaseModel) else None


def _is_model(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, BaseModel)


def _contents(
    value: Any, origin: Any, arguments: tuple[Any, ...], place: str
) -> str | None:
    if not isinstance(value, origin):
        return f"{place}: {value!r} is not {origin}"
    if isinstance(value, Mapping):
        pairs = [(f"{place}[{key!r}]", item) for key, item in value.items()]
    else:
        assert isinstance(value, Sequence), f"{place}: {origin} is unknown here"
        pairs = [(f"{place}[{index}]", item) for index, item in enumerate(value)]
    found = (mismatch(item, arguments[-1], where) for where, item in pairs)
    return next((each for each in found if each), None)


def _fields(value: BaseModel, place: str) -> str | None:
    """Return what is wrong with a field of a model; a missing one must be optional."""
    for name, field in type(value).model_fields.items():
        if not hasattr(value, name):
            return f"{place}.{name} is missing"
        if not field.is_required() and name not in value.model_fields_set:
            continue
        found = mismatch(getattr(value, name), field.annotation, f"{place}.{name}")
        if found:
            return found
    # A property that no field reads is left over.
    extra = {*(value.model_extra or ())} - LEFT_OUT
    return f"{place} has no fields for {sorted(extra)}" if extra else None


def resolved_hints(function: Any) -> dict[str, Any]:
    """Return the annotations of a function, evaluated."""
    return typing.get_type_hints(function, include_extras=True)
