"""A generated package as its users see it: signatures, calls, results."""

from __future__ import annotations

import importlib
import sys
import types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, reduce
from pathlib import Path
from typing import Annotated, Any, Literal, NotRequired, Required, get_args, get_origin

import httpx2
import pydantic
from typing_extensions import ReadOnly, TypeAliasType, get_type_hints, is_typeddict

from benchmarks.trips.json_values import Json

_QUALIFIERS = (Required, NotRequired, ReadOnly, Annotated)


class MisfitError(Exception):
    """A value that the document allows does not have the annotated type."""


class Client:
    """A client of a package that asks the given server, whatever the document says.

    `inspected` is what `clientsmith inspect --format json` says; `strict`: answers that
    are not as documented raise.
    """

    def __init__(
        self, folder: Path, inspected: Json, url: str, *, strict: bool = True
    ) -> None:
        sys.path.insert(0, str(folder))
        try:
            module = importlib.import_module(inspected["package"])
        finally:
            sys.path.remove(str(folder))
        self.operations: dict[tuple[str, str], Json] = {
            (operation["method"], operation["path"]): operation
            for operation in inspected["operations"]
        }
        credentials = {
            credential["argument"]: "secret" for credential in inspected["credentials"]
        }
        self._transport = _Rerouted(url)
        self._client = getattr(module, inspected["classes"][0])(
            **credentials,
            base_url=url,
            http_client=httpx2.Client(transport=self._transport),
            max_retries=0,
            _strict_response_validation=strict,
        )
        self._package = inspected["package"]

    def method(self, operation: Json) -> Callable[..., Any]:
        """The method of an operation."""
        parts = operation["python"].split(".")[1:]
        found: Callable[..., Any] = reduce(getattr, parts, self._client)
        return found

    def exported(self, name: str) -> object | None:
        """Return the value of that name in the package's `types`."""
        types_ = importlib.import_module(f"{self._package}.types")
        return getattr(types_, name, None) if name in types_.__all__ else None

    def close(self) -> None:
        self._client.close()


class _Rerouted(httpx2.HTTPTransport):
    """Takes every request to one server: documents name hosts of their own."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = httpx2.URL(url)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.url = request.url.copy_with(
            scheme=self._url.scheme, host=self._url.host, port=self._url.port
        )
        return super().handle_request(request)


@cache
def argument_types(method: Callable[..., Any]) -> Mapping[str, Any]:
    """The types of a method's arguments."""
    return get_type_hints(method, include_extras=True)


def dumped(result: object) -> Json:
    """A result as JSON again."""
    if isinstance(result, pydantic.BaseModel):
        return typing.cast(Any, result).to_dict(mode="json")
    if is_page(result):  # one that is an array
        result = typing.cast(Any, result).items
    return pydantic.TypeAdapter(Any).dump_python(
        result, mode="json", by_alias=True, exclude_unset=True
    )


def is_page(result: object) -> bool:
    """Return whether the result is a page of a list."""
    return _comes_from(result, "pages")


def is_binary(result: object) -> bool:
    """Return whether the result is a response to read."""
    return _comes_from(result, "responses")


def is_stream(result: object) -> bool:
    """Return whether the result is a stream of items."""
    return _comes_from(result, "streaming")


def _comes_from(result: object, module: str) -> bool:
    ending = f"_runtime.{module}"
    return any(class_.__module__.endswith(ending) for class_ in type(result).mro())


@dataclass(frozen=True, slots=True)
class Telling:
    """Says JSON values in Python; `moments`: as `datetime` where that is allowed."""

    moments: bool = False

    def told(self, value: Json, type_: Any, place: str = "") -> Any:
        """The value as a caller writes it. Raises `MisfitError`."""
        fitting = [*self._variants(value, type_)]
        if not fitting:
            raise MisfitError(
                f"{place}: {_shown(type_)} does not allow {value!r}"[:400]
            )
        # The most telling variant: the one with the fewest members that it lacks.
        return min(fitting, key=lambda option: option[0])[1]

    def _variants(self, value: Json, type_: Any) -> Iterator[tuple[int, Any]]:
        for at, variant in enumerate(variants(type_)):
            try:
                cost, told = self._as(value, variant)
            except MisfitError:
                continue
            yield cost * 100 + at, told

    def _as(self, value: Json, type_: Any) -> tuple[int, Any]:
        """Return the cost of a value in this type, and its Python form."""
        if type_ is Any or type_ is object:
            return 1, value
        if is_typeddict(type_):
            return self._as_members(value, type_)
        origin, arguments = get_origin(type_), get_args(type_)
        if origin is Literal:
            if any(
                type(argument) is type(value) and argument == value
                for argument in arguments
            ):
                return 0, value
        elif isinstance(origin, type) and isinstance(value, dict):
            if issubclass(origin, Mapping):
                inner = arguments[1]
                return 1, {
                    key: self.told(member, inner) for key, member in value.items()
                }
        elif origin in (Sequence, list) and isinstance(value, list):
            return 0, [self.told(element, arguments[0]) for element in value]
        elif isinstance(value, str) and type_ is (datetime if "T" in value else date):
            with suppress(ValueError):
                return (-1 if self.moments else 2), type_.fromisoformat(value)
        elif type_ is float and isinstance(value, int) and not isinstance(value, bool):
            return 1, value
        elif isinstance(type_, type) and type(value) is type_:
            return 0, value
        raise MisfitError

    def _as_members(self, value: Json, type_: Any) -> tuple[int, Any]:
        if not isinstance(value, dict):
            raise MisfitError
        members = _members(type_)
        if not type_.__required_keys__ <= {
            name for wire, (name, _) in members.items() if wire in value
        }:
            raise MisfitError
        unknown = 0
        told: dict[str, Any] = {}
        for wire, member in value.items():
            if wire in members:
                name, inner = members[wire]
                told[name] = self.told(member, inner, wire)
            else:
                unknown += 1
                told[wire] = member
        return 2 * unknown, told


@cache
def _members(type_: Any) -> Mapping[str, tuple[str, Any]]:
    """Wire names of a TypedDict's members, with their Python names and types."""
    hints = get_type_hints(type_, include_extras=True)
    return {_alias(hint) or name: (name, hint) for name, hint in hints.items()}


def _alias(hint: Any) -> str | None:
    while get_origin(hint) in _QUALIFIERS:
        for extra in getattr(hint, "__metadata__", ()):
            if isinstance(extra, pydantic.fields.FieldInfo) and extra.alias is not None:
                return extra.alias
        hint = get_args(hint)[0]
    return None


@cache
def variants(type_: Any) -> tuple[Any, ...]:
    """The members of a union without aliases and qualifiers; others alone."""
    while isinstance(type_, TypeAliasType) or get_origin(type_) in _QUALIFIERS:
        alias = isinstance(type_, TypeAliasType)
        type_ = type_.__value__ if alias else get_args(type_)[0]
    if get_origin(type_) in (typing.Union, types.UnionType):
        return tuple(leaf for arg in get_args(type_) for leaf in variants(arg))
    return (type(None),) if type_ is None else (type_,)


def _shown(type_: Any) -> str:
    return str(type_).replace("typing.", "")[:160]
