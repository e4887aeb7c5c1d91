"""Credentials that a document describes as a header parameter of its operations."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from clientsmith.document.documents import Node
from clientsmith.document.members import text
from clientsmith.model.api import (
    ApiKeyLocation,
    ApiKeyScheme,
    BasicScheme,
    BearerScheme,
    SecurityScheme,
)
from clientsmith.openapi.objects import OpenApi, Operation, Parameter

# Headers that hold nothing but a secret: `x-api-key`, `X-Auth-Token`, and their like.
_CREDENTIAL = re.compile(
    r"(.+-)?(api-?(key|token|secret)|(auth|access|subscription)-?(key|token))"
    r"|(x-)?(authorization|token|auth)"
)


@dataclass(slots=True)
class _Header:
    """A header parameter by its name in lower case, and how often it is declared."""

    parameter: Parameter
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


def assumed_scheme(document: OpenApi) -> AssumedScheme | None:
    """The credential in a header that most operations take; None without one."""
    headers: dict[str, _Header] = {}
    operations = [each for item in document.paths for each in item.operations]
    for operation in operations:
        for name, parameter in _header_parameters(operation).items():
            found = headers.setdefault(name, _Header(parameter))
            found.count += 1
            found.required += parameter.required
            found.said += _said(parameter.node) if found.count == 1 else []
    counts = Counter({name: each.count for name, each in headers.items()})
    ranked = sorted(counts, key=lambda name: (-counts[name], name))
    if not ranked or 2 * counts[ranked[0]] <= len(operations):
        return None
    header = headers[ranked[0]]
    return AssumedScheme(
        scheme=_scheme(header),
        header=ranked[0],
        required=2 * header.required > header.count,
        node=header.parameter.node,
        operations=header.count,
        of=len(operations),
    )


def _header_parameters(operation: Operation) -> dict[str, Parameter]:
    """Those that look like credentials, by their names in lower case."""
    return {
        each.name.lower(): each
        for each in operation.parameters
        if each.name and each.location == "header" and _is_credential(each.name.lower())
    }


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
    name = header.parameter.name or ""
    description = header.parameter.description
    source = header.parameter.source
    if name.lower() != "authorization":
        return ApiKeyScheme(
            name=name,
            description=description,
            source=source,
            location=ApiKeyLocation.HEADER,
            key_name=name,
        )
    said = " ".join(header.said).lower()
    if "bearer" not in said and re.search(r"\bbasic\b", said):
        return BasicScheme(name=name, description=description, source=source)
    return BearerScheme(name=name, description=description, source=source, assumed=True)
