"""Security requirements by what is sent, whatever the schemes' names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from clientsmith.contract.api import OPENID, Alternative, Flow, Scheme, Security
from clientsmith.openapi import objects as openapi


class SecurityReading:
    """The schemes of a document, and its requirements in their terms."""

    def __init__(self, declared: Iterable[openapi.SecurityScheme]) -> None:
        self.schemes = {
            security_scheme.name: _scheme(security_scheme)
            for security_scheme in declared
        }

    def security(
        self, declared: openapi.Security | None, operation: openapi.Operation
    ) -> Security:
        """Return the alternatives of a requirement list; None: nothing is required."""
        if declared is None:
            return Security(alternatives=((),), source=operation.source)
        alternatives = tuple(dict.fromkeys(self._alternatives(declared)))
        return Security(alternatives=alternatives or ((),), source=declared.source)

    def _alternatives(self, declared: openapi.Security) -> Iterator[Alternative]:
        for requirement in declared.requirements:
            yield tuple(
                sorted(
                    (
                        (self._identity(name), frozenset(scopes))
                        for name, scopes in requirement.schemes.items()
                    ),
                    key=lambda pair: (pair[0], sorted(pair[1])),
                )
            )

    def _identity(self, name: str) -> tuple[str, ...]:
        scheme = self.schemes.get(name)
        return ("undeclared", name) if scheme is None else scheme.identity


def _scheme(declared: openapi.SecurityScheme) -> Scheme:
    kind = declared.type or ""
    identity: tuple[str, ...]
    if kind == "apiKey":
        place, key = declared.location or "", declared.parameter or ""
        identity = (kind, place, key.lower() if place == "header" else key)
    elif kind == "http":
        identity = (kind, (declared.scheme or "").lower())
    else:
        # The flows are compared separately; the token is sent in the same way.
        identity = (kind,)
    return Scheme(
        name=declared.name,
        identity=identity,
        flows=tuple(_flows(declared)),
        source=declared.source,
    )


def _flows(declared: openapi.SecurityScheme) -> Iterator[Flow]:
    if declared.type == OPENID:
        url = declared.open_id_connect_url
        urls = {} if url is None else {"openIdConnectUrl": url}
        yield Flow(kind=OPENID, urls=urls, scopes={})
        return
    for flow in declared.flows:
        yield Flow(kind=flow.kind, urls=flow.urls, scopes=flow.scopes)
