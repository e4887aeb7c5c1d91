"""The types of a package: what methods take and return, and the files that define it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clientsmith.python.source.imports import Imports
from clientsmith.python.stainless.expressions import (
    Expression,
    Local,
    Named,
    Writer,
)
from clientsmith.python.stainless.names import ModuleName, StainlessNames
from clientsmith.python.stainless.type_assembly import Assembly, ParamsName
from clientsmith.python.stainless.type_cycles import find_cycles
from clientsmith.python.stainless.type_views import module_text, package_text
from clientsmith.stainless.plan import (
    ArgumentPlan,
    MethodPlan,
    PackagePlan,
    UnwrapPlan,
)


class PackageTypes:
    """All types of a package, built once."""

    def __init__(self, plan: PackagePlan, names: StainlessNames) -> None:
        self._plan = plan
        self._names = names
        assembly = Assembly(plan, names)
        resources = [*plan.walk()]
        self._methods = {
            method.dotted: assembly.method(method)
            for resource in resources
            for method in resource.methods
        }
        self._events = {
            (*unwrap.resource, unwrap.name): assembly.unwrap(unwrap)
            for resource in resources
            for unwrap in resource.unwraps
        }
        assembly.models()
        self._modules = assembly.modules

    def result(self, method: MethodPlan, imports: Imports, package: str) -> str:
        """Return the annotation of a method's result; `None` if it has none."""
        return self._written(self._methods[method.dotted].result, imports, package)

    def item(self, method: MethodPlan, imports: Imports, package: str) -> str:
        """Return the annotation of the items of a method's pages."""
        return self._written(self._methods[method.dotted].item, imports, package)

    def event(self, method: MethodPlan, imports: Imports, package: str) -> str:
        """Return the annotation of the events of a method's stream."""
        return self._written(self._methods[method.dotted].event, imports, package)

    def unwrapped(self, unwrap: UnwrapPlan, imports: Imports, package: str) -> str:
        """Return the annotation of the events that a method unwraps."""
        event = self._events[(*unwrap.resource, unwrap.name)]
        return self._written(event, imports, package)

    def argument(
        self, method: MethodPlan, argument: ArgumentPlan, imports: Imports, package: str
    ) -> str:
        """Return the annotation of a method's argument."""
        types = self._methods[method.dotted]
        name = self._names.argument_name(argument)
        found = types.argument(method, argument, name)
        params = None if types.params is None else types.params.module

        def local(each: Local) -> str:
            if each.module != params:
                return imports.name(each.module.seen_from(package), each.name)
            folder = ModuleName(each.module.package).seen_from(package)
            return f"{imports.name(folder, each.module.name)}.{each.name}"

        return self._writer(imports, package, local).write(found)

    def params(self, method: MethodPlan) -> ParamsName | None:
        """Return the dictionary of a method's parameters; None if it takes none."""
        return self._methods[method.dotted].params

    def files(self) -> Iterator[tuple[str, str]]:
        """Yield the modules of types and their packages: path and text."""
        cycles = find_cycles(self._modules)
        for name in sorted(self._modules, key=lambda one: one.path):
            yield f"{'/'.join(name.path)}.py", module_text(self._modules[name], cycles)
        packages = self._packages()
        for package, names in sorted(packages.items()):
            inner = sorted(one[-1] for one in packages if one[:-1] == package)
            text = package_text(package, names, inner)
            yield f"{'/'.join(package)}/__init__.py", text

    def _written(self, type_: Expression, imports: Imports, package: str) -> str:
        def local(name: Local) -> str:
            return imports.name(name.module.seen_from(package), name.name)

        return self._writer(imports, package, local).write(type_)

    def _writer(
        self, imports: Imports, package: str, local: Callable[[Local], str]
    ) -> Writer:
        def named(name: Named) -> str:
            return imports.name(name.module.seen_from(package), name.name)

        return Writer(imports, package, named, local)

    def _packages(self) -> dict[tuple[str, ...], dict[str, list[str]]]:
        """Return the names that each package exports, by module."""
        found: dict[tuple[str, ...], dict[str, list[str]]] = {("types",): {}}
        found |= {package: {} for package in self._names.packages}
        for name, module in self._modules.items():
            package = name.package
            found.setdefault(package, {}).setdefault(f".{name.name}", []).append(
                module.root
            )
            # What is in a package for want of another place, and shared models.
            is_moved = package[-1] == name.name and package in self._names.packages
            if is_moved or package == ("types", "shared"):
                outer = found.setdefault(package[:-1], {})
                outer.setdefault(f".{package[-1]}", []).append(module.root)
        for package in [*found]:
            if len(package) > 1:
                found.setdefault(package[:-1], {}).setdefault(f".{package[-1]}", [])
        return found
