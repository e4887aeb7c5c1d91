"""Compare two contracts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Protocol

from clientsmith.config.differences import DiffConfig
from clientsmith.contract.api import Contract
from clientsmith.contract.schemas import NOWHERE
from clientsmith.diagnostics import Location
from clientsmith.diff.changes import Change, Severity
from clientsmith.diff.components import component_part
from clientsmith.diff.facts import Effect
from clientsmith.diff.findings import Finding
from clientsmith.diff.inputs.unchanged import UnchangedParts
from clientsmith.diff.operations.document import compare_documents
from clientsmith.diff.operations.operations import ContractComparison, matched
from clientsmith.diff.operations.security import compare_schemes
from clientsmith.diff.rules.acceptance import accepted_reason
from clientsmith.diff.rules.catalogue import RULES, advice, severity
from clientsmith.diff.rules.messages import message
from clientsmith.document.documents import Source
from clientsmith.document.extents import Extent
from clientsmith.document.values import canonical_text
from clientsmith.model.usage import Direction
from clientsmith.support.markdown import code_spans, quoted

_TYPE = re.compile("(?<!media)-type-(changed|generalized|specialized)$")
_CONTENT = re.compile("/content/[^/]+")


class Places(Protocol):
    """Locates the subjects of findings in the files."""

    def locate(self, source: Source) -> Location:
        """Return the location in its file."""
        ...

    def written(self, source: Source) -> str:
        """Return the pointer in the document as written."""
        ...

    def extent(self, source: Source) -> Extent | None:
        """Return the text at that place."""
        ...


def compare_contracts(
    base: Contract, revision: Contract, unchanged: UnchangedParts, today: date
) -> Iterator[Finding]:
    """Yield every difference, operation by operation."""
    yield from compare_documents(base, revision)
    yield from compare_schemes(base, revision)
    comparison = ContractComparison(base, revision, unchanged.schemas, today)
    same = [
        pair
        for old, new in (
            (base.operations, revision.operations),
            (base.webhooks, revision.webhooks),
        )
        for pair in matched(old, new)[0]
        if unchanged.operations(*pair)
    ]
    yield from comparison.operations(same)


def to_changes(
    findings: Iterable[Finding],
    places: tuple[Places, Places],
    config: DiffConfig,
) -> tuple[Change, ...]:
    """Merge findings of one edit into one change, and sort by severity."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        groups.setdefault(_identity(finding), []).append(finding)
    changes = [_change(group, places, config) for group in groups.values()]
    return tuple(sorted(changes, key=_order))


def _identity(finding: Finding) -> tuple[object, ...]:
    """Return what two findings of the same change share: place and edit, in any media
    type.
    """
    shared = finding.base is not None and finding.revision is not None
    places = [finding.base, finding.revision, *(finding.edit or ())]
    if finding.media:
        places = [
            place and replace(place, pointer=_CONTENT.sub("/content/*", place.pointer))
            for place in places
        ]
    what: tuple[object, ...] = (finding.action or finding.id, finding.effect)
    if finding.media and _TYPE.search(finding.id):
        # In text, a number is not another type, but the edit is the same.
        what = ("type",)
    return (
        *what,
        finding.direction,
        tuple(places),
        canonical_text(finding.before),
        canonical_text(finding.after),
        None if shared else finding.operation,
    )


def _change(
    group: list[Finding], places: tuple[Places, Places], config: DiffConfig
) -> Change:
    judged = [(_severity(finding, config), finding) for finding in group]
    worst = min(range(len(judged)), key=lambda at: (judged[at][0].rank, at))
    level, first = judged[worst]
    rule = RULES[first.id]
    operations = tuple(
        dict.fromkeys(
            finding.operation for finding in group if finding.operation is not None
        )
    )
    method, path = first.operation or (None, None)
    advised = advice(rule, level, first.direction)
    part = _part(first)
    subject = _subject(group, first) if part is None else quoted("".join(part))
    base, revision = _present(first.base), _present(first.revision)
    edited = first.edit[1] if first.edit else None
    change = Change(
        id=first.id,
        severity=level,
        method=method,
        path=path,
        direction=first.direction,
        base_location=None if base is None else places[0].locate(base),
        revision_location=None if revision is None else places[1].locate(revision),
        nearest=places[1].locate(edited or revision or base or NOWHERE),
        base_extent=None if base is None else places[0].extent(base),
        revision_extent=None if revision is None else places[1].extent(revision),
        subject=subject,
        written=tuple(
            side.written(source)
            for side, source in zip(places, (base, revision), strict=True)
            if source is not None
        ),
        message=message(first, rule.sentence, subject),
        advice=advised.callers,
        owner_advice=advised.owners,
        before=first.before,
        after=first.after,
        operations=operations,
        component=None if part is None else part[0],
        addition=rule.addition or _adds(first),
        wire=rule.wire,
    )
    return replace(change, accepted=accepted_reason(config, change))


def _part(finding: Finding) -> tuple[str, ...] | None:
    """Return the part of a shared schema that changed, or the edited reference."""
    part = component_part(finding.base, finding.revision)
    part = part or component_part(*finding.holders)
    if part is None and finding.edit is not None:
        pairs = zip(finding.holders, finding.edit, strict=True)
        if any(holder == place for holder, place in pairs):
            return component_part(*finding.edit)
        part = _inlined(finding, finding.edit)
    return part


def _inlined(finding: Finding, edit: tuple[Source, Source]) -> tuple[str, ...] | None:
    """Return the part of the shared schema that contained or contains the other one."""
    names = [text for text, is_code in code_spans(finding.subject) if is_code]
    member = names[0].rpartition(".")[2] if names else ""
    for place, around in zip((finding.base, finding.revision), edit, strict=True):
        if place is None or not place.pointer.startswith(f"{around.pointer}/"):
            continue
        part = component_part(place, None)
        if part is not None and member and "".join(part).endswith(f".{member}"):
            return part
    return None


def _subject(group: list[Finding], first: Finding) -> str:
    """Return the subject, with its media type if it is the only one and not JSON."""
    media = {finding.media for finding in group}
    if len(media) > 1 or not first.media or first.media.endswith("json"):
        return first.subject
    return f"{first.subject} ({first.media})"


def _present(source: Source | None) -> Source | None:
    return None if source == NOWHERE else source


def _severity(finding: Finding, config: DiffConfig) -> Severity:
    override = config.severity.get(finding.id)
    if override is not None:
        return Severity(override)
    level = severity(
        RULES[finding.id],
        finding.effect,
        finding.direction,
        inverted=finding.inverted,
    )
    # No caller relies on it yet.
    return Severity.INFO if finding.preliminary else level


def _adds(finding: Finding) -> bool:
    """Return whether callers can do something new."""
    return finding.direction is Direction.REQUEST and finding.effect is Effect.WIDER


def _order(change: Change) -> tuple[object, ...]:
    return (
        change.severity.rank,
        change.path or "",
        change.method or "",
        change.id,
        change.message,
        _place(change.revision_location),
        _place(change.base_location),
    )


def _place(location: Location | None) -> tuple[str, str]:
    return (
        ("", "") if location is None else (str(location.path), location.pointer or "")
    )
