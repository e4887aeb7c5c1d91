"""Modules read from their syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace

from clientsmith.compat.definitions import (
    Class,
    Definition,
    Function,
    Imported,
    Member,
    Module,
    Parameter,
    ParameterKind,
    Role,
    Signature,
    Variable,
)

_PROPERTIES = frozenset({"property", "cached_property"})
_ROLES = {"classmethod": Role.CLASS_METHOD, "staticmethod": Role.STATIC_METHOD}
# Packages made by Stainless have branches for pydantic 1, which nobody runs any more.
_FLAGS = {"PYDANTIC_V1": False, "PYDANTIC_V2": True}
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


def read_module(tree: ast.Module, name: str) -> Module:
    """Read what a module binds; `name` is its dotted name in the package."""
    bindings: dict[str, Definition | Imported] = {}
    stars: list[Imported] = []
    exported: list[str] | None = None
    for node in _statements(tree.body):
        match node:
            case ast.Import():
                _bind_import(node, bindings)
            case ast.ImportFrom():
                stars += _bind_import_from(node, bindings)
            case ast.ClassDef():
                bindings[node.name] = _class(node, name)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                known = bindings.get(node.name)
                bindings[node.name] = _function(node, name, Role.FUNCTION, known)
            case _:
                exported = _exports(node, exported)
                for target, variable in _assigned(node, name):
                    bindings[target] = _typed_dict(variable, target) or variable
    return Module(bindings, None if exported is None else (*exported,), (*stars,))


def _statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of every branch, what type checkers see last, so that it wins."""
    for node in body:
        if isinstance(node, ast.If):
            value = _flag(node.test)
            if value is not True:
                yield from _statements(node.orelse)
            if value is not False:
                yield from _statements(node.body)
        elif isinstance(node, ast.Try):
            for handler in node.handlers:
                yield from _statements(handler.body)
            yield from _statements([*node.body, *node.orelse, *node.finalbody])
        elif isinstance(node, ast.With):
            yield from _statements(node.body)
        else:
            yield node


def _flag(test: ast.expr) -> bool | None:
    """Return the value of a flag for the version of pydantic, None for other tests."""
    match test:
        case ast.Name(id=name):
            return _FLAGS.get(name)
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name)) if name in _FLAGS:
            return not _FLAGS[name]
    return None


def _bind_import(node: ast.Import, bindings: dict[str, Definition | Imported]) -> None:
    for alias in node.names:
        explicit = alias.asname == alias.name
        if alias.asname is None:
            root = alias.name.partition(".")[0]
            bindings[root] = Imported(root, None, 0, explicit)
        else:
            bindings[alias.asname] = Imported(alias.name, None, 0, explicit)


def _bind_import_from(
    node: ast.ImportFrom, bindings: dict[str, Definition | Imported]
) -> Iterator[Imported]:
    """Bind the names, and yield the module if all of its names are imported."""
    module = node.module or ""
    for alias in node.names:
        if alias.name == "*":
            yield Imported(module, None, node.level, explicit=True)
        else:
            explicit = alias.asname == alias.name
            found = Imported(module, alias.name, node.level, explicit)
            bindings[alias.asname or alias.name] = found


def _exports(node: ast.stmt, known: list[str] | None) -> list[str] | None:
    """Return `__all__` after the statement."""
    match node:
        case ast.Assign(targets=[ast.Name(id="__all__")], value=value):
            return _texts(value)
        case ast.AnnAssign(target=ast.Name(id="__all__"), value=ast.expr() as value):
            return _texts(value)
        case ast.AugAssign(target=ast.Name(id="__all__"), value=value):
            return [*(known or ()), *_texts(value)]
        case ast.Expr(
            value=ast.Call(
                func=ast.Attribute(value=ast.Name(id="__all__"), attr=how),
                args=[value],
            )
        ):
            more = _texts(value if how == "extend" else ast.List([value]))
            return [*(known or ()), *more]
    return known


def _texts(value: ast.expr) -> list[str]:
    """Return the texts of a list, however it is put together."""
    return [
        node.value
        for node in ast.walk(value)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def _assigned(node: ast.stmt, module: str) -> Iterator[tuple[str, Variable]]:
    match node:
        case ast.Assign():
            for target in node.targets:
                for member in ast.walk(target):
                    if isinstance(member, ast.Name):
                        whole = member is target
                        value = node.value if whole else None
                        yield member.id, Variable(module, None, value)
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name, Variable(module, node.annotation, node.value)
        case _ if type(node).__name__ == "TypeAlias":
            # `type X = ...`, which Python 3.11 has no class for.
            fields = dict(ast.iter_fields(node))
            yield fields["name"].id, Variable(module, None, fields["value"])


def _typed_dict(variable: Variable, name: str) -> Class | None:
    """Read `TypedDict("Name", {"from": str}, total=False)`."""
    match variable.value:
        case ast.Call(func=function, args=[_, ast.Dict(keys=keys, values=values)]) if (
            last_name(function) == "TypedDict"
        ):
            total = _is_total(variable.value.keywords)
            members: dict[str, Member] = {
                key.value: replace(variable, annotation=value, value=None, total=total)
                for key, value in zip(keys, values, strict=True)
                if isinstance(key, ast.Constant) and isinstance(key.value, str)
            }
            return Class(variable.module, name, (function,), members)
    return None


def last_name(node: ast.expr) -> str:
    """Return `Timeout` for `httpx.Timeout`, `Field` for `Field(...)`."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=inner) | ast.Subscript(value=inner):
            return last_name(inner)
    return ""


def _class(node: ast.ClassDef, module: str) -> Class:
    members: dict[str, Member] = {}
    for statement in _statements(node.body):
        if isinstance(statement, FunctionNode):
            _bind_method(statement, module, members)
        else:
            members |= _assigned(statement, module)
    decorators = {last_name(decorator) for decorator in node.decorator_list}
    if not _is_total(node.keywords):
        members = {
            name: (
                replace(member, total=False) if isinstance(member, Variable) else member
            )
            for name, member in members.items()
        }
    is_dataclass = "dataclass" in decorators
    return Class(module, node.name, (*node.bases,), members, is_dataclass)


def _is_total(keywords: Iterable[ast.keyword]) -> bool:
    return not any(
        keyword.arg == "total"
        and isinstance(keyword.value, ast.Constant)
        and not keyword.value.value
        for keyword in keywords
    )


def _bind_method(node: FunctionNode, module: str, members: dict[str, Member]) -> None:
    known = members.get(node.name)
    decorators = {last_name(decorator) for decorator in node.decorator_list}
    if "setter" in decorators and isinstance(known, Variable):
        members[node.name] = replace(known, settable=True)
    elif _PROPERTIES & decorators:
        settable = "property" not in decorators
        members[node.name] = Variable(
            module, node.returns, None, settable, is_property=True
        )
    else:
        roles = [_ROLES[decorator] for decorator in decorators if decorator in _ROLES]
        role = roles[0] if roles else Role.METHOD
        members[node.name] = _function(node, module, role, known)
    if node.name == "__init__":
        for name, attribute in _instance_attributes(node, module):
            members.setdefault(name, attribute)


def _instance_attributes(
    node: FunctionNode, module: str
) -> Iterator[tuple[str, Variable]]:
    """Yield what `__init__` sets on `self`."""
    for member in ast.walk(node):
        if isinstance(member, ast.Assign):
            found: list[tuple[ast.expr, ast.expr | None]]
            found = [(target, None) for target in member.targets]
        elif isinstance(member, ast.AnnAssign):
            found = [(member.target, member.annotation)]
        else:
            continue
        for target, annotation in found:
            match target:
                case ast.Attribute(value=ast.Name(id="self"), attr=name):
                    yield name, Variable(module, annotation, None)


def _function(node: FunctionNode, module: str, role: Role, known: object) -> Function:
    """Read a function; `known` is what had its name so far, such as an overload."""
    signature = _signature(node, bound=role in (Role.METHOD, Role.CLASS_METHOD))
    overloads = known.overloads if isinstance(known, Function) else ()
    if any(last_name(decorator) == "overload" for decorator in node.decorator_list):
        overloads = (*overloads, signature)
    elif isinstance(known, Function) and known.implementation not in overloads:
        overloads = ()  # another function of this name
    is_async = isinstance(node, ast.AsyncFunctionDef) and not _is_generator(node)
    return Function(module, signature, overloads, is_async, role)


def _is_generator(node: ast.AsyncFunctionDef) -> bool:
    """Return whether a call gives an iterator, with nothing to await."""
    return any(isinstance(member, ast.Yield) for member in ast.walk(node))


def _signature(node: FunctionNode, *, bound: bool) -> Signature:
    given = node.args
    positional = [*given.posonlyargs, *given.args]
    missing = len(positional) - len(given.defaults)
    defaults = [*(None for _ in range(missing)), *given.defaults]
    parameters = [
        Parameter(
            argument.arg,
            (
                ParameterKind.POSITIONAL_ONLY
                if at < len(given.posonlyargs) or argument.arg.startswith("__")
                else ParameterKind.POSITIONAL_OR_KEYWORD
            ),
            argument.annotation,
            default,
        )
        for at, (argument, default) in enumerate(zip(positional, defaults, strict=True))
    ][1 if bound and positional else 0 :]
    if given.vararg is not None:
        parameters.append(_variadic(given.vararg, ParameterKind.VAR_POSITIONAL))
    parameters += [
        Parameter(
            argument.arg, ParameterKind.KEYWORD_ONLY, argument.annotation, default
        )
        for argument, default in zip(given.kwonlyargs, given.kw_defaults, strict=True)
    ]
    if given.kwarg is not None:
        parameters.append(_variadic(given.kwarg, ParameterKind.VAR_KEYWORD))
    return Signature((*parameters,), node.returns)


def _variadic(argument: ast.arg, kind: ParameterKind) -> Parameter:
    return Parameter(argument.arg, kind, argument.annotation, None)
