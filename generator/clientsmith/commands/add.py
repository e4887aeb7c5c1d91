"""`clientsmith add`: add an API to the configuration."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientsmith.commands.console import Report, Verbose, reporting
from clientsmith.diagnostics import (
    DiagnosticError,
    Diagnostics,
    Location,
    display_path,
)
from clientsmith.support.interrupts import uninterrupted

if TYPE_CHECKING:
    from clientsmith.config import ClientConfig, PagesConfig
    from clientsmith.config.editing import ClientTable
    from clientsmith.output import PlannedPackage
    from clientsmith.sources.collecting import Arrived
    from clientsmith.sources.fetching import Session
    from clientsmith.sources.placing import Placing
    from clientsmith.sources.resolving import Origin

_SAMPLE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INDEX = re.compile(r"https://[\w./-]+/llms\.txt\b")
_CHOOSE = "choose one with `--api NAME`, or add a client of each with `--all-apis`"


def add(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE",
            help="A document, documentation pages, or a site's llms.txt: path or URL.",
        ),
    ],
    name: Annotated[
        str | None,
        typer.Option(help="The client's name; by default from the API's title."),
    ] = None,
    api: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Which document, if there are several."),
    ] = None,
    all_apis: Annotated[
        bool, typer.Option("--all-apis", help="Add a client for each document.")
    ] = False,
    pages: Annotated[
        bool,
        typer.Option(
            "--pages", help="Merge the pages, even if the site links to a document."
        ),
    ] = False,
    include: Annotated[
        list[str] | None,
        typer.Option(
            metavar="GLOB",
            help="Merge only pages whose address, path or index section matches.",
        ),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(metavar="GLOB", help="Merge no pages that match."),
    ] = None,
    verbose: Verbose = False,
) -> None:
    """Put a new API into the configuration, and show what its client will be like.

    From a documentation site, it takes the OpenAPI document that the site links to. If
    there is none, it merges the site's pages.
    """
    if all_apis and (name or api):
        raise typer.BadParameter("--all-apis cannot be combined with --name or --api")
    with reporting(verbose=verbose) as report:
        from clientsmith.config import PagesConfig
        from clientsmith.config.editing import file_to_edit
        from clientsmith.sources.fetching import Session

        path = file_to_edit(Path.cwd())
        _check_new(path, name)
        recorded = [_recorded(source, path.parent) for source in sources]
        choice = PagesConfig(
            api=api, include=tuple(include or ()), exclude=tuple(exclude or ())
        )
        forced = pages or bool(include or exclude)
        with Session() as session:
            run = _Run(path, session, report)
            run.add(run.origins(recorded, choice, forced, every=all_apis), name)


@dataclass(frozen=True, slots=True)
class _Run:
    """One run of the command."""

    path: Path
    session: Session
    report: Report
    arrived: dict[Origin, Arrived] = field(default_factory=dict)

    def origins(
        self, sources: list[str], choice: PagesConfig, forced: bool, *, every: bool
    ) -> list[Origin]:
        """Return the origins of the clients to add.

        Raises DiagnosticError, after a table where one of several documents is meant.
        """
        from clientsmith.commands.tables import print_documents, print_linked
        from clientsmith.document.pages import SeveralDocumentsError
        from clientsmith.sources.resolving import Origin, SeveralLinkedError, origins

        progress = self.report.fetching
        try:
            if forced:
                found = [Origin(tuple(sources), choice)]
            else:
                found = origins(sources, choice, self.session, progress, every=every)
            if len(found) == 1:
                self._collected(found[0])
            return found
        except SeveralLinkedError as linked:
            print_linked(linked.documents)
            several: DiagnosticError = linked
        except SeveralDocumentsError as merged:
            if every:
                names = [group.name for group in merged.groups]
                return [
                    Origin(tuple(sources), replace(choice, api=name)) for name in names
                ]
            print_documents(merged.groups)
            several = merged
        raise DiagnosticError(replace(e, hint=_CHOOSE) for e in several.diagnostics)

    def add(self, found: Sequence[Origin], name: str | None) -> None:
        """Add a client for each origin; a failure does not stop the others."""
        failures = Diagnostics()
        for origin in found:
            try:
                self._add(origin, name)
            except DiagnosticError as failure:
                failures.extend(failure.diagnostics)
        failures.raise_if_errors()

    def _collected(self, origin: Origin) -> Arrived:
        from clientsmith.sources.collecting import collect

        if origin not in self.arrived:
            found = collect(
                origin.sources,
                self.path.parent,
                self.path,
                self.session,
                pages=origin.pages,
                progress=self.report.fetching,
            )
            assert found is not None, "there is no record yet"
            self.arrived[origin] = found
        return self.arrived[origin]

    def _add(self, origin: Origin, name: str | None) -> None:
        from clientsmith import pipeline
        from clientsmith.commands.inspect import inspection
        from clientsmith.commands.tables import print_summary
        from clientsmith.config import read_settings
        from clientsmith.config.editing import with_client
        from clientsmith.sources.collecting import with_parts
        from clientsmith.sources.placing import Placing
        from clientsmith.support.cache import user_cache

        path, report = self.path, self.report
        arrived = self._collected(origin)
        chosen = name or _free_name(arrived.text, origin, path)
        several = _folder(chosen, arrived.base)
        kept_at = f"specs/{chosen}.yaml" if arrived.of_pages else several
        arrived = with_parts(arrived, path.parent / kept_at, self.session, None)
        table = _table(chosen, origin, arrived, several)
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
        self._say_next(chosen)
        index = _index_of(arrived)
        if index is not None:
            report.say(f"the whole site: clientsmith add {index}")

    def _say_next(self, chosen: str) -> None:
        path, report = self.path, self.report
        report.say(f"{display_path(path)}: added `{chosen}`")
        if _may_get_crlf(path.parent):
            report.say(
                "note: `* text=auto eol=lf` in .gitattributes keeps line ends the same"
                " on every system"
            )
        report.say(f"every method, and all warnings: clientsmith inspect {chosen}")
        report.say(f"next: clientsmith generate {chosen}")


def _index_of(arrived: Arrived) -> str | None:
    """Return the index that single pages name as the index of their site."""
    if not arrived.of_pages or any("llms" in part for part in arrived.parts):
        return None
    found = (_INDEX.search(part) for part in arrived.parts.values())
    return next((match[0] for match in found if match), None)


def _free_name(text: str, origin: Origin, path: Path) -> str:
    """Derive a free name from the title, else from the document's file name."""
    from clientsmith.config.editing import names_in
    from clientsmith.naming.words import usable
    from clientsmith.sources.client_names import client_name

    name = client_name(text)
    api = origin.pages.api if origin.pages is not None else None
    return usable(api, name) if api and name in names_in(path) else name


def _may_get_crlf(root: Path) -> bool:
    """Return whether git may convert line endings without a rule for these files."""
    folders = (root, *root.parents)
    top = next((folder for folder in folders if (folder / ".git").exists()), None)
    return top is not None and not any(
        (path / ".gitattributes").exists() for path in {root, top}
    )


def _check_new(path: Path, name: str | None) -> None:
    """Check the new client before anything is fetched. Raises DiagnosticError."""
    from clientsmith.config.editing import names_in, with_client

    names_in(path)
    if name is not None:
        with_client(path, name, {"document": f"specs/{name}.yaml"})


def _recorded(source: str, root: Path) -> str:
    """Return the source for the configuration, with paths relative to its folder."""
    from clientsmith.document.source_text import fail
    from clientsmith.support.urls import is_url, refusal, shown

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
    """Return the folder for a document in several files, under its own name, which its
    other files may use.
    """
    from clientsmith.sources.parts import SUFFIXES
    from clientsmith.support.urls import file_name

    own = file_name(url).name if url is not None else ""
    usable = own.lower().endswith(SUFFIXES) and re.fullmatch(r"\w[\w.-]*", own)
    return f"specs/{name}/{own if usable else 'openapi.yaml'}"


def _table(name: str, origin: Origin, arrived: Arrived, several: str) -> ClientTable:
    """Return the client's table; a document inside the project stays where it is."""
    from clientsmith.support.urls import is_url

    sources = [*origin.sources]
    outside = is_url(sources[0]) or sources[0].startswith("../")
    if not arrived.of_pages and not outside and not Path(sources[0]).is_absolute():
        return {"document": sources[0]}
    if arrived.parts and not arrived.of_pages:
        return {"document": several, "sources": sources}
    is_json = not arrived.of_pages and arrived.text.lstrip().startswith("{")
    document = f"specs/{name}.{'json' if is_json else 'yaml'}"
    table: ClientTable = {"document": document, "sources": sources}
    return {**table, "pages": _chosen(origin.pages)} if origin.pages else table


def _chosen(pages: PagesConfig) -> dict[str, str | list[str]]:
    """Return the selection of pages for the configuration."""
    lists = {"include": [*pages.include], "exclude": [*pages.exclude]}
    chosen = {key: value for key, value in lists.items() if value}
    return {**({"api": pages.api} if pages.api else {}), **chosen}


def _in_the_way(path: Path) -> None:
    from clientsmith.document.source_text import fail

    fail(
        "output",
        "there is a document already",
        Location(path),
        hint="add this file instead, remove it, or give another --name",
    )


def _write_added(
    path: Path, text: str, client: ClientConfig, placing: Placing, arrived: Arrived
) -> None:
    """Write the document first, as the configuration must not name a missing one."""
    from clientsmith.output.files import staged_text, write_text
    from clientsmith.sources.records import keep_records, read_records

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
    """Return the first sample call of the package's README."""
    found = _SAMPLE.search(package.files["README.md"].decode())
    return found[1] if found else ""
