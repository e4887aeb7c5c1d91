"""A document as a configuration changes it: transforms, marks, security."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

from clientsmith.diagnostics import Diagnostics
from clientsmith.document.documents import Document, read_document
from clientsmith.document.loading import read
from clientsmith.document.values import JsonValue
from clientsmith.document.workspace import Reader
from clientsmith.stainless.config import Stainless
from clientsmith.stainless.marks import apply_marks, apply_names, report_marks
from clientsmith.stainless.reading import read_stainless
from clientsmith.stainless.transforms import Draft, apply_transforms


def read_transformed(
    path: Path,
    overlays: Iterable[Path],
    stainless: Path | None,
    found: Diagnostics,
    reader: Reader = read_document,
    key: str | None = None,
) -> tuple[Document, Stainless | None]:
    """Read a document with its overlays, as the configuration changes it.

    Without a configuration this is `loading.read`. Raises DiagnosticError.
    """
    document = read(path, overlays, found, reader, key)
    if stainless is None:
        return document, None
    config = read_stainless(stainless, found, reader)
    draft = Draft(deepcopy(document.value))
    apply_transforms(draft, config.transforms, found)
    report_marks(draft, document, found)
    apply_marks(draft)
    apply_names(draft)
    put_security(draft, config)
    return replace(document, value=draft.value), config


def put_security(draft: Draft, config: Stainless) -> None:
    """Replace what the document says of security by what the configuration says."""
    if config.security is not None:
        draft.put(("security",), config.security.value)
    if config.security_schemes is not None:
        for name, scheme in config.security_schemes.items():
            _put_component(draft, "securitySchemes", name, scheme.value)


def _put_component(draft: Draft, kind: str, name: str, value: JsonValue) -> None:
    for place in (("components",), ("components", kind)):
        parent = draft.at(place[:-1])
        if isinstance(parent, dict) and place[-1] not in parent:
            draft.put(place, {})
    draft.put(("components", kind, name), value)
