"""The way from a client's options to its planned package, stage after stage."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from generator.cache import NO_CACHE, Cache
from generator.config import ClientConfig, configuration_hash
from generator.diagnostics import (
    Diagnostic,
    DiagnosticError,
    Diagnostics,
    Severity,
)
from generator.document.documents import Document
from generator.document.loading import (
    Checked,
    OpenedApi,
    check,
    open_api,
    read,
)
from generator.document.skipping import Skipped, leave_out
from generator.model.api import Api
from generator.model.lowering.api import lower_api
from generator.model.paging import with_pagination
from generator.model.selection import with_selection
from generator.model.usage import find_usage
from generator.naming import check_overrides, decide_names, name_methods
from generator.naming.names import Names
from generator.output import PlannedPackage
from generator.python.context import Context
from generator.tool import tool_fingerprint
from generator.workers import beside


@dataclass(frozen=True, slots=True)
class Described:
    """A client's document as a model with its names decided."""

    config: ClientConfig
    api: Api
    names: Names
    diagnostics: Diagnostics
    inputs: Mapping[str, Path]
    """The files that the document consists of, by a name that does not move."""


def _nothing() -> None:
    pass


def describe(
    config: ClientConfig, meanwhile: Callable[[], None] = _nothing
) -> Described:
    """Load, validate, lower and name.

    `meanwhile` is called if there is time left while a large document is validated.

    Where the configuration allows skips, operations in error are left out, and each
    is a warning. Raises `DiagnosticError` with everything found when there are errors.
    """
    reported = Diagnostics()
    document = read(config.document, config.overlays, reported)
    skipped: list[Skipped] = []
    while True:
        diagnostics = Diagnostics(reported)
        try:
            described = _describe(config, document, diagnostics, meanwhile)
        except DiagnosticError as error:
            if not config.allow_skips:
                raise
            document, went = leave_out(document, error.diagnostics)
            reported.extend(_left_out(went, reported))
            skipped.extend(each for some in went.values() for each in some)
            continue
        return replace(described, api=replace(described.api, skipped=_once(skipped)))


def _left_out(
    went: Mapping[Diagnostic, Iterable[Skipped]], reported: Iterable[Diagnostic]
) -> Iterator[Diagnostic]:
    """Errors as warnings that say what was left out because of them."""
    known = {(each.code, each.location) for each in reported}
    for error, skipped in went.items():
        names = ", ".join(f"`{each.method} {each.path}`" for each in skipped)
        message = f"left out {names}: {error.message}" if names else error.message
        if names or (error.code, error.location) not in known:
            yield replace(error, severity=Severity.WARNING, message=message)


def _once(skipped: Iterable[Skipped]) -> tuple[Skipped, ...]:
    """An operation may have several errors; the first is the reason."""
    return tuple({each.source: each for each in reversed([*skipped])}.values())[::-1]


def _describe(
    config: ClientConfig,
    document: Document,
    diagnostics: Diagnostics,
    meanwhile: Callable[[], None],
) -> Described:
    opened = open_api(document, diagnostics, strict=config.strict)
    with beside(check, opened, worthwhile=opened.is_large) as checking:
        found = Diagnostics()
        try:
            api, names = _named(config, opened, found)
        except Exception:
            _report(checking.result(), config, diagnostics)
            raise
        if opened.is_large:
            meanwhile()
        checked = checking.result()
    _report(checked, config, diagnostics)
    diagnostics.extend(found)
    if config.strict:
        diagnostics.promote_warnings()
    diagnostics.raise_if_errors()
    return Described(config, api, names, diagnostics, _inputs(checked, config))


def _report(checked: Checked, config: ClientConfig, diagnostics: Diagnostics) -> None:
    """What is wrong with the document comes before what cannot be made of it."""
    diagnostics.extend(checked.diagnostics)
    if config.strict:
        diagnostics.promote_warnings()
    diagnostics.raise_if_errors()


def _named(
    config: ClientConfig, opened: OpenedApi, diagnostics: Diagnostics
) -> tuple[Api, Names]:
    """The model and its names."""
    api = lower_api(opened.workspace, opened.version, diagnostics)
    api = with_selection(api, config.include, config.exclude, diagnostics)
    methods = name_methods(api, config.methods, diagnostics)
    check_overrides(api, config, methods, diagnostics)
    dotted = {key: each.dotted for key, each in methods.items()}
    api = with_pagination(api, config.pagination, dotted, diagnostics)
    return api, decide_names(api, find_usage(api), methods, config, diagnostics)


def plan(described: Described, root: Path, cache: Cache = NO_CACHE) -> PlannedPackage:
    """Render the package; nothing is written. `root`: the configuration's folder."""
    config = described.config
    from generator.python.package import render_package  # only with something to do

    context = Context(described.api, described.names, config)
    configuration = configuration_hash(config, root)
    salt = f"{tool_fingerprint()} {configuration}"
    return PlannedPackage(
        directory=config.package_dir,
        files=render_package(context, salt, cache),
        document_hash=_document_hash(described.inputs),
        configuration_hash=configuration,
    )


def _inputs(checked: Checked, config: ClientConfig) -> dict[str, Path]:
    overlays = {f"overlay/{at}": path for at, path in enumerate(config.overlays)}
    return {**checked.inputs, **overlays}


def _document_hash(inputs: Mapping[str, Path]) -> str:
    """SHA-256 over the names and bytes of all files that the document consists of."""
    total = hashlib.sha256()
    for key, path in sorted(inputs.items()):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{key}\0{content}\n".encode())
    return total.hexdigest()
