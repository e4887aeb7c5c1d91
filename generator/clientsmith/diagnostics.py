"""Findings about the user's input: what they are, how they are kept and written.

Every stage reports through `Diagnostics` and goes on as long as it usefully can,
so that one run shows everything that is wrong. `DiagnosticError` ends a run.
Nothing here prints: the command line decides where the text goes, and in colour
or not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from clientsmith.support.texts import printable


class Severity(StrEnum):
    """The severity of a finding."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file.

    `line` and `column` count from 1, the column in characters; both are None when
    only the file is known. `pointer` is a JSON pointer (RFC 6901) without the
    leading `#`; the empty string is the whole document, None is "no pointer".
    """

    path: Path
    line: int | None = None
    column: int | None = None
    pointer: str | None = None


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    `code` is a short, stable, lower-case word (`schema`, `ref`, `config`); `message`
    is one sentence without the place; `hint` says what to do about it.
    """

    code: str
    severity: Severity
    message: str
    location: Location | None = None
    hint: str | None = None


class DiagnosticError(Exception):
    """The input cannot be used; carries all findings so far, sorted and without
    duplicates.
    """

    def __init__(self, diagnostics: Diagnostic | Iterable[Diagnostic]) -> None:
        if isinstance(diagnostics, Diagnostic):
            diagnostics = (diagnostics,)
        self.diagnostics: tuple[Diagnostic, ...] = tuple(Diagnostics(diagnostics))
        super().__init__(self.diagnostics)

    def __str__(self) -> str:
        return format_diagnostics(self.diagnostics)


class Diagnostics:
    """Collects findings; iterates over them in the order of the files, without
    duplicates.
    """

    def __init__(self, diagnostics: Iterable[Diagnostic] = ()) -> None:
        # A dict keeps the first of equal findings at no cost for the others.
        self._found: dict[Diagnostic, None] = dict.fromkeys(diagnostics)

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(sorted(self._found, key=_order))

    def __len__(self) -> int:
        return len(self._found)

    @property
    def has_errors(self) -> bool:
        """Whether anything found is an error."""
        return any(found.severity is Severity.ERROR for found in self._found)

    def add(self, diagnostic: Diagnostic) -> None:
        """Keep a finding; one that was found before is not kept twice."""
        self._found[diagnostic] = None

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Keep several findings."""
        self._found.update(dict.fromkeys(diagnostics))

    def error(
        self,
        code: str,
        message: str,
        location: Location | None = None,
        hint: str | None = None,
    ) -> None:
        """Keep an error."""
        self.add(Diagnostic(code, Severity.ERROR, message, location, hint))

    def warning(
        self,
        code: str,
        message: str,
        location: Location | None = None,
        hint: str | None = None,
    ) -> None:
        """Keep a warning."""
        self.add(Diagnostic(code, Severity.WARNING, message, location, hint))

    def info(
        self,
        code: str,
        message: str,
        location: Location | None = None,
        hint: str | None = None,
    ) -> None:
        """Keep a remark."""
        self.add(Diagnostic(code, Severity.INFO, message, location, hint))

    def promote_warnings(
        self, accepted: Callable[[Diagnostic], bool] = lambda found: False
    ) -> None:
        """Make every warning an error, as `--strict` asks for, that is not accepted."""
        self._found = dict.fromkeys(
            (
                replace(found, severity=Severity.ERROR)
                if found.severity is Severity.WARNING and not accepted(found)
                else found
            )
            for found in self._found
        )

    def raise_if_errors(self) -> None:
        """Raise `DiagnosticError` with everything found, if any of it is an error."""
        if self.has_errors:
            raise DiagnosticError(self)


def display_path(path: Path) -> str:
    """Return the path as messages show it: relative below the working directory, with
    `/`.
    """
    try:
        return _shown(path, Path.cwd())
    except OSError:
        return path.as_posix()


@lru_cache
def _shown(path: Path, folder: Path) -> str:
    """Return the path as messages show it; cached, since reports repeat a few files."""
    try:
        return (folder / path).relative_to(folder).as_posix()
    except ValueError:
        return path.as_posix()


def format_location(location: Location) -> str:
    """Return `specs/kernel.yaml:112:9`, a format that editors and terminals recognise."""
    parts = [display_path(location.path)]
    if location.line is not None:
        parts.append(str(location.line))
        if location.column is not None:
            parts.append(str(location.column))
    return ":".join(parts)


def format_diagnostic(diagnostic: Diagnostic) -> str:
    """Format the finding: one line, then indented lines for pointer and hint."""
    headline = f"{diagnostic.severity}[{diagnostic.code}]: {diagnostic.message}"
    details = []
    if diagnostic.location is not None:
        headline = f"{format_location(diagnostic.location)}: {headline}"
        if diagnostic.location.pointer is not None:
            details.append(f"at #{diagnostic.location.pointer}")
    if diagnostic.hint is not None:
        details.append(f"hint: {diagnostic.hint}")
    return "\n  ".join(printable(line) for line in [headline, *details])


def format_diagnostics(diagnostics: Iterable[Diagnostic]) -> str:
    """Format the findings one below the other, in the given order."""
    return "\n".join(map(format_diagnostic, diagnostics))


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """Return the first error in one line, and the number of the others."""
    errors = [
        diagnostic
        for diagnostic in diagnostics
        if diagnostic.severity is Severity.ERROR
    ]
    more = len(errors) - 1
    text = format_diagnostic(replace(errors[0], hint=None)).replace("\n ", "")
    return f"{text} (and {more} more)" if more else text


def _order(diagnostic: Diagnostic) -> tuple[str, int, int, str, str, str]:
    place = diagnostic.location
    return (
        place.path.as_posix() if place else "",
        (place.line or 0) if place else 0,
        (place.column or 0) if place else 0,
        (place.pointer or "") if place else "",
        diagnostic.code,
        diagnostic.message,
    )
