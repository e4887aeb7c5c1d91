"""Servers of the document, and of operations that are served elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

from clientsmith.document.documents import Node
from clientsmith.model.api import Server, ServerVariable
from clientsmith.model.lowering.members import text


def servers(owner: Node) -> Iterator[Server]:
    """The servers that the document, a path item or an operation declares."""
    declared = owner.get("servers")
    for node in declared.elements() if declared is not None else ():
        url = text(node, "url") or "/"
        yield Server(
            # `//api.example.com` is as good as a URL: only the scheme is left open.
            url=f"https:{url}" if url.startswith("//") else url,
            description=text(node, "description"),
            variables=tuple(_variables(node)),
        )


def own_server(item: Node, operation: Node, root: tuple[Server, ...]) -> str | None:
    """The URL of an operation that is not served where the document is.

    The operation's servers take the place of the path item's. A relative URL is
    resolved against the document's server, and stays relative where that one is.
    """
    usual = root[0].usual_url.rstrip("/") if root else ""
    for owner in (operation, item):
        first = next(servers(owner), None)
        if first is None:
            continue
        if root and first.url.rstrip("/") == root[0].url.rstrip("/"):
            return None
        url = urljoin(f"{usual}/", first.usual_url.rstrip("/")).rstrip("/")
        return url if url != usual and "{" not in url else None
    return None


def _variables(server: Node) -> Iterator[ServerVariable]:
    declared = server.get("variables")
    for name, node in declared.items() if declared is not None else ():
        values = node.get("enum")
        default = node.get("default")
        yield ServerVariable(
            name=name,
            default=str(default.value) if default is not None else "",
            values=tuple(
                str(each.value) for each in (values.elements() if values else ())
            ),
            description=text(node, "description"),
        )
