"""The package's README: text and samples, ready to print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from clientsmith.model.api import ClientCredentialsScheme, Operation
from clientsmith.model.bodies import success_responses
from clientsmith.python.context import Context
from clientsmith.python.docs.sample_calls import SampleCall, SampleCalls
from clientsmith.python.source.formatting import formatted
from clientsmith.python.views.client import credential_doc
from clientsmith.python.views.model import ClientView
from clientsmith.python.views.webhooks import WebhooksText, webhooks_text
from clientsmith.support.markdown import article, code, first_paragraph, prose

# The templates begin blocks at the start of a line, where no text of a document can.
_SAMPLE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class SettingView:
    """A constructor argument and its environment variable; `doc` in Markdown."""

    argument: str
    variable: str
    doc: str


@dataclass(frozen=True, slots=True)
class ReadmeView:
    """The README: Markdown in `title`, `about`, `version`, `servers` and docs.

    `call` is None for an API without operations; `paged`, `streamed`, `upload` and
    `download` are None for an API without lists in pages, streams and files. `server` is
    the default URL, or None if the document has none. `needed` are the environment
    variables that the samples need.
    """

    title: str
    about: str
    whole: str
    version: str
    package: str
    client: str
    async_client: str
    error: str
    env_prefix: str
    library: str
    credentials: tuple[SettingView, ...]
    variables: tuple[SettingView, ...]
    environments: tuple[tuple[str, str], ...]
    server: str | None
    needed: tuple[str, ...]
    fails_early: bool
    fetches_tokens: bool
    retries_all: bool
    call: SampleCall | None
    paged: SampleCall | None
    streamed: SampleCall | None
    upload: SampleCall | None
    download: SampleCall | None
    typed_headers: bool
    webhooks: WebhooksText | None


def readme_view(context: Context, client: ClientView) -> ReadmeView:
    """Return the view of README.md."""
    calls = SampleCalls(context)
    api, names, config = context.api, context.names.client, context.config
    shown, paged, streamed = calls.best(), calls.best_paged(), calls.best_stream()
    upload, download = calls.best_upload(), calls.best_download()
    server = _server(context)
    named = zip(names.environments, api.servers, strict=True)
    about = first_paragraph(api.description or "")
    whole = article(api.description or "")
    return ReadmeView(
        title=prose(client.title),
        about=about,
        whole=whole if whole != about else "",
        version=code(api.version),
        package=names.package,
        client=names.client,
        async_client=names.async_client,
        error=names.error,
        env_prefix=names.env_prefix,
        library=config.http_library,
        credentials=tuple(_credentials(context)),
        variables=tuple(_variables(context)),
        environments=tuple(
            (code(name), code(variable.url))
            for name, variable in named
            if name is not None
        ),
        server=code(server) if server is not None else None,
        needed=tuple(_needed(context, shown)),
        fetches_tokens=any(
            isinstance(scheme, ClientCredentialsScheme) for scheme in api.schemes
        ),
        fails_early=config.require_credentials == "constructor",
        retries_all=config.retry_policy == "all",
        call=calls.write(shown) if shown else None,
        paged=calls.write_limited(paged) if paged else None,
        streamed=calls.write_streamed(streamed) if streamed else None,
        upload=calls.write(upload) if upload else None,
        download=calls.write(download) if download else None,
        typed_headers=any(
            response.header_object is not None
            for operation in api.operations
            for response in success_responses(operation)
        ),
        webhooks=webhooks_text(context),
    )


def with_formatted_samples(text: str, name: str) -> str:
    """Format the samples with Black. Raises `FormattingError`."""
    return _SAMPLE.sub(lambda block: f"```python\n{formatted(block[1], name)}```", text)


def _credentials(context: Context) -> Iterator[SettingView]:
    schemes = {declared.name: declared for declared in context.api.schemes}
    for (scheme, part), name in context.names.client.credentials.items():
        doc = prose(credential_doc(schemes[scheme], part))
        yield SettingView(name.argument, name.env, f"{doc[0].lower()}{doc[1:]}")


def _variables(context: Context) -> Iterator[SettingView]:
    names = context.names.client
    seen: set[str] = set()
    for server in context.api.servers:
        for variable in server.variables:
            if variable.name not in seen:
                seen.add(variable.name)
                argument = names.variables[variable.name]
                described = first_paragraph(variable.description or "").rstrip(".")
                default = code(variable.default)
                doc = f"{described or 'part of the address'} (default {default})"
                env = f"{names.env_prefix}_{argument.upper()}"
                yield SettingView(argument, env, doc)


def _server(context: Context) -> str | None:
    """Return the first server, unless it is relative."""
    servers = context.api.servers
    return servers[0].url if servers and "://" in servers[0].url else None


def _needed(context: Context, shown: Operation | None) -> Iterator[str]:
    names = context.names.client
    security = shown.security if shown else context.api.security
    for scheme in security.alternatives[0] if security.alternatives else ():
        for (owner, _), name in names.credentials.items():
            if owner == scheme:
                yield name.env
    if _server(context) is None:
        yield f"{names.env_prefix}_BASE_URL"
