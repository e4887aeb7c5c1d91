"""The module with the two clients, and the package's exports."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clientsmith.model.api import (
    ApiKeyScheme,
    BasicScheme,
    BearerScheme,
    ClientCredentialsScheme,
    SecurityScheme,
)
from clientsmith.model.usage import Direction
from clientsmith.naming.names import CredentialName
from clientsmith.python.context import Context
from clientsmith.python.source.docstrings import paragraphs, section, summary
from clientsmith.python.source.imports import Imports
from clientsmith.python.source.literals import literal
from clientsmith.python.views.model import ChildView, ClientView, OptionView, ServerView
from clientsmith.python.views.operation import security_source
from clientsmith.python.views.resource import child_view
from clientsmith.support.markdown import opening

_RUNTIME = "._runtime"
_ALWAYS = (
    "ApiInfo",
    "AsyncClient",
    "AsyncHttpClient",
    "ClientOptions",
    "FurtherOptions",
    "HttpClient",
    "NotGiven",
    "SyncClient",
    "Timeout",
    "not_given",
)
_BUILTINS = ("bool", "float", "int", "object", "str")


def client_view(context: Context) -> ClientView:
    """Return the view of the client module."""
    return _ClientBuilder(context).view()


# Words of a title that describe the document instead of the API.
_ABOUT_ITSELF = re.compile(
    r"(?i)(?<=\bAPI) (documentation|docs|reference|specification|spec|definition)$"
)


class _ClientBuilder:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._api = context.api
        self._names = context.names.client
        self._imports = Imports()
        members = frozenset(resource.path[0] for resource in context.names.resources)
        writer = context.writer(self._imports, Direction.REQUEST, members)
        # Resources with these names hide them in the classes.
        self._builtins = {name: writer.builtin(name) for name in _BUILTINS}

    def view(self) -> ClientView:
        names, api = self._names, self._api
        self._imports.names(_RUNTIME, _ALWAYS)
        self._imports.name("collections.abc", "Mapping")
        self._imports.name("typing", "Self")
        self._imports.name("typing_extensions", "Unpack")
        self._imports.name(".", "__version__")
        if api.servers:
            self._imports.name(_RUNTIME, "Server")
        children = tuple(self._children())
        if children:
            self._imports.name(_RUNTIME, "subresource")
            self._imports.name("typing", "TYPE_CHECKING")
        environments = tuple(
            environment for environment in names.environments if environment
        )
        if environments:
            self._imports.names("typing", ("Literal", "TypeAlias"))
        return ClientView(
            package=names.package,
            client=names.client,
            async_client=names.async_client,
            error=names.error,
            env_prefix=literal(names.env_prefix),
            title=_title(api.title),
            version=literal(api.version),
            package_doc=paragraphs([summary(f"The {_title(api.title)}")], 0),
            doc=self._doc(),
            servers=tuple(self._servers()),
            schemes=tuple(self._schemes()),
            security=security_source(api.security.alternatives),
            settings=tuple(self._settings()),
            options=tuple(self._options()),
            environments=tuple(map(literal, environments)),
            resources=children,
            builtins=self._builtins,
            imports=self._imports,
        )

    def _children(self) -> Iterator[ChildView]:
        for resource in self._context.names.resources:
            if len(resource.path) == 1:
                yield child_view(resource)

    def _servers(self) -> Iterator[ServerView]:
        pairs = zip(self._api.servers, self._names.environments, strict=True)
        for server, name in pairs:
            variables = []
            for variable in server.variables:
                kind = self._imports.name(_RUNTIME, "Variable")
                argument = literal(self._names.variables[variable.name])
                default = literal(variable.default)
                variables.append(
                    (literal(variable.name), f"{kind}({argument}, default={default})")
                )
            yield ServerView(
                url=literal(server.url),
                name=literal(name) if name else None,
                variables=tuple(variables),
            )

    def _schemes(self) -> Iterator[tuple[str, str]]:
        for scheme in self._api.schemes:
            source = self._scheme(scheme)
            if source is not None:
                yield literal(scheme.name), source

    def _scheme(self, scheme: SecurityScheme) -> str | None:
        match scheme:
            case BearerScheme():
                kind = self._imports.name(_RUNTIME, "Bearer")
                return f"{kind}({self._credential(scheme, 'token')})"
            case ApiKeyScheme():
                kind = self._imports.name(_RUNTIME, "ApiKey")
                place = f"{literal(scheme.key_name)}, {literal(scheme.location.value)}"
                return f"{kind}({place}, {self._credential(scheme, 'key')})"
            case BasicScheme():
                kind = self._imports.name(_RUNTIME, "Basic")
                user = self._credential(scheme, "username")
                return f"{kind}({user}, {self._credential(scheme, 'password')})"
            case ClientCredentialsScheme():
                return self._client_credentials(scheme)
            case _:
                return None

    def _client_credentials(self, scheme: ClientCredentialsScheme) -> str:
        kind = self._imports.name(_RUNTIME, "ClientCredentials")
        configured = self._context.config.credentials.get(scheme.name)
        send_in = (configured.token_auth if configured else None) or "body"
        details = [
            self._credential(scheme, "client_id"),
            self._credential(scheme, "client_secret"),
            f"token_url={literal(scheme.token_url)}",
            f"send_in={literal(send_in)}",
        ]
        if scheme.scopes:
            details.append(f"scopes=({', '.join(map(literal, scheme.scopes))},)")
        return f"{kind}({', '.join(details)})"

    def _credential(self, scheme: SecurityScheme, part: str) -> str:
        name = self._names.credentials[scheme.name, part]
        kind = self._imports.name(_RUNTIME, "Credential")
        return f"{kind}({literal(name.argument)}, {literal(name.env)})"

    def _settings(self) -> Iterator[tuple[str, str]]:
        """Return the settings that differ from the runtime's defaults."""
        config = self._context.config
        if config.retry_policy != "safe":
            yield "retry_policy", literal(config.retry_policy)
        if any(operation.server for operation in self._api.operations):
            yield "own_servers", "True"
        if config.require_credentials != "request":
            yield "require_credentials", literal(config.require_credentials)

    def _options(self) -> Iterator[OptionView]:
        for name in self._names.credentials.values():
            secret = self._imports.name(_RUNTIME, "Secret")
            secret_async = self._imports.name(_RUNTIME, "AsyncSecret")
            yield OptionView(
                name.argument, f"{secret} | None", f"{secret_async} | None", "None"
            )
        for variable, argument in self._names.variables.items():
            annotation = f"{self._variable_type(variable)} | None"
            yield OptionView(argument, annotation, annotation, "None")
        if self._names.webhook_secret:
            argument = self._names.webhook_secret.argument
            sequence = self._imports.name("collections.abc", "Sequence")
            several = f"{sequence}[{self._builtins['str']}]"
            secrets = f"{self._builtins['str']} | {several} | None"
            yield OptionView(argument, secrets, secrets, "None")

    def _variable_type(self, name: str) -> str:
        """Return the type of a server variable: the values that any server accepts."""
        declared = [
            variable
            for server in self._api.servers
            for variable in server.variables
            if variable.name == name
        ]
        if not all(variable.values for variable in declared):
            return self._builtins["str"]
        values = dict.fromkeys(
            value
            for variable in declared
            for value in (*variable.values, variable.default)
        )
        inside = ", ".join(literal(value) for value in values if value)
        return f"{self._imports.name('typing', 'Literal')}[{inside}]"

    def _doc(self) -> str:
        """Return the class docstring: the API and the constructor's arguments."""
        about = opening(self._api.description or "")
        about = about or f"The {_title(self._api.title)}."
        arguments = [*self._credential_docs(), *self._webhook_docs()]
        arguments += self._server_docs()
        arguments += [
            ("timeout", "Seconds for each step, or a `Timeout` (60, connect 5)."),
            ("max_retries", "How often a failed request is sent again."),
            ("default_headers", "Sent with every request."),
            ("default_query", "Sent with every request."),
            ("http_client", "The connections to use, such as with a proxy."),
            ("**further", "What few need: see `FurtherOptions`."),
        ]
        args = section("Args", arguments, 4)
        return "\n\n".join(part for part in (paragraphs([about], 4), args) if part)

    def _credential_docs(self) -> Iterator[tuple[str, str]]:
        schemes = {scheme.name: scheme for scheme in self._api.schemes}
        for (scheme_name, part), name in self._names.credentials.items():
            what = credential_doc(schemes[scheme_name], part)
            yield name.argument, f"{what}; {_variable(name)} if left out."

    def _webhook_docs(self) -> Iterator[tuple[str, str]]:
        name = self._names.webhook_secret
        if name is not None:
            what = "Verifies the signatures of webhooks; several while it changes"
            yield name.argument, f"{what}; {_variable(name)} if left out."

    def _server_docs(self) -> Iterator[tuple[str, str]]:
        for server in self._api.servers:
            for variable in server.variables:
                described = summary(
                    variable.description or "Part of the server's address."
                )
                argument = self._names.variables[variable.name]
                yield argument, f"{described[:-1]} (default {literal(variable.default)})."
        named = [environment for environment in self._names.environments if environment]
        if named:
            choices = ", ".join(
                f"`{name}` ({server.url})"
                for name, server in zip(named, self._api.servers, strict=False)
            )
            yield "environment", f"{choices}; the first if left out."
        env = f"`{self._names.env_prefix}_BASE_URL`"
        yield "base_url", f"{env} if left out{self._fallback()}."

    def _fallback(self) -> str:
        """Return the default address of the client."""
        servers = self._api.servers
        if not servers:
            return "; one of the two is needed, since the document names no server"
        first, *others = servers
        if others and any(self._names.environments):
            relative = [server for server in servers if not server.is_absolute]
            if not relative:
                return ", then the server of the environment"
            names = ", ".join(f"`{server.url}`" for server in relative)
            return f", then the server of the environment; needed for {names}"
        if first.is_absolute:
            return f", then {first.url}"
        return f"; one of the two is needed, since the document only says `{first.url}`"


def _title(title: str) -> str:
    """Return `Kernel` as `Kernel API`, and `KYC API Documentation` as `KYC API`."""
    line = _ABOUT_ITSELF.sub("", " ".join(title.split())) or "API"
    return line if "API" in line.upper().split() else f"{line} API"


def _variable(name: CredentialName) -> str:
    return f"`{name.env}`"


def credential_doc(scheme: SecurityScheme, part: str) -> str:
    """Describe a part of a credential, without a full stop."""
    match scheme:
        case ApiKeyScheme():
            place = {
                "header": "the header",
                "query": "the query as",
                "cookie": "the cookie",
            }
            return f"Sent in {place[scheme.location]} `{scheme.key_name}`"
        case BearerScheme():
            return "Sent as a bearer token"
        case BasicScheme():
            return f"The {part} for HTTP basic authentication"
        case _:
            words = part.replace("_", " ").replace(" id", " ID")
            return f"The OAuth 2 {words}, exchanged for a token"
