"""Excerpts of both documents at a change, cut to the lines that differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import islice, takewhile

from clientsmith.document.extents import Extent

# The most lines that are shown of one side, or of a side that only gives the context.
_MOST_LINES = 12
_MOST_AROUND = 4
_CONTEXT = 1
# Up to so many lines are shown with their context.
_FEW_LINES = 6
_ABOVE = 3
_BELOW = 2
_LONGEST_LINE = 300
# The most lines that are searched, and the most that are compared one by one.
_MOST_READ = 1000
_LONGEST_READ = 1000
_LONGEST_COMPARED = 100_000
# Characters of a long line that are shown before the first difference.
_LEAD = 80
_MOST_COMPARED = 150
_TAB = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a side; without a number, the count of omitted lines."""

    text: str = ""
    number: int | None = None
    changed: bool = False
    omitted: int = 0


Excerpt = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Lines:
    """The first lines of a text, and their number in all.

    `first` is the number of the first one; those above and below are shown with it, and
    `anchor` is what stands above in any case.
    """

    texts: tuple[str, ...]
    first: int
    total: int
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    anchor: tuple[str, ...] = ()
    windows: Mapping[int, int] = field(default_factory=dict)
    """The index at which a long line is shown; without one, its beginning is."""


def document_excerpts(
    base: Extent | None, revision: Extent | None, part: int | None = None
) -> tuple[Excerpt, Excerpt]:
    """Return the excerpts of both documents; empty where there is nothing.

    `part`: what came (1) or went (0) is only a part of what stands on the other side.
    """
    return _excerpts(
        None if base is None else _document_lines(base),
        None if revision is None else _document_lines(revision),
        part,
    )


def code_excerpts(before: str | None, after: str | None) -> tuple[Excerpt, Excerpt]:
    """Return the excerpts of two pieces of code."""
    return _excerpts(
        None if before is None else _code_lines(before),
        None if after is None else _code_lines(after),
    )


def _excerpts(
    base: _Lines | None, revision: _Lines | None, part: int | None = None
) -> tuple[Excerpt, Excerpt]:
    if base is None or revision is None:
        return _whole(base), _whole(revision)
    if part == 0:
        return _whole(base), _around(revision, base)
    if part == 1:
        return _around(base, revision), _whole(revision)
    changed, near = _differences(base.texts, revision.texts)
    base, revision = _with_windows(base, revision)
    return (
        _cut(base, changed[0], near[0]),
        _cut(revision, changed[1], near[1]),
    )


def _with_windows(base: _Lines, revision: _Lines) -> tuple[_Lines, _Lines]:
    """Show long lines that replace each other where they differ."""
    windows: tuple[dict[int, int], dict[int, int]] = ({}, {})
    sides = [[_essence(text) for text in it.texts] for it in (base, revision)]
    for olds, news in _different(*sides):
        for old, new in zip(olds, news, strict=False):
            pair = base.texts[old], revision.texts[new]
            same = takewhile(
                lambda lines: lines[0] == lines[1], zip(*pair, strict=False)
            )
            start = max(sum(1 for _ in same) - _LEAD, 0)
            windows[0][old] = windows[1][new] = start
    return replace(base, windows=windows[0]), replace(revision, windows=windows[1])


def _whole(lines: _Lines | None) -> Excerpt:
    """Return an excerpt of a part that was added or removed completely."""
    if lines is None:
        return ()
    every = range(len(lines.texts))
    return _shown(lines, every[:_MOST_LINES], frozenset(every))


def _around(lines: _Lines, part: _Lines) -> Excerpt:
    """Return the first line and the place of the missing part, or all of a short text.

    The place is below the same lines as on the other side, if they are there once.
    """
    count = len(lines.texts)
    kept = range(_MOST_AROUND if lines.total > _MOST_LINES else count)
    place = _place(lines, part.anchor)
    if len(kept) == count or place is None:
        return tuple(_with_gaps(lines, kept, frozenset()))
    shown = range(place, min(place + _ABOVE + _BELOW, count))
    return tuple(_with_gaps(lines, sorted({0, *shown}), frozenset()))


def _place(lines: _Lines, anchor: tuple[str, ...]) -> int | None:
    texts = tuple(map(_essence, lines.texts))
    size = len(anchor)
    found = [at for at in range(len(texts)) if texts[at : at + size] == anchor]
    return found[0] if size == _ABOVE and len(found) == 1 else None


def _cut(lines: _Lines, changed: frozenset[int], near: frozenset[int]) -> Excerpt:
    """Return the first line, which names the part, and the lines that differ."""
    count = len(lines.texts)
    if lines.total <= _MOST_LINES:
        return _shown(lines, range(count), changed)
    if not near:
        return _shown(lines, range(min(_MOST_LINES, count)), changed)
    kept = {0}
    for at in sorted(near):
        around = {*range(at - _CONTEXT, at + _CONTEXT + 1)} & {*range(count)}
        if len(kept | around) > _MOST_LINES:
            break
        kept |= around
    return _shown(lines, sorted(kept), changed)


def _shown(lines: _Lines, kept: Iterable[int], changed: frozenset[int]) -> Excerpt:
    above = lines.first - len(lines.above)
    below = lines.first + lines.total
    return (
        *(Line(_short(text), at) for at, text in enumerate(lines.above, above)),
        *_with_gaps(lines, kept, changed),
        *(Line(_short(text), at) for at, text in enumerate(lines.below, below)),
    )


def _with_gaps(
    lines: _Lines, kept: Iterable[int], changed: frozenset[int]
) -> Iterator[Line]:
    following = 0
    for at in kept:
        if at > following:
            yield Line(omitted=at - following)
        text = _short(lines.texts[at], lines.windows.get(at, 0))
        yield Line(text, lines.first + at, at in changed)
        following = at + 1
    if lines.total > following:
        yield Line(omitted=lines.total - following)


def _differences(
    before: Sequence[str], after: Sequence[str]
) -> tuple[tuple[frozenset[int], ...], tuple[frozenset[int], ...]]:
    """Return the differing lines of both sides, and those next to a gap."""
    sides = [[_essence(line) for line in lines] for lines in (before, after)]
    changed: tuple[set[int], set[int]] = (set(), set())
    near: tuple[set[int], set[int]] = (set(), set())
    for ranges in _different(*sides):
        for side, found in enumerate(ranges):
            changed[side].update(found)
            near[side].update(found or (max(found.start - 1, 0),))
    return tuple(map(frozenset, changed)), tuple(map(frozenset, near))


def _different(before: list[str], after: list[str]) -> Iterator[tuple[range, range]]:
    """Return the lines of both sides without a counterpart."""
    shorter = min(len(before), len(after))
    start = 0
    while start < shorter and before[start] == after[start]:
        start += 1
    tail = 0
    while tail < shorter - start and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    old, new = before[start : len(before) - tail], after[start : len(after) - tail]
    if max(len(old), len(new)) > _MOST_COMPARED:
        yield range(start, start + len(old)), range(start, start + len(new))
        return
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind != "equal":
            yield range(start + i1, start + i2), range(start + j1, start + j2)


def _essence(line: str) -> str:
    """Return a line without what depends on its surroundings."""
    return line.strip().removesuffix(",")


def _document_lines(extent: Extent) -> _Lines:
    text, start, end = extent.text, _beginning(extent), _end(extent)
    lines = list(islice(_lines(text, start, end), _MOST_READ))
    total = text.count("\n", start, end) + 1
    while total == len(lines) > 1 and _is_empty(lines[-1]):
        # YAML nodes end where the next one starts.
        end -= len(lines.pop()) + 1
        total -= 1
    above: list[str] = []
    below: list[str] = []
    if text[start - 1 : start] in ("", "\n"):
        above = [*islice(_lines_above(text, start), _ABOVE)][::-1]
    if text[end : end + 1] == "\n":
        last = len(text) - text.endswith("\n")
        below = [*islice(_lines(text, end + 1, last), _BELOW)]
    anchor = tuple(map(_essence, above))
    if total > _FEW_LINES:
        return _Lines(_dedented(lines), extent.line, total, anchor=anchor)
    shown = _dedented([*above, *lines, *below])
    first, last = len(above), len(above) + len(lines)
    return _Lines(
        shown[first:last], extent.line, total, shown[:first], shown[last:], anchor
    )


def _beginning(extent: Extent) -> int:
    """Return the start of its line, if only indentation precedes it."""
    text, start = extent.text, extent.start
    line = text.rfind("\n", max(start - _LONGEST_READ, 0), start) + 1
    indented = start - line < _LONGEST_READ and not text[line:start].strip(" \t-?")
    return line if indented else start


def _end(extent: Extent) -> int:
    """Return the end of its line, if only a comma follows it."""
    text, end = extent.text, extent.end
    line = text.find("\n", end, end + _LONGEST_READ)
    return line if line >= 0 and text[end:line].strip() in ("", ",") else end


def _lines(text: str, start: int, end: int) -> Iterator[str]:
    """Yield the lines one by one, as the text may be large."""
    while start <= end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        yield text[start:stop]
        start = stop + 1


def _lines_above(text: str, start: int) -> Iterator[str]:
    """Yield the lines above, the nearest first."""
    while start > 0:
        stop = start - 1
        start = text.rfind("\n", 0, stop) + 1
        yield text[start:stop]


def _is_empty(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _code_lines(code: str) -> _Lines:
    lines = code.split("\n")
    return _Lines(_dedented(lines[:_MOST_READ]), 1, len(lines))


def _dedented(lines: list[str]) -> tuple[str, ...]:
    texts = [line[:_LONGEST_COMPARED].rstrip().expandtabs(_TAB) for line in lines]
    indented = [len(text) - len(text.lstrip(" ")) for text in texts if text]
    margin = min(indented, default=0)
    return tuple(text[margin:] for text in texts)


def _short(line: str, start: int = 0) -> str:
    """Return the visible part of a long line."""
    if len(line) <= _LONGEST_LINE:
        return line
    end = start + _LONGEST_LINE
    return f"{'…' * (start > 0)}{line[start:end]}{'…' * (end < len(line))}"
