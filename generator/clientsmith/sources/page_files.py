"""File names for the texts of pages.

Addresses come from a site, so the names are made here: what an address has beyond plain
lower-case folders and file makes the name a hash.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

_SUFFIXES = (".md", ".mdx", ".markdown", ".txt")
_FOLDER = re.compile(r"[a-z0-9_][a-z0-9_-]*")
_FILE = re.compile(r"[a-z0-9_][a-z0-9_-]*(?:\.[a-z0-9_-]+)*")
# Windows has devices with these names in every folder.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")
_LONGEST = 120


def pages_folder(document: Path) -> str:
    """Return the folder for the pages of a document, next to it."""
    return f"{document.stem}.pages"


def page_file(address: str, site: str) -> str:
    """Return the page's file below the folder; `site` is the address of its site."""
    parts, whole = urlsplit(address), urlsplit(site)
    path = parts.path.strip("/")
    same = (parts.scheme, parts.netloc) == (whole.scheme, whole.netloc)
    if same and not parts.query and not parts.fragment and _is_plain(path):
        return path
    suffix = PurePosixPath(path).suffix.lower()
    digest = hashlib.sha256(address.encode()).hexdigest()[:16]
    return f"{digest}{suffix if suffix in _SUFFIXES else '.md'}"


def _is_plain(path: str) -> bool:
    *folders, name = path.split("/")
    return (
        len(path) <= _LONGEST
        and name.endswith(_SUFFIXES)
        and _FILE.fullmatch(name) is not None
        and all(map(_FOLDER.fullmatch, folders))
        and not any(map(_DEVICE.fullmatch, (*folders, name)))
    )
