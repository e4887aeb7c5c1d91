"""Compare the security of operations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clientsmith.contract.api import (
    OPENID,
    Alternative,
    Contract,
    Flow,
    Operation,
    Scheme,
)
from clientsmith.diff.facts import Effect
from clientsmith.diff.findings import Finding, about_document
from clientsmith.support.markdown import quoted

_URL_IDS = {"tokenUrl": "token-url"}
_SCOPES = {
    "added": Effect.WIDER,
    "changed": Effect.NEUTRAL,
    "removed": Effect.UNKNOWN,
}


def compare_security(old: Operation, new: Operation) -> Iterator[Finding]:
    """Report credentials that were sufficient and no longer are."""
    before, after = old.security.alternatives, new.security.alternatives
    lost = [
        alternative
        for alternative in before
        if not any(_enough(alternative, candidate) for candidate in after)
    ]
    added = [
        alternative
        for alternative in after
        if not any(_enough(alternative, candidate) for candidate in before)
    ]
    for alternative in lost:
        id_ = "api-security-removed"
        if not alternative:
            id_ = "api-security-became-required"
        elif any(_schemes(alternative) == _schemes(candidate) for candidate in after):
            id_ = "api-security-scope-added"
        yield _finding(
            old, new, id_, Effect.NARROWER, alternative, _nearest(alternative, after)
        )
    for alternative in added:
        if lost and alternative:
            continue  # already reported with the credentials that are no longer sufficient
        id_ = "api-security-added"
        if not alternative:
            id_ = "api-security-became-optional"
        elif any(_schemes(alternative) == _schemes(candidate) for candidate in before):
            id_ = "api-security-scope-removed"
        yield _finding(old, new, id_, Effect.WIDER, None, alternative)


def _schemes(alternative: Alternative) -> list[tuple[str, ...]]:
    return [identity for identity, _ in alternative]


def _nearest(lost: Alternative, after: tuple[Alternative, ...]) -> Alternative | None:
    """Return the most similar new requirement, of the same schemes if possible."""
    same = [
        alternative for alternative in after if _schemes(alternative) == _schemes(lost)
    ]
    return next(iter((*same, *after)), None)


def _enough(credentials: Alternative, needed: Alternative) -> bool:
    """Return whether a request with these credentials satisfies an alternative."""
    return all(
        any(identity == scheme and scopes <= granted for scheme, granted in credentials)
        for identity, scopes in needed
    )


def _finding(
    old: Operation,
    new: Operation,
    id_: str,
    effect: Effect,
    before: Alternative | None,
    after: Alternative | None,
) -> Finding:
    return Finding(
        id=id_,
        effect=effect,
        direction=None,
        subject="the credentials",
        before=None if before is None else describe(before),
        after=None if after is None else describe(after),
        base=old.security.source,
        revision=new.security.source,
        operation=(new.method, new.path),
    )


def describe(alternative: Alternative) -> str:
    """Describe an alternative in words."""
    if not alternative:
        return "no credentials"
    return " and ".join(
        " ".join(identity) + (f" with {', '.join(sorted(scopes))}" if scopes else "")
        for identity, scopes in alternative
    )


def compare_schemes(base: Contract, revision: Contract) -> Iterator[Finding]:
    """Compare security schemes by name; requirements are compared with the operations."""
    before = {scheme.name: scheme for scheme in base.schemes}
    after = {scheme.name: scheme for scheme in revision.schemes}
    for name, new_name in _renamed(before, after):
        del before[name], after[new_name]
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        if old is None or new is None:
            action = "added" if old is None else "removed"
            yield _scheme(f"api-security-component-{action}", name, old, new)
            continue
        if old.identity != new.identity:
            yield _scheme(
                "api-security-component-type-changed",
                name,
                old,
                new,
                values=(" ".join(old.identity), " ".join(new.identity)),
            )
        yield from _flows(old, new)


def _renamed(
    before: Mapping[str, Scheme], after: Mapping[str, Scheme]
) -> Iterator[tuple[str, str]]:
    """Return schemes that only changed their name, which is never sent."""
    free = [name for name in after if name not in before]
    for name in [name for name in before if name not in after]:
        for new_name in free:
            base, found = before[name], after[new_name]
            if (base.identity, base.flows) == (found.identity, found.flows):
                free.remove(new_name)
                yield name, new_name
                break


def _flows(old: Scheme, new: Scheme) -> Iterator[Finding]:
    before = {flow.kind: flow for flow in old.flows}
    after = {flow.kind: flow for flow in new.flows}
    for kind in dict.fromkeys((*before, *after)):
        base, revision = before.get(kind), after.get(kind)
        if base is None or revision is None:
            action = "added" if base is None else "removed"
            yield _scheme(
                f"api-security-component-oauth-flow-{action}",
                old.name,
                old,
                new,
                effect=Effect.WIDER if base is None else Effect.NARROWER,
                values=(
                    None if base is None else kind,
                    None if revision is None else kind,
                ),
                ways=(_way(base), _way(revision)),
            )
            continue
        yield from _urls(old, new, base, revision)
        yield from _scopes(old, new, base, revision)


def _way(flow: Flow | None) -> tuple[str, ...]:
    """Return the path to a flow in its scheme."""
    if flow is None or flow.kind == OPENID:
        return ()
    return ("flows", flow.kind)


def _urls(old: Scheme, new: Scheme, base: Flow, revision: Flow) -> Iterator[Finding]:
    for url in sorted({*base.urls, *revision.urls}):
        values = base.urls.get(url), revision.urls.get(url)
        if values[0] != values[1]:
            yield _scheme(
                f"api-security-component-oauth-{_URL_IDS.get(url, 'url')}-changed",
                old.name,
                old,
                new,
                effect=Effect.UNKNOWN,
                values=values,
                ways=(
                    (*_way(base), *([url] if url in base.urls else [])),
                    (*_way(revision), *([url] if url in revision.urls else [])),
                ),
            )


def _scopes(old: Scheme, new: Scheme, base: Flow, revision: Flow) -> Iterator[Finding]:
    for scope in sorted({*base.scopes, *revision.scopes}):
        there = scope in base.scopes, scope in revision.scopes
        if base.scopes.get(scope) == revision.scopes.get(scope) and all(there):
            continue
        action = "changed" if all(there) else "removed" if there[0] else "added"
        yield _scheme(
            f"api-security-component-oauth-scope-{action}",
            old.name,
            old,
            new,
            effect=_SCOPES[action],
            values=(scope if there[0] else None, scope if there[1] else None),
            ways=(
                (*_way(base), "scopes", *([scope] if there[0] else [])),
                (*_way(revision), "scopes", *([scope] if there[1] else [])),
            ),
        )


def _scheme(
    id_: str,
    name: str,
    old: Scheme | None,
    new: Scheme | None,
    *,
    effect: Effect = Effect.NEUTRAL,
    values: tuple[str | None, str | None] = (None, None),
    ways: tuple[tuple[str, ...], tuple[str, ...]] = ((), ()),
) -> Finding:
    """Return a finding about a scheme; `ways`: the paths from the schemes to its
    subject.
    """
    return about_document(
        id_,
        effect,
        *values,
        None if old is None else old.source.inside(*ways[0]),
        None if new is None else new.source.inside(*ways[1]),
        f"the security scheme {quoted(name)}",
    )
