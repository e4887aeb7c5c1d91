"""Names of the client as a whole: classes, credentials, server variables."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from clientsmith.config import ClientConfig, CredentialPart
from clientsmith.model.api import (
    Api,
    ApiKeyScheme,
    BasicScheme,
    BearerScheme,
    ClientCredentialsScheme,
    SecurityScheme,
    Server,
)
from clientsmith.naming.names import ClientNames, CredentialName
from clientsmith.naming.scopes import Scope
from clientsmith.naming.words import pascal, snake, usable, words

_RESERVED = frozenset(
    [
        "self",
        "base_url",
        "timeout",
        "max_retries",
        "deadline",
        "backoff",
        "max_response_size",
        "limits",
        "before_attempt",
        "after_attempt",
        "http2",
        "further",
        "default_headers",
        "default_query",
        "http_client",
        "environment",
        "set_default_headers",
        "set_default_query",
    ]
)
# Names beside the classes in their module, or exported with them.
_TAKEN = frozenset(
    [
        "Any", "ApiInfo", "AsyncClient", "AsyncHttpClient", "AsyncStream", "BaseModel",
        "ClientError", "ClientOptions", "FileTypes", "FurtherOptions",
        "HttpClient", "Literal", "Mapping", "JsonLines", "NotGiven", "Omit", "PaginationError", "RawContent",
        "RequestOptions", "Self", "Server", "ServerSentEvent", "Stream", "SyncClient",
        "Timeout", "TypeAlias", "Unpack",
    ]
)  # fmt: skip
_KNOWN_ENVIRONMENTS = (
    "production", "sandbox", "staging", "development", "test", "testing", "preview",
    "local", "demo", "live", "beta",
)  # fmt: skip

# In words.
_LONGEST_ENVIRONMENT = 3


def name_client(api: Api, config: ClientConfig) -> ClientNames:
    """Name classes, credentials and environments, as configured or by rule."""
    client = config.class_name or _class_name(config.package)
    prefix = config.env_prefix or snake(config.package).upper() or "API"
    scope = Scope(_RESERVED)
    webhook_secret = None
    if api.webhooks or config.webhooks:
        secret = scope.claim("webhook_secret")
        webhook_secret = CredentialName(secret, f"{prefix}_{secret.upper()}")
    credentials: dict[tuple[str, str], CredentialName] = {}
    for scheme in sorted(api.schemes, key=lambda scheme: scheme.name):
        configured = config.credentials.get(scheme.name)
        for part, default in _parts(scheme):
            argument = configured.arguments.get(part) if configured else None
            env = configured.env.get(part) if configured else None
            name = scope.claim(
                argument or default, usable(snake(scheme.name), "credential")
            )
            credentials[scheme.name, part] = CredentialName(
                name, env or f"{prefix}_{name.upper()}"
            )
    # Servers share variables of the same name.
    names = {variable.name for server in api.servers for variable in server.variables}
    variables = {
        name: scope.claim(usable(snake(name), "variable")) for name in sorted(names)
    }
    return ClientNames(
        package=config.package,
        client=client,
        async_client=f"Async{client}",
        error=f"{client}Error",
        env_prefix=prefix,
        credentials=credentials,
        variables=variables,
        environments=_environments(api.servers, config),
        webhook_secret=webhook_secret,
    )


def _class_name(package: str) -> str:
    name = usable(pascal(package), "Client")
    made = {name, f"Async{name}", f"{name}Error", f"{name}Options"}
    return name if made.isdisjoint(_TAKEN) else f"{name}Api"


def _parts(scheme: SecurityScheme) -> Iterator[tuple[CredentialPart, str]]:
    """Return the parts of a scheme's credential with their usual arguments."""
    match scheme:
        case ApiKeyScheme():
            yield "key", "api_key"
        case BearerScheme():
            usual = "api_key" if scheme.assumed else "bearer_token"
            yield "token", "access_token" if scheme.delegated else usual
        case BasicScheme():
            yield "username", "username"
            yield "password", "password"
        case ClientCredentialsScheme():
            yield "client_id", "client_id"
            yield "client_secret", "client_secret"
        case _:
            return


def _environments(
    servers: tuple[Server, ...], config: ClientConfig
) -> tuple[str | None, ...]:
    """Name each server if there are several."""
    if len(servers) < 2 and not config.environments:
        return (None,) * len(servers)
    by_url = {url: name for name, url in config.environments.items()}
    scope = Scope(by_url.values())
    addresses = [_address(server.url) for server in servers]
    common = set.intersection(*map(set, addresses)) if len(addresses) > 1 else set()
    return tuple(
        by_url.get(server.url)
        or scope.claim(
            _environment(server, [word for word in address if word not in common])
        )
        for server, address in zip(servers, addresses, strict=True)
    )


def _address(url: str) -> list[str]:
    """Return the words of an address without its top-level domain."""
    host, slash, path = url.partition("://")[2].partition("/")
    return words(f"{host.rpartition('.')[0] or host}{slash}{path}")


def _environment(server: Server, own: list[str]) -> str:
    """Name a server by its description, else by the words that only its address has."""
    if urlsplit(server.url).hostname in ("localhost", "127.0.0.1"):
        return "local"
    described = words(server.description or "")
    for word in (*described, *own):
        if word in _KNOWN_ENVIRONMENTS:
            return word
    chosen = (
        described if 0 < len(described) <= _LONGEST_ENVIRONMENT else own or described
    )
    return usable("_".join(chosen[:_LONGEST_ENVIRONMENT]), "default")
