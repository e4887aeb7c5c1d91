"""Names for clients that the user did not name."""

from __future__ import annotations

import re
from pathlib import Path

from clientsmith.document.documents import parse_document
from clientsmith.naming.words import usable, words

# Words of titles that do not distinguish APIs.
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


def client_name(text: str) -> str:
    """Derive a name from the document's title, without words such as "API"."""
    is_json = text.lstrip().startswith("{")
    name = Path("openapi.json" if is_json else "openapi.yaml")
    value = parse_document(text, name, "").value
    info = value.get("info") if isinstance(value, dict) else None
    title = info.get("title") if isinstance(info, dict) else None
    spoken = words(title) if isinstance(title, str) else []
    kept = [word for word in spoken if word not in _COMMON and not _is_version(word)]
    return usable("_".join(kept[:4]), "client")


def _is_version(word: str) -> bool:
    return re.fullmatch(r"v?\d+", word) is not None
