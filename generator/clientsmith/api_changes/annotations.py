"""Compare annotations: whether one includes the other."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

# Aliases of aliases and nested containers; anything deeper counts as different.
_DEEPEST = 8
_NOT_VALUES = frozenset({"Omit", "NotGiven"})
_WRAPPERS = frozenset({"Annotated", "Required", "NotRequired", "ReadOnly"})


@dataclass(frozen=True, slots=True)
class Annotation:
    """The text of a type, and the aliases used in it."""

    text: str
    aliases: Mapping[str, str]


def covers(wide: Annotation, narrow: Annotation, depth: int = 0) -> bool:
    """Return whether every value of `narrow` is one of `wide`, as far as known."""
    if wide.text == narrow.text:
        return True
    if depth > _DEEPEST:
        return False
    outer, inner = _members(wide.text), _members(narrow.text)
    texts = _texts(wide.text)
    left = [annotation for annotation in inner if ast.unparse(annotation) not in texts]
    if not left:
        return True
    expanded = [*_expanded(outer, wide.aliases)]
    return all(
        any(
            _covers(Pair(outer_member, inner_member), wide, narrow, depth + 1)
            for outer_member in (*outer, *expanded)
        )
        for inner_member in _expanded(left, narrow.aliases)
    )


def same(first: str, second: str) -> bool:
    """Return whether two types are the same union, in any order."""
    return first == second or _texts(first) == _texts(second)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two types, neither of them a union."""

    wide: ast.expr
    narrow: ast.expr


def _covers(pair: Pair, wide: Annotation, narrow: Annotation, depth: int) -> bool:
    wide_text, narrow_text = ast.unparse(pair.wide), ast.unparse(pair.narrow)
    if wide_text == narrow_text or wide_text in ("Any", "object"):
        return True
    if wide_text == "float" and narrow_text == "int":
        return True
    if not isinstance(pair.narrow, ast.Subscript):
        return False
    head, arguments = _parts(pair.narrow)
    if head == "Literal":
        value = pair.narrow.slice
        return (
            isinstance(value, ast.Constant) and wide_text == type(value.value).__name__
        )
    if not isinstance(pair.wide, ast.Subscript):
        return False
    outer_head, outer_arguments = _parts(pair.wide)
    return (
        head == outer_head
        and len(arguments) == len(outer_arguments)
        and all(
            covers(
                Annotation(ast.unparse(outer_argument), wide.aliases),
                Annotation(ast.unparse(argument), narrow.aliases),
                depth,
            )
            for outer_argument, argument in zip(outer_arguments, arguments, strict=True)
        )
    )


def _parts(node: ast.Subscript) -> tuple[str, list[ast.expr]]:
    arguments = node.slice
    several = arguments.elts if isinstance(arguments, ast.Tuple) else [arguments]
    return ast.unparse(node.value), several


def _expanded(
    members: Iterable[ast.expr], aliases: Mapping[str, str], depth: int = 0
) -> Iterator[ast.expr]:
    for member in members:
        name = member.id if isinstance(member, ast.Name) else ""
        if name in aliases and depth < _DEEPEST:
            yield from _expanded(_members(aliases[name]), aliases, depth + 1)
        else:
            yield member


@lru_cache(maxsize=10_000)
def _members(text: str) -> tuple[ast.expr, ...]:
    """Return the members of a union, with each value of a `Literal` separately."""
    try:
        node = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, RecursionError):
        return (ast.Constant(text),)  # only equal to itself
    return tuple(_flat(node))


@lru_cache(maxsize=10_000)
def _texts(text: str) -> frozenset[str]:
    return frozenset(map(ast.unparse, _members(text)))


def _flat(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        yield from _flat(node.left)
        yield from _flat(node.right)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from _members(node.value)
    elif isinstance(node, ast.Subscript):
        head, arguments = _parts(node)
        if head == "Union":
            for argument in arguments:
                yield from _flat(argument)
        elif head == "Literal":
            for argument in arguments:
                yield ast.Subscript(node.value, argument, ast.Load())
        elif head in _WRAPPERS:
            yield from _flat(arguments[0])
        else:
            yield node
    elif not (isinstance(node, ast.Name) and node.id in _NOT_VALUES):
        yield node
