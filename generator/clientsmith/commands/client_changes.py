"""Compare both sides: the documents and, on request, the packages made from them.

`diff`, `diff --against` and `update` report the same changes, because all three call
this module.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clientsmith.config import ClientConfig
from clientsmith.config.differences import DiffConfig
from clientsmith.diff.added_or_removed import added
from clientsmith.diff.changes import Comparison, PythonChange, summarise_python
from clientsmith.diff.facts import Effect
from clientsmith.diff.findings import Finding, about_document
from clientsmith.diff.inputs.reading import Side
from clientsmith.diff.inputs.selection import selected
from clientsmith.diff.run import compare

if TYPE_CHECKING:
    from clientsmith.pipeline import Described


@dataclass(frozen=True, slots=True)
class Judging:
    """Options for judging changes; `python`: compare the generated packages, too."""

    config: DiffConfig
    python: bool


def compare_documents(sides: tuple[Side, Side], judging: Judging) -> Comparison:
    """Compare two documents that belong to no configured client.

    Raises DiagnosticError.
    """
    comparison = compare(*sides, config=judging.config)
    return _with_packages(comparison, sides, (None, None), judging)


def changed(
    sides: tuple[Side, Side],
    clients: tuple[ClientConfig, ClientConfig],
    judging: Judging,
    described: Described | None = None,
) -> Comparison:
    """Compare a client that exists on both sides.

    `described`: what the revision describes, if it is known. Raises DiagnosticError.
    """
    before, after = clients
    old, new, findings = selected(sides, clients)
    if before.package != after.package:
        findings = (*findings, _renamed(before, after, (old, new)))
    comparison = compare(
        old, new, config=judging.config, client=after.name, findings=findings
    )
    comparison = _with_packages(comparison, (old, new), clients, judging, described)
    if not judging.python:
        return comparison
    return with_imports(comparison, before.package, after.package)


def _with_packages(
    comparison: Comparison,
    sides: tuple[Side, Side],
    clients: tuple[ClientConfig | None, ClientConfig | None],
    judging: Judging,
    described: Described | None = None,
) -> Comparison:
    if not judging.python:
        return comparison
    # Loads the whole pipeline.
    from clientsmith.api_changes.packages import Making
    from clientsmith.api_changes.run import with_python

    base = Making(sides[0], clients[0])
    revision = Making(sides[1], clients[1], described)
    return with_python(comparison, base, revision, judging.config)


def appeared(side: Side, client: ClientConfig, judging: Judging) -> Comparison:
    """Report a client that exists only on the revision's side."""
    comparison = added(client, side, judging.config)
    if not judging.python:
        return comparison
    return with_imports(comparison, None, client.package)


def with_imports(
    comparison: Comparison, before: str | None, after: str | None
) -> Comparison:
    """Add the change of the import, where the name of the package differs."""
    if before == after:
        return comparison
    what = "renamed" if before and after else "removed" if before else "added"
    python = PythonChange(
        kind=f"package-{what}",
        symbol=after or before or "",
        before=before and f"import {before}",
        after=after and f"import {after}",
        breaking=before is not None,
    )
    changes = tuple(
        (
            replace(change, python=(*change.python, python))
            if change.id in ("client-added", "client-removed", "client-package-renamed")
            else change
        )
        for change in comparison.changes
    )
    problem = comparison.python.problem if comparison.python else None
    summary = replace(summarise_python(changes), problem=problem)
    return replace(comparison, changes=changes, python=summary)


def _renamed(
    before: ClientConfig, after: ClientConfig, sides: tuple[Side, Side]
) -> Finding:
    base, revision = (side.contract.source for side in sides)
    subject = f"client `{after.name}`"
    return about_document(
        "client-package-renamed",
        Effect.BOTH,
        before.package,
        after.package,
        base,
        revision,
        subject,
    )
