"""Clients that were added or removed: one change instead of one per operation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from clientsmith.config import ClientConfig
from clientsmith.config.differences import DiffConfig
from clientsmith.diagnostics import Location, display_path
from clientsmith.diff.changes import Comparison
from clientsmith.diff.comparison import Places, to_changes
from clientsmith.diff.facts import Effect
from clientsmith.diff.findings import Finding, about_document
from clientsmith.diff.inputs.reading import Side
from clientsmith.diff.inputs.selection import selected_operations
from clientsmith.document.documents import Source

_NOTHING = "/dev/null"
"""Stands for the document of a client that one side does not have."""
from clientsmith.support.markdown import quoted


@dataclass(frozen=True, slots=True)
class _File:
    """A source of which only the file is known."""

    path: Path

    def locate(self, source: Source) -> Location:
        return Location(self.path, pointer="")

    def written(self, source: Source) -> str:
        return ""

    def extent(self, source: Source) -> None:
        return None


def added(client: ClientConfig, side: Side, config: DiffConfig) -> Comparison:
    """Report an added client; `side` is its document."""
    finding = about_document(
        "client-added",
        Effect.WIDER,
        None,
        client.package,
        None,
        side.contract.source,
        _counted(client, side),
    )
    names = _NOTHING, display_path(client.document)
    return _only(client, finding, names, (side, side), config)


def removed(
    client: ClientConfig,
    revision: str,
    side: Side | None,
    config: DiffConfig,
    configuration: Path,
) -> Comparison:
    """Report a removed client; `side` is its old document, if it can be read."""
    finding = about_document(
        "client-removed",
        Effect.NARROWER,
        client.package,
        None,
        Source("", ""),
        None,
        _counted(client, side),
    )
    names = f"{revision}:{display_path(client.document)}", _NOTHING
    places = _File(client.document), _File(configuration)
    return _only(client, finding, names, places, config)


def _only(
    client: ClientConfig,
    finding: Finding,
    names: tuple[str, str],
    places: tuple[Places, Places],
    config: DiffConfig,
) -> Comparison:
    changes = to_changes([finding], places, config.of(client.name))
    return Comparison(
        base=names[0], revision=names[1], changes=changes, client=client.name
    )


def _counted(client: ClientConfig, side: Side | None) -> str:
    """Return the client with its number of operations, if that is known."""
    if side is None:
        return f"client {quoted(client.name)}"
    count = sum(1 for _ in selected_operations(side, client))
    return f"client {quoted(client.name)} ({count} operation{'s' * (count != 1)})"
