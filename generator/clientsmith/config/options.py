"""The keys of the configuration: type, default, description and example of each.

The dataclasses below are the only table of keys. The reader checks files against them,
and `config/schema.py` makes the JSON Schema, from which the reference page is made.
"""

from __future__ import annotations

import hashlib
import json
import keyword
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    StrictBool,
    StrictInt,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from clientsmith.config.differences import NO_DIFF_CONFIG, DiffConfig
from clientsmith.config.keys import FORBID_UNKNOWN, key
from clientsmith.config.messages import config_error, suggest
from clientsmith.config.positions import ConfigText
from clientsmith.diagnostics import DiagnosticError, Location
from clientsmith.support.urls import is_url, refusal


def _reject(problem: str) -> PydanticCustomError:
    return PydanticCustomError("rejected", "{problem}", {"problem": problem})


def _pattern(pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^({pattern})$"})


def _matching(pattern: str, expectation: str) -> AfterValidator:
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise _reject(f"must be {expectation}")
        return value

    return AfterValidator(check)


def _names(minimum: int, expectation: str) -> AfterValidator:
    """Require at least `minimum` Python names with dots between them."""

    def check(value: str) -> str:
        parts = value.split(".")
        usable = all(part.isidentifier() for part in parts)
        if not usable or len(parts) < minimum or (minimum == 1 and len(parts) > 1):
            raise _reject(f"must be {expectation}")
        for part in parts:
            if keyword.iskeyword(part):
                raise _reject(f"must be {expectation} without the keyword `{part}`")
        return value

    return AfterValidator(check)


def _no_url(path: object) -> object:
    """Reject a URL where a file is named: the output would depend on the day."""
    if isinstance(path, str) and is_url(path):
        raise PydanticCustomError("url", "must be a path, not a URL")
    return path


def _anchor(path: Path, info: ValidationInfo) -> Path:
    root: Path = info.context["root"] if info.context else Path.cwd()
    return root / path


def _pagination_or_off(value: object) -> object:
    if value is False:
        return None
    if not isinstance(value, dict):
        raise _reject("must be a table, or false to switch pagination off")
    return value


def _positive(value: int) -> int:
    if value <= 0:
        raise _reject("must be a number above 0")
    return value


def _source(value: str) -> str:
    reason = refusal(value) if is_url(value) else None
    if reason is not None:
        # Not `_reject`: the value may hold a password.
        raise PydanticCustomError("withheld", "{reason}", {"reason": reason})
    return value


Name = Annotated[str, _names(1, "a Python name")]
MethodName = Annotated[str, _names(2, 'resource and method, as "invocations.list"')]
ImportableName = Annotated[str, _names(2, 'an importable type, as "uuid.UUID"')]
_VARIABLE = "[A-Z_][A-Z0-9_]*"
EnvironmentVariable = Annotated[
    str,
    _matching(_VARIABLE, "capitals, digits and underscores"),
    _pattern(_VARIABLE),
]
_ARGUMENT = r"\S.* (path|query|header|cookie|body)\..+"
ArgumentKey = Annotated[
    str,
    _matching(
        _ARGUMENT, 'the operation, then place and name, as "GET /apps query.name"'
    ),
    _pattern(_ARGUMENT),
]
_HEADER = r"[A-Za-z0-9!#$%&'*+.^_`|~-]+"
HeaderName = Annotated[
    str, _matching(_HEADER, "the name of a header"), _pattern(_HEADER)
]
Seconds = Annotated[
    StrictInt,
    AfterValidator(_positive),
    WithJsonSchema({"type": "integer", "exclusiveMinimum": 0}),
]
SourceText = Annotated[str, AfterValidator(_source)]
FilePath = Annotated[Path, BeforeValidator(_no_url), AfterValidator(_anchor)]
CredentialPart = Literal[
    "key", "token", "username", "password", "client_id", "client_secret"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialConfig:
    """Names for the credentials of one security scheme.

    The key of the table is the scheme's name in the document. A scheme of type `apiKey`
    has the part `key`, HTTP bearer `token`, HTTP basic `username` and `password`, and
    OAuth 2 `client_id` and `client_secret`.
    """

    __pydantic_config__ = FORBID_UNKNOWN

    arguments: Annotated[
        Mapping[CredentialPart, Name],
        key(
            "Names of the constructor's arguments, by part of the credential.",
            {"token": "api_key"},
        ),
    ] = field(default_factory=dict)
    env: Annotated[
        Mapping[CredentialPart, EnvironmentVariable],
        key(
            "Environment variables that the client reads, by part of the credential. By"
            " default the prefix and the argument's name, such as `ACME_API_KEY`.",
            {"token": "ACME_TOKEN"},
        ),
    ] = field(default_factory=dict)
    token_auth: Annotated[
        Literal["body", "basic"] | None,
        key(
            "Where the OAuth 2 token request has the client's credentials (RFC 6749,"
            " section 2.3.1): in the body (the default), or in an `Authorization` header.",
            "basic",
        ),
    ] = None


# Options that do not change a package.
_IRRELEVANT = (
    "name", "sources", "pages", "output", "strict", "allow_skips", "file",
)  # fmt: skip
# The information that a response may contain, in the body or in a header.
PLACES = ("next", "more", "last", "total", "count", "pages", "current")
_PLACE_KEYS = frozenset(PLACES) | {f"{place}_header" for place in PLACES}
_LIMIT_KEYS = frozenset({"limit", "default_limit", "max_limit"})
_FLAG_KEYS = frozenset({"more", "more_header", "last", "last_header"})
_NEXT_KEYS = frozenset({"next", "next_header"})
_PAGES_KEYS = frozenset({"pages", "pages_header"})
# For each kind: groups of keys of which one is needed, then the optional keys.
_PAGINATION_KEYS: Mapping[str, tuple[tuple[tuple[str, ...], ...], frozenset[str]]] = {
    "offset": ((("offset",),), (_PLACE_KEYS - _PAGES_KEYS) | _LIMIT_KEYS | {"first"}),
    "page": ((("page",),), _PLACE_KEYS | _LIMIT_KEYS | {"first"}),
    "cursor": (
        (("cursor",), ("next", "next_header")),
        _FLAG_KEYS | _LIMIT_KEYS | {"first"},
    ),
    "item": ((("cursor",),), _FLAG_KEYS | _LIMIT_KEYS | {"before", "id"}),
    "link": ((), _NEXT_KEYS | _FLAG_KEYS | _LIMIT_KEYS),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaginationConfig:
    """The pagination of one operation.

    Request parameters are named as in the document; `paging.cursor` is the member
    `cursor` of the parameter, or of the property of the body, `paging`. Values in the
    response are dotted paths in the body, or JSON pointers where names have dots.
    """

    __pydantic_config__ = FORBID_UNKNOWN

    kind: Annotated[
        Literal["offset", "page", "cursor", "item", "link"],
        key(
            "How the next page is requested: by the number of items to skip (`offset`),"
            " by the number of the page (`page`), by a token from the page before"
            " (`cursor`), by the id of the last item (`item`), or by a URL (`link`).",
            "cursor",
        ),
    ]
    items: Annotated[
        str | None,
        key("The items of a page. By default the body is the array.", "data"),
    ] = None
    offset: Annotated[
        str | None,
        key("`offset`: the parameter with the number of items to skip.", "offset"),
    ] = None
    page: Annotated[
        str | None, key("`page`: the parameter with the number of the page.", "page")
    ] = None
    cursor: Annotated[
        str | None,
        key(
            "`cursor` and `item`: the parameter with the token, or with the id of the"
            " last item.",
            "page.after",
        ),
    ] = None
    before: Annotated[
        str | None,
        key(
            "`item`: the parameter with the id of the first item, to walk backwards.",
            "ending_before",
        ),
    ] = None
    id: Annotated[
        str | None,
        key(
            "`item`: the property of an item that is its cursor. By default `id`.",
            "key",
        ),
    ] = None
    first: Annotated[
        int | str | None,
        key(
            "The number of the first page or item, or the cursor that stands for the"
            " first page.",
            0,
        ),
    ] = None
    limit: Annotated[
        str | None, key("The parameter with the number of items per page.", "size")
    ] = None
    default_limit: Annotated[
        int | None,
        key("The default of `limit`, where the document does not have it.", 50),
    ] = None
    max_limit: Annotated[
        int | None,
        key("The maximum of `limit`, where the document does not have it.", 100),
    ] = None
    next: Annotated[
        str | None,
        key(
            "The value for the parameter of the next page, or its URL. In a list of"
            " links, `links.next.href` is the link with the relation `next`. Without it,"
            " `link` follows the `Link` header (RFC 8288).",
            "meta.next",
        ),
    ] = None
    next_header: Annotated[
        str | None, key("A header with the same value.", "X-Next-Offset")
    ] = None
    more: Annotated[str | None, key("Whether there are more pages.", "has_more")] = None
    more_header: Annotated[
        str | None, key("A header with the same value.", "X-Has-More")
    ] = None
    last: Annotated[str | None, key("Whether this is the last page.", "last")] = None
    last_header: Annotated[
        str | None, key("A header with the same value.", "X-Last-Page")
    ] = None
    total: Annotated[str | None, key("The number of all items.", "total")] = None
    total_header: Annotated[
        str | None, key("A header with the same value.", "X-Total-Count")
    ] = None
    count: Annotated[
        str | None,
        key("A number that counts all items or those of this page alone.", "count"),
    ] = None
    count_header: Annotated[
        str | None, key("A header with the same value.", "X-Count")
    ] = None
    pages: Annotated[str | None, key("The number of pages.", "pages")] = None
    pages_header: Annotated[
        str | None, key("A header with the same value.", "X-Total-Pages")
    ] = None
    current: Annotated[
        str | None, key("The number of this page or of its first item.", "page")
    ] = None
    current_header: Annotated[
        str | None, key("A header with the same value.", "X-Page")
    ] = None

    def __post_init__(self) -> None:
        needed, optional = _PAGINATION_KEYS[self.kind]
        given = {key for key, value in asdict(self).items() if value is not None}
        known = {"kind", "items", *optional}.union(*needed)
        problems = [
            f"needs {' or '.join(f'`{key}`' for key in group)}"
            for group in needed
            if not given & set(group)
        ]
        problems += [f"does not use `{key}`" for key in sorted(given - known)]
        if problems:
            raise _reject(f'of kind "{self.kind}" {", ".join(problems)}')


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryConfig:
    """The format of arrays and objects in the query, where the document leaves it open.

    Without these keys, arrays of objects and objects in objects are JSON in the query.
    The keys hold for parameters of the style `deepObject` and of the default style.
    """

    __pydantic_config__ = FORBID_UNKNOWN

    arrays: Annotated[
        Literal["repeat", "brackets", "indices", "comma"] | None,
        key("`a=1&a=2`, `a[]=1&a[]=2`, `a[0]=1&a[1]=2` or `a=1,2`.", "brackets"),
    ] = None
    objects: Annotated[
        Literal["brackets", "dots"] | None, key("`a[b]=1` or `a.b=1`.", "dots")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhooksConfig:
    """The signature of the API's webhooks (HMAC with SHA-256).

    With this table a client also reads webhooks that its document does not describe.
    """

    __pydantic_config__ = FORBID_UNKNOWN

    signature: Annotated[
        Literal["standard", "stripe", "github"],
        key(
            "The scheme. `standard` is Standard Webhooks. `stripe` signs time and body,"
            " and sends `t=TIME,v1=HEX` in `Stripe-Signature`. `github` signs the body,"
            " and sends `sha256=HEX` in `X-Hub-Signature-256`.",
            "stripe",
        ),
    ] = "standard"
    header: Annotated[
        HeaderName | None,
        key("Another header, for `stripe` and `github`.", "Acme-Signature"),
    ] = None
    tolerance: Annotated[
        Seconds | None,
        key(
            "How many seconds the time of a webhook may differ, 300 by default. `github`"
            " sends no time.",
            600,
        ),
    ] = None

    def __post_init__(self) -> None:
        useless = {"standard": "header", "github": "tolerance"}.get(self.signature, "")
        if useless and getattr(self, useless) is not None:
            raise _reject(f'of signature "{self.signature}" does not use `{useless}`')


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionConfig:
    """A part of the API: operations that match at least one of these keys."""

    __pydantic_config__ = FORBID_UNKNOWN

    tags: Annotated[
        tuple[str, ...], key("Operations with one of these tags.", ["internal"])
    ] = ()
    paths: Annotated[
        tuple[str, ...],
        key(
            "Globs for paths; `*` stands for any characters, slashes too.",
            ["/admin/*"],
        ),
    ] = ()
    operations: Annotated[
        tuple[str, ...],
        key(
            "Operations by operationId, or by method and path.",
            ["GET /debug", "getInvocation"],
        ),
    ] = ()
    deprecated: Annotated[StrictBool, key("Deprecated operations.", True)] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesConfig:
    """The pages of a documentation site that make up the document.

    With this table, `update` merges the pages even if the site links to a document.
    Globs match the address of a page, its path, its name or its section in the index.
    """

    __pydantic_config__ = FORBID_UNKNOWN

    api: Annotated[
        str | None,
        key("The API, where the pages describe several.", "billing"),
    ] = None
    include: Annotated[
        tuple[str, ...],
        key("Globs for the pages to merge. By default all of them.", ["*/reference/*"]),
    ] = ()
    exclude: Annotated[
        tuple[str, ...], key("Globs for pages to leave out.", ["*/beta/*"])
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientConfig:
    """One client. The key of the table is its name.

    All keys but `document` are optional.
    """

    # Paths are absolute here, except in `sources`. `name` and `file` are not keys of
    # the table: they are its own key and the file that contains it. None in
    # `pagination` switches pagination off for that operation.

    __pydantic_config__ = FORBID_UNKNOWN

    name: str
    document: Annotated[
        FilePath,
        key("Path of the OpenAPI document, in YAML or JSON.", "specs/acme.yaml"),
    ]
    sources: Annotated[
        tuple[SourceText, ...],
        key(
            "Where `clientsmith update` gets the document from: one document, an index"
            " of a documentation site, or pages. URLs, or paths relative to the"
            " configuration.",
            ["https://acme.example/openapi.yaml"],
        ),
    ] = ()
    pages: Annotated[
        PagesConfig | None, key("Which pages of a documentation site to merge.")
    ] = None
    overlays: Annotated[
        tuple[FilePath, ...],
        key(
            "OpenAPI Overlays (1.0) to apply to the document, in this order.",
            ["specs/acme.overlay.yaml"],
        ),
    ] = ()
    stainless: Annotated[
        FilePath | None,
        key(
            "A `stainless.yml`. The package has the layout that Stainless gave it, and"
            " the contents that the file describes; see the page on Stainless.",
            "stainless.yml",
        ),
    ] = None
    package: Annotated[
        Name, key("Name of the package. By default the name of the client.", "acme")
    ]
    output: Annotated[
        FilePath,
        key("Parent folder of the package. By default `output` at the top.", "src"),
    ]
    class_name: Annotated[
        Name | None,
        key(
            "Name of the client's class; the asynchronous one has `Async` in front. By"
            " default made from the package's name.",
            "Acme",
        ),
    ] = None
    env_prefix: Annotated[
        EnvironmentVariable | None,
        key(
            "Prefix of the environment variables that the client reads, such as"
            " `ACME_API_KEY`. By default the package's name in capitals.",
            "ACME",
        ),
    ] = None
    http_library: Annotated[
        Literal["httpx2", "httpx"],
        key("HTTP library that the package imports.", "httpx"),
    ] = "httpx2"
    strict: Annotated[
        StrictBool, key("Whether warnings about the document are errors.", True)
    ] = False
    allow_skips: Annotated[
        StrictBool, key("Whether to leave out operations that are in error.", True)
    ] = False
    retry_policy: Annotated[
        Literal["safe", "all"],
        key(
            "Which requests to repeat after a failure: those with a method that is safe"
            " to repeat or with an idempotency key, or all.",
            "all",
        ),
    ] = "safe"
    require_credentials: Annotated[
        Literal["request", "constructor"],
        key(
            "When missing credentials are an error: at the first request that needs"
            " them, or in the constructor.",
            "constructor",
        ),
    ] = "request"
    include: Annotated[
        SelectionConfig | None, key("The part of the API to generate. By default all.")
    ] = None
    exclude: Annotated[
        SelectionConfig | None, key("The part of the API to leave out.")
    ] = None
    methods: Annotated[
        Mapping[str, MethodName],
        key(
            "Names of methods, by operationId or by method and path. Dots separate"
            " nested resources.",
            {"GET /invocations": "invocations.list"},
        ),
    ] = field(default_factory=dict)
    types: Annotated[
        Mapping[str, Name],
        key(
            "Names of types, by the component's name or by the schema's JSON pointer.",
            {"acme.v1.Invocation": "Invocation"},
        ),
    ] = field(default_factory=dict)
    arguments: Annotated[
        Mapping[ArgumentKey, Name],
        key(
            "Names of arguments, by the operation, the place (`path`, `query`, `header`,"
            " `cookie` or `body`) and the name in the document.",
            {"GET /invocations query.app_name": "app"},
        ),
    ] = field(default_factory=dict)
    credentials: Annotated[
        Mapping[str, CredentialConfig],
        key("Names for credentials, by the security scheme's name in the document."),
    ] = field(default_factory=dict)
    environments: Annotated[
        Mapping[str, str],
        key(
            "Names for servers and their URLs, for the client's argument `environment`.",
            {"local": "http://localhost:8000"},
        ),
    ] = field(default_factory=dict)
    pagination: Annotated[
        Mapping[
            str,
            Annotated[PaginationConfig | None, BeforeValidator(_pagination_or_off)],
        ],
        key(
            "How operations are paged, by operationId, by method and path, or by the"
            " name of the method; `false` for not at all. By default recognised from"
            " the document.",
            {"GET /debug/log": False},
        ),
    ] = field(default_factory=dict)
    query: Annotated[QueryConfig, key("How the query holds arrays and objects.")] = (
        field(default_factory=QueryConfig)
    )
    webhooks: Annotated[
        WebhooksConfig | None, key("How the API signs its webhooks.")
    ] = None
    formats: Annotated[
        Mapping[str, ImportableName],
        key("Python types for formats of JSON Schema.", {"uuid": "uuid.UUID"}),
    ] = field(default_factory=dict)
    file: ConfigText | None = field(default=None, compare=False, repr=False)

    @property
    def package_dir(self) -> Path:
        """The folder that the package is written to."""
        return self.output / self.package

    def place(self, *key: str) -> Location | None:
        """Return the location of a key of the client, as far as known."""
        return (
            None if self.file is None else self.file.place(("clients", self.name, *key))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The configuration in a file: `clientsmith.toml`, or `[tool.clientsmith]`."""

    __pydantic_config__ = FORBID_UNKNOWN

    output: Annotated[str, key("Parent folder of the packages.", "src/vendor")] = (
        "generated"
    )
    clients: Annotated[
        Mapping[str, ClientConfig], key("The clients to generate, by name.")
    ]
    diff: Annotated[
        DiffConfig, key("Decisions about the changes that `diff` reports.")
    ] = NO_DIFF_CONFIG


@dataclass(frozen=True, slots=True)
class Settings:
    """A configuration file: the clients in its order, all paths absolute."""

    root: Path
    output: Path
    clients: tuple[ClientConfig, ...]
    diff: DiffConfig = NO_DIFF_CONFIG

    @property
    def outputs(self) -> tuple[Path, ...]:
        """The folders that packages are written to."""
        return tuple(
            {self.output: None} | {client.output: None for client in self.clients}
        )

    def select(self, names: Iterable[str] = ()) -> tuple[ClientConfig, ...]:
        """Return the clients of these names in the file's order; all clients without
        names.

        Raises `DiagnosticError` for each name that is not configured.
        """
        wanted = set(names)
        known = [client.name for client in self.clients]
        unknown = sorted(wanted.difference(known))
        if unknown:
            raise DiagnosticError(
                config_error(f"no client is called `{name}`", hint=suggest(name, known))
                for name in unknown
            )
        return tuple(
            client for client in self.clients if not wanted or client.name in wanted
        )


def configuration_json(client: ClientConfig, root: Path) -> str:
    """Everything in the options that can change the output, in one canonical form.

    Paths are relative to `root` with `/`; of a file outside it only the name counts,
    so that the text is the same on every machine. Where the document comes from, where
    the output goes and which findings stop the run do not count.
    """
    options = asdict(client)
    for irrelevant in _IRRELEVANT:
        del options[irrelevant]
    if client.stainless is None:  # the hash of other packages is as it was
        del options["stainless"]
    return json.dumps(
        options,
        sort_keys=True,
        separators=(",", ":"),
        default=lambda path: portable(path, root),
    )


def configuration_hash(client: ClientConfig, root: Path) -> str:
    """Return the SHA-256 of `configuration_json`, in hexadecimal."""
    return hashlib.sha256(configuration_json(client, root).encode()).hexdigest()


def normalise(path: Path) -> Path:
    """Return the path without `..`; do not follow links."""
    # Not Path.resolve: two links to one folder are found when they are written to.
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and len(parts) > 1:
            parts.pop()
        else:
            parts.append(part)
    return Path(*parts)


def portable(path: Path, root: Path) -> str:
    """Return the path relative to `root` with `/`; outside of it, only the name."""
    normal = normalise(path)
    if normal.is_relative_to(normalise(root)):
        return normal.relative_to(normalise(root)).as_posix()
    return normal.name
