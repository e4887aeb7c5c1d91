"""Generated packages that no client is configured for.

A client that is renamed, or taken out of the configuration, leaves its package behind.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from clientsmith.diagnostics import Diagnostic, Diagnostics, Location, Severity
from clientsmith.output.package_differences import FileState, compare
from clientsmith.output.plan import MANIFEST_NAME, PlannedPackage
from clientsmith.output.writing import CODE, held
from clientsmith.support.interrupts import uninterrupted


def find_orphans(folders: Iterable[Path], packages: Iterable[Path]) -> tuple[Path, ...]:
    """Return generated packages directly below `folders` that are not in `packages`.

    A link to a folder is not followed.
    """
    # On a file system that ignores case, Kernel and kernel are both the configured
    # folder.
    known = {_folded(package) for package in packages}
    found = {
        _folded(path): path
        for folder in folders
        for path in _generated(folder)
        if _folded(path) not in known
    }
    return tuple(found[key] for key in sorted(found))


def remove_orphans(orphans: Iterable[Path]) -> None:
    """Remove the folders, all of them or none.

    Nothing is lost that was written by hand: a folder that holds an edited file, or one
    that was not generated, is a `DiagnosticError`.
    """
    orphans = tuple(orphans)
    with held({orphan.parent for orphan in orphans}):
        found = Diagnostics()
        for orphan in orphans:
            found.extend(_reasons_to_keep(orphan))
        found.raise_if_errors()
        for orphan in orphans:
            with uninterrupted():
                _remove(orphan)


def _generated(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        hidden = path.name.startswith(".")
        if not hidden and not path.is_symlink() and (path / MANIFEST_NAME).is_file():
            yield path


def _folded(path: Path) -> str:
    return str(path.resolve()).casefold()


def _reasons_to_keep(folder: Path) -> Iterator[Diagnostic]:
    nothing = PlannedPackage(folder, {}, "", "")
    comparison = compare(nothing)
    if comparison.damaged:
        yield _kept("its manifest .clientsmith.json cannot be read", folder)
        return
    for name, state in comparison.states.items():
        if state is FileState.EDITED:
            yield _kept("was edited by hand since it was generated", folder / name)
    for name in comparison.foreign:
        yield _kept("was not written by clientsmith", folder / name)


def _kept(problem: str, path: Path) -> Diagnostic:
    return Diagnostic(
        CODE,
        Severity.ERROR,
        f"{problem}: the package is not removed",
        Location(path),
        "move it somewhere else, or remove the folder yourself",
    )


def _remove(folder: Path) -> None:
    """Remove the manifest last, so that a killed run leaves a recognisable orphan."""
    for path in folder.iterdir():
        if path.name == MANIFEST_NAME:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    shutil.rmtree(folder)
