"""Operations as a contract: everything that is sent, accepted and promised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from clientsmith.contract.schemas import SchemaSet, Shapes, Stated
from clientsmith.document.documents import Source
from clientsmith.document.values import JsonValue
from clientsmith.model.api import ParameterLocation, ParameterStyle


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """Deprecation of a part (`deprecated`, `x-sunset`), or its announcement."""

    deprecated: bool = False
    sunset: Stated | None = None
    stability: Stated | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """The encoding of a form property. `others`: other settings as canonical text,
    without defaults; `text`: all settings.
    """

    content_types: frozenset[str] = frozenset()
    others: str = "{}"
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter. `number`: the path placeholder that it fills, from 0; None if it
    fills none.

    `content_type` is set where its value is serialised as such, not by a style;
    `encodings` are those of a form, as of `Media`. `whole_query`: its value is all of
    the query (`in: querystring`), and its name is not sent.
    """

    name: str
    location: ParameterLocation
    number: int | None
    required: bool
    schema_set: SchemaSet
    style: ParameterStyle
    explode: bool
    allow_reserved: bool
    allow_empty: bool
    content_type: str | None
    encodings: Mapping[str, Encoding]
    whole_query: bool
    lifecycle: Lifecycle
    source: Source
    used: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """One representation of a body; `schema_set` None: the document has no schema.

    `items`: the demands are those of each item of a stream. `encodings` holds, by
    property, how a form writes it.
    """

    content_type: str
    schema_set: SchemaSet | None
    items: bool
    encodings: Mapping[str, Encoding]
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A request body; `used` is the place in the operation, or of the `$ref` to it."""

    required: bool
    contents: tuple[Media, ...]
    source: Source
    used: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A response header; `used` as in `Body`."""

    name: str
    required: bool
    schema_set: SchemaSet
    content_type: str | None
    lifecycle: Lifecycle
    source: Source
    used: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer. `status` is a code, a range such as `2XX`, or `default`. `used` is as of
    a `Body`. `links` are, by name, as they are written.
    """

    status: str
    headers: tuple[Header, ...]
    contents: tuple[Media, ...]
    links: Mapping[str, Stated]
    source: Source
    used: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """An OAuth 2 flow, or the discovery URL of OpenID Connect.

    `scopes` are described in words.
    """

    kind: str
    urls: Mapping[str, str]
    scopes: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """A security scheme; `identity` is what is sent, whatever its name."""

    name: str
    identity: tuple[str, ...]
    flows: tuple[Flow, ...]
    source: Source


OPENID = "openIdConnect"
"""The type of a scheme whose flows stand elsewhere; also the kind of its only flow."""

Alternative: TypeAlias = tuple[tuple[tuple[str, ...], frozenset[str]], ...]
"""Schemes that are needed together: the identity of each, and the scopes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Security:
    """Alternatives of which a request must satisfy one; an empty one means anonymous."""

    alternatives: tuple[Alternative, ...]
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A URL, the allowed values of its variables, and their defaults."""

    url: str
    variables: Mapping[str, tuple[str, ...]]
    defaults: Mapping[str, str]
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One HTTP method on one path, or a request that the API sends.

    `texts` are summary and description; `servers` is empty where those of the
    document serve it.
    """

    method: str
    path: str
    operation_id: str | None
    tags: tuple[str, ...]
    texts: tuple[str | None, str | None]
    lifecycle: Lifecycle
    parameters: tuple[Parameter, ...]
    body: Body | None
    responses: tuple[Response, ...]
    security: Security
    servers: tuple[Server, ...]
    callbacks: tuple[Operation, ...]
    source: Source

    @property
    def key(self) -> str:
        """`GET /path`."""
        return f"{self.method} {self.path}"

    @property
    def deprecated(self) -> bool:
        """Whether callers have been advised not to use it."""
        return self.lifecycle.deprecated


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """A document as a contract."""

    title: JsonValue
    version: JsonValue
    servers: tuple[Server, ...]
    schemes: tuple[Scheme, ...]
    tags: tuple[str, ...]
    operations: tuple[Operation, ...]
    webhooks: tuple[Operation, ...]
    shapes: Shapes
    source: Source
