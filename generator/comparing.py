"""`clientsmith diff`: what changed between two documents, or since a git revision."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from generator.console import reporting

if TYPE_CHECKING:
    from generator.config import ClientConfig
    from generator.config.options import Settings
    from generator.diff.changes import Comparison
    from generator.diff.reading import Revision, Side

# The same as of `check`; bad input is 2, see `reporting`.
_FOUND = 1


class DiffFormat(StrEnum):
    """How the changes are written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"
    HTML = "html"


class FailOn(StrEnum):
    """The least serious change that the command fails at."""

    BREAKING = "breaking"
    WARNING = "warning"
    ANY = "any"
    NEVER = "never"


def diff(
    base: Annotated[
        str | None, typer.Argument(help="A document, or REV:path from git.")
    ] = None,
    revision: Annotated[
        str | None, typer.Argument(help="What it became: a document, or REV:path.")
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="REV",
            help="Instead of two documents: all configured clients since a git revision.",
        ),
    ] = None,
    format_: Annotated[DiffFormat, typer.Option("--format")] = DiffFormat.TEXT,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="Exit with 1 at such changes.")
    ] = FailOn.BREAKING,
    python: Annotated[
        bool | None,
        typer.Option(
            "--python/--no-python",
            help="Compare the generated packages, too; the default with --against.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Say what changed between two documents, and what it does to callers."""
    failed = False
    with reporting():
        if against is not None:
            if base is not None:
                raise typer.BadParameter("--against goes without documents")
            comparisons = _since(against, python=python is not False)
        elif base is None or revision is None:
            raise typer.BadParameter("two documents are needed, or --against REV")
        else:
            comparisons = (_two(base, revision, python=python is True),)
        print_comparisons(comparisons, format_, several=against is not None)
        failed = any(_fails(each, fail_on) for each in comparisons)
    if failed:
        raise typer.Exit(_FOUND)


def _two(base: str, revision: str, *, python: bool) -> Comparison:
    from generator.config import load_diff_config
    from generator.diff.acceptance import check_ids
    from generator.diff.reading import read_operand
    from generator.diff.run import compare

    config = load_diff_config()
    check_ids(config)
    before, after = read_operand(base), read_operand(revision)
    comparison = compare(before, after, config=config)
    if not python:
        return comparison
    from generator.api_changes.run import Making, with_python

    root = Path.cwd()
    return with_python(
        comparison, Making(before, None, root), Making(after, None, root), config
    )


def _since(name: str, *, python: bool) -> tuple[Comparison, ...]:
    """All configured clients; those without a document at that time are new."""
    from generator.config import load_settings
    from generator.diagnostics import DiagnosticError, Diagnostics
    from generator.diff.acceptance import check_ids
    from generator.diff.reading import Revision

    settings = load_settings()
    check_ids(settings.diff)
    since = Revision(name, settings.root)
    since.require()
    found = Diagnostics()
    comparisons = []
    for client in settings.clients:
        try:
            if since.has(client.document):
                comparisons.append(_client(client, since, settings, python=python))
        except DiagnosticError as error:
            found.extend(error.diagnostics)
    found.raise_if_errors()
    return tuple(comparisons)


def _client(
    client: ClientConfig, since: Revision, settings: Settings, *, python: bool
) -> Comparison:
    from generator.diagnostics import display_path
    from generator.diff.reading import read_side
    from generator.diff.run import compare

    shown = display_path(client.document)
    before = read_side(f"{since.name}:{shown}", client.document, since, client.overlays)
    after = read_side(shown, client.document, None, client.overlays)
    sides = (selected(each, client) for each in (before, after))
    comparison = compare(*sides, config=settings.diff, client=client.name)
    if not python:
        return comparison
    from generator.api_changes.run import Making, with_python

    earlier = _earlier_config(client, since)
    return with_python(
        comparison,
        Making(before, earlier, settings.root),
        Making(after, client, settings.root),
        settings.diff,
    )


def _earlier_config(client: ClientConfig, since: Revision) -> ClientConfig:
    """The client's options as they were; today's if there were none, or faulty ones."""
    from dataclasses import replace
    from tempfile import TemporaryDirectory

    from generator.config import find_config, read_settings
    from generator.diagnostics import DiagnosticError

    path = find_config(Path.cwd())
    if path is None:
        return client
    with TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        try:
            copy.write_bytes(since.content(path))
            clients = read_settings(copy).clients
        except DiagnosticError:
            return client
    for each in clients:
        if each.name == client.name:
            return replace(each, overlays=client.overlays)
    return client


def selected(side: Side, client: ClientConfig) -> Side:
    """The part of the API that the client is made of."""
    from dataclasses import replace

    from generator.model.selection import is_selected_by

    kept = tuple(
        each
        for each in side.contract.operations
        if (client.include is None or is_selected_by(client.include, each))
        and not (client.exclude is not None and is_selected_by(client.exclude, each))
    )
    return replace(side, contract=replace(side.contract, operations=kept))


def print_comparisons(
    comparisons: tuple[Comparison, ...], format_: DiffFormat, *, several: bool
) -> None:
    """Write the changes to standard output; `several`: of clients, by their names."""
    match format_:
        case DiffFormat.TEXT:
            from rich.console import Console

            from generator.diff.reports.text_report import print_report

            print_report(
                comparisons,
                Console(highlight=False, markup=False, emoji=False, soft_wrap=True),
            )
        case DiffFormat.MARKDOWN:
            from generator.diff.reports.markdown_report import markdown_report

            _write(markdown_report(comparisons))
        case DiffFormat.JSON:
            from generator.diff.reports.json_report import (
                clients_json,
                comparison_json,
            )

            _write_json(
                clients_json(comparisons)
                if several
                else comparison_json(comparisons[0])
            )
        case DiffFormat.GITHUB:
            from generator.diff.reports.github_report import github_report

            _write(github_report(comparisons))
        case DiffFormat.SARIF:
            from generator.diff.reports.sarif_report import sarif_log

            _write_json(sarif_log(comparisons))
        case DiffFormat.HTML:
            from generator.diff.reports.html_report import html_report

            _write(html_report(comparisons))


def _write_json(value: dict[str, Any]) -> None:
    _write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def _write(text: str) -> None:
    """The same bytes everywhere, whatever the terminal's encoding is."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))


def _fails(comparison: Comparison, fail_on: FailOn) -> bool:
    summary = comparison.summary
    match fail_on:
        case FailOn.NEVER:
            return False
        case FailOn.BREAKING:
            return summary.breaking > 0
        case FailOn.WARNING:
            return summary.breaking + summary.warning > 0
        case FailOn.ANY:
            return summary.breaking + summary.warning + summary.info > 0
