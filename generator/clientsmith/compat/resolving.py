"""Names of a package looked up across its modules, which are parsed when needed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from clientsmith.compat.definitions import (
    Class,
    Definition,
    External,
    Imported,
    Member,
    Module,
    Submodule,
    Variable,
)
from clientsmith.compat.packages import SourcePackage
from clientsmith.compat.syntax import read_module
from clientsmith.diagnostics import Diagnostic, DiagnosticError, Severity

Resolved = Definition | Submodule | External
# Re-exports of re-exports; more are a circle.
_DEEPEST = 20
_TYPING = ("typing_extensions.", "typing.", "collections.abc.")


@dataclass(frozen=True, slots=True, eq=False)
class Package:
    """A package whose modules are parsed once, when first looked at."""

    source: SourcePackage
    _parsed: dict[str, Module] = field(default_factory=dict)

    def module(self, name: str) -> Module:
        """Return what a module binds. Raises DiagnosticError."""
        if name not in self._parsed:
            self._parsed[name] = read_module(self._tree(name), name)
        return self._parsed[name]

    def _tree(self, name: str) -> ast.Module:
        try:
            return ast.parse(self.source.texts[name])
        except (SyntaxError, ValueError, RecursionError, MemoryError) as failure:
            line = failure.lineno if isinstance(failure, SyntaxError) else None
            reason = failure.msg if isinstance(failure, SyntaxError) else str(failure)
            place = self.source.location(name, line)
            message = f"cannot be parsed: {reason or 'it is nested too deeply'}"
            raise DiagnosticError(
                Diagnostic("package", Severity.ERROR, message, place)
            ) from None

    def public_names(self, name: str) -> Iterator[str]:
        """Yield `__all__`, what the module defines, and what it re-exports by intent.

        In an `__init__.py` names imported from the package itself are such re-exports.
        """
        module = self.module(name)
        seen = dict.fromkeys(module.exported or ())
        is_folder = name in self.source.folders
        for bound, target in module.bindings.items():
            if not isinstance(target, Imported) or (
                self._target(name, target) is not None
                and (target.explicit or (is_folder and module.exported is None))
            ):
                seen[bound] = None
        for star in module.stars:
            inner = self._target(name, star)
            if module.exported is None and inner is not None and inner != name:
                exported = self.module(inner).exported
                found = self.public_names(inner) if exported is None else exported
                seen |= dict.fromkeys(public for public in found if public[:1] != "_")
        yield from seen

    def resolve(self, module: str, name: str, depth: int = 0) -> Resolved | None:
        """Return what a name in a module stands for; None if there is no such name."""
        if depth > _DEEPEST:
            return None
        bound = self.module(module).bindings.get(name)
        if isinstance(bound, Imported):
            return self._imported(module, bound, depth + 1)
        if bound is not None:
            return self._alias(bound, depth) or bound
        for star in self.module(module).stars:
            inner = self._target(module, star)
            if inner is not None and inner != module:
                found = self.resolve(inner, name, depth + 1)
                if found is not None:
                    return found
        inner = f"{module}.{name}" if module else name
        return Submodule(inner) if inner in self.source.texts else None

    def look_up(self, node: ast.expr, module: str) -> Resolved | None:
        """Return what `Name` or `module.Name` stands for in a module."""
        if isinstance(node, ast.Name):
            return self.resolve(module, node.id)
        if not isinstance(node, ast.Attribute):
            return None
        outer = self.look_up(node.value, module)
        if isinstance(outer, Submodule):
            return self.resolve(outer.name, node.attr)
        if isinstance(outer, External):
            return External(_plain(f"{outer.name}.{node.attr}"))
        return None

    def ancestors(self, class_: Class) -> Iterator[Class | External]:
        """Yield the class and its bases, in about the order in which members are found."""
        waiting: list[Class | External] = [class_]
        seen: set[Class | External] = set()
        while waiting:
            current = waiting.pop(0)
            if current in seen:
                continue
            seen.add(current)
            yield current
            if isinstance(current, Class):
                waiting = [*self.bases(current), *waiting]

    def bases(self, class_: Class) -> Iterator[Class | External]:
        """Yield what the bases of a class stand for, without their type arguments."""
        for node in class_.bases:
            plain = node.value if isinstance(node, ast.Subscript) else node
            found = self.look_up(plain, class_.module)
            if isinstance(found, Variable) and found.value is not None:
                # `Base = make_base()`: all that can be said is its name.
                found = None
            if isinstance(found, Class | External):
                yield found
            else:
                yield External(ast.unparse(plain))

    def members(self, class_: Class) -> dict[str, Member]:
        """Return all members, inherited ones too, as far as the package defines them."""
        found: dict[str, Member] = {}
        for ancestor in self.ancestors(class_):
            if isinstance(ancestor, Class):
                for name, member in ancestor.members.items():
                    found.setdefault(name, member)
        return found

    def _alias(self, bound: Definition, depth: int) -> Resolved | None:
        """Return what `Client = Acme` stands for, if that is more than a value."""
        value = bound.value if isinstance(bound, Variable) else None
        if not isinstance(value, ast.Name):
            return None
        found = None
        if value.id in self.module(bound.module).bindings:
            found = self.resolve(bound.module, value.id, depth + 1)
        return None if isinstance(found, Variable | Submodule) else found

    def _imported(self, module: str, bound: Imported, depth: int) -> Resolved | None:
        target = self._target(module, bound)
        if target is None:
            whole = ".".join(filter(None, (bound.module, bound.name)))
            return None if bound.level else External(_plain(whole))
        if bound.name is None:
            return Submodule(target)
        if target == module:
            # `from . import types` in the package itself.
            inner = f"{module}.{bound.name}" if module else bound.name
            return Submodule(inner) if inner in self.source.texts else None
        return self.resolve(target, bound.name, depth)

    def _target(self, module: str, bound: Imported) -> str | None:
        """Return the module of the package that is imported from, if it is one."""
        if not bound.level:
            root, _, inner = bound.module.partition(".")
            if root != self.source.name:
                return None
        else:
            parts = module.split(".") if module else []
            up = bound.level - (module in self.source.folders)
            if up > len(parts):
                return None
            base = parts[: len(parts) - up]
            inner = ".".join((*base, *filter(None, (bound.module,))))
        return inner if inner in self.source.texts else None


def _plain(name: str) -> str:
    """Return a name of the typing modules on its own: where it is from says nothing."""
    for prefix in _TYPING:
        if name.startswith(prefix):
            return name.removeprefix(prefix)
    return name
