"""Output for people while a command runs: findings, progress, results."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.text import Text

from clientsmith.commands.diagnostic_groups import counted, shown
from clientsmith.diagnostics import (
    Diagnostic,
    DiagnosticError,
    Severity,
    display_path,
    format_diagnostic,
)

if TYPE_CHECKING:
    from clientsmith.output import Written

BAD_INPUT = 2
_MANY = 8

_STYLES = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "yellow",
    Severity.INFO: "cyan",
}


Verbose = Annotated[
    bool,
    typer.Option(
        "--verbose", "-v", help="Show every finding, not one line for each kind."
    ),
]


def write_out(text: str) -> None:
    """Write to standard output, as the same bytes with every terminal encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))


class Report:
    """Writes to standard error: in colour on a terminal, plain lines elsewhere."""

    def __init__(self, *, verbose: bool = False, remarks: bool = False) -> None:
        self._verbose = verbose
        self._remarks = remarks
        self._console = Console(
            stderr=True, soft_wrap=True, highlight=False, markup=False, emoji=False
        )

    def say(self, line: str) -> None:
        """Print one line."""
        self._console.print(Text(line))

    def findings(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Print the findings, each with its severity in colour.

        Those of one kind share an entry, unless the run is verbose.
        """
        for diagnostic in shown(
            diagnostics, verbose=self._verbose, remarks=self._remarks
        ):
            text = Text(diagnostic.text)
            if diagnostic.severity is not None:
                text.highlight_regex(
                    rf"{diagnostic.severity}\[[^\]]*\]",
                    style=_STYLES[diagnostic.severity],
                )
            self._console.print(text)

    def kinds(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Print one line for each kind of warning, or every warning if verbose."""
        if self._verbose:
            self.findings(diagnostics)
            return
        warnings = (
            diagnostic
            for diagnostic in diagnostics
            if diagnostic.severity is Severity.WARNING
        )
        for first, count in counted(warnings):
            alone = format_diagnostic(replace(first, hint=None)).partition("\n")[0]
            self.say(alone if count == 1 else f"{alone} ({count} of this kind)")

    def done(self, name: str, written: Written) -> None:
        """Print the outcome for one package."""
        counts = (
            (written.created, "created"),
            (written.updated, "updated"),
            (written.removed, "removed"),
        )
        changes = ", ".join(f"{count} {what}" for count, what in counts if count)
        folder = display_path(written.directory)
        self.say(f"{name}: {folder}: {changes or 'nothing changed'}")

    @contextmanager
    def fetching(self, total: int) -> Iterator[Callable[[str], None]]:
        """Show a progress bar for several requests; without a terminal, print a line at
        the end.
        """
        if total < 2:
            yield lambda name: None
            return
        if total > _MANY:
            # The next step takes as long to import as some pages take to arrive.
            Thread(target=import_module, args=("clientsmith.pipeline",)).start()
        with self.progress(total, "fetching") as step:
            yield step
        if not self._shows_progress:
            self.say(f"fetched {total} pages")

    @property
    def _shows_progress(self) -> bool:
        return self._console.is_terminal and not os.environ.get("CI")

    @contextmanager
    def progress(
        self, total: int, what: str = "generating"
    ) -> Iterator[Callable[[str], None]]:
        """Show a progress bar on a terminal; call the result after each step."""
        if not self._shows_progress:
            yield lambda name: None
            return
        from rich.progress import Progress

        with Progress(console=self._console, transient=True) as bar:
            task = bar.add_task(what, total=total)
            yield lambda name: bar.update(task, advance=1, description=escape(name))


@contextmanager
def reporting(*, verbose: bool = False, remarks: bool = False) -> Iterator[Report]:
    """Print findings to standard error, and end with exit code 2 after errors.

    `verbose`: each finding has its own entry. `remarks`: those on names are shown, too.
    """
    report = Report(verbose=verbose, remarks=remarks)
    try:
        yield report
    except DiagnosticError as error:
        report.findings(error.diagnostics)
        raise typer.Exit(BAD_INPUT) from None
