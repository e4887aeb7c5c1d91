"""The way from a client's options to its planned package, stage after stage."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from generator.cache import NO_CACHE, Cache
from generator.config import ClientConfig, configuration_hash
from generator.diagnostics import Diagnostics
from generator.document.loading import LoadedApi, load
from generator.model.api import Api
from generator.model.lowering.api import lower_api
from generator.model.paging import with_pagination
from generator.model.selection import with_selection
from generator.model.usage import find_usage
from generator.naming import check_overrides, decide_names, name_methods
from generator.naming.names import Names
from generator.output import PlannedPackage
from generator.python.context import Context
from generator.python.package import render_package


@dataclass(frozen=True, slots=True)
class Described:
    """A client's document as a model with its names decided."""

    config: ClientConfig
    api: Api
    names: Names
    diagnostics: Diagnostics
    document_hash: str


def describe(config: ClientConfig) -> Described:
    """Load, validate, lower and name.

    Raises `DiagnosticError` with everything found when there are errors.
    """
    loaded = load(config.document, overlays=config.overlays, strict=config.strict)
    diagnostics = loaded.diagnostics
    api = lower_api(loaded.workspace, loaded.version, diagnostics)
    api = with_selection(api, config.include, config.exclude, diagnostics)
    methods = name_methods(api, config.methods, diagnostics)
    check_overrides(api, config, methods, diagnostics)
    dotted = {key: each.dotted for key, each in methods.items()}
    api = with_pagination(api, config.pagination, dotted, diagnostics)
    names = decide_names(api, find_usage(api), methods, config, diagnostics)
    if config.strict:
        diagnostics.promote_warnings()
    diagnostics.raise_if_errors()
    return Described(config, api, names, diagnostics, _document_hash(loaded, config))


def plan(described: Described, root: Path, cache: Cache = NO_CACHE) -> PlannedPackage:
    """Render the package; nothing is written. `root`: the configuration's folder."""
    config = described.config
    context = Context(described.api, described.names, config)
    return PlannedPackage(
        directory=config.package_dir,
        files=render_package(context, cache),
        document_hash=described.document_hash,
        configuration_hash=configuration_hash(config, root),
    )


def _document_hash(loaded: LoadedApi, config: ClientConfig) -> str:
    """SHA-256 over the names and bytes of all files that the document consists of."""
    total = hashlib.sha256()
    paths = {each.key: each.path for each in loaded.workspace.documents}
    paths |= {f"overlay/{at}": path for at, path in enumerate(config.overlays)}
    for key, path in sorted(paths.items()):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{key}\0{content}\n".encode())
    return total.hexdigest()
