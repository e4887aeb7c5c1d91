"""Read the surface of a package from model and names, without rendering files."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache

from clientsmith.api_changes.surface import Argument, Signature, Surface, Type
from clientsmith.naming.names import ResourceName
from clientsmith.python.context import Context
from clientsmith.python.source.templates import render
from clientsmith.python.types.type_source import DEFERRED
from clientsmith.python.units import TypesUnit, units_of
from clientsmith.python.views.client import client_view
from clientsmith.python.views.model import (
    AliasView,
    ArgumentView,
    ClassView,
    ResourceView,
    SignatureView,
)
from clientsmith.python.views.pages import pages_view
from clientsmith.python.views.resource import resource_view
from clientsmith.python.views.types import undocumented_types_views

# The name under which modules import the package of types.
_TYPES = ("types", "types_")


def surface_of(context: Context) -> Surface:
    """Return what callers of the package can name."""
    client = context.names.client.client
    methods = {"": _constructor(context, client), **dict(_methods(context, ()))}
    return Surface(client, methods, dict(_types(context)))


def _constructor(context: Context, client: str) -> Signature:
    """Return the constructor from its template; most arguments are always the same."""
    text = render("_client.py", view=client_view(context))
    return _written(text, client, "__init__")


def _methods(
    context: Context, path: tuple[str, ...]
) -> Iterator[tuple[str, Signature]]:
    """Return the methods of the resources below a path, by dotted name."""
    for resource in context.names.resources:
        if resource.path[:-1] == path:
            yield from _methods(context, resource.path)
            view = resource_view(context, resource)
            for name, method in _own(resource, view):
                yield ".".join((*resource.path, name)), method


def _own(resource: ResourceName, view: ResourceView) -> Iterator[tuple[str, Signature]]:
    for method in view.methods:
        yield method.name, _signature(method.signature)
    if view.webhooks is not None:
        text = render("resource.py", view=view)
        for name in (view.webhooks.unwrap, view.webhooks.verify_signature):
            yield name, _written(text, resource.class_name, name)


def _signature(view: SignatureView) -> Signature:
    arguments = [
        *(
            _argument(argument_view, at)
            for at, argument_view in enumerate(view.positional)
        ),
        *(_argument(keyword, None) for keyword in view.keywords),
    ]
    return Signature(
        {argument.name: argument for argument in arguments}, _plain(view.returns)
    )


def _argument(view: ArgumentView, positional: int | None) -> Argument:
    default = None if view.default is None else _plain(view.default)
    return Argument(view.name, _plain(view.annotation), default, positional)


def _types(context: Context) -> Iterator[tuple[str, Type]]:
    units = (unit for unit in units_of(context) if isinstance(unit, TypesUnit))
    modules = [(unit.direction, unit.module) for unit in units]
    for view in undocumented_types_views(context, modules):
        base = view.base.partition(",")[0]
        yield from ((type_.name, _type(type_, base)) for type_ in view.types)
    for operations in context.paged_operations.values():
        for page in pages_view(context, operations).pages:
            # The response itself, with methods of the runtime.
            yield page.name, Type({}, (page.model, f"Page[{page.item}]"))


def _type(view: ClassView | AliasView, base: str) -> Type:
    if isinstance(view, AliasView):
        return Type({}, alias=_plain(view.annotation))
    fields = {
        field.name: _plain(field.annotation)
        for field in view.fields
        if not field.name.startswith("_")
    }
    return Type(fields, (base,))


def _written(text: str, class_name: str, name: str) -> Signature:
    """Parse a method of a module's text."""
    found = next(
        function
        for statement in ast.parse(text).body
        if isinstance(statement, ast.ClassDef) and statement.name == class_name
        for function in statement.body
        if isinstance(function, ast.FunctionDef) and function.name == name
    )
    given = found.args
    defaults = (*(None for _ in given.args), *given.defaults)[-len(given.args) :]
    positional = zip(given.args, defaults, strict=True)
    arguments = [
        _given(argument, default, at - 1)
        for at, (argument, default) in enumerate(positional)
        if at  # without `self`
    ]
    arguments += [
        _given(argument, default, None)
        for argument, default in zip(given.kwonlyargs, given.kw_defaults, strict=True)
        if not argument.arg.startswith("_")
    ]
    assert found.returns is not None
    returns = _plain(ast.unparse(found.returns))
    return Signature({argument.name: argument for argument in arguments}, returns)


def _given(
    argument: ast.arg, default: ast.expr | None, positional: int | None
) -> Argument:
    assert argument.annotation is not None
    view = ArgumentView(
        argument.arg,
        ast.unparse(argument.annotation),
        None if default is None else ast.unparse(default),
    )
    return _argument(view, positional)


@lru_cache(maxsize=10_000)
def _plain(text: str) -> str:
    """Return a type as users see it, without deferral."""
    if text.isidentifier():
        return text
    return ast.unparse(_Plain().visit(ast.parse(text, mode="eval")))


class _Plain(ast.NodeTransformer):
    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        """Read `types.Name`."""
        is_package = isinstance(node.value, ast.Name) and node.value.id in _TYPES
        return ast.Name(node.attr) if is_package else node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Skip the texts inside: they are not types."""
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """Read `Deferred["Name"]`."""
        head = node.value.id if isinstance(node.value, ast.Name) else ""
        if head == "Literal":
            return node
        self.generic_visit(node)
        return node.slice if head == DEFERRED else node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """Read `"Name"`."""
        if not isinstance(node.value, str):
            return node
        inside: ast.AST = self.visit(ast.parse(node.value, mode="eval").body)
        return inside
