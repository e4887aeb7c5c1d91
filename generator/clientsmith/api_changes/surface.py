"""The surface that a generated package offers to its callers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
_LONGEST_LINE = 88


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument; `positional` is its index among positional arguments."""

    name: str
    annotation: str
    default: str | None
    positional: int | None

    @property
    def required(self) -> bool:
        """Whether calls must pass it."""
        return self.default is None

    @property
    def text(self) -> str:
        """The argument, roughly as in the code."""
        default = "" if self.default is None else f" = {self.default}"
        return f"{self.name}: {self.annotation}{default}"


@dataclass(frozen=True, slots=True)
class Signature:
    """The arguments by name, without `self`."""

    arguments: Mapping[str, Argument]
    returns: str

    def text(self, name: str) -> str:
        """Return the signature roughly as in the code; a long one has a line per
        argument.
        """
        parts: list[str] = []
        for argument in self.arguments.values():
            if argument.positional is None and "*" not in parts:
                parts.append("*")
            parts.append(argument.text)
        line = f"{name}({', '.join(parts)}) -> {self.returns}"
        if len(line) <= _LONGEST_LINE or not parts:
            return line
        inner = "".join(f"    {part},\n" for part in parts)
        return f"{name}(\n{inner}) -> {self.returns}"


@dataclass(frozen=True, slots=True)
class Type:
    """A class with its fields, or an alias with its value."""

    fields: Mapping[str, str]
    bases: tuple[str, ...] = ()
    alias: str | None = None

    @property
    def is_dictionary(self) -> bool:
        """Whether callers write it as a dictionary."""
        return "TypedDict" in self.bases


@dataclass(frozen=True, slots=True)
class Surface:
    """`methods` by dotted name (the client itself: empty), `types` by name."""

    client: str
    methods: Mapping[str, Signature]
    types: Mapping[str, Type]

    @property
    def aliases(self) -> dict[str, str]:
        """The aliases among the types."""
        return {
            name: type_.alias
            for name, type_ in self.types.items()
            if type_.alias is not None
        }

    def reaching(self) -> dict[str, set[str]]:
        """Return the methods that refer to each type."""
        inner = {
            name: self._named(" ".join(_texts(type_)))
            for name, type_ in self.types.items()
        }
        found: dict[str, set[str]] = {}
        for dotted, method in self.methods.items():
            seen = waiting = self._named(method.text(dotted))
            while waiting:
                waiting = set[str]().union(*(inner[name] for name in waiting)) - seen
                seen = seen | waiting
            for name in seen:
                found.setdefault(name, set()).add(dotted)
        return found

    def _named(self, text: str) -> set[str]:
        """Yield the types that a text names."""
        return self.types.keys() & _IDENTIFIER.findall(text)


def _texts(type_: Type) -> Iterator[str]:
    yield from type_.fields.values()
    yield from type_.bases
    yield type_.alias or ""
