"""Decide whether packages may be written, and write all of them or none."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from clientsmith.diagnostics import (
    Diagnostic,
    DiagnosticError,
    Diagnostics,
    Location,
    Severity,
)
from clientsmith.output.package_differences import Comparison, FileState, compare
from clientsmith.output.plan import PlannedPackage
from clientsmith.output.replacement import Replacement, recover
from clientsmith.support.interrupts import uninterrupted

if sys.platform != "win32":
    import fcntl

CODE = "output"
_LISTED = 10


@dataclass(frozen=True, slots=True)
class Written:
    """The outcome for one package; counts include the manifest."""

    directory: Path
    created: int
    updated: int
    removed: int
    unchanged: int


def write(
    packages: Sequence[PlannedPackage], *, force: bool = False
) -> tuple[Written, ...]:
    """Bring the packages on disk in line with the plan.

    Guarantees:

    - Each package is made complete beside its folder, on disk (fsync), before the
      first folder is touched; then two renames put it in place. When any step
      fails (disk full, no permission, Ctrl-C), all folders are as they were, and
      nothing is left behind.
    - After a kill or a power cut each folder is the old one, the new one, or, for a
      kill between the two renames, absent with the old one beside it as
      `.<package>.clientsmith-old`. The next run puts that back first, and clears
      away whatever the killed one left.
    - Without `force` a file that was edited by hand, or that this tool did not
      write, is not replaced or removed; all of them are reported and nothing at all
      is written. Foreign files that are not in the way stay, the same files as
      before (linked, not copied); `__pycache__` does not.
    - Links are not followed out of the folder: a link in the way is a foreign file.
    - A package that is as planned is not touched. Files that stay the same keep
      their modification time; the others have mode 0644.

    Two runs that write below the same output folder wait for each other (not on
    Windows). Raises `DiagnosticError`.
    """
    with held({package.directory.parent for package in packages}):
        return _replace_all(_compare(packages, force))


@contextmanager
def held(folders: Iterable[Path]) -> Iterator[None]:
    """Lock the folders against other runs, and create those that are missing."""
    with ExitStack() as locks:
        for folder in sorted(folders):
            with _reported(folder):
                folder.mkdir(parents=True, exist_ok=True)
                locks.enter_context(_locked(folder))
        yield


def _compare(packages: Sequence[PlannedPackage], force: bool) -> list[Comparison]:
    found = Diagnostics()
    comparisons = []
    for package in packages:
        folder = package.directory
        with _reported(folder):
            recover(folder)
            if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
                problem = "is in the way of the package's folder"
                found.add(_error(problem, folder, "move it somewhere else"))
                continue
            comparison = compare(package)
        found.extend(_conflicts(comparison, force))
        comparisons.append(comparison)
    found.raise_if_errors()
    return comparisons


def _replace_all(comparisons: Sequence[Comparison]) -> tuple[Written, ...]:
    changed = [
        Replacement(comparison) for comparison in comparisons if comparison.states
    ]
    with _or_rolled_back(changed):
        for replacement in changed:
            with _reported(replacement.directory):
                replacement.stage()
    with uninterrupted():
        with _or_rolled_back(changed):
            for replacement in changed:
                with _reported(replacement.directory):
                    replacement.swap()
        for replacement in changed:
            replacement.finish()
    return tuple(_summary(comparison) for comparison in comparisons)


@contextmanager
def _or_rolled_back(changed: Sequence[Replacement]) -> Iterator[None]:
    """Roll back on failure, including Ctrl-C, so that nothing stays half-written."""
    try:
        yield
    except BaseException:
        with uninterrupted():
            for replacement in reversed(changed):
                replacement.roll_back()
        raise


def _conflicts(comparison: Comparison, force: bool) -> Iterator[Diagnostic]:
    directory = comparison.package.directory
    for planned, foreign in comparison.blocked:
        yield _error(
            f"is in the way of the generated file {planned}",
            directory / foreign,
            "move it somewhere else; --force does not replace it",
        )
    if force:
        return
    if comparison.damaged:
        yield _error(
            "the manifest .clientsmith.json cannot be read, so it is not known which"
            " files are generated",
            directory,
            "restore it, or replace the generated files with --force",
        )
    elif comparison.recorded is None and comparison.present:
        yield _error(
            f"contains files that clientsmith did not write: {_listed(comparison.present)}",
            directory,
            "choose another output folder, or write into this one with --force",
        )
    else:
        yield from _file_conflicts(comparison)


def _file_conflicts(comparison: Comparison) -> Iterator[Diagnostic]:
    for name, state in comparison.states.items():
        path = comparison.package.directory / name
        if state is FileState.EDITED:
            yield _error(
                "was edited by hand since it was generated",
                path,
                "make the change in the configuration or an overlay, or discard it"
                " with --force",
            )
        elif state is FileState.FOREIGN:
            yield _error(
                "is in the way and was not written by clientsmith",
                path,
                "move it somewhere else, or replace it with --force",
            )


def _summary(comparison: Comparison) -> Written:
    states = comparison.states
    created = sum(state is FileState.MISSING for state in states.values())
    removed = sum(name not in comparison.planned for name in states)
    return Written(
        comparison.package.directory,
        created=created,
        updated=len(states) - created - removed,
        removed=removed,
        unchanged=sum(name not in states for name in comparison.planned),
    )


@contextmanager
def _reported(directory: Path) -> Iterator[None]:
    """Report failures of the system as findings about the folder."""
    try:
        yield
    except OSError as failure:
        raise DiagnosticError(_os_error(failure, directory)) from failure


@contextmanager
def _locked(directory: Path) -> Iterator[None]:
    """Lock the folder against other runs; the system releases the lock of a killed run."""
    if sys.platform == "win32":
        yield
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _listed(names: Iterable[str]) -> str:
    """List the first few names for a message."""
    names = sorted(names)
    rest = len(names) - _LISTED
    shown = ", ".join(names[:_LISTED])
    return f"{shown} and {rest} more" if rest > 0 else shown


def _os_error(failure: OSError, directory: Path) -> Diagnostic:
    reason = failure.strerror or str(failure)
    return _error(f"cannot be written: {reason}; nothing was changed", directory)


def _error(message: str, path: Path, hint: str | None = None) -> Diagnostic:
    return Diagnostic(CODE, Severity.ERROR, message, Location(path), hint)
