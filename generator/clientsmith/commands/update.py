"""`clientsmith update`: fetch documents again from their sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientsmith.commands.console import Report, Verbose, reporting, write_out
from clientsmith.commands.diff import DiffFormat, print_comparisons
from clientsmith.diagnostics import (
    DiagnosticError,
    Diagnostics,
    display_path,
    summary,
)

if TYPE_CHECKING:
    from clientsmith.commands.client_changes import Judging
    from clientsmith.config import ClientConfig, Settings
    from clientsmith.diff.changes import Comparison
    from clientsmith.diff.reports.update_report import Outcome
    from clientsmith.output import PlannedPackage
    from clientsmith.pipeline import Described
    from clientsmith.sources.collecting import Arrived
    from clientsmith.sources.fetching import Session
    from clientsmith.sources.placing import Placing
    from clientsmith.sources.records import Record

# The same as of `check`; bad input is 2, see `reporting`.
_CHANGED = 1
_CHOOSE = 'name one as the source, or choose with `pages = { api = "NAME" }`'
_REMOVED = ("api-removed-", "api-path-removed-")


@dataclass(frozen=True, slots=True)
class _Update:
    """A client with everything to be written for it.

    Without a package, only pages have changed, and the document is what it was.
    """

    client: ClientConfig
    placing: Placing
    record: Record
    package: PlannedPackage | None = None
    comparison: Comparison | None = None
    is_new: bool = False

    @property
    def outcome(self) -> Outcome:
        """The outcome for the client."""
        from clientsmith.diff.reports.update_report import Outcome

        if self.package is None:
            return Outcome.UNCHANGED
        if self.is_new:
            return Outcome.NEW
        return Outcome.CHANGED if self.comparison else Outcome.NOT_COMPARED


@dataclass(frozen=True, slots=True)
class _Found:
    """The outcome for each client, its problems, and all findings."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    all: Diagnostics = field(default_factory=Diagnostics)

    def failed(self, client: ClientConfig, error: DiagnosticError) -> None:
        """Record that the client stays unchanged because of an error."""
        from clientsmith.diff.reports.update_report import Outcome

        self.all.extend(error.diagnostics)
        self.outcomes[client.name] = Outcome.FAILED
        self.reasons[client.name] = summary(error.diagnostics)


def update(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME",
            help="Names of configured clients. By default all with sources.",
        ),
    ] = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Only report changes; exit with 1 if there are any."
        ),
    ] = False,
    format_: Annotated[DiffFormat, typer.Option("--format")] = DiffFormat.TEXT,
    python: Annotated[
        bool,
        typer.Option(
            "--python/--no-python", help="Compare the generated packages, too."
        ),
    ] = True,
    verbose: Verbose = False,
) -> None:
    """Fetch documents again, generate what changed, and say what it does to callers."""
    changed = False
    with reporting(verbose=verbose) as report:
        from clientsmith.config import load_settings

        settings = load_settings()
        found = _Found()
        updates, records = _prepared(
            settings, names or [], found, report, python=python
        )
        real = [
            client_update
            for client_update in updates
            if client_update.package is not None
        ]
        changed = bool(real)
        if check:
            for client_update in real:
                report.say(f"{client_update.client.name}: changed")
            _tell(real, found, format_)
        else:
            done = _apply(updates, records, settings.root, found, report)
            _tell(done, found, format_)
        found.all.raise_if_errors()
    if check and changed:
        raise typer.Exit(_CHANGED)


def _tell(done: list[_Update], found: _Found, format_: DiffFormat) -> None:
    """Print what the update changed or would change."""
    comparisons = tuple(
        client_update.comparison for client_update in done if client_update.comparison
    )
    if format_ is DiffFormat.MARKDOWN:
        from clientsmith.diff.reports.update_report import update_report

        write_out(update_report(found.outcomes, found.reasons, comparisons))
    elif comparisons or format_ is not DiffFormat.TEXT:
        print_comparisons(comparisons, format_, several=True)


def _prepared(
    settings: Settings,
    names: list[str],
    found: _Found,
    report: Report,
    *,
    python: bool,
) -> tuple[list[_Update], dict[str, Record]]:
    """Return the updates to write, and the new records of all sources.

    A client with errors is not among them; nothing is written here.
    """
    from clientsmith.diff.reports.update_report import Outcome
    from clientsmith.sources.fetching import Session
    from clientsmith.sources.records import read_records

    clients = _with_sources(settings, names)
    known = {client.name for client in settings.clients if client.sources}
    records = {
        name: record
        for name, record in read_records(settings.root).items()
        if name in known
    }
    updates = []
    with Session() as session:
        run = _Run(settings, session, report, records, python)
        for client in clients:
            found.outcomes[client.name] = Outcome.UNCHANGED
            try:
                update = run.update_of(client)
            except DiagnosticError as error:
                found.failed(client, error)
                found.all.error(
                    "update",
                    f"`{client.name}` stays as it is: the document from its sources has errors",
                )
                continue
            if update is not None:
                updates.append(update)
                found.outcomes[client.name] = update.outcome
            if update is None or update.package is None:
                report.say(f"{client.name}: unchanged")
    return updates, records


@dataclass(frozen=True, slots=True)
class _Run:
    """One run of the command; it updates `records`."""

    settings: Settings
    session: Session
    report: Report
    records: dict[str, Record]
    python: bool

    def update_of(self, client: ClientConfig) -> _Update | None:
        """Return the update of the client, or None if it is current. Raises
        DiagnosticError.
        """
        from clientsmith.sources.collecting import with_parts
        from clientsmith.sources.placing import Placing, files_of_others

        record = self.records.get(client.name)
        arrived = self._arrived(client, record)
        if arrived is None:
            return None
        self.report.findings(arrived.remarks)
        arrived = with_parts(arrived, client.document, self.session, record)
        others = files_of_others(client, self.settings.clients, self.records)
        placing = Placing(client.document, arrived, record, others)
        if placing.is_done:
            self.records[client.name] = arrived.record
            return None
        placing.require_own()
        if arrived.of_pages and placing.has_document:
            return _Update(client, placing, arrived.record)
        package, comparison = _planned(
            client, self.settings, placing, self.report, python=self.python
        )
        if comparison is not None:
            comparison = _with_pages(comparison, arrived.lost)
        is_new = not client.document.exists()
        return _Update(client, placing, arrived.record, package, comparison, is_new)

    def _arrived(self, client: ClientConfig, record: Record | None) -> Arrived | None:
        from clientsmith.document.pages import SeveralDocumentsError
        from clientsmith.sources.collecting import collect
        from clientsmith.sources.resolving import SeveralLinkedError, configured

        progress = self.report.fetching
        try:
            origin = configured(client, record, self.session, progress)
            return collect(
                origin.sources,
                self.settings.root,
                client.document,
                self.session,
                record,
                origin.pages,
                progress,
            )
        except (SeveralDocumentsError, SeveralLinkedError) as several:
            raise DiagnosticError(
                replace(diagnostic, hint=_CHOOSE) for diagnostic in several.diagnostics
            ) from None


def _with_pages(comparison: Comparison, lost: Mapping[str, str]) -> Comparison:
    """Name the pages of removed operations in their messages."""
    changes = []
    for change in comparison.changes:
        keys = [f"{method.upper()} {path}" for method, path in change.operations]
        pages = dict.fromkeys(lost[key] for key in keys if key in lost)
        if pages and change.id.startswith(_REMOVED):
            change = replace(change, message=f"{change.message}: {', '.join(pages)}")
        changes.append(change)
    return replace(comparison, changes=tuple(changes))


def _with_sources(settings: Settings, names: list[str]) -> tuple[ClientConfig, ...]:
    chosen = settings.select(names)
    found = Diagnostics()
    hint = 'give its table `sources = ["https://..."]`'
    for client in chosen:
        if names and not client.sources:
            found.error("update", f"`{client.name}` has no sources", hint=hint)
    if not any(client.sources for client in chosen) and not names:
        found.error("update", "no client has sources", hint=hint.replace("its", "a"))
    found.raise_if_errors()
    return tuple(client for client in chosen if client.sources)


def _planned(
    client: ClientConfig,
    settings: Settings,
    placing: Placing,
    report: Report,
    *,
    python: bool,
) -> tuple[PlannedPackage, Comparison | None]:
    """Validate the document and plan the package. Raises DiagnosticError."""
    from clientsmith import pipeline
    from clientsmith.commands.client_changes import Judging
    from clientsmith.support.cache import user_cache

    described, package = pipeline.generate(
        client, settings.root, user_cache(), placing.texts
    )
    found = Diagnostics(described.diagnostics)
    judging = Judging(settings.diff, python)
    comparison = _compared(client, judging, placing.texts, described, found)
    report.findings(found)
    if comparison is None:
        report.say(f"{client.name}: the old document cannot be compared")
    return package, comparison


def _compared(
    client: ClientConfig,
    judging: Judging,
    texts: Mapping[Path, str],
    described: Described,
    found: Diagnostics,
) -> Comparison | None:
    """Compare with the old document; None if it cannot be read. Raises DiagnosticError."""
    from clientsmith.commands.client_changes import appeared, changed
    from clientsmith.diff.inputs.reading import side
    from clientsmith.document.documents import read_document, reader_of

    shown = display_path(client.document)
    reader = reader_of(texts)
    changes = (client.overlays, client.stainless)
    if not client.document.exists():
        new = side(shown, client.document, reader, *changes)
        return appeared(new, client, judging)
    after = side(f"{shown} (update)", client.document, reader, *changes)
    try:
        before = side(shown, client.document, read_document, *changes)
    except DiagnosticError:
        return None
    comparison = changed((before, after), (client, client), judging, described)
    found.extend((*before.warnings(), *after.warnings()))
    return comparison


def _apply(
    updates: list[_Update],
    records: dict[str, Record],
    root: Path,
    found: _Found,
    report: Report,
) -> list[_Update]:
    """Write the clients one by one, and return those that were written."""
    from clientsmith.output import write
    from clientsmith.sources.records import keep_records

    done = []
    for client_update in updates:
        try:
            # Write the document last: if the run is killed in between, the next run
            # finds it changed again and completes the work.
            with client_update.placing.staged() as put_in_place:
                written = (
                    write([client_update.package]) if client_update.package else ()
                )
                put_in_place()
        except DiagnosticError as error:
            found.failed(client_update.client, error)
            continue
        records[client_update.client.name] = client_update.record
        for package in written:
            report.done(client_update.client.name, package)
        done.append(client_update)
    keep_records(records, root)
    return done
