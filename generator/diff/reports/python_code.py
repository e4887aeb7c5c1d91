"""What happened to the generated package, as lines of a diff."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import unified_diff
from itertools import pairwise

from generator.diff.changes import Change, PythonChange

_LONGEST_LINE = 300
_WIDTH = 120
# A text as a whole, or one of the characters that lists are made of.
_TOKEN = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[\[\](){},|]")


def headline(change: PythonChange) -> str:
    """`client.things.list(q): argument removed, breaking`."""
    breaking = ", breaking" if change.breaking else ""
    return f"{change.symbol}: {change.kind.replace('-', ' ')}{breaking}"


def code_lines(change: PythonChange) -> Iterator[str]:
    """What changed alone, each line with `-`, `+` or a space before it."""
    if change.part_before is None and change.part_after is None:
        yield from _compared(change.before, change.after, context=1)
    else:
        yield from _compared(change.part_before, change.part_after, context=1)


def signatures(changes: Iterable[Change]) -> list[list[str]]:
    """The whole signatures of which a part changed, each once."""
    found = {
        (each.before, each.after): None
        for change in changes
        for each in change.python
        if each.part_before is not None or each.part_after is not None
    }
    return [[*_compared(*each, context=1000)] for each in found]


def _compared(before: str | None, after: str | None, *, context: int) -> Iterator[str]:
    old, new = (broken_lines(each or "") for each in (before, after))
    lines = unified_diff(old, new, n=context, lineterm="")
    for at, line in enumerate(lines):
        # The first two name files, which there are not.
        if line.startswith("@@") and at > 2:
            yield "  ..."
        elif at > 2:
            cut = f"{line[:_LONGEST_LINE]}..." if len(line) > _LONGEST_LINE else line
            yield f"{cut[:1]} {cut[1:]}"


def broken_lines(code: str) -> list[str]:
    """The lines of a piece of code, none of them longer than it has to be."""
    return [part for line in code.splitlines() for part in _broken(line)]


def _broken(line: str) -> list[str]:
    """A long line with each element of its longest list, or each alternative of its
    union, on a line of its own.
    """
    if len(line) <= _WIDTH:
        return [line]
    start, end, commas, bars = _structure(line)
    indent = line[: len(line) - len(line.lstrip())]
    if len(bars) > len(commas):
        first, *others = (line[at:to].rstrip() for at, to in pairwise((0, *bars, None)))
        return [first, *(f"{indent}    {each}" for each in others)]
    if not commas:
        return [line]
    elements = (line[at + 1 : to].strip() for at, to in pairwise((start, *commas, end)))
    return [
        line[: start + 1],
        *(f"{indent}    {each}," for each in elements if each),
        f"{indent}{line[end:]}",
    ]


def _structure(line: str) -> tuple[int, int, list[int], list[int]]:
    """Where the brackets with the most commas begin and end, and their commas; and the
    bars outside of all brackets.
    """
    start, end, commas = 0, 0, list[int]()
    bars: list[int] = []
    open_: list[tuple[int, list[int]]] = []
    for token in _TOKEN.finditer(line):
        at = token.start()
        match token[0]:
            case "[" | "(" | "{":
                open_.append((at, []))
            case "," if open_:
                open_[-1][1].append(at)
            case "|" if not open_:
                bars.append(at)
            case "]" | ")" | "}" if open_:
                begun, found = open_.pop()
                if len(found) > len(commas):
                    start, end, commas = begun, at, found
            case _:
                pass
    return start, end, commas, bars
