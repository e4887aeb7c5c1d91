"""`python -m benchmarks.diff_cases FOLDER...`: agreement with labelled pairs.

Prints a Markdown page: whether each pair is judged as it is labelled, and for each id
that is expected, what ours is, with the reason where it is another. A folder has
`cases.json`, whose entries name two documents, a verdict, and ids with levels, or a
folder for each pair, see `diff_pairs`. Pairs of this repository are judged always.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import diff_pairs
from clientsmith.diff.changes import Comparison, Severity
from clientsmith.diff.inputs.reading import read_side
from clientsmith.diff.run import compare

_LEVELS = {
    "ERR": Severity.BREAKING,
    "WARN": Severity.WARNING,
    "INFO": Severity.INFO,
}
_HEAD = """# Agreement with labelled pairs of documents

Pairs of OpenAPI documents, each with the verdict that is right: `breaking`, `warning`,
`info`, or `none` for no change at all. Made by `make agreement CASES="FOLDER ..."`; not
edited by hand.
"""
_CASES = """
## Cases of oasdiff

Pairs from the tests of oasdiff, each with the ids that it reports for them. Levels are
one tool's policy; where ours is another, the reason stands beside it, and
[changes.md](changes.md) has the rule behind it.
"""
_SECURITY = (
    "credentials that are asked for where none were needed break every caller without "
    "them; by the rule it is breaking, and named after what it does"
)
_NEW_LIMIT = (
    "a new limit refuses what was accepted, as far as the documents tell: by the rule it "
    "is breaking, like a smaller one"
)
_DEFAULT = (
    "a request without the member means something else now: worth a look, not a break"
)
_SELECTOR = "readers choose a variant by it: worth a look, although values are the same"
_PLACE = "where a parameter is declared makes no difference on the wire"
_WRAPPED = (
    "told by what it does: alternatives that came, and values that fit two of them"
)
_MISPLACED = "found inside the elements, where the document has it"
_ONCE = (
    "told where a schema joined others that stayed as they were; beside one that changed "
    "it may just have been taken out of it"
)
# What is called otherwise here, or judged otherwise: ours, and why.
_DECISIONS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "api-global-security-added": (("api-security-became-required",), _SECURITY),
    "api-security-added": (("api-security-became-required",), _SECURITY),
    "api-security-removed": (
        ("api-security-became-optional",),
        "requests without credentials are accepted now: named after what it does",
    ),
    "new-required-request-default-parameter-to-existing-path": (
        ("new-required-request-parameter",),
        _PLACE,
    ),
    "new-optional-request-default-parameter-to-existing-path": (
        ("new-optional-request-parameter",),
        _PLACE,
    ),
    "response-media-type-name-generalized": (
        ("response-media-type-removed",),
        "the type that callers ask for does not come any more, whatever came instead",
    ),
    "response-success-status-removed": (
        ("api-path-removed-without-deprecation", "response-media-type-removed"),
        "the range or default that is left describes it",
    ),
    "request-body-type-changed": (("request-body-became-enum",), "told by the values"),
    "request-parameter-became-enum": (
        ("request-parameter-type-changed",),
        "the values are of another type: nothing of the old ones is left",
    ),
    "request-parameter-property-type-changed": (
        ("request-parameter-property-type-generalized",),
        "in a query a number is a text: the new type takes the old one in",
    ),
    "request-parameter-property-type-specialized": (
        ("request-parameter-property-type-changed",),
        "other texts are refused",
    ),
    "request-parameter-type-changed": (
        (
            "request-parameter-list-of-types-narrowed",
            "request-parameter-pattern-added",
        ),
        "a list of one looks like the value itself; what the elements lost is told",
    ),
    "request-body-all-of-added": (("request-property-all-of-added",), _ONCE),
    "request-body-all-of-removed": (("request-property-all-of-removed",), _ONCE),
    "response-body-all-of-removed": (("response-property-all-of-removed",), _ONCE),
    "response-body-all-of-added": (
        ("response-optional-property-added",),
        "composition is resolved: told by the members that came",
    ),
    "request-property-all-of-removed": (
        ("request-property-all-of-removed",),
        "less is demanded: by the rule it is no break",
    ),
    "request-body-all-of-added-annotation-only": (
        (),
        "nothing is demanded by it: nothing changed",
    ),
    "request-property-removed": (
        ("request-property-removed",),
        "inside `not`, every effect is the opposite",
    ),
    "request-body-default-value-changed": (
        ("request-body-default-value-changed",),
        _DEFAULT,
    ),
    "request-parameter-exclusive-max-set": (
        ("request-parameter-exclusive-max-set",),
        _NEW_LIMIT,
    ),
    "request-parameter-max-length-set": (
        ("request-parameter-max-length-set",),
        _NEW_LIMIT,
    ),
    "request-parameter-max-items-decreased": (
        ("request-parameter-property-max-items-decreased",),
        _MISPLACED,
    ),
    "request-parameter-max-items-increased": (
        ("request-parameter-property-max-items-increased",),
        _MISPLACED,
    ),
    "request-body-wrapped-in-one-of": (
        ("request-body-one-of-overlap-added",),
        _WRAPPED,
    ),
    "response-body-wrapped-in-one-of": (("response-body-one-of-added",), _WRAPPED),
    "request-property-prefix-items-removed": (
        ("request-property-type-changed",),
        "the element itself is compared; the keyword alone decides nothing",
    ),
    "response-property-prefix-items-added": (
        ("response-property-type-changed",),
        "the element itself is compared; the keyword alone decides nothing",
    ),
    "response-body-discriminator-mapping-added": (
        ("response-body-discriminator-mapping-added",),
        _SELECTOR,
    ),
    "response-property-discriminator-mapping-added": (
        ("response-property-discriminator-mapping-added",),
        _SELECTOR,
    ),
    "response-property-discriminator-mapping-changed": (
        ("response-property-discriminator-mapping-changed",),
        _SELECTOR,
    ),
    "response-body-discriminator-property-name-changed": (
        ("response-body-discriminator-property-name-changed",),
        _SELECTOR,
    ),
    "response-property-discriminator-property-name-changed": (
        ("response-property-discriminator-property-name-changed",),
        _SELECTOR,
    ),
    "request-property-enum-value-removed": (
        ("request-property-enum-replaced",),
        "the values are all valid still; that nobody names them any more is told as "
        "such, since the type changed as well",
    ),
}


@dataclass(slots=True)
class Row:
    """How often an expected id was found at the expected level, and what else was."""

    level: Severity
    expected: int = 0
    agreed: int = 0
    others: dict[str, None] = field(default_factory=dict)


def main() -> int:
    """Print the page; 1 where a verdict is another."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="*", type=Path)
    folders: list[Path] = parser.parse_args().folders
    sets = {"Pairs of this repository": [*diff_pairs.shipped()]}
    for folder in folders:
        if not (folder / "cases.json").is_file():
            sets["Pairs after public reports"] = [*diff_pairs.of_folder(folder)]
    lines = [_HEAD]
    for title, judged in sets.items():
        lines += diff_pairs.section(title, judged)
    wrong = any(each.ours != each.right for found in sets.values() for each in found)
    for folder in folders:
        if (folder / "cases.json").is_file():
            found, wrong_here = _cases(folder)
            lines += [_CASES, *found]
            wrong = wrong or wrong_here
    sys.stdout.write("\n".join(lines) + "\n")
    return int(wrong)


def _cases(folder: Path) -> tuple[Iterator[str], bool]:
    """The part of the page about a folder with cases, and whether a verdict is another."""
    cases = json.loads((folder / "cases.json").read_text(encoding="utf-8"))
    rows: dict[tuple[str, str], Row] = {}
    verdicts: dict[str, list[str]] = {"breaking": [], "compatible": []}
    counts = dict.fromkeys(verdicts, 0)
    for case in cases:
        comparison = _compared(folder, case)
        breaks = comparison.summary.breaking > 0
        verdict = case["verdict"]
        if verdict is not None:
            counts[verdict] += 1
            if breaks is not (verdict == "breaking"):
                verdicts[verdict].append(case["name"])
        _count(case["expected"], comparison, rows)
    return _page(rows, verdicts, counts), any(verdicts.values())


def _compared(folder: Path, case: Mapping[str, Any]) -> Comparison:
    sides = (read_side(key, folder / case[key], None) for key in ("base", "revision"))
    return compare(*sides, today=date(2026, 11, 1))


def _count(
    expected: list[dict[str, Any]],
    comparison: Comparison,
    rows: dict[tuple[str, str], Row],
) -> None:
    found: dict[str, set[Severity]] = {}
    for change in comparison.changes:
        found.setdefault(change.id, set()).add(change.severity)
    for each in expected:
        id_, level = each["id"], _LEVELS[each["level"]]
        row = rows.setdefault((id_, level), Row(level))
        row.expected += 1
        if level in found.get(id_, ()):
            row.agreed += 1
            continue
        ours = (id_, *_DECISIONS.get(id_, ((), ""))[0])
        for name in dict.fromkeys(ours):
            for severity in sorted(found.get(name, ())):
                row.others[f"`{name}` ({severity})"] = None


def _page(
    rows: Mapping[tuple[str, str], Row],
    verdicts: Mapping[str, list[str]],
    counts: Mapping[str, int],
) -> Iterator[str]:
    yield "### Verdicts\n"
    yield "| labelled | pairs | judged so |"
    yield "|---|---|---|"
    for verdict, wrong in verdicts.items():
        yield f"| {verdict} | {counts[verdict]} | {counts[verdict] - len(wrong)} |"
    expected = sum(row.expected for row in rows.values())
    agreed = sum(row.agreed for row in rows.values())
    yield (
        f"\n### Ids\n\nThe same id at the same level: {agreed} of {expected}. All others:\n"
    )
    yield "| expected | level | pairs | agreed | ours | why |"
    yield "|---|---|---|---|---|---|"
    for (id_, _), row in sorted(rows.items()):
        if row.agreed < row.expected:
            why = _DECISIONS.get(id_, ((), "undecided"))[1]
            ours = ", ".join(row.others) or "nothing"
            yield (
                f"| `{id_}` | {row.level} | {row.expected} | {row.agreed} | {ours} "
                f"| {why} |"
            )
    yield "\nIn full agreement:\n"
    yield "| id | level | pairs |"
    yield "|---|---|---|"
    for (id_, _), row in sorted(rows.items()):
        if row.agreed == row.expected:
            yield f"| `{id_}` | {row.level} | {row.expected} |"


if __name__ == "__main__":
    sys.exit(main())
