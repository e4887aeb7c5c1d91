"""What a generated package offers, as griffe reads it: nothing is imported."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import griffe

_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
# Of the runtime, the same in every method.
_OPTIONS = "options"
_LONGEST_LINE = 88
# What the package of types is called in its modules.
_TYPES = ("types", "types_")
# The runtime's own kind of `cached_property`.
_COMPUTED = "subresource"
_VIEWS = ("with_raw_response", "with_streaming_response")


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument; `positional` is its place among those that need no name."""

    name: str
    annotation: str
    default: str | None
    positional: int | None

    @property
    def required(self) -> bool:
        """Whether calls have to give it."""
        return self.default is None

    @property
    def text(self) -> str:
        """About as it stands in the code."""
        default = "" if self.default is None else f" = {self.default}"
        return f"{self.name}: {self.annotation}{default}"


@dataclass(frozen=True, slots=True)
class Signature:
    """The arguments by name, without `self`."""

    arguments: Mapping[str, Argument]
    returns: str

    def text(self, name: str) -> str:
        """About as it stands in the code: a long one has a line for each argument."""
        parts: list[str] = []
        for each in self.arguments.values():
            if each.positional is None and "*" not in parts:
                parts.append("*")
            parts.append(each.text)
        line = f"{name}({', '.join(parts)}) -> {self.returns}"
        if len(line) <= _LONGEST_LINE or not parts:
            return line
        inner = "".join(f"    {each},\n" for each in parts)
        return f"{name}(\n{inner}) -> {self.returns}"


@dataclass(frozen=True, slots=True)
class Method:
    """A method; with overloads, callers see those only."""

    signature: Signature
    overloads: tuple[Signature, ...] = ()

    @property
    def signatures(self) -> tuple[Signature, ...]:
        """What callers see."""
        return self.overloads or (self.signature,)

    def text(self, name: str) -> str:
        """All signatures."""
        return "\n".join(each.text(name) for each in self.signatures)


@dataclass(frozen=True, slots=True)
class Type:
    """A class with its fields, or an alias with its value."""

    fields: Mapping[str, str]
    bases: tuple[str, ...] = ()
    alias: str | None = None

    @property
    def is_dictionary(self) -> bool:
        """Whether callers write it, key by key."""
        return "TypedDict" in self.bases


@dataclass(frozen=True, slots=True)
class Surface:
    """`methods` by dotted name (the client itself: empty), `types` by name."""

    client: str
    methods: Mapping[str, Method]
    types: Mapping[str, Type]

    @property
    def aliases(self) -> dict[str, str]:
        """What the names of types stand for."""
        return {
            name: each.alias
            for name, each in self.types.items()
            if each.alias is not None
        }

    def reaching(self) -> dict[str, set[str]]:
        """The methods that lead to each type."""
        found: dict[str, set[str]] = {}
        for dotted, method in self.methods.items():
            waiting = [method.text(dotted)]
            seen: set[str] = set()
            while waiting:
                for name in _IDENTIFIER.findall(waiting.pop()):
                    if name in self.types and name not in seen:
                        seen.add(name)
                        waiting.extend(_texts(self.types[name]))
            for name in seen:
                found.setdefault(name, set()).add(dotted)
        return found


def read_surface(folder: Path, package: str, client: str) -> Surface:
    """The package of that name in a folder; `client` is its class."""
    loader = griffe.GriffeLoader(search_paths=[folder], allow_inspection=False)
    module = loader.load(package, try_relative_path=False)
    assert isinstance(module, griffe.Module)
    modules = [*_modules(module)]
    resources = {
        name: each
        for part in modules
        if f"{package}.resources" in part.path or part.path == f"{package}._client"
        for name, each in part.classes.items()
        if not each.is_alias
    }
    types = {
        name: each
        for part in modules
        if part.path.startswith(f"{package}.types.")
        for name, each in _types(part)
    }
    methods = dict(_methods(resources, client, ()))
    return Surface(client, methods, types)


def _modules(module: griffe.Module) -> Iterator[griffe.Module]:
    yield module
    for each in module.members.values():
        if isinstance(each, griffe.Module):
            yield from _modules(each)


def _methods(
    resources: Mapping[str, griffe.Class], name: str, path: tuple[str, ...]
) -> Iterator[tuple[str, Method]]:
    for member in resources[name].members.values():
        inner = _type_of_attribute(member)
        if inner is not None:
            if inner in resources and member.name not in _VIEWS:
                yield from _methods(resources, inner, (*path, member.name))
        elif isinstance(member, griffe.Function):
            if member.name == "__init__" and not path:
                yield "", _method(resources[name], member)
            elif not member.name.startswith("_") and (path or _is_own(member)):
                yield ".".join((*path, member.name)), _method(resources[name], member)


def _type_of_attribute(member: griffe.Object | griffe.Alias) -> str | None:
    """What an attribute holds, or what is computed like one."""
    if isinstance(member, griffe.Attribute):
        return str(member.annotation or "")
    if isinstance(member, griffe.Function) and any(
        str(each.value) == _COMPUTED for each in member.decorators
    ):
        return str(member.returns or "")
    return None


def _is_own(member: griffe.Function) -> bool:
    """Whether it comes from the document: the client's own method has other options."""
    return member.name != "with_options"


def _method(owner: griffe.Class, function: griffe.Function) -> Method:
    overloads = owner.overloads.get(function.name) or ()
    return Method(_signature(function), tuple(map(_signature, overloads)))


def _signature(function: griffe.Function) -> Signature:
    arguments: dict[str, Argument] = {}
    for each in [*function.parameters][1:]:
        variable = each.kind in (
            griffe.ParameterKind.var_keyword,
            griffe.ParameterKind.var_positional,
        )
        if variable or each.name.startswith("_"):
            continue
        by_name = each.kind is griffe.ParameterKind.keyword_only
        arguments[each.name] = Argument(
            each.name,
            _annotation(each.annotation),
            None if each.default is None else str(each.default),
            None if by_name else len(arguments),
        )
    return Signature(arguments, _annotation(function.returns) or "None")


def _annotation(found: griffe.Expr | str | None) -> str:
    """A type as users know it: where and when it is looked up makes no difference."""
    text = str(found or "")
    if "types" not in text and "Deferred" not in text:
        return text
    try:
        tree = ast.parse(text, mode="eval")
    except SyntaxError:
        return text
    return ast.unparse(_Plain().visit(tree))


class _Plain(ast.NodeTransformer):
    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        """`types.Name`."""
        is_package = isinstance(node.value, ast.Name) and node.value.id in _TYPES
        return ast.Name(node.attr) if is_package else node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """`Deferred["Name"]`."""
        self.generic_visit(node)
        if not (isinstance(node.value, ast.Name) and node.value.id == "Deferred"):
            return node
        inside = node.slice
        if isinstance(inside, ast.Constant) and isinstance(inside.value, str):
            inside = ast.parse(inside.value, mode="eval").body
        return inside


def _types(module: griffe.Module) -> Iterator[tuple[str, Type]]:
    for name, each in module.members.items():
        if name.startswith(("_", "Async")) or each.is_alias:
            continue
        if isinstance(each, griffe.Class):
            fields = {
                field: _annotation(member.annotation)
                for field, member in each.attributes.items()
                if not field.startswith("_") and member.annotation is not None
            }
            # A page is one of the answers, with methods of the runtime.
            own = {} if module.name == "pages" else fields
            yield name, Type(own, tuple(str(base) for base in each.bases))
        elif (
            isinstance(each, griffe.Attribute) and each.value is not None
        ) or isinstance(each, griffe.TypeAlias):
            yield name, Type({}, alias=str(each.value))


def _texts(type_: Type) -> Iterator[str]:
    yield from type_.fields.values()
    yield from type_.bases
    yield type_.alias or ""
