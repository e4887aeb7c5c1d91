"""Lower a document to a contract: its operations with everything sent and promised.

Nothing is left out that goes over the wire, and nothing is checked: what a document
says wrongly or not at all is taken as leniently as a reader would.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from clientsmith.contract.api import (
    Body,
    Contract,
    Encoding,
    Header,
    Lifecycle,
    Media,
    Operation,
    Parameter,
    Response,
    Server,
)
from clientsmith.contract.lowering.schemas import ShapeLowering, stated
from clientsmith.contract.lowering.security import SecurityReading
from clientsmith.contract.schemas import SchemaSet, Stated
from clientsmith.contract.values import canonical
from clientsmith.diagnostics import Diagnostics
from clientsmith.document.versions import OpenApiVersion
from clientsmith.document.workspace import Workspace
from clientsmith.model.api import ParameterLocation
from clientsmith.model.lowering.identifiers import OperationIds
from clientsmith.model.lowering.media import FORM_TYPE
from clientsmith.model.lowering.parameters import (
    NO_PARAMETERS,
    PLACEHOLDER,
    style_of,
    undeclared,
)
from clientsmith.openapi import objects as openapi
from clientsmith.openapi.reader import OpenApiReader

# Callbacks inside callbacks; no known document needs more.
_DEEPEST_CALLBACK = 3


def lower_contract(
    workspace: Workspace, version: OpenApiVersion, diagnostics: Diagnostics
) -> Contract:
    """Return the contract of the root document; schemas are lowered on demand."""
    shapes = ShapeLowering(workspace, version, diagnostics)
    reader = OpenApiReader(workspace.root, shapes.resolve)
    return ContractLowering(reader, shapes, diagnostics).contract()


class ContractLowering:
    """Lowers everything except schemas at once."""

    def __init__(
        self, reader: OpenApiReader, shapes: ShapeLowering, diagnostics: Diagnostics
    ) -> None:
        self._reader = reader
        self._document = reader.document()
        self._ids = OperationIds(self._document, diagnostics)
        self._diagnostics = diagnostics
        self._shapes = shapes
        self._security = SecurityReading(self._document.security_schemes)

    def contract(self) -> Contract:
        """Return the whole document."""
        document = self._document
        return Contract(
            title=document.title,
            version=document.version,
            servers=tuple(_servers(document.servers)),
            schemes=tuple(self._security.schemes.values()),
            tags=tuple(tag.name for tag in document.tags if tag.name is not None),
            operations=tuple(self._operations(document.paths)),
            webhooks=tuple(self._operations(document.webhooks)),
            shapes=self._shapes,
            source=document.source,
        )

    def _operations(
        self, items: Iterable[openapi.PathItem], depth: int = 0
    ) -> Iterator[Operation]:
        for item in items:
            for operation in item.operations:
                yield self._operation(item.path, operation, depth)

    def _operation(
        self, path: str, operation: openapi.Operation, depth: int
    ) -> Operation:
        security = operation.security or self._document.security
        return Operation(
            method=operation.method,
            path=path,
            operation_id=self._ids.of(operation),
            tags=operation.tags,
            texts=(operation.summary, operation.description),
            lifecycle=_lifecycle(operation),
            parameters=tuple(self._parameters(path, operation)),
            body=self._body(operation.request_body),
            responses=tuple(
                self._response(response) for response in operation.responses
            ),
            security=self._security.security(security, operation),
            servers=tuple(_servers(operation.servers)),
            callbacks=tuple(self._callbacks(operation, depth)),
            source=operation.source,
        )

    def _callbacks(
        self, operation: openapi.Operation, depth: int
    ) -> Iterator[Operation]:
        """Yield requests that the API sends; the path is the callback's name and URL."""
        if depth >= _DEEPEST_CALLBACK:
            return
        for name, item in self._reader.callbacks(operation):
            for candidate in self._operations([item], depth + 1):
                yield replace(candidate, path=f"{name} {candidate.path}")

    def _parameters(
        self, path: str, operation: openapi.Operation
    ) -> Iterator[Parameter]:
        numbers = {name: at for at, name in enumerate(PLACEHOLDER.findall(path))}
        missing = undeclared(path, operation, self._diagnostics)
        for declared in (*operation.parameters, *missing):
            parameter = self._parameter(declared, numbers)
            if parameter is not None:
                yield parameter

    def _parameter(
        self, declared: openapi.Parameter, numbers: Mapping[str, int]
    ) -> Parameter | None:
        name, place = declared.name, declared.location
        whole = place == "querystring"
        place = ParameterLocation.QUERY if whole else place
        if name is None or place not in set(ParameterLocation):
            return None
        location = ParameterLocation(place)
        if location is ParameterLocation.HEADER and name.lower() in NO_PARAMETERS:
            return None
        number = numbers.get(name) if location is ParameterLocation.PATH else None
        style, explode = style_of(declared, location)
        content_type, schema_set, encodings = self._parameter_value(declared)
        return Parameter(
            name=name,
            location=location,
            number=number,
            required=declared.required or location is ParameterLocation.PATH,
            schema_set=schema_set,
            style=style,
            explode=explode,
            allow_reserved=declared.allow_reserved,
            allow_empty=declared.allow_empty_value,
            content_type=content_type,
            encodings=encodings,
            whole_query=whole,
            lifecycle=_lifecycle(declared),
            source=declared.source,
            used=declared.use.source,
        )

    def _parameter_value(
        self, declared: openapi.Parameter
    ) -> tuple[str | None, SchemaSet, Mapping[str, Encoding]]:
        if declared.schema is not None:
            return None, self._shapes.schema_set(declared.schema), {}
        for media in declared.content:
            schema_set = self._shapes.schema_set(media.schema) if media.schema else ()
            return media.content_type, schema_set, _encodings(media)
        return None, (), {}

    def _body(self, declared: openapi.RequestBody | None) -> Body | None:
        if declared is None:
            return None
        return Body(
            required=declared.required,
            contents=tuple(self._contents(declared.content)),
            source=declared.source,
            used=declared.use.source,
        )

    def _contents(self, content: Iterable[openapi.MediaType]) -> Iterator[Media]:
        for media in content:
            described = media.items or media.schema
            yield Media(
                content_type=media.content_type,
                schema_set=self._shapes.schema_set(described) if described else None,
                items=media.items is not None,
                encodings=_encodings(media),
                source=media.source,
            )

    def _response(self, declared: openapi.Response) -> Response:
        status = declared.status
        return Response(
            status=status if status == "default" else status.upper(),
            headers=tuple(self._headers(declared.headers)),
            contents=tuple(self._contents(declared.content)),
            links={
                name: Stated(value=canonical(link.value), origin=link.source)
                for name, link in self._reader.links(declared)
            },
            source=declared.source,
            used=declared.use.source,
        )

    def _headers(self, declared: Iterable[openapi.Parameter]) -> Iterator[Header]:
        for header in declared:
            # OpenAPI, Response Object: `content` defines the media type.
            if header.name is None or header.name.lower() == "content-type":
                continue
            content_type, schema_set, _ = self._parameter_value(header)
            yield Header(
                name=header.name,
                required=header.required,
                schema_set=schema_set,
                content_type=content_type,
                lifecycle=_lifecycle(header),
                source=header.source,
                used=header.use.source,
            )


def _encodings(media: openapi.MediaType) -> dict[str, Encoding]:
    form = media.content_type.partition(";")[0].strip().lower() == FORM_TYPE
    found = {encoding.name: encoding for encoding in media.encoding}
    # For parts without names (3.2): the first ones, and all others.
    for at, encoding in enumerate(media.prefix_encoding):
        found[f"[{at}]"] = encoding
    if media.item_encoding is not None:
        found["[]"] = media.item_encoding
    return {name: _encoding(encoding, form=form) for name, encoding in found.items()}


def _encoding(declared: openapi.Encoding, *, form: bool) -> Encoding:
    value = declared.node.value
    settings = dict(value) if isinstance(value, dict) else {}
    types = (declared.content_type or "").lower().replace(" ", "").split(",")
    others = {
        key: value
        for key, value in settings.items()
        if key not in ("contentType", "description") and not key.startswith("x-")
    }
    # In multipart, an explicit style determines the form of objects.
    usual = {"headers": {}, "allowReserved": False}
    if form:
        usual |= {"style": "form", "explode": others.get("style", "form") == "form"}
    return Encoding(
        content_types=frozenset(filter(None, types)),
        others=canonical(
            {
                key: value
                for key, value in others.items()
                if key not in usual or usual[key] != value
            }
        ),
        text=canonical(settings),
    )


def _lifecycle(
    declared: openapi.Operation | openapi.Parameter,
) -> Lifecycle:
    return Lifecycle(
        deprecated=declared.deprecated,
        sunset=stated([declared.node], "x-sunset"),
        stability=stated([declared.node], "x-stability-level"),
    )


def _servers(declared: Iterable[openapi.Server]) -> Iterator[Server]:
    for server in declared:
        yield Server(
            url=server.url.rstrip("/") or "/",
            variables={variable.name: variable.enum for variable in server.variables},
            defaults={
                variable.name: variable.default
                for variable in server.variables
                if variable.default is not None
            },
            source=server.source,
        )
