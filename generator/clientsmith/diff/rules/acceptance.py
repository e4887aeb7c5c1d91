"""Check and apply the configuration's decisions about changes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase

from clientsmith.config.differences import AcceptedChange, DiffConfig
from clientsmith.config.messages import config_error, suggest
from clientsmith.diagnostics import DiagnosticError, Diagnostics
from clientsmith.diff.changes import Change, Comparison
from clientsmith.diff.rules.catalogue import RULES
from clientsmith.diff.rules.kinds import is_sent

# Swagger 2.0 has the schema of a parameter beside its name.
_PARAMETER_SCHEMA = re.compile(r"(/parameters/[^/]+)/schema(?=/|$)")


def check_ids(config: DiffConfig) -> None:
    """Raise `DiagnosticError` for ids that do not exist."""
    named = [*config.severity, *(entry.id for entry in config.accept)]
    wildcards = {entry.id for entry in config.accept if "*" in entry.id}
    unknown = [
        name
        for name in dict.fromkeys(named)
        if name not in RULES
        and not (name in wildcards and any(fnmatchcase(id_, name) for id_ in RULES))
    ]
    if unknown:
        raise DiagnosticError(
            config_error(
                f"no change has the id `{name}`",
                config.places.get(name),
                _hint(name),
            )
            for name in unknown
        )


def accepted_reason(config: DiffConfig, change: Change) -> str | None:
    """Return why the configuration accepts the change, or None.

    A change that reaches several operations has to be accepted for each of them.
    """
    meant = [entry for entry in config.accept if _is_about(entry, change)]
    keys = _keys(change)
    if not meant or not all(
        any(_covers(entry, key) for entry in meant) for key in keys
    ):
        return None
    return meant[0].reason


def warn_of_unused(
    config: DiffConfig, comparisons: Iterable[Comparison], found: Diagnostics
) -> None:
    """Warn of accepted changes that occur in none of the comparisons."""
    comparisons = tuple(comparisons)
    for entry in config.accept:
        used = any(
            _is_about(entry, change)
            and any(_covers(entry, key) for key in _keys(change))
            for comparison in comparisons
            if entry.client in (None, comparison.client)
            for change in comparison.changes
        )
        if not used:
            where = f" in `{entry.operation}`" if entry.operation else ""
            found.warning(
                "accept",
                f"no change is accepted by `{entry.id}`{where}",
                config.places.get(entry.id),
                hint="remove the entry if the change was made; else check its "
                "operation and pointer",
            )


def _keys(change: Change) -> set[str]:
    """Return the affected operations in configuration form; empty for the document."""
    return {f"{method} {path}" for method, path in change.operations} or {""}


def _is_about(entry: AcceptedChange, change: Change) -> bool:
    """Return whether the entry covers such changes, in any operation."""
    return fnmatchcase(change.id, entry.id) and _is_there(entry.pointer, change)


def _covers(accepted: AcceptedChange, key: str) -> bool:
    if accepted.operation in (key, "*"):
        return True
    # Methods may be written in any case; webhooks are addressed by their names.
    method, _, path = accepted.operation.partition(" ")
    name = key.partition(" ")[2]
    return f"{method.upper()} {path}" == key or (
        is_sent(name) and accepted.operation.removeprefix("webhook ") == name
    )


def _is_there(pointer: str | None, change: Change) -> bool:
    """Return whether the change is at that place, or below."""
    if pointer is None:
        return True
    wanted = f"{pointer.removeprefix('#').rstrip('/')}/"
    places = (change.base_location, change.revision_location)
    known = {place.pointer for place in places if place is not None and place.pointer}
    for written in change.written:
        known |= {written, _PARAMETER_SCHEMA.sub(r"\1", written)}
    return any(f"{place}/".startswith(wanted) for place in known)


def _hint(id_: str) -> str:
    near = suggest(id_, RULES)
    if near is not None and near.startswith("did you mean"):
        return near
    return "docs/changes.md lists them"
