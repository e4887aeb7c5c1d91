"""Types as they are written in annotations, before the module that they stand in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from clientsmith.document.values import JsonValue
from clientsmith.python.source.imports import Imports
from clientsmith.python.source.literals import literal
from clientsmith.python.stainless.names import ModuleName


@dataclass(frozen=True, slots=True)
class Name:
    """A name of the standard library or of the runtime; without `module`, a builtin.

    The modules of the runtime are at the root of the package: `_types`.
    """

    module: str
    name: str


@dataclass(frozen=True, slots=True)
class Constants:
    """A `Literal`."""

    values: tuple[JsonValue, ...]


@dataclass(frozen=True, slots=True)
class Local:
    """A class or alias of the module itself."""

    module: ModuleName
    name: str


@dataclass(frozen=True, slots=True)
class Named:
    """The class or alias of a model, in a module of its own."""

    module: ModuleName
    name: str


@dataclass(frozen=True, slots=True)
class Generic:
    """A generic type with its arguments."""

    origin: Name
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """A union; `discriminator` is the property that tells its variants apart."""

    variants: tuple[Expression, ...]
    discriminator: str | None = None


Expression: TypeAlias = Name | Constants | Local | Named | Generic | OneOf

STR, INT, FLOAT = Name("", "str"), Name("", "int"), Name("", "float")
BOOL, OBJECT, NONE = Name("", "bool"), Name("", "object"), Name("", "None")
DATETIME, DATE = Name("datetime", "datetime"), Name("datetime", "date")
LIST, DICT = Name("typing", "List"), Name("typing", "Dict")
ITERABLE = Name("typing", "Iterable")
OPTIONAL = Name("typing", "Optional")
SEQUENCE = Name("_types", "SequenceNotStr")
FILE = Name("_types", "FileTypes")


def either(*variants: Expression, discriminator: str | None = None) -> Expression:
    """Return the union of the variants; one alone stays as it is."""
    distinct = tuple(dict.fromkeys(variants))
    return distinct[0] if len(distinct) == 1 else OneOf(distinct, discriminator)


def optional(inner: Expression) -> Expression:
    """Return the type, or None."""
    if inner == NONE:
        return NONE
    if isinstance(inner, OneOf) and inner.discriminator is None:
        return either(*inner.variants, NONE)
    return Generic(OPTIONAL, (inner,))


def parts(expression: Expression) -> Iterator[Expression]:
    """Yield the expression and everything inside it."""
    yield expression
    match expression:
        case Generic(arguments=inside) | OneOf(variants=inside):
            for each in inside:
                yield from parts(each)


def dated(expression: Expression) -> bool:
    """Return whether dates or times are inside."""
    return any(part in (DATE, DATETIME) for part in parts(expression))


@dataclass(slots=True)
class Writer:
    """Writes expressions, and requests what they need from `imports`.

    `named` and `local` write names of classes; `root` is where the runtime is.
    `shadowed` are names that mean something else where the annotation stands.
    """

    imports: Imports
    root: str
    named: Callable[[Named], str]
    local: Callable[[Local], str]
    shadowed: frozenset[str] = field(default_factory=frozenset)

    def write(self, expression: Expression) -> str:
        """Return the annotation as source text."""
        match expression:
            case Name():
                return self.name(expression)
            case Constants(values):
                inside = ", ".join(map(literal, values))
                return f"{self.imports.name('typing_extensions', 'Literal')}[{inside}]"
            case Local():
                return self.local(expression)
            case Named():
                return self.named(expression)
            case Generic(origin, arguments):
                inside = ", ".join(map(self.write, arguments))
                return f"{self.name(origin)}[{inside}]"
            case OneOf(variants, discriminator):
                inside = ", ".join(map(self.write, variants))
                union = f"{self.imports.name('typing', 'Union')}[{inside}]"
                if discriminator is None:
                    return union
                return self.annotated(union, {"discriminator": discriminator})

    def annotated(self, text: str, info: dict[str, str]) -> str:
        """Return the annotation with what the runtime has to know about it."""
        if not info:
            return text
        annotated = self.imports.name("typing_extensions", "Annotated")
        call = self.name(Name("_utils", "PropertyInfo"))
        inside = ", ".join(f"{key}={literal(value)}" for key, value in info.items())
        return f"{annotated}[{text}, {call}({inside})]"

    def name(self, name: Name) -> str:
        """Return a name, requested from where it is."""
        if not name.module:
            if name.name not in self.shadowed:
                return name.name
            self.imports.module("builtins")
            return f"builtins.{name.name}"
        module = f"{self.root}{name.module}" if name.module[0] == "_" else name.module
        alias = f"{name.name}_" if name.name in self.shadowed else None
        return self.imports.name(module, name.name, alias)
