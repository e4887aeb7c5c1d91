"""Divide a large module of models or pages, so that users load only what they use.

A file has a type and what only that one leads to at once. What is read when its first
value comes is imported no sooner. Each page has a file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from clientsmith.naming.names import MODELS, PAGES
from clientsmith.naming.scopes import Scope
from clientsmith.naming.words import snake, usable
from clientsmith.python.context import Context
from clientsmith.python.source.imports import Imports, deeper
from clientsmith.python.types.deferral import circles
from clientsmith.python.types.type_source import mentioned
from clientsmith.python.views.model import AliasView, ClassView, PagesView, TypesView

# A module with more types or pages is divided.
_MANY = 40
# The same for the modules of a resource, which only large APIs have.
_MANY_OF_RESOURCE = 8


@dataclass(frozen=True, slots=True)
class TypeGroup:
    """A file of a divided module."""

    name: str
    view: TypesView

    @property
    def types(self) -> tuple[str, ...]:
        """The names that the file defines, sorted."""
        return tuple(sorted(type_.name for type_ in self.view.types))


@dataclass(frozen=True, slots=True)
class PageGroup:
    """The file of a list's two page classes."""

    name: str
    view: PagesView
    types: tuple[str, ...]


def is_divided(context: Context, module: str) -> bool:
    """Return whether the module is a folder of files."""
    kind, _, resource = module.partition("_")
    many = _MANY_OF_RESOURCE if resource else _MANY
    if kind == PAGES:
        return len(context.paged_operations[module]) > many
    return kind == MODELS and len(context.types_of[module]) > many


def page_groups(views: Iterable[PagesView]) -> Iterator[PageGroup]:
    """Return the files of pages, one for each view."""
    files = Scope()
    for view in views:
        name = view.pages[0].name
        yield PageGroup(
            files.claim(usable(snake(name), "pages")),
            replace(view, imports=view.imports.one_folder_deeper()),
            (f"Async{name}", name),
        )


def type_groups(view: TypesView, entrances: Collection[str]) -> tuple[TypeGroup, ...]:
    """Return the files of a module by name; `entrances`: types used elsewhere."""
    homes = _homes(view.types, entrances)
    files = Scope()
    names = {
        root: files.claim(usable(snake(root), "types"))
        for root in sorted({*homes.values()})
    }
    files_of = {name: names[root] for name, root in homes.items()}
    types: dict[str, list[ClassView | AliasView]] = {
        name: [] for name in names.values()
    }
    for type_ in view.types:
        types[files_of[type_.name]].append(type_)
    return tuple(
        TypeGroup(name, _part(view, types[name], files_of)) for name in sorted(types)
    )


def _homes(
    types: Sequence[ClassView | AliasView], entrances: Collection[str]
) -> Mapping[str, str]:
    """Return the type that each one belongs to: itself, or its only user."""
    own = {type_.name for type_ in types}
    at_once = {
        type_.name: sorted(_mentions(type_, at_once=True) & own) for type_ in types
    }
    users: dict[str, set[str]] = {
        type_name: {""} if type_name in entrances else set() for type_name in at_once
    }
    for type_ in types:
        for name in _mentions(type_) & own:
            # A type that is evaluated late may be the first one that a user needs.
            users[name].add(type_.name if name in at_once[type_.name] else "")
    homes: dict[str, str] = {}
    for circle in reversed([*circles(at_once)]):
        outside = {user for member in circle for user in users[member]}.difference(
            circle
        )
        owners = {homes.get(user, "") for user in outside}
        root = owners.pop() if len(owners) == 1 else ""
        homes.update(dict.fromkeys(circle, root or min(circle)))
    return homes


def _part(
    view: TypesView,
    types: Sequence[ClassView | AliasView],
    files_of: Mapping[str, str],
) -> TypesView:
    """Return the view of one file, one folder further down than the module."""
    at_once = frozenset[str]().union(
        *(_mentions(type_, at_once=True) for type_ in types)
    )
    wanted = frozenset[str]().union(*map(_mentions, types))
    imports, late = Imports(), Imports()
    for module in view.imports.modules & wanted:
        imports.module(module)
    for found, kept in ((view.imports, imports), (view.late, late)):
        for module, name, alias in found.all:
            if alias in wanted:
                kept.name(deeper(module), name, alias)
    own = {type_.name for type_ in types}
    for name in sorted((wanted & files_of.keys()) - own):
        kept = imports if name in at_once else late
        kept.name(f".{files_of[name]}", name)
    if late.all:
        imports.name("typing", "TYPE_CHECKING")
    return replace(view, imports=imports, late=late, types=tuple(types))


def _mentions(type_: ClassView | AliasView, *, at_once: bool = False) -> frozenset[str]:
    """Return the names that the definition uses."""
    if isinstance(type_, AliasView):
        keyword = "TypeAliasType" if type_.recursive else "TypeAlias"
        return mentioned(type_.annotation, at_once=at_once) | {keyword}
    texts = [
        text for field in type_.fields for text in (field.annotation, field.default)
    ]
    found = (mentioned(text, at_once=at_once) for text in texts if text)
    return frozenset({"BaseModel"}).union(*found)
