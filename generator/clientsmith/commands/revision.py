"""Compare all configured clients with a git revision.

Everything of that time counts: the configuration, the documents and the overlays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from clientsmith.commands.client_changes import Judging, appeared, changed, with_imports
from clientsmith.config import (
    ClientConfig,
    Settings,
    find_config,
    load_settings,
    settings_then,
)
from clientsmith.config.options import normalise
from clientsmith.diagnostics import (
    DiagnosticError,
    Diagnostics,
    Location,
    display_path,
    summary,
)
from clientsmith.diff.added_or_removed import removed
from clientsmith.diff.changes import Comparison
from clientsmith.diff.inputs.reading import Revision, Side, read_side
from clientsmith.diff.rules.acceptance import check_ids, warn_of_unused

_Pair: TypeAlias = tuple[ClientConfig | None, ClientConfig | None]


def compare_since(
    name: str, *, python: bool
) -> tuple[tuple[Comparison, ...], Diagnostics]:
    """Compare each client with the revision, and return warnings as well.

    Raises DiagnosticError.
    """
    settings = load_settings()
    check_ids(settings.diff)
    revision = Revision(name, settings.root)
    revision.require()
    found = Diagnostics()
    since = _RevisionComparison(revision, settings, python, found)
    comparisons = []
    for before, after in _pairs(since.clients_then(), settings.clients):
        try:
            comparisons.append(since.compared(before, after))
        except DiagnosticError as error:
            found.extend(error.diagnostics)
    found.raise_if_errors()
    compared = tuple(comparison for comparison in comparisons if comparison is not None)
    warn_of_unused(settings.diff, compared, found)
    return compared, found


def _pairs(
    before: Sequence[ClientConfig], after: Sequence[ClientConfig]
) -> Iterator[_Pair]:
    """Match clients by name, else by package, else by document, in today's order; then
    yield the removed ones.
    """
    keys: tuple[Callable[[ClientConfig], object], ...] = (
        lambda client: client.name,
        lambda client: normalise(client.package_dir),
        lambda client: normalise(client.document),
    )
    earlier: dict[str, ClientConfig] = {}
    left = [*before]
    for key in keys:
        for client in after:
            same = (candidate for candidate in left if key(candidate) == key(client))
            if client.name not in earlier and (found := next(same, None)) is not None:
                earlier[client.name] = found
                left.remove(found)
    yield from ((earlier.get(config.name), config) for config in after)
    yield from ((config, None) for config in left)


@dataclass(frozen=True, slots=True)
class _RevisionComparison:
    """The comparison of the clients with a revision; `python`: compare packages, too."""

    revision: Revision
    settings: Settings
    python: bool
    found: Diagnostics

    def clients_then(self) -> tuple[ClientConfig, ...]:
        """Return the clients as configured then, or as today if that cannot be read."""
        try:
            then = settings_then(self.settings.root, self._text)
        except DiagnosticError as error:
            reason = summary(error.diagnostics)
        else:
            if then is not None:
                return then.clients
            reason = f"there was none in {display_path(self.settings.root)}"
        self.found.warning(
            "config",
            f"the configuration of `{self.revision.name}` cannot be used: {reason}",
            hint="today's configuration is used for both sides; removed clients are not reported",
        )
        return self.settings.clients

    def _text(self, path: Path) -> str | None:
        if not self.revision.has(path):
            return None
        return self.revision.content(path).decode("utf-8-sig", "replace")

    def compared(
        self, before: ClientConfig | None, after: ClientConfig | None
    ) -> Comparison | None:
        """Compare one client. Raises DiagnosticError."""
        if before is not None:
            before = self._with_changes_then(before)
        if after is None:
            return None if before is None else self._removed(before)
        if before is None or not self.revision.has(before.document):
            return self._added(after)
        return self._changed(before, after)

    def _with_changes_then(self, client: ClientConfig) -> ClientConfig:
        """Return the client with the overlays and the stainless.yml of that time."""
        overlays = (
            path for path in client.overlays if self._has(path, "overlay", client)
        )
        stainless = client.stainless
        if stainless and not self._has(stainless, "stainless.yml", client):
            stainless = None
        return replace(client, overlays=tuple(overlays), stainless=stainless)

    def _has(self, path: Path, kind: str, client: ClientConfig) -> bool:
        if self.revision.has(path):
            return True
        self.found.warning(
            "git",
            f"`{self.revision.name}` has no such {kind}: it is left out of the "
            f"`{client.name}` of that time",
            Location(path),
        )
        return False

    def _then(self, client: ClientConfig) -> Side:
        name = f"{self.revision.name}:{display_path(client.document)}"
        return read_side(
            name, client.document, self.revision, client.overlays, client.stainless
        )

    def _changed(self, before: ClientConfig, after: ClientConfig) -> Comparison:
        sides = self._then(before), _now(after)
        comparison = changed(sides, (before, after), self._judging)
        for side in sides:
            self.found.extend(side.warnings())
        return comparison

    @property
    def _judging(self) -> Judging:
        return Judging(self.settings.diff, self.python)

    def _added(self, client: ClientConfig) -> Comparison:
        return appeared(_now(client), client, self._judging)

    def _removed(self, client: ClientConfig) -> Comparison:
        side = None
        with suppress(DiagnosticError):  # it was removed, so its errors do not matter
            side = self._then(client)
        configuration = find_config(self.settings.root) or self.settings.root
        comparison = removed(
            client, self.revision.name, side, self.settings.diff, configuration
        )
        if not self.python:
            return comparison
        return with_imports(comparison, client.package, None)


def _now(client: ClientConfig) -> Side:
    shown = display_path(client.document)
    return read_side(shown, client.document, None, client.overlays, client.stainless)
