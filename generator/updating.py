"""`clientsmith add` and `clientsmith update`: documents from where they are published."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator.comparing import DiffFormat, print_comparisons
from generator.console import Report, reporting, write_out
from generator.diagnostics import (
    DiagnosticError,
    Diagnostics,
    Location,
    display_path,
    summary,
)

if TYPE_CHECKING:
    from generator.config import ClientConfig, Settings
    from generator.config.editing import ClientTable
    from generator.diff.changes import Comparison
    from generator.diff.reports.update_report import Outcome
    from generator.output import PlannedPackage
    from generator.sources.placing import Placing
    from generator.sources.recorded import Arrived, Record

# The same as of `check`; bad input is 2, see `reporting`.
_CHANGED = 1

_SAMPLE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# Words of titles that do not tell one API from another.
_COMMON = frozenset(
    [
        "a",
        "an",
        "and",
        "api",
        "apis",
        "definition",
        "doc",
        "docs",
        "documentation",
        "for",
        "from",
        "http",
        "of",
        "openapi",
        "public",
        "reference",
        "rest",
        "service",
        "spec",
        "specification",
        "swagger",
        "the",
    ]
)


@dataclass(frozen=True, slots=True)
class _Update:
    """A client whose document has changed, with all that is going to be written."""

    client: ClientConfig
    placing: Placing
    record: Record
    package: PlannedPackage
    comparison: Comparison | None


@dataclass(frozen=True, slots=True)
class _Found:
    """What became of each client, what was wrong with it, and all findings."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    all: Diagnostics = field(default_factory=Diagnostics)

    def failed(self, client: ClientConfig, error: DiagnosticError) -> None:
        """The client is left as it is."""
        from generator.diff.reports.update_report import Outcome

        self.all.extend(error.diagnostics)
        self.outcomes[client.name] = Outcome.FAILED
        self.reasons[client.name] = summary(error.diagnostics)


def update(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME]...",
            help="Configured clients; all with sources if left out.",
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only say what changed; then exit with 1.")
    ] = False,
    format_: Annotated[DiffFormat, typer.Option("--format")] = DiffFormat.TEXT,
) -> None:
    """Fetch documents again, generate what changed, and say what it does to callers."""
    changed = False
    with reporting() as report:
        from generator.config import load_settings

        settings = load_settings()
        found = _Found()
        updates, records = _prepared(settings, names or [], found, report)
        changed = bool(updates)
        if check:
            for each in updates:
                report.say(f"{each.client.name}: changed")
        else:
            done = _apply(updates, records, settings.root, found, report)
            _tell(done, found, format_)
        found.all.raise_if_errors()
    if check and changed:
        raise typer.Exit(_CHANGED)


def _tell(done: list[_Update], found: _Found, format_: DiffFormat) -> None:
    """On standard output, what the update changed."""
    comparisons = tuple(each.comparison for each in done if each.comparison)
    if format_ is DiffFormat.MARKDOWN:
        from generator.diff.reports.update_report import update_report

        write_out(update_report(found.outcomes, found.reasons, comparisons))
    elif comparisons or format_ is not DiffFormat.TEXT:
        print_comparisons(comparisons, format_, several=True)


def _prepared(
    settings: Settings, names: list[str], found: _Found, report: Report
) -> tuple[list[_Update], dict[str, Record]]:
    """What is to be written, and what is known of all sources then.

    A client with errors is not among them; nothing is written here.
    """
    from generator.diff.reports.update_report import Outcome
    from generator.sources.placing import Placing, files_of_others
    from generator.sources.recorded import collect, read_records, with_parts

    clients = _with_sources(settings, names)
    known = {each.name for each in settings.clients if each.sources}
    records = {
        name: record
        for name, record in read_records(settings.root).items()
        if name in known
    }
    updates = []
    for client in clients:
        found.outcomes[client.name] = Outcome.UNCHANGED
        try:
            record = records.get(client.name)
            arrived = collect(client.sources, settings.root, client.document, record)
            if arrived is None:
                report.say(f"{client.name}: unchanged")
                continue
            arrived = with_parts(arrived, client.document, record)
            others = files_of_others(client, settings.clients, records)
            placing = Placing(client.document, arrived, record, others)
            if placing.is_done:
                report.say(f"{client.name}: unchanged")
                records[client.name] = arrived.record
                continue
            placing.require_own()
            is_new = not client.document.exists()
            package, comparison = _planned(client, settings, placing, report)
            updates.append(
                _Update(client, placing, arrived.record, package, comparison)
            )
            found.outcomes[client.name] = (
                Outcome.NEW
                if is_new
                else Outcome.CHANGED if comparison else Outcome.NOT_COMPARED
            )
        except DiagnosticError as error:
            found.failed(client, error)
            found.all.error(
                "update",
                f"`{client.name}` stays as it is: what its sources gave is in error",
            )
    return updates, records


def _with_sources(settings: Settings, names: list[str]) -> tuple[ClientConfig, ...]:
    chosen = settings.select(names)
    found = Diagnostics()
    hint = 'give its table `sources = ["https://..."]`'
    for each in chosen:
        if names and not each.sources:
            found.error("update", f"`{each.name}` has no sources", hint=hint)
    if not any(each.sources for each in chosen) and not names:
        found.error("update", "no client has sources", hint=hint.replace("its", "a"))
    found.raise_if_errors()
    return tuple(each for each in chosen if each.sources)


def _planned(
    client: ClientConfig, settings: Settings, placing: Placing, report: Report
) -> tuple[PlannedPackage, Comparison | None]:
    """Validate and plan. Raises DiagnosticError."""
    from generator import pipeline
    from generator.cache import user_cache

    described, package = pipeline.generate(
        client, settings.root, user_cache(), placing.texts
    )
    report.findings(described.diagnostics)
    return package, _compared(client, settings, placing.texts, report)


def _compared(
    client: ClientConfig,
    settings: Settings,
    texts: Mapping[Path, str],
    report: Report,
) -> Comparison | None:
    """None where the old document cannot be read. Raises DiagnosticError."""
    from generator.diff.reading import side
    from generator.diff.run import compare
    from generator.diff.selection import selected
    from generator.diff.whole import added
    from generator.document.documents import read_document, reader_of

    shown = display_path(client.document)
    reader = reader_of(texts)
    if not client.document.exists():
        new = side(shown, client.document, reader, client.overlays)
        return added(client, new, settings.diff)
    after = side(f"{shown} (update)", client.document, reader, client.overlays)
    try:
        before = side(shown, client.document, read_document, client.overlays)
    except DiagnosticError:
        report.say(f"{client.name}: the old document cannot be compared")
        return None
    before, after, _ = selected((before, after), (client, client))
    return compare(before, after, config=settings.diff, client=client.name)


def _apply(
    updates: list[_Update],
    records: dict[str, Record],
    root: Path,
    found: _Found,
    report: Report,
) -> list[_Update]:
    """Write client by client, and say which ones were written."""
    from generator.output import write

    done = []
    for each in updates:
        try:
            # The document goes last: a run that is killed in between finds it
            # changed again, and does the rest.
            with each.placing.staged() as put_in_place:
                (written,) = write([each.package])
                put_in_place()
        except DiagnosticError as error:
            found.failed(each.client, error)
            continue
        records[each.client.name] = each.record
        report.done(each.client.name, written)
        done.append(each)
    _keep(records, root)
    return done


def _keep(records: Mapping[str, Record], root: Path) -> None:
    from generator.output.files import write_text
    from generator.sources.recorded import STATE_NAME, dump_records

    text = dump_records(records)
    if text or (root / STATE_NAME).exists():
        write_text(root / STATE_NAME, text)


def add(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...", help="A document, or documentation pages: path or URL."
        ),
    ],
    name: Annotated[
        str | None, typer.Option(help="The client's name; else from the API's title.")
    ] = None,
) -> None:
    """Put a new API into the configuration, and show what its client will be like."""
    with reporting() as report:
        from generator import pipeline
        from generator.cache import user_cache
        from generator.config import read_settings
        from generator.config.editing import file_to_edit, with_client
        from generator.inspection import inspection
        from generator.sources.placing import Placing
        from generator.sources.recorded import collect, with_parts
        from generator.tables import print_inspection

        path = file_to_edit(Path.cwd())
        _check_new(path, name)
        recorded = [_recorded(each, path.parent) for each in sources]
        arrived = collect(recorded, path.parent, path)
        assert arrived is not None, "there is no record yet"
        chosen = name or _name_of(arrived.text, recorded[0])
        folder = _folder(chosen, arrived.base)
        arrived = with_parts(arrived, path.parent / folder, None)
        table = _table(chosen, recorded, arrived, folder)
        text = with_client(path, chosen, table)
        (client,) = read_settings(path, text).select([chosen])
        placing = Placing(client.document, arrived, None)
        if "sources" in table:
            if client.document.exists():
                _in_the_way(client.document)
            placing.require_own()
        described, package = pipeline.generate(
            client, path.parent, user_cache(), placing.texts
        )
        report.findings(described.diagnostics)
        _write_added(path, text, client, placing, arrived)
        print_inspection(inspection(described))
        typer.echo(_sample(package))
        report.say(f"{display_path(path)}: added `{chosen}`")
        report.say(f"next: clientsmith generate {chosen}")


def _check_new(path: Path, name: str | None) -> None:
    """Before anything is fetched. Raises DiagnosticError."""
    from generator.config.editing import names_in, with_client

    names_in(path)
    if name is not None:
        with_client(path, name, {"document": f"specs/{name}.yaml"})


def _recorded(source: str, root: Path) -> str:
    """The source as the configuration names it: paths are relative to its folder."""
    from generator.document.source_text import fail
    from generator.urls import is_url, refusal, shown

    if is_url(source):
        reason = refusal(source)
        if reason is not None:
            fail("fetch", f"{shown(source)}: {reason}")
        return source
    try:
        return Path(os.path.relpath(Path(source).absolute(), root)).as_posix()
    except ValueError:  # another drive
        return Path(source).absolute().as_posix()


def _folder(name: str, url: str | None) -> str:
    """Where a document in several files is kept: under its own name, which its other
    files may call it by.
    """
    from generator.sources.parts import SUFFIXES
    from generator.sources.recorded import file_name

    own = file_name(url).name if url is not None else ""
    usable = own.lower().endswith(SUFFIXES) and re.fullmatch(r"\w[\w.-]*", own)
    return f"specs/{name}/{own if usable else 'openapi.yaml'}"


def _table(
    name: str, recorded: list[str], arrived: Arrived, several: str
) -> ClientTable:
    """The client's table; a document in the project stays where it is."""
    from generator.urls import is_url

    first = recorded[0]
    outside = is_url(first) or first.startswith("../") or Path(first).is_absolute()
    if not arrived.of_pages and not outside:
        return {"document": first}
    if arrived.parts:
        return {"document": several, "sources": recorded}
    is_json = not arrived.of_pages and arrived.text.lstrip().startswith("{")
    document = f"specs/{name}.{'json' if is_json else 'yaml'}"
    return {"document": document, "sources": recorded}


def _name_of(text: str, source: str) -> str:
    """From the title, without the words that say nothing."""
    from generator.document.documents import parse_document
    from generator.naming.words import usable, words
    from generator.sources.recorded import file_name
    from generator.urls import is_url

    path = file_name(source) if is_url(source) else Path(source)

    value = parse_document(text, path, "").value
    info = value.get("info") if isinstance(value, dict) else None
    title = info.get("title") if isinstance(info, dict) else None
    spoken = words(title) if isinstance(title, str) else []
    kept = [each for each in spoken if each not in _COMMON and not _is_version(each)]
    return usable("_".join(kept[:4]), "client")


def _is_version(word: str) -> bool:
    return re.fullmatch(r"v?\d+", word) is not None


def _in_the_way(path: Path) -> None:
    from generator.document.source_text import fail

    fail(
        "output",
        "there is a document already",
        Location(path),
        hint="add this file instead, remove it, or give another --name",
    )


def _write_added(
    path: Path, text: str, client: ClientConfig, placing: Placing, arrived: Arrived
) -> None:
    """The document first: a configuration without it would be wrong."""
    from generator.output.files import staged_text, write_text
    from generator.sources.recorded import read_records

    if not client.sources:
        write_text(path, text)
        return
    records = {**read_records(path.parent), client.name: arrived.record}
    with (
        placing.staged() as put_documents,
        staged_text(path, text) as put_configuration,
    ):
        put_documents()
        put_configuration()
    _keep(records, path.parent)


def _sample(package: PlannedPackage) -> str:
    """The first sample of the package's own page."""
    found = _SAMPLE.search(package.files["README.md"].decode())
    return found[1] if found else ""
