"""What a `stainless.yml` says, key by key, as far as it concerns a Python package.

The names of the fields are the keys. `node` is where an object stands. A class may have
`_SHORT`, the key that a plain string stands for; `_SILENT`, keys that are for other
languages or their tools; `_NOTED`, keys without meaning here; and `_UNSUPPORTED`, keys
that would change the package but are not honoured.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from clientsmith.document.documents import Node

# Targets and languages; none of them says anything about the Python package.
LANGUAGES = frozenset(
    {
        *("cli", "csharp", "go", "http", "java", "kotlin", "node", "openapi", "php"),
        *("ruby", "rust", "sql", "swift", "terraform", "typescript"),
    }
)
Texts = tuple[str, ...]
Skip = bool | Texts | None
Deprecation = str | bool | Mapping[str, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """An object of the file."""

    _SHORT: ClassVar[str] = ""
    _SILENT: ClassVar[frozenset[str]] = LANGUAGES
    _NOTED: ClassVar[frozenset[str]] = frozenset()
    _UNSUPPORTED: ClassVar[frozenset[str]] = frozenset()

    node: Node = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected(Section):
    """Something that may be left out of some languages."""

    skip: Skip = None
    only: Texts | None = None
    deprecated: Deprecation = None

    @property
    def is_left_out(self) -> bool:
        """Whether the Python package goes without it."""
        skipped = self.skip is True or (
            isinstance(self.skip, tuple) and "python" in self.skip
        )
        return skipped or (self.only is not None and "python" not in self.only)


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization(Section):
    """Who the API belongs to; the name is that of the client's class."""

    _SHORT = "name"
    _NOTED = frozenset(
        {
            *("contact", "docs", "github_org", "logo", "title", "website"),
            *("security_contact", "security_policy_terms", "security_policy_url"),
            "upload_spec",
        }
    )

    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PythonTarget(Section):
    """The Python package. `name` is how the older key `package` calls the project."""

    _NOTED = frozenset(
        {"production_repo", "publish", "readme_title", "repo", "screencast", "staging_repo"}
    )  # fmt: skip

    edition: str | None = None
    package_name: str | None = None
    project_name: str | None = None
    name: str | None = None
    skip: bool = False
    options: Node | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets(Section):
    """The languages; of those, only Python is read."""

    python: PythonTarget | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Casing(Section):
    """How a word is spelled; `initialism` says whether it is one.

    A word with an irregular plural has one casing for each number.
    """

    _SILENT = LANGUAGES | {"camel", "capital"}

    snake: str | None = None
    pascal: str | None = None
    initialism: bool | None = None
    singular: Casing | None = None
    plural: Casing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Auth(Section):
    """The part of a credential that an option of the client is."""

    _SHORT = "security_scheme"

    security_scheme: str = ""
    role: Literal["value", "username", "password", "client_id", "client_secret"] = (
        "value"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Option(Section):
    """An argument of the client's constructor."""

    _NOTED = frozenset({"example", "required_in_tests"})
    _UNSUPPORTED = frozenset({"send_as_body_param", "send_as_path_param"})

    description: str | None = None
    type: str | None = None
    nullable: bool = False
    default: Node | None = None
    read_env: str | None = None
    auth: Auth | None = None
    send_in_header: str | None = None
    send_as_query_param: str | None = None
    send_in_cookie: str | None = None
    server_variable: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries(Section):
    """How often and when failed requests are repeated; delays are in seconds."""

    max_retries: int | None = None
    initial_delay_seconds: float | None = None
    max_delay_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Idempotency(Section):
    """The header that marks repetitions of a request."""

    header: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestDefaults(Section):
    """Options of all calls of a method; the timeout is like that of the client."""

    timeout: Node | None = None
    max_retries: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSettings(Section):
    """The client itself; `default_timeout` is in milliseconds, or ISO 8601."""

    _NOTED = frozenset(
        {"opt_in_new_security_behaviour", "opt_in_new_security_behavior"}
    )

    client_name: str | None = None
    default_env_prefix: str | None = None
    opts: Mapping[str, Option] = field(default_factory=dict)
    default_headers: Node | None = None
    default_timeout: Node | None = None
    default_retries: Retries | None = None
    idempotency: Idempotency | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Model(Selected):
    """A named type: the name or place of a schema, or another name of a model."""

    _SHORT = "openapi_uri"

    type: Literal["model", "alias"] = "model"
    openapi_uri: str | None = None
    to: str | None = None
    no_params_suffix: bool = False
    force_generation: bool = False
    param_model: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodStreaming(Section):
    """How a method streams: the boolean that asks for it, and the model of an event."""

    _NOTED = frozenset({"params_type_name"})

    param_discriminator: str | None = None
    stream_event_model: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Method(Selected):
    """A method: an endpoint, as `get /pets`, or another name of a method."""

    _SHORT = "endpoint"
    _NOTED = frozenset({"docs", "mcp", "skip_test_reason"})

    type: Literal["http", "alias", "webhook_unwrap", "websocket"] = "http"
    endpoint: str | None = None
    to: str | None = None
    paginated: bool | str | None = None
    streaming: MethodStreaming | bool | None = None
    positional_params: Texts | None = None
    body_param_name: str | None = None
    unwrap_response: str | bool | None = None
    default_request_options: RequestDefaults | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource(Selected):
    """A group of methods and models."""

    _NOTED = frozenset({"custom", "mcp"})

    description: str | None = None

    models: Mapping[str, Model] = field(default_factory=dict)
    methods: Mapping[str, Method] = field(default_factory=dict)
    subresources: Mapping[str, Resource] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaginationScheme(Section):
    """How endpoints are paged: members of the request and of the response."""

    _NOTED = frozenset({"description"})

    name: str = ""
    type: Literal[
        "cursor", "cursor_id", "cursor_url", "fake_page", "offset", "page_number"
    ]
    request: Node | None = None
    response: Node | None = None
    param_location: Literal["query", "body"] = "query"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuerySettings(Section):
    """How the query holds arrays and objects."""

    array_format: Literal["comma", "repeat", "indices", "brackets"] = "comma"
    nested_format: Literal["brackets", "dots"] = "brackets"


@dataclass(frozen=True, slots=True, kw_only=True)
class MultipartSettings(Section):
    """How a form holds arrays."""

    array_format: Literal["comma", "repeat", "indices", "brackets"] = "brackets"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnEvent(Section):
    """What the client does with some events of a stream.

    `event_type` is one type or a list of them; `null` stands for events without one.
    """

    kind: str | None = None
    event_type: Node | None = None
    data_starts_with: str | None = None
    handle: Literal["yield", "done", "error", "continue"] = "yield"
    error_property: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Streaming(Section):
    """What the events of a stream mean."""

    on_event: tuple[OnEvent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneralSettings(Section):
    """Settings of all packages."""

    _NOTED = frozenset({"disable_mock_tests", "license", "mock_server", "python"})
    _UNSUPPORTED = frozenset({"per_endpoint_security"})

    unwrap_response_fields: Texts = ()
    positional_params: bool = True
    file_header: str | None = None
    sort_schema_properties: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Transform(Section):
    """A change of the document; `args` depend on the command."""

    command: str = ""
    reason: str | None = None
    args: Node | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenApiSettings(Section):
    """What is done to the document; `transformations` is the older name."""

    _NOTED = frozenset({"code_samples", "code_sample_languages"})

    transforms: tuple[Transform, ...] = ()
    transformations: tuple[Transform, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stainless(Section):
    """The whole file."""

    _NOTED = frozenset({"codeflow", "diagnostics", "docs", "mcp", "publish", "readme"})

    edition: str | None = None
    organization: Organization | None = None
    targets: Targets | None = None
    package: Targets | None = None
    custom_casings: Mapping[str, Casing] = field(default_factory=dict)
    client_settings: ClientSettings | None = None
    environments: Mapping[str, str] = field(default_factory=dict)
    security: Node | None = None
    security_schemes: Node | None = None
    resources: Mapping[str, Resource] = field(default_factory=dict)
    unspecified_endpoints: Texts = ()
    pagination: tuple[PaginationScheme, ...] = ()
    query_settings: QuerySettings | None = None
    multipart_settings: MultipartSettings | None = None
    streaming: Streaming | None = None
    errors: Node | None = None
    settings: GeneralSettings | None = None
    openapi: OpenApiSettings | None = None

    @property
    def casings(self) -> Mapping[str, Casing]:
        """The casings of words and phrases, the singular and the plural apart."""
        found = dict(self.custom_casings)
        for name, casing in self.custom_casings.items():
            if casing.singular is not None:
                found[name] = casing.singular
            if casing.plural is not None and casing.plural.snake is not None:
                found[casing.plural.snake] = casing.plural
        return found

    @property
    def singulars(self) -> Mapping[str, str]:
        """The irregular singulars, by their plurals."""
        return {
            casing.plural.snake: casing.singular.snake
            for casing in self.custom_casings.values()
            if casing.singular is not None
            and casing.singular.snake is not None
            and casing.plural is not None
            and casing.plural.snake is not None
        }

    @property
    def python(self) -> PythonTarget | None:
        """The Python package, under whichever key."""
        sections = (self.targets, self.package)
        return next(
            (section.python for section in sections if section and section.python), None
        )

    @property
    def transforms(self) -> tuple[Transform, ...]:
        """The changes of the document, under whichever key."""
        if self.openapi is None:
            return ()
        return (*self.openapi.transformations, *self.openapi.transforms)
