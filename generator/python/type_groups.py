"""The files of a large module of models: who uses one of its types loads that.

A file has a type and what only that one leads to at once. What is read when its first
value comes is imported no sooner.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from generator.naming.names import MODELS
from generator.naming.scopes import Scope
from generator.naming.words import snake, usable
from generator.python.context import Context
from generator.python.deferral import circles
from generator.python.imports import Imports
from generator.python.type_source import mentioned
from generator.python.views import AliasView, ClassView, TypesView

# Types of a module; with more, each has a file with what only it uses.
_MANY = 40


@dataclass(frozen=True, slots=True)
class TypeGroup:
    """A file of a divided module."""

    name: str
    view: TypesView

    @property
    def types(self) -> tuple[str, ...]:
        """The names that are defined in it, sorted."""
        return tuple(sorted(each.name for each in self.view.types))


def is_divided(context: Context, module: str) -> bool:
    """Whether the module is a folder of files."""
    is_received = module.partition("_")[0] == MODELS
    return is_received and len(context.types_of[module]) > _MANY


def type_groups(view: TypesView) -> tuple[TypeGroup, ...]:
    """The files of a module, by name."""
    homes = _homes(view.types)
    files = Scope()
    names = {
        root: files.claim(usable(snake(root), "types"))
        for root in sorted({*homes.values()})
    }
    files_of = {name: names[root] for name, root in homes.items()}
    types: dict[str, list[ClassView | AliasView]] = {
        each: [] for each in names.values()
    }
    for each in view.types:
        types[files_of[each.name]].append(each)
    return tuple(
        TypeGroup(name, _part(view, types[name], files_of)) for name in sorted(types)
    )


def _homes(types: Sequence[ClassView | AliasView]) -> Mapping[str, str]:
    """The type that each one belongs to: itself, or the only one that leads to it."""
    own = {each.name for each in types}
    at_once = {each.name: sorted(_mentions(each, at_once=True) & own) for each in types}
    users: dict[str, set[str]] = {each: set() for each in at_once}
    for each in types:
        for name in _mentions(each) & own:
            # Whoever reads it late may be the first to need it.
            users[name].add(each.name if name in at_once[each.name] else "")
    homes: dict[str, str] = {}
    for circle in reversed([*circles(at_once)]):
        outside = {user for each in circle for user in users[each]}.difference(circle)
        owners = {homes.get(user, "") for user in outside}
        root = owners.pop() if len(owners) == 1 else ""
        homes.update(dict.fromkeys(circle, root or min(circle)))
    return homes


def _part(
    view: TypesView,
    types: Sequence[ClassView | AliasView],
    files_of: Mapping[str, str],
) -> TypesView:
    """The view of one file, which is one folder further in than the module was."""
    at_once = frozenset[str]().union(*(_mentions(each, at_once=True) for each in types))
    wanted = frozenset[str]().union(*map(_mentions, types))
    imports, late = Imports(), Imports()
    for module in view.imports.modules & wanted:
        imports.module(module)
    for found, kept in ((view.imports, imports), (view.late, late)):
        for module, name, alias in found.all:
            if alias in wanted:
                deeper = f".{module}" if module.startswith(".") else module
                kept.name(deeper, name, alias)
    own = {each.name for each in types}
    for name in sorted((wanted & files_of.keys()) - own):
        kept = imports if name in at_once else late
        kept.name(f".{files_of[name]}", name)
    if late.all:
        imports.name("typing", "TYPE_CHECKING")
    return replace(view, imports=imports, late=late, types=tuple(types))


def _mentions(type_: ClassView | AliasView, *, at_once: bool = False) -> frozenset[str]:
    """The names that the definition uses."""
    if isinstance(type_, AliasView):
        keyword = "TypeAliasType" if type_.recursive else "TypeAlias"
        return mentioned(type_.annotation, at_once=at_once) | {keyword}
    texts = [text for each in type_.fields for text in (each.annotation, each.default)]
    found = (mentioned(text, at_once=at_once) for text in texts if text)
    return frozenset({"BaseModel"}).union(*found)
