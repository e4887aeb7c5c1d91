"""Servers of the document, and of operations with their own."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urljoin

from clientsmith.model.api import Server, ServerVariable
from clientsmith.openapi import objects as openapi


def servers(declared: Iterable[openapi.Server]) -> tuple[Server, ...]:
    """Return the servers that the document or an operation declares."""
    return tuple(
        Server(
            # `//api.example.com` is nearly a URL: only the scheme is missing.
            url=f"https:{server.url}" if server.url.startswith("//") else server.url,
            description=server.description,
            variables=tuple(_variable(variable) for variable in server.variables),
        )
        for server in declared
    )


def own_server(operation: openapi.Operation, root: tuple[Server, ...]) -> str | None:
    """Return the URL of an operation that uses another server than the document.

    A relative URL is resolved against the document's server, and stays relative where
    that one is.
    """
    usual = root[0].usual_url.rstrip("/") if root else ""
    for first in servers(operation.servers[:1]):
        if root and first.url.rstrip("/") == root[0].url.rstrip("/"):
            return None
        url = urljoin(f"{usual}/", first.usual_url.rstrip("/")).rstrip("/")
        return url if url != usual and "{" not in url else None
    return None


def _variable(declared: openapi.ServerVariable) -> ServerVariable:
    return ServerVariable(
        name=declared.name,
        default=declared.default or "",
        values=declared.enum,
        description=declared.description,
    )
