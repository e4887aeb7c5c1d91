"""Endpoints as a configuration writes them, and those of a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from clientsmith.model.api import Operation
from clientsmith.stainless.config import Resource, Stainless


def endpoint_key(endpoint: str) -> str:
    """Return `get /pets` as the key of an operation, `GET /pets`."""
    verb, _, path = " ".join(endpoint.split()).partition(" ")
    return f"{verb.upper()} {path}"


def configured_endpoints(config: Stainless) -> set[str]:
    """Return the keys of all operations that the configuration mentions."""

    def of(resources: Mapping[str, Resource]) -> Iterator[str]:
        for resource in resources.values():
            for method in resource.methods.values():
                if method.endpoint is not None:
                    yield endpoint_key(method.endpoint)
            yield from of(resource.subresources)

    unspecified = map(endpoint_key, config.unspecified_endpoints)
    return {*of(config.resources), *unspecified}


def by_endpoint(operations: Iterable[Operation]) -> Mapping[str, Operation]:
    """Return the operations by their keys."""
    return {operation.key: operation for operation in operations}
