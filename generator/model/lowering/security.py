"""Security schemes, and which of them an operation really needs."""

from __future__ import annotations

from itertools import islice, product

from generator.diagnostics import Diagnostics
from generator.document.documents import Node
from generator.document.workspace import Workspace
from generator.model.api import (
    ApiKeyLocation,
    ApiKeyScheme,
    BasicScheme,
    BearerScheme,
    ClientCredentialsScheme,
    Security,
    SecurityScheme,
    UnsupportedScheme,
)

NOTHING_NEEDED = Security((), "the document asks for no credentials")

# Schemes that write the same header, in several headers: each choice is a way.
_MOST_ALTERNATIVES = 64


class SecurityLowering:
    """Lowers the schemes once and every requirement against them."""

    def __init__(self, workspace: Workspace, diagnostics: Diagnostics) -> None:
        self._workspace = workspace
        self._diagnostics = diagnostics
        self.schemes: dict[str, SecurityScheme] = {}
        declared = workspace.root.at("components", "securitySchemes")
        for name, node in declared.items() if declared is not None else ():
            self.schemes[name] = _scheme(name, workspace.resolve(node))

    def security(self, node: Node | None) -> Security:
        """What a Security Requirement list asks for. None: nothing is declared."""
        if node is None:
            return NOTHING_NEEDED
        alternatives: list[tuple[str, ...]] = []
        reasons: list[str] = []
        for requirement in node.elements():
            names = [name for name, each in requirement.items() if self._writes(each)]
            split = self._split(names)
            alternatives += split
            if len(split) > 1:
                reasons.append(
                    f"{' and '.join(names)} write the same header: alternatives"
                )
        if not alternatives:
            return Security((), "`security` is empty: no credentials")
        distinct = tuple(dict.fromkeys(alternatives))
        return Security(distinct, "; ".join(reasons) or "as `security` says")

    def from_header(self) -> Security | None:
        """What a declared Authorization header stands for, when there is a scheme."""
        for name, scheme in sorted(self.schemes.items()):
            if destination(scheme) == ("header", "authorization"):
                return Security(
                    ((name,),),
                    f"the Authorization header parameter is the scheme `{name}`",
                )
        return None

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

    def _split(self, names: list[str]) -> list[tuple[str, ...]]:
        """One AND of schemes, as alternatives where two would write the same place."""
        places: dict[tuple[str, str], list[str]] = {}
        for name in names:
            places.setdefault(destination(self.schemes[name]), []).append(name)
        return list(islice(product(*places.values()), _MOST_ALTERNATIVES))


def destination(scheme: SecurityScheme) -> tuple[str, str]:
    """The place in a request that the scheme writes to: location and name."""
    match scheme:
        case ApiKeyScheme():
            name = scheme.key_name
            header = scheme.location is ApiKeyLocation.HEADER
            return (scheme.location, name.lower() if header else name)
        case UnsupportedScheme():
            return ("transport", scheme.name)
        case _:
            return ("header", "authorization")


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
