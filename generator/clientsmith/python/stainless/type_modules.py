"""The classes and aliases of a module of types, before they are written."""

from __future__ import annotations

from dataclasses import dataclass, field

from clientsmith.python.stainless.expressions import Expression, Local, Named
from clientsmith.python.stainless.names import Form, ModuleName


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A property of a class; `wire` is its name in JSON."""

    name: str
    wire: str
    type: Expression
    required: bool
    description: str | None = None
    deprecated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassDefinition:
    """A model or a dictionary; `additional` is the type of properties without a name.

    `total`: fields of a dictionary are there unless they say otherwise. `overrides`:
    some fields are those of a base with another type.
    """

    name: str
    fields: tuple[Field, ...]
    bases: tuple[Local | Named, ...] = ()
    description: str | None = None
    additional: Expression | None = None
    total: bool = False
    overrides: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasDefinition:
    """Another name for a type."""

    name: str
    type: Expression


@dataclass(slots=True)
class TypeModule:
    """A module; `exported` are its names, what contains others first."""

    name: ModuleName
    form: Form
    root: str
    definitions: list[ClassDefinition | AliasDefinition] = field(default_factory=list)
    exported: list[str] = field(default_factory=list)

    @property
    def is_alias(self) -> bool:
        """Whether the module's own type is no class."""
        found = (one for one in self.definitions if one.name == self.root)
        return isinstance(next(found, None), AliasDefinition)
