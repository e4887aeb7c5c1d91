"""Credentials that a document describes as a header parameter."""

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

# Headers that contain only a secret: `x-api-key`, `X-Auth-Token` and the like.
_CREDENTIAL = re.compile(
    r"(.+-)?(api-?(key|token|secret)|(auth|access|subscription)-?(key|token))"
    r"|(x-)?(authorization|token|auth)"
)


@dataclass(slots=True)
class _Header:
    """A header parameter by its lower-case name, and how often it is declared."""

    parameter: Parameter
    count: int = 0
    required: int = 0
    descriptions: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class AssumedScheme:
    """A scheme that is not declared; `required`: most operations require the header."""

    scheme: SecurityScheme
    header: str
    required: bool
    node: Node
    operations: int
    of: int


def assumed_scheme(document: OpenApi) -> AssumedScheme | None:
    """Return the credential in a header that most operations take, or None."""
    headers: dict[str, _Header] = {}
    operations = [candidate for item in document.paths for candidate in item.operations]
    for operation in operations:
        for name, parameter in _header_parameters(operation).items():
            found = headers.setdefault(name, _Header(parameter))
            found.count += 1
            found.required += parameter.required
            found.descriptions += (
                _descriptions(parameter.node) if found.count == 1 else []
            )
    counts = Counter({name: header.count for name, header in headers.items()})
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
    """Return header parameters that look like credentials, by lower-case name."""
    return {
        parameter.name.lower(): parameter
        for parameter in operation.parameters
        if parameter.name
        and parameter.location == "header"
        and _is_credential(parameter.name.lower())
    }


def _is_credential(name: str) -> bool:
    return _CREDENTIAL.fullmatch(name.replace("_", "-")) is not None


def _descriptions(node: Node) -> list[str]:
    """Return the texts that describe the value's format."""
    schema = node.get("schema")
    owners = [node, *([] if schema is None else [schema])]
    keys = ("description", "example", "default", "pattern")
    return [stated for owner in owners for key in keys if (stated := text(owner, key))]


def _scheme(header: _Header) -> SecurityScheme:
    """Return a bearer token, or another scheme if header or text say so."""
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
    words = " ".join(header.descriptions).lower()
    if "bearer" not in words and re.search(r"\bbasic\b", words):
        return BasicScheme(name=name, description=description, source=source)
    return BearerScheme(name=name, description=description, source=source, assumed=True)
