"""Compare servers by the effective addresses of operations.

An address is a server's URL with a path, so that part of one may move into the other,
and servers between the document, its paths and its operations. Whether an old server
goes on answering, nobody says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from math import prod
from urllib.parse import urlsplit

from clientsmith.contract.api import Contract, Operation, Server
from clientsmith.diff.facts import Effect
from clientsmith.diff.findings import THE_API, Finding, about_document
from clientsmith.document.documents import Source
from clientsmith.support.markdown import quoted

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_USUAL_PORTS = {"http": ":80", "https": ":443"}
# If a server has more addresses than this, they are not distinguished.
_MOST_ADDRESSES = 100
_Pair = tuple[Operation, Operation]
_Spot = tuple[str, frozenset[str]]
"""A path on one side, and the addresses of the operation on the other."""


def template(operation: Operation) -> str:
    """Return the path, whatever the names of its placeholders."""
    return _PLACEHOLDER.sub("{}", operation.path)


def addresses(operation: Operation, contract: Contract) -> frozenset[str]:
    """Return the addresses of an operation."""
    path = template(operation)
    return frozenset(
        url + path for server in _serving(operation, contract) for url in _urls(server)
    )


def compare_servers(
    base: Contract, revision: Contract, pairs: Sequence[_Pair]
) -> Iterator[Finding]:
    """Compare the servers of the API, and of operations with their own."""
    served = [(*pair, *_spots(*pair, base, revision)) for pair in pairs]
    shared = [pair for pair in served if not pair[0].servers and not pair[1].servers]
    removed, added = [pair[2] for pair in shared], [pair[3] for pair in shared]
    if not shared:
        removed = [pair[2] for pair in served if not pair[0].servers]
        added = [pair[3] for pair in served if not pair[1].servers]
    if not removed and not added:
        removed, added = [("", _every_url(revision))], [("", _every_url(base))]
    for difference in _differences(_served(base), _served(revision), removed, added):
        # Without servers, the address is that of the document, which is unknown.
        implied = base.servers if difference.after is None else revision.servers
        if implied or difference.id.startswith("api-server-variable"):
            yield _placed(difference, base.source, revision.source)
    for old, new, before, after in served:
        if old.servers or new.servers:
            servers = _serving(old, base), _serving(new, revision)
            for difference in _differences(*servers, [before], [after]):
                found = _placed(difference, old.source, new.source)
                found = replace(found, operation=(new.method, new.path))
                whole = found.subject == THE_API
                yield replace(found, subject="the operation") if whole else found


def _spots(
    old: Operation, new: Operation, base: Contract, revision: Contract
) -> tuple[_Spot, _Spot]:
    return (
        (template(old), addresses(new, revision)),
        (template(new), addresses(old, base)),
    )


def _served(contract: Contract) -> tuple[Server, ...]:
    usual = Server(url="/", variables={}, defaults={}, source=contract.source)
    return contract.servers or (usual,)


def _every_url(contract: Contract) -> frozenset[str]:
    """Return the URLs of all servers, whoever declares them."""
    own = (server for operation in contract.operations for server in operation.servers)
    return frozenset(
        url for server in (*_served(contract), *own) for url in _urls(server)
    )


def _serving(operation: Operation, contract: Contract) -> tuple[Server, ...]:
    return operation.servers or _served(contract)


def _differences(
    base: Sequence[Server],
    revision: Sequence[Server],
    removed: Sequence[_Spot],
    added: Sequence[_Spot],
) -> Iterator[Finding]:
    before = {_usual(server.url): server for server in base}
    after = {_usual(server.url): server for server in revision}
    for url, old in before.items():
        new = after.get(url)
        if new is not None and _values(old) != _values(new):
            yield from _variables(old, new)
        elif not _is_among(old, removed):
            yield _served_at("removed", Effect.UNKNOWN, old)
    for url, new in after.items():
        old_one = before.get(url)
        if old_one is not None and _values(old_one) != _values(new):
            continue
        if not _is_among(new, added):
            yield _served_at("added", Effect.WIDER, new)


def _is_among(server: Server, spots: Sequence[_Spot]) -> bool:
    urls = _urls(server)
    return all(url + path in known for path, known in spots for url in urls)


def _served_at(action: str, effect: Effect, server: Server) -> Finding:
    removed = action == "removed"
    return about_document(
        f"api-server-{action}",
        effect,
        server.url if removed else None,
        None if removed else server.url,
        server.source if removed else None,
        None if removed else server.source,
    )


def _placed(finding: Finding, base: Source, revision: Source) -> Finding:
    return replace(
        finding, base=finding.base or base, revision=finding.revision or revision
    )


def _values(server: Server) -> tuple[object, object]:
    return server.variables, server.defaults


def _urls(server: Server) -> frozenset[str]:
    """Return the possible URLs of a server, with each variable's values or default."""
    names = [word[1:-1] for word in dict.fromkeys(_PLACEHOLDER.findall(server.url))]
    listed = [server.variables.get(name) or _default(server, name) for name in names]
    if prod(map(len, listed)) > _MOST_ADDRESSES:
        listed = [_default(server, name) for name in names]
    found = set()
    for values in product(*listed):
        url = server.url
        for name, value in zip(names, values, strict=True):
            url = url.replace(f"{{{name}}}", value)
        found.add(_usual(url))
    return frozenset(found)


def _default(server: Server, name: str) -> tuple[str, ...]:
    return (server.defaults.get(name, f"{{{name}}}"),)


def _usual(url: str) -> str:
    """Normalise a URL (RFC 3986, 6.2), without a trailing slash."""
    try:
        parts = urlsplit(f"https:{url}" if url.startswith("//") else url)
    except ValueError:
        return url
    scheme = parts.scheme.lower()
    host = parts.netloc.lower().removesuffix(_USUAL_PORTS.get(scheme, ":"))
    start = f"{scheme}://{host}" if host else ""
    path = f"/{parts.path.strip('/')}".rstrip("/")
    return f"{start}{path}"


def _variables(old: Server, new: Server) -> Iterator[Finding]:
    for name in sorted(old.defaults.keys() & new.defaults.keys()):
        defaults = old.defaults[name], new.defaults[name]
        if defaults[0] != defaults[1]:
            yield about_document(
                "api-server-variable-default-changed",
                Effect.UNKNOWN,
                *defaults,
                old.source.inside("variables", name, "default"),
                new.source.inside("variables", name, "default"),
                f"the server variable {quoted(name)}",
            )
    for name, values in old.variables.items():
        left = new.variables.get(name, ())
        for value in values:
            if left and value not in left:
                yield about_document(
                    "api-server-variable-value-removed",
                    Effect.UNKNOWN,
                    value,
                    None,
                    old.source,
                    new.source,
                    f"the server variable {quoted(name)}",
                )
