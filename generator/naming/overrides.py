"""Configuration entries that name nothing in the document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from generator.config import ClientConfig
from generator.diagnostics import Diagnostics
from generator.model.api import Api, Operation
from generator.model.bodies import body_properties
from generator.naming.methods import RESERVED_RESOURCES
from generator.naming.names import MethodName


def check_overrides(
    api: Api,
    config: ClientConfig,
    methods: Mapping[str, MethodName],
    diagnostics: Diagnostics,
) -> None:
    """Report entries without effect: a wrong key would otherwise pass unnoticed."""
    operations = {each.key for each in api.operations}
    operations |= {each.operation_id for each in api.operations if each.operation_id}
    operations.update(api.excluded)
    dotted = {each.dotted for each in methods.values()}
    schemes = {each.name for each in api.schemes}
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
            {each.url for each in api.servers},
            "server",
        ),
    )
    for table, keys, known, kind in checks:
        for key in keys:
            if key not in known:
                close = get_close_matches(key, known, n=1)
                diagnostics.error(
                    "config",
                    f"clients.{config.name}.{table}: "
                    f"the document has no {kind} `{key}`",
                    hint=f"did you mean `{close[0]}`?" if close else None,
                )

    _check_arguments(api, config, diagnostics)
    for key, name in methods.items():
        if name.reason == "configured" and name.resource[0] in RESERVED_RESOURCES:
            diagnostics.error(
                "config",
                f"clients.{config.name}.methods: every client has a "
                f"`{name.resource[0]}` of its own, so `{key}` cannot go there",
                hint="choose another name for the resource",
            )


def _check_arguments(api: Api, config: ClientConfig, diagnostics: Diagnostics) -> None:
    """Report names for arguments that an operation does not have."""
    for key in config.arguments:
        operation, _, argument = key.rpartition(" ")
        for each in api.operations:
            if operation in (each.key, each.operation_id):
                known = _arguments(each, api)
                if argument not in known:
                    close = get_close_matches(argument, known, n=1)
                    diagnostics.error(
                        "config",
                        f"clients.{config.name}.arguments: "
                        f"`{operation}` has no argument `{argument}`",
                        hint=f"did you mean `{close[0]}`?" if close else None,
                    )


def _arguments(operation: Operation, api: Api) -> list[str]:
    body = body_properties(operation, api.graph)
    members = [f"body.{each.name}" for each in body]
    return [f"{each.location}.{each.name}" for each in operation.parameters] + members
