"""What became of one client: its document before and after, and its package.

`update` and `diff --against` come to the same changes, because both come here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from clientsmith.api_changes.packages import Making
from clientsmith.api_changes.run import with_python
from clientsmith.config import ClientConfig
from clientsmith.config.differences import DiffConfig
from clientsmith.diff.added_or_removed import added
from clientsmith.diff.changes import Comparison, PythonChange, summarise_python
from clientsmith.diff.facts import Effect
from clientsmith.diff.findings import Finding, about_document
from clientsmith.diff.inputs.reading import Side
from clientsmith.diff.inputs.selection import selected
from clientsmith.diff.run import compare
from clientsmith.pipeline import Described


@dataclass(frozen=True, slots=True)
class Judging:
    """How changes are judged.

    `python`: what they do to the generated packages is said, too.
    """

    config: DiffConfig
    python: bool


def changed(
    sides: tuple[Side, Side],
    clients: tuple[ClientConfig, ClientConfig],
    judging: Judging,
    described: Described | None = None,
) -> Comparison:
    """A client that was there and is there; `described`: what it is now, if known.

    Raises DiagnosticError.
    """
    before, after = clients
    old, new, findings = selected(sides, clients)
    if before.package != after.package:
        findings = (*findings, _renamed(before, after, (old, new)))
    config = judging.config
    comparison = compare(old, new, config=config, client=after.name, findings=findings)
    if not judging.python:
        return comparison
    was, now = Making(old, before), Making(new, after, described)
    comparison = with_python(comparison, was, now, config)
    return with_imports(comparison, before.package, after.package)


def appeared(side: Side, client: ClientConfig, judging: Judging) -> Comparison:
    """A client that was not there before."""
    comparison = added(client, side, judging.config)
    if not judging.python:
        return comparison
    return with_imports(comparison, None, client.package)


def with_imports(
    comparison: Comparison, before: str | None, after: str | None
) -> Comparison:
    """The comparison with what the package's name means to those who import it."""
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
            replace(each, python=(*each.python, python))
            if each.id in ("client-added", "client-removed", "client-package-renamed")
            else each
        )
        for each in comparison.changes
    )
    problem = comparison.python.problem if comparison.python else None
    summary = replace(summarise_python(changes), problem=problem)
    return replace(comparison, changes=changes, python=summary)


def _renamed(
    before: ClientConfig, after: ClientConfig, sides: tuple[Side, Side]
) -> Finding:
    base, revision = (each.contract.source for each in sides)
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
