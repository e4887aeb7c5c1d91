"""Path items become operations with parameters, bodies and responses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from clientsmith.diagnostics import Diagnostics
from clientsmith.document.documents import Node
from clientsmith.document.workspace import Workspace
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
from clientsmith.model.lowering.members import examples, flag, text
from clientsmith.model.lowering.parameters import (
    METHODS,
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

# OpenAPI 3.1, Responses Object.
_STATUS = re.compile(r"default|[1-5]([0-9]{2}|[xX]{2})")


class OperationLowering:
    """Lowers the operations of a document one by one."""

    def __init__(
        self,
        workspace: Workspace,
        schemas: SchemaLowering,
        security: SecurityLowering,
        diagnostics: Diagnostics,
    ) -> None:
        self._workspace = workspace
        self._schemas = schemas
        self._security = security
        self._diagnostics = diagnostics
        self._media = MediaLowering(workspace, schemas)
        self._ids = OperationIds(workspace, diagnostics)
        root = workspace.root
        self.servers = tuple(servers(root))
        self._default_security = security.security(root.get("security"))

    @property
    def default_security(self) -> Security:
        """What applies to operations that do not say anything themselves."""
        return self._default_security

    def operations(self) -> Iterator[Operation]:
        """All operations under `paths`, in document order."""
        paths = self._workspace.root.get("paths")
        for path, item in paths.items() if paths is not None else ():
            if path.startswith("x-"):
                continue
            item = self._workspace.resolve(item)
            for key, node in item.items():
                if key in METHODS:
                    yield self._operation(key.upper(), path, item, node)
            additional = item.get("additionalOperations")
            for key, node in additional.items() if additional is not None else ():
                yield self._operation(key, path, item, node)

    def _operation(self, method: str, path: str, item: Node, node: Node) -> Operation:
        declared = list(self._parameters(item, node))
        security = self._security_of(node, declared)
        parameters = (
            *(
                each
                for each in declared
                if _is_parameter(each, path)
                and not self._security.is_credential(each, security)
            ),
            *self._undeclared(path, declared, node),
        )
        responses = tuple(self._responses(node))
        body = self._body(node)
        tags = node.get("tags")
        return Operation(
            method=method,
            path=path,
            operation_id=self._ids.of(node),
            tags=tuple(str(each.value) for each in (tags.elements() if tags else ())),
            summary=text(node, "summary") or text(item, "summary"),
            description=text(node, "description") or text(item, "description"),
            deprecated=flag(node, "deprecated"),
            parameters=parameters,
            body=body,
            responses=responses,
            security=security,
            paging=pagination.detect(
                method, parameters, body, responses, self._schemas.graph
            ),
            server=own_server(item, node, self.servers),
            group_hint=text(node, "x-speakeasy-group"),
            method_hint=text(node, "x-speakeasy-name-override"),
            source=node.source,
        )

    def _security_of(self, node: Node, declared: list[Parameter]) -> Security:
        own = node.get("security")
        security = (
            self._security.security(own) if own is not None else self._default_security
        )
        if own is not None:
            return security
        if self._security.is_assumed or not security.alternatives:
            otherwise = NOT_TAKEN if self._security.is_assumed else security
            return self._security.from_parameters(declared) or otherwise
        return security

    def _parameters(self, item: Node, node: Node) -> Iterator[Parameter]:
        """The operation's own parameters go before the path's of the same name."""
        found: dict[tuple[str, str], Parameter] = {}
        for owner in (item, node):
            listed = owner.get("parameters")
            for each in listed.elements() if listed is not None else ():
                for parameter in self._declared(self._workspace.resolve(each)):
                    # Beside a `$ref` it takes the place of the target's own (3.1).
                    said = text(each, "description") or parameter.description
                    key = parameter.location, parameter.name
                    found[key] = replace(parameter, description=said)
        yield from found.values()

    def _declared(self, node: Node) -> Iterator[Parameter]:
        if text(node, "in") == "querystring":
            yield from self._querystring(node)
        else:
            parameter = self._parameter(node)
            if parameter is not None:
                yield parameter

    def _querystring(self, node: Node) -> Iterator[Parameter]:
        """The members of a form that is the whole query (OpenAPI 3.2, Parameter)."""
        content_type, schema = self._parameter_schema(node)
        form = self._schemas.graph.resolve(schema)
        if content_type != FORM_TYPE or not isinstance(form, Object):
            self._diagnostics.error(
                "querystring",
                f"a query that is `{content_type}` as a whole is not supported",
                node.location,
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

    def _parameter(self, node: Node) -> Parameter | None:
        name, place = text(node, "name"), text(node, "in")
        if name is None or place not in set(ParameterLocation):
            # Validation has reported it, as a warning where it does no harm.
            return None
        location = ParameterLocation(place)
        style, explode = style_of(node, location)
        content_type, schema = self._parameter_schema(node)
        return Parameter(
            name=name,
            location=location,
            required=flag(node, "required") or location is ParameterLocation.PATH,
            schema=schema,
            style=style,
            explode=explode,
            allow_reserved=flag(node, "allowReserved"),
            content_type=content_type,
            description=text(node, "description"),
            deprecated=flag(node, "deprecated") or schema.annotations.deprecated,
            source=node.source,
            examples=tuple(examples(self._workspace, node)),
        )

    def _parameter_schema(self, node: Node) -> tuple[str | None, Schema]:
        schema = node.get("schema")
        if schema is not None:
            return None, self._schemas.lower_marked(schema)
        content = node.get("content")
        for content_type, media in content.items() if content is not None else ():
            inner = media.get("schema")
            if inner is not None:
                return content_type, self._schemas.lower(inner)
            return content_type, AnyValue(source=media.source)
        return None, AnyValue(source=node.source)

    def _undeclared(
        self, path: str, declared: Iterable[Parameter], node: Node
    ) -> Iterator[Parameter]:
        """What the path asks for and no parameter describes is a text."""
        names = {
            each.name for each in declared if each.location is ParameterLocation.PATH
        }
        for each in undeclared(path, names, node, self._diagnostics):
            yield from self._declared(each)

    def _body(self, node: Node) -> RequestBody | None:
        declared = node.get("requestBody")
        if declared is None:
            return None
        body = self._workspace.resolve(declared)
        contents = tuple(self._media.sent(body))
        if not contents:
            return None
        return RequestBody(
            required=flag(body, "required"),
            description=text(declared, "description") or text(body, "description"),
            contents=contents,
            source=body.source,
        )

    def _responses(self, node: Node) -> Iterator[Response]:
        declared = node.get("responses")
        for status, each in declared.items() if declared is not None else ():
            if status.startswith("x-"):
                continue
            if not _STATUS.fullmatch(status):
                self._diagnostics.warning(
                    "response",
                    f"`{status}` is no status code: this answer is left out",
                    each.location,
                    hint="a code such as 200, a range such as 2XX, or `default`",
                )
                continue
            response = self._workspace.resolve(each)
            headers = tuple(self._headers(response))
            yield Response(
                status=status if status == "default" else status.upper(),
                description=text(each, "description") or text(response, "description"),
                headers=headers,
                header_object=_header_object(response, headers),
                contents=tuple(self._media.received(response)),
                source=response.source,
            )

    def _headers(self, response: Node) -> Iterator[Header]:
        declared = response.get("headers")
        for name, each in declared.items() if declared is not None else ():
            header = self._workspace.resolve(each)
            schema = header.get("schema")
            yield Header(
                name=name,
                description=text(each, "description") or text(header, "description"),
                deprecated=flag(header, "deprecated"),
                schema=(
                    self._schemas.lower_marked(schema) if schema is not None else None
                ),
            )


def _header_object(response: Node, headers: Iterable[Header]) -> Object | None:
    """The headers of an answer as members of an object; names have no case."""
    declared = response.get("headers")
    members = {
        each.name.lower(): Property(
            name=each.name.lower(),
            schema=replace(
                _dated(each.schema),
                annotations=Annotations(
                    description=each.description, deprecated=each.deprecated
                ).overlaid(each.schema.annotations),
            ),
            required=False,
        )
        for each in headers
        # OpenAPI, Response Object: the media type is told by `content`.
        if each.schema is not None and each.name.lower() != "content-type"
    }
    if declared is None or not members:
        return None
    return Object(source=declared.source, properties=tuple(members.values()))


def _dated(schema: Schema) -> Schema:
    """A date as HTTP writes it is a point in time, like any other."""
    if isinstance(schema, Scalar) and schema.format == "http-date":
        return replace(schema, format="date-time")
    return schema


def _is_parameter(parameter: Parameter, path: str) -> bool:
    """Whether the parameter can be sent: not what authentication or bodies say."""
    if parameter.location is ParameterLocation.HEADER:
        return parameter.name.lower() not in NO_PARAMETERS
    if parameter.location is ParameterLocation.PATH:
        return f"{{{parameter.name}}}" in path
    return True
