"""Endpoints as a configuration writes them, and those of a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from clientsmith.model.api import Operation


def endpoint_key(endpoint: str) -> str:
    """Return `get /pets` as the key of an operation, `GET /pets`."""
    verb, _, path = " ".join(endpoint.split()).partition(" ")
    return f"{verb.upper()} {path}"


def by_endpoint(operations: Iterable[Operation]) -> Mapping[str, Operation]:
    """Return the operations by their keys."""
    return {operation.key: operation for operation in operations}
