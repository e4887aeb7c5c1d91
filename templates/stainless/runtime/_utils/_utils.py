"""Guards and small conversions."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeGuard, TypeVar, cast, overload

from .._files import assert_is_file_content
from .._types import ArrayFormat, FileTypes, HeadersLike, NotGiven, Omit

_T = TypeVar("_T")
_K = TypeVar("_K")
_V = TypeVar("_V")
_TupleT = TypeVar("_TupleT", bound=tuple[object, ...])
_MappingT = TypeVar("_MappingT", bound=Mapping[str, object])
_SequenceT = TypeVar("_SequenceT", bound=Sequence[object])
CallableT = TypeVar("CallableT", bound=Callable[..., Any])

# Guards narrow `object` to containers of `object`; those that end in `_t` select the
# members of a union.


def is_given(obj: _T | NotGiven | Omit) -> TypeGuard[_T]:
    return not isinstance(obj, (NotGiven, Omit))


def is_tuple(obj: object) -> TypeGuard[tuple[object, ...]]:
    return isinstance(obj, tuple)


def is_tuple_t(obj: _TupleT | object) -> TypeGuard[_TupleT]:
    return isinstance(obj, tuple)


def is_sequence(obj: object) -> TypeGuard[Sequence[object]]:
    return isinstance(obj, Sequence)


def is_sequence_t(obj: _SequenceT | object) -> TypeGuard[_SequenceT]:
    return isinstance(obj, Sequence)


def is_mapping(obj: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(obj, Mapping)


def is_mapping_t(obj: _MappingT | object) -> TypeGuard[_MappingT]:
    return isinstance(obj, Mapping)


def is_dict(obj: object) -> TypeGuard[dict[object, object]]:
    return isinstance(obj, dict)


def is_list(obj: object) -> TypeGuard[list[object]]:
    return isinstance(obj, list)


def is_iterable(obj: object) -> TypeGuard[Iterable[object]]:
    return isinstance(obj, Iterable)


def flatten(t: Iterable[Iterable[_T]]) -> list[_T]:
    return [item for inner in t for item in inner]


def removeprefix(string: str, prefix: str) -> str:
    return string.removeprefix(prefix)


def removesuffix(string: str, suffix: str) -> str:
    return string.removesuffix(suffix)


def coerce_integer(val: str) -> int:
    return int(val, base=10)


def coerce_float(val: str) -> float:
    return float(val)


def coerce_boolean(val: str) -> bool:
    return val in ("true", "1", "on")


def maybe_coerce_integer(val: str | None) -> int | None:
    return None if val is None else coerce_integer(val)


def maybe_coerce_float(val: str | None) -> float | None:
    return None if val is None else coerce_float(val)


def maybe_coerce_boolean(val: str | None) -> bool | None:
    return None if val is None else coerce_boolean(val)


@overload
def strip_not_given(obj: None) -> None: ...
@overload
def strip_not_given(obj: Mapping[_K, _V | NotGiven]) -> dict[_K, _V]: ...
@overload
def strip_not_given(obj: object) -> object: ...
def strip_not_given(obj: object | None) -> object:
    """Return a mapping without the members that are not given; else the value."""
    if not is_mapping(obj):
        return obj
    return {key: value for key, value in obj.items() if not isinstance(value, NotGiven)}


def lru_cache(*, maxsize: int | None = 128) -> Callable[[CallableT], CallableT]:
    """Return `functools.lru_cache`, which hides the parameters from type checkers."""
    decorator: Any = functools.lru_cache(maxsize=maxsize)
    return cast("Callable[[CallableT], CallableT]", decorator)


def json_safe(data: object) -> object:
    """Return the value with lists, and text in place of dates, as JSON has them."""
    if is_mapping(data):
        return {json_safe(key): json_safe(value) for key, value in data.items()}
    if is_iterable(data) and not isinstance(data, (str, bytes, bytearray)):
        return [json_safe(item) for item in data]
    return data.isoformat() if isinstance(data, (date, datetime)) else data


def get_required_header(headers: HeadersLike, header: str) -> str:
    """Return a header, whatever the case of its name.

    Raises:
        ValueError: It is missing.
    """
    if is_mapping(headers):
        for name, value in headers.items():
            if name.lower() == header.lower() and isinstance(value, str):
                return value
    title = re.sub(r"\W\w", lambda part: part[0].upper(), header.capitalize())
    for name in (header, header.lower(), header.upper(), title):
        found = headers.get(name)
        if isinstance(found, str) and found:
            return found
    raise ValueError(f"Could not find {header} header")


def deepcopy_minimal(item: _T) -> _T:
    """Return a copy of dictionaries and lists; what else is in them is not copied."""
    if is_mapping(item):
        copied = {key: deepcopy_minimal(value) for key, value in item.items()}
        return cast("_T", copied)
    if is_list(item):
        return cast("_T", [deepcopy_minimal(entry) for entry in item])
    return item


def file_from_path(path: str) -> FileTypes:
    """Return the name and the content of a file."""
    file = Path(path)
    return (file.name, file.read_bytes())


def extract_files(
    query: Mapping[str, object],
    *,
    paths: Sequence[Sequence[str]],
    array_format: ArrayFormat = "brackets",
) -> list[tuple[str, FileTypes]]:
    """Return the files at these paths with the names of their parts, and remove them.

    A path consists of keys, and `<array>` for the items of a list.

    Raises:
        RuntimeError: There is something other than a file.
    """
    items = "[]" if array_format == "brackets" else ""
    items = "[{}]" if array_format == "indices" else items
    return [file for path in paths for file in _extracted(query, path, "", items)]


def _extracted(
    value: object, path: Sequence[str], name: str, items: str
) -> Iterator[tuple[str, FileTypes]]:
    if not path:
        if is_list(value):
            for index, item in enumerate(value):
                yield from _extracted(item, (), name + items.format(index), items)
        elif is_given(value):
            assert_is_file_content(value, key=name)
            yield name, cast("FileTypes", value)
        return
    key, *rest = path
    if is_dict(value) and key in value:
        inner = value[key]
        if not rest or (is_list(inner) and set(rest) == {"<array>"}):
            del value[key]  # only files are in it
        yield from _extracted(inner, rest, f"{name}[{key}]" if name else key, items)
    elif is_list(value) and key == "<array>":
        for index, item in enumerate(value):
            yield from _extracted(item, rest, name + items.format(index), items)


def required_args(*variants: Sequence[str]) -> Callable[[CallableT], CallableT]:
    """Return a decorator that checks that the arguments of an overload are given.

    Each variant has the names of the arguments that one overload requires. The decorated
    function raises a TypeError if arguments are missing from every variant.
    """

    def decorated(function: CallableT) -> CallableT:
        names = [
            name
            for name, parameter in inspect.signature(function).parameters.items()
            if parameter.kind <= inspect.Parameter.POSITIONAL_OR_KEYWORD
        ]

        @functools.wraps(function)
        def checked(*args: object, **kwargs: object) -> object:
            if len(args) > len(names):
                raise TypeError(
                    f"{function.__name__}() takes {len(names)} argument(s) but "
                    f"{len(args)} were given"
                )
            given = {*names[: len(args)], *kwargs}
            if not any(given.issuperset(variant) for variant in variants):
                raise TypeError(_missing(variants, given))
            return function(*args, **kwargs)

        return cast("CallableT", checked)

    return decorated


def _missing(variants: Sequence[Sequence[str]], given: set[str]) -> str:
    if len(variants) > 1:
        choices = [f"({_listed(variant, 'and')})" for variant in variants]
        expected = _joined(choices, "or")
        return f"Missing required arguments; Expected either {expected} arguments to be given"
    missing = [name for name in variants[0] if name not in given]
    plural = "s" if len(missing) > 1 else ""
    return f"Missing required argument{plural}: {_listed(missing, 'or')}"


def _listed(names: Sequence[str], word: str) -> str:
    return _joined([f"'{name}'" for name in names], word)


def _joined(texts: Sequence[str], word: str) -> str:
    *first, last = texts
    return f"{', '.join(first)} {word} {last}" if first else last
