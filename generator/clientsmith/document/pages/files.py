"""The files of pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from clientsmith.diagnostics import Location, display_path
from clientsmith.document.source_text import fail

_SUFFIXES = frozenset({".md", ".mdx", ".markdown", ".txt"})


def page_files(
    paths: Iterable[Path], include: Sequence[str] = (), exclude: Sequence[str] = ()
) -> list[Path]:
    """Return the files, and the pages below the folders, in a stable order.

    `include` and `exclude` are globs for the path, the path below the folder, or the
    file's name. Raises DiagnosticError where a folder holds no page at all.
    """
    found: dict[Path, None] = {}
    for path in paths:
        for file in _below(path) if path.is_dir() else [path]:
            names = _names(file, path)
            if include and not _fits(names, include):
                continue
            if not _fits(names, exclude):
                found[file] = None
    return [*found]


def _below(folder: Path) -> list[Path]:
    files = sorted(
        (path for path in folder.rglob("*") if _is_page(path, folder)),
        key=lambda page: page.relative_to(folder).as_posix(),
    )
    if not files:
        fail(
            "page",
            "the folder contains no pages",
            Location(folder),
            hint=f"looked for files that end in {', '.join(sorted(_SUFFIXES))}",
        )
    return files


def _is_page(path: Path, folder: Path) -> bool:
    inside = path.relative_to(folder)
    if any(part.startswith(".") for part in inside.parts):
        return False
    return not _SUFFIXES.isdisjoint(map(str.lower, path.suffixes)) and path.is_file()


def _names(path: Path, given: Path) -> Iterator[str]:
    yield path.name
    yield display_path(path)
    yield path.as_posix()
    if path != given:
        yield path.relative_to(given).as_posix()


def _fits(names: Iterable[str], globs: Sequence[str]) -> bool:
    return any(fnmatchcase(name, glob) for name in names for glob in globs)
