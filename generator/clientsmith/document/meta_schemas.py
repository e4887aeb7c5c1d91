"""The meta-schemas of openapi-spec-validator, compiled by jsonschema-rs.

The library would pick its backend by an environment variable; here it is fixed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import jsonschema_rs
from openapi_schema_validator import OAS31Validator, OAS32Validator

# The vocabularies that the dialects refer to are not part of the public API.
from openapi_schema_validator._specifications import REGISTRY
from openapi_spec_validator.schemas import schema_v30, schema_v31, schema_v32

from clientsmith.diagnostics import Diagnostic
from clientsmith.document.documents import Node
from clientsmith.document.findings import (
    Finding,
    explain,
    quote,
    without_consequences,
)
from clientsmith.document.grafts import spliced
from clientsmith.document.moves import in_file
from clientsmith.document.pointers import Pointer, child_of
from clientsmith.document.structure import KINDS, Kind
from clientsmith.document.values import JsonValue
from clientsmith.document.versions import OpenApiVersion

OTHER_VERSION = "it is read as there"


class MetaSchema:
    """Checks values of one kind against a meta-schema."""

    def __init__(
        self, schema: Mapping[str, Any], version: OpenApiVersion, kind: Kind
    ) -> None:
        self._version = version
        self._kind = kind
        self._definitions: Mapping[str, Any] = (
            schema.get("definitions") or schema.get("$defs") or {}
        )
        self._validator = jsonschema_rs.validator_for(
            dict(schema), registry=_registry(), validate_formats=True, offline=True
        )

    def check(self, node: Node) -> Iterator[Diagnostic]:
        """Return everything that is wrong with the node's value."""
        value = spliced(node)
        if self._validator.is_valid(value):
            return
        findings = [
            finding
            for error in self._validator.iter_errors(value)
            for finding in explain(error, self._definitions)
        ]
        for finding in without_consequences(findings):
            if not finding.is_ignored:
                yield self._judged(finding, node).diagnostic(node)

    def is_valid(self, value: JsonValue) -> bool:
        """Return whether the value is valid."""
        return self._validator.is_valid(value)

    def _judged(self, finding: Finding, node: Node) -> Finding:
        """Turn errors in a Schema Object into warnings, as any value can be read there."""
        if not _is_in_schema(self._kind, finding.pointer):
            return finding
        other_version = (
            OpenApiVersion.V3_1
            if self._version is OpenApiVersion.V3_0
            else OpenApiVersion.V3_0
        )
        key, value = finding.pointer[-1], node.value
        for token in finding.pointer:
            value = child_of(value, token)
        if isinstance(value, bool) and key not in _OTHER_SYNTAX[other_version]:
            understood = other_version is OpenApiVersion.V3_1
        else:
            understood = key in _OTHER_SYNTAX[other_version] and schema_meta_schema(
                other_version
            ).is_valid({key: value})
        if understood:
            written = in_file(node.document.positions, ("openapi",))
            own = "Swagger 2.0" if written == ("swagger",) else self._version
            return finding.as_warning(
                f"`{key}: {quote(value)}` is OpenAPI {other_version} syntax in a "
                f"{own} document: {OTHER_VERSION}"
            )
        return finding.as_warning()


def structural_problems(root: Node, version: OpenApiVersion) -> Iterator[Diagnostic]:
    """Return what is wrong with the single objects of a document."""
    # Webhooks may be moved here from the extension that OpenAPI 3.0 documents use.
    written = in_file(root.document.positions, ("webhooks",)) == ("webhooks",)
    for problem in document_meta_schema(version).check(root):
        at = problem.location and problem.location.pointer
        # The version is checked separately, and more leniently.
        if at != "/openapi" and (at != "/webhooks" or written):
            yield problem


# Keywords that differ in syntax between versions.
_OTHER_SYNTAX = {
    OpenApiVersion.V3_0: frozenset({"exclusiveMaximum", "exclusiveMinimum"}),
    OpenApiVersion.V3_1: frozenset(
        {
            "$anchor", "$comment", "$defs", "$id", "$schema", "const", "contains",
            "contentEncoding", "contentMediaType", "contentSchema",
            "dependentRequired", "dependentSchemas", "else", "examples",
            "exclusiveMaximum", "exclusiveMinimum", "if", "patternProperties",
            "prefixItems", "propertyNames", "then", "type", "unevaluatedItems",
            "unevaluatedProperties",
        }
    ),
}  # fmt: skip


def _is_in_schema(kind: Kind | None, pointer: Pointer) -> bool:
    """Return whether a pointer leads to a member of a Schema Object."""
    for token in pointer:
        if kind is None or kind.name == "Schema":
            break
        kind = kind.below(token)
    return kind is not None and kind.name == "Schema" and bool(pointer)


@cache
def _registry() -> jsonschema_rs.Registry:
    resources: list[tuple[str, Any]] = [
        (uri, REGISTRY.contents(uri)) for uri in REGISTRY
    ]
    return jsonschema_rs.Registry(resources)


@cache
def document_meta_schema(version: OpenApiVersion) -> MetaSchema:
    """Return the meta-schema of a document; without Schema Objects from 3.1 on."""
    schemas: dict[OpenApiVersion, Any] = {
        OpenApiVersion.V3_0: schema_v30,
        OpenApiVersion.V3_1: schema_v31,
        OpenApiVersion.V3_2: schema_v32,
    }
    return MetaSchema(dict(schemas[version]), version, KINDS["OpenAPI"])


@cache
def schema_meta_schema(version: OpenApiVersion) -> MetaSchema:
    """Return the meta-schema of a Schema Object."""
    kind = KINDS["Schema"]
    if version is OpenApiVersion.V3_0:
        schema = {
            "$schema": schema_v30["$schema"],
            "$ref": "#/definitions/Schema",
            "definitions": schema_v30["definitions"],
        }
        return MetaSchema(schema, version, kind)
    if version is OpenApiVersion.V3_1:
        return MetaSchema(OAS31Validator.META_SCHEMA, version, kind)
    return MetaSchema(OAS32Validator.META_SCHEMA, version, kind)
