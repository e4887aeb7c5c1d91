"""`clientsmith add`: a new API in the configuration."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator.console import Report, Verbose, reporting
from generator.diagnostics import Location, display_path
from generator.interrupts import uninterrupted

if TYPE_CHECKING:
    from generator.config import ClientConfig
    from generator.config.editing import ClientTable
    from generator.output import PlannedPackage
    from generator.sources.indexes import IndexFoundError
    from generator.sources.placing import Placing
    from generator.sources.recorded import Arrived

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
    api: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Which of the documents that an llms.txt links to."
        ),
    ] = None,
    verbose: Verbose = False,
) -> None:
    """Put a new API into the configuration, and show what its client will be like."""
    with reporting(verbose=verbose) as report:
        from generator import pipeline
        from generator.cache import user_cache
        from generator.config import read_settings
        from generator.config.editing import file_to_edit, with_client
        from generator.inspection import inspection
        from generator.sources.placing import Placing
        from generator.sources.recorded import with_parts
        from generator.tables import print_summary

        path = file_to_edit(Path.cwd())
        _check_new(path, name)
        recorded = [_recorded(each, path.parent) for each in sources]
        recorded, arrived = _arrived(recorded, path, api, report)
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
        report.findings(arrived.remarks)
        report.kinds(described.diagnostics)
        _write_added(path, text, client, placing, arrived)
        print_summary(inspection(described))
        typer.echo(f"\n{_sample(package)}")
        report.say(f"{display_path(path)}: added `{chosen}`")
        if _may_get_crlf(path.parent):
            report.say(
                "note: `* text=auto eol=lf` in .gitattributes keeps line ends the same"
                " on every system"
            )
        report.say(f"every method, and all warnings: clientsmith inspect {chosen}")
        report.say(f"next: clientsmith generate {chosen}")


def _arrived(
    sources: list[str], path: Path, api: str | None, report: Report
) -> tuple[list[str], Arrived]:
    """What the sources give, and the sources that count. Raises DiagnosticError."""
    from generator.sources.indexes import IndexFoundError
    from generator.sources.recorded import collect
    from generator.urls import shown

    try:
        arrived = collect(sources, path.parent, path)
    except IndexFoundError as found:
        sources = [_linked(found, api)]
        report.say(f"the document is {shown(sources[0])}")
        arrived = collect(sources, path.parent, path)
    assert arrived is not None, "there is no record yet"
    return sources, arrived


def _linked(found: IndexFoundError, api: str | None) -> str:
    """The document that an index links to; with `api`, the one of that name.

    Raises DiagnosticError, after a table where there are several.
    """
    from generator.document.pages.fragments import name_of
    from generator.document.source_text import fail
    from generator.sources.indexes import linked_documents
    from generator.tables import print_linked
    from generator.urls import shown

    documents = linked_documents(found.index, found.url)
    wanted = [
        each
        for each in documents
        if api is None or api.casefold() == name_of(each.url).casefold()
    ]
    if len(wanted) == 1:
        return wanted[0].url
    if not documents:
        fail(
            "index",
            f"{shown(found.url)} links to no OpenAPI document",
            hint="save its pages, and merge them: clientsmith ingest FOLDER -o FILE",
        )
    print_linked(documents)
    fail(
        "several-documents",
        (
            f"the index links to {len(documents)} documents"
            if wanted
            else f"the index links to no document `{api}`"
        ),
        hint="add one by its address, or choose it with `--api NAME`",
    )


def _may_get_crlf(root: Path) -> bool:
    """Whether git decides about line ends, and nobody told it how."""
    folders = (root, *root.parents)
    top = next((each for each in folders if (each / ".git").exists()), None)
    return top is not None and not any(
        (each / ".gitattributes").exists() for each in {root, top}
    )


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
    from generator.sources.recorded import keep_records, read_records

    if not client.sources:
        write_text(path, text)
        return
    records = {**read_records(path.parent), client.name: arrived.record}
    with (
        placing.staged() as put_documents,
        staged_text(path, text) as put_configuration,
        uninterrupted(),
    ):
        put_documents()
        put_configuration()
    keep_records(records, path.parent)


def _sample(package: PlannedPackage) -> str:
    """The first sample of the package's own page."""
    found = _SAMPLE.search(package.files["README.md"].decode())
    return found[1] if found else ""
