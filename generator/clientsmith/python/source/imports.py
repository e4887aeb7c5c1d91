"""The import block of a generated module."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby


class Imports:
    """Collects the imports of a module; each name is requested where it is used."""

    def __init__(self) -> None:
        self._modules: set[str] = set()
        self._names: set[tuple[str, str, str]] = set()
        self._used: set[tuple[str, str]] = set()

    def module(self, module: str) -> None:
        """Request `import module`."""
        self._modules.add(module)

    def name(self, module: str, name: str, alias: str | None = None) -> str:
        """Request `from module import name`, and return the local name."""
        self._names.add((module, name, alias or name))
        return alias or name

    def used(self, module: str, name: str) -> None:
        """Request a name of a module that is reached through its package."""
        self._used.add((module, name))

    def names(self, module: str, names: Iterable[str]) -> None:
        """Request several names of one module."""
        for name in names:
            self.name(module, name)

    def modules_of(self, package: str) -> tuple[str, ...]:
        """Return the modules of a package whose names are used, sorted."""
        used = {home for home, *_ in (*self._names, *self._used)}
        homes = {home for home in used if home.startswith(f"{package}.")}
        return tuple(sorted(home.removeprefix(f"{package}.") for home in homes))

    @property
    def modules(self) -> frozenset[str]:
        """Return the modules imported as modules."""
        return frozenset(self._modules)

    @property
    def all(self) -> Iterable[tuple[str, str, str]]:
        """Yield module, name and local name of every import."""
        return sorted(self._names)

    def one_folder_deeper(self) -> Imports:
        """Return the same imports for a file one folder further down."""
        found = Imports()
        found._modules = self._modules
        for module, name, alias in self._names:
            found.name(deeper(module), name, alias)
        return found

    def of(self, module: str) -> tuple[str, ...]:
        """Return the used names of a module, sorted."""
        used = {(home, name) for home, name, *_ in (*self._names, *self._used)}
        return tuple(sorted(name for home, name in used if home == module))

    def __str__(self) -> str:
        """Return the block, grouped: standard library, other packages, this package."""
        statements = sorted(
            (*_order(module, line), line) for module, line in self._lines()
        )
        groups = groupby(statements, key=lambda statement: statement[0])
        return "\n\n".join(
            "\n".join(statement[-1] for statement in group) for _, group in groups
        )

    def _lines(self) -> Iterator[tuple[str, str]]:
        for module in self._modules:
            yield module, f"import {module}"
        for module in {module for module, _, _ in self._names}:
            own = [
                name
                for home, name, alias in self._names
                if home == module and name == alias
            ]
            if own:
                yield module, f"from {module} import {', '.join(import_order(own))}"
            for home, name, alias in self._names:
                if home == module and name != alias:
                    yield module, f"from {module} import {name} as {alias}"


def import_order(names: Iterable[str]) -> list[str]:
    """Return names as isort orders them: constants, then classes, then the others."""
    return sorted(names, key=_member_order)


def _member_order(name: str) -> tuple[int, list[tuple[int, str]], str]:
    kind = 0 if name.isupper() and len(name) > 1 else 2 - name[:1].isupper()
    return (kind, natural_order(name), name)


def natural_order(name: str) -> list[tuple[int, str]]:
    """Return a key that sorts numbers by their value, and letters without their case."""
    parts = re.findall(r"\d+|\D", name.lower())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def deeper(module: str) -> str:
    """Return a relative module's name from one folder further down."""
    return f".{module}" if module.startswith(".") else module


def _order(
    module: str, line: str
) -> tuple[int, bool, int, list[tuple[int, str]], bool]:
    """Return the sort key: group, `import` first, farthest parents, then name."""
    depth = len(module) - len(module.lstrip("."))
    standard = module.partition(".")[0] in sys.stdlib_module_names
    group = 2 if depth else (0 if standard else 1)
    renamed = " as " in line
    return (group, line.startswith("from"), -depth, natural_order(module), renamed)
