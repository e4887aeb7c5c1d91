"""Where documents come from: the recorded sources of a client, fetched or read.

What servers recognise their answers by is kept in `.clientsmith-sources.json` beside
the configuration, to be committed: a scheduled run begins with a fresh checkout, where
a cache of the user's would be empty and every request would be answered in full. It
counts only as long as the document is the one that was made from these answers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from generator.config.options import normalise
from generator.diagnostics import Diagnostic, DiagnosticError, Diagnostics, Location
from generator.document.json_layout import laid_out
from generator.document.pages import ingest, is_page
from generator.document.source_text import decode, fail, read_text
from generator.document.yaml_writer import dump_yaml
from generator.output.files import write_text
from generator.sources.answers import (
    LIMITS,
    NO_VALIDATORS,
    Answer,
    Fetched,
    Limits,
    Unchanged,
    Validators,
)
from generator.sources.fetching import fetch
from generator.sources.indexes import require_no_index
from generator.sources.parts import KnownPart, fetch_parts, hash_of
from generator.urls import is_url

STATE_NAME = ".clientsmith-sources.json"


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of one client's sources: hashes of both ends, and validators.

    `parts` are the other files of the document, by their paths from its folder.
    """

    sources: str
    document: str
    validators: tuple[Validators, ...]
    parts: Mapping[str, KnownPart] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Arrived:
    """The document that the sources make up, and whether they are pages.

    `base` is the URL that its references start from, if it has one; `parts` are the
    texts of the files that they lead to, by their paths from the document's folder.
    """

    text: str
    record: Record
    of_pages: bool
    base: str | None = None
    parts: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[Diagnostic, ...] = ()
    """What was repaired and left out when pages were merged."""


def collect(
    sources: Sequence[str],
    root: Path,
    document: Path,
    record: Record | None = None,
    limits: Limits = LIMITS,
) -> Arrived | None:
    """The document that the sources make up now; None: still the same one.

    `document` is where it is kept. The other files of one in several files are for
    `with_parts`. Raises DiagnosticError with what is wrong with all sources.
    """
    known = _usable(record, sources, document)
    answers = _fetch_all(sources, known, limits)
    if known and all(isinstance(each, Unchanged) for each in answers.values()):
        if record is None or not record.parts:
            return None
        at = answers[sources[0]].url
        return Arrived(read_text(document), record, of_pages=False, base=at)
    # The parts of what stayed the same are not kept: all of them are needed.
    unchanged = [each for each, it in answers.items() if isinstance(it, Unchanged)]
    answers |= _fetch_all(unchanged, (), limits)
    fetched = {
        each: answer for each, answer in answers.items() if isinstance(answer, Fetched)
    }
    texts = _texts(sources, root, fetched)
    if len(texts) == 1 and fetched:
        require_no_index(texts, fetched[sources[0]].url)
    of_pages = len(texts) > 1 or any(map(_is_page, texts, texts.values()))
    remarks = Diagnostics()
    if of_pages:
        text = dump_yaml(ingest(texts, texts, found=remarks))
    else:
        ((path, arrived_text),) = texts.items()
        # A file of the user's stays as it is, with the places that it has.
        text = laid_out(arrived_text, path) if fetched else arrived_text
    validators = tuple(
        answer.validators if (answer := fetched.get(each)) else NO_VALIDATORS
        for each in sources
    )
    record = Record(_hash(*sources), hash_of(text), validators)
    base = fetched[sources[0]].url if fetched and not of_pages else None
    return Arrived(text, record, of_pages, base, remarks=tuple(remarks))


def with_parts(
    arrived: Arrived, document: Path, record: Record | None, limits: Limits = LIMITS
) -> Arrived:
    """The document with the files that it refers to; `document` is where it is kept.

    Raises DiagnosticError with what is wrong with all of them.
    """
    if arrived.base is None:
        return arrived
    known = record.parts if record is not None else {}
    parts = fetch_parts(arrived.base, arrived.text, document, known, limits)
    return replace(
        arrived,
        parts={name: each.text for name, each in parts.items()},
        record=replace(
            arrived.record,
            parts={name: each.known for name, each in parts.items()},
        ),
    )


def _is_page(path: Path, text: str) -> bool:
    return path.suffix.lower() in (".md", ".mdx", ".markdown") or is_page(text)


def _usable(
    record: Record | None, sources: Sequence[str], document: Path
) -> tuple[Validators, ...]:
    """The validators, if all that would come is what is there already."""
    if record is None or record.sources != _hash(*sources):
        return ()
    if NO_VALIDATORS in record.validators or len(record.validators) != len(sources):
        return ()
    try:
        content = document.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return ()
    return record.validators if hash_of(content) == record.document else ()


def _fetch_all(
    sources: Sequence[str], known: Sequence[Validators], limits: Limits
) -> dict[str, Answer]:
    found = Diagnostics()
    answers: dict[str, Answer] = {}
    for at, source in enumerate(sources):
        if is_url(source) and source not in answers:
            try:
                validators = known[at] if known else NO_VALIDATORS
                answers[source] = fetch(source, validators, limits)
            except DiagnosticError as error:
                found.extend(error.diagnostics)
    found.raise_if_errors()
    return answers


def _texts(
    sources: Sequence[str], root: Path, answers: Mapping[str, Fetched]
) -> dict[Path, str]:
    found = Diagnostics()
    texts: dict[Path, str] = {}
    for source in sources:
        answer = answers.get(source)
        try:
            if answer is not None:
                path = file_name(source)
                # Two URLs may differ in what must not be shown.
                while path in texts:
                    path = path.with_name(f"{path.name}+")
                texts[path] = decode(answer.content, path)
            else:
                path = normalise(root / source)
                texts[path] = read_text(path)
        except DiagnosticError as error:
            found.extend(error.diagnostics)
    found.raise_if_errors()
    return texts


def file_name(url: str) -> Path:
    """A URL as messages name a file: the host and the path."""
    parts = urlsplit(url)
    return Path(f"{parts.hostname}{parts.path}")


def read_records(root: Path) -> dict[str, Record]:
    """What is recorded, by client; nothing where there is no such file.

    Raises DiagnosticError.
    """
    path = root / STATE_NAME
    text = read_text(path) if path.exists() else ""
    if not text:
        return {}
    try:
        clients: Any = json.loads(text)
        return {name: _record(each) for name, each in clients.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        fail(
            "sources",
            "is not what `clientsmith update` writes",
            Location(path),
            hint="remove it, or restore it from version control",
        )


def _record(data: Any) -> Record:
    validators = tuple(_validators(each) for each in data["validators"])
    parts = {
        name: KnownPart(str(each["content"]), _validators(each["validators"]))
        for name, each in data.get("parts", {}).items()
    }
    return Record(str(data["sources"]), str(data["document"]), validators, parts)


def _validators(data: Any) -> Validators:
    validators = Validators(**data)
    if not all(
        value is None or (isinstance(value, str) and value.isprintable())
        for value in (validators.etag, validators.last_modified)
    ):
        raise ValueError
    return validators


def dump_records(records: Mapping[str, Record]) -> str:
    """The file's text, in one order; empty without a record that spares a request.

    The other files of a document are recorded anyway: nothing else tells whose they are.
    """
    data = {
        name: {key: value for key, value in asdict(each).items() if value != {}}
        for name, each in records.items()
        if each.parts or NO_VALIDATORS not in each.validators
    }
    if not data:
        return ""
    return json.dumps(data, indent=2, sort_keys=True) + "\n"


def keep_records(records: Mapping[str, Record], root: Path) -> None:
    """Write them down beside the configuration."""
    text = dump_records(records)
    if text or (root / STATE_NAME).exists():
        write_text(root / STATE_NAME, text)


def _hash(*texts: str) -> str:
    return hash_of("\0".join(texts))
