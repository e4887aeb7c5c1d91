"""A planned package and its manifest."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from clientsmith.version import __version__

MANIFEST_NAME = ".clientsmith.json"
# Absolute paths, drives, streams and backslashes, which some systems interpret.
_UNSAFE = re.compile(r"^/|[\\:\0]")


@dataclass(frozen=True, slots=True)
class PlannedPackage:
    """The files of one package, by POSIX path relative to its `directory`.

    `starters`: the files that are written once, and belong to the owner then. The
    hashes stand for what the files were made from. `succeeds_stainless`: it takes
    the place of a package that Stainless made. Names that would leave the
    folder, or that are one file on some systems, are a `ValueError`.
    """

    directory: Path
    files: Mapping[str, bytes]
    document_hash: str
    configuration_hash: str
    succeeds_stainless: bool = False
    starters: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        _check_names(self.files)

    def contents(self) -> dict[str, bytes]:
        """Return the files in the order of their names, the manifest last."""
        files = {name: self.files[name] for name in sorted(self.files)}
        return files | {MANIFEST_NAME: self._manifest()}

    def _manifest(self) -> bytes:
        manifest = {
            "tool": __version__,
            "document": self.document_hash,
            "configuration": self.configuration_hash,
            "files": {
                name: digest(data)
                for name, data in self.files.items()
                if name not in self.starters
            },
        }
        text = json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False)
        return f"{text}\n".encode()


class ManifestError(Exception):
    """The manifest on disk was not written by this tool."""


def read_manifest(directory: Path) -> dict[str, str] | None:
    """Read the name and SHA-256 of each generated file; None without a manifest.

    Raises `ManifestError`.
    """
    path = directory / MANIFEST_NAME
    try:
        manifest: Any = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (ValueError, RecursionError) as error:
        raise ManifestError from error
    files = manifest.get("files") if isinstance(manifest, dict) else None
    if not isinstance(files, dict):
        raise ManifestError
    if not all(isinstance(value, str) for value in files.values()):
        raise ManifestError
    return files


def with_line_feeds(data: bytes) -> bytes:
    """Return the bytes as generated, in case git converted the line endings to CRLF."""
    return data.replace(b"\r\n", b"\n")


def digest(data: bytes) -> str:
    """Return the SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _check_names(names: Iterable[str]) -> None:
    folded: dict[str, str] = {MANIFEST_NAME: MANIFEST_NAME}
    folders: set[str] = set()
    for name in names:
        path = PurePosixPath(name)
        if _UNSAFE.search(name) or ".." in path.parts or name != str(path):
            raise ValueError(f"planned file name is not a plain path: {name!r}")
        twin = folded.setdefault(name.casefold(), name)
        if twin != name or name == MANIFEST_NAME:
            raise ValueError(f"planned file names collide: {name!r} and {twin!r}")
        folders.update(str(parent).casefold() for parent in path.parents)
    both = folders.intersection(folded)
    if both:
        raise ValueError(f"planned as file and folder: {sorted(both)}")
