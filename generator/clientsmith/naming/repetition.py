"""Names of methods without the words that their resource says already."""

from __future__ import annotations

from clientsmith.naming.paths import singulars
from clientsmith.naming.verbs import BELONGING, BINDING
from clientsmith.naming.words import singular


def besides(parts: list[str], resource: list[str]) -> list[str]:
    """Return the words that do not repeat those of the resource, singular or plural.

    A word stays where the one before belongs to it (`is_prime`), and one that is only
    a part of the resource's name stays where the next words belong to it.
    """
    named = singulars(resource)
    found: list[str] = []
    at = 0
    while at < len(parts):
        end = at
        while end < len(parts) and singular(parts[end]) in named:
            end += 1
        if end == at:
            found.append(parts[at])
            at += 1
            continue
        if singulars(parts[at:end])[: len(named)] == named:
            end = at + len(named)  # `node balancer` of `node_balancer_node`
        whole = named[-1] in singulars(parts[at:end])
        bound = found[-1:] and found[-1] in BINDING
        if bound and end == len(parts) and len(found) > 1 and found[-1] in BELONGING:
            found.pop()
        elif bound or (not whole and (parts[end : end + 1] or ["by"])[0] in BINDING):
            found += parts[at:end]
        at = end
    return found
