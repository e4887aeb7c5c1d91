"""What the user has decided about changes: `[tool.clientsmith.diff]`.

[tool.clientsmith.diff]
severity = { "response-property-enum-value-added" = "info" }

[[tool.clientsmith.diff.accept]]
id = "api-removed-without-deprecation"
operation = "GET /debug"
pointer = "/paths/~1debug/get"        # may be left out: everywhere in it
reason = "nobody ever called it"
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pydantic import ConfigDict

from generator.diagnostics import Location

_FORBID_UNKNOWN = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedChange:
    """A change that somebody has decided to make, and why.

    `operation` is `GET /path`, empty for what belongs to the document as a whole, and
    `*` for all.
    `pointer` is its place in the base or in the revision.
    """

    __pydantic_config__ = _FORBID_UNKNOWN

    id: str
    operation: str
    reason: str
    pointer: str | None = None


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


NO_DIFF_CONFIG = DiffConfig()
