"""The message of a change: a sentence about a subject that readers know by name."""

from __future__ import annotations

import json
from collections.abc import Mapping

from clientsmith.diff.findings import Finding
from clientsmith.diff.rules.wording import SAME_BOUND
from clientsmith.document.values import JsonValue, canonical_text

_LONGEST_VALUE = 200
_MOST_VALUES = 10
from clientsmith.support.markdown import quoted


def message(finding: Finding, template: str, subject: str) -> str:
    """Return a sentence about the subject."""
    action = finding.id.partition("-")[2]
    if finding.before == finding.after and finding.before is not None:
        for stem, sentence in SAME_BOUND.items():
            if action.endswith(f"-{stem}"):
                template = sentence
    text = _filled(
        template,
        {
            "{it}": subject,
            "{before}": shown(finding.before),
            "{after}": shown(finding.after),
        },
    )
    note = f"; {finding.note}" if finding.note else ""
    return f"{text[:1].upper()}{text[1:]}{note}"


def _filled(template: str, values: Mapping[str, str]) -> str:
    parts: list[str] = []
    rest = template
    while rest:
        at, name = min(
            ((rest.find(name), name) for name in values if name in rest),
            default=(-1, ""),
        )
        if at < 0:
            parts.append(rest)
            break
        parts += [rest[:at], values[name]]
        rest = rest[at + len(name) :]
    return "".join(parts)


def shown(value: JsonValue) -> str:
    """Return a value for a sentence: numbers plainly, others as code."""
    if value is None:
        return "nothing"
    if isinstance(value, list):
        found = ", ".join(shown(member) for member in value[:_MOST_VALUES])
        more = len(value) - _MOST_VALUES
        return f"{found} and {more} more" if more > 0 else found
    if isinstance(value, int | float) and not isinstance(value, bool):
        return json.dumps(value)
    text = value if isinstance(value, str) and value.strip() else canonical_text(value)
    text = text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}..."
    return quoted(text)
