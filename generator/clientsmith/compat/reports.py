"""The result of a comparison as text, Markdown or JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientsmith.compat.comparison import Comparison, Difference, State, modules_of
from clientsmith.support.markdown import code, prose
from clientsmith.support.texts import printable


def text_report(comparison: Comparison) -> str:
    """Return the report for people, grouped by module."""
    return "\n".join((*_text_lines(comparison), _summary(comparison))) + "\n"


def _text_lines(comparison: Comparison) -> Iterator[str]:
    width = max(map(len, State))
    for module, differences in modules_of(comparison.differences):
        yield printable(_shown(comparison, module))
        for difference in differences:
            reasons = f": {'; '.join(difference.reasons)}" if difference.reasons else ""
            name = difference.name or "(module)"
            yield printable(f"  {difference.state:{width}}  {name}{reasons}")
        yield ""


def markdown_report(comparison: Comparison) -> str:
    """Return the report for a pull request or a page."""
    return "\n".join(_markdown_lines(comparison)) + "\n"


def _markdown_lines(comparison: Comparison) -> Iterator[str]:
    yield prose(_summary(comparison))
    for module, differences in modules_of(comparison.differences):
        yield ""
        yield f"### {code(_shown(comparison, module))}"
        yield ""
        for difference in differences:
            name = code(difference.name) if difference.name else "the module"
            reasons = (
                f": {prose('; '.join(difference.reasons))}"
                if difference.reasons
                else ""
            )
            yield f"- {difference.state} {name}{reasons}"
            if difference.reasons and difference.old and difference.new:
                yield f"  - was {code(difference.old)}"
                yield f"  - is {code(difference.new)}"


def json_report(comparison: Comparison) -> dict[str, Any]:
    """Return the report for programs."""
    return {
        "old": comparison.old,
        "new": comparison.new,
        "percentage": comparison.percentage,
        "offered": comparison.offered,
        "compatible": comparison.compatible,
        "modules": [
            {
                "module": _shown(comparison, module),
                "differences": [_entry(difference) for difference in differences],
            }
            for module, differences in modules_of(comparison.differences)
        ],
    }


def _entry(difference: Difference) -> dict[str, Any]:
    entry: dict[str, Any] = {"state": difference.state, "name": difference.name}
    if difference.reasons:
        entry["reasons"] = [*difference.reasons]
        if difference.old and difference.new:
            entry |= {"old": difference.old, "new": difference.new}
    return entry


def _summary(comparison: Comparison) -> str:
    counts = dict.fromkeys(State, 0)
    for difference in comparison.differences:
        counts[difference.state] += 1
    parts = ", ".join(f"{count:,} {state}" for state, count in counts.items())
    return (
        f"{comparison.percentage:g} % compatible: {comparison.compatible:,} of"
        f" {comparison.offered:,} names of {comparison.old} ({parts})"
    )


def _shown(comparison: Comparison, module: str) -> str:
    return f"{comparison.old}.{module}".rstrip(".")
