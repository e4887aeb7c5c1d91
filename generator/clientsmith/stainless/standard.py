"""The names and the pagination of a planned package, as options of the standard layout.

Commands that show or compare an API name its parts by these.
"""

from __future__ import annotations

from dataclasses import MISSING, fields, replace

from clientsmith.config import ClientConfig, CredentialConfig, PaginationConfig
from clientsmith.config.options import CredentialPart
from clientsmith.diagnostics import Diagnostics
from clientsmith.model.api import (
    ApiKeyScheme,
    BasicScheme,
    BearerScheme,
    ClientCredentialsScheme,
    SecurityScheme,
)
from clientsmith.stainless.names import attribute, class_name
from clientsmith.stainless.pagination import options_of
from clientsmith.stainless.plan import MethodPlan, PackagePlan

_COMPONENTS = "/components/schemas/"
# The options that concern the input, the output, and the names of package and client.
_USED = frozenset(
    {
        *("name", "document", "sources", "pages", "overlays", "stainless", "file"),
        *("package", "output", "class_name", "env_prefix", "strict", "allow_skips"),
    }
)


def with_standard_options(config: ClientConfig, plan: PackagePlan) -> ClientConfig:
    """Return the options with the names and the pagination that the plan decides.

    An operation with several methods, or a schema with several models, has the first
    name.
    """
    methods: dict[str, str] = {}
    pagination: dict[str, PaginationConfig | None] = {}
    types: dict[str, str] = {}
    for resource in plan.walk():
        for method in resource.methods:
            methods.setdefault(method.operation.key, _dotted(method, plan))
            pagination.setdefault(method.operation.key, _pagination(method))
        for model in resource.models:
            pointer = model.schema.pointer
            name = pointer.removeprefix(_COMPONENTS)
            key = f"#{pointer}" if name == pointer or "/" in name else name
            types.setdefault(key, class_name(model.name, plan.casings))
    return replace(
        config,
        class_name=class_name(plan.client.name, plan.casings),
        env_prefix=plan.client.env_prefix,
        credentials=_credentials(plan),
        methods=methods,
        pagination=pagination,
        types=types,
    )


def _credentials(plan: PackagePlan) -> dict[str, CredentialConfig]:
    arguments: dict[str, dict[CredentialPart, str]] = {}
    variables: dict[str, dict[CredentialPart, str]] = {}
    for option in plan.client.options:
        part = part_of(option.auth.scheme, option.auth.role) if option.auth else None
        if option.auth is None or part is None:
            continue
        scheme = option.auth.scheme.name
        arguments.setdefault(scheme, {})[part] = attribute(option.name, plan.casings)
        if option.read_env is not None:
            variables.setdefault(scheme, {})[part] = option.read_env
    return {
        scheme: CredentialConfig(arguments=names, env=variables.get(scheme, {}))
        for scheme, names in arguments.items()
    }


def part_of(scheme: SecurityScheme, role: str) -> CredentialPart | None:
    """Return the part of a credential that has a role; None for one without parts."""
    match scheme:
        case ApiKeyScheme():
            return "key"
        case BasicScheme():
            return "password" if role == "password" else "username"
        case ClientCredentialsScheme():
            return "client_id" if role == "client_id" else "client_secret"
        case BearerScheme():
            return "token"
        case _:
            return None


def warn_about_unused(config: ClientConfig, found: Diagnostics) -> None:
    """Report the options that decide nothing in a package of this layout."""
    for option in fields(config):
        usual = option.default
        if option.default_factory is not MISSING:
            usual = option.default_factory()
        if option.name not in _USED and getattr(config, option.name) != usual:
            found.warning(
                "config",
                f"clients.{config.name}: `{option.name}` is not used with `stainless`",
                config.place(option.name),
                "say it in the stainless.yml",
            )


def _dotted(method: MethodPlan, plan: PackagePlan) -> str:
    parts = (*method.resource, method.name)
    return ".".join(attribute(part, plan.casings) for part in parts)


def _pagination(method: MethodPlan) -> PaginationConfig | None:
    if method.paging is None:
        return None
    options = options_of(method.paging.scheme)
    return None if options is None else PaginationConfig(**options)
