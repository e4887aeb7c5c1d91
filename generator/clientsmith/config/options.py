"""The options themselves: what may be set, of which kind, and its default."""

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
    ConfigDict,
    StrictBool,
    StrictInt,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError

from clientsmith.config.differences import NO_DIFF_CONFIG, DiffConfig
from clientsmith.config.messages import config_error, suggest
from clientsmith.config.positions import ConfigText
from clientsmith.diagnostics import DiagnosticError, Location
from clientsmith.support.urls import is_url, refusal

_FORBID_UNKNOWN = ConfigDict(extra="forbid")


def _reject(problem: str) -> PydanticCustomError:
    return PydanticCustomError("rejected", "{problem}", {"problem": problem})


def _matching(pattern: str, expectation: str) -> AfterValidator:
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise _reject(f"must be {expectation}")
        return value

    return AfterValidator(check)


def _names(minimum: int, expectation: str) -> AfterValidator:
    """At least `minimum` Python names with dots between them."""

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
    """Nothing is fetched where a file is named: output would depend on the day."""
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
EnvironmentVariable = Annotated[
    str, _matching("[A-Z_][A-Z0-9_]*", "capitals, digits and underscores")
]
ArgumentKey = Annotated[
    str,
    _matching(
        r"\S.* (path|query|header|cookie|body)\..+",
        'the operation, then place and name, as "GET /apps query.name"',
    ),
]
HeaderName = Annotated[
    str, _matching(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", "the name of a header")
]
Seconds = Annotated[StrictInt, AfterValidator(_positive)]
SourceText = Annotated[str, AfterValidator(_source)]
FilePath = Annotated[Path, BeforeValidator(_no_url), AfterValidator(_anchor)]
CredentialPart = Literal[
    "key", "token", "username", "password", "client_id", "client_secret"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialConfig:
    """Names for the credentials of one security scheme.

    `arguments` and `env` go from a part of the credential to the constructor's
    argument and to the environment variable. An apiKey scheme has the part `key`,
    HTTP bearer `token`, HTTP basic `username` and `password`, OAuth 2 `client_id`
    and `client_secret`. `token_auth` says where the token request of OAuth 2 puts
    them (RFC 6749 section 2.3.1).
    """

    __pydantic_config__ = _FORBID_UNKNOWN

    arguments: Mapping[CredentialPart, Name] = field(default_factory=dict)
    env: Mapping[CredentialPart, EnvironmentVariable] = field(default_factory=dict)
    token_auth: Literal["body", "basic"] | None = None


# Options that do not change a package.
_IRRELEVANT = (
    "name", "sources", "pages", "output", "strict", "allow_skips", "file",
)  # fmt: skip
# What a response may say, each in the body or in a header.
PLACES = ("next", "more", "last", "total", "count", "pages", "current")
_PLACE_KEYS = frozenset(PLACES) | {f"{each}_header" for each in PLACES}
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
    """How one operation is paged.

    `offset`, `page`, `cursor`, `before` and `limit` are request parameters by their wire
    names; `paging.cursor` is the member `cursor` of the parameter, or member of the
    body, `paging`. `first` is the number of the first page or item, or the cursor that
    stands for the first page. `default_limit` and `max_limit` are for what the document
    does not say. `before` walks backwards, and `id` is the member of an item that is its
    cursor.

    `items` (without it the body is the array), `next`, `more`, `last`, `total`, `count`,
    `pages` and `current` are dotted paths in the response body, or JSON pointers where
    names have dots; all but `items` can also be headers, `next_header` and so on. `more`
    says whether there are more pages, `last` whether there are not. `count` is for a
    number that may be that of this page alone, `current` for the number of this page or
    of its first item. `next` has the value for the parameter, or a URL: in a list of
    links, `links.next.href` is that with the relation `next`. Without it, `link` follows
    RFC 8288.
    """

    __pydantic_config__ = _FORBID_UNKNOWN

    kind: Literal["offset", "page", "cursor", "item", "link"]
    items: str | None = None
    offset: str | None = None
    page: str | None = None
    cursor: str | None = None
    before: str | None = None
    id: str | None = None
    first: int | str | None = None
    limit: str | None = None
    default_limit: int | None = None
    max_limit: int | None = None
    next: str | None = None
    next_header: str | None = None
    more: str | None = None
    more_header: str | None = None
    last: str | None = None
    last_header: str | None = None
    total: str | None = None
    total_header: str | None = None
    count: str | None = None
    count_header: str | None = None
    pages: str | None = None
    pages_header: str | None = None
    current: str | None = None
    current_header: str | None = None

    def __post_init__(self) -> None:
        needed, optional = _PAGINATION_KEYS[self.kind]
        given = {key for key, value in asdict(self).items() if value is not None}
        known = {"kind", "items", *optional}.union(*needed)
        problems = [
            f"needs {' or '.join(f'`{key}`' for key in group)}"
            for group in needed
            if not given & set(group)
        ]
        problems += [f"has no use for `{key}`" for key in sorted(given - known)]
        if problems:
            raise _reject(f'of kind "{self.kind}" {", ".join(problems)}')


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryConfig:
    """How the query holds arrays and objects, where `form` is all that is known.

    `arrays` are `a=1&a=2`, `a[]=1&a[]=2`, `a[0]=1&a[1]=2` or `a=1,2`; the members of
    `objects` are `a[b]=1` or `a.b=1`. Without either, it is as OpenAPI says, and JSON
    where it says nothing: in arrays of objects, and in objects in objects.
    """

    __pydantic_config__ = _FORBID_UNKNOWN

    arrays: Literal["repeat", "brackets", "indices", "comma"] | None = None
    objects: Literal["brackets", "dots"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhooksConfig:
    """How the API signs its webhooks (HMAC with SHA-256).

    `standard` is Standard Webhooks (standardwebhooks.com). `stripe` has `t=TIME,v1=HEX`
    in the header `Stripe-Signature`, and signs time and body. `github` has `sha256=HEX`
    in `X-Hub-Signature-256`, and signs the body. `header` names another header for the
    last two. `tolerance` is how many seconds the time may differ, 300 if left out; there
    is no time in `github`. The table makes a client read webhooks that its document
    does not describe.
    """

    __pydantic_config__ = _FORBID_UNKNOWN

    signature: Literal["standard", "stripe", "github"] = "standard"
    header: HeaderName | None = None
    tolerance: Seconds | None = None

    def __post_init__(self) -> None:
        useless = {"standard": "header", "github": "tolerance"}.get(self.signature, "")
        if useless and getattr(self, useless) is not None:
            raise _reject(f'of signature "{self.signature}" has no use for `{useless}`')


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionConfig:
    """Operations that have one of these tags, match one of these paths, and so on.

    In `paths` `*` stands for any characters, slashes too. `operations` goes by
    `GET /path` or operationId.
    """

    __pydantic_config__ = _FORBID_UNKNOWN

    tags: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    deprecated: StrictBool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesConfig:
    """Which pages of a documentation site make up the document.

    The table makes `update` merge the pages, even where the site links to a document.
    `api` chooses one of several documents that the pages are of. `include` and `exclude`
    are globs for the page's address, its path, its name or its section in the index.
    """

    __pydantic_config__ = _FORBID_UNKNOWN

    api: str | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientConfig:
    """The options of one client; the module's docstring shows them in use.

    Paths are absolute, except in `sources`: they are URLs, or paths relative to the
    configuration. The package is written to `package_dir`. `file` is no key, but the
    configuration itself. `class_name` and
    `env_prefix` are left to the naming stage when None. A pagination entry of None
    switches pagination off for that operation.
    """

    __pydantic_config__ = _FORBID_UNKNOWN

    name: str
    document: FilePath
    sources: tuple[SourceText, ...] = ()
    pages: PagesConfig | None = None
    overlays: tuple[FilePath, ...] = ()
    package: Name
    output: FilePath
    class_name: Name | None = None
    env_prefix: EnvironmentVariable | None = None
    http_library: Literal["httpx2", "httpx"] = "httpx2"
    strict: StrictBool = False
    allow_skips: StrictBool = False
    retry_policy: Literal["safe", "all"] = "safe"
    require_credentials: Literal["request", "constructor"] = "request"
    include: SelectionConfig | None = None
    exclude: SelectionConfig | None = None
    methods: Mapping[str, MethodName] = field(default_factory=dict)
    types: Mapping[str, Name] = field(default_factory=dict)
    arguments: Mapping[ArgumentKey, Name] = field(default_factory=dict)
    credentials: Mapping[str, CredentialConfig] = field(default_factory=dict)
    environments: Mapping[str, str] = field(default_factory=dict)
    pagination: Mapping[
        str,
        Annotated[PaginationConfig | None, BeforeValidator(_pagination_or_off)],
    ] = field(default_factory=dict)
    query: QueryConfig = field(default_factory=QueryConfig)
    webhooks: WebhooksConfig | None = None
    formats: Mapping[str, ImportableName] = field(default_factory=dict)
    file: ConfigText | None = field(default=None, compare=False, repr=False)

    @property
    def package_dir(self) -> Path:
        """The folder that the package is written to."""
        return self.output / self.package

    def place(self, *key: str) -> Location | None:
        """Where the configuration says something about the client, as far as known."""
        return (
            None if self.file is None else self.file.place(("clients", self.name, *key))
        )


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
        return tuple({self.output: None} | {each.output: None for each in self.clients})

    def select(self, names: Iterable[str] = ()) -> tuple[ClientConfig, ...]:
        """The clients of these names in the file's order, or all without names.

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
    return json.dumps(
        options,
        sort_keys=True,
        separators=(",", ":"),
        default=lambda path: portable(path, root),
    )


def configuration_hash(client: ClientConfig, root: Path) -> str:
    """SHA-256 of `configuration_json`, in hexadecimal."""
    return hashlib.sha256(configuration_json(client, root).encode()).hexdigest()


def normalise(path: Path) -> Path:
    """The path without `..`, links not followed."""
    # Not Path.resolve: two links to one folder are found when they are written to.
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and len(parts) > 1:
            parts.pop()
        else:
            parts.append(part)
    return Path(*parts)


def portable(path: Path, root: Path) -> str:
    """The path relative to `root` with `/`; outside of it, the name alone."""
    normal = normalise(path)
    if normal.is_relative_to(normalise(root)):
        return normal.relative_to(normalise(root)).as_posix()
    return normal.name
