"""The objects of an OpenAPI document, with the names of the specification.

Nothing is judged here: what a document leaves out is None or empty, and what it says
wrongly is read as if it were left out. Schemas stay nodes, and so does every member
that has no field, such as an extension: the object's `node` has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clientsmith.document.documents import Node, Source
from clientsmith.document.pointers import Pointer
from clientsmith.document.values import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An object of a document. `node`: its definition, with all its members.

    `reference`: the Reference Object that led to it; None for one written in place.
    """

    node: Node
    reference: Node | None = None

    @property
    def source(self) -> Source:
        """The place of its definition."""
        return self.node.source

    @property
    def use(self) -> Node:
        """The node where it is used: the Reference Object, or the definition."""
        return self.reference or self.node


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag(Part):
    """A tag that the document declares."""

    name: str | None
    description: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerVariable(Part):
    """A variable of a server's URL. `enum`: its values, if they are limited."""

    name: str
    description: str | None
    default: str | None
    enum: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Server(Part):
    """A server; one without a URL is where the document is."""

    url: str
    description: str | None
    variables: tuple[ServerVariable, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthFlow(Part):
    """An OAuth flow. `kind`: its key; `urls` by the keys they have; `scopes` in words."""

    kind: str
    urls: Mapping[str, str]
    scopes: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityScheme(Part):
    """A security scheme. `name`: its key; `parameter`: the name of an API key."""

    name: str
    type: str | None
    description: str | None
    parameter: str | None
    location: str | None
    scheme: str | None
    open_id_connect_url: str | None
    flows: tuple[OAuthFlow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityRequirement(Part):
    """Schemes that are needed together, each with the scopes that it is needed for."""

    schemes: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Security(Part):
    """A list of alternatives."""

    requirements: tuple[SecurityRequirement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding(Part):
    """The encoding of a property, or of a part without a name."""

    name: str
    content_type: str | None
    style: str | None
    explode: bool | None
    allow_reserved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaType(Part):
    """One representation of content; `items` is the schema of each item of a stream.

    Of parts without names, `prefix_encoding` has the first, `item_encoding` the others.
    """

    content_type: str
    schema: Node | None
    items: Node | None
    encoding: tuple[Encoding, ...]
    prefix_encoding: tuple[Encoding, ...]
    item_encoding: Encoding | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter(Part):
    """A parameter, or a header of a response, which has the same members."""

    name: str | None
    location: str | None
    description: str | None = None
    required: bool = False
    deprecated: bool = False
    style: str | None = None
    explode: bool | None = None
    allow_reserved: bool = False
    allow_empty_value: bool = False
    schema: Node | None = None
    content: tuple[MediaType, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestBody(Part):
    """The body of a request."""

    description: str | None
    required: bool
    content: tuple[MediaType, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Response(Part):
    """A response. `status`: its key, as it is written."""

    status: str
    description: str | None
    headers: tuple[Parameter, ...]
    content: tuple[MediaType, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation(Part):
    """One method of a path, with what its path item says about all of them.

    `parameters` and `servers` are the operation's own, or else the path item's.
    `place`: the keys that lead to it from the path item.
    """

    method: str
    place: Pointer
    operation_id: str | None
    tags: tuple[str, ...]
    summary: str | None
    description: str | None
    deprecated: bool
    parameters: tuple[Parameter, ...]
    request_body: RequestBody | None
    responses: tuple[Response, ...]
    security: Security | None
    servers: tuple[Server, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PathItem(Part):
    """The operations of a path. `path`: its key, which is a name for webhooks."""

    path: str
    summary: str | None
    description: str | None
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenApi(Part):
    """The document."""

    title: JsonValue
    version: JsonValue
    description: str | None
    servers: tuple[Server, ...]
    paths: tuple[PathItem, ...]
    webhooks: tuple[PathItem, ...]
    security_schemes: tuple[SecurityScheme, ...]
    security: Security | None
    tags: tuple[Tag, ...]
