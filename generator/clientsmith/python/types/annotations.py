"""Write shapes as Python annotations for method signatures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from clientsmith.model.schemas import ScalarType
from clientsmith.model.usage import Direction
from clientsmith.python.source.imports import Imports
from clientsmith.python.source.literals import literal
from clientsmith.python.types.shapes import (
    Anything,
    Constants,
    LinesOf,
    ListOf,
    MapOf,
    Named,
    Null,
    OneOf,
    Plain,
    Selector,
    Shape,
    TupleOf,
)

_SCALARS = {
    ScalarType.STRING: "str",
    ScalarType.INTEGER: "int",
    ScalarType.NUMBER: "float",
    ScalarType.BOOLEAN: "bool",
    ScalarType.NULL: "None",
}
_FORMATS = {"date-time": "datetime", "date": "date"}
# With more members, bars are nested too deeply for type checkers.
LONGEST_UNION = 64
# The runtime's class for the selector of a union.
SELECTED_BY = "SelectedBy"


class AnnotationWriter:
    """Writes annotations, and records the imports that they need.

    `home` says in which module a type of the package or its runtime lives. `shadowed`
    are names that mean something else where the annotation stands: members of the
    surrounding class, or arguments of the method. `selecting`: values are made by the
    annotation, so it says what tells the variants of unions apart. `types` is a package
    whose names are imported when they are evaluated: `types.Name`.
    """

    def __init__(
        self,
        imports: Imports,
        home: Callable[[str], str],
        direction: Direction,
        formats: Mapping[str, str],
        shadowed: frozenset[str] = frozenset(),
        *,
        selecting: bool = False,
        types: str | None = None,
    ) -> None:
        self._imports = imports
        self._home = home
        self._sent = direction is Direction.REQUEST
        self._formats = formats
        self._shadowed = shadowed
        self._selecting = selecting
        self._types = types

    def write(self, shape: Shape) -> str:
        """Return the annotation as source text."""
        match shape:
            case Anything():
                return self._imports.name("typing", "Any")
            case Null():
                return "None"
            case Plain():
                return self._plain(shape)
            case Constants(values):
                inside = ", ".join(map(literal, values))
                return f"{self._imports.name('typing', 'Literal')}[{inside}]"
            case Named(name):
                return self._named(name)
            case ListOf(items):
                return f"{self._container('list', 'Sequence')}[{self.write(items)}]"
            case TupleOf(items):
                inside = ", ".join(map(self.write, items))
                return f"{self.builtin('tuple')}[{inside}]"
            case MapOf(values):
                container = self._container("dict", "Mapping")
                return f"{container}[{self.builtin('str')}, {self.write(values)}]"
            case LinesOf(items):
                lines = self._imports.name(self._home("JsonLines"), "JsonLines")
                return f"{lines}[{self.write(items)}]"
            case OneOf(variants, selector):
                if selector is None or not self._selecting:
                    return self._union(variants)
                return self._selected(variants, selector)

    def _named(self, name: str) -> str:
        home = self._home(name)
        if self._types is None or not home.startswith(f"{self._types}."):
            return self._imports.name(home, name)
        self._imports.used(home, name)
        parent, _, package = self._types.rpartition(".")
        return f"{self._imported(f'{parent}.', package)}.{name}"

    def _union(self, variants: Sequence[Shape]) -> str:
        members = [*map(self.write, variants)]
        if len(members) > LONGEST_UNION:
            union = self._imports.name("typing", "Union")
            return f"{union}[{', '.join(members)}]"
        return " | ".join(members)

    def _selected(self, variants: Sequence[Shape], selector: Selector) -> str:
        """Return the union with its discriminator; null stays outside."""
        annotated = self._imports.name("typing", "Annotated")
        selected_by = self._imports.name(self._home(SELECTED_BY), SELECTED_BY)
        others = [variant for variant in variants if variant != Null()]
        pairs = (
            f"{literal(value)}: {self.write(shape)}"
            for value, shape in selector.choices
        )
        arguments = [literal(selector.wire), f"{{{', '.join(pairs)}}}"]
        if selector.otherwise is not None:
            arguments.append(f"otherwise={self.write(selector.otherwise)}")
        if selector.missing is not None:
            arguments.append(f"missing={self.write(selector.missing)}")
        if selector.attribute != selector.wire:
            arguments.append(f"attribute={literal(selector.attribute)}")
        call = f"{selected_by}({', '.join(arguments)})"
        text = f"{annotated}[{self._union(others)}, {call}]"
        return f"{text} | None" if len(others) < len(variants) else text

    def _plain(self, shape: Plain) -> str:
        if shape.format is None:
            return self.builtin(_SCALARS[shape.type])
        if shape.format in self._formats:
            module, _, name = self._formats[shape.format].rpartition(".")
            return self._imported(module, name)
        name = _FORMATS[shape.format]
        return self._imported(self._home(name), name)

    def _imported(self, module: str, name: str) -> str:
        alias = f"{name}_" if name in self._shadowed else None
        return self._imports.name(module, name, alias)

    def _container(self, received: str, sent: str) -> str:
        if self._sent:
            return self._imports.name("collections.abc", sent)
        return self.builtin(received)

    def builtin(self, name: str) -> str:
        """Return a Python builtin, even if its name is shadowed in the module."""
        if name in self._shadowed:
            self._imports.module("builtins")
            return f"builtins.{name}"
        return name
