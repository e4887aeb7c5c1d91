"""Arguments of methods as the API expects them: wire names, and formats of values."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import Any, Literal, NotRequired, Required, TypeAlias, TypeVar, cast

import pydantic
from typing_extensions import get_type_hints

from .._files import is_base64_file_input
from .._runtime.typeforms import bare
from .._types import Base64FileInput
from ._sync import to_thread
from ._typing import (
    get_args,
    get_origin,
    is_annotated_type,
    is_iterable_type,
    is_list_type,
    is_literal_type,
    is_sequence_type,
    is_type_alias_type,
    is_typeddict,
    is_union_type,
)
from ._utils import is_given, is_iterable, is_list, is_mapping, is_sequence, is_tuple

_T = TypeVar("_T")

PropertyFormat: TypeAlias = Literal["iso8601", "base64", "custom"]


class PropertyInfo:
    """Metadata of a property, in `Annotated`.

    In parameters: the wire name (`alias`), and the format of the value; the format
    `custom` is that of `strftime`, with `format_template`. In models: the name of the
    property that tells the variants of a union apart.
    """

    alias: str | None
    format: PropertyFormat | None
    format_template: str | None
    discriminator: str | None

    def __init__(
        self,
        *,
        alias: str | None = None,
        format: PropertyFormat | None = None,
        format_template: str | None = None,
        discriminator: str | None = None,
    ) -> None:
        self.alias = alias
        self.format = format
        self.format_template = format_template
        self.discriminator = discriminator

    def __repr__(self) -> str:
        members = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__name__}({members})"


def maybe_transform(data: object, expected_type: object) -> Any | None:
    """Return `transform(data, expected_type)`; None stays None."""
    return None if data is None else transform(data, expected_type)


async def async_maybe_transform(data: object, expected_type: object) -> Any | None:
    """Return `async_transform(data, expected_type)`; None stays None."""
    return None if data is None else await async_transform(data, expected_type)


def transform(data: _T, expected_type: object) -> _T:
    """Return dictionaries with wire names, and values in their formats.

    `expected_type` has both in its annotations. Members that it does not have are kept,
    those that are not given are left out.
    """
    return cast("_T", _transformed(data, expected_type, None))


async def async_transform(data: _T, expected_type: object) -> _T:
    """Return the same as `transform`; files are read in another thread."""
    if _has_files(expected_type):
        return await to_thread(transform, data, expected_type)
    return transform(data, expected_type)


def _transformed(data: object, annotation: Any, outer: PropertyInfo | None) -> object:
    """Return the data as the type says; `outer` has the format of what it is a part of."""
    type_, info = _unwrapped(annotation)
    info = outer if info is None or info.format is None else info
    if is_mapping(data):
        if is_typeddict(type_):
            return _transformed_members(data, type_)
        if get_origin(type_) is dict:
            value_type = get_args(type_)[1]
            return {k: _transformed(v, value_type, None) for k, v in data.items()}
    elif (items := _items(type_, data)) is not None:
        (item_type,) = get_args(type_) or (object,)
        if item_type in (int, float):  # needs no transformation, but JSON needs a list
            return items if is_list(items) else [*items]
        return [_transformed(item, item_type, info) for item in items]
    if is_union_type(type_):
        for variant in get_args(type_):
            data = _transformed(data, variant, info)
        return data
    if isinstance(data, pydantic.BaseModel):
        return _dumped(data)
    return data if info is None else _formatted(data, info)


def _items(type_: Any, data: object) -> Iterable[object] | None:
    """Return the items if the type is that of an array, and the data is one."""
    if is_list_type(type_):
        return data if is_list(data) or is_tuple(data) else None
    if isinstance(data, (str, bytes, bytearray)):
        return None
    if is_sequence_type(type_):
        return data if is_sequence(data) else None
    return data if is_iterable_type(type_) and is_iterable(data) else None


def _transformed_members(data: Mapping[str, object], type_: Any) -> dict[str, object]:
    members = _members(type_)
    transformed: dict[str, object] = {}
    for name, value in data.items():
        if not is_given(value):
            continue
        if name in members:
            wire_name, annotation = members[name]
            transformed[wire_name] = _transformed(value, annotation, None)
        else:
            transformed[name] = value
    return transformed


@lru_cache(maxsize=8096)
def _members(type_: Any) -> Mapping[str, tuple[str, Any]]:
    """Return the members of a TypedDict: its name -> (wire name, annotation)."""
    hints = get_type_hints(type_, include_extras=True)
    return {name: (_wire_name(hint) or name, hint) for name, hint in hints.items()}


def _wire_name(annotation: Any) -> str | None:
    return next((i.alias for i in _infos(annotation) if i.alias is not None), None)


@lru_cache(maxsize=8096)
def _unwrapped(annotation: Any) -> tuple[Any, PropertyInfo | None]:
    """Return the type without qualifiers, metadata and aliases, and its format."""
    formats = (info for info in _infos(annotation) if info.format is not None)
    return bare(annotation), next(formats, None)


def _infos(annotation: Any) -> Iterator[PropertyInfo]:
    """Yield the metadata of a type, the outermost first."""
    while True:
        if is_type_alias_type(annotation):
            annotation = annotation.__value__
            continue
        if is_annotated_type(annotation):
            metadata = get_args(annotation)[1:]
            yield from (item for item in metadata if isinstance(item, PropertyInfo))
        elif cast("Any", get_origin(annotation)) not in (Required, NotRequired):
            return
        annotation = get_args(annotation)[0]


def _formatted(data: object, info: PropertyInfo) -> object:
    if isinstance(data, date):  # or a date-time
        if info.format == "iso8601":
            return data.isoformat()
        if info.format == "custom" and info.format_template is not None:
            return data.strftime(info.format_template)
    if info.format == "base64" and is_base64_file_input(data):
        return base64.b64encode(_content(data)).decode("ascii")
    return data


def _content(file: Base64FileInput) -> bytes:
    if isinstance(file, PathLike):
        return Path(file).read_bytes()
    content: Any = file.read()
    if isinstance(content, str):
        return content.encode()
    if isinstance(content, bytes):
        return content
    raise RuntimeError(f"Could not read bytes from {file}; Received {type(content)}")


def _dumped(model: pydantic.BaseModel) -> dict[str, Any]:
    from .._models import BaseModel

    # The users' own models are written by their Python names.
    names: dict[str, Any] = {"by_alias": True} if isinstance(model, BaseModel) else {}
    return model.model_dump(exclude_unset=True, mode="json", **names)


@lru_cache(maxsize=8096)
def _has_files(type_: Any) -> bool:
    """Return whether values of the type may be read from files."""
    return any(info.format == "base64" for info in _all_formats(type_, set()))


def _all_formats(annotation: Any, seen: set[Any]) -> Iterator[PropertyInfo]:
    """Yield the formats of a type and of its parts."""
    type_, info = _unwrapped(annotation)
    if info is not None:
        yield info
    if is_typeddict(type_) and type_ not in seen:
        seen.add(type_)
        for _, member in _members(type_).values():
            yield from _all_formats(member, seen)
    for part in get_args(type_):
        if not is_literal_type(type_):
            yield from _all_formats(part, seen)
