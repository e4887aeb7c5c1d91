"""What the configuration says about changes: checked, and applied."""

from __future__ import annotations

from collections.abc import Iterable

from generator.config.differences import AcceptedChange, DiffConfig
from generator.config.messages import config_error, suggest
from generator.diagnostics import DiagnosticError, Location
from generator.diff.catalogue import RULES
from generator.diff.changes import Change


def check_ids(config: DiffConfig) -> None:
    """Raises `DiagnosticError` for each id that no change ever has."""
    named = [*config.severity, *(each.id for each in config.accept)]
    unknown = [each for each in dict.fromkeys(named) if each not in RULES]
    if unknown:
        raise DiagnosticError(
            config_error(
                f"no change has the id `{each}`",
                config.places.get(each),
                _hint(each),
            )
            for each in unknown
        )


def accepted_reason(config: DiffConfig, change: Change) -> str | None:
    """Why the configuration accepts the change; None where it does not.

    A change that reaches several operations has to be accepted for each of them.
    """
    places = (change.base_location, change.revision_location)
    meant = [
        each
        for each in config.accept
        if each.id == change.id and _is_there(each.pointer, places)
    ]
    keys = {f"{method} {path}" for method, path in change.operations} or {""}
    if not meant or not all(any(_covers(each, key) for each in meant) for key in keys):
        return None
    return meant[0].reason


def _covers(accepted: AcceptedChange, key: str) -> bool:
    return accepted.operation in (key, "*")


def _is_there(pointer: str | None, places: Iterable[Location | None]) -> bool:
    if pointer is None:
        return True
    wanted = pointer.removeprefix("#")
    return any(each is not None and each.pointer == wanted for each in places)


def _hint(id_: str) -> str:
    near = suggest(id_, RULES)
    if near is not None and near.startswith("did you mean"):
        return near
    return "docs/changes.md lists them"
