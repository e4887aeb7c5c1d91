"""A whole comparison, from two documents to reportable changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import chain

from clientsmith.config.differences import NO_DIFF_CONFIG, DiffConfig
from clientsmith.diagnostics import DiagnosticError, Diagnostics, Location
from clientsmith.diff.changes import Comparison
from clientsmith.diff.comparison import compare_contracts, to_changes
from clientsmith.diff.findings import Finding
from clientsmith.diff.inputs.reading import Side
from clientsmith.diff.inputs.unchanged import unchanged_parts
from clientsmith.diff.inputs.unread import invalid_findings, unread_findings
from clientsmith.diff.rules.acceptance import check_ids
from clientsmith.document.source_text import paused_garbage_collection


def compare(
    base: Side,
    revision: Side,
    *,
    config: DiffConfig = NO_DIFF_CONFIG,
    today: date | None = None,
    client: str | None = None,
    findings: Iterable[Finding] = (),
) -> Comparison:
    """Return the changes between two documents, after those already known.

    `today` decides which promises have run out. Raises DiagnosticError.
    """
    check_ids(config)
    config = config.of(client)
    known = tuple(findings)
    try:
        with paused_garbage_collection():
            changes = to_changes(
                chain(
                    known,
                    compare_contracts(
                        base.contract,
                        revision.contract,
                        unchanged_parts(
                            base.workspace,
                            revision.workspace,
                            (base.version, revision.version),
                        ),
                        today or date.today(),
                    ),
                    unread_findings(base, revision),
                    invalid_findings(base, revision),
                ),
                (base, revision),
                config,
            )
    except RecursionError:
        found = Diagnostics()
        found.error(
            "depth",
            "the schemas are nested too deeply to be compared",
            Location(revision.workspace.root.document.path),
        )
        raise DiagnosticError(found) from None
    return Comparison(
        base=base.name, revision=revision.name, changes=changes, client=client
    )
