"""Inspection of type annotations."""

from __future__ import annotations

import types
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Annotated, Any, Literal, Required, TypeVar, Union, cast

import typing_extensions
from typing_extensions import TypeAliasType, TypeIs

from .._runtime.typeforms import ALIASES


def get_args(tp: type[Any]) -> tuple[Any, ...]:
    return typing_extensions.get_args(tp)


def get_origin(tp: type[Any]) -> type[Any] | None:
    return typing_extensions.get_origin(tp)


def _origin(tp: object) -> Any:
    return typing_extensions.get_origin(tp)


def is_union(tp: type[Any] | None) -> bool:
    """Return whether this is the origin of a union."""
    union: Any = tp
    return union is Union or union is types.UnionType


def is_typeddict(tp: type[Any]) -> bool:
    return typing_extensions.is_typeddict(tp)


def is_literal_type(tp: type[Any]) -> bool:
    return _origin(tp) in (Literal, typing_extensions.Literal)


def is_annotated_type(typ: type) -> bool:
    return _origin(typ) is Annotated


def is_list_type(typ: type) -> bool:
    return (get_origin(typ) or typ) is list


def is_sequence_type(typ: type) -> bool:
    return (get_origin(typ) or typ) is Sequence


def is_iterable_type(typ: type) -> bool:
    return (get_origin(typ) or typ) is Iterable


def is_union_type(typ: type) -> bool:
    return is_union(get_origin(typ))


def is_required_type(typ: type) -> bool:
    return _origin(typ) is Required


def is_typevar(typ: object) -> bool:
    return isinstance(typ, TypeVar)


def is_type_alias_type(tp: Any, /) -> TypeIs[TypeAliasType]:
    """Return whether this is a `type X = ...`, or a `TypeAliasType("X", ...)`."""
    return isinstance(tp, ALIASES)


@lru_cache(maxsize=8096)
def strip_annotated_type(typ: type) -> type:
    """Return the type without `Annotated` and `Required`."""
    while is_required_type(typ) or is_annotated_type(typ):
        typ = get_args(typ)[0]
    return typ


def extract_type_arg(typ: type, index: int) -> type:
    try:
        return cast("type", get_args(typ)[index])
    except IndexError:
        raise RuntimeError(
            f"Expected type {typ} to have a type argument at index {index} but it did not"
        ) from None


def extract_type_var_from_base(
    typ: type,
    *,
    generic_bases: tuple[type, ...],
    index: int,
    failure_message: str | None = None,
) -> type:
    """Return an argument of a generic base: `bytes` for `Base[bytes]` and its subclasses.

    A generic subclass has the same arguments as its base.
    """
    cls: object = get_origin(typ) or typ
    if cls in generic_bases:
        return extract_type_arg(typ, index)
    bases = getattr(cls, "__orig_bases__", None)
    if bases is None:
        raise RuntimeError(failure_message or f"{typ} has no type argument {index}")
    for base in bases:
        if get_origin(base) in generic_bases:
            found = extract_type_arg(base, index)
            return extract_type_arg(typ, index) if is_typevar(found) else found
    raise RuntimeError(f"{cls} does not inherit from any of {generic_bases}")
