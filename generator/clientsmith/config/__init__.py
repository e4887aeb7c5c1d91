"""The configuration: what to generate, and the options of each client.

It is in `clientsmith.toml`, or in `[tool.clientsmith]` of `pyproject.toml`: in the
nearest folder, from the working directory upwards, that has one of them. Paths are
relative to that folder. In one folder `clientsmith.toml` goes first; its keys are the
same without the prefix (`[clients.kernel]`).

`options.py` declares every key; `docs/reference/configuration.md` is made from it. Wrong
input is a `DiagnosticError` with every finding, of the code `config`.
"""

from __future__ import annotations

from clientsmith.config.options import (
    PLACES,
    ClientConfig,
    CredentialConfig,
    CredentialPart,
    PagesConfig,
    PaginationConfig,
    QueryConfig,
    SelectionConfig,
    Settings,
    WebhooksConfig,
    configuration_hash,
    configuration_json,
)
from clientsmith.config.reading import (
    find_config,
    load_diff_config,
    load_settings,
    one_off,
    read_settings,
    settings_then,
)

__all__ = [
    "PLACES",
    "ClientConfig",
    "CredentialConfig",
    "CredentialPart",
    "PagesConfig",
    "PaginationConfig",
    "QueryConfig",
    "SelectionConfig",
    "Settings",
    "WebhooksConfig",
    "configuration_hash",
    "configuration_json",
    "find_config",
    "load_diff_config",
    "load_settings",
    "one_off",
    "read_settings",
    "settings_then",
]
