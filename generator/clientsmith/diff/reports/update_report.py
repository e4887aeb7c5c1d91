"""The outcome for each client of an update, as the start of a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from clientsmith.diff.changes import Comparison
from clientsmith.diff.reports.markdown_report import markdown_report
from clientsmith.support.markdown import code, comment

# The rest of the text is limited already; everything has to fit into 65,536 characters.
_LONGEST_REASON = 300
_MOST = 20


class Outcome(StrEnum):
    """The effect of an update on a client."""

    CHANGED = "changed"
    NOT_COMPARED = "changed; the old document cannot be compared with"
    NEW = "fetched for the first time"
    FAILED = "**stays as it is**, since there were errors"
    UNCHANGED = "unchanged"


def update_report(
    outcomes: Mapping[str, Outcome],
    reasons: Mapping[str, str],
    comparisons: Iterable[Comparison],
) -> str:
    """Return the outcome for each client by name, then the changes, in Markdown.

    `reasons` say what was wrong.
    """
    lines = ["# Update of API clients", ""]
    for outcome in Outcome:
        names = [name for name, result in outcomes.items() if result is outcome]
        shown, more = names[:_MOST], len(names) - _MOST
        if outcome is Outcome.FAILED:
            lines += [_failed(name, reasons.get(name, "")) for name in shown]
            lines += [f"- and {more} more clients with errors"] * (more > 0)
        elif names:
            rest = f" and {more} more" if more > 0 else ""
            lines.append(f"- {', '.join(map(code, shown))}{rest}: {outcome}")
    head = "\n".join(lines) + "\n"
    comparisons = tuple(comparisons)
    return f"{head}\n{markdown_report(comparisons)}" if comparisons else head


def _failed(name: str, reason: str) -> str:
    if len(reason) > _LONGEST_REASON:
        reason = f"{reason[:_LONGEST_REASON]}..."
    return f"- {code(name)}: {Outcome.FAILED}: {comment(reason)}"
