"""Report configuration entries that name nothing in the document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from clientsmith.config import ClientConfig
from clientsmith.diagnostics import Diagnostics
from clientsmith.model.api import Api, Operation
from clientsmith.model.bodies import body_properties
from clientsmith.naming.methods import RESERVED_METHODS, RESERVED_RESOURCES
from clientsmith.naming.names import MethodName
from clientsmith.support.suggestions import did_you_mean


def check_overrides(
    api: Api,
    config: ClientConfig,
    methods: Mapping[str, MethodName],
    diagnostics: Diagnostics,
) -> None:
    """Report configuration entries without effect."""
    operations = {operation.key for operation in api.operations}
    operations |= {
        operation.operation_id for operation in api.operations if operation.operation_id
    }
    operations.update(api.excluded)
    dotted = {method.dotted for method in methods.values()}
    schemes = {scheme.name for scheme in api.schemes}
    checks: tuple[tuple[str, Iterable[str], set[str], str], ...] = (
        ("methods", config.methods, operations, "operation"),
        ("pagination", config.pagination, operations | dotted, "operation"),
        (
            "arguments",
            (key.rpartition(" ")[0] for key in config.arguments),
            operations,
            "operation",
        ),
        ("credentials", config.credentials, schemes, "security scheme"),
        (
            "environments",
            config.environments.values(),
            {server.url for server in api.servers},
            "server",
        ),
    )
    for table, keys, known, kind in checks:
        for key in keys:
            if key not in known:
                _report(
                    diagnostics,
                    config,
                    (table, key),
                    f"the document has no {kind} `{key}`",
                    did_you_mean(key, known),
                )
    _check_arguments(api, config, diagnostics)
    _check_methods(api, config, methods, diagnostics)


def _report(
    diagnostics: Diagnostics,
    config: ClientConfig,
    key: tuple[str, str],
    problem: str,
    hint: str | None,
) -> None:
    """Report an entry without effect at its place in the configuration."""
    message = f"clients.{config.name}.{key[0]}: {problem}"
    diagnostics.error("config", message, config.place(*key), hint)


def _check_arguments(api: Api, config: ClientConfig, diagnostics: Diagnostics) -> None:
    """Report names for arguments that the operation does not have."""
    for key in config.arguments:
        operation, _, argument = key.rpartition(" ")
        for candidate in api.operations:
            if operation in (candidate.key, candidate.operation_id):
                known = _arguments(candidate, api)
                if argument not in known:
                    _report(
                        diagnostics,
                        config,
                        ("arguments", key),
                        f"`{operation}` has no argument `{argument}`",
                        did_you_mean(argument, known),
                    )


def _check_methods(
    api: Api,
    config: ClientConfig,
    methods: Mapping[str, MethodName],
    diagnostics: Diagnostics,
) -> None:
    """Report configured method names that the operation does not get."""
    owners = {method.dotted: key for key, method in methods.items()}
    resources = {
        method.resource[:size]
        for method in methods.values()
        for size in range(1, len(method.resource) + 1)
    }
    for operation in api.operations:
        keys = [
            id_
            for id_ in (operation.key, operation.operation_id)
            if id_ is not None and id_ in config.methods
        ]
        for key in keys:
            wanted = config.methods[key]
            got = methods[operation.key].dotted
            path = tuple(wanted.split("."))
            problem = _reserved(path)
            if problem is None and wanted != got:
                problem = (
                    f"`{'.'.join(path)}` is a resource already"
                    if path in resources
                    else (
                        f"`{key}` is `{got}`, as another entry says"
                        if len(keys) > 1
                        else f"`{owners[wanted]}` is called `{wanted}`, too"
                    )
                )
            if problem is not None:
                _report(
                    diagnostics,
                    config,
                    ("methods", key),
                    f"`{key}` cannot be `{wanted}`: {problem}",
                    "choose another name"
                    + " for the resource" * (path[0] in RESERVED_RESOURCES),
                )


def _reserved(path: tuple[str, ...]) -> str | None:
    """Return why the client's own code needs one of the names, or None."""
    if path[0] in RESERVED_RESOURCES:
        return f"every client has a `{path[0]}` of its own"
    for segment in path:
        if segment.startswith("_"):
            return f"`{segment}` begins with an underscore, as internal names do"
    for segment in path[1:]:
        if segment in RESERVED_METHODS:
            return f"every resource has a `{segment}` of its own"
    return None


def _arguments(operation: Operation, api: Api) -> list[str]:
    body = body_properties(operation, api.graph)
    members = [f"body.{property_.name}" for property_ in body]
    return [
        f"{parameter.location}.{parameter.name}" for parameter in operation.parameters
    ] + members
