"""Read the source of a package: from a folder, a wheel, or an installed package."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from clientsmith.diagnostics import Diagnostic, DiagnosticError, Location, Severity

_CODE = "package"
# No module that people wrote or generated comes near this; a decompression bomb does.
_LARGEST = 20_000_000


@dataclass(frozen=True, slots=True)
class SourcePackage:
    """The modules of a package by dotted name below it; the package itself is empty.

    `folders` are the modules that have an `__init__.py`. `place` leads to the files.
    """

    name: str
    place: Path
    texts: Mapping[str, bytes]
    folders: frozenset[str]

    def location(self, module: str, line: int | None = None) -> Location:
        """Return where a module is, for messages."""
        inner = "/".join(module.split(".")) if module else ""
        end = f"{inner}/__init__.py" if module in self.folders else f"{inner}.py"
        return Location(self.place / end.lstrip("/"), line)


def read_package(source: str) -> SourcePackage:
    """Read a folder, a wheel or an installed package. Raises DiagnosticError."""
    path = Path(source)
    if path.suffix == ".whl":
        return _wheel(path)
    if path.is_dir():
        return _folder(_package_folder(path))
    if path.exists() or len(path.parts) > 1:
        raise _unusable(path, "is neither a folder nor a wheel")
    return _folder(_installed(source))


def _unusable(path: Path, problem: str, hint: str | None = None) -> DiagnosticError:
    found = Diagnostic(_CODE, Severity.ERROR, problem, Location(path), hint)
    return DiagnosticError(found)


def _package_folder(path: Path) -> Path:
    """Return the folder, or the only package in it, as in an unpacked wheel."""
    if (path / "__init__.py").is_file():
        return path
    inner = sorted(file.parent for file in path.glob("*/__init__.py"))
    if len(inner) == 1:
        return inner[0]
    names = ", ".join(folder.name for folder in inner)
    problem = f"holds several packages: {names}" if inner else "holds no package"
    raise _unusable(path, problem, "name the folder with the package's `__init__.py`")


def _folder(path: Path) -> SourcePackage:
    try:
        files = {
            PurePosixPath(file.relative_to(path).as_posix()): file.read_bytes()
            for file in sorted(path.rglob("*.py"))
            if file.is_file()
        }
    except OSError as failure:
        raise _unusable(path, f"cannot be read: {failure.strerror}") from None
    return _package(path.resolve().name, path, files)


def _wheel(path: Path) -> SourcePackage:
    try:
        with zipfile.ZipFile(path) as archive:
            return _from_archive(path, archive)
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as failure:
        raise _unusable(path, f"cannot be read as a wheel: {failure}") from None


def _from_archive(path: Path, archive: zipfile.ZipFile) -> SourcePackage:
    members = {
        PurePosixPath(member.filename): member
        for member in archive.infolist()
        if member.filename.endswith(".py")
    }
    roots = sorted(
        inner.parts[0]
        for inner in members
        if len(inner.parts) == 2 and inner.name == "__init__.py"
    )
    distribution = path.name.partition("-")[0].casefold()
    same = [root for root in roots if root.casefold() == distribution]
    if len(chosen := same or roots) != 1:
        names = ", ".join(roots)
        problem = f"holds several packages: {names}" if roots else "holds no package"
        raise _unusable(path, problem, "unpack it, and name the package's folder")
    name = chosen[0]
    files = {}
    for inner, member in members.items():
        if inner.parts[0] == name:
            if member.file_size > _LARGEST:
                raise _unusable(path, f"{inner} is larger than {_LARGEST:,} bytes")
            files[inner.relative_to(name)] = archive.read(member)
    return _package(name, path / name, files)


def _package(
    name: str, place: Path, files: Mapping[PurePosixPath, bytes]
) -> SourcePackage:
    texts = {}
    folders = set()
    for path, text in files.items():
        parts = path.with_suffix("").parts
        if parts[-1] == "__init__":
            parts = parts[:-1]
            folders.add(".".join(parts))
        texts[".".join(parts)] = text
    return SourcePackage(name, place, texts, frozenset(folders))


def _installed(name: str) -> Path:
    """Return the folder of an installed package or distribution."""
    for candidate in (name, *_top_level(name)):
        try:
            # Nothing is imported for a name without dots.
            spec = (
                importlib.util.find_spec(candidate)
                if candidate.isidentifier()
                else None
            )
        except (ValueError, ImportError):
            spec = None
        if spec is not None and spec.submodule_search_locations:
            return Path(spec.submodule_search_locations[0])
    hint = "name a folder, a wheel or an installed package"
    raise _unusable(Path(name), "there is no such package", hint)


def _top_level(distribution: str) -> list[str]:
    """Return the packages that a distribution installs, private ones last."""
    try:
        files = importlib.metadata.distribution(distribution).files or ()
    except (importlib.metadata.PackageNotFoundError, ValueError):
        return []
    found = {
        file.parts[0]
        for file in files
        if len(file.parts) == 2 and file.name == "__init__.py"
    }
    return sorted(found, key=lambda root: (root.startswith("_"), root))
