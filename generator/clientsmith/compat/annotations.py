"""Annotations in a form that can be compared, however they are spelled.

A type is the set of the members of its union, each a text: `Optional[List["Pet"]]`,
`list[Pet] | None` and `Union[None, typing.List[Pet]]` are equal, and each value of a
`Literal` is a member of its own.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from clientsmith.compat.definitions import Class, External, Variable
from clientsmith.compat.resolving import Package

Type = frozenset[str]
_BUILTIN = {"List": "list", "Dict": "dict", "Tuple": "tuple", "Set": "set"}
_BUILTIN |= {"Type": "type", "FrozenSet": "frozenset", "NoneType": "None"}
_QUALIFIERS = frozenset(
    {"Annotated", "Required", "NotRequired", "ReadOnly", "ClassVar"}
)
_SENTINELS = frozenset({"Omit", "NotGiven"})
# Aliases in aliases; what is nested more deeply is compared by name.
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the annotations of one package.

    `keys` names its classes as both packages do. With `expand`, aliases are replaced by
    what they stand for.
    """

    package: Package
    keys: Mapping[Class, str]
    expand: bool = False

    def type_of(self, node: ast.expr, module: str, depth: int = 0) -> Type:
        """Return the members of a type."""
        return frozenset(self._members(node, module, depth))

    def _members(self, node: ast.expr, module: str, depth: int) -> Iterator[str]:
        if depth > _DEEPEST:
            yield ast.unparse(node)
            return
        match node:
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                yield from self._members(left, module, depth)
                yield from self._members(right, module, depth)
            case ast.Constant(value=str() as text):
                inner = _parsed(text)
                if inner is None:
                    yield repr(text)
                else:
                    yield from self._members(inner, module, depth)
            case ast.Name() | ast.Attribute():
                yield from self._named(node, module, depth)
            case ast.Subscript():
                yield from self._subscript(node, module, depth)
            case _:
                yield ast.unparse(node)

    def _named(self, node: ast.expr, module: str, depth: int) -> Iterator[str]:
        found = self.package.look_up(node, module)
        if isinstance(found, Class):
            if found.name not in _SENTINELS:
                yield self.keys.get(found, found.name)
        elif self.expand and isinstance(found, Variable) and found.value is not None:
            yield from self._members(found.value, found.module, depth + 1)
        else:
            name = found.name if isinstance(found, External) else _leaf(node)
            name = name.removeprefix("builtins.")
            if name not in _SENTINELS:
                yield _BUILTIN.get(name, name)

    def _subscript(self, node: ast.Subscript, module: str, depth: int) -> Iterator[str]:
        head = _leaf(node.value)
        several = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if head == "Union":
            for argument in several:
                yield from self._members(argument, module, depth)
        elif head == "Optional":
            yield from self._members(several[0], module, depth)
            yield "None"
        elif head in _QUALIFIERS:
            yield from self._members(several[0], module, depth)
        elif head == "Literal":
            yield from (f"Literal[{ast.unparse(value)}]" for value in several)
        else:
            outer = shown(frozenset(self._named(node.value, module, depth)))
            texts = (self._argument(argument, module, depth) for argument in several)
            yield f"{outer}[{', '.join(texts)}]"

    def _argument(self, node: ast.expr, module: str, depth: int) -> str:
        if isinstance(node, ast.List):  # the parameters of a `Callable`
            texts = (self._argument(element, module, depth) for element in node.elts)
            return f"[{', '.join(texts)}]"
        return shown(self.type_of(node, module, depth + 1))


def shown(type_: Type) -> str:
    """Return the type as text, `None` last."""
    return " | ".join(sorted(type_, key=lambda name: (name == "None", name)))


def agree(
    pair: tuple[Callable[[bool], Type], Callable[[bool], Type]], *, wider: bool
) -> bool:
    """Return whether two types are equal, by name or with their aliases expanded.

    With `wider` the second may accept more than the first, as an argument may.
    """
    old, new = pair
    for expand in (False, True):
        before, after = old(expand), new(expand)
        if before == after or (wider and (before < after or "object" in after)):
            return True
    return False


def qualifiers(node: ast.expr | None) -> Iterator[str]:
    """Yield `Required` and the like, from the outside."""
    while isinstance(node, ast.Subscript) and _leaf(node.value) in _QUALIFIERS:
        yield _leaf(node.value)
        node = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) else node.slice


def metadata(node: ast.expr | None) -> Iterator[ast.expr]:
    """Yield what `Annotated` says beside the type."""
    while isinstance(node, ast.Subscript) and _leaf(node.value) in _QUALIFIERS:
        several = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        yield from several[1:]
        node = several[0]


def _leaf(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _parsed(text: str) -> ast.expr | None:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
