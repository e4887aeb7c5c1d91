"""All configured clients compared with what they were in a git revision.

Everything of that time counts: the configuration, the documents and the overlays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from generator.api_changes.packages import Making
from generator.api_changes.run import with_python
from generator.config import (
    ClientConfig,
    Settings,
    find_config,
    load_settings,
    settings_then,
)
from generator.config.options import normalise
from generator.diagnostics import (
    DiagnosticError,
    Diagnostics,
    Location,
    display_path,
    summary,
)
from generator.diff.acceptance import check_ids
from generator.diff.changes import Comparison, PythonChange, summarise_python
from generator.diff.facts import Effect
from generator.diff.findings import Finding, about_document
from generator.diff.reading import Revision, Side, read_side
from generator.diff.run import compare
from generator.diff.selection import selected
from generator.diff.whole import added, removed

_Pair: TypeAlias = tuple[ClientConfig | None, ClientConfig | None]


def compare_since(
    name: str, *, python: bool
) -> tuple[tuple[Comparison, ...], Diagnostics]:
    """What changed in each client since the revision, and warnings.

    Raises DiagnosticError.
    """
    settings = load_settings()
    check_ids(settings.diff)
    revision = Revision(name, settings.root)
    revision.require()
    found = Diagnostics()
    since = _Since(revision, settings, python, found)
    comparisons = []
    for before, after in _pairs(since.clients_then(), settings.clients):
        try:
            comparisons.append(since.compared(before, after))
        except DiagnosticError as error:
            found.extend(error.diagnostics)
    found.raise_if_errors()
    return tuple(each for each in comparisons if each is not None), found


def _pairs(
    before: Sequence[ClientConfig], after: Sequence[ClientConfig]
) -> Iterator[_Pair]:
    """The clients of one name, else of one package, else of one document; in the order
    of today, then those that are gone.
    """
    keys: tuple[Callable[[ClientConfig], object], ...] = (
        lambda client: client.name,
        lambda client: normalise(client.package_dir),
        lambda client: normalise(client.document),
    )
    earlier: dict[str, ClientConfig] = {}
    gone = [*before]
    for key in keys:
        for client in after:
            same = (each for each in gone if key(each) == key(client))
            if client.name not in earlier and (found := next(same, None)) is not None:
                earlier[client.name] = found
                gone.remove(found)
    yield from ((earlier.get(each.name), each) for each in after)
    yield from ((each, None) for each in gone)


@dataclass(frozen=True, slots=True)
class _Since:
    """One run: the revision, what is configured today, and whether packages count."""

    revision: Revision
    settings: Settings
    python: bool
    found: Diagnostics

    def clients_then(self) -> tuple[ClientConfig, ...]:
        """The clients as they were configured; as they are where nobody can tell."""
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
            hint="today's counts for both sides; clients that are gone are not told",
        )
        return self.settings.clients

    def _text(self, path: Path) -> str | None:
        if not self.revision.has(path):
            return None
        return self.revision.content(path).decode("utf-8-sig", "replace")

    def compared(
        self, before: ClientConfig | None, after: ClientConfig | None
    ) -> Comparison | None:
        """What became of one client. Raises DiagnosticError."""
        if before is not None:
            before = replace(before, overlays=tuple(self._overlays(before)))
        if after is None:
            return None if before is None else self._removed(before)
        if before is None or not self.revision.has(before.document):
            return self._added(after)
        return self._changed(before, after)

    def _overlays(self, client: ClientConfig) -> Iterator[Path]:
        for path in client.overlays:
            if self.revision.has(path):
                yield path
            else:
                self.found.warning(
                    "git",
                    f"`{self.revision.name}` has no such overlay: it is left out of the "
                    f"`{client.name}` of that time",
                    Location(path),
                )

    def _then(self, client: ClientConfig) -> Side:
        name = f"{self.revision.name}:{display_path(client.document)}"
        return read_side(name, client.document, self.revision, client.overlays)

    def _changed(self, before: ClientConfig, after: ClientConfig) -> Comparison:
        old, new = self._then(before), _now(after)
        old, new, findings = selected((old, new), (before, after))
        if before.package != after.package:
            findings = (*findings, _renamed(before, after, (old, new)))
        config = self.settings.diff
        comparison = compare(
            old, new, config=config, client=after.name, findings=findings
        )
        self.found.extend((*old.warnings(), *new.warnings()))
        if not self.python:
            return comparison
        root = self.settings.root
        comparison = with_python(
            comparison, Making(old, before, root), Making(new, after, root), config
        )
        return _with_imports(comparison, before.package, after.package)

    def _added(self, client: ClientConfig) -> Comparison:
        comparison = added(client, _now(client), self.settings.diff)
        if not self.python:
            return comparison
        return _with_imports(comparison, None, client.package)

    def _removed(self, client: ClientConfig) -> Comparison:
        side = None
        with suppress(DiagnosticError):  # it is gone, whatever was wrong with it
            side = self._then(client)
        configuration = find_config(self.settings.root) or self.settings.root
        comparison = removed(
            client, self.revision.name, side, self.settings.diff, configuration
        )
        if not self.python:
            return comparison
        return _with_imports(comparison, client.package, None)


def _now(client: ClientConfig) -> Side:
    shown = display_path(client.document)
    return read_side(shown, client.document, None, client.overlays)


def _renamed(
    before: ClientConfig, after: ClientConfig, sides: tuple[Side, Side]
) -> Finding:
    base, revision = (each.contract.source for each in sides)
    subject = f"client `{after.name}`"
    return about_document(
        "client-package-renamed",
        Effect.BOTH,
        before.package,
        after.package,
        base,
        revision,
        subject,
    )


def _with_imports(
    comparison: Comparison, before: str | None, after: str | None
) -> Comparison:
    """The comparison with what the package's name means to those who import it."""
    if before == after:
        return comparison
    what = "renamed" if before and after else "removed" if before else "added"
    python = PythonChange(
        kind=f"package-{what}",
        symbol=after or before or "",
        before=before and f"import {before}",
        after=after and f"import {after}",
        breaking=before is not None,
    )
    changes = tuple(
        (
            replace(each, python=(*each.python, python))
            if each.id in ("client-added", "client-removed", "client-package-renamed")
            else each
        )
        for each in comparison.changes
    )
    problem = comparison.python.problem if comparison.python else None
    summary = replace(summarise_python(changes), problem=problem)
    return replace(comparison, changes=changes, python=summary)
