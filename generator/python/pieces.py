"""A module in pieces that are printed one by one as they would be printed together.

A formatter looks at one statement after the other, so that the pieces can be printed at
the same time, and those that were printed before need not be printed again.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some statements of a module, or a method of a class.

    `blank_lines` go in front of it. `is_head`: the class line and what stands between
    it and the first method.
    """

    text: str
    blank_lines: int
    is_method: bool = False
    is_head: bool = False


def split(source: str) -> Iterator[Piece]:
    """The pieces of a module. Raises `SyntaxError`; ValueError: there is a NUL."""
    # Not `splitlines`: Python ends lines at fewer characters.
    lines = [f"{line}\n" for line in source.split("\n")]
    at = 0
    for node in ast.parse(source).body:
        if not isinstance(node, _DEFINITIONS):
            continue
        start, end = _start(node), _end(node)
        if _ends_with_comment(lines[at:start]):  # it belongs to the definition
            yield from _plain(lines[at:end], at)
        else:
            yield from _plain(lines[at:start], at)
            blank_lines = 2 if "".join(lines[:start]).strip() else 0
            yield from _definition(node, lines, blank_lines)
        at = end
    yield from _plain(lines[at:], at)


def _plain(lines: Sequence[str], at: int) -> Iterator[Piece]:
    text = "".join(lines)
    if text.strip():
        yield Piece(text, 2 if at else 0)


def _definition(node: ast.stmt, lines: list[str], blank_lines: int) -> Iterator[Piece]:
    """A class whose methods come last, method by method; anything else as a whole."""
    start, end = _start(node), _end(node)
    body = node.body if isinstance(node, ast.ClassDef) else []
    methods = [each for each in body if isinstance(each, _DEFINITIONS)]
    ends = [_start(methods[0]) if methods else end, *map(_end, methods)]
    between = [lines[a : _start(b)] for a, b in zip(ends, methods, strict=False)]
    if (
        not methods
        or body[-len(methods) :] != methods
        or any(map(_ends_with_comment, (lines[start : ends[0]], *between)))
    ):
        yield Piece("".join(lines[start:end]), blank_lines)
        return
    yield Piece("".join(lines[start : ends[0]]), blank_lines, is_head=True)
    # Directly below the class line an empty line may stand or not.
    follows = len(body) > len(methods) or not lines[ends[0] - 1].strip()
    for each in methods:
        text = "".join(lines[_start(each) : _end(each)])
        yield Piece(text, int(follows), is_method=True)
        follows = True


def _ends_with_comment(lines: Sequence[str]) -> bool:
    text = "".join(lines).rstrip()
    return text.rpartition("\n")[2].lstrip().startswith("#")


def _start(node: ast.stmt) -> int:
    """The index of the first line, that of a decorator if there is one."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(each.lineno for each in decorators)]) - 1


def _end(node: ast.stmt) -> int:
    assert node.end_lineno is not None
    return node.end_lineno
