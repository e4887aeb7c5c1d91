"""Credentials that a document describes as a header parameter of its operations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from clientsmith.document.documents import Node
from clientsmith.document.workspace import Workspace
from clientsmith.model.api import (
    ApiKeyLocation,
    ApiKeyScheme,
    BasicScheme,
    BearerScheme,
    SecurityScheme,
)
from clientsmith.model.lowering.members import flag, text
from clientsmith.model.lowering.parameters import METHODS

# Headers that hold nothing but a secret: `x-api-key`, `X-Auth-Token`, and their like.
_CREDENTIAL = re.compile(
    r"(.+-)?(api-?(key|token|secret)|(auth|access|subscription)-?(key|token))"
    r"|(x-)?(authorization|token|auth)"
)


@dataclass(slots=True)
class _Header:
    """A header parameter by its name in lower case, and how often it is declared."""

    node: Node
    count: int = 0
    required: int = 0
    said: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class AssumedScheme:
    """A scheme that no document declares. `required`: by most of those who take it."""

    scheme: SecurityScheme
    header: str
    required: bool
    node: Node
    operations: int
    of: int


def assumed_scheme(workspace: Workspace) -> AssumedScheme | None:
    """The credential in a header that most operations take; None without one."""
    headers: dict[str, _Header] = {}
    total = 0
    for item, operation in _operations(workspace):
        total += 1
        for name, node in _header_parameters(workspace, item, operation).items():
            found = headers.setdefault(name, _Header(node))
            found.count += 1
            found.required += flag(node, "required")
            found.said += _said(node) if found.count == 1 else []
    counts = Counter({name: each.count for name, each in headers.items()})
    ranked = sorted(counts, key=lambda name: (-counts[name], name))
    if not ranked or 2 * counts[ranked[0]] <= total:
        return None
    header = headers[ranked[0]]
    return AssumedScheme(
        scheme=_scheme(header),
        header=ranked[0],
        required=2 * header.required > header.count,
        node=header.node,
        operations=header.count,
        of=total,
    )


def _operations(workspace: Workspace) -> Iterator[tuple[Node, Node]]:
    paths = workspace.root.get("paths")
    for path, declared in paths.items() if paths is not None else ():
        if path.startswith("x-"):
            continue
        item = workspace.resolve(declared)
        for key, node in item.items():
            if key in METHODS:
                yield item, node


def _header_parameters(
    workspace: Workspace, item: Node, operation: Node
) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for owner in (item, operation):
        listed = owner.get("parameters")
        for each in listed.elements() if listed is not None else ():
            node = workspace.resolve(each)
            name = (text(node, "name") or "").lower()
            if text(node, "in") == "header" and _is_credential(name):
                found[name] = node
    return found


def _is_credential(name: str) -> bool:
    return _CREDENTIAL.fullmatch(name.replace("_", "-")) is not None


def _said(node: Node) -> list[str]:
    """All that tells how the value is written."""
    schema = node.get("schema")
    owners = [node, *([] if schema is None else [schema])]
    keys = ("description", "example", "default", "pattern")
    return [said for each in owners for key in keys if (said := text(each, key))]


def _scheme(header: _Header) -> SecurityScheme:
    """A bearer token, unless the header is another or its text speaks of Basic."""
    node = header.node
    name = text(node, "name") or ""
    description = text(node, "description")
    if name.lower() != "authorization":
        return ApiKeyScheme(
            name=name,
            description=description,
            source=node.source,
            location=ApiKeyLocation.HEADER,
            key_name=name,
        )
    said = " ".join(header.said).lower()
    if "bearer" not in said and re.search(r"\bbasic\b", said):
        return BasicScheme(name=name, description=description, source=node.source)
    return BearerScheme(
        name=name, description=description, source=node.source, assumed=True
    )
