"""Decisions about changes: the table `diff` of the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Literal

from clientsmith.config.keys import FORBID_UNKNOWN, key
from clientsmith.diagnostics import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedChange:
    """A change that is accepted, and the reason."""

    __pydantic_config__ = FORBID_UNKNOWN

    id: Annotated[
        str, key("The id of the change; may have wildcards.", "api-tag-removed")
    ]
    operation: Annotated[
        str,
        key(
            "Method and path, or the name of a webhook; `*` for all operations, and an"
            " empty string for a change of the document as a whole.",
            "GET /debug",
        ),
    ]
    reason: Annotated[str, key("The reason, for the reports.", "it was never called")]
    pointer: Annotated[
        str | None,
        key(
            "JSON pointer of the change, or of what it is in, in the base or in the"
            " revision. By default anywhere in the operation.",
            "/paths/~1debug/get",
        ),
    ] = None
    client: Annotated[
        str | None, key("The only client to accept it for. By default all.", "acme")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffConfig:
    """Decisions about the changes that `clientsmith diff` reports."""

    __pydantic_config__ = FORBID_UNKNOWN

    severity: Annotated[
        Mapping[str, Literal["breaking", "warning", "info"]],
        key(
            "Severities by the id of the change, in place of those of the catalogue.",
            {"response-property-enum-value-added": "info"},
        ),
    ] = field(default_factory=dict)
    accept: Annotated[
        tuple[AcceptedChange, ...],
        key("Changes that do not count, with the reason."),
    ] = ()
    # Not a key: where the file mentions each id.
    places: Mapping[str, Location] = field(default_factory=dict, compare=False)

    def of(self, client: str | None) -> DiffConfig:
        """Return what holds for one client; None for documents of no client."""
        accept = (entry for entry in self.accept if entry.client in (None, client))
        return replace(self, accept=tuple(accept))


NO_DIFF_CONFIG = DiffConfig()
