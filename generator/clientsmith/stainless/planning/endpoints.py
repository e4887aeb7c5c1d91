"""Endpoints as a configuration writes them, and those of a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from clientsmith.document.values import JsonValue
from clientsmith.model.api import Operation
from clientsmith.stainless.config import Resource, Stainless


def endpoint_key(endpoint: str) -> str:
    """Return `get /pets` as the key of an operation, `GET /pets`."""
    verb, _, path = " ".join(endpoint.split()).partition(" ")
    return f"{verb.upper()} {path}"


def configured_endpoints(config: Stainless) -> set[str]:
    """Return the keys of all operations that the configuration mentions."""
    unspecified = map(endpoint_key, config.unspecified_endpoints)
    return {*_endpoints(config.resources, everything=True), *unspecified}


def covered_endpoints(config: Stainless, document: JsonValue) -> frozenset[str]:
    """Return the keys of the operations that the package calls."""
    marked = {*_marked(document)} - configured_endpoints(config)
    return frozenset({*_endpoints(config.resources, everything=False), *marked})


def _endpoints(resources: Mapping[str, Resource], *, everything: bool) -> Iterator[str]:
    for resource in resources.values():
        if not everything and resource.is_left_out:
            continue
        for method in resource.methods.values():
            if method.endpoint and (everything or not method.is_left_out):
                yield endpoint_key(method.endpoint)
        yield from _endpoints(resource.subresources, everything=everything)


def _marked(document: JsonValue) -> Iterator[str]:
    """Yield the keys of the operations whose methods the document names."""
    paths = document.get("paths") if isinstance(document, dict) else None
    for path, item in paths.items() if isinstance(paths, dict) else ():
        for verb, operation in item.items() if isinstance(item, dict) else ():
            if isinstance(operation, dict) and "x-stainless-method" in operation:
                yield endpoint_key(f"{verb} {path}")


def by_endpoint(operations: Iterable[Operation]) -> Mapping[str, Operation]:
    """Return the operations by their keys."""
    return {operation.key: operation for operation in operations}
