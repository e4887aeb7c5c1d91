"""All methods of a client, and arguments for them made of their annotations."""

from __future__ import annotations

import inspect
import io
import os
import typing
from collections.abc import (
    AsyncIterable,
    AsyncIterator,
    Callable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import UnionType
from typing import (
    IO,
    Annotated,
    Any,
    Literal,
    NotRequired,
    Required,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from typing_extensions import (
    TypeAliasType,
    is_typeddict,
)

from tests.stainless.mock.matching import resolved_hints

Mode = Literal["required", "all", "last"]
MODES: tuple[Mode, ...] = ("required", "all", "last")
"""Only required arguments; all, with the first variants of unions; with the last ones."""

_GENERAL = frozenset(
    {"extra_headers", "extra_query", "extra_body", "timeout", "idempotency_key"}
)
_ABSENT = frozenset({"Omit", "NotGiven"})
_DEEPEST = 6


@dataclass(frozen=True)
class Call:
    """A method, by its path from the client, with one of its signatures."""

    path: str
    overload: int
    signature: inspect.Signature
    hints: Mapping[str, Any]

    @property
    def id(self) -> str:
        """A name for reports."""
        return f"{self.path}-{self.overload}"

    def on(self, client: Any) -> Callable[..., Any]:
        """Return the method of a client, or of what has the same methods."""
        found = client
        for name in self.path.split("."):
            found = getattr(found, name)
        assert callable(found)
        return typing.cast("Callable[..., Any]", found)

    def arguments(self, mode: Mode) -> tuple[list[Any], dict[str, Any]]:
        """Return positional and keyword arguments."""
        positional: list[Any] = []
        named: dict[str, Any] = {}
        for name, parameter in self.signature.parameters.items():
            required = parameter.default is parameter.empty
            if name in ("self", *_GENERAL) or (mode == "required" and not required):
                continue
            value = synthesised(self.hints[name], mode, name)
            if parameter.kind is parameter.KEYWORD_ONLY:
                named[name] = value
            else:
                positional.append(value)
        return positional, named

    @property
    def result(self) -> Any:
        """The annotation of the result."""
        return self.hints["return"]


def calls_of(client: Any, prefix: str = "") -> Iterator[Call]:
    """Yield all methods of a client that send a request, each with all its signatures."""
    names = [name for name in vars(client.with_raw_response) if name[0] != "_"]
    for name in names:
        method = inspect.getattr_static(type(client), name)
        signatures = typing.get_overloads(method) or [inspect.unwrap(method)]
        for index, function in enumerate(signatures):
            yield Call(
                f"{prefix}{name}",
                index,
                inspect.signature(function),
                resolved_hints(function),
            )
    for name in dir(type(client)):
        member = getattr(client, name, None) if name[0] != "_" else None
        if not name.startswith("with_") and hasattr(member, "with_raw_response"):
            yield from calls_of(member, f"{prefix}{name}.")


def synthesised(hint: Any, mode: Mode, name: str, depth: int = 0) -> Any:
    """Return a value that an annotation accepts."""
    origin, arguments = get_origin(hint), get_args(hint)
    if isinstance(hint, TypeAliasType):
        return synthesised(hint.__value__, mode, name, depth)
    if origin in (Annotated, Required, NotRequired):
        return synthesised(arguments[0], mode, name, depth)
    if origin in (Union, UnionType):
        return synthesised(_variant(arguments, mode), mode, name, depth)
    if origin is Literal:
        return arguments[-1 if mode == "last" else 0]
    if is_typeddict(hint):
        return _dictionary(hint, mode, depth)
    if origin is IO:
        return io.BytesIO(b"content")
    if origin is tuple:
        return tuple(synthesised(member, mode, name, depth) for member in arguments)
    if origin is AsyncIterable:
        return _Chunks()
    if origin is not None and issubclass(origin, Mapping):
        return {"key": synthesised(arguments[1], mode, name, depth + 1)}
    if origin is not None and issubclass(origin, Iterable):
        return [synthesised(arguments[0], mode, name, depth + 1) for _ in range(2)]
    return _plain(hint, name)


def _variant(arguments: Sequence[Any], mode: Mode) -> Any:
    given = [a for a in arguments if getattr(a, "__name__", "") not in _ABSENT]
    usable = [a for a in given if a is not type(None)]
    if str in usable and (date in usable or datetime in usable):
        usable.remove(str)
    return usable[-1 if mode == "last" else 0]


def _dictionary(hint: Any, mode: Mode, depth: int) -> dict[str, Any]:
    # `__required_keys__` knows nothing of annotations that are strings.
    hints = get_type_hints(hint, include_extras=True)
    return {
        key: synthesised(member, mode, key, depth + 1)
        for key, member in hints.items()
        if get_origin(member) is Required or (mode != "required" and depth < _DEEPEST)
    }


class _Chunks(AsyncIterable[bytes]):
    """Content that can be read again and again."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"content"


def _plain(hint: Any, name: str) -> Any:
    values: dict[Any, Any] = {
        str: f"a {name}",
        bool: True,
        int: 7,
        float: 1.5,
        bytes: b"content",
        os.PathLike[str]: Path(__file__),
        object: {"any": ["value"]},
        date: date(2026, 2, 3),
        datetime: datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC),
    }
    assert hint in values, f"no value of {hint} for `{name}` is known here"
    return values[hint]
