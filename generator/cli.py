"""The command line: reads arguments, runs the stages, prints what they found."""

from __future__ import annotations

import gc
import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator.adding import add
from generator.comparing import diff
from generator.console import Report, reporting
from generator.diagnostics import DiagnosticError, Diagnostics, display_path
from generator.updating import update
from generator.version import __version__

if TYPE_CHECKING:
    from generator.cache import Cache
    from generator.config import ClientConfig
    from generator.output import PlannedPackage

# Stages are imported when a command needs them: `--help` answers at once.

app = typer.Typer(
    name="clientsmith",
    help="Typed, vendorable Python clients from OpenAPI documents.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

# Exit code; bad input is 2, see `reporting`.
FINDING = 1


class OutputFormat(StrEnum):
    """How `inspect` prints."""

    TABLE = "table"
    JSON = "json"


Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="[NAME]...", help="Configured clients; all if left out."),
]
Spec = Annotated[
    Path | None, typer.Option(help="A document, instead of configured clients.")
]
Strict = Annotated[bool, typer.Option("--strict", help="Warnings are errors.")]
AllowSkips = Annotated[
    bool,
    typer.Option(
        "--allow-skips", help="Leave operations out that are in error, and say which."
    ),
]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Neither use earlier results nor keep any.")
]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"clientsmith {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, help="Say the version.")
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
    strict: Strict = False,
    allow_skips: AllowSkips = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace files that are not ours, too.")
    ] = False,
    no_cache: NoCache = False,
) -> None:
    """Write the configured clients, or one package from a document."""
    from generator.output import write

    with reporting() as report:
        configs, root = _selected(names, spec, package, output)
        configs = _with_flags(configs, strict, allow_skips)
        packages = _plans(configs, root, no_cache, report)
        for each, written in zip(configs, write(packages, force=force), strict=True):
            report.done(each.name, written)


@app.command()
def check(
    names: Names = None,
    strict: Strict = False,
    allow_skips: AllowSkips = False,
    no_cache: NoCache = False,
) -> None:
    """Compare the generated packages with what would be generated."""
    from generator.output import check as compare

    stale = False
    with reporting() as report:
        configs, root = _selected(names, None, None, None)
        configs = _with_flags(configs, strict, allow_skips)
        for package in _plans(configs, root, no_cache, report):
            freshness = compare(package)
            stale |= not freshness.is_fresh
            sys.stdout.write(freshness.diff)
            for name, state in freshness.states.items():
                report.say(f"{display_path(package.directory / name)}: {state}")
        if not stale:
            report.say(f"up to date: {', '.join(each.name for each in configs)}")
    if stale:
        raise typer.Exit(FINDING)


@app.command()
def validate(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...")],
    strict: Strict = False,
) -> None:
    """Check documents and report everything that is wrong with them."""
    from generator.document.loading import load

    found = Diagnostics()
    with reporting() as report:
        for file in files:
            try:
                found.extend(load(file, strict=strict).diagnostics)
            except DiagnosticError as error:
                found.extend(error.diagnostics)
        found.raise_if_errors()
        report.findings(found)
        report.say(f"valid: {', '.join(map(display_path, files))}")


@app.command()
def ingest(
    pages: Annotated[list[Path], typer.Argument(metavar="PAGE...")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE")],
) -> None:
    """Merge the OpenAPI fragments of documentation pages into one document."""
    from generator.document.pages import ingest as merge
    from generator.document.yaml_writer import dump_yaml
    from generator.output.files import write_text

    with reporting() as report:
        write_text(output, dump_yaml(merge(pages)))
        noun = "page" if len(pages) == 1 else "pages"
        report.say(f"{display_path(output)}: from {len(pages)} {noun}")


@app.command()
def inspect(
    name: Annotated[str | None, typer.Argument(help="A configured client.")] = None,
    spec: Spec = None,
    package: Annotated[
        str | None, typer.Option(help="With --spec: the package's name.")
    ] = None,
    allow_skips: AllowSkips = False,
    format_: Annotated[OutputFormat, typer.Option("--format")] = OutputFormat.TABLE,
) -> None:
    """Show resources, methods, auth and pagination, and why each was decided."""
    from generator.inspection import inspection
    from generator.pipeline import describe

    with reporting() as report:
        configs, _ = _selected([name] if name else None, spec, package, None)
        documents = []
        for each in _with_flags(configs, strict=False, allow_skips=allow_skips):
            described = describe(each)
            report.findings(described.diagnostics)
            documents.append(inspection(described))
        if format_ is OutputFormat.JSON:
            shown = documents[0] if name or spec else {"clients": documents}
            typer.echo(_visible(json.dumps(shown, indent=2, ensure_ascii=False)))
        else:
            from generator.tables import print_inspection

            for document in documents:
                print_inspection(document)


app.command()(diff)
app.command()(add)
app.command()(update)


def _visible(text: str) -> str:
    """JSON with escapes for what would steer the terminal."""
    return "".join(
        each if each.isprintable() or each == "\n" else json.dumps(each)[1:-1]
        for each in text
    )


def main() -> None:
    """The `clientsmith` command."""
    # A run ends soon, and what it builds has no circles worth looking for.
    gc.disable()
    app()


def _selected(
    names: list[str] | None, spec: Path | None, package: str | None, output: Path | None
) -> tuple[tuple[ClientConfig, ...], Path]:
    """The clients that a command works on, and the folder they are relative to."""
    from generator.config import load_settings, one_off

    if spec is None:
        if package or output:
            raise typer.BadParameter("--package and --output go with --spec")
        settings = load_settings()
        return settings.select(names or ()), settings.root
    if names:
        raise typer.BadParameter("--spec goes without names of clients")
    name = package or _package_name(spec)
    return (one_off(spec, name, output or Path()),), spec.absolute().parent


def _with_flags(
    configs: tuple[ClientConfig, ...], strict: bool, allow_skips: bool
) -> tuple[ClientConfig, ...]:
    from dataclasses import replace

    return tuple(
        replace(
            each,
            strict=each.strict or strict,
            allow_skips=each.allow_skips or allow_skips,
        )
        for each in configs
    )


def _package_name(spec: Path) -> str:
    from generator.naming.words import snake, usable

    return usable(snake(spec.stem), "client")


def _plans(
    configs: tuple[ClientConfig, ...],
    root: Path,
    no_cache: bool,
    report: Report,
) -> list[PlannedPackage]:
    """All packages; findings of all clients are reported before any is an error."""
    from generator.cache import NO_CACHE, user_cache

    cache = NO_CACHE if no_cache else user_cache()
    found = Diagnostics()
    packages = []
    with report.progress(len(configs)) as advance:
        for config in configs:
            try:
                made = _made(config, root, cache, found)
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
    config: ClientConfig, root: Path, cache: Cache, found: Diagnostics
) -> PlannedPackage | None:
    """The client's package; None where earlier findings are errors."""
    from generator.earlier import Earlier, recall, remember

    earlier = recall(config, root, cache)
    if earlier is None:
        from generator import pipeline

        described, package = pipeline.generate(config, root, cache)
        found.extend(described.diagnostics)
        if found.has_errors:
            return None
        earlier = Earlier(package, tuple(described.diagnostics))
        remember(config, root, earlier, described.inputs.values(), cache)
    found.extend(earlier.diagnostics)
    return earlier.package
