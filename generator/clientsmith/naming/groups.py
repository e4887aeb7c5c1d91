"""Map the tag of an operation to a resource."""

from __future__ import annotations

import re

from clientsmith.naming.paths import is_version, resource_of_path
from clientsmith.naming.words import singular, words

# Fern's group of `client.a.b` is `subpackage_a/b`.
_GROUP = "subpackage_"
_NESTED = re.compile(r"\s+>\s+|::")
_ASIDE = re.compile(r"\s*\(([^()]*)\)")
# Suffixes that frameworks and authors append to a name.
_ROLES = frozenset({"api", "apis", "controller", "endpoint", "endpoints"})
# A longer tag, in words, is a sentence.
_LONGEST = 5


def resource_of_tag(tag: str) -> str:
    """Return the dotted resource of a tag; empty where the tag does not name one."""
    if "/{" in tag or tag.startswith("/"):
        return resource_of_path(tag)
    group = tag.removeprefix(_GROUP)
    plain = _ASIDE.sub("", group)
    if aside := _ASIDE.search(group):
        initials = "".join(word[0] for word in words(plain))
        # `Kubernetes Engine (KE)` introduces its own short name.
        plain = aside[1] if aside[1].lower() == initials else plain
    parts = group.split("/") if group != tag else _NESTED.split(plain)
    named = [resource for part in parts if (resource := _resource(part))] or [
        words(tag)
    ]
    if any(len(part) > _LONGEST for part in named):
        return ""
    return ".".join("_".join(part) for part in named)


def _resource(part: str) -> list[str]:
    """Return the words of one level; `Pets API - Toys` is about the toys of pets."""
    found: list[str] = []
    for piece in part.split(" - "):
        own = plain_group(words(piece))
        repeated = found and singular(found[-1]) == singular((own or [""])[0])
        found += own[1:] if repeated else own
    return [] if all(map(is_version, found)) else found


def plain_group(own: list[str]) -> list[str]:
    """Return the words of a group without versions, `rest api` and `controller`."""
    named = [word for word in own if not is_version(word)] or own
    if len(named) > 2 and named[-2:] == ["rest", "api"]:
        return named[:-2]
    return named[:-1] if len(named) > 1 and named[-1] in _ROLES else named
