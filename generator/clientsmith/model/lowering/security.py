"""Security schemes, and the security in effect for each operation."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice, product

from clientsmith.diagnostics import Diagnostics
from clientsmith.document.documents import Node
from clientsmith.model.api import (
    ApiKeyLocation,
    ApiKeyScheme,
    BasicScheme,
    BearerScheme,
    ClientCredentialsScheme,
    Operation,
    Parameter,
    ParameterLocation,
    Security,
    SecurityScheme,
    UnsupportedScheme,
)
from clientsmith.model.lowering.header_credentials import AssumedScheme, assumed_scheme
from clientsmith.openapi import objects as openapi

NOT_TAKEN = Security((), "it does not accept the header of the credential")
NOTHING_NEEDED = Security((), "the document requires no credentials")

# Schemes that write the same header, in several headers: each choice is a way.
_MOST_ALTERNATIVES = 64
_CLIENT_CREDENTIALS = "clientCredentials"


class SecurityLowering:
    """Lowers the schemes once, and every requirement against them."""

    def __init__(self, document: openapi.OpenApi, diagnostics: Diagnostics) -> None:
        self._diagnostics = diagnostics
        self._declared = {
            security_scheme.name: security_scheme
            for security_scheme in document.security_schemes
        }
        self.schemes: dict[str, SecurityScheme] = {}
        self._tokens: dict[str, str] = {}
        for name, declared in self._declared.items():
            scheme = _scheme(declared)
            self.schemes[name] = scheme
            if _has_other_flows(scheme, declared):
                self._add_token(scheme)
        self._assumed = None if self.schemes else assumed_scheme(document)
        if self._assumed is not None:
            self._assume(self._assumed)
        self.default = self.security(document.security)
        """The security of operations that declare none themselves."""

    def _assume(self, assumed: AssumedScheme) -> None:
        scheme = assumed.scheme
        self.schemes[scheme.name] = scheme
        way = {BearerScheme: " as a bearer token", BasicScheme: " as HTTP basic"}
        self._diagnostics.info(
            "security",
            f"{assumed.operations} of {assumed.of} operations take the header "
            f"`{scheme.name}`: it is a credential of the client"
            f"{', sent' + way[type(scheme)] if type(scheme) in way else ''}",
            assumed.node.location,
            hint="declare it under components/securitySchemes; an overlay can",
        )

    @property
    def is_assumed(self) -> bool:
        """Whether no scheme is declared and a header parameter stands in for one."""
        return self._assumed is not None

    def _add_token(self, scheme: SecurityScheme) -> None:
        """Accept a token of another flow instead of client credentials."""
        name = f"{scheme.name} token"
        while name in self._declared:
            name = f"{name}_"
        self._tokens[scheme.name] = name
        self.schemes[name] = BearerScheme(
            name=name,
            description=scheme.description,
            source=scheme.source,
            delegated=True,
        )

    def security(self, declared: openapi.Security | None) -> Security:
        """Return the meaning of a Security Requirement list; None if undeclared."""
        if declared is None and self._assumed is not None:
            return _taken(self._assumed.scheme.name, self._assumed.required)
        if declared is None:
            return NOTHING_NEEDED
        alternatives: list[tuple[str, ...]] = []
        reasons: list[str] = []
        for requirement in declared.requirements:
            node = requirement.node
            names = [name for name in requirement.schemes if self._writes(name, node)]
            alternatives += self._split(names)
            if self._clash(names):
                reasons.append(
                    f"{' and '.join(names)} write the same header: alternatives"
                )
        if not alternatives:
            return Security((), "`security` is empty: no credentials")
        distinct = tuple(dict.fromkeys(alternatives))
        return Security(distinct, "; ".join(reasons) or "as `security` says")

    def from_parameters(self, declared: Iterable[Parameter]) -> Security | None:
        """Return the schemes for parameters that hold credentials.

        Anonymous requests stay possible where no such parameter is required.
        """
        found: dict[str, Parameter] = {}
        made = {*self._tokens.values()}
        for parameter in declared:
            for name, scheme in sorted(self.schemes.items()):
                if destination(scheme) == place(parameter) and name not in made:
                    found[name] = parameter
                    break
        if not found:
            return None
        alternatives = self._split([*found])
        if not any(value.required or _is_ignored(value) for value in found.values()):
            alternatives.append(())
        listed = ", ".join(
            f"`{parameter.name}` is `{name}`" for name, parameter in found.items()
        )
        return Security(
            tuple(dict.fromkeys(alternatives)), f"parameters are schemes: {listed}"
        )

    def is_credential(self, parameter: Parameter, security: Security) -> bool:
        """Return whether a needed scheme sets what the parameter would set."""
        names = {name for alternative in security.alternatives for name in alternative}
        return any(destination(self.schemes[n]) == place(parameter) for n in names)

    def _known(self, name: str, requirement: Node) -> bool:
        if name in self.schemes:
            return True
        self._diagnostics.warning(
            "security",
            f"`{name}` is not a security scheme of this document: it is ignored",
            requirement.place((name,)),
            hint="declare it under components/securitySchemes",
        )
        return False

    def _writes(self, name: str, requirement: Node) -> bool:
        """Return whether the requirement sets anything in requests."""
        if not self._known(name, requirement):
            return False
        if not isinstance(self.schemes[name], UnsupportedScheme):
            return True
        self._diagnostics.warning(
            "security",
            f"the scheme `{name}` is left to the HTTP client",
            self._declared[name].node.location,
            hint="pass an `http_client` that is configured for it",
        )
        return False

    def _clash(self, names: list[str]) -> bool:
        """Return whether two of the schemes would set the same place."""
        return len({destination(self.schemes[name]) for name in names}) < len(names)

    def _split(self, names: list[str]) -> list[tuple[str, ...]]:
        """Split a combination of schemes where two would set the same place."""
        places: dict[tuple[str, str], list[str]] = {}
        for name in names:
            ways = (self._tokens[name], name) if name in self._tokens else (name,)
            places.setdefault(destination(self.schemes[name]), []).extend(ways)
        return list(islice(product(*places.values()), _MOST_ALTERNATIVES))


def _taken(name: str, required: bool) -> Security:
    alternatives: tuple[tuple[str, ...], ...] = (
        ((name,),) if required else ((name,), ())
    )
    return Security(
        alternatives, f"the header parameter `{name}` is the client's credential"
    )


def warn_without_credentials(
    operations: Iterable[Operation],
    security: Security,
    diagnostics: Diagnostics,
    root: Node,
) -> None:
    """Warn of an API that requires credentials which a client cannot send."""
    operations = tuple(operations)
    refusing = [
        operation
        for operation in operations
        if any(response.status == "401" for response in operation.responses)
    ]
    asked = any(operation.security.alternatives for operation in operations)
    if refusing and not asked and not security.alternatives:
        first = refusing[0]
        diagnostics.warning(
            "security",
            f"the client sends no credentials, but {len(refusing)} of "
            f"{len(operations)} operations may answer 401, such as "
            f"{first.method} {first.path}",
            root.location,
            hint="declare how clients authenticate with components/securitySchemes "
            "and `security`; an overlay can",
        )


def destination(scheme: SecurityScheme) -> tuple[str, str]:
    """Return the place in a request that the scheme sets: location and name."""
    match scheme:
        case ApiKeyScheme():
            name = scheme.key_name
            header = scheme.location is ApiKeyLocation.HEADER
            return (str(scheme.location), name.lower() if header else name)
        case UnsupportedScheme():
            return ("transport", scheme.name)
        case _:
            return ("header", "authorization")


def place(parameter: Parameter) -> tuple[str, str]:
    """Return the place in a request that a parameter sets, in the same form."""
    in_header = parameter.location is ParameterLocation.HEADER
    name = parameter.name
    return (str(parameter.location), name.lower() if in_header else name)


def _is_ignored(parameter: Parameter) -> bool:
    """Return whether OpenAPI ignores the parameter, required or not."""
    return place(parameter) == ("header", "authorization")


def _has_other_flows(scheme: SecurityScheme, declared: openapi.SecurityScheme) -> bool:
    """Return whether other OAuth 2 flows, which need a person, give tokens."""
    if not isinstance(scheme, ClientCredentialsScheme):
        return False
    return any(flow.kind != _CLIENT_CREDENTIALS for flow in declared.flows)


def _scheme(declared: openapi.SecurityScheme) -> SecurityScheme:
    name, description = declared.name, declared.description or None
    kind, source = declared.type or "", declared.source
    http = (declared.scheme or "").lower() if kind == "http" else None
    places = set(ApiKeyLocation)
    if kind == "apiKey" and declared.location in places and declared.parameter:
        return ApiKeyScheme(
            name=name,
            description=description,
            source=source,
            location=ApiKeyLocation(declared.location),
            key_name=declared.parameter,
        )
    if http == "basic":
        return BasicScheme(name=name, description=description, source=source)
    if http == "bearer":
        return BearerScheme(name=name, description=description, source=source)
    if kind == "oauth2":
        for flow in declared.flows:
            if flow.kind == _CLIENT_CREDENTIALS and flow.urls.get("tokenUrl"):
                return ClientCredentialsScheme(
                    name=name,
                    description=description,
                    source=source,
                    token_url=flow.urls["tokenUrl"],
                    scopes=tuple(flow.scopes),
                )
    if kind in ("oauth2", "openIdConnect"):
        return BearerScheme(
            name=name, description=description, source=source, delegated=True
        )
    return UnsupportedScheme(
        name=name, description=description, source=source, kind=kind
    )
