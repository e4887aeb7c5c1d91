"""The definitions that the names of a module stand for, as its source has them.

Definitions keep the syntax trees of annotations and values, which `module` is needed to
look names up in. They compare by identity: two classes with equal text are two classes.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum


class ParameterKind(Enum):
    """The kinds of `inspect.Parameter`."""

    POSITIONAL_ONLY = 0
    POSITIONAL_OR_KEYWORD = 1
    VAR_POSITIONAL = 2
    KEYWORD_ONLY = 3
    VAR_KEYWORD = 4


class Role(StrEnum):
    """A way in which a function is reached."""

    FUNCTION = "function"
    METHOD = "method"
    CLASS_METHOD = "class method"
    STATIC_METHOD = "static method"


@dataclass(frozen=True, slots=True, eq=False)
class Parameter:
    """One parameter of a function."""

    name: str
    kind: ParameterKind
    annotation: ast.expr | None
    default: ast.expr | None


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """The parameters without `self`, and the annotation of the result."""

    parameters: tuple[Parameter, ...]
    returns: ast.expr | None


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function or method; `implementation` is what runs, whatever the overloads."""

    module: str
    implementation: Signature
    overloads: tuple[Signature, ...]
    is_async: bool
    role: Role

    @property
    def signatures(self) -> tuple[Signature, ...]:
        """The signatures that type checkers see."""
        return self.overloads or (self.implementation,)


@dataclass(frozen=True, slots=True, eq=False)
class Variable:
    """A constant, an alias of a type, or an attribute of a class.

    `settable` is False for a property without a setter. `total` is that of the
    TypedDict whose key it is.
    """

    module: str
    annotation: ast.expr | None
    value: ast.expr | None
    settable: bool = True
    is_property: bool = False
    total: bool = True


Member = Function | Variable


@dataclass(frozen=True, slots=True, eq=False)
class Class:
    """A class with the members that its own body and `__init__` define."""

    module: str
    name: str
    bases: tuple[ast.expr, ...]
    members: Mapping[str, Member]
    is_dataclass: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """A name from elsewhere: a module (`name` is None), or something in it.

    `level` counts the dots of a relative import.
    """

    module: str
    name: str | None
    level: int
    explicit: bool


Definition = Class | Function | Variable


@dataclass(frozen=True, slots=True)
class External:
    """A name of another package, such as `httpx.Timeout`."""

    name: str


@dataclass(frozen=True, slots=True)
class Module:
    """The names that a module binds; `exported` is its `__all__`, None without one.

    `stars` are the modules whose public names are imported all at once.
    """

    bindings: Mapping[str, Definition | Imported]
    exported: tuple[str, ...] | None
    stars: tuple[Imported, ...]


@dataclass(frozen=True, slots=True)
class Submodule:
    """A name that stands for a module of the package."""

    name: str
