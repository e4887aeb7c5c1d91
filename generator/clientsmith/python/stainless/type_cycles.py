"""Modules of types that need each other, and how they import each other all the same.

Bases and aliases are evaluated while a module is imported, fields later. What needs
itself at once becomes `object`; fields refer to the others by names in quotes, which
are imported at the end of the module.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from clientsmith.python.stainless.expressions import (
    OBJECT,
    Expression,
    Generic,
    Local,
    Named,
    OneOf,
    either,
    parts,
)
from clientsmith.python.stainless.names import ModuleName
from clientsmith.python.stainless.type_modules import (
    AliasDefinition,
    ClassDefinition,
    TypeModule,
)
from clientsmith.python.types.deferral import circles


@dataclass(frozen=True, slots=True)
class Cycles:
    """The cycles among modules.

    `group` numbers the modules that need each other. `eager` are those that need others
    of their group while they are imported.
    """

    group: Mapping[ModuleName, int] = field(default_factory=dict)
    eager: frozenset[ModuleName] = frozenset()

    def is_late(self, module: ModuleName, other: ModuleName) -> bool:
        """Return whether a module imports another one at its end."""
        return module in self.group and self.group[module] == self.group.get(other)


def find_cycles(modules: Mapping[ModuleName, TypeModule]) -> Cycles:
    """Return the cycles, after those of aliases and bases alone are cut."""
    _cut(modules)
    eager = {name: {*_eager(module)} for name, module in modules.items()}
    graph = {name: eager[name] | {*_lazy(module)} for name, module in modules.items()}
    group = _groups(graph)
    return Cycles(
        group,
        frozenset(
            name
            for name in group
            if any(group.get(other) == group[name] for other in eager[name])
        ),
    )


def _cut(modules: Mapping[ModuleName, TypeModule]) -> None:
    eager = {name: {*_eager(module)} for name, module in modules.items()}
    group = _groups(eager)
    for name, module in modules.items():
        if name in group:
            own = {other for other in group if group[other] == group[name]}
            module.definitions = [
                _without(definition, own) for definition in module.definitions
            ]


def _without(
    definition: ClassDefinition | AliasDefinition, modules: Collection[ModuleName]
) -> ClassDefinition | AliasDefinition:
    if isinstance(definition, AliasDefinition):
        return replace(definition, type=_replaced(definition.type, modules))
    return definition


def _replaced(type_: Expression, modules: Collection[ModuleName]) -> Expression:
    match type_:
        case Named(module=module) if module in modules:
            return OBJECT
        case Generic(origin, arguments):
            inner = tuple(_replaced(each, modules) for each in arguments)
            return Generic(origin, inner)
        case OneOf(variants=variants):
            changed = tuple(_replaced(each, modules) for each in variants)
            if changed == variants:
                return type_
            return either(*changed)
        case _:
            return type_


def _eager(module: TypeModule) -> Iterator[ModuleName]:
    for definition in module.definitions:
        if isinstance(definition, AliasDefinition):
            yield from _named(definition.type)
        else:
            yield from (base.module for base in definition.bases if _is_named(base))


def _lazy(module: TypeModule) -> Iterator[ModuleName]:
    for definition in module.definitions:
        if isinstance(definition, ClassDefinition):
            for each in definition.fields:
                yield from _named(each.type)
            if definition.additional is not None:
                yield from _named(definition.additional)


def _named(type_: Expression) -> Iterator[ModuleName]:
    for part in parts(type_):
        if isinstance(part, Named):
            yield part.module


def _is_named(base: Local | Named) -> bool:
    return isinstance(base, Named)


def _groups(graph: Mapping[ModuleName, set[ModuleName]]) -> dict[ModuleName, int]:
    """Number the modules that need each other, or themselves."""
    known = {
        name: [other for other in others if other in graph]
        for name, others in graph.items()
    }
    found: dict[ModuleName, int] = {}
    for number, circle in enumerate(circles(known)):
        if len(circle) > 1 or circle[0] in graph[circle[0]]:
            found.update(dict.fromkeys(circle, number))
    return found
