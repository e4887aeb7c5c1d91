"""Changes of the generated package, as lines of a diff."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import unified_diff
from itertools import pairwise

from clientsmith.diff.changes import Change, PythonChange

_LONGEST_LINE = 300
_WIDTH = 120
# A whole text, or one of the characters that form lists.
_TOKEN = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[\[\](){},|]")


def headline(change: PythonChange) -> str:
    """Return `client.things.list(q): argument removed, breaking`."""
    breaking = ", breaking" if change.breaking else ""
    return f"{change.symbol}: {change.kind.replace('-', ' ')}{breaking}"


def code_lines(change: PythonChange) -> Iterator[str]:
    """Return the changed code alone, each line marked with `-`, `+` or a space."""
    if change.part_before is None and change.part_after is None:
        yield from _compared(change.before, change.after, context=1)
    else:
        yield from _compared(change.part_before, change.part_after, context=1)


def signatures(changes: Iterable[Change]) -> list[list[str]]:
    """Return the distinct signatures of which a part changed."""
    found = {
        (python_change.before, python_change.after): None
        for change in changes
        for python_change in change.python
        if python_change.part_before is not None or python_change.part_after is not None
    }
    return [[*_compared(*texts, context=1000)] for texts in found]


def _compared(before: str | None, after: str | None, *, context: int) -> Iterator[str]:
    old, new = (broken_lines(code or "") for code in (before, after))
    lines = unified_diff(old, new, n=context, lineterm="")
    for at, line in enumerate(lines):
        # The first two lines name files, and there are none.
        if line.startswith("@@") and at > 2:
            yield "  ..."
        elif at > 2:
            cut = f"{line[:_LONGEST_LINE]}..." if len(line) > _LONGEST_LINE else line
            yield f"{cut[:1]} {cut[1:]}"


def broken_lines(code: str) -> list[str]:
    """Split a piece of code into lines of moderate length."""
    return [part for line in code.splitlines() for part in _broken(line)]


def _broken(line: str) -> list[str]:
    """Break a long line: each element of its longest list, or each alternative of its
    longest union, gets a line of its own; break those that are long themselves.
    """
    if len(line) <= _WIDTH:
        return [line]
    longest = _longest(line)
    if not longest.marks:
        return [line]
    indent = line[: len(line) - len(line.lstrip())]
    cuts = (longest.start, *longest.marks, longest.end)
    if longest.bars:
        parts = [line[at:to].strip() for at, to in pairwise(cuts)]
    else:
        elements = (line[at:to].strip(" ,") for at, to in pairwise(cuts))
        parts = [f"{element}," for element in elements if element]
    head, tail = line[: longest.start], line[longest.end :]
    inner = [f"{indent}    {part}" for part in parts]
    if not head.strip():  # a union, outside of all brackets
        inner[0] = f"{indent}{parts[0]}"
    else:
        inner = [head, *inner]
    last = [f"{indent}{tail}"] if tail.strip() else []
    return [part for piece in (*inner, *last) for part in _broken_again(piece, line)]


def _broken_again(part: str, line: str) -> list[str]:
    return _broken(part) if len(part) < len(line) else [part]


@dataclass(frozen=True, slots=True)
class _Sequence:
    """The text between two brackets, or outside of all, with the positions of its
    commas or of the bars of a union.
    """

    start: int
    end: int
    marks: tuple[int, ...]
    bars: bool


def _longest(line: str) -> _Sequence:
    """Return the list or union with the most elements, at any depth."""
    found = _Sequence(0, len(line), (), bars=False)
    open_: list[tuple[int, list[int], list[int]]] = [(0, [], [])]
    for token in _TOKEN.finditer(line):
        at = token.start()
        match token[0]:
            case "[" | "(" | "{":
                open_.append((at + 1, [], []))
            case ",":
                open_[-1][1].append(at)
            case "|":
                open_[-1][2].append(at)
            case "]" | ")" | "}" if len(open_) > 1:
                found = _longer(found, *open_.pop(), at)
            case _:
                pass
    start, _, bars = open_[0]
    return _longer(found, start, [], bars, len(line))


def _longer(
    known: _Sequence, start: int, commas: list[int], bars: list[int], end: int
) -> _Sequence:
    """Return the longer sequence; a union inside a list is broken after the list."""
    marks = commas or bars
    if len(marks) <= len(known.marks):
        return known
    return _Sequence(start, end, tuple(marks), bars=not commas)
