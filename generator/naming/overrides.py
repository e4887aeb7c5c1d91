"""Configuration entries that name nothing in the document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from generator.config import ClientConfig
from generator.diagnostics import Diagnostics
from generator.model.api import Api
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
    dotted = {each.dotted for each in methods.values()}
    schemes = {each.name for each in api.schemes}
    types = _type_keys(api)
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
        ("types", (key for key in config.types if "/" not in key), types, "component"),
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


def _type_keys(api: Api) -> set[str]:
    return {source.pointer.rpartition("/")[2] for source in api.graph.schemas}
