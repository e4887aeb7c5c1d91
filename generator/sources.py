"""Where documents come from: the recorded sources of a client, fetched or read.

What servers recognise their answers by is kept in `.clientsmith-sources.json` beside
the configuration, to be committed: a scheduled run begins with a fresh checkout, where
a cache of the user's would be empty and every request would be answered in full. It
counts only as long as the document is the one that was made from these answers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from generator.config.options import normalise
from generator.diagnostics import DiagnosticError, Diagnostics, Location
from generator.document.pages import ingest, is_page
from generator.document.source_text import decode, fail, read_text
from generator.document.yaml_writer import dump_yaml
from generator.fetching import LIMITS, NO_VALIDATORS, Fetched, Limits, Validators, fetch
from generator.urls import is_url

STATE_NAME = ".clientsmith-sources.json"


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of one client's sources: hashes of both ends, and validators."""

    sources: str
    document: str
    validators: tuple[Validators, ...]


@dataclass(frozen=True, slots=True)
class Arrived:
    """The document that the sources make up, and whether they are pages."""

    text: str
    record: Record
    of_pages: bool


def collect(
    sources: Sequence[str],
    root: Path,
    document: Path,
    record: Record | None = None,
    limits: Limits = LIMITS,
) -> Arrived | None:
    """The document that the sources make up now; None: still the same one.

    `document` is where it is kept. Raises DiagnosticError with what is wrong with all
    sources.
    """
    known = _usable(record, sources, document)
    answers = _fetch_all(sources, known, limits)
    if known and all(answer is None for answer in answers.values()):
        return None
    # The parts of what stayed the same are not kept: all of them are needed.
    unchanged = [each for each, answer in answers.items() if answer is None]
    answers |= _fetch_all(unchanged, (), limits)
    texts = _texts(sources, root, answers)
    of_pages = len(texts) > 1 or any(map(_is_page, texts, texts.values()))
    text = dump_yaml(ingest(texts, texts)) if of_pages else "".join(texts.values())
    validators = tuple(
        answer.validators if (answer := answers.get(each)) else NO_VALIDATORS
        for each in sources
    )
    return Arrived(text, Record(_hash(*sources), _hash(text), validators), of_pages)


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
    return record.validators if _hash(content) == record.document else ()


def _fetch_all(
    sources: Sequence[str], known: Sequence[Validators], limits: Limits
) -> dict[str, Fetched | None]:
    found = Diagnostics()
    answers: dict[str, Fetched | None] = {}
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
    sources: Sequence[str], root: Path, answers: Mapping[str, Fetched | None]
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
            hint="remove it: it only spares requests",
        )


def _record(data: Any) -> Record:
    validators = tuple(Validators(**each) for each in data["validators"])
    if not all(
        value is None or (isinstance(value, str) and value.isprintable())
        for each in validators
        for value in (each.etag, each.last_modified)
    ):
        raise ValueError
    return Record(str(data["sources"]), str(data["document"]), validators)


def dump_records(records: Mapping[str, Record]) -> str:
    """The file's text, in one order; empty without a record that spares a request."""
    data = {
        name: asdict(each)
        for name, each in records.items()
        if NO_VALIDATORS not in each.validators
    }
    if not data:
        return ""
    return json.dumps(data, indent=2, sort_keys=True) + "\n"


def _hash(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()
