"""The meta-schemas of openapi-spec-validator, compiled by jsonschema-rs.

The library would pick its backend by an environment variable; here it is fixed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import jsonschema_rs
from openapi_schema_validator import OAS31Validator, OAS32Validator

# The vocabularies that the dialects refer to are not reachable in a public way.
from openapi_schema_validator._specifications import REGISTRY
from openapi_spec_validator.schemas import schema_v30, schema_v31, schema_v32

from generator.diagnostics import Diagnostic
from generator.document.documents import Node
from generator.document.findings import explain, without_consequences
from generator.document.grafts import spliced
from generator.document.versions import OpenApiVersion


class MetaSchema:
    """Checks a value against a meta-schema."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._definitions: Mapping[str, Any] = (
            schema.get("definitions") or schema.get("$defs") or {}
        )
        self._validator = jsonschema_rs.validator_for(
            dict(schema), registry=_registry(), validate_formats=True, offline=True
        )

    def check(self, node: Node) -> Iterator[Diagnostic]:
        """Everything that is wrong with the node's value."""
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
                yield finding.diagnostic(node)


@cache
def _registry() -> jsonschema_rs.Registry:
    resources: list[tuple[str, Any]] = [
        (uri, REGISTRY.contents(uri)) for uri in REGISTRY
    ]
    return jsonschema_rs.Registry(resources)


@cache
def document_meta_schema(version: OpenApiVersion) -> MetaSchema:
    """What a whole document must look like; without Schema Objects from 3.1 on."""
    schemas: dict[OpenApiVersion, Any] = {
        OpenApiVersion.V3_0: schema_v30,
        OpenApiVersion.V3_1: schema_v31,
        OpenApiVersion.V3_2: schema_v32,
    }
    return MetaSchema(dict(schemas[version]))


@cache
def schema_meta_schema(version: OpenApiVersion) -> MetaSchema:
    """What a Schema Object must look like."""
    if version is OpenApiVersion.V3_0:
        return MetaSchema(
            {
                "$schema": schema_v30["$schema"],
                "$ref": "#/definitions/Schema",
                "definitions": schema_v30["definitions"],
            }
        )
    if version is OpenApiVersion.V3_1:
        return MetaSchema(OAS31Validator.META_SCHEMA)
    return MetaSchema(OAS32Validator.META_SCHEMA)
