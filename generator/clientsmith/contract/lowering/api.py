"""A document becomes a contract: its operations with all that is sent and promised.

Nothing is left out that goes over the wire, and nothing is checked: what a document
says wrongly or not at all is taken as leniently as a reader would.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from clientsmith.contract.schemas import Demands
from clientsmith.contract.values import canonical
from clientsmith.diagnostics import Diagnostics
from clientsmith.document.documents import Node
from clientsmith.document.versions import OpenApiVersion
from clientsmith.document.workspace import Workspace
from clientsmith.model.api import ParameterLocation
from clientsmith.model.lowering.identifiers import OperationIds
from clientsmith.model.lowering.media import FORM_TYPE
from clientsmith.model.lowering.members import flag, text
from clientsmith.model.lowering.parameters import (
    METHODS,
    NO_PARAMETERS,
    PLACEHOLDER,
    style_of,
    undeclared,
)

# Callbacks inside callbacks; no document has use for more.
_DEEPEST_CALLBACK = 3


def lower_contract(
    workspace: Workspace, version: OpenApiVersion, diagnostics: Diagnostics
) -> Contract:
    """The contract of the workspace's root document. Schemas are read on demand."""
    shapes = ShapeLowering(workspace, version, diagnostics)
    ids = OperationIds(workspace, diagnostics)
    return ContractLowering(workspace, shapes, ids, diagnostics).contract()


class ContractLowering:
    """Lowers everything but schemas at once."""

    def __init__(
        self,
        workspace: Workspace,
        shapes: ShapeLowering,
        ids: OperationIds,
        diagnostics: Diagnostics,
    ) -> None:
        self._root = workspace.root
        self._ids = ids
        self._diagnostics = diagnostics
        self._shapes = shapes
        self._security = SecurityReading(workspace.root, shapes.resolve)
        self._servers = tuple(_servers(workspace.root))

    def contract(self) -> Contract:
        """The whole document."""
        root = self._root
        info = root.get("info")
        title = info.get("title") if info is not None else None
        version = info.get("version") if info is not None else None
        return Contract(
            title=title.value if title is not None else None,
            version=version.value if version is not None else None,
            servers=self._servers,
            schemes=tuple(self._security.schemes.values()),
            tags=tuple(
                name
                for each in _elements(root.get("tags"))
                if (name := text(each, "name")) is not None
            ),
            operations=tuple(self._operations(root.get("paths"), depth=0)),
            webhooks=tuple(self._operations(root.get("webhooks"), depth=0)),
            shapes=self._shapes,
            source=root.source,
        )

    def _operations(self, paths: Node | None, depth: int) -> Iterator[Operation]:
        for path, declared in _members(paths):
            if path.startswith("x-"):
                continue
            item = self._shapes.resolve(declared)
            for key, node in item.items():
                if key in METHODS:
                    yield self._operation(key.upper(), path, item, node, depth)
            for key, node in _members(item.get("additionalOperations")):
                yield self._operation(key, path, item, node, depth)

    def _operation(
        self, method: str, path: str, item: Node, node: Node, depth: int
    ) -> Operation:
        security = node.get("security") or self._root.get("security")
        return Operation(
            method=method,
            path=path,
            operation_id=self._ids.of(node),
            tags=tuple(str(each.value) for each in _elements(node.get("tags"))),
            texts=(text(node, "summary"), text(node, "description")),
            lifecycle=_lifecycle(node),
            parameters=tuple(self._parameters(path, item, node)),
            body=self._body(node.get("requestBody")),
            responses=tuple(self._responses(node.get("responses"))),
            security=self._security.security(security, node),
            servers=tuple(_servers(node)) or tuple(_servers(item)),
            callbacks=tuple(self._callbacks(node, depth)),
            source=node.source,
        )

    def _callbacks(self, node: Node, depth: int) -> Iterator[Operation]:
        """Requests that the API sends; the path is the callback's name and URL."""
        if depth >= _DEEPEST_CALLBACK:
            return
        for name, declared in _members(node.get("callbacks")):
            for each in self._operations(self._shapes.resolve(declared), depth + 1):
                yield replace(each, path=f"{name} {each.path}")

    def _parameters(self, path: str, item: Node, node: Node) -> Iterator[Parameter]:
        """The operation's own parameters go before the path's of the same name."""
        numbers = {name: at for at, name in enumerate(PLACEHOLDER.findall(path))}
        found: dict[tuple[bool, str, str], Parameter] = {}
        for owner in (item, node):
            for each in _elements(owner.get("parameters")):
                parameter = self._parameter(each, numbers)
                if parameter is not None:
                    key = parameter.whole_query, parameter.location, parameter.name
                    found[key] = parameter
        yield from found.values()
        names = {name for _, where, name in found if where is ParameterLocation.PATH}
        for each in undeclared(path, names, node, self._diagnostics):
            parameter = self._parameter(each, numbers)
            if parameter is not None:
                yield parameter

    def _parameter(self, used: Node, numbers: Mapping[str, int]) -> Parameter | None:
        node = self._shapes.resolve(used)
        name, place = text(node, "name"), text(node, "in")
        whole = place == "querystring"
        place = ParameterLocation.QUERY if whole else place
        if name is None or place not in set(ParameterLocation):
            return None
        location = ParameterLocation(place)
        if location is ParameterLocation.HEADER and name.lower() in NO_PARAMETERS:
            return None
        number = numbers.get(name) if location is ParameterLocation.PATH else None
        style, explode = style_of(node, location)
        content_type, demands, encodings = self._parameter_value(node)
        return Parameter(
            name=name,
            location=location,
            number=number,
            required=flag(node, "required") or location is ParameterLocation.PATH,
            demands=demands,
            style=style,
            explode=explode,
            allow_reserved=flag(node, "allowReserved"),
            allow_empty=flag(node, "allowEmptyValue"),
            content_type=content_type,
            encodings=encodings,
            whole_query=whole,
            lifecycle=_lifecycle(node),
            source=node.source,
            used=used.source,
        )

    def _parameter_value(
        self, node: Node
    ) -> tuple[str | None, Demands, Mapping[str, Encoding]]:
        schema = node.get("schema")
        if schema is not None:
            return None, self._shapes.demands(schema), {}
        for content_type, declared in _members(node.get("content")):
            media = self._shapes.resolve(declared)
            inner = media.get("schema")
            demands = self._shapes.demands(inner) if inner else ()
            return content_type, demands, _encodings(content_type, media)
        return None, (), {}

    def _body(self, declared: Node | None) -> Body | None:
        if declared is None:
            return None
        body = self._shapes.resolve(declared)
        return Body(
            required=flag(body, "required"),
            contents=tuple(self._contents(body)),
            source=body.source,
            used=declared.source,
        )

    def _contents(self, owner: Node) -> Iterator[Media]:
        for content_type, declared in _members(owner.get("content")):
            media = self._shapes.resolve(declared)
            schema = media.get("schema")
            items = media.get("itemSchema")
            described = items or schema
            yield Media(
                content_type=content_type,
                demands=self._shapes.demands(described) if described else None,
                items=items is not None,
                encodings=_encodings(content_type, media),
                source=media.source,
            )

    def _responses(self, declared: Node | None) -> Iterator[Response]:
        for status, each in _members(declared):
            if status.startswith("x-"):
                continue
            response = self._shapes.resolve(each)
            yield Response(
                status=status if status == "default" else status.upper(),
                headers=tuple(self._headers(response)),
                contents=tuple(self._contents(response)),
                source=response.source,
                used=each.source,
            )

    def _headers(self, response: Node) -> Iterator[Header]:
        for name, declared in _members(response.get("headers")):
            # OpenAPI, Response Object: the media type is told by `content`.
            if name.lower() == "content-type":
                continue
            header = self._shapes.resolve(declared)
            content_type, demands, _ = self._parameter_value(header)
            yield Header(
                name=name,
                required=flag(header, "required"),
                demands=demands,
                content_type=content_type,
                lifecycle=_lifecycle(header),
                source=header.source,
                used=declared.source,
            )


def _encodings(content_type: str, media: Node) -> dict[str, Encoding]:
    form = content_type.partition(";")[0].strip().lower() == FORM_TYPE
    found = {
        name: _encoding(each, form=form)
        for name, each in _members(media.get("encoding"))
    }
    # Of parts without names (3.2): those at the beginning, and all others.
    for at, each in enumerate(_elements(media.get("prefixEncoding"))):
        found[f"[{at}]"] = _encoding(each, form=form)
    rest = media.get("itemEncoding")
    return found if rest is None else {**found, "[]": _encoding(rest, form=form)}


def _encoding(node: Node, *, form: bool) -> Encoding:
    said = dict(node.value) if isinstance(node.value, dict) else {}
    types = (text(node, "contentType") or "").lower().replace(" ", "").split(",")
    others = {
        key: value
        for key, value in said.items()
        if key not in ("contentType", "description") and not key.startswith("x-")
    }
    # In multipart, a style that is written decides how objects are.
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
        text=canonical(said),
    )


def _lifecycle(node: Node) -> Lifecycle:
    return Lifecycle(
        deprecated=flag(node, "deprecated"),
        sunset=stated([node], "x-sunset"),
        stability=stated([node], "x-stability-level"),
    )


def _servers(owner: Node) -> Iterator[Server]:
    for node in _elements(owner.get("servers")):
        yield Server(
            url=(text(node, "url") or "/").rstrip("/") or "/",
            variables={
                name: tuple(str(value.value) for value in _elements(each.get("enum")))
                for name, each in _members(node.get("variables"))
            },
            defaults={
                name: default
                for name, each in _members(node.get("variables"))
                if (default := text(each, "default")) is not None
            },
            source=node.source,
        )


def _members(node: Node | None) -> Iterator[tuple[str, Node]]:
    if node is not None:
        yield from node.items()


def _elements(node: Node | None) -> Iterator[Node]:
    if node is not None:
        yield from node.elements()
