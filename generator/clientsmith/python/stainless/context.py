"""The plan of a package with its names and types, for the views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from clientsmith.python.stainless.names import StainlessNames
from clientsmith.python.stainless.types import PackageTypes
from clientsmith.stainless.plan import (
    MethodPlan,
    PackagePlan,
    ResourcePath,
    ResourcePlan,
)


@dataclass(frozen=True)
class StainlessContext:
    """What every builder of a view needs."""

    plan: PackagePlan

    @cached_property
    def names(self) -> StainlessNames:
        """The names of everything in the package."""
        return StainlessNames(self.plan)

    @cached_property
    def types(self) -> PackageTypes:
        """The annotations and the modules of types."""
        return PackageTypes(self.plan, self.names)

    @cached_property
    def resources(self) -> Mapping[ResourcePath, ResourcePlan]:
        """The resources with a class of their own, by path."""
        return {
            resource.path: resource
            for top in self.plan.resources
            for resource in top.walk()
            if has_class(resource)
        }

    @property
    def error_class(self) -> str:
        """The base class of the errors."""
        return f"{self.names.class_name(self.plan.client.error_name)}Error"

    def resource_module(self, path: ResourcePath) -> str:
        """Return the module of a resource inside `resources`, with dots.

        With others below it, a resource has a folder.
        """
        parts = [self.names.attribute(part) for part in path]
        if subresources_of(self.resources[path]):
            parts.append(parts[-1])
        return ".".join(parts)


def has_class(resource: ResourcePlan) -> bool:
    """Return whether the resource has methods, or a resource below it does."""
    return bool(resource.unwraps) or has_views(resource) or _any_class(resource)


def has_views(resource: ResourcePlan) -> bool:
    """Return whether raw and streaming responses of the resource exist."""
    return bool(methods_of(resource)) or any(map(has_views, resource.subresources))


def methods_of(resource: ResourcePlan) -> tuple[tuple[str, MethodPlan], ...]:
    """Return the methods with their names in the configuration, aliases last."""
    own = [(method.name, method) for method in resource.methods]
    aliases = [(alias.name, alias.target) for alias in resource.method_aliases]
    return (*own, *aliases)


def subresources_of(resource: ResourcePlan) -> tuple[ResourcePlan, ...]:
    """Return the resources below with a class."""
    return tuple(filter(has_class, resource.subresources))


def _any_class(resource: ResourcePlan) -> bool:
    return any(map(has_class, resource.subresources))
