"""The way from a client's options to its planned package, stage after stage."""

from __future__ import annotations

import hashlib
from collections.abc import (
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeAlias, TypeVar

from clientsmith.config import ClientConfig, configuration_hash
from clientsmith.diagnostics import (
    Diagnostic,
    DiagnosticError,
    Diagnostics,
    Location,
    Severity,
)
from clientsmith.document.documents import Document, read_document, reader_of
from clientsmith.document.loading import (
    Checked,
    OpenedApi,
    check,
    open_api,
    warn_if_empty,
    without_errors,
)
from clientsmith.document.workspace import Reader
from clientsmith.model.api import Api
from clientsmith.model.lowering.api import lower_api
from clientsmith.model.paging import with_pagination
from clientsmith.model.selection import is_wanted, with_selection
from clientsmith.model.usage import find_usage
from clientsmith.naming import check_overrides, decide_names, name_methods
from clientsmith.naming.names import Names
from clientsmith.openapi.skipping import Candidate, Skipped, leave_out
from clientsmith.output import PlannedPackage
from clientsmith.output.plan import with_line_feeds
from clientsmith.python.context import Context
from clientsmith.stainless.config import Stainless
from clientsmith.stainless.document import read_transformed
from clientsmith.stainless.plan import PackagePlan
from clientsmith.stainless.planning import plan_package
from clientsmith.stainless.planning.client import with_client_options
from clientsmith.stainless.planning.models import model_nodes
from clientsmith.stainless.standard import warn_about_unused, with_standard_options
from clientsmith.support.cache import NO_CACHE, Cache
from clientsmith.support.tool import tool_fingerprint
from clientsmith.support.workers import run_in_background

_Result = TypeVar("_Result")
_NO_TEXTS: Mapping[Path, str] = {}
# The owner sets the version with each release.
_STARTERS = frozenset({"_version.py"})
_Error: TypeAlias = tuple[str, Location | None]


@dataclass(frozen=True, slots=True)
class Described:
    """A client's document as a model with its names decided."""

    config: ClientConfig
    api: Api
    names: Names
    diagnostics: Diagnostics
    inputs: Mapping[str, Path]
    """The files that the document consists of, by a name that does not move."""
    plan: PackagePlan | None = None
    """The contents of a package in the layout of Stainless."""


def describe(config: ClientConfig, texts: Mapping[Path, str] = _NO_TEXTS) -> Described:
    """Load, validate, lower and name.

    `texts`: what its files are, by resolved paths, instead of what is in them. An error
    in what no operation reaches, or none that is selected, is a warning; where the configuration allows skips,
    operations in error are left out. Raises `DiagnosticError` with everything found
    when there are errors.
    """
    described, _ = _described(config, _read(config, texts), lambda context: None)
    return described


def describe_opened(
    config: ClientConfig, opened: OpenedApi, reported: Diagnostics
) -> Described:
    """Describe a client whose document is open already, as `describe` does.

    `reported`: what was found in it before. Warnings of validation may be left out.
    Raises `DiagnosticError`.
    """
    checked = None if config.strict else without_errors(opened)
    reported = Diagnostics(reported)
    given = _Given(opened.document, read_document, reported, None, opened, checked)
    described, _ = _described(config, given, lambda context: None)
    return described


def generate(
    config: ClientConfig,
    root: Path,
    cache: Cache = NO_CACHE,
    texts: Mapping[Path, str] = _NO_TEXTS,
) -> tuple[Described, PlannedPackage]:
    """Describe and plan a client while its document is still being validated.

    `texts`: what its files shall be, by resolved paths, instead of what is in them.
    """
    described, files = _described(
        config, _read(config, texts), lambda context: _rendered(context, root, cache)
    )
    return described, _planned(described, root, files, texts)


def plan(described: Described, root: Path, cache: Cache = NO_CACHE) -> PlannedPackage:
    """Render the package; nothing is written. `root`: the configuration's folder."""
    context = Context(described.api, described.names, described.config, described.plan)
    with _of_limited_depth(described.config):
        files = _rendered(context, root, cache)
    return _planned(described, root, files)


@dataclass(frozen=True, slots=True)
class _Given:
    """A document, the reader of its other files, and the findings so far.

    `stainless`: the configuration that the package is laid out by. `opened`: the
    document, where it is open already; `checked`: where it is checked.
    """

    document: Document
    reader: Reader
    reported: Diagnostics
    stainless: Stainless | None = None
    opened: OpenedApi | None = None
    checked: Checked | None = None


def _read(config: ClientConfig, texts: Mapping[Path, str]) -> _Given:
    reported = Diagnostics()
    reader = reader_of(texts)
    document, stainless = read_transformed(
        config.document, config.overlays, config.stainless, reported, reader
    )
    # A file that is not there is told best by what reads files alone.
    reader = reader if len(texts) > 1 else read_document
    return _Given(document, reader, reported, stainless)


def _described(
    config: ClientConfig, given: _Given, then: Callable[[Context], _Result]
) -> tuple[Described, _Result]:
    """Return the described client, and the result of `then` for it.

    `then` may be called for a document that turns out to be wrong: nobody gets to see
    what it returns or raises then.
    """
    document, reported = given.document, given.reported
    opened, checked = given.opened, given.checked
    skipped: list[Skipped] = []
    unwanted: list[Candidate] = []
    harmless: set[_Error] = set()
    while True:
        diagnostics = Diagnostics(reported)
        try:
            with _of_limited_depth(config):
                opened = opened or open_api(
                    document, diagnostics, strict=config.strict, reader=given.reader
                )
                make = partial(_context, config, given.stainless, unwanted)
                described, result = _attempt(
                    config, opened, checked, diagnostics, harmless, make, then
                )
        except DiagnosticError as error:
            if config.strict and not config.allow_skips:
                raise
            read_again = open_api(document, Diagnostics(), reader=given.reader)
            left_out = leave_out(
                document,
                read_again.workspace,
                error.diagnostics,
                operations=config.allow_skips,
                wanted=partial(is_wanted, config),
            )
            document, removed = left_out.document, left_out.skipped
            opened = checked = None
            unwanted.extend(left_out.unwanted)
            new = {_identity(diagnostic) for diagnostic in removed} - harmless
            if not new:
                raise
            harmless |= new
            reported.extend(_left_out(removed, reported))
            skipped.extend(operation for some in removed.values() for operation in some)
            continue
        api = replace(described.api, skipped=_once(skipped))
        return replace(described, api=api), result


def _identity(error: Diagnostic) -> _Error:
    return error.code, error.location


def _left_out(
    removed: Mapping[Diagnostic, Iterable[Skipped]], reported: Iterable[Diagnostic]
) -> Iterator[Diagnostic]:
    """Return the errors as warnings about the operations that were left out."""
    known = {_identity(diagnostic) for diagnostic in reported}
    for error, skipped in removed.items():
        names = ", ".join(
            f"`{operation.method} {operation.path}`" for operation in skipped
        )
        message = f"left out {names}: {error.message}" if names else error.message
        if names or _identity(error) not in known:
            yield replace(error, severity=Severity.WARNING, message=message)


def _once(skipped: Iterable[Skipped]) -> tuple[Skipped, ...]:
    """Return every operation once, with the first of its errors as the reason."""
    return tuple(
        {
            (operation.method, operation.path): operation
            for operation in reversed([*skipped])
        }.values()
    )[::-1]


def _attempt(
    config: ClientConfig,
    opened: OpenedApi,
    checked: Checked | None,
    diagnostics: Diagnostics,
    harmless: Collection[_Error],
    make: Callable[[OpenedApi, Diagnostics], Context],
    then: Callable[[Context], _Result],
) -> tuple[Described, _Result]:
    found = Diagnostics()
    outcome: tuple[Context, _Result] | DiagnosticError
    is_slow = checked is None and opened.is_large
    with run_in_background(
        lambda document: checked or check(document), opened, worthwhile=is_slow
    ) as checking:
        try:
            context = make(opened, found)
            outcome = context, then(context)
        except DiagnosticError as error:
            outcome = error
        except Exception:
            _report(checking.result(), config, diagnostics, harmless)
            raise
        checked = checking.result()
    _report(checked, config, diagnostics, harmless)
    diagnostics.extend(found)
    if isinstance(outcome, DiagnosticError):
        known = {*found}
        diagnostics.extend(
            diagnostic
            for diagnostic in dict.fromkeys(outcome.diagnostics)
            if diagnostic not in known
        )
    _promote(config, diagnostics, harmless)
    diagnostics.raise_if_errors()
    if isinstance(outcome, DiagnosticError):
        raise outcome
    context, result = outcome
    inputs = _inputs(checked, config)
    described = Described(
        config, context.api, context.names, diagnostics, inputs, context.plan
    )
    return described, result


def _report(
    checked: Checked,
    config: ClientConfig,
    diagnostics: Diagnostics,
    harmless: Collection[_Error],
) -> None:
    """Report what is wrong with the document, and raise if that includes errors.

    Errors come before what cannot be made of the document: they are its cause.
    """
    diagnostics.extend(
        diagnostic
        for diagnostic in checked.diagnostics
        if _identity(diagnostic) not in harmless
    )
    if diagnostics.has_errors:
        _promote(config, diagnostics, harmless)
    diagnostics.raise_if_errors()


def _promote(
    config: ClientConfig, diagnostics: Diagnostics, harmless: Collection[_Error]
) -> None:
    """Turn warnings into errors under `--strict`, except those about what was left out."""
    if config.strict:
        diagnostics.promote_warnings(lambda error: _identity(error) in harmless)


def _context(
    config: ClientConfig,
    stainless: Stainless | None,
    unwanted: Sequence[Candidate],
    opened: OpenedApi,
    diagnostics: Diagnostics,
) -> Context:
    """Build the model and decide its names. Raises DiagnosticError."""
    warn_if_empty(opened.root, diagnostics)
    if stainless is not None:
        return _stainless_context(config, stainless, opened, diagnostics)
    api = lower_api(opened.workspace, opened.version, diagnostics)
    api = with_selection(api, config, diagnostics, unwanted)
    methods = name_methods(api, config.methods, diagnostics)
    check_overrides(api, config, methods, diagnostics)
    dotted = {key: method.dotted for key, method in methods.items()}
    api = with_pagination(api, config.pagination, dotted, diagnostics)
    names = decide_names(api, find_usage(api), methods, config, diagnostics)
    if config.strict:
        diagnostics.promote_warnings()
    diagnostics.raise_if_errors()
    return Context(api, names, config)


def _stainless_context(
    config: ClientConfig,
    stainless: Stainless,
    opened: OpenedApi,
    diagnostics: Diagnostics,
) -> Context:
    """The plan of the package, its model, and names as of the standard layout.

    These names are for commands that show or compare the API: no file has them, so
    what is wrong with them does not matter. Raises DiagnosticError.
    """
    models = model_nodes(stainless, opened.workspace, diagnostics)
    api = lower_api(opened.workspace, opened.version, diagnostics, models.values())
    warn_about_unused(config, diagnostics)
    package = plan_package(stainless, api, opened.workspace, models, diagnostics)
    package = with_client_options(package, config)
    if config.strict:
        diagnostics.promote_warnings()
    diagnostics.raise_if_errors()
    ignored, named = Diagnostics(), with_standard_options(config, package)
    methods = name_methods(package.api, named.methods, ignored)
    dotted = {key: method.dotted for key, method in methods.items()}
    api = with_pagination(package.api, named.pagination, dotted, ignored)
    names = decide_names(api, find_usage(api), methods, named, ignored)
    return Context(api, names, config, package)


def _rendered(context: Context, root: Path, cache: Cache) -> dict[str, bytes]:
    if context.plan is not None:
        from clientsmith.python.stainless.package import render_stainless_package

        return render_stainless_package(context.plan)
    from clientsmith.python.package import render_package  # only with something to do

    salt = f"{tool_fingerprint()} {configuration_hash(context.config, root)}"
    return render_package(context, salt, cache)


def _planned(
    described: Described,
    root: Path,
    files: Mapping[str, bytes],
    texts: Mapping[Path, str] = _NO_TEXTS,
) -> PlannedPackage:
    in_stainless_layout = described.config.stainless is not None
    return PlannedPackage(
        directory=described.config.package_dir,
        files=files,
        document_hash=_document_hash(described.inputs, texts),
        configuration_hash=configuration_hash(described.config, root),
        succeeds_stainless=in_stainless_layout,
        starters=_STARTERS if in_stainless_layout else frozenset(),
    )


@contextmanager
def _of_limited_depth(config: ClientConfig) -> Iterator[None]:
    """Report input that is nested too deeply for one of the stages as an error."""
    try:
        yield
    except RecursionError:
        raise DiagnosticError(
            Diagnostic(
                "depth",
                Severity.ERROR,
                "the document is nested too deeply",
                Location(config.document),
            )
        ) from None


def _inputs(checked: Checked, config: ClientConfig) -> dict[str, Path]:
    others = {f"overlay/{at}": path for at, path in enumerate(config.overlays)}
    if config.stainless is not None:
        others["stainless"] = config.stainless
    return {**checked.inputs, **others}


def _document_hash(inputs: Mapping[str, Path], texts: Mapping[Path, str]) -> str:
    """Return the SHA-256 over the names and bytes of all files of the document.

    `texts` are not in their files yet. A checkout with CRLF is the same document.
    """
    total = hashlib.sha256()
    for key, path in sorted(inputs.items()):
        text = texts.get(path.resolve())
        data = path.read_bytes() if text is None else text.encode()
        content = hashlib.sha256(with_line_feeds(data)).hexdigest()
        total.update(f"{key}\0{content}\n".encode())
    return total.hexdigest()
