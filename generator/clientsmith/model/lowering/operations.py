"""Lower operations with their parameters, bodies and responses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from clientsmith.diagnostics import Diagnostics
from clientsmith.document.members import text
from clientsmith.model.api import (
    Header,
    Operation,
    Parameter,
    ParameterLocation,
    ParameterStyle,
    RequestBody,
    Response,
    Security,
)
from clientsmith.model.lowering import pagination
from clientsmith.model.lowering.identifiers import OperationIds
from clientsmith.model.lowering.media import FORM_TYPE, MediaLowering
from clientsmith.model.lowering.parameters import (
    NO_PARAMETERS,
    style_of,
    undeclared,
)
from clientsmith.model.lowering.schemas import SchemaLowering
from clientsmith.model.lowering.security import NOT_TAKEN, SecurityLowering
from clientsmith.model.lowering.servers import own_server, servers
from clientsmith.model.schemas import (
    Annotations,
    AnyValue,
    Object,
    Property,
    Scalar,
    Schema,
)
from clientsmith.openapi import objects as openapi
from clientsmith.openapi.reader import OpenApiReader

# OpenAPI 3.1, Responses Object.
_STATUS = re.compile(r"default|[1-5]([0-9]{2}|[xX]{2})")


class OperationLowering:
    """Lowers the operations of a document one by one."""

    def __init__(
        self,
        reader: OpenApiReader,
        document: openapi.OpenApi,
        media: MediaLowering,
        schemas: SchemaLowering,
        security: SecurityLowering,
        diagnostics: Diagnostics,
    ) -> None:
        self._reader = reader
        self._document = document
        self._media = media
        self._schemas = schemas
        self._security = security
        self._diagnostics = diagnostics
        self._ids = OperationIds(document, diagnostics)
        self.servers = servers(document.servers)

    def operations(self) -> Iterator[Operation]:
        """Yield all operations under `paths`, in document order."""
        for item in self._document.paths:
            for operation in item.operations:
                yield self._operation(item, operation)

    def _operation(
        self, item: openapi.PathItem, operation: openapi.Operation
    ) -> Operation:
        path = item.path
        declared = [*self._parameters(operation.parameters)]
        security = self._security_of(operation, declared)
        missing = undeclared(path, operation, self._diagnostics)
        parameters = (
            *(
                parameter
                for parameter in declared
                if _is_parameter(parameter, path)
                and not self._security.is_credential(parameter, security)
            ),
            *self._parameters(missing),
        )
        responses = tuple(self._responses(operation.responses))
        body = self._body(operation.request_body)
        return Operation(
            method=operation.method,
            path=path,
            operation_id=self._ids.of(operation),
            tags=operation.tags,
            summary=operation.summary or item.summary,
            description=operation.description or item.description,
            deprecated=operation.deprecated,
            parameters=parameters,
            body=body,
            responses=responses,
            security=security,
            paging=pagination.detect(
                operation.method, parameters, body, responses, self._schemas.graph
            ),
            server=own_server(operation, self.servers),
            group_hint=text(operation.node, "x-speakeasy-group"),
            method_hint=text(operation.node, "x-speakeasy-name-override"),
            source=operation.source,
        )

    def _security_of(
        self, operation: openapi.Operation, declared: list[Parameter]
    ) -> Security:
        security = self._security.default
        if operation.security is not None:
            return self._security.security(operation.security)
        if self._security.is_assumed or not security.alternatives:
            otherwise = NOT_TAKEN if self._security.is_assumed else security
            return self._security.from_parameters(declared) or otherwise
        return security

    def _parameters(self, declared: Iterable[openapi.Parameter]) -> Iterator[Parameter]:
        found: dict[tuple[str, str], Parameter] = {}
        for parameter in declared:
            if parameter.location == "querystring":
                members = self._querystring(parameter)
                found.update(
                    {(member.location, member.name): member for member in members}
                )
            elif (lowered := self._parameter(parameter)) is not None:
                found[lowered.location, lowered.name] = lowered
        yield from found.values()

    def _querystring(self, declared: openapi.Parameter) -> Iterator[Parameter]:
        """Yield the properties of a form that is the whole query (OpenAPI 3.2,
        Parameter).
        """
        content_type, schema = self._parameter_schema(declared)
        form = self._schemas.graph.resolve(schema)
        if content_type != FORM_TYPE or not isinstance(form, Object):
            self._diagnostics.error(
                "querystring",
                f"a query that is `{content_type}` as a whole is not supported",
                declared.node.location,
                hint=f"describe an object as `{FORM_TYPE}`",
            )
            return
        for member in form.properties:
            yield Parameter(
                name=member.name,
                location=ParameterLocation.QUERY,
                required=member.required,
                schema=member.schema,
                style=ParameterStyle.FORM,
                explode=True,
                allow_reserved=False,
                content_type=None,
                description=member.schema.annotations.description,
                deprecated=member.schema.annotations.deprecated,
                source=member.schema.source,
            )

    def _parameter(self, declared: openapi.Parameter) -> Parameter | None:
        name, place = declared.name, declared.location
        if name is None or place not in set(ParameterLocation):
            # Validation reports it, as a warning where it does no harm.
            return None
        location = ParameterLocation(place)
        style, explode = style_of(declared, location)
        content_type, schema = self._parameter_schema(declared)
        return Parameter(
            name=name,
            location=location,
            required=declared.required or location is ParameterLocation.PATH,
            schema=schema,
            style=style,
            explode=explode,
            allow_reserved=declared.allow_reserved,
            content_type=content_type,
            description=declared.description,
            deprecated=declared.deprecated or schema.annotations.deprecated,
            source=declared.source,
            examples=tuple(self._reader.examples(declared)),
            name_hint=text(declared.node, "x-speakeasy-name-override"),
        )

    def _parameter_schema(
        self, declared: openapi.Parameter
    ) -> tuple[str | None, Schema]:
        if declared.schema is not None:
            return None, self._schemas.lower_marked(declared.schema)
        for media in declared.content:
            if media.schema is not None:
                return media.content_type, self._schemas.lower(media.schema)
            return media.content_type, AnyValue(source=media.source)
        return None, AnyValue(source=declared.source)

    def _body(self, declared: openapi.RequestBody | None) -> RequestBody | None:
        contents = tuple(self._media.sent(declared.content)) if declared else ()
        if declared is None or not contents:
            return None
        return RequestBody(
            required=declared.required,
            description=declared.description,
            contents=contents,
            source=declared.source,
        )

    def _responses(self, declared: Iterable[openapi.Response]) -> Iterator[Response]:
        for response in declared:
            status = response.status
            if not _STATUS.fullmatch(status):
                self._diagnostics.warning(
                    "response",
                    f"`{status}` is not a status code: this response is left out",
                    response.use.location,
                    hint="a code such as 200, a range such as 2XX, or `default`",
                )
                continue
            headers = tuple(self._header(header) for header in response.headers)
            yield Response(
                status=status if status == "default" else status.upper(),
                description=response.description,
                headers=headers,
                header_object=_header_object(response, headers),
                contents=tuple(self._media.received(response.content)),
                source=response.source,
            )

    def _header(self, declared: openapi.Parameter) -> Header:
        schema = declared.schema
        return Header(
            name=declared.name or "",
            description=declared.description,
            deprecated=declared.deprecated,
            schema=self._schemas.lower_marked(schema) if schema is not None else None,
        )


def _header_object(
    response: openapi.Response, headers: Iterable[Header]
) -> Object | None:
    """Return a response's headers as an object; names ignore case."""
    declared = response.node.get("headers")
    members = {
        header.name.lower(): Property(
            name=header.name.lower(),
            schema=replace(
                _dated(header.schema),
                annotations=Annotations(
                    description=header.description, deprecated=header.deprecated
                ).overlaid(header.schema.annotations),
            ),
            required=False,
        )
        for header in headers
        # OpenAPI, Response Object: `content` defines the media type.
        if header.schema is not None and header.name.lower() != "content-type"
    }
    if declared is None or not members:
        return None
    return Object(source=declared.source, properties=tuple(members.values()))


def _dated(schema: Schema) -> Schema:
    """Read an HTTP date as a date-time."""
    if isinstance(schema, Scalar) and schema.format == "http-date":
        return replace(schema, format="date-time")
    return schema


def _is_parameter(parameter: Parameter, path: str) -> bool:
    """Return whether the parameter is sent, and not set by security or bodies."""
    if parameter.location is ParameterLocation.HEADER:
        return parameter.name.lower() not in NO_PARAMETERS
    if parameter.location is ParameterLocation.PATH:
        return f"{{{parameter.name}}}" in path
    return True
