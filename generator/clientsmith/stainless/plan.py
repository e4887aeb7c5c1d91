"""The contents of a package as a `stainless.yml` and its document describe them.

Names are those of the configuration, and wire names; no Python name is decided here.
Schemas and operations are those of the model, of the document after its transforms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from clientsmith.document.documents import Source
from clientsmith.document.values import JsonValue
from clientsmith.model.api import Api, MediaType, Operation, SecurityScheme
from clientsmith.model.schemas import Schema
from clientsmith.stainless.config import Casing

CLIENT = "$client"
"""The resource whose methods are those of the client itself."""

SHARED = "$shared"
"""The resource whose models are in `types/shared`."""

ResourcePath: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPlan:
    """A named type of a resource.

    `schema` identifies the schema: the key of a shared one in the model's graph, or the
    place of one inside another.
    """

    name: str
    resource: ResourcePath
    schema: Source
    no_params_suffix: bool = False
    force_generation: bool = False

    @property
    def dotted(self) -> str:
        """The model's path in the configuration."""
        return ".".join((*self.resource, self.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelAlias:
    """A second name of a model."""

    name: str
    resource: ResourcePath
    target: ModelPlan


class PageKind(StrEnum):
    """The types of pagination schemes."""

    CURSOR = "cursor"
    CURSOR_ID = "cursor_id"
    CURSOR_URL = "cursor_url"
    FAKE_PAGE = "fake_page"
    OFFSET = "offset"
    PAGE_NUMBER = "page_number"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageProperty:
    """A property of a scheme's request or response.

    `path` has several names where the property is inside objects. `header`: its value
    is in this response header. `is_top_level`: it is the body, an array. `required`:
    whether operations need it to fit the scheme; None: if it has a purpose.
    """

    path: tuple[str, ...]
    schema: Schema
    purpose: str | None = None
    header: str | None = None
    is_top_level: bool = False
    required: bool | None = None

    @property
    def is_needed(self) -> bool:
        """Whether operations need it to fit the scheme."""
        has_purpose = self.purpose is not None
        return has_purpose if self.required is None else self.required


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemePlan:
    """A pagination scheme, rendered as two page classes."""

    name: str
    kind: PageKind
    request: tuple[PageProperty, ...]
    response: tuple[PageProperty, ...]
    in_body: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PagingPlan:
    """The scheme of a paginated method, and the schema of its items."""

    scheme: SchemePlan
    items: Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamPlan:
    """A method's stream of events.

    `switch` is the wire name of the boolean that requests it; None: the method always
    streams.
    """

    event: Schema
    switch: str | None


class ResultKind(StrEnum):
    """The form of a method's result."""

    NONE = "none"
    JSON = "json"
    TEXT = "text"
    BINARY = "binary"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPlan:
    """A method's result.

    `schema` is that of the value that the method returns: with `unwrapped`, that of the
    property with this name. `media` is the media type of the response.
    """

    kind: ResultKind
    schema: Schema | None = None
    unwrapped: str | None = None
    media: MediaType | None = None


class ArgumentPlace(StrEnum):
    """The part of the request that an argument goes to."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"
    BODY = "body"
    """A property of the request body."""

    WHOLE_BODY = "whole_body"
    """The request body itself: it has no named properties, or `body_param_name`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArgumentPlan:
    """An argument of a method; `name` is its wire name, or that of the whole body."""

    name: str
    place: ArgumentPlace
    schema: Schema
    required: bool
    positional: bool = False
    description: str | None = None
    deprecated: bool = False
    alternatives: tuple[Schema, ...] = ()
    """The schemas that it has in the variants of a union body, if they differ."""

    name_hint: str | None = None
    """The name that the document proposes in place of the wire name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodPlan:
    """A method that calls an endpoint.

    `arguments` are in the order of the signature: positional ones, the other path
    parameters, required ones, optional ones; each group by the rules of the layout.
    `overloads` has the arguments with each variant of a union body: `arguments` are all
    of them, in the order of the first variants that have them.
    `deprecated` is the message; empty: no reason is given. `timeout`, in seconds, and
    `max_retries` are those of the method's calls where neither call nor client has any.
    """

    name: str
    resource: ResourcePath
    operation: Operation
    arguments: tuple[ArgumentPlan, ...]
    overloads: tuple[tuple[ArgumentPlan, ...], ...] = ()
    body: MediaType | None
    result: ResultPlan
    paging: PagingPlan | None = None
    stream: StreamPlan | None = None
    deprecated: str | None = None
    timeout: float | None = None
    max_retries: int | None = None

    @property
    def dotted(self) -> str:
        """The method's path in the configuration."""
        return ".".join((*self.resource, self.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodAlias:
    """A second name of a method."""

    name: str
    resource: ResourcePath
    target: MethodPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class UnwrapPlan:
    """A method that verifies and reads a webhook; `event` is the union of payloads."""

    name: str
    resource: ResourcePath
    event: Schema | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourcePlan:
    """A resource, with what it contains, in the order of the configuration."""

    path: ResourcePath
    methods: tuple[MethodPlan, ...] = ()
    method_aliases: tuple[MethodAlias, ...] = ()
    unwraps: tuple[UnwrapPlan, ...] = ()
    models: tuple[ModelPlan, ...] = ()
    model_aliases: tuple[ModelAlias, ...] = ()
    subresources: tuple[ResourcePlan, ...] = ()
    deprecated: str | None = None
    description: str | None = None

    @property
    def name(self) -> str:
        """The key of the resource."""
        return self.path[-1]

    def walk(self) -> Iterator[ResourcePlan]:
        """Yield the resource and all resources below it."""
        yield self
        for resource in self.subresources:
            yield from resource.walk()


class OptionType(StrEnum):
    """The type of a client option."""

    STRING = "string"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthPlan:
    """The credential that an option is: a part (`role`) of a security scheme.

    `keyword`: the word before the credential in the header, instead of that of HTTP.
    `base64`: whether user name and password are encoded.
    """

    scheme: SecurityScheme
    role: str
    keyword: str | None = None
    base64: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionPlan:
    """An argument of the client's constructor."""

    name: str
    type: OptionType
    nullable: bool
    default: JsonValue
    """None: there is no default."""

    description: str | None = None
    read_env: str | None = None
    auth: AuthPlan | None = None
    header: str | None = None
    query: str | None = None
    cookie: str | None = None
    server_variable: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRule:
    """A rule of `streaming.on_event`.

    `kind`: "fallthrough" matches every event; `event_types` (None: events without a
    type) and `data_prefix` restrict it. `handle` is "yield", "done", "error" or
    "continue". `error_property`: an event whose data has it is an error.
    """

    kind: str | None = None
    event_types: tuple[str | None, ...] | None = None
    data_prefix: str | None = None
    handle: str = "yield"
    error_property: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientPlan:
    """The clients and their settings. Times are in seconds."""

    name: str
    """The organization, or `client_name`: the class is made of it."""

    error_name: str
    env_prefix: str
    options: tuple[OptionPlan, ...]
    environments: Mapping[str, str]
    security: tuple[tuple[str, ...], ...]
    """The alternatives: the security schemes that are needed together."""

    default_headers: Mapping[str, JsonValue] = field(default_factory=dict)
    timeout: float = 60.0
    max_retries: int = 2
    initial_retry_delay: float = 0.5
    max_retry_delay: float = 8.0
    idempotency_header: str | None = None
    array_format: str = "comma"
    nested_format: str = "brackets"
    multipart_array_format: str = "brackets"
    on_event: tuple[EventRule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackagePlan:
    """The whole package."""

    api: Api
    package: str
    project: str
    client: ClientPlan
    resources: tuple[ResourcePlan, ...]
    """Without `$client` and `$shared`."""

    root: ResourcePlan
    """The methods and models of `$client`."""

    shared: ResourcePlan
    """The models of `$shared`."""

    schemes: tuple[SchemePlan, ...] = ()
    casings: Mapping[str, Casing] = field(default_factory=dict)
    singulars: Mapping[str, str] = field(default_factory=dict)
    """Irregular singulars of words in small letters."""

    extends: Mapping[Source, tuple[Source, ...]] = field(default_factory=dict)
    """The named models that a schema extends by `allOf`, by the place of the schema."""

    own_properties: Mapping[Source, frozenset[str]] = field(default_factory=dict)
    """The names of the properties that a schema in `extends` adds to those models."""

    variant_names: Mapping[Source, str] = field(default_factory=dict)
    """The names that the document proposes for variants of unions."""

    type_names: Mapping[Source, str] = field(default_factory=dict)
    """The names of classes that the document has for Python, by schema."""

    constants: frozenset[Source] = frozenset()
    """The schemas of a single value that are marked as constants."""

    empty_objects: frozenset[Source] = frozenset()
    """The schemas that are marked as objects without properties."""

    open_objects: frozenset[Source] = frozenset()
    """The schemas of objects with `additionalProperties: true`."""

    sorts_properties: bool = True
    file_header: str | None = None

    def walk(self) -> Iterator[ResourcePlan]:
        """Yield all resources, in the order of the configuration."""
        yield self.root
        yield self.shared
        for resource in self.resources:
            yield from resource.walk()
