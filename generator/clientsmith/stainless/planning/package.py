"""The whole package: resources with their methods and models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from clientsmith.diagnostics import Diagnostics
from clientsmith.document.documents import Node
from clientsmith.document.workspace import Workspace
from clientsmith.model.api import Api
from clientsmith.model.schemas import Reference, Schema, Union
from clientsmith.naming.words import usable
from clientsmith.stainless.config import Method, Model, Resource, Stainless
from clientsmith.stainless.marks import own_name
from clientsmith.stainless.names import words_of
from clientsmith.stainless.plan import (
    CLIENT,
    SHARED,
    MethodAlias,
    MethodPlan,
    ModelAlias,
    ModelPlan,
    PackagePlan,
    ResourcePath,
    ResourcePlan,
    UnwrapPlan,
)
from clientsmith.stainless.planning.client import client
from clientsmith.stainless.planning.context import Planning
from clientsmith.stainless.planning.endpoints import (
    by_endpoint,
    configured_endpoints,
    endpoint_key,
)
from clientsmith.stainless.planning.marked import with_marked_methods
from clientsmith.stainless.planning.methods import plan_method, text_of_deprecation
from clientsmith.stainless.planning.models import all_models
from clientsmith.stainless.planning.pages import schemes
from clientsmith.stainless.planning.schemas import schema_facts
from clientsmith.stainless.reading import CODE
from clientsmith.support.suggestions import did_you_mean

_Target = TypeVar("_Target")


def plan_package(
    config: Stainless,
    api: Api,
    workspace: Workspace,
    models: Mapping[str, Node],
    found: Diagnostics,
) -> PackagePlan:
    """Return the plan. `models` are the schemas that `model_nodes` returned."""
    planning = with_marked_methods(
        Planning(config, api, workspace, found, by_endpoint(api.operations))
    )
    planning.schemes.extend(schemes(config, found))
    planned = _Resources(planning, models)
    resources = planned.all()
    planned.report_unlisted()
    _report_unused(planning)
    facts = schema_facts(workspace, {node.source for node in models.values()})
    general = config.settings
    name = package_name(config)
    return PackagePlan(
        api=planned.selected(),
        package=name,
        project=_project_name(config) or name,
        client=client(planning),
        resources=tuple(
            resource
            for key, resource in resources.items()
            if key not in (CLIENT, SHARED)
        ),
        root=resources.get(CLIENT, ResourcePlan(path=(CLIENT,))),
        shared=resources.get(SHARED, ResourcePlan(path=(SHARED,))),
        schemes=tuple(planning.schemes),
        casings=config.casings,
        singulars=config.singulars,
        extends=facts.extends,
        own_properties=facts.own_properties,
        variant_names=facts.variant_names,
        type_names=facts.type_names,
        constants=frozenset(facts.constants),
        empty_objects=frozenset(facts.empty_objects),
        open_objects=frozenset(facts.open_objects),
        sorts_properties=general.sort_schema_properties if general else True,
        file_header=general.file_header if general else None,
    )


def _report_unused(planning: Planning) -> None:
    """Report settings that decide nothing."""
    python = planning.config.python
    if python is not None and python.skip:
        planning.warn("`skip`: the package is generated nevertheless", python)
    if python is not None and python.options is not None and python.options.value:
        names = ", ".join(f"`{key}`" for key, _ in python.options.items())
        planning.note(f"the options {names} have no meaning here", python.options)
    if planning.config.errors is not None:
        message = "`errors` is not used: errors are classes by status"
        planning.warn(message, planning.config.errors)
    for path, model in all_models(planning.config):
        if model.param_model is not None:
            planning.warn(f"`param_model` of `{path}` is not used", model)


def package_name(config: Stainless) -> str:
    """Return the name of the package that the configuration says."""
    python, organization = config.python, config.organization
    name = (python and (python.package_name or python.name)) or (
        organization and organization.name
    )
    return usable("_".join(words_of(name or "client")), "client")


def _project_name(config: Stainless) -> str | None:
    python = config.python
    return (
        (python.project_name or python.package_name or python.name) if python else None
    )


class _Resources:
    """Plans the resources, and keeps what the configuration mentions."""

    def __init__(self, planning: Planning, nodes: Mapping[str, Node]) -> None:
        self._planning = planning
        self._nodes = nodes
        self._methods: dict[str, MethodPlan] = {}

    def all(self) -> dict[str, ResourcePlan]:
        """Return the top-level resources by their keys."""
        config = self._planning.config
        for path, model in all_models(config):
            if path in self._nodes:
                self._planning.models[path] = self._model(path, model)
        resources = {
            name: self._resource((name,), resource)
            for name, resource in config.resources.items()
        }
        return {
            name: self._with_aliases(resource, config.resources[name])
            for name, resource in resources.items()
            if resource is not None
        }

    def _model(self, path: str, model: Model) -> ModelPlan:
        *resource, name = path.split(".")
        return ModelPlan(
            name=name,
            resource=tuple(resource),
            schema=self._nodes[path].source,
            no_params_suffix=model.no_params_suffix,
            force_generation=model.force_generation,
        )

    def _resource(self, path: ResourcePath, resource: Resource) -> ResourcePlan | None:
        """Return the resource; None where the Python package goes without it."""
        if resource.is_left_out:
            return None
        dotted = ".".join(path)
        subresources = (
            self._resource((*path, name), inner)
            for name, inner in resource.subresources.items()
        )
        return ResourcePlan(
            path=path,
            methods=tuple(self._http(path, resource)),
            unwraps=tuple(self._unwraps(path, resource)),
            models=tuple(
                self._planning.models[key]
                for name in resource.models
                if (key := f"{dotted}.{name}") in self._planning.models
            ),
            subresources=tuple(inner for inner in subresources if inner is not None),
            deprecated=text_of_deprecation(resource.deprecated),
            description=resource.description,
        )

    def _http(self, path: ResourcePath, resource: Resource) -> Iterator[MethodPlan]:
        for name, method in resource.methods.items():
            if method.type != "http" or method.is_left_out:
                continue
            dotted = ".".join((*path, name))
            if method.endpoint is None:
                self._planning.warn(f"`{dotted}` is left out: no endpoint", method)
                continue
            key = endpoint_key(method.endpoint)
            operation = self._planning.operations.get(key)
            if operation is None:
                self._report_unknown(dotted, key, method)
                continue
            if self._planning.is_skipped(operation):
                continue
            planned = plan_method(path, name, method, operation, self._planning)
            own = self._planning.node(operation.source)
            own_method_name = own and own_name(own.value, "method_name")
            if own_method_name:
                planned = replace(planned, name=own_method_name)
            self._methods[dotted] = planned
            yield planned

    def _report_unknown(self, dotted: str, key: str, method: Method) -> None:
        message = f"`{dotted}` is left out: the document has no endpoint `{key}`"
        hint = did_you_mean(key, sorted(self._planning.operations))
        self._planning.warn(message, method, hint)

    def _unwraps(self, path: ResourcePath, resource: Resource) -> Iterator[UnwrapPlan]:
        for name, method in resource.methods.items():
            if method.type == "webhook_unwrap" and not method.is_left_out:
                event = self._planning.api.webhook_event or self._event(path, method)
                yield UnwrapPlan(name=name, resource=path, event=event)
            elif method.type == "websocket" and not method.is_left_out:
                dotted = ".".join((*path, name))
                self._planning.warn(
                    f"`{dotted}` is left out: WebSockets are not supported", method
                )

    def _event(self, path: ResourcePath, method: Method) -> Schema | None:
        """Return the union of a resource's models: the events of its webhooks."""
        source = method.node.source
        variants = tuple(
            Reference(source=source.inside(model.name), target=model.schema)
            for model in self._planning.models.values()
            if model.resource == path
        )
        if len(variants) < 2:
            return next(iter(variants), None)
        return Union(source=source, variants=variants)

    def _with_aliases(self, plan: ResourcePlan, resource: Resource) -> ResourcePlan:
        """Return the resource with second names, whose targets are known now."""
        return replace(
            plan,
            method_aliases=tuple(self._method_aliases(plan.path, resource)),
            model_aliases=tuple(self._model_aliases(plan.path, resource)),
            subresources=tuple(
                self._with_aliases(inner, resource.subresources[inner.name])
                for inner in plan.subresources
            ),
        )

    def _method_aliases(
        self, path: ResourcePath, resource: Resource
    ) -> Iterator[MethodAlias]:
        for name, method in resource.methods.items():
            if method.type != "alias" or method.is_left_out:
                continue
            target = _target(path, method.to, self._methods)
            if target is not None:
                yield MethodAlias(name=name, resource=path, target=target)
            else:
                self._planning.unknown("method", method.to or "", self._methods, method)

    def _model_aliases(
        self, path: ResourcePath, resource: Resource
    ) -> Iterator[ModelAlias]:
        known = self._planning.models
        for name, model in resource.models.items():
            if model.type != "alias" or model.is_left_out:
                continue
            target = _target(path, model.to, known)
            if target is not None:
                yield ModelAlias(name=name, resource=path, target=target)
            else:
                self._planning.unknown("model", model.to or "", known, model)

    def selected(self) -> Api:
        """Return the API without the operations that no method calls."""
        api = self._planning.api
        used = {method.operation.key for method in self._methods.values()}
        kept = (operation for operation in api.operations if operation.key in used)
        left = (each.key for each in api.operations if each.key not in used)
        return replace(api, operations=tuple(kept), excluded=tuple(left))

    def report_unlisted(self) -> None:
        """Report the endpoints that are nowhere in the configuration, in one finding."""
        config = self._planning.config
        mentioned = configured_endpoints(config)
        nowhere = sorted(
            key
            for key, operation in self._planning.operations.items()
            if key not in mentioned and not self._planning.is_skipped(operation)
        )
        if nowhere:
            names = ", ".join(f"`{key}`" for key in nowhere)
            what = "endpoint is" if len(nowhere) == 1 else "endpoints are"
            self._planning.found.warning(
                CODE,
                f"{len(nowhere)} {what} nowhere in the configuration: {names}",
                config.node.location,
                "list them in `resources`, or in `unspecified_endpoints`",
            )


def _target(
    path: ResourcePath, name: str | None, known: Mapping[str, _Target]
) -> _Target | None:
    """Return what an alias stands for: in the same resource, or by a whole path."""
    if name is None:
        return None
    return known.get(name) or known.get(".".join((*path, name)))
