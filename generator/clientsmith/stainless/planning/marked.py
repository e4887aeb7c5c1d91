"""Methods that the document names, by `x-stainless-method` at an operation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from clientsmith.document.documents import Node
from clientsmith.stainless.config import Method, Resource
from clientsmith.stainless.planning.context import Planning
from clientsmith.stainless.planning.endpoints import configured_endpoints


def with_marked_methods(planning: Planning) -> Planning:
    """Return the planning with the methods that only the document names.

    A method of the configuration that has no endpoint gets that of the operation.
    """
    config = planning.config
    mentioned = configured_endpoints(config)
    for key, operation in planning.operations.items():
        mark = planning.mark(operation, "method")
        dotted = _dotted(mark)
        if mark is None or dotted is None or key in mentioned:
            continue
        *path, name = dotted.split(".")
        method = Method(node=mark, endpoint=key)
        if path:
            resources = _inserted(config.resources, path, name, method)
            config = replace(config, resources=resources)
        else:
            planning.warn(f"`{dotted}` names a method without its resource", mark)
    return replace(planning, config=config)


def _dotted(mark: Node | None) -> str | None:
    """Return the path of a method: the mark itself, or its member `path`."""
    found = mark.get("path") if mark and isinstance(mark.value, dict) else mark
    value = None if found is None else found.value
    return value if isinstance(value, str) and value else None


def _inserted(
    resources: Mapping[str, Resource], path: Sequence[str], name: str, method: Method
) -> dict[str, Resource]:
    first, *rest = path
    resource = resources.get(first) or Resource(node=method.node)
    if rest:
        inner = _inserted(resource.subresources, rest, name, method)
        resource = replace(resource, subresources=inner)
    else:
        known = resource.methods.get(name)
        if known is not None:
            method = replace(known, endpoint=known.endpoint or method.endpoint)
        resource = replace(resource, methods={**resource.methods, name: method})
    return {**resources, first: resource}
