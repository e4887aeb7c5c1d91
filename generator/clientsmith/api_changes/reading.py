"""The surface of a package from its model and names: nothing is written or formatted."""

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

# What the package of types is called in its modules.
_TYPES = ("types", "types_")


def surface_of(context: Context) -> Surface:
    """What callers of the package can name."""
    client = context.names.client.client
    methods = {"": _constructor(context, client), **dict(_methods(context, ()))}
    return Surface(client, methods, dict(_types(context)))


def _constructor(context: Context, client: str) -> Signature:
    """As the template writes it: most of its arguments are the same in all packages."""
    text = render("_client.py", view=client_view(context))
    return _written(text, client, "__init__")


def _methods(
    context: Context, path: tuple[str, ...]
) -> Iterator[tuple[str, Signature]]:
    """The methods of the resources below a path, by dotted name."""
    for resource in context.names.resources:
        if resource.path[:-1] == path:
            yield from _methods(context, resource.path)
            view = resource_view(context, resource)
            for name, method in _own(resource, view):
                yield ".".join((*resource.path, name)), method


def _own(resource: ResourceName, view: ResourceView) -> Iterator[tuple[str, Signature]]:
    for each in view.methods:
        yield each.name, _signature(each.signature)
    if view.webhooks is not None:
        text = render("resource.py", view=view)
        for name in (view.webhooks.unwrap, view.webhooks.verify_signature):
            yield name, _written(text, resource.class_name, name)


def _signature(view: SignatureView) -> Signature:
    arguments = [
        *(_argument(each, at) for at, each in enumerate(view.positional)),
        *(_argument(each, None) for each in view.keywords),
    ]
    return Signature({each.name: each for each in arguments}, _plain(view.returns))


def _argument(view: ArgumentView, positional: int | None) -> Argument:
    default = None if view.default is None else _plain(view.default)
    return Argument(view.name, _plain(view.annotation), default, positional)


def _types(context: Context) -> Iterator[tuple[str, Type]]:
    units = (each for each in units_of(context) if isinstance(each, TypesUnit))
    modules = [(each.direction, each.module) for each in units]
    for view in undocumented_types_views(context, modules):
        base = view.base.partition(",")[0]
        yield from ((each.name, _type(each, base)) for each in view.types)
    for operations in context.paged_operations.values():
        for page in pages_view(context, operations).pages:
            # The answer itself, with methods of the runtime.
            yield page.name, Type({}, (page.model, f"Page[{page.item}]"))


def _type(view: ClassView | AliasView, base: str) -> Type:
    if isinstance(view, AliasView):
        return Type({}, alias=_plain(view.annotation))
    fields = {
        each.name: _plain(each.annotation)
        for each in view.fields
        if not each.name.startswith("_")
    }
    return Type(fields, (base,))


def _written(text: str, class_name: str, name: str) -> Signature:
    """A method of a module's text."""
    found = next(
        function
        for each in ast.parse(text).body
        if isinstance(each, ast.ClassDef) and each.name == class_name
        for function in each.body
        if isinstance(function, ast.FunctionDef) and function.name == name
    )
    given = found.args
    defaults = (*(None for _ in given.args), *given.defaults)[-len(given.args) :]
    positional = zip(given.args, defaults, strict=True)
    arguments = [
        _given(each, default, at - 1)
        for at, (each, default) in enumerate(positional)
        if at  # without `self`
    ]
    arguments += [
        _given(each, default, None)
        for each, default in zip(given.kwonlyargs, given.kw_defaults, strict=True)
        if not each.arg.startswith("_")
    ]
    assert found.returns is not None
    returns = _plain(ast.unparse(found.returns))
    return Signature({each.name: each for each in arguments}, returns)


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
    """A type as users know it: where and when it is looked up makes no difference."""
    if text.isidentifier():
        return text
    return ast.unparse(_Plain().visit(ast.parse(text, mode="eval")))


class _Plain(ast.NodeTransformer):
    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        """`types.Name`."""
        is_package = isinstance(node.value, ast.Name) and node.value.id in _TYPES
        return ast.Name(node.attr) if is_package else node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """The texts in it are no types."""
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """`Deferred["Name"]`."""
        head = node.value.id if isinstance(node.value, ast.Name) else ""
        if head == "Literal":
            return node
        self.generic_visit(node)
        return node.slice if head == DEFERRED else node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """`"Name"`."""
        if not isinstance(node.value, str):
            return node
        inside: ast.AST = self.visit(ast.parse(node.value, mode="eval").body)
        return inside
