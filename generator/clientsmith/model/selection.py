"""Select the part of an API that the configuration asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Protocol

from clientsmith.config import ClientConfig, SelectionConfig
from clientsmith.diagnostics import Diagnostics
from clientsmith.model.api import Api
from clientsmith.support.suggestions import did_you_mean


class Selectable(Protocol):
    """The properties by which an operation is selected."""

    @property
    def tags(self) -> tuple[str, ...]: ...
    @property
    def path(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def operation_id(self) -> str | None: ...
    @property
    def deprecated(self) -> bool: ...


def with_selection(
    api: Api,
    config: ClientConfig,
    diagnostics: Diagnostics,
    removed: Sequence[Selectable] = (),
) -> Api:
    """Return the API with the operations that are included and not excluded.

    A tag, path or operation that selects nothing is an error: with a typing mistake
    too much or too little would be generated. `gone`: what is in error and not asked
    for, so that the API has it no more.
    """
    offered: list[Selectable] = [*api.operations, *removed]
    for table, selection in (("include", config.include), ("exclude", config.exclude)):
        if selection is not None:
            _check(table, selection, offered, config, diagnostics)
    kept = tuple(
        operation for operation in api.operations if is_wanted(config, operation)
    )
    keys = {operation.key for operation in kept}
    excluded = tuple(
        selectable.key for selectable in offered if selectable.key not in keys
    )
    return replace(api, operations=kept, excluded=excluded)


def is_wanted(config: ClientConfig, operation: Selectable) -> bool:
    """Return whether the operation is included and not excluded."""
    include, exclude = config.include, config.exclude
    if include is not None and not is_selected_by(include, operation):
        return False
    return exclude is None or not is_selected_by(exclude, operation)


def is_selected_by(selection: SelectionConfig, operation: Selectable) -> bool:
    """Return whether one of the criteria matches."""
    return (
        any(tag in selection.tags for tag in operation.tags)
        or any(fnmatchcase(operation.path, glob) for glob in selection.paths)
        or operation.key in selection.operations
        or operation.operation_id in selection.operations
        or (selection.deprecated and operation.deprecated)
    )


def _check(
    table: str,
    selection: SelectionConfig,
    offered: Sequence[Selectable],
    config: ClientConfig,
    diagnostics: Diagnostics,
) -> None:
    for kind, value, known in _unknown(selection, offered):
        diagnostics.error(
            "config",
            f"clients.{config.name}.{table}: the document has no {kind} `{value}`",
            config.place(table, f"{kind}s"),
            hint=did_you_mean(value, sorted(known)),
        )


def _unknown(
    selection: SelectionConfig, offered: Sequence[Selectable]
) -> Iterator[tuple[str, str, set[str]]]:
    """Yield entries that select nothing: kind, value, and valid values."""
    tags = {tag for selectable in offered for tag in selectable.tags}
    paths = {selectable.path for selectable in offered}
    operations = {selectable.key for selectable in offered}
    operations |= {
        selectable.operation_id for selectable in offered if selectable.operation_id
    }
    yield from (("tag", tag, tags) for tag in selection.tags if tag not in tags)
    for glob in selection.paths:
        if not any(fnmatchcase(path, glob) for path in paths):
            yield "path", glob, paths
    for name in selection.operations:
        if name not in operations:
            yield "operation", name, operations
