"""One document as a site, read back and compared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from benchmarks.sites.cutting import (
    CutError,
    Json,
    Site,
    cut,
    described,
    operations,
    written,
)
from benchmarks.sites.serving import LASTING, PASSING, serving
from clientsmith.config import PagesConfig
from clientsmith.diagnostics import DiagnosticError
from clientsmith.diff.inputs.reading import side
from clientsmith.diff.run import compare
from clientsmith.document.documents import read_document
from clientsmith.document.pages import ingest
from clientsmith.document.pages.files import page_files
from clientsmith.document.yaml_writer import dump_yaml
from clientsmith.sources.answers import Limits
from clientsmith.sources.collecting import collect, with_parts
from clientsmith.sources.fetching import Session
from clientsmith.sources.placing import Placing

OK = "ok"
FAILED = "failed"
DIFFERENT = "different"
SKIPPED = "skipped"

# Pages of these tools do not show them.
_FERN = ("api-title-", "api-version-", "api-operation-id-", "api-tag-")
_LOST = {"fern": _FERN, "fern-types": _FERN}
# No change: the place is not there on either side.
_NOT_COMPARED = "part-not-compared"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether the site describes the same API as the document, and the reason if not."""

    verdict: str
    reason: str = ""


def compared(
    path: Path, style: str, seed: int = 0, stale: float = 0, *, served: bool = False
) -> Outcome:
    """The outcome for one document and style."""
    try:
        document = whole(path)
        site = cut(document, style, seed, stale)
    except CutError as error:
        return Outcome(SKIPPED, str(error))
    return judged(document, site, style, seed if served else None)


def judged(document: Json, site: Site, style: str, seed: int | None = None) -> Outcome:
    """Return whether the pages describe the same API as the document.

    They are files of a folder; with a `seed`, a server's that does not always answer as
    it should.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        try:
            if seed is None:
                text = _from_files(site, folder / "site")
            else:
                text = _from_server(site, folder / "specs" / "site.yaml", seed)
        except DiagnosticError as error:
            return Outcome(FAILED, str(error).replace(name, ""))
        before, after = folder / "before.yaml", folder / "after.yaml"
        before.write_text(written(document), "utf-8")
        after.write_text(text, "utf-8")
        lost = (_NOT_COMPARED, *_LOST.get(style, ()), *_repaired(document))
        found = [e for e in differences(before, after) if not e.startswith(lost)]
    return Outcome(DIFFERENT, "; ".join(found)) if found else Outcome(OK)


def _from_files(site: Site, folder: Path) -> str:
    for page, text in site.items():
        file = folder / page
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    return dump_yaml(ingest(page_files([folder]), lenient=False))


def _from_server(site: Site, document: Path, seed: int) -> str:
    """Return the result of an update while pages fail, after a run in which some were
    slow.
    """
    document.parent.mkdir(parents=True)
    record = None
    with serving(site) as served:
        for answers, part in ((PASSING, 0.1), (LASTING, 0.05)):
            served.spoil(answers, seed, part)
            with Session(Limits(pause=0)) as session:
                arrived = collect(
                    [f"{served.url}/llms.txt"],
                    document.parents[1],
                    document,
                    session,
                    record,
                    PagesConfig(),
                )
                if arrived is None:
                    continue
                arrived = with_parts(arrived, document, session, record)
            with Placing(document, arrived, record).staged() as put_in_place:
                put_in_place()
            record = arrived.record
    return document.read_text("utf-8")


def _repaired(document: Json) -> Iterator[str]:
    """Changes that repairs of pages make to some documents, and mean to."""
    if any(
        "/" in tag
        for operation in described(document)
        for tag in operation.get("tags", ())
    ):
        yield "api-tag-"  # without the folders that all of them are in
    ids = [
        operation["operationId"]
        for operation in described(document)
        if "operationId" in operation
    ]
    if len({*ids}) < len(ids):
        yield "api-operation-id-"  # one for each


def whole(path: Path) -> Json:
    """The document without what no page of an operation shows. Raises CutError."""
    text = path.read_text("utf-8")
    try:
        document = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError):
        raise CutError("it cannot be read") from None
    if not isinstance(document, dict) or not str(document.get("openapi")).startswith(
        "3"
    ):
        raise CutError("it is no OpenAPI 3")
    document.pop("webhooks", None)
    document["paths"] = {
        path: item
        for path, item in (document.get("paths") or {}).items()
        if isinstance(item, dict) and not path.startswith("x-")
    }
    document["info"]["title"] = document["info"].get("title") or "An API"
    # An empty address is none.
    servers = [e for e in document.pop("servers", None) or [] if e.get("url")]
    document |= {"servers": servers} if servers else {}
    if not [*operations(document)]:
        raise CutError("it has no operations")
    # JSON knows no dates.
    return json.loads(json.dumps(document, default=str))


def differences(before: Path, after: Path) -> list[str]:
    """The changes that `clientsmith diff` tells."""
    sides = (side(path.name, path, read_document) for path in (before, after))
    return [f"{change.id}: {change.message}" for change in compare(*sides).changes]
