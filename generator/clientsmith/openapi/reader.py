"""Reads the objects of a document, in all versions of OpenAPI 3.

What a version adds, such as the method `query`, is read in documents of any version:
whoever wrote it there means it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from clientsmith.document.documents import Node
from clientsmith.document.members import elements, flag, member, members, text
from clientsmith.document.pointers import Pointer
from clientsmith.document.references import reference_of
from clientsmith.document.structure import METHODS
from clientsmith.document.values import JsonValue
from clientsmith.openapi.objects import (
    Encoding,
    MediaType,
    OAuthFlow,
    OpenApi,
    Operation,
    Parameter,
    PathItem,
    RequestBody,
    Response,
    Security,
    SecurityRequirement,
    SecurityScheme,
    Server,
    ServerVariable,
    Tag,
)

_URLS = ("authorizationUrl", "tokenUrl", "refreshUrl", "deviceAuthorizationUrl")


class OpenApiReader:
    """Reads one document. `resolve` follows references, and decides about broken ones.

    Examples and callbacks are read on demand: few readers need them.
    """

    def __init__(self, root: Node, resolve: Callable[[Node], Node]) -> None:
        self._root = root
        self._resolve = resolve

    def document(self) -> OpenApi:
        """Read the whole document."""
        root = self._root
        info = root.get("info") or root
        schemes = members(root, "components", "securitySchemes")
        return OpenApi(
            node=root,
            title=member(info, "title"),
            version=member(info, "version"),
            description=text(info, "description"),
            servers=tuple(_servers(root)),
            paths=tuple(self._path_items(_unextended(members(root, "paths")))),
            webhooks=tuple(self._path_items(members(root, "webhooks"))),
            security_schemes=tuple(self._scheme(*scheme) for scheme in schemes),
            security=_security(root),
            tags=tuple(_tag(element) for element in elements(root, "tags")),
        )

    def callbacks(self, operation: Operation) -> Iterator[tuple[str, PathItem]]:
        """Read the path items of all callbacks of an operation, by the callback's name."""
        for name, declared in members(operation.node, "callbacks"):
            for item in self._path_items(_unextended(self._resolve(declared).items())):
                yield name, item

    def links(self, response: Response) -> Iterator[tuple[str, Node]]:
        """Yield the links of a response by name, resolved."""
        for name, use in members(response.node, "links"):
            yield name, self._resolve(use)

    def examples(self, owner: Parameter | MediaType) -> Iterator[JsonValue]:
        """Read the values of `example` and `examples`."""
        single = owner.node.get("example")
        if single is not None:
            yield single.value
        for _, declared in members(owner.node, "examples"):
            value = self._resolve(declared).get("value")
            if value is not None:
                yield value.value

    def operation(
        self,
        method: str,
        place: Pointer,
        node: Node,
        parameters: Iterable[Parameter] = (),
        servers: tuple[Server, ...] = (),
    ) -> Operation:
        """Read one operation, given what its path item says about all of them."""
        own = self._parameters(node)
        merged = {
            (parameter.location, parameter.name): parameter
            for parameter in (*parameters, *own)
        }
        body = node.get("requestBody")
        responses = _unextended(members(node, "responses"))
        return Operation(
            node=node,
            method=method,
            place=place,
            operation_id=text(node, "operationId"),
            tags=_strings(elements(node, "tags")),
            summary=text(node, "summary"),
            description=text(node, "description"),
            deprecated=flag(node, "deprecated"),
            parameters=tuple(merged.values()),
            request_body=None if body is None else self._request_body(body),
            responses=tuple(self._response(*response) for response in responses),
            security=_security(node),
            servers=tuple(_servers(node)) or servers,
        )

    def _path_items(self, declared: Iterator[tuple[str, Node]]) -> Iterator[PathItem]:
        for path, use in declared:
            node, reference = self._followed(use)
            yield PathItem(
                node=node,
                reference=reference,
                path=path,
                summary=text(node, "summary"),
                description=text(node, "description"),
                operations=tuple(self._operations(node)),
            )

    def _operations(self, item: Node) -> Iterator[Operation]:
        parameters = [*self._parameters(item)]
        servers = tuple(_servers(item))
        for key, node in item.items():
            if key in METHODS:
                yield self.operation(key.upper(), (key,), node, parameters, servers)
        additional = "additionalOperations"
        for key, node in members(item, additional):
            yield self.operation(key, (additional, key), node, parameters, servers)

    def _parameters(self, owner: Node) -> Iterator[Parameter]:
        for use in elements(owner, "parameters"):
            node, reference = self._followed(use)
            yield self._parameter(node, reference, text(node, "name"), text(node, "in"))

    def _parameter(
        self,
        node: Node,
        reference: Node | None,
        name: str | None,
        location: str | None,
    ) -> Parameter:
        return Parameter(
            node=node,
            reference=reference,
            name=name,
            location=location,
            description=_description(node, reference),
            required=flag(node, "required"),
            deprecated=flag(node, "deprecated"),
            style=text(node, "style"),
            explode=_choice(node, "explode"),
            allow_reserved=flag(node, "allowReserved"),
            allow_empty_value=flag(node, "allowEmptyValue"),
            schema=node.get("schema"),
            content=self._content(node),
        )

    def _request_body(self, use: Node) -> RequestBody:
        node, reference = self._followed(use)
        return RequestBody(
            node=node,
            reference=reference,
            description=_description(node, reference),
            required=flag(node, "required"),
            content=self._content(node),
        )

    def _response(self, status: str, use: Node) -> Response:
        node, reference = self._followed(use)
        return Response(
            node=node,
            reference=reference,
            status=status,
            description=_description(node, reference),
            headers=tuple(
                self._parameter(*self._followed(child), name, "header")
                for name, child in members(node, "headers")
            ),
            content=self._content(node),
        )

    def _content(self, owner: Node) -> tuple[MediaType, ...]:
        declared = members(owner, "content")
        return tuple(self._media_type(*media_type) for media_type in declared)

    def _media_type(self, content_type: str, use: Node) -> MediaType:
        node, reference = self._followed(use)
        prefix = elements(node, "prefixEncoding")
        rest = node.get("itemEncoding")
        return MediaType(
            node=node,
            reference=reference,
            content_type=content_type,
            schema=node.get("schema"),
            items=node.get("itemSchema"),
            encoding=tuple(
                _encoding(*encoding) for encoding in members(node, "encoding")
            ),
            prefix_encoding=tuple(_encoding("", child) for child in prefix),
            item_encoding=None if rest is None else _encoding("", rest),
        )

    def _scheme(self, name: str, use: Node) -> SecurityScheme:
        node, reference = self._followed(use)
        return SecurityScheme(
            node=node,
            reference=reference,
            name=name,
            type=text(node, "type"),
            description=text(node, "description"),
            parameter=text(node, "name"),
            location=text(node, "in"),
            scheme=text(node, "scheme"),
            open_id_connect_url=text(node, "openIdConnectUrl"),
            flows=tuple(_flow(*flow) for flow in _unextended(members(node, "flows"))),
        )

    def _followed(self, use: Node) -> tuple[Node, Node | None]:
        """Return the definition, and the Reference Object that leads there."""
        if reference_of(use) is None:
            return use, None
        return self._resolve(use), use


def _description(node: Node, reference: Node | None) -> str | None:
    """Return the description of the Reference Object, which takes precedence (3.1)."""
    own = text(reference, "description") if reference is not None else None
    return own or text(node, "description")


def _tag(node: Node) -> Tag:
    description = text(node, "description")
    return Tag(node=node, name=text(node, "name"), description=description)


def _servers(owner: Node) -> Iterator[Server]:
    for node in elements(owner, "servers"):
        variables = members(node, "variables")
        yield Server(
            node=node,
            url=text(node, "url") or "/",
            description=text(node, "description"),
            variables=tuple(_variable(*variable) for variable in variables),
        )


def _variable(name: str, node: Node) -> ServerVariable:
    default = member(node, "default")
    return ServerVariable(
        node=node,
        name=name,
        description=text(node, "description"),
        default=None if default is None else str(default),
        enum=_strings(elements(node, "enum")),
    )


def _security(owner: Node) -> Security | None:
    node = owner.get("security")
    if node is None:
        return None
    requirements = tuple(
        SecurityRequirement(
            node=element,
            schemes={
                name: _strings(scopes.elements()) for name, scopes in element.items()
            },
        )
        for element in node.elements()
    )
    return Security(node=node, requirements=requirements)


def _flow(kind: str, node: Node) -> OAuthFlow:
    scopes = members(node, "scopes")
    return OAuthFlow(
        node=node,
        kind=kind,
        urls={key: url for key in _URLS if (url := text(node, key)) is not None},
        scopes={name: str(child.value) for name, child in scopes},
    )


def _encoding(name: str, node: Node) -> Encoding:
    return Encoding(
        node=node,
        name=name,
        content_type=text(node, "contentType"),
        style=text(node, "style"),
        explode=_choice(node, "explode"),
        allow_reserved=flag(node, "allowReserved"),
    )


def _choice(node: Node, key: str) -> bool | None:
    """Return whether a member is `true`; None where it is left out."""
    return None if node.get(key) is None else flag(node, key)


def _strings(listed: Iterable[Node]) -> tuple[str, ...]:
    return tuple(str(node.value) for node in listed)


def _unextended(declared: Iterable[tuple[str, Node]]) -> Iterator[tuple[str, Node]]:
    """Yield the members of an object that may have extensions, without those."""
    return (entry for entry in declared if not entry[0].startswith("x-"))
