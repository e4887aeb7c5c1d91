"""Put a new package in the place of the old one, with a way back at each step.

Beside `kernel/` there may be, during a run or after a kill,
`.kernel.clientsmith-new` (being made) and `.kernel.clientsmith-old` (set aside).
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from clientsmith.output.package_differences import Comparison, list_files
from clientsmith.output.plan import MANIFEST_NAME, ManifestError, read_manifest

_MODE = 0o644


class Replacement:
    """One package on its way: `stage`, `swap`, then `finish` or `roll_back`."""

    def __init__(self, comparison: Comparison) -> None:
        self.directory = comparison.package.directory
        self._comparison = comparison
        self._new, self._old = _siblings(self.directory)
        self._existed = self.directory.exists()

    def stage(self) -> None:
        """Make the whole new package beside the old one, and force it to disk."""
        self._new.mkdir()
        for name, content in self._comparison.planned.items():
            target = self._new / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if name in self._comparison.states:
                _write_file(target, content)
            else:
                _link(self.directory / name, target)
        for name in self._comparison.foreign:
            target = self._new / name
            target.parent.mkdir(parents=True, exist_ok=True)
            _link(self.directory / name, target)
        for folder, _, _ in os.walk(self._new):
            _sync_folder(Path(folder))

    def swap(self) -> None:
        """Move the old package out of the way, and the new one into place."""
        if self._existed:
            self.directory.rename(self._old)
        self._new.rename(self.directory)
        _sync_folder(self.directory.parent)

    def roll_back(self) -> None:
        """Undo what was done, from any point; never raises."""
        with suppress(OSError):
            swapped = self._old.exists() if self._existed else True
            if swapped and self.directory.exists():
                self.directory.rename(self._new)
            if swapped and self._existed:
                self._old.rename(self.directory)
        shutil.rmtree(self._new, ignore_errors=True)

    def finish(self) -> None:
        """Remove the old package; the next run removes what cannot be removed now."""
        with suppress(OSError):
            _drop_old(self.directory, self._old, self._comparison.recorded or {})


def recover(directory: Path) -> None:
    """Put back or clear away what a killed run left beside the package's folder.

    Raises `OSError`.
    """
    new, old = _siblings(directory)
    if old.exists():
        if directory.exists():
            _drop_old(directory, old, _recorded(old))
        else:
            old.rename(directory)
    if new.exists():
        shutil.rmtree(new)


def _siblings(directory: Path) -> tuple[Path, Path]:
    name = f".{directory.name}.clientsmith"
    return directory.with_name(f"{name}-new"), directory.with_name(f"{name}-old")


def _recorded(directory: Path) -> Mapping[str, str]:
    try:
        return read_manifest(directory) or {}
    except ManifestError:
        return {}


def _drop_old(directory: Path, old: Path, recorded: Mapping[str, str]) -> None:
    """Remove the set-aside package, but first save files that came in meanwhile."""
    if not old.exists():
        return
    for name in set(list_files(old)).difference(recorded, (MANIFEST_NAME,)):
        target = directory / name
        if not os.path.lexists(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            (old / name).rename(target)
    shutil.rmtree(old)


def _write_file(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        path.chmod(_MODE)
        os.fsync(file.fileno())


def _link(source: Path, target: Path) -> None:
    """Create a second path to the file, or a copy where the system has no links."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
