"""Security requirements by what goes over the wire, whatever the schemes are called."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clientsmith.contract.api import OPENID, Alternative, Flow, Scheme, Security
from clientsmith.document.documents import Node
from clientsmith.model.lowering.members import text

_URLS = (
    "authorizationUrl",
    "tokenUrl",
    "refreshUrl",
    "deviceAuthorizationUrl",
    "openIdConnectUrl",
)


class SecurityReading:
    """The schemes of a document, and its requirements in their terms."""

    def __init__(self, root: Node, resolve: Callable[[Node], Node]) -> None:
        declared = root.at("components", "securitySchemes")
        self.schemes = {
            name: _scheme(name, resolve(node))
            for name, node in (declared.items() if declared is not None else ())
        }

    def security(self, node: Node | None, operation: Node) -> Security:
        """The alternatives of a requirement list; None: nothing is asked for."""
        if node is None:
            return Security(alternatives=((),), source=operation.source)
        alternatives = tuple(dict.fromkeys(self._alternatives(node)))
        return Security(alternatives=alternatives or ((),), source=node.source)

    def _alternatives(self, node: Node) -> Iterator[Alternative]:
        for each in node.elements():
            yield tuple(
                sorted(
                    (
                        (
                            self._identity(name),
                            frozenset(str(scope.value) for scope in scopes.elements()),
                        )
                        for name, scopes in each.items()
                    ),
                    key=lambda pair: (pair[0], sorted(pair[1])),
                )
            )

    def _identity(self, name: str) -> tuple[str, ...]:
        scheme = self.schemes.get(name)
        return ("undeclared", name) if scheme is None else scheme.identity


def _scheme(name: str, node: Node) -> Scheme:
    kind = text(node, "type") or ""
    identity: tuple[str, ...]
    if kind == "apiKey":
        place, key = text(node, "in") or "", text(node, "name") or ""
        identity = (kind, place, key.lower() if place == "header" else key)
    elif kind == "http":
        identity = (kind, (text(node, "scheme") or "").lower())
    else:
        # The flows are compared by themselves; the token goes the same way.
        identity = (kind,)
    flows = node.get("flows")
    found = [_flow(key, each) for key, each in (flows.items() if flows else ())]
    if kind == OPENID:
        found = [_flow(kind, node)]
    return Scheme(
        name=name,
        identity=identity,
        flows=tuple(found),
        source=node.source,
    )


def _flow(kind: str, node: Node) -> Flow:
    scopes = node.get("scopes")
    return Flow(
        kind=kind,
        urls={key: url for key in _URLS if (url := text(node, key)) is not None},
        scopes={
            key: str(each.value)
            for key, each in (scopes.items() if scopes is not None else ())
        },
    )
