"""Validate a document with openapi-spec-validator.

The library supplies the meta-schemas, the walk over paths and components, and the
check of default values. Its keyword validators are subclassed here, because they
report without a place, stop at the first exception, look Schema Objects up in lists
(which takes quadratic time), and leave request bodies and webhooks out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

# Typed, except for checkers that require stubs.
from jsonschema.exceptions import (  # type: ignore[import-untyped,unused-ignore]
    ValidationError,
)
from jsonschema_path import SchemaPath
from jsonschema_path.accessors import SchemaAccessor
from openapi_spec_validator import (
    OpenAPIV30SpecValidator,
    OpenAPIV31SpecValidator,
    OpenAPIV32SpecValidator,
)
from openapi_spec_validator.validation import keywords
from openapi_spec_validator.validation.exceptions import (
    DuplicateOperationIDError,
    UnresolvableParameterError,
)
from openapi_spec_validator.validation.registries import KeywordValidatorRegistry

from clientsmith.diagnostics import Diagnostics
from clientsmith.document.defaults import bounded, is_small
from clientsmith.document.documents import Document, Node
from clientsmith.document.findings import quote, shorten
from clientsmith.document.meta_schemas import schema_meta_schema
from clientsmith.document.pointers import Pointer
from clientsmith.document.subschemas import iter_subschemas
from clientsmith.document.unfolding import replaced, unfolded
from clientsmith.document.values import JsonValue
from clientsmith.document.versions import OpenApiVersion
from clientsmith.document.workspace import Workspace

_SECTIONS = ("tags", "paths", "webhooks", "components")
_PATH_PARAMETER = re.compile(r"Path parameter '(.*?)' for ", re.DOTALL)


def validate(
    workspace: Workspace, version: OpenApiVersion, diagnostics: Diagnostics
) -> None:
    """Report what is wrong with the root document apart from its structure.

    Errors are what can change the generated client, see `findings`.
    """
    broken: dict[Document, list[Pointer]] = {}
    for node, _ in workspace.broken_refs:
        broken.setdefault(node.document, []).append(node.pointer)
    if isinstance(workspace.root.value, dict):
        registry = _Registry(workspace, version, diagnostics)
        registry.check(_schema_path(workspace, broken))


class _Registry(KeywordValidatorRegistry):
    """The keyword validators of one run, and the target of their reports."""

    def __init__(
        self, workspace: Workspace, version: OpenApiVersion, diagnostics: Diagnostics
    ) -> None:
        super().__init__(_keyword_validators(version))
        self.workspace = workspace
        self.version = version
        self.diagnostics = diagnostics

    def check(self, document: SchemaPath) -> None:
        for section in _SECTIONS:
            if section in document:
                validator: Any = self[section]
                self.collect(document / section, validator(document / section))

    def collect(self, place: SchemaPath, errors: Iterable[ValidationError]) -> None:
        """Report the errors at `place`; an exception ends only this part."""
        try:
            for error in errors:
                self._report(place, error)
        except Exception as error:  # noqa: BLE001
            # Malformed input makes the library raise arbitrary exceptions; the
            # meta-schema has nearly always reported the cause before.
            location = self.node(place).location
            if not self._is_reported(location.pointer or ""):
                self.diagnostics.warning(
                    "unchecked",
                    f"cannot be checked: {shorten(str(error) or repr(error))}",
                    location,
                )

    def _is_reported(self, pointer: str) -> bool:
        """Return whether there is any error, or a finding at this place."""
        return self.diagnostics.has_errors or any(
            found.location is not None
            and (found.location.pointer or "").startswith(pointer)
            for found in self.diagnostics
        )

    def node(self, place: SchemaPath) -> Node:
        """Return the node behind a path of the library, which passes through `$ref`s."""
        node = self.workspace.root
        for part in place.parts:
            target = self.workspace.resolve(node)
            child = self.workspace.child(target, str(part))
            if child is None:
                return target
            node = child
        return node

    def _report(self, place: SchemaPath, error: ValidationError) -> None:
        message = shorten(error.message)
        self.diagnostics.warning("schema", message, self.node(place).location)


class _Reporting(keywords.KeywordValidator):
    """A keyword validator that reports to the registry and yields nothing."""

    registry: _Registry


class _Paths(_Reporting, keywords.PathsValidator):
    def __call__(self, paths: SchemaPath) -> Iterator[ValidationError]:
        for url, path_item in paths.items():
            if not str(url).startswith("x-"):
                errors = self.path_validator(str(url), path_item)
                self.registry.collect(path_item, errors)
        yield from ()


class _Schema(_Reporting, keywords.SchemaValidator):
    def __init__(self, registry: _Registry) -> None:
        super().__init__(registry)
        self._visited: set[Node] = set()
        self._meta_schema = schema_meta_schema(registry.version)

    def __call__(
        self,
        schema: SchemaPath,
        require_properties: bool = True,
        meta_checked: bool = False,
    ) -> Iterator[ValidationError]:
        self.registry.collect(schema, self._check(schema))
        yield from ()

    def _check(self, schema: SchemaPath) -> Iterator[ValidationError]:
        workspace = self.registry.workspace
        node = workspace.resolve(self.registry.node(schema))
        if node in self._visited:
            return
        self._visited.add(node)
        # The meta-schema of a 3.0 document includes its Schema Objects.
        if (
            self.registry.version is not OpenApiVersion.V3_0
            or node.document is not workspace.root.document
        ):
            self.registry.diagnostics.extend(self._meta_schema.check(node))
        for subschema in iter_subschemas(node):
            self._visited.add(subschema)
            self._check_nullable(subschema)
            if subschema.get("default") is not None:
                relative = subschema.pointer[len(node.pointer) :]
                self._check_default(schema, relative, subschema)
        yield from ()

    def _check_nullable(self, schema: Node) -> None:
        nullable = schema.get("nullable")
        if nullable is not None and self.registry.version is not OpenApiVersion.V3_0:
            self.registry.diagnostics.warning(
                "nullable",
                f"`nullable` is not part of OpenAPI {self.registry.version}; "
                "it is read as in 3.0",
                nullable.location,
                hint='add "null" to the `type` instead',
            )

    def _check_default(
        self, schema: SchemaPath, relative: Pointer, subschema: Node
    ) -> None:
        default = subschema.get("default")
        nullable = subschema.get("nullable")
        if default is None or (
            default.value is None and nullable is not None and nullable.value is True
        ):
            return
        if not is_small(default.value):
            return
        path = _descend(schema, relative)
        errors = self.default_validator(path, default.value) if path else iter(())
        error = next(errors, None)
        if error is not None:
            self.registry.diagnostics.warning(
                "default",
                f"the default {quote(default.value)} does not match its schema",
                default.location,
                hint=_expectation(error),
            )


class _Parameters(_Reporting, keywords.ParametersValidator):
    def __call__(self, parameters: SchemaPath) -> Iterator[ValidationError]:
        seen: dict[tuple[str, str], Node] = {}
        for parameter in parameters:
            self.registry.collect(parameter, self._check(parameter, seen))
        yield from ()

    def _check(
        self, parameter: SchemaPath, seen: dict[tuple[str, str], Node]
    ) -> Iterator[ValidationError]:
        key = (parameter / "name").read_str(), (parameter / "in").read_str()
        node = self.registry.node(parameter)
        declared = self.registry.workspace.resolve(node)
        if seen.setdefault(key, declared).value != declared.value:
            self.registry.diagnostics.warning(
                "duplicate-parameter",
                f"the {key[1]} parameter `{key[0]}` is declared twice: "
                "the last one is read",
                node.location,
                hint="remove one of the two",
            )
        yield from self.parameter_validator(parameter)


class _Responses(_Reporting, keywords.ResponsesValidator):
    def __call__(self, responses: SchemaPath) -> Iterator[ValidationError]:
        self.registry.collect(responses, super().__call__(responses))
        yield from ()


class _Operation(_Reporting, keywords.OperationValidator):
    def __init__(self, registry: _Registry) -> None:
        super().__init__(registry)
        self.operation_ids_registry = _OperationIds()

    def __call__(
        self,
        url: str,
        name: str,
        operation: SchemaPath,
        path_parameters: SchemaPath | None,
    ) -> Iterator[ValidationError]:
        errors = self._check(url, name, operation, path_parameters)
        self.registry.collect(operation, errors)
        yield from ()

    def _check(
        self,
        url: str,
        name: str,
        operation: SchemaPath,
        path_parameters: SchemaPath | None,
    ) -> Iterator[ValidationError]:
        node = self.registry.node(operation)
        if "requestBody" in operation:
            body = operation / "requestBody"
            if "content" in body:
                content: Any = self.registry["content"]
                self.registry.collect(body, content(body / "content"))
        for error in super().__call__(url, name, operation, path_parameters):
            if isinstance(error, UnresolvableParameterError):
                self._report_path_parameter(url, node, error)
            elif not isinstance(error, DuplicateOperationIDError):  # lowering reports
                yield error

    def _report_path_parameter(
        self, url: str, operation: Node, error: ValidationError
    ) -> None:
        """Report a parameter that the path lacks; the model adds undeclared ones."""
        match = _PATH_PARAMETER.match(error.message)
        name = match[1] if match else ""
        if name not in self._get_path_params_from_url(url):
            self.registry.diagnostics.warning(
                "path-parameter",
                f"the path `{url}` has no `{{{name}}}`: the parameter is not used",
                operation.location,
            )


def _expectation(error: ValidationError) -> str | None:
    """Return what the schema requires, if one keyword says it."""
    if error.validator in ("type", "enum", "format", "maximum", "minimum"):
        expected: Any = error.validator_value
        return f"its schema has `{error.validator}: {quote(expected)}`"
    return None


class _OperationIds(list[str]):
    """Looks up names in a set instead of the library's growing list."""

    def __init__(self) -> None:
        super().__init__()
        self._names: set[object] = set()

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def append(self, name: str) -> None:
        self._names.add(name)


def _keyword_validators(
    version: OpenApiVersion,
) -> Mapping[str, type[keywords.KeywordValidator]]:
    library = {
        OpenApiVersion.V3_0: OpenAPIV30SpecValidator,
        OpenApiVersion.V3_1: OpenAPIV31SpecValidator,
        OpenApiVersion.V3_2: OpenAPIV32SpecValidator,
    }
    known = library[version].keyword_validators
    value_validator: Any = known["default"]
    return {
        **known,
        "default": bounded(value_validator),
        "operation": _Operation,
        "parameters": _Parameters,
        "paths": _Paths,
        "responses": _Responses,
        "schema": _Schema,
        "webhooks": _Paths,
    }


def _descend(path: SchemaPath, tokens: Pointer) -> SchemaPath | None:
    """Return the path below `path`, or None if the library cannot express the key."""
    for token in tokens:
        if "#" in token or token in ("", "."):
            return None
        value = path.read_value()
        path = path / (int(token) if isinstance(value, list) else token)
    return path


def _schema_path(
    workspace: Workspace, broken: Mapping[Document, list[Pointer]]
) -> SchemaPath:
    """Return the root document for the library, which opens other files through us."""
    values = {
        document.path.resolve().as_uri(): _as_object(
            _blank_out(unfolded(document), broken.get(document, []))
        )
        for document in workspace.documents
    }
    base_uri = workspace.root.document.path.resolve().as_uri()
    root: Any = values[base_uri]
    accessor = _Accessor.from_schema(
        root,
        base_uri=base_uri,
        handlers=_Handlers(values),
        resolved_cache_maxsize=100_000,
    )
    return SchemaPath(accessor)


class _Accessor(SchemaAccessor):
    """Handles the kinds of values that documents contain.

    The library asks whether a value has the methods of a container. Before Python 3.12
    that takes longer than all the rest of a look-up.
    """

    @classmethod
    def _get_subnode(cls, node: Any, part: Any) -> Any:
        if not isinstance(node, (dict, list, str)):
            raise KeyError(part)
        try:
            return node[part]
        except (KeyError, IndexError, TypeError) as error:
            raise KeyError(part) from error


class _Handlers(dict[str, Any]):
    """Handles every URI scheme, as the library would go online for a missing one."""

    def __init__(self, values: Mapping[str, JsonValue]) -> None:
        super().__init__()
        # A `$ref` may contain characters that URIs have to encode.
        self._values = {unquote(uri): value for uri, value in values.items()}

    def __contains__(self, scheme: object) -> bool:
        return True

    def __missing__(self, scheme: str) -> Any:
        return lambda uri: self._values[unquote(uri)]


def _as_object(value: JsonValue) -> JsonValue:
    """Return a file as an object, which the library needs; a list by its indexes."""
    if isinstance(value, list):
        return {str(at): member for at, member in enumerate(value)}
    return value if isinstance(value, dict) else {}


def _blank_out(value: JsonValue, pointers: Iterable[Pointer]) -> JsonValue:
    """Return a copy with an empty object at each pointer, to keep bad refs from the
    library.
    """
    for pointer in pointers:
        value = replaced(value, pointer, {})
    return value
