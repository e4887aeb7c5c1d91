"""Looking into type annotations: aliases, and the best variant of a union."""

from __future__ import annotations

import sys
import types
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
from .unions import SelectedBy

_QUALIFIERS = (Required, NotRequired, ReadOnly)
# So far objects inside one another are looked at for what tells variants apart.
_DEEPEST = 4
_MOST_ITEMS = 10


def bare(type_: Any) -> Any:
    """The type without alias names, metadata and TypedDict qualifiers."""
    while True:
        if isinstance(type_, TypeAliasType):
            type_ = type_.__value__
        elif get_origin(type_) is Annotated:
            type_ = _annotated(type_)
        elif get_origin(type_) in _QUALIFIERS:
            type_ = get_args(type_)[0]
        else:
            return type_


def _annotated(type_: Any) -> Any:
    """What stands in `Annotated`, or in `Deferred`."""
    late = (each.type for each in type_.__metadata__ if isinstance(each, Late))
    return next(late, get_args(type_)[0])


def variants(type_: Any) -> tuple[Any, ...]:
    """The members of a union, flattened; any other type is its only member."""
    type_ = bare(type_)
    if get_origin(type_) not in (Union, types.UnionType):
        return (type_,)
    return tuple(leaf for member in get_args(type_) for leaf in variants(member))


@cache
def selectors(type_: Any) -> tuple[SelectedBy, ...]:
    """What tells the variants of a union apart, and those of the unions in it."""
    while isinstance(type_, TypeAliasType):
        type_ = type_.__value__
    if get_origin(type_) is Annotated:
        own = [each for each in type_.__metadata__ if isinstance(each, SelectedBy)]
        return tuple(own) or selectors(_annotated(type_))
    if get_origin(type_) in _QUALIFIERS:
        return selectors(get_args(type_)[0])
    if get_origin(type_) in (Union, types.UnionType):
        return tuple(one for member in get_args(type_) for one in selectors(member))
    return ()


def is_model(type_: Any) -> TypeIs[type[pydantic.BaseModel]]:
    return isinstance(type_, type) and issubclass(type_, pydantic.BaseModel)


class Shape(NamedTuple):
    """What a type says about objects, arrays and maps."""

    objects: tuple[Any, ...]
    """The models and TypedDicts among its variants."""

    item: Any = None
    """The type of the items of arrays, however many there are in the union."""

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
    """The members of a model or TypedDict: Python name -> (wire name, type)."""
    if is_model(type_):
        type_.model_rebuild()  # Only now are its annotations types.
        return {
            name: (name if field.alias is None else field.alias, _whole(field))
            for name, field in type_.model_fields.items()
        }
    hints = get_type_hints(type_, include_extras=True)
    return {name: (_alias(hint, name), hint) for name, hint in hints.items()}


def _whole(field: pydantic.fields.FieldInfo) -> Any:
    """A member's type with its metadata, which pydantic keeps apart."""
    annotation: Any = field.annotation
    return Annotated[annotation, *field.metadata] if field.metadata else annotation


@cache
def further(model: type[pydantic.BaseModel]) -> Any:
    """The type of the members that a model does not name."""
    hints = {"all": model.__annotations__.get("__pydantic_extra__", dict[str, Any])}
    # pydantic's own annotations cannot all be evaluated.
    named = types.SimpleNamespace(__annotations__=hints)
    module = vars(sys.modules[model.__module__])
    return shape(get_type_hints(named, module, include_extras=True)["all"]).value


def _alias(hint: Any, name: str) -> str:
    # Required[Annotated[...]] and Annotated[Required[...], ...] are both allowed.
    while get_origin(hint) in (*_QUALIFIERS, Annotated):
        for extra in getattr(hint, "__metadata__", ()):
            if isinstance(extra, pydantic.fields.FieldInfo) and extra.alias is not None:
                return extra.alias
        hint = get_args(hint)[0]
    return name


def best_variant(candidates: Sequence[Any], value: Mapping[str, Any]) -> Any:
    """The object type that fits a dictionary best; `dict` when there is no candidate.

    A constant that differs (the usual discriminator) counts more than all names, and
    among those with as many names the one that lacks least is meant.
    """
    if len(candidates) == 1:
        return candidates[0]
    return max(
        candidates,
        key=lambda each: (*_fit(each, value), -_lacks(each, value)),
        default=dict,
    )


def fitting_variant(
    candidates: Sequence[Any],
    value: Mapping[str, Any],
    has_type: Callable[[Any, object], bool],
) -> Any:
    """The one that fits better than all others; None if there is no such variant.

    One without any member of the value, or with other constants, does not fit. Among
    those that fit alike, more members that `has_type`, here and inside, decide.
    """
    ranked = sorted(
        ((*_fit(each, value), -_lacks(each, value), each) for each in candidates),
        key=lambda each: each[:3],
    )
    if not ranked or ranked[-1][0] < 0 or ranked[-1][1] == 0:
        return None
    alike = [each[3] for each in ranked if each[:3] == ranked[-1][:3]]
    if len(alike) > 1:
        values = [_declared(each, value, has_type) for each in alike]
        best = max(values)
        alike = [each for each, own in zip(alike, values, strict=True) if own == best]
    return alike[0] if len(alike) == 1 else None


def _declared(
    type_: Any,
    value: object,
    has_type: Callable[[Any, object], bool],
    depth: int = _DEEPEST,
) -> int:
    """How many members inside a value are declared, and have their types."""
    if not depth:
        return 0
    found, depth = shape(type_), depth - 1
    if is_list(value) and found.item:
        return sum(
            _declared(found.item, each, has_type, depth) for each in value[:_MOST_ITEMS]
        )
    if not is_object(value):
        return 0
    return max(
        (_of_object(each, value, has_type, depth) for each in found.objects), default=0
    )


def _of_object(
    model: Any,
    value: Mapping[str, object],
    has_type: Callable[[Any, object], bool],
    depth: int,
) -> int:
    members = ((type_, value[w]) for w, type_ in fields(model).values() if w in value)
    return sum(
        2 * has_type(type_, each) + 1 + _declared(type_, each, has_type, depth)
        for type_, each in members
    )


def _lacks(candidate: Any, value: Mapping[str, Any]) -> int:
    """How many required members are not there."""
    known = fields(candidate)
    if is_model(candidate):
        needed = {n for n, each in candidate.model_fields.items() if each.is_required()}
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
            # That a member is null tells nothing where it may be.
            told = value[key] is not None or type(None) not in variants(type_)
            if allowed and told:
                constants += 1 if _is_among(value[key], allowed) else -1
    return constants, known


def _is_among(value: object, allowed: Sequence[object]) -> bool:
    # True is 1 in Python, but not in JSON.
    is_bool = isinstance(value, bool)
    return any(each == value and isinstance(each, bool) == is_bool for each in allowed)


def _constants(type_: Any) -> tuple[Any, ...]:
    """The values of an enumeration; empty for an open one and for other types."""
    members = [member for member in variants(type_) if member is not type(None)]
    if not all(get_origin(member) is Literal for member in members):
        return ()
    return tuple(value for member in members for value in get_args(member))
