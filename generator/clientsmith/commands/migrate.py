"""`clientsmith migrate`: from the configuration of the Stainless generator to ours."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientsmith.commands.console import Report, Verbose, reporting
from clientsmith.diagnostics import (
    DiagnosticError,
    Diagnostics,
    Location,
    Severity,
    display_path,
    format_location,
)

if TYPE_CHECKING:
    from clientsmith.config import ClientConfig
    from clientsmith.document.documents import Document
    from clientsmith.stainless.config import Stainless
    from clientsmith.stainless.migration import Migration, Note

_DOCUMENTS = ("openapi.yaml", "openapi.yml", "openapi.json")
_OVERLAY: dict[str, Any] = {
    "overlay": "1.0.0",
    "info": {"title": "Stainless", "version": "1"},
}


class Layout(StrEnum):
    """The layout of the package: as Stainless made it, or ours."""

    STAINLESS = "stainless"
    CLIENTSMITH = "clientsmith"


def migrate(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The configuration, `stainless.yml`.")
    ],
    spec: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="The OpenAPI document; else an openapi.yaml beside it."
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="The client's name; else that of its package.")
    ] = None,
    layout: Annotated[
        Layout, typer.Option(help="The same package, or one in our own layout.")
    ] = Layout.STAINLESS,
    verbose: Verbose = False,
) -> None:
    """Add a client that is configured as a stainless.yml says, and report the rest."""
    with reporting(verbose=verbose) as report:
        from clientsmith.document.documents import read_document
        from clientsmith.stainless.reading import read_stainless

        found = Diagnostics()
        config = read_stainless(file, found)
        document = read_document(spec or _beside(file))
        if layout is Layout.STAINLESS:
            _keep(report, file, config, document, name)
        else:
            _map(report, config, document, name, found)


def _map(
    report: Report,
    config: Stainless,
    document: Document,
    name: str | None,
    found: Diagnostics,
) -> None:
    """Add a client in our layout."""
    from clientsmith.config.editing import file_to_edit
    from clientsmith.stainless.migration import migrate as map_to_ours

    result = map_to_ours(config, document, found)
    found.raise_if_errors()
    report.findings(found)
    path = file_to_edit(Path.cwd())
    client = name or str(result.table["package"])
    overlay = _write(path, client, document.path, result)
    _tell(report, result, [path, *overlay], client)


def _keep(
    report: Report, file: Path, config: Stainless, document: Document, name: str | None
) -> None:
    """Add a client whose package stays the same; its transforms become an overlay."""
    from clientsmith.config import read_settings
    from clientsmith.config.editing import file_to_edit, with_client
    from clientsmith.document.yaml_writer import dump_yaml
    from clientsmith.output.files import write_text
    from clientsmith.pipeline import describe
    from clientsmith.stainless.keeping import keep_layout
    from clientsmith.stainless.planning.package import package_name

    kept = keep_layout(config, document, Diagnostics())
    client = name or package_name(config)
    path = file_to_edit(Path.cwd())
    root = path.parent
    own = file if kept.text is None else file.with_name(f"{client}.stainless.yml")
    table: dict[str, Any] = {"document": _portable(document.path, root)}
    texts = {} if kept.text is None else {own: kept.text}
    if kept.actions:
        overlay = document.path.parent / f"{client}.overlay.yaml"
        table["overlays"] = [_portable(overlay, root)]
        texts[overlay] = dump_yaml({**_OVERLAY, "actions": kept.actions})
    for new in texts:
        _refuse_existing(new)
    table["stainless"] = _portable(own, root)
    configuration = with_client(path, client, table)
    (described,) = read_settings(path, configuration).select([client])
    resolved = {new.resolve(): text for new, text in texts.items()}
    api = describe(described, resolved)
    report.findings(api.diagnostics)
    for new, text in texts.items():
        write_text(new, text)
    write_text(path, configuration)
    mapped = [f"{len(api.api.operations)} operations"]
    if kept.transforms:
        mapped.insert(0, f"{kept.transforms} transforms")
    report.say(f"mapped: {', '.join(mapped)}")
    report.say(f"written: {', '.join(map(display_path, [path, *texts]))}")
    report.say(f"next: clientsmith generate {client}")


def _refuse_existing(path: Path) -> None:
    if path.exists():
        found = Diagnostics()
        hint = "remove it, or give another --name"
        found.error("output", "the file is there already", Location(path), hint)
        raise DiagnosticError(found)


def _beside(file: Path) -> Path:
    for name in _DOCUMENTS:
        if (file.parent / name).is_file():
            return file.parent / name
    found = Diagnostics()
    hint = "name the OpenAPI document with --spec"
    found.error("stainless", "there is no document beside it", Location(file), hint)
    raise DiagnosticError(found)


def _write(path: Path, name: str, document: Path, result: Migration) -> list[Path]:
    """Write the configuration, and the overlay if there are changes; return it."""
    from clientsmith.config.editing import with_client
    from clientsmith.document.yaml_writer import dump_yaml
    from clientsmith.output.files import write_text

    root = path.parent
    overlay = document.parent / f"{name}.overlay.yaml"
    text = dump_yaml({**_OVERLAY, "actions": result.actions})
    written = [overlay] if result.actions else []
    table: dict[str, Any] = {"document": _portable(document, root)}
    if written:
        _refuse_existing(overlay)
        table["overlays"] = [_portable(overlay, root)]
    result.table = {**table, **result.table}
    while True:
        configuration = with_client(path, name, result.table)
        if not _drop_unused(
            path, configuration, name, {overlay.resolve(): text}, result
        ):
            break
    if written:
        write_text(overlay, text)
    write_text(path, configuration)
    return written


def _portable(path: Path, root: Path) -> str:
    try:
        return Path(os.path.relpath(path.absolute(), root)).as_posix()
    except ValueError:  # another drive
        return path.absolute().as_posix()


def _drop_unused(
    path: Path, text: str, name: str, texts: dict[Path, str], result: Migration
) -> bool:
    """Drop entries that name nothing in the document; return whether there are any."""
    from clientsmith.config import read_settings
    from clientsmith.pipeline import describe

    (client,) = read_settings(path, text).select([name])
    try:
        describe(client, texts)
    except DiagnosticError as error:
        # Other errors are in the document itself; `generate` reports them.
        errors = [
            (diagnostic.location, diagnostic.message)
            for diagnostic in error.diagnostics
            if diagnostic.severity is Severity.ERROR and diagnostic.code == "config"
        ]
        # Check all of them at once: reading a large document takes seconds.
        dropped = [_drop(client, place, why, result) for place, why in errors]
        return any(dropped)
    return False


def _drop(
    client: ClientConfig, place: Location | None, why: str, result: Migration
) -> bool:
    from clientsmith.stainless.migration import Note

    for table in ("methods", "types", "pagination", "credentials", "environments"):
        for key, value in [*result.table.get(table, {}).items()]:
            named = f"`{key}`" in why or f"`{value}`" in why
            if named and client.place(table, key) == place:
                del result.table[table][key]
                problem = why.partition(": ")[2]
                result.notes.append(Note(f"{table}: {problem}", None))
                return True
    return False


def _tell(report: Report, result: Migration, files: list[Path], name: str) -> None:
    report.say(f"mapped: {', '.join(result.counts()) or 'nothing'}")
    for title, wanted in (("approximated", True), ("without counterpart", False)):
        notes = [note for note in result.notes if note.is_approximated is wanted]
        if notes:
            report.say(f"{title}:")
        for note in notes:
            report.say(f"  {_shown(note)}")
    report.say(f"written: {', '.join(map(display_path, files))}")
    report.say(f"next: clientsmith generate {name}")


def _shown(note: Note) -> str:
    if note.location is None:
        return note.message
    return f"{format_location(note.location)}: {note.message}"
