"""The API: servers, security, operations, and their parameters and bodies."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from clientsmith.document.documents import Source
from clientsmith.document.values import JsonValue
from clientsmith.model.pagination import PaginationFinding
from clientsmith.model.schemas import Object, Reference, Schema, SchemaGraph
from clientsmith.openapi.skipping import Skipped

_VARIABLE = re.compile(r"\{([^{}]+)\}")


class ParameterLocation(StrEnum):
    """The location of a parameter (OpenAPI, Parameter Object `in`)."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"


class ParameterStyle(StrEnum):
    """The serialisation style of a parameter (OpenAPI, Style Values)."""

    MATRIX = "matrix"
    LABEL = "label"
    SIMPLE = "simple"
    FORM = "form"
    SPACE_DELIMITED = "spaceDelimited"
    PIPE_DELIMITED = "pipeDelimited"
    TAB_DELIMITED = "tabDelimited"
    """OpenAPI 2.0 only, as `collectionFormat: tsv`."""

    DEEP_OBJECT = "deepObject"
    COOKIE = "cookie"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter; with `content_type`, its value is serialised as that media type."""

    name: str
    location: ParameterLocation
    required: bool
    schema: Schema
    style: ParameterStyle
    explode: bool
    allow_reserved: bool
    content_type: str | None
    description: str | None
    deprecated: bool
    source: Source
    examples: tuple[JsonValue, ...] = ()
    name_hint: str | None = None
    """The name that the document proposes in place of the wire name."""

    @property
    def is_json(self) -> bool:
        """Whether the value is serialised as JSON instead of by a style."""
        essence = (self.content_type or "").partition(";")[0].strip().lower()
        return essence.endswith(("/json", "+json"))


class MediaKind(StrEnum):
    """The way in which the bytes of a body are written and read."""

    JSON = "json"
    FORM = "form"
    MULTIPART = "multipart"
    TEXT = "text"
    BINARY = "binary"
    EVENTS = "events"
    """Server-sent events."""

    LINES = "lines"
    """JSON values one after the other."""

    @property
    def is_structured(self) -> bool:
        """Whether a client can write such a body from a schema's value."""
        return self in (MediaKind.JSON, MediaKind.FORM, MediaKind.MULTIPART)

    @property
    def is_stream(self) -> bool:
        """Whether such a body is read item by item."""
        return self in (MediaKind.EVENTS, MediaKind.LINES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """The encoding of one form property (OpenAPI, Encoding Object)."""

    name: str
    content_type: str | None
    style: ParameterStyle | None
    explode: bool
    allow_reserved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaType:
    """One representation of a body.

    `schema` is that of a single item where the body is a stream of them; None: the
    document does not say. Representations of a body that say the same share it.
    """

    content_type: str
    kind: MediaKind
    schema: Schema | None
    encodings: tuple[Encoding, ...] = ()
    source: Source
    examples: tuple[JsonValue, ...] = ()

    @property
    def is_json(self) -> bool:
        """Whether the body is one JSON value."""
        return self.kind is MediaKind.JSON

    @property
    def is_text(self) -> bool:
        """Whether the body is plain text."""
        return self.kind is MediaKind.TEXT

    @property
    def essence(self) -> str:
        """Type and subtype without parameters, in lower case (RFC 9110, 8.3.1)."""
        return self.content_type.partition(";")[0].strip().lower()

    @property
    def is_range(self) -> bool:
        """Whether it covers many types, as `image/*` does."""
        return "*" in self.essence

    @property
    def name(self) -> str:
        """The name of the type in a client; a range of JSON types is plain JSON."""
        if self.is_json and self.is_range:
            return "application/json"
        return self.content_type

    @property
    def sent_as(self) -> str:
        """The media type to send when the document only gives a range."""
        return "application/octet-stream" if "*" in self.name else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestBody:
    """The request body of an operation."""

    required: bool
    description: str | None
    contents: tuple[MediaType, ...]
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A documented response header."""

    name: str
    description: str | None
    deprecated: bool
    schema: Schema | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A response; `status` is a code, a range such as `2XX`, or `default`.

    `header_object` has the headers with a schema as members, in lower case.
    """

    status: str
    description: str | None
    headers: tuple[Header, ...]
    header_object: Object | None
    contents: tuple[MediaType, ...]
    source: Source

    @property
    def is_success(self) -> bool:
        """Whether the status is in the 2xx class (RFC 9110, 15.3)."""
        return self.status.startswith("2")


class ApiKeyLocation(StrEnum):
    """The location of an API key."""

    HEADER = "header"
    QUERY = "query"
    COOKIE = "cookie"


@dataclass(frozen=True, slots=True, kw_only=True)
class _SecurityScheme:
    name: str
    description: str | None
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyScheme(_SecurityScheme):
    """A secret in a header, the query or a cookie."""

    location: ApiKeyLocation
    key_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BearerScheme(_SecurityScheme):
    """A token in the Authorization header (RFC 6750).

    `delegated`: by an OAuth 2 flow that needs a person, or by OpenID Connect; the
    token is obtained elsewhere. `assumed`: the document only has a header parameter.
    """

    delegated: bool = False
    assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BasicScheme(_SecurityScheme):
    """User name and password in the Authorization header (RFC 7617)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCredentialsScheme(_SecurityScheme):
    """OAuth 2 client credentials (RFC 6749, 4.4). `token_url` may be relative."""

    token_url: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsupportedScheme(_SecurityScheme):
    """A scheme that a client library cannot perform by itself, such as `mutualTLS`."""

    kind: str


SecurityScheme: TypeAlias = (
    ApiKeyScheme
    | BearerScheme
    | BasicScheme
    | ClientCredentialsScheme
    | UnsupportedScheme
)


@dataclass(frozen=True, slots=True)
class Security:
    """Alternatives, each a set of schemes that are needed together.

    An empty alternative allows anonymous requests; no alternative needs nothing.
    """

    alternatives: tuple[tuple[str, ...], ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerVariable:
    """A part of a server's URL that the user supplies."""

    name: str
    default: str
    values: tuple[str, ...]
    description: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server; `url` may contain `{variables}` and may be relative."""

    url: str
    description: str | None
    variables: tuple[ServerVariable, ...]

    @property
    def usual_url(self) -> str:
        """The URL with the default values of its variables."""
        defaults = {variable.name: variable.default for variable in self.variables}
        return _VARIABLE.sub(
            lambda match: defaults.get(match.group(1), match.group(0)), self.url
        )

    @property
    def is_absolute(self) -> bool:
        """Whether a client can use it without a base URL."""
        return "://" in self.usual_url and "{" not in self.usual_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A group of operations."""

    name: str
    description: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One HTTP method on one path; `security` is the security in effect.

    `server` is a URL where the operation is served elsewhere than the rest; a relative
    one depends on where that is.
    The hints are names that the document proposes for generated clients.
    """

    method: str
    path: str
    operation_id: str | None
    tags: tuple[str, ...]
    summary: str | None
    description: str | None
    deprecated: bool
    parameters: tuple[Parameter, ...]
    body: RequestBody | None
    responses: tuple[Response, ...]
    security: Security
    paging: PaginationFinding
    server: str | None = None
    group_hint: str | None
    method_hint: str | None
    source: Source

    @property
    def key(self) -> str:
        """`GET /path`: unique, and used in configuration and messages."""
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """A request that the API sends to its users (OpenAPI 3.1, `webhooks`).

    `payload` describes its JSON body; None: it has none.
    """

    name: str
    method: str
    description: str | None
    deprecated: bool
    payload: Schema | None
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """Everything that a document offers, or the selected part.

    `excluded` holds the keys of the operations that are not.
    `webhook_event` describes the payloads of all webhooks together: the only one, or
    a reference to their union. None where no webhook has a payload.
    """

    title: str
    version: str
    description: str | None
    servers: tuple[Server, ...]
    schemes: tuple[SecurityScheme, ...]
    security: Security
    tags: tuple[Tag, ...]
    operations: tuple[Operation, ...]
    skipped: tuple[Skipped, ...] = ()
    excluded: tuple[str, ...] = ()
    webhooks: tuple[Webhook, ...] = ()
    webhook_event: Schema | None = None
    graph: SchemaGraph = field(default_factory=SchemaGraph)

    @property
    def event_union(self) -> Source | None:
        """The union of all webhook payloads, which is not a component."""
        event = self.webhook_event
        if isinstance(event, Reference) and event.target == event.source:
            return event.target
        return None
