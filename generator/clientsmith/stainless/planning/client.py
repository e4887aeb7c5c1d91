"""The clients: options, credentials, environments and settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from clientsmith.config import ClientConfig
from clientsmith.document.documents import Node
from clientsmith.document.members import flag, text
from clientsmith.document.values import JsonValue
from clientsmith.model.api import (
    ApiKeyScheme,
    BasicScheme,
    BearerScheme,
    ClientCredentialsScheme,
    SecurityScheme,
)
from clientsmith.stainless.config import ClientSettings, Option
from clientsmith.stainless.names import words_of
from clientsmith.stainless.plan import (
    AuthPlan,
    ClientPlan,
    EventRule,
    OptionPlan,
    OptionType,
    PackagePlan,
)
from clientsmith.stainless.planning.context import Planning
from clientsmith.stainless.planning.durations import seconds

_PRODUCTION = "production"
_AUTH = "x-stainless-auth"
# Arguments that every client has.
_ARGUMENTS = frozenset(
    {
        *("base_url", "default_headers", "default_query", "environment", "http_client"),
        *("max_retries", "timeout"),
    }
)


def client(planning: Planning) -> ClientPlan:
    """Return the plan of the clients."""
    config = planning.config
    settings = config.client_settings
    organization = config.organization.name if config.organization else ""
    organization = organization or planning.api.title
    query, multipart = config.query_settings, config.multipart_settings
    timeout = seconds(settings.default_timeout, planning) if settings else None
    retries = settings.default_retries if settings else None
    attempts = retries.max_retries if retries else None
    first = retries.initial_delay_seconds if retries else None
    most = retries.max_delay_seconds if retries else None
    idempotency = settings.idempotency if settings else None
    return ClientPlan(
        name=(settings and settings.client_name) or organization,
        error_name=organization,
        env_prefix=_env_prefix(settings, organization),
        options=tuple(_options(planning)),
        environments=_environments(planning),
        security=_security(planning),
        default_headers=_mapping(settings.default_headers if settings else None),
        timeout=60.0 if timeout is None else timeout,
        max_retries=2 if attempts is None else attempts,
        initial_retry_delay=0.5 if first is None else first,
        max_retry_delay=8.0 if most is None else most,
        idempotency_header=idempotency.header if idempotency else None,
        array_format=query.array_format if query else "comma",
        nested_format=query.nested_format if query else "brackets",
        multipart_array_format=multipart.array_format if multipart else "brackets",
        on_event=tuple(_rules(planning)),
    )


def with_client_options(plan: PackagePlan, config: ClientConfig) -> PackagePlan:
    """Return the plan with the names that the options of the client say."""
    own = replace(
        plan.client,
        name=config.class_name or plan.client.name,
        env_prefix=config.env_prefix or plan.client.env_prefix,
    )
    return replace(plan, package=config.package, client=own)


def _env_prefix(settings: ClientSettings | None, organization: str) -> str:
    prefix = settings.default_env_prefix if settings else None
    return (prefix or "_".join(words_of(organization))).upper()


def _options(planning: Planning) -> Iterator[OptionPlan]:
    settings = planning.config.client_settings
    if settings is None or not settings.opts:
        yield from _credentials(planning)
        return
    for name, option in settings.opts.items():
        if "_".join(words_of(name)) in _ARGUMENTS:
            message = f"`{name}` is an argument of every client: the option is left out"
            planning.warn(message, option)
            continue
        yield OptionPlan(
            name=name,
            type=_type(option, planning),
            nullable=option.nullable,
            default=option.default.value if option.default else None,
            description=option.description,
            read_env=option.read_env,
            auth=_auth(name, option, planning),
            header=option.send_in_header,
            query=option.send_as_query_param,
            cookie=option.send_in_cookie,
            server_variable=option.server_variable,
        )


def _credentials(planning: Planning) -> Iterator[OptionPlan]:
    """Yield options, which may be left out, for the document's security schemes."""
    config, api = planning.config, planning.api
    needed = {name for needs in api.security.alternatives for name in needs}
    organization = config.organization.name if config.organization else api.title
    prefix = _env_prefix(config.client_settings, organization)
    for scheme in api.schemes:
        for name, role in _roles(scheme) if scheme.name in needed else ():
            yield OptionPlan(
                name=name,
                type=OptionType.STRING,
                nullable=True,
                default=None,
                read_env=f"{prefix}_{name.upper()}",
                auth=AuthPlan(scheme=scheme, role=role),
            )
            planning.warn(
                f"`{name}` is an option of the client, for the security scheme"
                f" `{scheme.name}`",
                config,
                "list the options in `client_settings.opts`",
            )


def _roles(scheme: SecurityScheme) -> Iterator[tuple[str, str]]:
    match scheme:
        case ApiKeyScheme():
            yield "api_key", "value"
        case BearerScheme():
            yield "bearer_token", "value"
        case BasicScheme():
            yield "username", "username"
            yield "password", "password"
        case ClientCredentialsScheme():
            yield "client_id", "client_id"
            yield "client_secret", "client_secret"


def _type(option: Option, planning: Planning) -> OptionType:
    if option.type is None:
        return OptionType.STRING
    try:
        return OptionType(option.type)
    except ValueError:
        message = f"`{option.type}` is not a type of an option: it is a string"
        planning.warn(message, option, "string, boolean, integer or number")
        return OptionType.STRING


def _auth(name: str, option: Option, planning: Planning) -> AuthPlan | None:
    if option.auth is None:
        return None
    schemes = {scheme.name: scheme for scheme in planning.api.schemes}
    scheme = schemes.get(option.auth.security_scheme)
    if scheme is None:
        planning.unknown(
            "security scheme", option.auth.security_scheme, schemes, option
        )
        return None
    details = _details(scheme, planning)
    if details is not None and details.get("custom") is not None:
        message = f"custom authentication of `{scheme.name}` is not supported"
        planning.warn(message, option, "send the header from code in `lib/`")
    return AuthPlan(
        scheme=scheme,
        role=option.auth.role,
        keyword=text(details, "scheme_keyword") if details else None,
        base64=details is None or not flag(details, "disable_base64"),
    )


def _details(scheme: SecurityScheme, planning: Planning) -> Node | None:
    """Return what the document adds to a security scheme."""
    root = planning.workspace.root
    return root.at("components", "securitySchemes", scheme.name, _AUTH)


def _environments(planning: Planning) -> Mapping[str, str]:
    """Return the environments; without any, the first server of the document."""
    if planning.config.environments:
        return dict(planning.config.environments)
    servers = [server for server in planning.api.servers if server.is_absolute]
    return {_PRODUCTION: servers[0].url} if servers else {}


def _security(planning: Planning) -> tuple[tuple[str, ...], ...]:
    return planning.api.security.alternatives


def _rules(planning: Planning) -> Iterator[EventRule]:
    streaming = planning.config.streaming
    for rule in streaming.on_event if streaming else ():
        # `null` stands for events without a type.
        types = rule.node.get("event_type")
        yield EventRule(
            kind=rule.kind,
            event_types=None if types is None else _event_types(types),
            data_prefix=rule.data_starts_with,
            handle=rule.handle,
            error_property=rule.error_property,
        )


def _event_types(node: Node) -> tuple[str | None, ...]:
    values = node.value if isinstance(node.value, list) else [node.value]
    return tuple(None if value is None else str(value) for value in values)


def _mapping(node: Node | None) -> dict[str, JsonValue]:
    return {} if node is None else {key: value.value for key, value in node.items()}
