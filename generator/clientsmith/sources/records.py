"""The recorded state of each client's sources at the last fetch.

What servers recognise their answers by is kept in `.clientsmith-sources.json` beside
the configuration, to be committed: a scheduled run begins with a fresh checkout, where
a cache of the user's would be empty and every request would be answered in full. It
counts only as long as the files are those that came with these answers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from clientsmith.config import PagesConfig
from clientsmith.diagnostics import Location
from clientsmith.document.source_text import fail, read_text
from clientsmith.output.files import write_text
from clientsmith.sources.answers import NO_VALIDATORS, Validators
from clientsmith.support.urls import refusal

STATE_NAME = ".clientsmith-sources.json"


@dataclass(frozen=True, slots=True)
class KnownPart:
    """A file's hash and its validators."""

    content: str
    validators: Validators


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page or index of a site: hash of its text, validators, and contents.

    `apis` are the documents that it is of, `operations` as `GET /path` those of the
    client's. `file` is where the text is kept, from the document's folder; a page that
    has nothing of the client's document is not kept.
    """

    content: str
    validators: Validators
    apis: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """The recorded state of one client's sources: hashes and validators.

    `parts` are the other files of the document, by their paths from its folder; `pages`
    those that it was merged from, by address.
    """

    sources: str
    document: str
    validators: tuple[Validators, ...]
    parts: Mapping[str, KnownPart] = field(default_factory=dict)
    pages: Mapping[str, KnownPage] = field(default_factory=dict)

    def is_of_pages(self, sources: Sequence[str]) -> bool:
        """Return whether the record covers all pages that these sources lead to."""
        same = self.sources == hash_of_sources(sources, PagesConfig())
        return bool(self.pages) and same

    @property
    def files(self) -> dict[str, str]:
        """Hashes of the fetched files, by path from the document's folder."""
        found = {name: part.content for name, part in self.parts.items()}
        found |= {page.file: page.content for page in self.pages.values() if page.file}
        return found


def hash_of(text: str) -> str:
    """Return the SHA-256 in hexadecimal, regardless of CRLF line endings."""
    return hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()


def hash_of_sources(sources: Sequence[str], pages: PagesConfig | None = None) -> str:
    """Return a hash of the sources as the configuration lists them."""
    chosen = () if pages is None else (repr(pages),)
    return hash_of("\0".join((*sources, *chosen)))


def kept_text(path: Path, content: str) -> str | None:
    """Return the file's text if its hash still matches."""
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    return text if hash_of(text) == content else None


def read_records(root: Path) -> dict[str, Record]:
    """Read the records, by client; empty if there is no such file.

    Raises DiagnosticError.
    """
    path = root / STATE_NAME
    text = read_text(path) if path.exists() else ""
    if not text:
        return {}
    try:
        clients: Any = json.loads(text)
        return {name: _record(client) for name, client in clients.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        fail(
            "sources",
            "is not what `clientsmith update` writes",
            Location(path),
            hint="remove it, or restore it from version control",
        )


def _record(data: Any) -> Record:
    return Record(
        str(data["sources"]),
        str(data["document"]),
        tuple(_validators(validators) for validators in data["validators"]),
        {
            name: KnownPart(str(part["content"]), _validators(part["validators"]))
            for name, part in data.get("parts", {}).items()
        },
        {_address(key): _page(page) for key, page in data.get("pages", {}).items()},
    )


def _address(key: str) -> str:
    if refusal(key) is not None:
        raise ValueError
    return key


def _page(data: Any) -> KnownPage:
    file = data.get("file")
    return KnownPage(
        str(data["content"]),
        _validators(data.get("validators", {})),
        tuple(map(str, data.get("apis", ()))),
        tuple(map(str, data.get("operations", ()))),
        None if file is None else str(file),
    )


def _validators(data: Any) -> Validators:
    validators = Validators(**data)
    if not all(
        value is None or (isinstance(value, str) and value.isprintable())
        for value in (validators.etag, validators.last_modified)
    ):
        raise ValueError
    return validators


def dump_records(records: Mapping[str, Record]) -> str:
    """Write the records as text in a stable order; empty if none saves a request.

    The other files of a document are recorded anyway: nothing else tells whose they are.
    """
    data = {
        name: {
            **{key: value for key, value in asdict(record).items() if value != {}},
            **({"pages": _dumped(record.pages)} if record.pages else {}),
        }
        for name, record in records.items()
        if record.parts or record.pages or NO_VALIDATORS not in record.validators
    }
    if not data:
        return ""
    return json.dumps(data, indent=2, sort_keys=True) + "\n"


def _dumped(pages: Mapping[str, KnownPage]) -> dict[str, Any]:
    """Write one record without its empty members, as there are many."""
    found = {}
    for address, page in pages.items():
        values = asdict(page)
        values["validators"] = {k: v for k, v in values["validators"].items() if v}
        found[address] = {key: value for key, value in values.items() if value}
    return found


def keep_records(records: Mapping[str, Record], root: Path) -> None:
    """Write the records next to the configuration."""
    text = dump_records(records)
    if text or (root / STATE_NAME).exists():
        write_text(root / STATE_NAME, text)
