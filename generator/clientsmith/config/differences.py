"""What the user has decided about changes: `[tool.clientsmith.diff]`.

[tool.clientsmith.diff]
severity = { "response-property-enum-value-added" = "info" }

[[tool.clientsmith.diff.accept]]
id = "api-removed-without-deprecation"
operation = "GET /debug"
pointer = "/paths/~1debug/get"        # may be left out: everywhere in it
client = "acme"                       # may be left out: in all clients
reason = "nobody ever called it"
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from pydantic import ConfigDict

from clientsmith.diagnostics import Location

_FORBID_UNKNOWN = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedChange:
    """A change that somebody has decided to make, and why.

    `id` may have wildcards (`response-*`). `operation` is `GET /path` or the name of a
    webhook, empty for what belongs to the document as a whole, and `*` for all.
    `pointer` is its place in the base or in the revision, or what it is in. `client` is the only one that
    it is accepted for; None: it is accepted for all, and between two documents.
    """

    __pydantic_config__ = _FORBID_UNKNOWN

    id: str
    operation: str
    reason: str
    pointer: str | None = None
    client: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffConfig:
    """Severities by id, in place of those of the rule, and accepted changes.

    `places` says where the file speaks of each id.
    """

    __pydantic_config__ = _FORBID_UNKNOWN

    severity: Mapping[str, Literal["breaking", "warning", "info"]] = field(
        default_factory=dict
    )
    accept: tuple[AcceptedChange, ...] = ()
    places: Mapping[str, Location] = field(default_factory=dict, compare=False)

    def of(self, client: str | None) -> DiffConfig:
        """What holds for one client; None: for documents of no client."""
        accept = (each for each in self.accept if each.client in (None, client))
        return replace(self, accept=tuple(accept))


NO_DIFF_CONFIG = DiffConfig()
