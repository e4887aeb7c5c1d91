"""Compare what belongs to no operation: title and version."""

from __future__ import annotations

from collections.abc import Iterator

from clientsmith.contract.api import Contract
from clientsmith.diff.facts import Effect
from clientsmith.diff.findings import Finding, about_document


def compare_documents(base: Contract, revision: Contract) -> Iterator[Finding]:
    """Compare the statements of two documents about the API as a whole."""
    for id_, key, old, new in (
        ("api-title-changed", "title", base.title, revision.title),
        ("api-version-changed", "version", base.version, revision.version),
    ):
        # YAML reads a version such as 1 or 1.0 as a number.
        if old != new and str(old) != str(new):
            yield about_document(
                id_,
                Effect.NEUTRAL,
                old,
                new,
                base.source if old is None else base.source.inside("info", key),
                revision.source if new is None else revision.source.inside("info", key),
            )
