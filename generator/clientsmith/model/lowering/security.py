"""Security schemes, and which of them an operation really needs."""

from __future__ import annotations

from collections.abc import Container, Iterable
from itertools import islice, product

from clientsmith.diagnostics import Diagnostics
from clientsmith.document.documents import Node
from clientsmith.document.workspace import Workspace
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

NOT_TAKEN = Security((), "it does not take the header that is the credential")
NOTHING_NEEDED = Security((), "the document asks for no credentials")

# Schemes that write the same header, in several headers: each choice is a way.
_MOST_ALTERNATIVES = 64


class SecurityLowering:
    """Lowers the schemes once and every requirement against them."""

    def __init__(self, workspace: Workspace, diagnostics: Diagnostics) -> None:
        self._workspace = workspace
        self._diagnostics = diagnostics
        self.schemes: dict[str, SecurityScheme] = {}
        self._tokens: dict[str, str] = {}
        declared = workspace.root.at("components", "securitySchemes")
        nodes = dict(declared.items()) if declared is not None else {}
        for name, node in nodes.items():
            scheme = _scheme(name, workspace.resolve(node))
            self.schemes[name] = scheme
            if _has_other_flows(scheme, workspace.resolve(node)):
                self._add_token(scheme, taken=nodes)
        self._assumed = None if self.schemes else assumed_scheme(workspace)
        if self._assumed is not None:
            self._assume(self._assumed)

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
        """Whether no scheme is declared, and a header parameter stands for one."""
        return self._assumed is not None

    def _add_token(self, scheme: SecurityScheme, taken: Container[str]) -> None:
        """A token of another flow stands in for the client's own credentials."""
        name = f"{scheme.name} token"
        while name in taken:
            name = f"{name}_"
        self._tokens[scheme.name] = name
        self.schemes[name] = BearerScheme(
            name=name,
            description=scheme.description,
            source=scheme.source,
            delegated=True,
        )

    def security(self, node: Node | None) -> Security:
        """What a Security Requirement list asks for. None: nothing is declared."""
        if node is None and self._assumed is not None:
            return _taken(self._assumed.scheme.name, self._assumed.required)
        if node is None:
            return NOTHING_NEEDED
        alternatives: list[tuple[str, ...]] = []
        reasons: list[str] = []
        for requirement in node.elements():
            names = [name for name, each in requirement.items() if self._writes(each)]
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
        """What parameters stand for that write what schemes write: their credentials.

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
        if not any(each.required or _is_ignored(each) for each in found.values()):
            alternatives.append(())
        said = ", ".join(f"`{each.name}` is `{name}`" for name, each in found.items())
        return Security(
            tuple(dict.fromkeys(alternatives)), f"parameters are schemes: {said}"
        )

    def is_credential(self, parameter: Parameter, security: Security) -> bool:
        """Whether a scheme that the operation needs writes what the parameter would."""
        names = {name for each in security.alternatives for name in each}
        return any(destination(self.schemes[n]) == place(parameter) for n in names)

    def _known(self, node: Node) -> bool:
        name = node.pointer[-1]
        if name in self.schemes:
            return True
        self._diagnostics.warning(
            "security",
            f"`{name}` is no security scheme of this document: it is not asked for",
            node.location,
            hint="declare it under components/securitySchemes",
        )
        return False

    def _writes(self, node: Node) -> bool:
        """Whether the requirement is for something that requests carry."""
        if not self._known(node):
            return False
        scheme = self.schemes[node.pointer[-1]]
        if not isinstance(scheme, UnsupportedScheme):
            return True
        self._diagnostics.warning(
            "security",
            f"the scheme `{scheme.name}` is left to the HTTP client",
            self._workspace.resolve(self._declared(scheme.name)).location,
            hint="pass an `http_client` that is set up for it",
        )
        return False

    def _declared(self, name: str) -> Node:
        node = self._workspace.root.at("components", "securitySchemes", name)
        assert node is not None
        return node

    def _clash(self, names: list[str]) -> bool:
        """Whether two of the schemes would write the same place."""
        return len({destination(self.schemes[each]) for each in names}) < len(names)

    def _split(self, names: list[str]) -> list[tuple[str, ...]]:
        """One AND of schemes, as alternatives where two would write the same place."""
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
    """Tell of a client that has nothing to send where the API asks for credentials."""
    operations = tuple(operations)
    refusing = [
        each
        for each in operations
        if any(response.status == "401" for response in each.responses)
    ]
    asked = any(each.security.alternatives for each in operations)
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
    """The place in a request that the scheme writes to: location and name."""
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
    """The place in a request that a parameter is written to, as of schemes."""
    in_header = parameter.location is ParameterLocation.HEADER
    name = parameter.name
    return (str(parameter.location), name.lower() if in_header else name)


def _is_ignored(parameter: Parameter) -> bool:
    """Whether OpenAPI ignores it as a parameter, required or not."""
    return place(parameter) == ("header", "authorization")


def _has_other_flows(scheme: SecurityScheme, node: Node) -> bool:
    """Whether tokens come by other OAuth 2 flows as well, which take a person."""
    flows = node.get("flows")
    if flows is None or not isinstance(scheme, ClientCredentialsScheme):
        return False
    names = (name for name, _ in flows.items() if not name.startswith("x-"))
    return any(name != "clientCredentials" for name in names)


def _scheme(name: str, node: Node) -> SecurityScheme:
    description = _text(node, "description") or None
    kind = _text(node, "type")
    source = node.source
    places = set(ApiKeyLocation)
    if kind == "apiKey" and _text(node, "in") in places and _text(node, "name"):
        return ApiKeyScheme(
            name=name,
            description=description,
            source=source,
            location=ApiKeyLocation(_text(node, "in")),
            key_name=_text(node, "name"),
        )
    if kind == "http" and _text(node, "scheme").lower() == "basic":
        return BasicScheme(name=name, description=description, source=source)
    if kind == "http" and _text(node, "scheme").lower() == "bearer":
        return BearerScheme(name=name, description=description, source=source)
    if kind == "oauth2":
        flow = node.at("flows", "clientCredentials")
        if flow is not None and _text(flow, "tokenUrl"):
            scopes = flow.get("scopes")
            return ClientCredentialsScheme(
                name=name,
                description=description,
                source=source,
                token_url=_text(flow, "tokenUrl"),
                scopes=tuple(key for key, _ in scopes.items()) if scopes else (),
            )
    if kind in ("oauth2", "openIdConnect"):
        return BearerScheme(
            name=name, description=description, source=source, delegated=True
        )
    return UnsupportedScheme(
        name=name, description=description, source=source, kind=kind
    )


def _text(node: Node, key: str) -> str:
    found = node.get(key)
    return found.value if found is not None and isinstance(found.value, str) else ""
