"""The Python side of a comparison, where it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from generator.api_changes.comparison import compare_packages
from generator.api_changes.linking import Linker
from generator.api_changes.packages import make_package
from generator.config import ClientConfig
from generator.config.differences import DiffConfig
from generator.diagnostics import DiagnosticError
from generator.diff.changes import Comparison, PythonSummary, summarise_python
from generator.diff.reading import Side


@dataclass(frozen=True, slots=True)
class Making:
    """How the package of one side is made; without a configuration, by default.

    `texts`: what its files shall be, by resolved paths, instead of what is in them.
    """

    side: Side
    config: ClientConfig | None
    root: Path
    texts: Mapping[Path, str] = field(default_factory=dict)


def with_python(
    comparison: Comparison, base: Making, revision: Making, config: DiffConfig
) -> Comparison:
    """The comparison with what happened to the generated package.

    Where no package can be made of one of the sides, `python.problem` says why.
    """
    try:
        before, after = (
            make_package(each.side, each.config, each.root, each.texts)
            for each in (base, revision)
        )
    except DiagnosticError as error:
        return replace(comparison, python=PythonSummary(problem=str(error)))
    moved = {
        f"{each.method} {each.before}": f"{each.method} {each.after}"
        for each in comparison.changes
        if each.id == "api-path-moved"
    }
    found = compare_packages(before, after, moved)
    linker = Linker(before, after, config.of(comparison.client))
    changes = linker.link(comparison.changes, found)
    return replace(comparison, changes=changes, python=summarise_python(changes))
