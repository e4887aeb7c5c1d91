"""The only place that decides names.

Each name depends on the document's content and the configuration, never on the
order in which the document happens to say things.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from clientsmith.config import ClientConfig
from clientsmith.diagnostics import Diagnostics
from clientsmith.model.api import Api
from clientsmith.model.usage import Usage
from clientsmith.naming.arguments import name_arguments
from clientsmith.naming.client import name_client
from clientsmith.naming.methods import name_methods
from clientsmith.naming.modules import place_types
from clientsmith.naming.names import (
    ClientNames,
    MethodName,
    Names,
    ResourceName,
    TypeNames,
    WebhookNames,
)
from clientsmith.naming.overrides import check_overrides
from clientsmith.naming.scopes import Scope
from clientsmith.naming.types import RESERVED_TYPES, name_types
from clientsmith.naming.webhooks import name_webhooks
from clientsmith.naming.words import pascal, singular_name

# The classes that a resource's module defines.
_RESOURCE_CLASSES = (
    "{}",
    "Async{}",
    "Raw{}",
    "AsyncRaw{}",
    "Streaming{}",
    "AsyncStreaming{}",
)
# Names that the module with the clients imports or defines besides the resources.
_CLIENT_MODULE = (
    "ApiInfo",
    "ApiKey",
    "AsyncClient",
    "AsyncHttpClient",
    "AsyncSecret",
    "Basic",
    "Bearer",
    "ClientCredentials",
    "ClientOptions",
    "FurtherOptions",
    "Credential",
    "HttpClient",
    "NotGiven",
    "Secret",
    "Self",
    "Server",
    "SyncClient",
    "Timeout",
    "Variable",
)

__all__ = ["check_overrides", "decide_names", "name_methods"]


def decide_names(
    api: Api,
    usage: Usage,
    methods: Mapping[str, MethodName],
    config: ClientConfig,
    diagnostics: Diagnostics,
) -> Names:
    """Decide every name of the package; `methods` comes from `name_methods`."""
    types = name_types(api, usage, methods, config, diagnostics)
    client = name_client(api, config)
    webhooks = name_webhooks(api, config, methods)
    resources = tuple(_resources(api, methods, types, client, webhooks))
    pages = _pages(api, methods, types)
    return Names(
        client=client,
        resources=resources,
        methods=methods,
        arguments={
            operation.key: name_arguments(operation, config.arguments, api.graph)
            for operation in api.operations
        },
        types=types,
        pages=pages,
        modules=place_types(api, methods, resources, types, pages),
        webhooks=webhooks,
    )


def _resources(
    api: Api,
    methods: Mapping[str, MethodName],
    types: TypeNames,
    client: ClientNames,
    webhooks: WebhookNames | None,
) -> Iterable[ResourceName]:
    """Return the resources in path order, including every parent."""
    descriptions = _tag_descriptions(api, methods)
    paths = {
        method.resource[:length]
        for method in methods.values()
        for length in range(1, len(method.resource) + 1)
    }
    paths |= {webhooks.resource} if webhooks else set()
    taken = Scope(
        (
            *types.response.values(),
            *types.request.values(),
            *RESERVED_TYPES,
            *_CLIENT_MODULE,
            *(f"{name}Options" for name in (client.client, client.async_client)),
            client.client,
            client.async_client,
        )
    )
    modules = Scope()
    for path in sorted(paths):
        name = pascal("_".join(path))
        yield ResourceName(
            path=path,
            class_name=taken.claim_all(_RESOURCE_CLASSES, name, f"{name}Resource"),
            module=modules.claim("_".join(path)),
            description=descriptions.get(path),
        )


def _tag_descriptions(
    api: Api, methods: Mapping[str, MethodName]
) -> dict[tuple[str, ...], str]:
    """Return the description of the tag that all operations of a resource share."""
    described = {tag.name: tag.description for tag in api.tags if tag.description}
    tags: dict[tuple[str, ...], set[str | None]] = {}
    for operation in api.operations:
        first = operation.tags[0] if operation.tags else None
        tags.setdefault(methods[operation.key].resource, set()).add(first)
    found: dict[tuple[str, ...], str] = {}
    for path, names in tags.items():
        only, *others = names
        if not others and only in described:
            found[path] = described[only]
    return found


def _pages(
    api: Api, methods: Mapping[str, MethodName], types: TypeNames
) -> dict[str, str]:
    """Return the class of each operation's pages, by the operation's key."""
    scope = Scope((*types.response.values(), *types.request.values()))
    names: dict[str, str] = {}
    for operation in sorted(api.operations, key=lambda operation: operation.key):
        if operation.paging.pagination is not None:
            method = methods[operation.key]
            what = method.method.removeprefix("list").removeprefix("_")
            owner = singular_name(method.resource[-1]) if what else method.resource[-1]
            stem = pascal("_".join(filter(None, [owner, what])))
            names[operation.key] = scope.claim_all(("{}", "Async{}"), f"{stem}Page")
    return names
