"""`clientsmith diff`: compare two documents, or all clients with a git revision."""

from __future__ import annotations

import json
from enum import StrEnum
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientsmith.commands.console import Verbose, reporting
from clientsmith.commands.console import write_out as _write

if TYPE_CHECKING:
    from clientsmith.diagnostics import Diagnostics
    from clientsmith.diff.changes import Change, Comparison

# The same as of `check`; bad input is 2, see `reporting`.
_FOUND = 1


class DiffFormat(StrEnum):
    """Output formats of `diff`."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"
    HTML = "html"


class FailOn(StrEnum):
    """The lowest severity that makes the command fail."""

    BREAKING = "breaking"
    WARNING = "warning"
    ANY = "any"
    NEVER = "never"


Reports = Annotated[
    list[str] | None,
    typer.Option(
        "--report",
        metavar="FORMAT=FILE",
        help="Write the changes into a file, too; may be given several times.",
    ),
]


def diff(
    base: Annotated[
        str | None,
        typer.Argument(
            help="A document: a file, REV:path from git, a URL, or - for standard input."
        ),
    ] = None,
    revision: Annotated[
        str | None,
        typer.Argument(help="The document to compare it with, in the same form."),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="REV",
            help="Instead of two documents: all configured clients since a git revision.",
        ),
    ] = None,
    format_: Annotated[DiffFormat, typer.Option("--format")] = DiffFormat.TEXT,
    report: Reports = None,
    fail_on: Annotated[
        FailOn,
        typer.Option(
            "--fail-on", help="Exit with 1 if there are changes of this severity."
        ),
    ] = FailOn.BREAKING,
    python: Annotated[
        bool | None,
        typer.Option(
            "--python/--no-python",
            help="Compare the generated packages, too; the default with --against.",
            show_default=False,
        ),
    ] = None,
    verbose: Verbose = False,
) -> None:
    """Say what changed between two documents, and what it does to callers."""
    failed = False
    with reporting(verbose=verbose) as diagnostics:
        files = [_report_file(value) for value in report or ()]
        if against is not None:
            if base is not None:
                raise typer.BadParameter("--against cannot be combined with documents")
            from clientsmith.commands.revision import compare_since

            comparisons, found = compare_since(against, python=python is not False)
            diagnostics.findings(found)
        elif base is None or revision is None:
            raise typer.BadParameter("two documents are needed, or --against REV")
        else:
            comparison, found = _two(base, revision, python=python is True)
            comparisons = (comparison,)
            diagnostics.findings(found)
        several = against is not None
        for written, file in files:
            _write_file(file, _text(comparisons, written, several=several))
        print_comparisons(comparisons, format_, several=several)
        failed = any(_fails(comparison, fail_on) for comparison in comparisons)
    if failed:
        raise typer.Exit(_FOUND)


def _two(base: str, revision: str, *, python: bool) -> tuple[Comparison, Diagnostics]:
    """Compare two documents, and return what could not be read in them as well."""
    from clientsmith.commands.client_changes import Judging, compare_documents
    from clientsmith.config import load_diff_config
    from clientsmith.diagnostics import Diagnostics
    from clientsmith.diff.inputs.operands import read_operands
    from clientsmith.diff.rules.acceptance import check_ids, warn_of_unused

    config = load_diff_config()
    check_ids(config)
    sides = read_operands(base, revision)
    comparison = compare_documents(sides, Judging(config, python))
    found = Diagnostics(finding for side in sides for finding in side.warnings())
    warn_of_unused(config.of(None), [comparison], found)
    return comparison, found


def print_comparisons(
    comparisons: tuple[Comparison, ...], format_: DiffFormat, *, several: bool
) -> None:
    """Print the changes; `several`: name the client of each comparison."""
    if format_ is DiffFormat.TEXT:
        _print_text(comparisons, None)
    else:
        _write(_text(comparisons, format_, several=several))


def _text(
    comparisons: tuple[Comparison, ...], format_: DiffFormat, *, several: bool
) -> str:
    """Return the report as the text of a file."""
    match format_:
        case DiffFormat.TEXT:
            file = StringIO()
            _print_text(comparisons, file)
            return file.getvalue()
        case DiffFormat.MARKDOWN:
            from clientsmith.diff.reports.markdown_report import markdown_report

            return markdown_report(comparisons)
        case DiffFormat.JSON:
            from clientsmith.diff.reports.json_report import (
                clients_json,
                comparison_json,
            )

            return _json(
                clients_json(comparisons)
                if several
                else comparison_json(comparisons[0])
            )
        case DiffFormat.GITHUB:
            from clientsmith.diff.reports.github_report import github_report

            return github_report(comparisons)
        case DiffFormat.SARIF:
            from clientsmith.diff.reports.sarif_report import sarif_log

            return _json(sarif_log(comparisons))
        case DiffFormat.HTML:
            from clientsmith.diff.reports.html_report import html_report

            return html_report(comparisons)


def _print_text(comparisons: tuple[Comparison, ...], file: StringIO | None) -> None:
    """Print to standard output in colour on a terminal, or to the file without."""
    from rich.console import Console

    from clientsmith.diff.reports.text_report import print_report

    console = Console(
        file=file,
        force_terminal=None if file is None else False,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=True,
    )
    print_report(comparisons, console)


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _report_file(option: str) -> tuple[DiffFormat, Path]:
    """Parse `FORMAT=FILE`."""
    name, _, file = option.partition("=")
    if name not in [*DiffFormat] or not file:
        formats = ", ".join(DiffFormat)
        raise typer.BadParameter(
            f"`--report {option}`: FORMAT=FILE is needed, with one of {formats}"
        )
    return DiffFormat(name), Path(file)


def _write_file(path: Path, text: str) -> None:
    from clientsmith.output.files import write_text

    write_text(path, text.encode("utf-8", "backslashreplace").decode())


def _is_unread(change: Change) -> bool:
    """Return whether the change is a part that was not compared and may hide a break."""
    counts = change.severity != "info" and change.accepted is None
    return change.id == "part-not-compared" and counts


def _fails(comparison: Comparison, fail_on: FailOn) -> bool:
    summary = comparison.summary
    match fail_on:
        case FailOn.NEVER:
            return False
        case FailOn.BREAKING:
            return summary.breaking > 0 or any(map(_is_unread, comparison.changes))
        case FailOn.WARNING:
            return summary.breaking + summary.warning > 0
        case FailOn.ANY:
            return summary.breaking + summary.warning + summary.info > 0
