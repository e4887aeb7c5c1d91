"""Compare a planned package with the package on disk."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from clientsmith.diagnostics import display_path
from clientsmith.output.plan import (
    MANIFEST_NAME,
    ManifestError,
    PlannedPackage,
    digest,
    read_manifest,
    with_line_feeds,
)

CACHE_FOLDER = "__pycache__"
_STAINLESS = b"generated from our OpenAPI spec by Stainless"
_HELPERS = "_utils/"
# A header of the owner may come before it.
_HEAD = 2000


class FileState(StrEnum):
    """The difference of a file on disk from the plan."""

    MISSING = "missing"
    STALE = "stale"
    EXTRA = "extra"
    EDITED = "edited by hand"
    FOREIGN = "not written by clientsmith"


@dataclass(frozen=True)
class Comparison:
    """The contents of the folder and the plan for it.

    `present` holds every file and symbolic link by relative POSIX path, caches of
    Python left out; content is None for what is no regular file. `recorded` is the
    old manifest, None without one; `damaged` says that it could not be read.
    """

    package: PlannedPackage
    present: Mapping[str, bytes | None]
    recorded: Mapping[str, str] | None
    damaged: bool

    @cached_property
    def planned(self) -> Mapping[str, bytes]:
        owned = self.package.starters & self.present.keys()
        contents = self.package.contents()
        return {name: contents[name] for name in contents if name not in owned}

    @cached_property
    def states(self) -> Mapping[str, FileState]:
        """The files that differ from the plan, in order of their names.

        Foreign files are listed only where a planned file shall be.
        """
        states = {}
        for name in sorted({*self.planned, *(self.recorded or ())}):
            state = self._state(name)
            if state is not None:
                states[name] = state
        return states

    @cached_property
    def foreign(self) -> tuple[str, ...]:
        """Present files that are in neither the plan nor the manifest."""
        own = {*self.planned, *(self.recorded or ())}
        return tuple(sorted(set(self.present) - own))

    @property
    def blocked(self) -> Iterator[tuple[str, str]]:
        """Pairs of a planned and a foreign file of which one must be a folder."""
        planned = set(self.planned)
        for name in self.foreign:
            for folder in _parents(name):
                if folder in planned:
                    yield folder, name
        for name in planned:
            for folder in _parents(name):
                if folder in self.present and folder not in (self.recorded or ()):
                    yield name, folder

    def _state(self, name: str) -> FileState | None:
        if name not in self.present:
            return FileState.MISSING if name in self.planned else None
        content = self.present[name]
        text = None if content is None else with_line_feeds(content)
        planned = self.planned.get(name)
        if text is not None and text == (planned and with_line_feeds(planned)):
            return None
        if name == MANIFEST_NAME:
            return FileState.STALE
        if name not in (self.recorded or ()):
            return FileState.FOREIGN
        recorded = (self.recorded or {})[name]
        if content is None or text is None:  # a link, or a folder
            return FileState.EDITED
        if recorded not in (digest(content), digest(text)):
            return FileState.EDITED
        return FileState.STALE if name in self.planned else FileState.EXTRA


@dataclass(frozen=True, slots=True)
class Freshness:
    """The result of `check`: the state of each file, and all differences as a diff.

    `diff` is a unified diff from what is there to what would be generated.
    """

    directory: Path
    states: Mapping[str, FileState]
    diff: str

    @property
    def is_fresh(self) -> bool:
        return not self.states


def check(package: PlannedPackage) -> Freshness:
    """Compare the folder with the plan without writing anything.

    Raises `OSError` when the folder cannot be read.
    """
    comparison = compare(package)
    shown = display_path(package.directory)
    diff = "".join(
        _file_diff(
            f"{shown}/{name}",
            comparison.present.get(name, b""),
            comparison.planned.get(name, b""),
            name in comparison.present,
            name in comparison.planned,
        )
        for name in comparison.states
    )
    return Freshness(package.directory, comparison.states, diff)


def compare(package: PlannedPackage) -> Comparison:
    """Read the folder. Raises `OSError` when that fails."""
    damaged = False
    try:
        recorded = read_manifest(package.directory)
    except ManifestError:
        recorded, damaged = None, True
    present = {
        name: _content(package.directory / name)
        for name in list_files(package.directory)
    }
    if recorded is None and not damaged and package.succeeds_stainless:
        recorded = _made_by_stainless(package, present)
    return Comparison(package, present, recorded, damaged)


def _made_by_stainless(
    package: PlannedPackage, present: Mapping[str, bytes | None]
) -> dict[str, str] | None:
    """Return the files of a package that Stainless made, as a manifest has them.

    They say so in their first lines; helpers do not, so whatever has the name of a
    planned file, or is among the helpers, is one. All other files are the owner's.
    None where no file says so.
    """
    files = {name: data for name, data in present.items() if data is not None}
    marked = {name for name, data in files.items() if _STAINLESS in data[:_HEAD]}
    if not marked:
        return None
    helpers = {name for name in files if name.startswith(_HELPERS)}
    made = marked | helpers | package.files.keys() & files.keys()
    return {name: digest(files[name]) for name in made - package.starters}


def list_files(directory: Path) -> Iterator[str]:
    """List files and links below a folder as relative POSIX paths, without caches.

    Links to folders are listed and not followed.
    """

    def fail(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            raise error

    for folder, folders, files in os.walk(directory, onerror=fail):
        place = Path(folder)
        links = [name for name in folders if (place / name).is_symlink()]
        folders[:] = sorted(set(folders) - {CACHE_FOLDER, *links})
        for name in sorted([*files, *links]):
            yield (place / name).relative_to(directory).as_posix()


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() and not path.is_symlink() else None


def _parents(name: str) -> Iterator[str]:
    while "/" in name:
        name = name.rpartition("/")[0]
        yield name


def _file_diff(
    name: str, old: bytes | None, new: bytes, is_there: bool, is_planned: bool
) -> str:
    before = f"a/{name}" if is_there else "/dev/null"
    after = f"b/{name}" if is_planned else "/dev/null"
    try:
        texts = None if old is None else (with_line_feeds(old).decode(), new.decode())
    except UnicodeDecodeError:
        texts = None
    if texts is None:
        return f"Binary files {before} and {after} differ\n"
    lines = unified_diff(_lines(texts[0]), _lines(texts[1]), before, after)
    text = "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in lines
    )
    # An empty file that is missing has no lines to show.
    return text or f"--- {before}\n+++ {after}\n"


def _lines(text: str) -> list[str]:
    # Only \n ends a line in a diff; str.splitlines knows many more.
    return re.findall(r"[^\n]*\n|[^\n]+", text)
