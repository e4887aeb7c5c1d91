"""What the user wants generated: settings and the options of each client.

Read from `clientsmith.toml`, or from `[tool.clientsmith]` in `pyproject.toml`; the
first folder upwards from the working directory that has one of them is the root,
and paths are relative to it. In one folder `clientsmith.toml` goes first; there the
keys are the same without the prefix (`[clients.kernel]`). Everything is optional
except `document`.

    [tool.clientsmith]
    output = "generated"                  # parent folder of the packages

    [tool.clientsmith.clients.kernel]
    document = "specs/kernel.yaml"
    sources = ["https://kernel.example/openapi.yaml"]  # for `update`: where it is from
    pages = { include = ["*/reference/*"] }   # of a site: which pages are merged
    overlays = ["specs/kernel.overlay.yaml"]
    package = "kernel"                    # the client's key if left out
    output = "src/vendor"                 # instead of the common one
    class_name = "Kernel"
    env_prefix = "KERNEL"
    http_library = "httpx2"               # or "httpx"
    strict = false                        # true: warnings are errors
    allow_skips = false                   # true: operations in error are left out
    retry_policy = "safe"                 # or "all"
    require_credentials = "request"       # or "constructor"

    [tool.clientsmith.clients.kernel.include]    # and `exclude`: only a part of the API
    tags = ["invocations"]                       # one of them has to fit
    paths = ["/apps/*"]
    operations = ["GET /apps", "getInvocation"]
    deprecated = true

    [tool.clientsmith.clients.kernel.methods]    # operationId or "GET /path"
    "GET /invocations" = "invocations.list"      # dots in front: nested resources

    [tool.clientsmith.clients.kernel.types]      # component name or JSON pointer
    "c1.api.v1.Function" = "Function"
    "#/paths/~1apps/get/responses/200/content/application~1json/schema" = "AppList"

    [tool.clientsmith.clients.kernel.arguments]  # operation, place and wire name
    "GET /invocations query.app_name" = "app"    # path, query, header, cookie, body
    "invokeFunction body.sessionCreateParams" = "session"

    [tool.clientsmith.clients.kernel.credentials.oauth]  # security scheme name
    arguments = { client_id = "id", client_secret = "secret" }
    env = { client_id = "KERNEL_ID" }     # of key, token, username, password,
                                          #    client_id, client_secret
    token_auth = "body"                   # or "basic"; OAuth 2 token request

    [tool.clientsmith.clients.kernel.environments]       # name = server URL
    local = "http://localhost:8000"

    [tool.clientsmith.clients.kernel.pagination]  # operationId, "GET /path", method
    "invocations.list" = { kind = "offset", offset = "offset", limit = "limit" }
    "charges.list" = { kind = "item", items = "data", cursor = "starting_after" }
    "GET /apps" = false                   # not paginated

    [tool.clientsmith.clients.kernel.query]      # what OpenAPI leaves open
    arrays = "brackets"                   # or "repeat", "indices", "comma"
    objects = "dots"                      # or "brackets"

    [tool.clientsmith.clients.kernel.webhooks]   # how they are signed
    signature = "stripe"                  # or "standard" (if left out), "github"
    header = "Kernel-Signature"           # instead of the usual one
    tolerance = 300                       # seconds

    [tool.clientsmith.clients.kernel.formats]    # JSON Schema format = Python type
    uuid = "uuid.UUID"

    [tool.clientsmith.diff]               # what was decided about changes, see `differences`
    severity = { "response-property-enum-value-added" = "info" }
    accept = [{ id = "api-tag-removed", operation = "GET /apps", reason = "renamed" }]

The keys of a pagination table are the fields of `PaginationConfig`; `QueryConfig` tells
what `query` changes, `PagesConfig` what `pages` chooses, and `WebhooksConfig` what signatures there are. Wrong input is a `DiagnosticError` with every finding, code
`config`.
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
