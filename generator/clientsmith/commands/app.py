"""The command line: parse arguments, run the stages, print the findings."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientsmith.commands.add import add
from clientsmith.commands.compat import compat
from clientsmith.commands.console import Report, Verbose, reporting
from clientsmith.commands.diff import diff
from clientsmith.commands.migrate import migrate
from clientsmith.commands.update import update
from clientsmith.diagnostics import DiagnosticError, Diagnostics, display_path
from clientsmith.version import __version__

if TYPE_CHECKING:
    from clientsmith.config import ClientConfig, Settings
    from clientsmith.output import PlannedPackage
    from clientsmith.support.cache import Cache

# Import stages when a command needs them, so that `--help` responds immediately.

app = typer.Typer(
    name="clientsmith",
    help="Typed, vendorable Python clients from OpenAPI documents.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_ORPHAN = "no client is configured for this package; `generate --prune` removes it"
# Exit code; bad input is 2, see `reporting`.
FINDING = 1


class OutputFormat(StrEnum):
    """Output formats of `inspect`."""

    TABLE = "table"
    JSON = "json"


Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="NAME", help="Names of configured clients. By default all."),
]
Spec = Annotated[
    str | None,
    typer.Option(metavar="FILE|URL", help="A document, instead of configured clients."),
]
Strict = Annotated[bool, typer.Option("--strict", help="Warnings are errors.")]
AllowSkips = Annotated[
    bool,
    typer.Option(
        "--allow-skips", help="Leave out operations with errors, and report them."
    ),
]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Do not read or write the cache.")
]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"clientsmith {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, help="Show the version.")
    ] = False,
) -> None:
    """Typed, vendorable Python clients from OpenAPI documents."""


@app.command()
def generate(
    names: Names = None,
    spec: Spec = None,
    package: Annotated[
        str | None, typer.Option(help="With --spec: the package's name.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="With --spec: the package's parent folder.")
    ] = None,
    stainless: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="With --spec: the stainless.yml of the package."
        ),
    ] = None,
    strict: Strict = False,
    allow_skips: AllowSkips = False,
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Replace files that clientsmith did not write, too."
        ),
    ] = False,
    prune: Annotated[
        bool,
        typer.Option(
            "--prune", help="Remove packages whose clients are no longer configured."
        ),
    ] = False,
    no_cache: NoCache = False,
    verbose: Verbose = False,
) -> None:
    """Write the configured clients, or one package from a document."""
    from clientsmith.output import write

    if prune and spec is not None:
        raise typer.BadParameter("--prune cannot be combined with --spec")
    with reporting(verbose=verbose) as report:
        chosen = _selected(names, spec, package, output, stainless)
        chosen = _with_flags(chosen, strict, allow_skips)
        packages = _plans(chosen, no_cache, report)
        all_written = write(packages, force=force)
        for client, written in zip(chosen.clients, all_written, strict=True):
            report.done(client.name, written)
        if spec is not None and chosen.texts:
            name = chosen.clients[0].name
            report.say(f"to keep the document: {_add_command(spec, name)}")
        _tell_orphans(chosen, prune, report)


@app.command()
def check(
    names: Names = None,
    strict: Strict = False,
    allow_skips: AllowSkips = False,
    no_cache: NoCache = False,
    verbose: Verbose = False,
) -> None:
    """Compare the generated packages with what would be generated."""
    from clientsmith.output import check as compare

    stale = False
    with reporting(verbose=verbose) as report:
        chosen = _selected(names, None, None, None)
        chosen = _with_flags(chosen, strict, allow_skips)
        for package in _plans(chosen, no_cache, report):
            freshness = compare(package)
            stale |= not freshness.is_fresh
            sys.stdout.write(freshness.diff)
            for name, state in freshness.states.items():
                report.say(f"{display_path(package.directory / name)}: {state}")
        if not names:
            orphans = _orphans(chosen)
            stale |= bool(orphans)
            for orphan in orphans:
                report.say(f"{display_path(orphan)}: {_ORPHAN}")
        if not stale:
            report.say(
                f"up to date: {', '.join(client.name for client in chosen.clients)}"
            )
    if stale:
        raise typer.Exit(FINDING)


@app.command()
def validate(
    files: Annotated[list[str], typer.Argument(metavar="FILE")],
    strict: Strict = False,
    verbose: Verbose = False,
) -> None:
    """Check documents and report everything that is wrong with them."""
    from clientsmith.document.documents import reader_of
    from clientsmith.document.loading import load, warn_if_empty

    found = Diagnostics()
    with reporting(verbose=verbose) as report:
        for file in files:
            try:
                path, texts = _spec_files(file)
                loaded = load(path, strict=strict, reader=reader_of(texts))
                warn_if_empty(loaded.root, loaded.diagnostics)
                found.extend(loaded.diagnostics)
            except DiagnosticError as error:
                found.extend(error.diagnostics)
        if strict:
            found.promote_warnings()
        found.raise_if_errors()
        report.findings(found)
        report.say(f"valid: {', '.join(map(_shown_spec, files))}")


@app.command()
def ingest(
    pages: Annotated[
        list[Path],
        typer.Argument(metavar="PAGE", help="Pages, or folders of pages."),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE")],
    api: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Which document, if there are several."),
    ] = None,
    include: Annotated[
        list[str] | None,
        typer.Option(metavar="GLOB", help="Only pages with such a path or name."),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(metavar="GLOB", help="No pages with such a path or name."),
    ] = None,
    verbose: Verbose = False,
) -> None:
    """Merge the OpenAPI fragments of documentation pages into one document."""
    from clientsmith.document.pages import SeveralDocumentsError
    from clientsmith.document.pages import ingest as merge
    from clientsmith.document.pages.files import page_files
    from clientsmith.document.yaml_writer import dump_yaml
    from clientsmith.output.files import write_text

    with reporting(verbose=verbose) as report:
        files = page_files(pages, include or (), exclude or ())
        found = Diagnostics()
        lenient = not any(page.is_dir() for page in pages)
        try:
            document = merge(files, api=api, found=found, lenient=lenient)
        except SeveralDocumentsError as several:
            from clientsmith.commands.tables import print_documents

            print_documents(several.groups)
            raise
        write_text(output, dump_yaml(document))
        report.findings(found)
        noun = "page" if len(files) == 1 else "pages"
        report.say(f"{display_path(output)}: from {len(files)} {noun}")


@app.command()
def inspect(
    names: Names = None,
    spec: Spec = None,
    package: Annotated[
        str | None, typer.Option(help="With --spec: the package's name.")
    ] = None,
    allow_skips: AllowSkips = False,
    format_: Annotated[OutputFormat, typer.Option("--format")] = OutputFormat.TABLE,
    why: Annotated[bool, typer.Option("--why", help="Explain each decision.")] = False,
    verbose: Verbose = False,
) -> None:
    """Show resources, methods, auth and pagination; with --why, why they are so."""
    from clientsmith.commands.inspect import inspection
    from clientsmith.pipeline import describe

    with reporting(verbose=verbose, remarks=True) as report:
        chosen = _selected(names, spec, package, None)
        documents = []
        for client in _with_flags(
            chosen, strict=False, allow_skips=allow_skips
        ).clients:
            described = describe(client, chosen.texts)
            report.findings(described.diagnostics)
            documents.append(inspection(described))
        if format_ is OutputFormat.JSON:
            is_single = spec is not None or len(names or ()) == 1
            shown_json = documents[0] if is_single else {"clients": documents}
            typer.echo(_visible(json.dumps(shown_json, indent=2, ensure_ascii=False)))
        else:
            from clientsmith.commands.tables import print_inspection

            for document in documents:
                print_inspection(document, why=why)


app.command()(diff)
app.command()(add)
app.command()(compat)
app.command()(migrate)
app.command()(update)


def _visible(text: str) -> str:
    """Escape characters in JSON that could steer the terminal."""
    return "".join(
        (
            character
            if character.isprintable() or character == "\n"
            else json.dumps(character)[1:-1]
        )
        for character in text
    )


def main() -> None:
    """Run the `clientsmith` command."""
    # A run is short and creates few reference cycles, so it is faster without the
    # collector.
    gc.disable()
    app()


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The clients that a command works on, and the folder that paths are relative to.

    `texts`: of files that are not here, by resolved paths.
    """

    clients: tuple[ClientConfig, ...]
    root: Path
    texts: Mapping[Path, str]
    settings: Settings | None = None


def _selected(
    names: list[str] | None,
    spec: str | None,
    package: str | None,
    output: Path | None,
    stainless: Path | None = None,
) -> _Chosen:
    from clientsmith.config import load_settings, one_off

    if spec is None:
        if package or output or stainless:
            given = "--package, --output and --stainless"
            raise typer.BadParameter(f"{given} go with --spec")
        settings = load_settings()
        chosen = settings.select(names or ())
        return _Chosen(chosen, settings.root, {}, settings)
    if names:
        raise typer.BadParameter("--spec cannot be combined with names of clients")
    path, texts = _spec_files(spec)
    package = package or _package_name(path, stainless)
    client = one_off(path, package, output or Path(), stainless)
    return _Chosen((client,), path.absolute().parent, texts)


def _orphans(chosen: _Chosen) -> tuple[Path, ...]:
    """Return packages in the configured folders that no client is configured for."""
    from clientsmith.output import find_orphans

    if chosen.settings is None:
        return ()
    packages = (client.package_dir for client in chosen.settings.clients)
    return find_orphans(chosen.settings.outputs, packages)


def _tell_orphans(chosen: _Chosen, prune: bool, report: Report) -> None:
    from clientsmith.output import remove_orphans

    orphans = _orphans(chosen)
    if prune:
        remove_orphans(orphans)
    for orphan in orphans:
        report.say(f"{display_path(orphan)}: {'removed' if prune else _ORPHAN}")


def _spec_files(spec: str) -> tuple[Path, Mapping[Path, str]]:
    """Return the path that messages name, and the texts of a fetched document."""
    from clientsmith.support.urls import is_url

    if not is_url(spec):
        return Path(spec), {}
    from clientsmith.sources.one_time import fetched_once

    fetched = fetched_once(spec, Path.cwd())
    return fetched.document, fetched.texts


def _shown_spec(spec: str) -> str:
    from clientsmith.support.urls import is_url, shown

    return shown(spec) if is_url(spec) else display_path(Path(spec))


def _add_command(url: str, name: str) -> str:
    from clientsmith.support.urls import shown

    return f"clientsmith add {shown(url)} --name {name}"


def _with_flags(chosen: _Chosen, strict: bool, allow_skips: bool) -> _Chosen:
    clients = (
        replace(
            client,
            strict=client.strict or strict,
            allow_skips=client.allow_skips or allow_skips,
        )
        for client in chosen.clients
    )
    return replace(chosen, clients=tuple(clients))


def _package_name(spec: Path, stainless: Path | None) -> str:
    if stainless is not None:
        from clientsmith.stainless.planning.package import package_name
        from clientsmith.stainless.reading import read_stainless

        return package_name(read_stainless(stainless, Diagnostics()))
    from clientsmith.naming.words import snake, usable

    return usable(snake(spec.stem), "client")


def _plans(chosen: _Chosen, no_cache: bool, report: Report) -> list[PlannedPackage]:
    """Plan all packages, and report the findings of all clients before failing."""
    from clientsmith.support.cache import NO_CACHE, user_cache

    cache = NO_CACHE if no_cache else user_cache()
    found = Diagnostics()
    packages = []
    with report.progress(len(chosen.clients)) as advance:
        for config in chosen.clients:
            try:
                made = _made(config, chosen, cache, found)
            except DiagnosticError as error:
                found.extend(error.diagnostics)
                continue
            if made is not None:
                packages.append(made)
            advance(config.name)
    found.raise_if_errors()
    report.findings(found)
    return packages


def _made(
    config: ClientConfig, chosen: _Chosen, cache: Cache, found: Diagnostics
) -> PlannedPackage | None:
    """Return the client's package, or None after earlier errors."""
    from clientsmith.output.cached_packages import (
        CachedPackage,
        load_cached,
        store_cached,
    )

    # The document was fetched, and is not in a file that a later run could look up.
    cached = None if chosen.texts else load_cached(config, chosen.root, cache)
    if cached is None:
        from clientsmith import pipeline

        made = pipeline.generate(config, chosen.root, cache, chosen.texts)
        described, package = made
        found.extend(described.diagnostics)
        if found.has_errors:
            return None
        cached = CachedPackage(package, tuple(described.diagnostics))
        if not chosen.texts:
            inputs = described.inputs.values()
            store_cached(config, chosen.root, cached, inputs, cache)
    found.extend(cached.diagnostics)
    return cached.package
