"""Convert Swagger 2.0 documents to OpenAPI 3.0.

The differences are few: bodies were parameters, media types stood apart from schemas,
and components had other homes. What cannot be said in OpenAPI 3 does not exist.
Positions still lead to the file: every part that moved is remembered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from clientsmith.document.documents import Document
from clientsmith.document.moves import MovedPositions
from clientsmith.document.pointers import Pointer, parse_pointer
from clientsmith.document.values import JsonObject, JsonValue

# The places in OpenAPI 3 of Swagger 2.0's components.
HOMES = {
    "definitions": "schemas",
    "parameters": "parameters",
    "responses": "responses",
    "securityDefinitions": "securitySchemes",
}
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
_DELIMITED = {"ssv": "spaceDelimited", "pipes": "pipeDelimited"}
_STYLE = ("style", "explode", "x-collectionFormat")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
# Swagger 2.0, Parameter Object: members that became members of its schema.
SCHEMA_KEYS = (
    "type", "format", "items", "default", "enum", "maximum", "exclusiveMaximum",
    "minimum", "exclusiveMinimum", "maxLength", "minLength", "pattern", "maxItems",
    "minItems", "uniqueItems", "multipleOf", "x-nullable",
)  # fmt: skip
_FLOWS = {
    "implicit": "implicit",
    "password": "password",
    "application": "clientCredentials",
    "accessCode": "authorizationCode",
}


def is_swagger(value: JsonValue) -> bool:
    """Return whether the document declares Swagger 2.0."""
    return isinstance(value, dict) and str(value.get("swagger")) in ("2.0", "2")


def upgraded(document: Document) -> Document:
    """Return a Swagger 2.0 document as OpenAPI 3.0, and any other unchanged."""
    if not is_swagger(document.value):
        return document
    upgrade = _Upgrade(_object(document.value))
    value = upgrade.document()
    positions = MovedPositions(document.positions, upgrade.moves)
    return replace(document, value=value, positions=positions)


@dataclass(slots=True)
class _Upgrade:
    source: JsonObject
    moves: dict[Pointer, Pointer] = field(default_factory=dict)

    def document(self) -> JsonObject:
        kept = ("info", "tags", "externalDocs", "security")
        value: JsonObject = {"openapi": "3.0.3"}
        self.moves["openapi",] = ("swagger",)
        for key, member in self.source.items():
            if key in kept or key.startswith("x-"):
                value[key] = member
        value["servers"] = [*_servers(self.source)]
        value["components"] = self._components()
        paths = _object(self.source.get("paths"))
        value["paths"] = {
            path: self._path_item(path, item) for path, item in paths.items()
        }
        return value

    def _components(self) -> JsonObject:
        components: JsonObject = {}
        for old, new in HOMES.items():
            self.moves["components", new] = (old,)
        schemas = _object(self.source.get("definitions"))
        components["schemas"] = {
            name: _schema(schema) for name, schema in schemas.items()
        }
        components["parameters"] = {
            name: _parameter(_object(value))
            for name, value in _object(self.source.get("parameters")).items()
            if not _is_body(_object(value))
        }
        components["responses"] = {
            name: self._response(
                value,
                _texts(self.source, "produces"),
                ("components", "responses", name),
            )
            for name, value in _object(self.source.get("responses")).items()
        }
        schemes = _object(self.source.get("securityDefinitions"))
        components["securitySchemes"] = {
            name: _scheme(_object(scheme)) for name, scheme in schemes.items()
        }
        return components

    def _path_item(self, path: str, item: JsonValue) -> JsonValue:
        if not isinstance(item, dict) or path.startswith("x-"):
            return item
        shared = [*self._parameters(item, ("paths", path))]
        bodies = [parameter for parameter in shared if _is_body(parameter[0])]
        result: JsonObject = {}
        for key, value in item.items():
            if key in _METHODS and isinstance(value, dict):
                result[key] = self._operation(value, ("paths", path, key), bodies)
            elif key == "parameters" and isinstance(value, list):
                result[key] = self._plain(shared, ("paths", path))
            else:
                result[key] = value
        return result

    def _operation(
        self,
        source: JsonObject,
        place: Pointer,
        shared_bodies: list[tuple[JsonObject, Pointer]],
    ) -> JsonObject:
        moved = ("consumes", "produces", "schemes", "parameters", "responses")
        operation = {key: value for key, value in source.items() if key not in moved}
        parameters = [*self._parameters(source, place)]
        elsewhere = _is_elsewhere(source)
        if _is_elsewhere(source.get("parameters")):
            operation["parameters"] = source["parameters"]
        elif parameters or not elsewhere:
            operation["parameters"] = self._plain(parameters, place)
        bodies = [
            parameter for parameter in parameters if _is_body(parameter[0])
        ] or shared_bodies
        if bodies:
            consumed = _texts(source, "consumes") or _texts(self.source, "consumes")
            body = self._body(bodies, consumed, (*place, "requestBody"))
            operation["requestBody"] = body
        produced = _texts(source, "produces") or _texts(self.source, "produces")
        if "responses" in source or not elsewhere:
            operation["responses"] = {
                status: self._response(value, produced, (*place, "responses", status))
                for status, value in _object(source.get("responses")).items()
            }
        schemes = _texts(source, "schemes")
        if schemes and schemes != _texts(self.source, "schemes"):
            operation["servers"] = [*_servers({**self.source, "schemes": [*schemes]})]
        return operation

    def _parameters(
        self, owner: JsonObject, place: Pointer
    ) -> Iterator[tuple[JsonObject, Pointer]]:
        """Return the listed parameters and their places; referenced bodies are
        resolved.
        """
        for at, value in enumerate(_list(owner.get("parameters"))):
            parameter = _object(value)
            where: Pointer = (*place, "parameters", str(at))
            reference = parameter.get("$ref")
            if isinstance(reference, str) and reference.startswith("#/parameters/"):
                tokens = parse_pointer(reference[1:])
                found = _object(_object(self.source.get("parameters")).get(tokens[1]))
                if _is_body(found):
                    parameter, where = found, tokens
            yield parameter, where

    def _plain(
        self, parameters: list[tuple[JsonObject, Pointer]], place: Pointer
    ) -> list[JsonValue]:
        result: list[JsonValue] = []
        for parameter, where in parameters:
            if not _is_body(parameter):
                self.moves[(*place, "parameters", str(len(result)))] = where
                result.append(_parameter(parameter))
        return result

    def _body(
        self,
        parameters: list[tuple[JsonObject, Pointer]],
        consumed: tuple[str, ...],
        place: Pointer,
    ) -> JsonObject:
        _, where = parameters[0]
        self.moves[place] = where
        body = body_of([parameter for parameter, _ in parameters], consumed)
        if parameters[0][0].get("in") == "body":
            for media_type in _object(body["content"]):
                key = (*place, "content", media_type, "schema")
                self.moves[key] = (*where, "schema")
        return body

    def _response(
        self, source: JsonValue, produced: tuple[str, ...], place: Pointer
    ) -> JsonValue:
        if not isinstance(source, dict) or "$ref" in source:
            return _schema(source)
        moved = ("schema", "headers", "examples")
        response = {key: value for key, value in source.items() if key not in moved}
        old = self.moves.get(place[:2], place[:2]) + place[2:]
        examples = _object(source.get("examples"))
        content: JsonObject = {}
        if "schema" in source:
            for media_type in produced or ("application/json",):
                content[media_type] = {"schema": _schema(source["schema"])}
                self.moves[(*place, "content", media_type, "schema")] = (*old, "schema")
        for media_type, example in examples.items():
            media = content.get(media_type)
            if isinstance(media, dict):
                media["example"] = example
        if content:
            response["content"] = content
        if "headers" in source:
            response["headers"] = {
                name: _described(_object(value))
                for name, value in _object(source["headers"]).items()
            }
        return response


def body_of(parameters: list[JsonObject], consumed: tuple[str, ...]) -> JsonObject:
    """Return the Request Body Object for parameters in `body` or `formData`."""
    first = parameters[0]
    if first.get("in") == "formData":
        return _form(parameters, consumed)
    types = consumed or ("application/json",)
    schema = _schema(first.get("schema", {}))
    body: JsonObject = {"content": {type_: {"schema": schema} for type_ in types}}
    for key, value in first.items():
        if key in ("description", "required") or key.startswith("x-"):
            body[key] = value
    return body


def _servers(source: JsonObject) -> Iterator[JsonValue]:
    host, base = source.get("host"), str(source.get("basePath") or "")
    if not host:
        yield {"url": base or "/"}
        return
    schemes = [*_texts(source, "schemes")] or ["https"]
    for scheme in sorted(schemes, key=lambda scheme: scheme != "https"):
        yield {"url": f"{scheme}://{host}{base.rstrip('/')}"}


def _is_elsewhere(value: JsonValue) -> bool:
    """Return whether a `$ref` leads to the rest, which is converted there."""
    return isinstance(value, dict) and isinstance(value.get("$ref"), str)


def _is_body(parameter: JsonObject) -> bool:
    return parameter.get("in") in ("body", "formData")


def _parameter(source: JsonObject) -> JsonObject:
    if "$ref" in source:
        return _object(_schema(source))
    parameter = _described(source)
    if parameter.get("in") == "path":
        parameter["required"] = True
    return parameter


def _described(source: JsonObject) -> JsonObject:
    """Move the keywords that describe a parameter's or header's value to a schema."""
    result = {
        key: value
        for key, value in source.items()
        if key not in SCHEMA_KEYS and key != "collectionFormat"
    }
    result["schema"] = _schema(
        {key: source[key] for key in SCHEMA_KEYS if key in source}
    )
    if source.get("type") == "array":
        _set_style(result, str(source.get("collectionFormat", "csv")))
    return result


def _set_style(parameter: JsonObject, collection_format: str) -> None:
    if parameter.get("in") in ("query", "formData"):
        parameter["style"] = _DELIMITED.get(collection_format, "form")
        parameter["explode"] = collection_format == "multi"
        delimited = collection_format == "tsv"
    else:
        delimited = collection_format in ("ssv", "tsv", "pipes")
    if delimited:  # OpenAPI 3 has no style for it here
        parameter["x-collectionFormat"] = collection_format


def _form(parameters: list[JsonObject], consumed: tuple[str, ...]) -> JsonObject:
    properties: JsonObject = {}
    encodings: JsonObject = {}
    for parameter in parameters:
        described = _described(parameter)
        schema = _object(described["schema"])
        if "style" in described:
            encodings[str(parameter.get("name"))] = {
                key: described[key] for key in _STYLE if key in described
            }
        if "description" in parameter:
            schema["description"] = parameter["description"]
        properties[str(parameter.get("name"))] = schema
    schema = {"type": "object", "properties": properties}
    needed: list[JsonValue] = [
        str(parameter.get("name"))
        for parameter in parameters
        if parameter.get("required") is True
    ]
    if needed:
        schema["required"] = needed
    files = any(parameter.get("type") == "file" for parameter in parameters)
    types = [content_type for content_type in consumed if content_type in _FORMS]
    if files or not types:
        types = ["multipart/form-data" if files else _FORMS[0]]
    encoding: JsonObject = {"encoding": encodings} if encodings else {}
    return {
        "required": bool(needed),
        "content": {type_: {"schema": schema, **encoding} for type_ in types},
    }


def _schema(source: JsonValue) -> JsonValue:
    """Convert a Schema Object, or a Reference Object to anything."""
    if not isinstance(source, dict):
        return source
    reference = source.get("$ref")
    if isinstance(reference, str):
        return {**source, "$ref": _reference(reference)}
    schema: JsonObject = {}
    for key, value in source.items():
        if key in ("properties", "patternProperties"):
            members = _object(value)
            schema[key] = {name: _schema(member) for name, member in members.items()}
        elif key == "allOf":
            schema[key] = [_schema(member) for member in _list(value)]
        elif key in ("items", "additionalProperties"):
            schema[key] = _schema(value)
        elif key == "discriminator" and isinstance(value, str):
            schema[key] = {"propertyName": value}
        elif key == "x-nullable":
            schema["nullable"] = value
        elif key != "collectionFormat":
            schema[key] = value
    if schema.get("type") == "file":
        schema |= {"type": "string", "format": "binary"}
    return schema


def _reference(reference: str) -> str:
    document, mark, pointer = reference.partition("#/")
    home, slash, rest = pointer.partition("/")
    if not mark or document or home not in HOMES:
        return reference
    return f"#/components/{HOMES[home]}{slash}{rest}"


def _scheme(source: JsonObject) -> JsonObject:
    kept = {
        key: value
        for key, value in source.items()
        if key == "description" or key.startswith("x-")
    }
    if source.get("type") == "basic":
        return {**kept, "type": "http", "scheme": "basic"}
    if source.get("type") != "oauth2":
        return source
    addresses = ("authorizationUrl", "tokenUrl")
    flow: JsonObject = {key: source[key] for key in addresses if key in source}
    flow["scopes"] = source.get("scopes", {})
    name = _FLOWS.get(str(source.get("flow")), "implicit")
    return {**kept, "type": "oauth2", "flows": {name: flow}}


def _object(value: JsonValue) -> JsonObject:
    return value if isinstance(value, dict) else {}


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []


def _texts(owner: JsonObject, key: str) -> tuple[str, ...]:
    return tuple(value for value in _list(owner.get(key)) if isinstance(value, str))
