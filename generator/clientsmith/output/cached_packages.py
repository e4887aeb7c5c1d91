"""Packages that an earlier run generated from the same input.

What a run made is kept under a hash of everything that it was made from: the tool
itself, the client's options, and the bytes of every file that the document consists of.
Those files are known only from an earlier run, so they are kept as well.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from clientsmith.config import ClientConfig, configuration_hash
from clientsmith.diagnostics import Diagnostic, Location, Severity
from clientsmith.document.source_text import MAX_BYTES, unreadable
from clientsmith.output.plan import PlannedPackage, digest
from clientsmith.support.cache import Cache
from clientsmith.support.tool import tool_fingerprint


@dataclass(frozen=True, slots=True)
class CachedPackage:
    """A planned package, and the findings of the run that planned it."""

    package: PlannedPackage
    diagnostics: tuple[Diagnostic, ...]


def load_cached(config: ClientConfig, root: Path, texts: Cache) -> CachedPackage | None:
    """Return the package made from the same input, or None if there is none."""
    client = _client_key(config, root)
    known = texts.get([client]).get(client)
    if known is None:
        return None
    try:
        result = _result_key(client, map(Path, json.loads(known)))
        text = texts.get([result]).get(result)
        return None if text is None else _read(json.loads(text), config, texts)
    except (OSError, ValueError, KeyError, TypeError):
        return None  # a file was removed, or the cache contains other data


def store_cached(
    config: ClientConfig,
    root: Path,
    cached: CachedPackage,
    inputs: Iterable[Path],
    texts: Cache,
) -> None:
    """Store the package under the hash of its input files."""
    client = _client_key(config, root)
    names = sorted({str(path.absolute()) for path in inputs})
    try:
        result = _result_key(client, map(Path, names))
    except OSError:
        return  # a file has been removed meanwhile
    files = {_file_key(digest(data)): data for data in cached.package.files.values()}
    known = texts.known(files)  # most files are the same as before
    new = {key: data.decode() for key, data in files.items() if key not in known}
    about = json.dumps(_written(cached))
    texts.put({**new, client: json.dumps(names), result: about})


def _written(cached: CachedPackage) -> dict[str, Any]:
    package = cached.package
    return {
        "files": {name: digest(data) for name, data in package.files.items()},
        "starters": sorted(package.starters),
        "document": package.document_hash,
        "configuration": package.configuration_hash,
        "diagnostics": [
            asdict(diagnostic)
            | {"location": diagnostic.location and _place(diagnostic.location)}
            for diagnostic in cached.diagnostics
        ],
    }


def _place(location: Location) -> dict[str, Any]:
    return asdict(location) | {"path": str(location.path)}


def _read(text: Mapping[str, Any], config: ClientConfig, texts: Cache) -> CachedPackage:
    """Read a package from the cache. Raises KeyError if the cache has lost a file."""
    keys = {name: _file_key(file) for name, file in text["files"].items()}
    known = texts.get(keys.values())
    files = {name: known[key].encode() for name, key in keys.items()}
    package = PlannedPackage(
        config.package_dir,
        files,
        text["document"],
        text["configuration"],
        succeeds_stainless=config.stainless is not None,
        starters=frozenset(text["starters"]),
    )
    found = (_diagnostic(diagnostic) for diagnostic in text["diagnostics"])
    return CachedPackage(package, tuple(found))


def _diagnostic(text: Mapping[str, Any]) -> Diagnostic:
    place = text["location"]
    location = place and Location(**{**place, "path": Path(place["path"])})
    severity = Severity(text["severity"])
    return Diagnostic(**{**text, "severity": severity, "location": location})


def _client_key(config: ClientConfig, root: Path) -> str:
    parts = (
        tool_fingerprint(),
        configuration_hash(config, root),
        str(config.document.absolute()),
        str(config.stainless and config.stainless.absolute()),
        f"{config.strict} {config.allow_skips}",
    )
    return f"client {_hash(*parts)}"


def _file_key(content: str) -> str:
    return f"file {content}"


def _result_key(client: str, inputs: Iterable[Path]) -> str:
    """Return the key of the result. Raises OSError if a file cannot be read."""
    digests = (
        f"{path} {hashlib.sha256(_content(path)).hexdigest()}" for path in inputs
    )
    return f"package {_hash(client, *digests)}"


def _content(path: Path) -> bytes:
    """Read a former document, which may be a pipe or endless by now."""
    if unreadable(path) is not None:
        raise OSError
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise OSError
    return data


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
