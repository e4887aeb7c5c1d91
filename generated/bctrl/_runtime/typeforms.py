"""Inspection of type annotations, and the best variant of a union."""

from __future__ import annotations

import sys
import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import (
    Annotated,
    Any,
    Literal,
    NamedTuple,
    NotRequired,
    Required,
    Union,
    get_args,
    get_origin,
)

import pydantic
from typing_extensions import (
    ReadOnly,
    TypeAliasType,
    TypeIs,
    get_type_hints,
    is_typeddict,
)

from .deferral import Late
from .guards import is_list, is_object

_QUALIFIERS = (Required, NotRequired, ReadOnly)
# The class of `type X = ...` may be another one.
ALIASES = (TypeAliasType, getattr(typing, "TypeAliasType", TypeAliasType))
# The depth and the number of items that are compared to tell variants apart.
_DEEPEST = 4
_MOST_ITEMS = 10


def bare(type_: Any) -> Any:
    """Return the type without aliases, metadata and TypedDict qualifiers."""
    while True:
        if isinstance(type_, ALIASES):
            type_ = type_.__value__
        elif get_origin(type_) is Annotated:
            type_ = _annotated(type_)
        elif get_origin(type_) in _QUALIFIERS:
            type_ = get_args(type_)[0]
        else:
            return type_


def _annotated(type_: Any) -> Any:
    """Return the type inside `Annotated` or `Deferred`."""
    late = (extra.type for extra in type_.__metadata__ if isinstance(extra, Late))
    return next(late, get_args(type_)[0])


def variants(type_: Any) -> tuple[Any, ...]:
    """Return the members of a union, flattened; another type is its only member."""
    type_ = bare(type_)
    if get_origin(type_) not in (Union, types.UnionType):
        return (type_,)
    return tuple(leaf for member in get_args(type_) for leaf in variants(member))


@cache
def selectors(type_: Any) -> tuple[Any, ...]:
    """Return the `unions.SelectedBy` of a union, or of the unions in it."""
    while isinstance(type_, ALIASES):
        type_ = type_.__value__
    if get_origin(type_) is Annotated:
        own = tuple(x for x in type_.__metadata__ if hasattr(x, "selected"))
        return own or selectors(_annotated(type_))
    if get_origin(type_) in _QUALIFIERS:
        return selectors(get_args(type_)[0])
    if get_origin(type_) in (Union, types.UnionType):
        return tuple(s for member in get_args(type_) for s in selectors(member))
    return ()


def is_model(type_: Any) -> TypeIs[type[pydantic.BaseModel]]:
    return isinstance(type_, type) and issubclass(type_, pydantic.BaseModel)


class Shape(NamedTuple):
    """The objects, arrays and maps of a type."""

    objects: tuple[Any, ...]
    """The models and TypedDicts among its variants."""

    item: Any = None
    """The type of the items of all arrays in the union."""

    value: Any = None
    """The type of the values of maps."""


@cache
def shape(type_: Any) -> Shape:
    items, values = list[Any](), list[Any]()
    for member in variants(type_):
        origin, arguments = get_origin(member), get_args(member)
        if isinstance(origin, type) and issubclass(origin, Mapping):
            values.append(arguments[1])
        elif isinstance(origin, type) and issubclass(origin, Iterable):
            items.extend(arguments)
    objects = tuple(m for m in variants(type_) if is_model(m) or is_typeddict(m))
    inner = (Union[tuple(i)] if i else None for i in (items, values))  # noqa: UP007
    return Shape(objects, *inner)


@cache
def fields(type_: Any) -> Mapping[str, tuple[str, Any]]:
    """Return the members of a model or TypedDict: Python name -> (wire name, type)."""
    if is_model(type_):
        type_.model_rebuild()  # resolves its annotations
        return {
            name: (name if field.alias is None else field.alias, _whole(field))
            for name, field in type_.model_fields.items()
        }
    hints = get_type_hints(type_, include_extras=True)
    return {name: (_alias(hint, name), hint) for name, hint in hints.items()}


def _whole(field: pydantic.fields.FieldInfo) -> Any:
    """Return a member's type with its metadata, which pydantic separates."""
    annotation: Any = field.annotation
    return Annotated[annotation, *field.metadata] if field.metadata else annotation


@cache
def extra_type(model: type[pydantic.BaseModel]) -> Any:
    """Return the type of a model's undeclared members."""
    for base in model.__mro__[: model.__mro__.index(pydantic.BaseModel)]:
        hint = base.__annotations__.get("__pydantic_extra__")
        if hint is not None:
            return shape(evaluated(hint, base.__module__)).value
    return Any


def evaluated(hint: Any, module: str) -> Any:
    """Return an annotation with the types that its texts name in a module."""
    named = types.SimpleNamespace(__annotations__={"all": hint})
    hints = get_type_hints(named, vars(sys.modules[module]), include_extras=True)
    return hints["all"]


def _alias(hint: Any, name: str) -> str:
    # Required[Annotated[...]] and Annotated[Required[...], ...] are both allowed.
    while get_origin(hint) in (*_QUALIFIERS, Annotated):
        for extra in getattr(hint, "__metadata__", ()):
            if isinstance(extra, pydantic.fields.FieldInfo) and extra.alias is not None:
                return extra.alias
        hint = get_args(hint)[0]
    return name


def best_variant(candidates: Sequence[Any], value: Mapping[str, Any]) -> Any:
    """Return the object type that fits a dictionary best; `dict` without candidates.

    Constants, the usual discriminators, take precedence over names; then the type with
    the fewest missing required members wins.
    """
    if len(candidates) == 1:
        return candidates[0]
    return max(
        candidates,
        key=lambda type_: (*_fit(type_, value), -_lacks(type_, value)),
        default=dict,
    )


def fitting_variant(
    candidates: Sequence[Any],
    value: Mapping[str, Any],
    has_type: Callable[[Any, object], bool],
) -> Any:
    """Return the one type that fits better than all others; None without such a type.

    A type without any member of the value, or with other constants, does not fit. Among
    types that fit equally, the number of members that `has_type`, nested ones included,
    decides.
    """
    ranked = sorted(
        ((*_fit(type_, value), -_lacks(type_, value), type_) for type_ in candidates),
        key=lambda rank: rank[:3],
    )
    if not ranked or ranked[-1][0] < 0 or ranked[-1][1] == 0:
        return None
    alike = [rank[3] for rank in ranked if rank[:3] == ranked[-1][:3]]
    if len(alike) > 1:
        counts = [_declared(type_, value, has_type) for type_ in alike]
        pairs = zip(alike, counts, strict=True)
        alike = [type_ for type_, count in pairs if count == max(counts)]
    return alike[0] if len(alike) == 1 else None


def _declared(
    type_: Any,
    value: object,
    has_type: Callable[[Any, object], bool],
    depth: int = _DEEPEST,
) -> int:
    """Count the members inside a value that are declared, and have their types."""
    if not depth:
        return 0
    found, depth = shape(type_), depth - 1
    if is_list(value) and found.item:
        return sum(
            _declared(found.item, item, has_type, depth) for item in value[:_MOST_ITEMS]
        )
    if not is_object(value):
        return 0
    return max(
        (_of_object(type_, value, has_type, depth) for type_ in found.objects),
        default=0,
    )


def _of_object(
    model: Any,
    value: Mapping[str, object],
    has_type: Callable[[Any, object], bool],
    depth: int,
) -> int:
    members = ((type_, value[w]) for w, type_ in fields(model).values() if w in value)
    return sum(
        2 * has_type(type_, item) + 1 + _declared(type_, item, has_type, depth)
        for type_, item in members
    )


def _lacks(candidate: Any, value: Mapping[str, Any]) -> int:
    """Count the required members that are missing."""
    known = fields(candidate)
    if is_model(candidate):
        needed = {n for n, f in candidate.model_fields.items() if f.is_required()}
    else:
        needed = candidate.__required_keys__
    return sum(name not in value and known[name][0] not in value for name in needed)


def _fit(candidate: Any, value: Mapping[str, Any]) -> tuple[int, int]:
    constants = known = 0
    for name, (wire, type_) in fields(candidate).items():
        key = name if name in value else wire
        if key in value:
            known += 1
            allowed = _constants(type_)
            # Null does not tell variants apart where a member is nullable.
            distinct = value[key] is not None or type(None) not in variants(type_)
            if allowed and distinct:
                constants += 1 if _is_among(value[key], allowed) else -1
    return constants, known


def _is_among(value: object, allowed: Sequence[object]) -> bool:
    # True is 1 in Python, but not in JSON.
    is_bool = isinstance(value, bool)
    return any(v == value and isinstance(v, bool) == is_bool for v in allowed)


def _constants(type_: Any) -> tuple[Any, ...]:
    """Return the values of a closed enumeration; () for other types."""
    members = [member for member in variants(type_) if member is not type(None)]
    if not all(get_origin(member) is Literal for member in members):
        return ()
    return tuple(value for member in members for value in get_args(member))
